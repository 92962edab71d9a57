/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.h - reading page tables that may change or go away under the reader.
 *
 * No lock that a module can take keeps kernel page tables in place: they are freed when a huge
 * mapping replaces an empty table, when memory is removed and, since v6.15 or so, when split large
 * pages are joined again. So tables are only ever copied, with copy_from_kernel_nofault(), from
 * memory that is online RAM, and what was read counts only if a second reading of it and of all
 * entries above it gives the same.
 */
#ifndef _MEMMAP_TABLE_H
#define _MEMMAP_TABLE_H

#include <linux/types.h>

#include "arch.h"
#include "internal.h"

/* How often to read again what changed meanwhile before it is reported as raced. */
#define MEMMAP_RACE_RETRIES	3

/**
 * memmap_table_index() - which entry of a table is responsible for an address
 * @level: the table's level
 * @virt_addr: the address
 */
static inline unsigned int memmap_table_index(const struct memmap_table_level *level, u64 virt_addr)
{
	return (virt_addr >> level->shift) & ((1U << (level->span_shift - level->shift)) - 1);
}

/**
 * memmap_table_read() - copy a part of a table
 * @dst: room for @nr entries
 * @src: the table's first wanted entry, through the direct map
 * @nr: how many
 *
 * Return: 0 with the entries as memmap_entry_val() gives them, or -EFAULT.
 */
int memmap_table_read(pteval_t *dst, const pteval_t *src, unsigned int nr);

/**
 * memmap_table_readable() - may a page that should be a table be read?
 * @ram: the caller's cache
 * @pfn: any number
 *
 * Context: under memmap_online_lock().
 */
bool memmap_table_readable(struct memmap_ram *ram, unsigned long pfn);

/**
 * memmap_table_follow() - the table that an entry points to
 * @ram: the caller's cache
 * @entry: valid, not a leaf
 *
 * Context: under memmap_online_lock().
 * Return: the table through the direct map, or NULL if it is not in memory that may be read.
 */
const pteval_t *memmap_table_follow(struct memmap_ram *ram, pteval_t entry);

#endif /* _MEMMAP_TABLE_H */
