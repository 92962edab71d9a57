// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch_arm64.c - arm64: paging mode, root table and regions.
 *
 * What the hardware was told is asked of the hardware: a kernel built for 52-bit addresses runs on
 * machines with 48 bits too, with a level of tables less.
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include <asm/fixmap.h>
#include <asm/memory.h>
#include <asm/sysreg.h>

#include "arch.h"
#include "internal.h"

/* The kernel image, which lies in vmalloc space; found once, by memmap_arch_init(). */
static u64 image_start, image_last;

/* enum memmap_memtype of an attribute of MAIR_EL1; the tags of MTE change nothing about caching. */
static u8 memtype_of(u8 attribute)
{
	switch (attribute) {
	case 0xff:
	case 0xf0:
		return MEMMAP_MEMTYPE_WB;
	case 0xbb:
		return MEMMAP_MEMTYPE_WT;
	case 0x44:
		return MEMMAP_MEMTYPE_NORMAL_NC;
	case 0x00:
		return MEMMAP_MEMTYPE_DEVICE_NGNRNE;
	case 0x04:
		return MEMMAP_MEMTYPE_DEVICE_NGNRE;
	case 0x08:
		return MEMMAP_MEMTYPE_DEVICE_NGRE;
	case 0x0c:
		return MEMMAP_MEMTYPE_DEVICE_GRE;
	default:
		return MEMMAP_MEMTYPE_UNKNOWN;
	}
}

/* IPS of TCR_EL1: bits of a physical address. */
static u8 phys_bits_of(u64 tcr)
{
	static const u8 bits[] = { 32, 36, 40, 42, 44, 48, 52, 56 };

	return bits[tcr >> 32 & 7];
}

static struct memmap_table_level table_level(unsigned int from_bottom, unsigned int nr_levels,
					     unsigned int va_bits)
{
	const unsigned int index_bits = PAGE_SHIFT - 3;
	unsigned int shift = PAGE_SHIFT + from_bottom * index_bits;

	/* Linux makes no other blocks than pmd_leaf() and, with 4 KiB pages, pud_leaf(). */
	return (struct memmap_table_level){
		.level = from_bottom == nr_levels - 1 ? MEMMAP_LEVEL_PGD :
							MEMMAP_LEVEL_PTE + from_bottom,
		.shift = shift,
		.span_shift = min(shift + index_bits, va_bits),
		.has_leaves = from_bottom <= (PAGE_SHIFT == 12 ? 2 : 1),
	};
}

void memmap_arch_paging(struct memmap_paging *ret)
{
	u64 tcr = read_sysreg(tcr_el1), mair = read_sysreg(mair_el1);
	unsigned int i;

	memset(ret, 0, sizeof(*ret));
	ret->va_bits = 64 - (tcr >> 16 & 0x3f);	/* T1SZ */
	ret->nr_levels = DIV_ROUND_UP(ret->va_bits - PAGE_SHIFT, PAGE_SHIFT - 3);
	for (i = 0; i < ret->nr_levels; i++)
		ret->levels[i] = table_level(ret->nr_levels - 1 - i, ret->nr_levels, ret->va_bits);
	ret->phys_bits = phys_bits_of(tcr);
	/* DS: bits 51 and 50 of addresses where shareability was, with pages of 4 and 16 KiB */
	ret->format = tcr >> 59 & 1 ? MEMMAP_FORMAT_ARM64_LPA2 : MEMMAP_FORMAT_ARM64;
	ret->user_end = 1ULL << ret->va_bits;
	ret->kernel_start = -ret->user_end;
	ret->kernel_last = U64_MAX;
	for (i = 0; i < ARRAY_SIZE(ret->memtypes); i++)
		ret->memtypes[i] = memtype_of(mair >> (8 * i));
}

/*
 * The user's half has a root of its own, so the kernel's is that of this CPU and all others, with
 * page table isolation too: the trampoline's is in place in user mode alone. The lowest bits are no
 * part of the address (CnP), and the next four are its highest ones where it has 52.
 */
const pteval_t *memmap_arch_root(void)
{
	u64 ttbr1 = read_sysreg(ttbr1_el1);
	phys_addr_t root = ttbr1 & GENMASK_ULL(47, 6);

	if (IS_ENABLED(CONFIG_ARM64_PA_BITS_52))
		root |= (ttbr1 & GENMASK_ULL(5, 2)) << 46;
	return __va(root);
}

/* Where the pages end, up or down from @virt_addr, that lie as the kernel image does. */
static u64 image_edge(u64 virt_addr, bool up)
{
	for (;;) {
		struct memmap_steps steps = { .virt_addr = virt_addr };
		u64 leaf_bytes;

		if (memmap_ioctl_steps(&steps) || steps.status != MEMMAP_STATUS_OK ||
		    steps.phys_addr != virt_addr - kimage_voffset)
			return up ? virt_addr - 1 : virt_addr + 1;
		leaf_bytes = 1ULL << steps.leaf_shift;
		virt_addr &= ~(leaf_bytes - 1);
		virt_addr += up ? leaf_bytes : -1ULL;
	}
}

/*
 * _stext and _end are not exported; but text and data are mapped up to there, and no further. In
 * between is what only booting needed.
 */
int memmap_arch_init(void)
{
	image_start = image_edge((unsigned long)vfree, false);
	image_last = image_edge((unsigned long)empty_zero_page, true);
	return image_start < image_last ? 0 : -ENODEV;
}

/* Section by section, as sparse_add_section() populates it. */
static u64 vmemmap_last(void)
{
	unsigned long nr_pfns = PHYS_PFN(__pa((unsigned long)high_memory - 1)) + 1;

	return (u64)pfn_to_page(round_up(nr_pfns, PAGES_PER_SECTION)) - 1;
}

/*
 * Documentation/arch/arm64/memory.rst. The direct map is linear from PAGE_OFFSET on, which is meant
 * for the build's address bits and may lie below what the hardware has; memstart_addr, what would
 * be mapped there, may be "negative": sums are meant modulo 2^64. With KASLR, the image and modules
 * lie anywhere in vmalloc space, and the region of modules is not used.
 */
unsigned int memmap_arch_regions(const struct memmap_paging *paging,
				 struct memmap_region regions[MEMMAP_MAX_REGIONS])
{
	u64 unused = paging->kernel_start - PAGE_OFFSET, start_phys = unused + memstart_addr;
	struct memmap_region *r = regions;

	memmap_add_region(&r, MEMMAP_REGION_PCI_IO, PCI_IO_START, PCI_IO_END - 1);
	/* FIXADDR_START leaves out the slots that are for boot time. */
	memmap_add_region(&r, MEMMAP_REGION_FIXMAP,
			  FIXADDR_TOP - ((u64)__end_of_fixed_addresses << PAGE_SHIFT),
			  FIXADDR_TOP - 1);
	/* The part for addresses that the machine does not have is vmalloc space instead. */
	r->phys_addr = start_phys;
	memmap_add_region(&r, MEMMAP_REGION_VMEMMAP,
			  VMEMMAP_START + (unused >> PAGE_SHIFT) * sizeof(struct page),
			  vmemmap_last());
#if defined(CONFIG_KASAN_GENERIC) || defined(CONFIG_KASAN_SW_TAGS)
	/* KASAN_SHADOW_START, by what the hardware makes of VA_BITS. */
	memmap_add_region(&r, MEMMAP_REGION_KASAN_SHADOW,
			  KASAN_SHADOW_END -
				  (1ULL << (paging->va_bits - KASAN_SHADOW_SCALE_SHIFT)),
			  KASAN_SHADOW_END - 1);
#endif
	memmap_add_region(&r, MEMMAP_REGION_MODULES, MODULES_VADDR, MODULES_END - 1);
	memmap_add_linear(&r, MEMMAP_REGION_KERNEL_IMAGE, image_start, image_last,
			  image_start - kimage_voffset);
	memmap_add_region(&r, MEMMAP_REGION_VMALLOC, VMALLOC_START, VMALLOC_END - 1);
	memmap_add_linear(&r, MEMMAP_REGION_DIRECT_MAP, paging->kernel_start,
			  (unsigned long)high_memory - 1, start_phys);
	r->flags = MEMMAP_REGION_PER_MM;
	memmap_add_region(&r, MEMMAP_REGION_USER, 0, paging->user_end - 1);
	return r - regions;
}
