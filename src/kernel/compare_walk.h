/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare_walk.h - hold one back end's walk against another one's. */
#ifndef MEMMAP_KERNEL_COMPARE_WALK_H
#define MEMMAP_KERNEL_COMPARE_WALK_H

#include "backend/backend.h"

/**
 * struct parting - where two walks part
 * @differs: they do
 * @virt_addr: from where on
 * @both: what each maps there; nothing where the length is 0
 */
struct parting {
	bool differs;
	uint64_t virt_addr;
	struct memmap_extent both[2];
};

/**
 * walks_part() - walk what was walked with another back end
 * @second: the other one
 * @start: first address that was walked
 * @walk: the answer; up to its @next @second is asked
 * @ret: where what @second says is something else for the first time; where extents are cut says
 *       nothing
 * @err: filled when @second failed
 *
 * Return: 0 or -errno.
 */
int walks_part(struct backend *second, uint64_t start, const struct memmap_walk *walk,
	       struct parting *ret, struct error *err) _must_check_;

#endif
