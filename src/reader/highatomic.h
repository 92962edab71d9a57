/* SPDX-License-Identifier: GPL-2.0-or-later */
/* highatomic.h - what this kernel's allocator makes of blocks that are kept for atomic requests. */
#ifndef MEMMAP_READER_HIGHATOMIC_H
#define MEMMAP_READER_HIGHATOMIC_H

#include "base/root.h"
#include "model/memory.h"

/**
 * highatomic_rule_find() - which pages of HighAtomic blocks this kernel counts as not free
 * @root: where from
 * @zones: from free_lists_read()
 *
 * Sources: /proc/zoneinfo, which tells the free ones on new kernels, else the members of struct
 * zone.
 *
 * Return: the rule, which is HIGHATOMIC_UNKNOWN without either.
 */
enum highatomic_rule highatomic_rule_find(const struct root *root, const struct zone_array *zones);

#endif
