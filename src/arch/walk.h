/* SPDX-License-Identifier: GPL-2.0-or-later */
/* walk.h - walking the page tables of a kernel over a range of addresses. */
#ifndef MEMMAP_ARCH_WALK_H
#define MEMMAP_ARCH_WALK_H

#include "arch/paging.h"

/**
 * page_tables_walk() - one step of walking a range, see struct memmap_walk
 * @tables: the page tables
 * @walk: the request; @walk->extents points to room for @walk->nr_extents
 * @err: filled on failure; -EINVAL when the range leaves the kernel's half
 *
 * Return: 0 or -errno.
 */
int page_tables_walk(const struct page_tables *tables, struct memmap_walk *walk,
		     struct error *err) _must_check_;

#endif
