/* SPDX-License-Identifier: GPL-2.0-or-later */
/* boxes.h - the address space as a column of boxes. */
#ifndef MEMMAP_OUTPUT_BOXES_H
#define MEMMAP_OUTPUT_BOXES_H

#include "model/layout.h"
#include "output/text.h"

/**
 * boxes_write() - draw the regions, the highest address on top
 * @style: how to write; 80 columns where it knows no width
 * @regions: those at depth 0 lie side by side; what nests in one comes behind it, by rising address
 * @nr: how many
 *
 * The height of a box is the logarithm of its size. What nobody walked and holes are cut short,
 * with a mark that says so. What does not fit into the width is left out, from the right.
 */
void boxes_write(const struct text_style *style, const struct layout_region *regions, size_t nr);

#endif
