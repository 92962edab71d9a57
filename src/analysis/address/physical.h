/* SPDX-License-Identifier: GPL-2.0-or-later */
/* physical.h - join what the page tables, /proc and the frames say about physical addresses. */
#ifndef MEMMAP_ANALYSIS_PHYSICAL_H
#define MEMMAP_ANALYSIS_PHYSICAL_H

#include "analysis/address/sources.h"
#include "model/physical.h"

/**
 * identify_physical() - say everything about physical addresses
 * @sources: the sources
 * @items: the answers, zeroed but for @operand and @phys_addr; release each with physical_clear(),
 * after failure too; valid as long as the sources
 * @frames: room for @nr frames, which the answers borrow
 * @nr: how many
 * @err: filled on failure
 *
 * However many are asked for, the page tables are walked once; without a back end none are, and the
 * answers are those of /proc/iomem and /proc/kpageflags. That there is no such memory is a
 * status of the answer; what could not be found out is a word in its @note.
 *
 * Return: 0 or -errno.
 */
int identify_physical(struct sources *sources, struct physical *items, struct memmap_frame *frames,
		      size_t nr, struct error *err) _must_check_;

#endif
