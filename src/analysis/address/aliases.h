/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aliases.h - find every kernel virtual address of physical ones, and where these contradict. */
#ifndef MEMMAP_ANALYSIS_ALIASES_H
#define MEMMAP_ANALYSIS_ALIASES_H

#include "backend/backend.h"
#include "model/physical.h"

/**
 * aliases_find() - find the aliases of many physical addresses by one walk of the kernel's half
 * @backend: how to walk
 * @items: the addresses, each with its @phys_addr and without aliases
 * @nr: how many
 * @err: filled on failure
 *
 * The direct map's address follows from the rule of the region, and is held against the page
 * tables: a frame may be taken out of it (set_direct_map_invalid_noflush() for secretmem, hardware
 * poison). All else that is mapped is walked once, whatever @nr. Areas and symbols of the aliases
 * are left to the caller.
 *
 * Return: 0 or -errno.
 */
int aliases_find(struct backend *backend, struct physical *items, size_t nr,
		 struct error *err) _must_check_;

/**
 * aliases_judge() - find out whether the mappings of a frame contradict each other
 * @space: the address space that they are in
 * @item: with its aliases; @conflicts and @warning are filled
 * @err: filled when memory ran out
 *
 * Return: 0 or -ENOMEM.
 */
int aliases_judge(const struct address_space *space, struct physical *item,
		  struct error *err) _must_check_;

#endif
