// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch_x86_32.c - i386, with PAE and without: paging mode and regions.
 */
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/cpu_entry_area.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/processor.h>

#include "arch.h"

void memmap_arch_paging(struct memmap_paging *ret)
{
	static const struct memmap_table_level levels[] = {
		{ MEMMAP_LEVEL_PGD, PGDIR_SHIFT, 32, !IS_ENABLED(CONFIG_X86_PAE) },
#ifdef CONFIG_X86_PAE
		{ MEMMAP_LEVEL_PMD, PMD_SHIFT, PGDIR_SHIFT, true },
#endif
		{ MEMMAP_LEVEL_PTE, PAGE_SHIFT, PMD_SHIFT, true },
	};

	memset(ret, 0, sizeof(*ret));
	ret->nr_levels = ARRAY_SIZE(levels);
	memcpy(ret->levels, levels, sizeof(levels));
	ret->va_bits = 32;
	ret->phys_bits = min_t(u8, boot_cpu_data.x86_phys_bits, __PHYSICAL_MASK_SHIFT);
	ret->format = IS_ENABLED(CONFIG_X86_PAE) ? MEMMAP_FORMAT_X86_PAE : MEMMAP_FORMAT_X86_32;
	ret->user_end = PAGE_OFFSET;
	ret->kernel_start = PAGE_OFFSET;
	ret->kernel_last = U32_MAX;
	memmap_x86_memtypes(ret->memtypes);
}

/* Slots that a page of high memory is mapped at for a while; slots grow downwards. */
static void add_kmaps(struct memmap_region **r)
{
#ifdef CONFIG_HIGHMEM
#ifdef CONFIG_KMAP_LOCAL
	memmap_add_region(r, MEMMAP_REGION_KMAP_LOCAL, __fix_to_virt(FIX_KMAP_END),
			  __fix_to_virt(FIX_KMAP_BEGIN) + PAGE_SIZE - 1);
#endif
	memmap_add_region(r, MEMMAP_REGION_PKMAP, PKMAP_BASE, PKMAP_ADDR(LAST_PKMAP) - 1);
#endif
}

/*
 * arch/x86/include/asm/pgtable_32_areas.h, from the top down. Modules are loaded in vmalloc space,
 * and the kernel image is part of the direct map.
 */
unsigned int memmap_arch_regions(const struct memmap_paging *paging,
				 struct memmap_region regions[MEMMAP_MAX_REGIONS])
{
	struct memmap_region *r = regions;

	add_kmaps(&r);
	/* FIXADDR_TOP is the address of the first slot, index 0, which is never used. */
	memmap_add_region(&r, MEMMAP_REGION_FIXMAP, FIXADDR_TOT_START,
			  (u64)FIXADDR_TOP + PAGE_SIZE - 1);
	memmap_add_region(&r, MEMMAP_REGION_CPU_ENTRY_AREA, CPU_ENTRY_AREA_BASE,
			  CPU_ENTRY_AREA_BASE + PAGE_SIZE * (CPU_ENTRY_AREA_PAGES + 1) - 1);
	r->flags = MEMMAP_REGION_PER_MM;
	memmap_add_region(&r, MEMMAP_REGION_LDT, LDT_BASE_ADDR, LDT_END_ADDR - 1);
	memmap_add_region(&r, MEMMAP_REGION_VMALLOC, VMALLOC_START, VMALLOC_END - 1);
	memmap_add_region(&r, MEMMAP_REGION_GUARD, (unsigned long)high_memory, VMALLOC_START - 1);
#ifdef CONFIG_FLATMEM
	memmap_add_region(&r, MEMMAP_REGION_VMEMMAP, (unsigned long)mem_map,
			  (unsigned long)(mem_map + max_mapnr) - 1);
#endif
	memmap_add_linear(&r, MEMMAP_REGION_DIRECT_MAP, PAGE_OFFSET, (unsigned long)high_memory - 1, 0);
	r->flags = MEMMAP_REGION_PER_MM;
	memmap_add_region(&r, MEMMAP_REGION_USER, 0, paging->user_end - 1);
	return r - regions;
}
