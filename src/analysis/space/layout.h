/* SPDX-License-Identifier: GPL-2.0-or-later */
/* layout.h - find out how the address space of this boot is laid out. */
#ifndef MEMMAP_ANALYSIS_LAYOUT_H
#define MEMMAP_ANALYSIS_LAYOUT_H

#include "analysis/address/sources.h"
#include "model/layout.h"

/**
 * layout_read() - the regions of the address space, and what is mapped in them
 * @sources: the sources
 * @ret: the layout, to be released with layout_clear()
 * @missing: filled where sections of the kernel image, or the RAM behind the direct map, could not
 * be found out; no failure
 * @err: filled on failure
 *
 * Walks the kernel's half of the address space once, so the cost follows the page tables there are.
 *
 * Return: 0 or -errno.
 */
int layout_read(struct sources *sources, struct layout *ret, struct error *missing,
		struct error *err) _must_check_;

#endif
