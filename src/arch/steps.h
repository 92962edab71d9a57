/* SPDX-License-Identifier: GPL-2.0-or-later */
/* steps.h - translating one address, level by level. */
#ifndef MEMMAP_ARCH_STEPS_H
#define MEMMAP_ARCH_STEPS_H

#include "arch/paging.h"

/**
 * page_tables_steps() - translate one address, see struct memmap_steps
 * @tables: the page tables
 * @steps: zeroed but for @steps->virt_addr
 * @err: filled on failure; an unmapped address is a status, no failure
 *
 * Return: 0 or -errno.
 */
int page_tables_steps(const struct page_tables *tables, struct memmap_steps *steps,
		      struct error *err) _must_check_;

#endif
