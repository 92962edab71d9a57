/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arch.h - what an architecture provides to the page-table walker.
 *
 * To add an architecture: write arch_<name>.h with the inline functions that are described here
 * and arch_<name>.c with the others; include the header below; name the object in Kbuild; give the
 * entry format a number in enum memmap_format and new regions theirs in enum memmap_region_type.
 */
#ifndef _MEMMAP_ARCH_H
#define _MEMMAP_ARCH_H

#include <linux/pgtable.h>
#include <linux/types.h>

#include "uapi/memmap.h"

/**
 * struct memmap_table_level - one level of page tables in use on this machine
 * @level: enum memmap_level
 * @shift: log2 of the bytes that one entry covers
 * @span_shift: log2 of the bytes that a whole table covers
 * @has_leaves: an entry may map memory instead of pointing to a table
 */
struct memmap_table_level {
	u8 level;
	u8 shift;
	u8 span_shift;
	bool has_leaves;
};

/**
 * struct memmap_paging - how this machine translates kernel addresses
 * @levels: from the top down; folded levels are left out, so this is a matter of run time
 * @nr_levels: how many of @levels are in use
 * @va_bits: bits of a virtual address that the tables translate
 * @phys_bits: bits of a physical address
 * @format: enum memmap_format
 * @kernel_start: first address of the kernel's half
 * @kernel_last: its last address; behind it there is nothing
 * @user_end: first address behind the user's half; up to @kernel_start nothing can be mapped
 * @memtypes: enum memmap_memtype by the cache bits of an entry, for the architecture's use
 */
struct memmap_paging {
	struct memmap_table_level levels[MEMMAP_MAX_LEVELS];
	u8 nr_levels;
	u8 va_bits;
	u8 phys_bits;
	u8 format;
	u64 kernel_start;
	u64 kernel_last;
	u64 user_end;
	u8 memtypes[8];
};

#define MEMMAP_MAX_REGIONS	16

/**
 * memmap_arch_paging() - describe the paging mode
 * @ret: filled
 */
void memmap_arch_paging(struct memmap_paging *ret);

/**
 * memmap_arch_root() - find the top page table that maps the kernel
 *
 * Return: the table through the direct map, or NULL. It cannot vanish while current is in the
 * kernel; what its entries point to can.
 */
const pteval_t *memmap_arch_root(void);

/**
 * memmap_arch_regions() - list the regions of the address space with this boot's bounds
 * @paging: from memmap_arch_paging()
 * @regions: zeroed, filled most specific first
 *
 * Return: how many of @regions are filled.
 */
unsigned int memmap_arch_regions(const struct memmap_paging *paging,
				 struct memmap_region regions[MEMMAP_MAX_REGIONS]);

/**
 * memmap_add_region() - add one to a list of regions
 * memmap_add_linear() - add one that is mapped to physical memory in one piece, from @phys_addr on
 * @region: where, moved on; its other flags may be set already
 * @type: enum memmap_region_type
 * @start: first address
 * @last: last address
 */
static inline void memmap_add_region(struct memmap_region **region, u16 type, u64 start, u64 last)
{
	(*region)->type = type;
	(*region)->start = start;
	(*region)->last = last;
	(*region)++;
}

static inline void memmap_add_linear(struct memmap_region **region, u16 type, u64 start, u64 last,
				     u64 phys_addr)
{
	(*region)->flags |= MEMMAP_REGION_LINEAR;
	(*region)->phys_addr = phys_addr;
	memmap_add_region(region, type, start, last);
}

/*
 * int memmap_arch_init(void)
 *	Find out what does not change until the next boot. Called once, when the walker works; 0 or
 *	-errno.
 *
 * The inline part, arch_<name>.h. A pteval_t holds an entry of any level: all levels of a supported
 * architecture have entries of one size, 4 or 8 bytes.
 *
 * MEMMAP_ARCH_IO_PLACES
 *	Physical addresses, as { FIRST, LAST } with commas between them, where there may be registers
 *	that the kernel itself uses. A sample of ioremap() maps the first page of them that the
 *	resources have, and never touches it.
 *
 * MEMMAP_ENTRY_KEY
 *	The bits that say where and how an entry maps. Two entries with equal key bits mean the
 *	same; bits which hardware or software toggle on live entries (accessed, dirty, ...) are no
 *	part of it. Adding a leaf's size to an entry must yield the entry of the next leaf of a
 *	contiguous run, as far as the key is concerned.
 * MEMMAP_ENTRY_MARK
 *	One bit outside of the key that the functions below ignore; the walker marks entries of its
 *	private copies with it.
 * MEMMAP_INHERIT_TOP
 *	What the top table inherits, see memmap_entry_inherit().
 *
 * pteval_t memmap_entry_val(pteval_t raw)
 *	What was read from memory as an entry with physical addresses of this kernel's view.
 * bool memmap_entries_need_val(void)
 *	Is memmap_entry_val() more than a copy on this boot?
 * bool memmap_entry_valid(pteval_t entry)
 *	Does the hardware use it?
 * bool memmap_entry_leaf(const struct memmap_table_level *level, pteval_t entry)
 *	Does a valid entry map memory, rather than point to a table?
 * u64 memmap_entry_table(pteval_t entry)
 *	Physical address of the table a valid non-leaf points to.
 * u64 memmap_entry_phys(const struct memmap_table_level *level, pteval_t entry)
 *	Physical address that a leaf maps.
 * pteval_t memmap_entry_inherit(const struct memmap_table_level *level, pteval_t inherited,
 *				 pteval_t entry)
 *	The protection of the levels above joined with that of a non-leaf.
 * u16 memmap_entry_prot(const struct memmap_table_level *level, pteval_t inherited,
 *			    pteval_t entry)
 *	MEMMAP_PROT_* bits that a leaf grants below what the levels above allow.
 * u8 memmap_entry_memtype(const struct memmap_paging *paging,
 *			   const struct memmap_table_level *level, pteval_t entry)
 *	enum memmap_memtype of a leaf.
 */
#if defined(CONFIG_X86)
#include "arch_x86.h"
#elif defined(CONFIG_ARM64)
#include "arch_arm64.h"
#else
#error "memmap does not know this architecture's page tables"
#endif

#endif /* _MEMMAP_ARCH_H */
