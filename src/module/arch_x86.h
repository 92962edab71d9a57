/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arch_x86.h - x86 page-table entries, see arch.h for the contract.
 */
#ifndef _MEMMAP_ARCH_X86_H
#define _MEMMAP_ARCH_X86_H

#include <linux/mem_encrypt.h>
#include <asm/apicdef.h>
#include <asm/cpufeature.h>
#include <asm/pgtable.h>

/*
 * All but accessed, dirty and what hardware leaves to software: bits 9-11 and 52-62. Physical
 * address bits reach up to 51 at most, the memory encryption bit is one of them. Without PAE an entry
 * is the low half of that, and there is no NX.
 */
#define MEMMAP_ENTRY_KEY                                                                      \
	((pteval_t)((_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_PWT | _PAGE_PCD |          \
		     _PAGE_PSE | _PAGE_GLOBAL | _PAGE_NX | GENMASK_ULL(51, PAGE_SHIFT)) &     \
		    ~(pteval_t)0))
#define MEMMAP_ENTRY_MARK  _PAGE_SOFTW1
#define MEMMAP_INHERIT_TOP (_PAGE_RW | _PAGE_USER)

static inline int memmap_arch_init(void)
{
	return 0;
}

/* Xen PV tables hold machine frames; pv_ops turns them into this kernel's physical ones. */
static inline pteval_t memmap_entry_val(pteval_t raw)
{
	return pte_val(native_make_pte(raw));
}

static inline bool memmap_entries_need_val(void)
{
	return cpu_feature_enabled(X86_FEATURE_XENPV);
}

/*
 * Not pte_present(): that takes PROT_NONE entries for present too, whose present bit is clear and
 * whose address bits may be inverted against L1TF.
 */
static inline bool memmap_entry_valid(pteval_t entry)
{
	return entry & _PAGE_PRESENT;
}

static inline bool memmap_entry_leaf(const struct memmap_table_level *level, pteval_t entry)
{
	return level->has_leaves && (level->shift == PAGE_SHIFT || (entry & _PAGE_PSE));
}

static inline u64 memmap_entry_table(pteval_t entry)
{
	return entry & PTE_PFN_MASK;
}

/* Large leaves keep their PAT bit at bit 12, below the address. */
static inline u64 memmap_entry_phys(const struct memmap_table_level *level, pteval_t entry)
{
	return entry & PTE_PFN_MASK & ~((1ULL << level->shift) - 1);
}

/*
 * Writable and user must be granted by each level; one level's NX is enough to forbid. The four
 * entries at the top of PAE have none of these bits.
 */
static inline pteval_t memmap_entry_inherit(const struct memmap_table_level *level,
					    pteval_t inherited, pteval_t entry)
{
	if (IS_ENABLED(CONFIG_X86_PAE) && level->level == MEMMAP_LEVEL_PGD)
		return inherited;
	return (inherited & entry & (_PAGE_RW | _PAGE_USER)) | ((inherited | entry) & _PAGE_NX);
}

static inline u16 memmap_entry_prot(const struct memmap_table_level *level, pteval_t inherited,
				    pteval_t entry)
{
	pteval_t all = memmap_entry_inherit(level, inherited, entry);
	u16 prot = 0;

	if (all & _PAGE_RW)
		prot |= MEMMAP_PROT_WRITE;
	if (all & _PAGE_USER)
		prot |= MEMMAP_PROT_USER;
	if (!(all & _PAGE_NX))
		prot |= MEMMAP_PROT_EXEC;
	if (entry & _PAGE_GLOBAL)
		prot |= MEMMAP_PROT_GLOBAL;
	if (entry & (pteval_t)sme_me_mask)
		prot |= MEMMAP_PROT_ENCRYPTED;
	return prot;
}

static inline u8 memmap_entry_memtype(const struct memmap_paging *paging,
				      const struct memmap_table_level *level, pteval_t entry)
{
	if (level->shift != PAGE_SHIFT)
		entry = protval_large_2_4k(entry);
	return paging->memtypes[__pte2cm_idx(entry & _PAGE_CACHE_MASK)];
}

/* Fill @memtypes of struct memmap_paging, by _PAGE_PAT, _PAGE_PCD and _PAGE_PWT. */
void memmap_x86_memtypes(u8 memtypes[8]);

/*
 * Where the kernel itself may have registers: the local APIC, unless it is used through MSRs (x2APIC),
 * and the first I/O APIC.
 */
#define MEMMAP_ARCH_IO_PLACES                                                      \
	{ APIC_DEFAULT_PHYS_BASE, APIC_DEFAULT_PHYS_BASE + PAGE_SIZE - 1 },         \
	{ IO_APIC_DEFAULT_PHYS_BASE, IO_APIC_DEFAULT_PHYS_BASE + PAGE_SIZE - 1 }

#endif /* _MEMMAP_ARCH_X86_H */
