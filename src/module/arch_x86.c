// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch_x86.c - what both x86 architectures have in common.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "arch.h"

/*
 * Which cache mode each combination of the PAT, PCD and PWT bits stands for. Modes that this boot
 * has no PAT entry for share the bits of a stricter one (see __cachemode2pte_tbl in
 * arch/x86/mm/init.c), so the modes that always exist claim their bits first.
 */
void memmap_x86_memtypes(u8 memtypes[8])
{
	static const struct {
		enum page_cache_mode mode;
		u8 memtype;
	} modes[] = {
		{ _PAGE_CACHE_MODE_WB, MEMMAP_MEMTYPE_WB },
		{ _PAGE_CACHE_MODE_UC_MINUS, MEMMAP_MEMTYPE_UC_MINUS },
		{ _PAGE_CACHE_MODE_UC, MEMMAP_MEMTYPE_UC },
		{ _PAGE_CACHE_MODE_WC, MEMMAP_MEMTYPE_WC },
		{ _PAGE_CACHE_MODE_WT, MEMMAP_MEMTYPE_WT },
		{ _PAGE_CACHE_MODE_WP, MEMMAP_MEMTYPE_WP },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		u8 *memtype = &memtypes[__pte2cm_idx(cachemode2protval(modes[i].mode))];

		if (*memtype == MEMMAP_MEMTYPE_UNKNOWN)
			*memtype = modes[i].memtype;
	}
}

/*
 * init_mm is not exported. Every process shares the kernel's half of its tables, and under page
 * table isolation mm->pgd is the kernel's copy, not the user's.
 */
const pteval_t *memmap_arch_root(void)
{
	return current->mm ? (const pteval_t *)current->mm->pgd : NULL;
}
