// SPDX-License-Identifier: GPL-2.0-or-later
/* translation.c - see translation.h. */
#include <linux/kernel-page-flags.h>

#include "base/cleanup.h"
#include "model/translation.h"

/* Bits that fs/proc/page.c exports above the stable ones, "kernel hacking assistances". */
#define KPF_MLOCKED	  33
#define KPF_OWNER_2	  34
#define KPF_PRIVATE	  35
#define KPF_PRIVATE_2	  36
#define KPF_OWNER_PRIVATE 37
#define KPF_ARCH	  38
#define KPF_UNCACHED	  39
#define KPF_SOFTDIRTY	  40
#define KPF_ARCH_2	  41

static const struct flag_name page_flags[] = {
	{KPF_LOCKED, "locked"},
	{KPF_ERROR, "error"},
	{KPF_REFERENCED, "referenced"},
	{KPF_UPTODATE, "uptodate"},
	{KPF_DIRTY, "dirty"},
	{KPF_LRU, "lru"},
	{KPF_ACTIVE, "active"},
	{KPF_SLAB, "slab"},
	{KPF_WRITEBACK, "writeback"},
	{KPF_RECLAIM, "reclaim"},
	{KPF_BUDDY, "buddy"},
	{KPF_MMAP, "mmap"},
	{KPF_ANON, "anonymous"},
	{KPF_SWAPCACHE, "swapcache"},
	{KPF_SWAPBACKED, "swapbacked"},
	{KPF_COMPOUND_HEAD, "compound_head"},
	{KPF_COMPOUND_TAIL, "compound_tail"},
	{KPF_HUGE, "huge"},
	{KPF_UNEVICTABLE, "unevictable"},
	{KPF_HWPOISON, "hwpoison"},
	{KPF_NOPAGE, "nopage"},
	{KPF_KSM, "ksm"},
	{KPF_THP, "thp"},
	{KPF_OFFLINE, "offline"},
	{KPF_ZERO_PAGE, "zero_page"},
	{KPF_IDLE, "idle_page"},
	{KPF_PGTABLE, "pgtable"},
	{KPF_RESERVED, "reserved"},
	{KPF_MLOCKED, "mlocked"},
	{KPF_OWNER_2, "owner_2"},
	{KPF_PRIVATE, "private"},
	{KPF_PRIVATE_2, "private_2"},
	{KPF_OWNER_PRIVATE, "owner_private"},
	{KPF_ARCH, "arch"},
	{KPF_UNCACHED, "uncached"},
	{KPF_SOFTDIRTY, "softdirty"},
	{KPF_ARCH_2, "arch_2"},
};

static const struct flag_name prot_flags[] = {
	{2, "user"},
	{3, "global"},
	{4, "encrypted"},
};

static const char *const statuses[] = {
	[MEMMAP_STATUS_OK] = "ok",
	[MEMMAP_STATUS_UNMAPPED] = "unmapped",
	[MEMMAP_STATUS_NONCANONICAL] = "noncanonical",
	[MEMMAP_STATUS_USER] = "user",
	[MEMMAP_STATUS_RACED] = "raced",
	[MEMMAP_STATUS_UNREADABLE] = "unreadable",
	[STATUS_PARTIAL] = "partial",
	[STATUS_SWAPPED] = "swapped",
	[STATUS_UNTOUCHED] = "untouched",
	[STATUS_GUARD] = "guard",
	[STATUS_SPECIAL] = "special",
	[STATUS_UNKNOWN] = "unknown",
};

static const char *const memtypes[] = {
	[MEMMAP_MEMTYPE_WB] = "write-back",
	[MEMMAP_MEMTYPE_WC] = "write-combining",
	[MEMMAP_MEMTYPE_UC_MINUS] = "uncached-minus",
	[MEMMAP_MEMTYPE_UC] = "uncached",
	[MEMMAP_MEMTYPE_WT] = "write-through",
	[MEMMAP_MEMTYPE_WP] = "write-protected",
	[MEMMAP_MEMTYPE_NORMAL_NC] = "normal-nc",
	[MEMMAP_MEMTYPE_DEVICE_NGNRNE] = "device-nGnRnE",
	[MEMMAP_MEMTYPE_DEVICE_NGNRE] = "device-nGnRE",
	[MEMMAP_MEMTYPE_DEVICE_NGRE] = "device-nGRE",
	[MEMMAP_MEMTYPE_DEVICE_GRE] = "device-GRE",
};

static const char *const levels[] = {
	[MEMMAP_LEVEL_PTE] = "PTE", [MEMMAP_LEVEL_PMD] = "PMD", [MEMMAP_LEVEL_PUD] = "PUD",
	[MEMMAP_LEVEL_P4D] = "P4D", [MEMMAP_LEVEL_PGD] = "PGD",
};

static const char *const regions[] = {
	[MEMMAP_REGION_NONE] = "none",
	[MEMMAP_REGION_USER] = "user",
	[MEMMAP_REGION_GUARD] = "guard hole",
	[MEMMAP_REGION_LDT] = "LDT remap",
	[MEMMAP_REGION_DIRECT_MAP] = "direct map",
	[MEMMAP_REGION_VMALLOC] = "vmalloc",
	[MEMMAP_REGION_VMEMMAP] = "vmemmap",
	[MEMMAP_REGION_CPU_ENTRY_AREA] = "cpu_entry_area",
	[MEMMAP_REGION_ESPFIX] = "espfix",
	[MEMMAP_REGION_EFI] = "EFI",
	[MEMMAP_REGION_KERNEL_IMAGE] = "kernel image",
	[MEMMAP_REGION_MODULES] = "modules",
	[MEMMAP_REGION_FIXMAP] = "fixmap",
	[MEMMAP_REGION_VSYSCALL] = "vsyscall",
	[MEMMAP_REGION_PKMAP] = "pkmap",
	[MEMMAP_REGION_KMAP_LOCAL] = "kmap_local",
	[MEMMAP_REGION_PCI_IO] = "PCI I/O",
	[MEMMAP_REGION_KASAN_SHADOW] = "KASAN shadow",
};

static const char *const zone_types[] = {
	[MEMMAP_ZONE_DMA] = "DMA",	   [MEMMAP_ZONE_DMA32] = "DMA32",
	[MEMMAP_ZONE_NORMAL] = "Normal",   [MEMMAP_ZONE_HIGHMEM] = "HighMem",
	[MEMMAP_ZONE_MOVABLE] = "Movable", [MEMMAP_ZONE_DEVICE] = "Device",
};

static const char *name_at(const char *const *table, size_t nr, uint64_t index)
{
	return index < nr ? table[index] : NULL;
}

#define DEFINE_NAME(function, table)                             \
	const char *function(uint64_t value)                     \
	{                                                        \
		return name_at(table, ARRAY_SIZE(table), value); \
	}

DEFINE_NAME(status_name, statuses)
DEFINE_NAME(memtype_name, memtypes)
DEFINE_NAME(level_name, levels)
DEFINE_NAME(region_name, regions)
DEFINE_NAME(zone_type_name, zone_types)

uint64_t address_space_page_bytes(const struct address_space *space)
{
	return 1ULL << space->page_shift;
}

/*
 * Wider addresses are sign-extended; of 32 bits the kernel has what its build leaves (VMSPLIT).
 * What lies below the lowest region may be mapped, too.
 */
void address_space_kernel_half(const struct address_space *space, uint64_t *start, uint64_t *last)
{
	bool wide = space->va_bits > 32;

	*last = wide ? UINT64_MAX : UINT32_MAX;
	*start = wide ? -(1ULL << (space->va_bits - 1)) : *last;
	for (size_t i = 0; i < space->nr_regions; i++)
		if (space->regions[i].type != MEMMAP_REGION_USER &&
		    space->regions[i].start < *start)
			*start = space->regions[i].start;
}

const struct memmap_region *address_space_region(const struct address_space *space,
						 uint64_t virt_addr)
{
	for (size_t i = 0; i < space->nr_regions; i++) {
		const struct memmap_region *region = &space->regions[i];

		if (virt_addr >= region->start && virt_addr <= region->last)
			return region;
	}
	return NULL;
}

uint64_t vmemmap_base(const struct address_space *space, const struct memmap_region *vmemmap,
		      uint64_t page_bytes)
{
	/* The physical address may be "negative". */
	int64_t first_pfn = (int64_t)vmemmap->phys_addr >> space->page_shift;

	return vmemmap->start - (uint64_t)first_pfn * page_bytes;
}

uint64_t region_linear_addr(const struct memmap_region *region, uint64_t phys_addr)
{
	uint64_t offset = phys_addr - region->phys_addr;

	if (!(region->flags & MEMMAP_REGION_LINEAR) || offset > region->last - region->start)
		return ABSENT;
	return region->start + offset;
}

uint64_t address_space_described_pfn(const struct address_space *space,
				     const struct memmap_region *vmemmap, uint64_t virt_addr)
{
	const uint64_t page_bytes = space->struct_page_bytes;
	const unsigned int pfn_bits = (space->phys_bits ?: 64) - space->page_shift;
	uint64_t pfn = (virt_addr - vmemmap_base(space, vmemmap, page_bytes)) / page_bytes;

	return pfn >> pfn_bits ? ABSENT : pfn;
}

uint64_t address_space_struct_page(const struct address_space *space, uint64_t pfn)
{
	const uint64_t page_bytes = space->struct_page_bytes;

	for (size_t i = 0; i < space->nr_regions && page_bytes; i++) {
		const struct memmap_region *region = &space->regions[i];
		uint64_t at = vmemmap_base(space, region, page_bytes) + pfn * page_bytes;

		if (region->type == MEMMAP_REGION_VMEMMAP && at >= region->start &&
		    at <= region->last)
			return at;
	}
	return ABSENT;
}

void prot_names(struct names *names, unsigned int prot)
{
	names_add(names, "%s", prot & MEMMAP_PROT_WRITE ? "rw" : "ro");
	names_add(names, "%s", prot & MEMMAP_PROT_EXEC ? "x" : "nx");
	names_of_flags(names, prot & ~(MEMMAP_PROT_WRITE | MEMMAP_PROT_EXEC), prot_flags,
		       ARRAY_SIZE(prot_flags));
}

void page_flag_names(struct names *names, uint64_t flags)
{
	names_of_flags(names, flags, page_flags, ARRAY_SIZE(page_flags));
}
