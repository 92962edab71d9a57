// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch_x86_64.c - x86-64: paging mode and regions.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/kasan.h>
#include <asm/processor.h>
#include <asm/vsyscall.h>

#include "arch.h"

void memmap_arch_paging(struct memmap_paging *ret)
{
	static const struct memmap_table_level levels[] = {
		{ MEMMAP_LEVEL_PGD, 48, 57, false },
		{ MEMMAP_LEVEL_P4D, P4D_SHIFT, 48, false },
		{ MEMMAP_LEVEL_PUD, PUD_SHIFT, 39, true },
		{ MEMMAP_LEVEL_PMD, PMD_SHIFT, 30, true },
		{ MEMMAP_LEVEL_PTE, PAGE_SHIFT, 21, true },
	};
	unsigned int folded = pgtable_l5_enabled() ? 0 : 1;

	memset(ret, 0, sizeof(*ret));
	ret->nr_levels = ARRAY_SIZE(levels) - folded;
	memcpy(ret->levels, levels + folded, ret->nr_levels * sizeof(levels[0]));
	/* With four levels the P4D is folded into the PGD, which keeps its name. */
	ret->levels[0].level = MEMMAP_LEVEL_PGD;
	ret->va_bits = ret->levels[0].span_shift;
	ret->phys_bits = boot_cpu_data.x86_phys_bits;
	ret->format = MEMMAP_FORMAT_X86_64;
	ret->user_end = 1ULL << (ret->va_bits - 1);
	ret->kernel_start = -ret->user_end;
	ret->kernel_last = U64_MAX;
	memmap_x86_memtypes(ret->memtypes);
}

/* Section by section, as sparse_add_section() populates it. */
static u64 vmemmap_last(void)
{
	u64 nr_pfns = PHYS_PFN(__pa((unsigned long)high_memory - 1)) + 1;

	return (u64)VMEMMAP_START + round_up(nr_pfns, PAGES_PER_SECTION) * sizeof(struct page) - 1;
}

/* Documentation/arch/x86/x86_64/mm.rst, with the bases that KASLR moved. */
unsigned int memmap_arch_regions(const struct memmap_paging *paging,
				 struct memmap_region regions[MEMMAP_MAX_REGIONS])
{
	struct memmap_region *r = regions;

	/*
	 * The emulated vsyscall page lies inside of the fixmap: FIXADDR_TOP is the address of the
	 * fixmap's first page, index 0; it grows downwards, the boot-time slots last.
	 */
	memmap_add_region(&r, MEMMAP_REGION_VSYSCALL, VSYSCALL_ADDR, VSYSCALL_ADDR + PAGE_SIZE - 1);
	memmap_add_region(&r, MEMMAP_REGION_FIXMAP, FIXADDR_TOT_START, FIXADDR_TOP + PAGE_SIZE - 1);
	memmap_add_region(&r, MEMMAP_REGION_MODULES, MODULES_VADDR, MODULES_END - 1);
	/* phys_base may be "negative": the sum is meant modulo 2^64. */
	memmap_add_linear(&r, MEMMAP_REGION_KERNEL_IMAGE, __START_KERNEL_map,
		   __START_KERNEL_map + KERNEL_IMAGE_SIZE - 1, phys_base);
	/* The EFI region is filled from the top down, hence START above END. */
	memmap_add_region(&r, MEMMAP_REGION_EFI, EFI_VA_END, EFI_VA_START - 1);
	memmap_add_region(&r, MEMMAP_REGION_ESPFIX, ESPFIX_BASE_ADDR, ESPFIX_BASE_ADDR + P4D_SIZE - 1);
	memmap_add_region(&r, MEMMAP_REGION_CPU_ENTRY_AREA, CPU_ENTRY_AREA_BASE,
		   CPU_ENTRY_AREA_BASE + P4D_SIZE - 1);
#ifdef CONFIG_KASAN
	/* From a whole entry of the top table on: with five levels KASAN fills that from its beginning. */
	memmap_add_region(&r, MEMMAP_REGION_KASAN_SHADOW,
			  round_down(KASAN_SHADOW_START, 1ULL << paging->levels[0].shift),
			  KASAN_SHADOW_END - 1);
#endif
	memmap_add_region(&r, MEMMAP_REGION_VMEMMAP, VMEMMAP_START, vmemmap_last());
	/* VMALLOC_END is the last address on x86-64, not the one behind. */
	memmap_add_region(&r, MEMMAP_REGION_VMALLOC, VMALLOC_START, VMALLOC_END);
	memmap_add_linear(&r, MEMMAP_REGION_DIRECT_MAP, PAGE_OFFSET, (unsigned long)high_memory - 1, 0);
	r->flags = MEMMAP_REGION_PER_MM;
	memmap_add_region(&r, MEMMAP_REGION_LDT, LDT_BASE_ADDR, LDT_END_ADDR - 1);
	memmap_add_region(&r, MEMMAP_REGION_GUARD, GUARD_HOLE_BASE_ADDR, GUARD_HOLE_END_ADDR - 1);
	r->flags = MEMMAP_REGION_PER_MM;
	memmap_add_region(&r, MEMMAP_REGION_USER, 0, paging->user_end - 1);
	return r - regions;
}
