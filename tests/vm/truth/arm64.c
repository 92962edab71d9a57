// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm64.c - what x86 has exported functions for: the kernel's own macros lead through its tables. They
 * need not be safe against changes: what the truth looks at is its own, or stays.
 */
#ifdef CONFIG_ARM64
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/sysreg.h>
#include <asm/tlbflush.h>

#include "truth.h"

static pmd_t *find_pmd(unsigned long addr, pud_t **pud)
{
	phys_addr_t root = read_sysreg(ttbr1_el1) & GENMASK_ULL(47, PAGE_SHIFT);
	pgd_t *pgd = pgd_offset_pgd((pgd_t *)__va(root), addr);
	p4d_t *p4d;

	if (pgd_none(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, addr);
	if (p4d_none(*p4d))
		return NULL;
	*pud = pud_offset(p4d, addr);
	if (pud_none(**pud) || pud_leaf(**pud))
		return NULL;
	return pmd_offset(*pud, addr);
}

static pte_t *find_pte(pmd_t *pmd, unsigned long addr)
{
	return pmd && !pmd_none(*pmd) && !pmd_leaf(*pmd) ? pte_offset_kernel(pmd, addr) : NULL;
}

bool arm64_lookup(unsigned long addr, phys_addr_t *phys, unsigned long *leaf)
{
	pud_t *pud = NULL;
	pmd_t *pmd = find_pmd(addr, &pud);
	pte_t *pte = find_pte(pmd, addr);
	unsigned long pfn;

	if (pte && pte_valid(*pte)) {
		*leaf = PAGE_SIZE;
		pfn = pte_pfn(*pte);
	} else if (!pte && pmd && pmd_leaf(*pmd)) {
		*leaf = PMD_SIZE;
		pfn = pmd_pfn(*pmd);
	} else if (!pmd && pud && pud_leaf(*pud)) {
		*leaf = PUD_SIZE;
		pfn = pud_pfn(*pud);
	} else {
		return false;
	}
	*phys = PFN_PHYS(pfn) + (addr & (*leaf - 1));
	return true;
}

int arm64_set_nx(void *page, bool nx)
{
	unsigned long addr = (unsigned long)page;
	pud_t *pud = NULL;
	pte_t *pte = find_pte(find_pmd(addr, &pud), addr);

	if (!pte)
		return -EINVAL;
	set_pte(pte, __pte(nx ? pte_val(*pte) | PTE_PXN : pte_val(*pte) & ~PTE_PXN));
	flush_tlb_kernel_range(addr, addr + PAGE_SIZE);
	return 0;
}
#endif
