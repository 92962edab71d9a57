/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * paging.h - how page-table entries are read, one table for each format.
 *
 * The helper module knows its kernel's format from the kernel's own headers. Who reads tables from
 * outside has to know all of them: everything about a format is data here, and the walkers hold no
 * bit of any architecture.
 */
#ifndef MEMMAP_ARCH_PAGING_H
#define MEMMAP_ARCH_PAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "reader/memory.h"
#include <uapi/memmap.h>

/**
 * struct paging_test - a property of entries
 * @mask: bits to look at
 * @value: what they are where the entry has the property; a mask of 0 is one that all have
 */
struct paging_test {
	uint64_t mask, value;
};

/**
 * struct paging_level - one level of tables
 * @level: enum memmap_level
 * @shift: log2 of the bytes that one entry covers
 * @nr_entries: entries of a table
 * @has_leaves: an entry may map memory instead of pointing to a table
 * @no_rights: an entry has no bits for rights and so grants all
 * @valid: whether the hardware uses an entry
 * @leaf: whether a valid one maps memory; asked only where @has_leaves
 * @memtype_bits: bit numbers that make up the index into memtypes, the lowest first
 */
struct paging_level {
	uint8_t level;
	uint8_t shift;
	uint16_t nr_entries;
	bool has_leaves;
	bool no_rights;
	struct paging_test valid, leaf;
	uint8_t memtype_bits[3];
};

/**
 * struct paging_grant - a right that each level of tables must grant
 * @prot: the MEMMAP_PROT_* bit
 * @table: whether an entry that points to a table grants it
 * @page: whether a leaf grants it
 */
struct paging_grant {
	unsigned int prot;
	struct paging_test table, page;
};

#define PAGING_NR_GRANTS 3

/**
 * struct paging_format - one format of page tables
 * @name: for messages
 * @format: enum memmap_format
 * @entry_bytes: size of an entry
 * @nr_levels: levels
 * @va_bits: bits of a virtual address that they translate
 * @levels: from the top down
 * @two_roots: the kernel's half has a top table of its own, so that all of @va_bits are left for it
 * @addr_mask: bits of an entry that hold an address, the offset into what it points to cut off
 * below
 * @high_mask: bits of an entry that hold the high bits of the address elsewhere, or 0
 * @high_shift: how far to the left these belong
 * @key_mask: bits that say where and how an entry maps; hardware or software may change the others
 *            at any time and the entry means the same
 * @grants: rights
 * @global: whether a leaf is global
 * @memtypes: enum memmap_memtype by index
 * @sure_memtypes: the same where the kernel was told not to set the index up (x86: "nopat"),
 * or sets it up otherwise
 */
struct paging_format {
	const char *name;
	uint8_t format;
	uint8_t entry_bytes;
	uint8_t nr_levels;
	uint8_t va_bits;
	bool two_roots;
	struct paging_level levels[MEMMAP_MAX_LEVELS];
	uint64_t addr_mask;
	uint64_t high_mask;
	uint8_t high_shift;
	uint64_t key_mask;
	struct paging_grant grants[PAGING_NR_GRANTS];
	struct paging_test global;
	uint8_t memtypes[8];
	uint8_t sure_memtypes[8];
};

/**
 * struct paging - a format with what this boot made of it
 * @format: the format
 * @encryption_mask: address bit that marks encrypted memory (SME), or 0
 * @memtypes: one of the format's
 * @user_end: first address behind the user's half
 * @kernel_start: first address of the kernel's half; what lies between cannot be mapped
 * @kernel_last: last address of the kernel's half
 */
struct paging {
	const struct paging_format *format;
	uint64_t encryption_mask;
	const uint8_t *memtypes;
	uint64_t user_end, kernel_start, kernel_last;
};

/**
 * struct page_tables - the page tables of a kernel
 * @memory: where they are
 * @paging: how they are read
 * @root_table: physical address of the top one
 */
struct page_tables {
	const struct memory *memory;
	struct paging paging;
	uint64_t root_table;
};

/* All rights, which the top table inherits. */
#define PAGING_ALL_GRANTS (MEMMAP_PROT_WRITE | MEMMAP_PROT_EXEC | MEMMAP_PROT_USER)

/**
 * paging_pick() - one of several formats
 * @formats: the formats
 * @nr: how many
 * @format: enum memmap_format
 * @page_shift: log2 of the page size
 * @va_bits: bits of a virtual address that the tables translate
 *
 * Return: the format or NULL.
 */
const struct paging_format *paging_pick(const struct paging_format *formats, size_t nr,
					unsigned int format, unsigned int page_shift,
					unsigned int va_bits);

/**
 * paging_has_nx() - whether entries can forbid to execute
 * @format: the format
 */
bool paging_has_nx(const struct paging_format *format);

/**
 * paging_init() - make a format ready for use
 *
 * The two halves are those of addresses that are sign-extended; where the kernel's build draws the
 * line, the caller says so afterwards.
 *
 * @paging: filled
 * @format: the format
 * @encryption_mask: see struct paging
 * @has_memtypes: the kernel set up the memory types of the format
 */
void paging_init(struct paging *paging, const struct paging_format *format,
		 uint64_t encryption_mask, bool has_memtypes);

/* paging_index() - which entry of a table is responsible for an address */
unsigned int paging_index(const struct paging_level *level, uint64_t virt_addr);

/* paging_valid() - whether the hardware uses an entry */
bool paging_valid(const struct paging_level *level, uint64_t entry);

/* paging_is_leaf() - whether a valid entry maps memory, rather than point to a table */
bool paging_is_leaf(const struct paging_level *level, uint64_t entry);

/* paging_table() - physical address of the table that a valid non-leaf points to */
uint64_t paging_table(const struct paging *paging, uint64_t entry);

/* paging_phys() - physical address that a leaf maps */
uint64_t paging_phys(const struct paging *paging, const struct paging_level *level, uint64_t entry);

/**
 * paging_inherit() - rights below an entry that points to a table
 * @paging: the paging mode
 * @level: the entry's level
 * @granted: MEMMAP_PROT_* rights that all levels above grant
 * @entry: the entry
 */
unsigned int paging_inherit(const struct paging *paging, const struct paging_level *level,
			    unsigned int granted, uint64_t entry);

/**
 * paging_prot() - what a leaf allows
 * @paging: the paging mode
 * @granted: rights that all levels above grant
 * @entry: the leaf
 *
 * Return: MEMMAP_PROT_* bits.
 */
unsigned int paging_prot(const struct paging *paging, unsigned int granted, uint64_t entry);

/* paging_memtype() - enum memmap_memtype of a leaf */
unsigned int paging_memtype(const struct paging *paging, const struct paging_level *level,
			    uint64_t entry);

#endif
