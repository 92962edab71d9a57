/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arch_arm64.h - arm64 page-table entries, see arch.h for the contract. Bits are numbered as in the
 * Arm Architecture Reference Manual's "VMSAv8-64 descriptor formats"; all granules share them.
 */
#ifndef _MEMMAP_ARCH_ARM64_H
#define _MEMMAP_ARCH_ARM64_H

#include <linux/bits.h>
#include <asm/pgtable.h>

#define MEMMAP_A64_VALID	BIT_ULL(0)
#define MEMMAP_A64_TABLE	BIT_ULL(1)		/* of a level with blocks; else 1 too */
#define MEMMAP_A64_ATTR_INDEX	GENMASK_ULL(4, 2)
#define MEMMAP_A64_USER		BIT_ULL(6)		/* AP[1] */
#define MEMMAP_A64_READ_ONLY	BIT_ULL(7)		/* AP[2] */
#define MEMMAP_A64_NOT_GLOBAL	BIT_ULL(11)
#define MEMMAP_A64_PXN		BIT_ULL(53)
#define MEMMAP_A64_UXN		BIT_ULL(54)
#define MEMMAP_A64_TABLE_PXN	BIT_ULL(59)
#define MEMMAP_A64_TABLE_NO_USER BIT_ULL(61)		/* APTable[0] */
#define MEMMAP_A64_TABLE_RO	BIT_ULL(62)		/* APTable[1] */

/*
 * The address, and what decides about protection and memory type. Bits 9 and 8 are the shareability
 * or, with LPA2, bits 51 and 50 of the address. The contiguous bit is a hint for the TLB: with it or
 * without, an entry maps the same. Nor may guarded pages (bit 50) be part: a run of leaves that
 * reaches the end of the low part of the address carries into it.
 */
#define MEMMAP_ENTRY_KEY                                                                      \
	((pteval_t)(MEMMAP_A64_VALID | MEMMAP_A64_TABLE | MEMMAP_A64_ATTR_INDEX |               \
		    MEMMAP_A64_USER | MEMMAP_A64_READ_ONLY | GENMASK_ULL(9, 8) |                \
		    MEMMAP_A64_NOT_GLOBAL | GENMASK_ULL(49, 12) | MEMMAP_A64_PXN |              \
		    MEMMAP_A64_UXN))
/* Ignored in leaves, and in tables of the only security state that Linux knows. */
#define MEMMAP_ENTRY_MARK	BIT_ULL(63)
/* Restrictions, which add up on the way down; none at the top. */
#define MEMMAP_INHERIT_TOP	((pteval_t)0)

static inline pteval_t memmap_entry_val(pteval_t raw)
{
	return raw;
}

static inline bool memmap_entries_need_val(void)
{
	return false;
}

/* Not pte_present(): that takes PROT_NONE entries for present too, which the hardware does not. */
static inline bool memmap_entry_valid(pteval_t entry)
{
	return entry & MEMMAP_A64_VALID;
}

static inline bool memmap_entry_leaf(const struct memmap_table_level *level, pteval_t entry)
{
	return level->has_leaves &&
	       (level->shift == PAGE_SHIFT || !(entry & MEMMAP_A64_TABLE));
}

/* With 52 bits, the high ones stand among the low bits; where is the kernel's to know. */
static inline u64 memmap_entry_table(pteval_t entry)
{
	return (u64)pte_pfn(__pte(entry)) << PAGE_SHIFT;
}

static inline u64 memmap_entry_phys(const struct memmap_table_level *level, pteval_t entry)
{
	return memmap_entry_table(entry) & ~((1ULL << level->shift) - 1);
}

static inline pteval_t memmap_entry_inherit(const struct memmap_table_level *level,
					    pteval_t inherited, pteval_t entry)
{
	return inherited | (entry & (MEMMAP_A64_TABLE_PXN | MEMMAP_A64_TABLE_NO_USER |
				     MEMMAP_A64_TABLE_RO));
}

static inline u16 memmap_entry_prot(const struct memmap_table_level *level, pteval_t inherited,
				    pteval_t entry)
{
	u16 prot = 0;

	if (!(entry & MEMMAP_A64_READ_ONLY) && !(inherited & MEMMAP_A64_TABLE_RO))
		prot |= MEMMAP_PROT_WRITE;
	if ((entry & MEMMAP_A64_USER) && !(inherited & MEMMAP_A64_TABLE_NO_USER))
		prot |= MEMMAP_PROT_USER;
	if (!(entry & MEMMAP_A64_PXN) && !(inherited & MEMMAP_A64_TABLE_PXN))
		prot |= MEMMAP_PROT_EXEC;
	if (!(entry & MEMMAP_A64_NOT_GLOBAL))
		prot |= MEMMAP_PROT_GLOBAL;
	return prot;
}

static inline u8 memmap_entry_memtype(const struct memmap_paging *paging,
				      const struct memmap_table_level *level, pteval_t entry)
{
	return paging->memtypes[(entry & MEMMAP_A64_ATTR_INDEX) >> 2];
}

int memmap_arch_init(void);

/*
 * No place is the same on all machines: what is lowest of all that drivers claimed, the interrupt
 * controller or a serial port mostly. Drivers have it as device memory too.
 */
#define MEMMAP_ARCH_IO_PLACES	{ 0, U64_MAX }

#endif /* _MEMMAP_ARCH_ARM64_H */
