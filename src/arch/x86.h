/* SPDX-License-Identifier: GPL-2.0-or-later */
/* x86.h - what x86-64 and i386 have in common. */
#ifndef X86_H
#define X86_H

#include "arch/arch.h"

#include "entry_bits.h"

/* Bits of an x86 page-table entry, numbered as _PAGE_BIT_* of asm/pgtable_types.h. */
enum x86_entry_bit {
	X86_PRESENT = 0,
	X86_RW = 1,
	X86_USER = 2,
	X86_PWT = 3,
	X86_PCD = 4,
	X86_ACCESSED = 5,
	X86_DIRTY = 6,
	X86_PSE = 7,
	X86_PAT = 7,
	X86_GLOBAL = 8,
	X86_SOFTW1 = 9,
	X86_SOFTW2 = 10,
	X86_SOFTW3 = 11,
	X86_PAT_LARGE = 12,
	X86_SOFTW4 = 58,
	X86_PKEY0 = 59,
	X86_PKEY1 = 60,
	X86_PKEY2 = 61,
	X86_PKEY3 = 62,
	X86_NX = 63,
};

/*
 * Present is the present bit alone: pte_present() of the kernel takes PROT_NONE entries for present
 * too, which the hardware does not.
 */
#define X86_TABLE(level_, shift_, nr_entries_) \
	.level = level_, .shift = shift_, .nr_entries = nr_entries_, .valid = SET(X86_PRESENT)

/* Large leaves keep their PAT bit at bit 12, since bit 7 says that they are leaves. */
#define X86_LARGE(level_, shift_, nr_entries_)                                            \
	X86_TABLE(level_, shift_, nr_entries_), .has_leaves = true, .leaf = SET(X86_PSE), \
						.memtype_bits = {X86_PWT, X86_PCD, X86_PAT_LARGE}

#define X86_PAGE(nr_entries_)                                             \
	X86_TABLE(MEMMAP_LEVEL_PTE, 12, nr_entries_), .has_leaves = true, \
						      .memtype_bits = {X86_PWT, X86_PCD, X86_PAT}

/*
 * The memory types are pat_bp_init()'s of arch/x86/mm/pat/memtype.c: an index which no type is
 * mapped to, 4 and 6, is never written. With "nopat" the reset values stay, which agree about three
 * of them. (Pentium 4 and older have half the table, because of an erratum.)
 */
#define X86_COMMON                                                              \
	.global = SET(X86_GLOBAL),                                              \
	.memtypes =                                                             \
		{                                                               \
			[0] = MEMMAP_MEMTYPE_WB,       [1] = MEMMAP_MEMTYPE_WC, \
			[2] = MEMMAP_MEMTYPE_UC_MINUS, [3] = MEMMAP_MEMTYPE_UC, \
			[5] = MEMMAP_MEMTYPE_WP,       [7] = MEMMAP_MEMTYPE_WT, \
	},                                                                      \
	.sure_memtypes = {                                                      \
		[0] = MEMMAP_MEMTYPE_WB,                                        \
		[2] = MEMMAP_MEMTYPE_UC_MINUS,                                  \
		[3] = MEMMAP_MEMTYPE_UC,                                        \
	}

/* The key is all bits but accessed, dirty and those that are software's. */
#define X86_KEY                                                                         \
	(BIT(X86_PRESENT) | BIT(X86_RW) | BIT(X86_USER) | BIT(X86_PWT) | BIT(X86_PCD) | \
	 BIT(X86_PSE) | BIT(X86_GLOBAL))
#define X86_GRANT_WRITE                                     \
	{                                                   \
		MEMMAP_PROT_WRITE, SET(X86_RW), SET(X86_RW) \
	}
#define X86_GRANT_USER                                         \
	{                                                      \
		MEMMAP_PROT_USER, SET(X86_USER), SET(X86_USER) \
	}

/* Entries of 8 bytes, those of x86-64 and of PAE. */
#define X86_WIDE(format_)                                                        \
	.format = format_, .entry_bytes = 8, .addr_mask = 0x000ffffffffff000ULL, \
	.key_mask = 0x000ffffffffff000ULL | X86_KEY | BIT(X86_NX),               \
	.grants = {                                                              \
		X86_GRANT_WRITE,                                                 \
		X86_GRANT_USER,                                                  \
		{MEMMAP_PROT_EXEC, CLEAR(X86_NX), CLEAR(X86_NX)},                \
	}

/* Entries of 4 bytes have no bit that forbids to execute. */
#define X86_NARROW                                                                 \
	.format = MEMMAP_FORMAT_X86_32, .entry_bytes = 4, .addr_mask = 0xfffff000, \
	.key_mask = 0xfffff000 | X86_KEY,                                          \
	.grants = {                                                                \
		X86_GRANT_WRITE,                                                   \
		X86_GRANT_USER,                                                    \
		{MEMMAP_PROT_EXEC, ALWAYS, ALWAYS},                                \
	}

/**
 * x86_has_memtypes() - whether the kernel set up the table of memory types
 * @root: the system
 *
 * Return: false when it was booted with "nopat".
 */
bool x86_has_memtypes(const struct root *root);

/* x86_name_entry() - as struct arch.name_entry */
void x86_name_entry(struct names *names, unsigned int format, const struct memmap_step *step);

/* x86_forgive() - as struct arch.forgive */
void x86_forgive(unsigned int format, struct memmap_steps *steps);

#endif
