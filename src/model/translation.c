// SPDX-License-Identifier: GPL-2.0-or-later
/* translation.c - see translation.h. */
#include <linux/kernel-page-flags.h>

#include <memmap/base/cleanup.h>
#include <memmap/model/paging.h>
#include <memmap/model/translation.h>

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

static const struct flag_name x86_entry_flags[] = {
	{X86_PRESENT, "present"}, {X86_RW, "rw"},	  {X86_USER, "user"},
	{X86_PWT, "pwt"},	  {X86_PCD, "pcd"},	  {X86_ACCESSED, "accessed"},
	{X86_DIRTY, "dirty"},	  {X86_PSE, "pse"},	  {X86_GLOBAL, "global"},
	{X86_SOFTW1, "softw1"},	  {X86_SOFTW2, "softw2"}, {X86_SOFTW3, "softw3"},
	{X86_PAT_LARGE, "pat"},	  {X86_SOFTW4, "softw4"}, {X86_PKEY0, "pkey0"},
	{X86_PKEY1, "pkey1"},	  {X86_PKEY2, "pkey2"},	  {X86_PKEY3, "pkey3"},
	{X86_NX, "nx"},
};

#define X86_ATTR_BITS 0xfff0000000000fffULL
#define X86_IGNORED   (0x7fULL << 52) /* bits 58:52 are free for software in every entry */

/* Of leaves, with the kernel's PTE_* names. */
static const struct flag_name a64_leaf_flags[] = {
	{A64_VALID, "valid"},	{A64_USER, "user"},   {A64_RDONLY, "rdonly"},
	{A64_AF, "af"},		{A64_NG, "ng"},	      {A64_GP, "gp"},
	{A64_DBM, "dbm"},	{A64_CONT, "cont"},   {A64_PXN, "pxn"},
	{A64_UXN, "uxn"},	{A64_DIRTY, "dirty"}, {A64_SPECIAL, "special"},
	{A64_DEVMAP, "devmap"},
};

static const struct flag_name a64_table_flags[] = {
	{A64_VALID, "valid"},	{A64_TABLE, "table"},		{A64_TABLE_PXN, "pxn"},
	{A64_TABLE_UXN, "uxn"}, {A64_TABLE_NO_USER, "no_user"}, {A64_TABLE_RDONLY, "rdonly"},
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

bool address_space_holds_modules(const struct address_space *space,
				 const struct memmap_region *region)
{
	return region->type == MEMMAP_REGION_MODULES ||
	       (region->type == MEMMAP_REGION_VMALLOC && space->format != MEMMAP_FORMAT_X86_64);
}

uint64_t vmemmap_base(const struct address_space *space, const struct memmap_region *vmemmap,
		      uint64_t page_bytes)
{
	/* The physical address may be "negative". */
	int64_t first_pfn = (int64_t)vmemmap->phys_addr >> space->page_shift;

	return vmemmap->start - (uint64_t)first_pfn * page_bytes;
}

bool address_space_has_nx(const struct address_space *space)
{
	return space->format != MEMMAP_FORMAT_X86_32;
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

static void x86_entry_flag_names(struct names *names, const struct memmap_step *step)
{
	uint64_t flags = step->entry & (X86_ATTR_BITS & ~X86_IGNORED);
	unsigned int level = step->level;

	flags |= step->entry & 1ULL << X86_SOFTW4;
	if (level == MEMMAP_LEVEL_PTE && flags >> X86_PAT & 1)
		flags ^= 1ULL << X86_PAT | 1ULL << X86_PAT_LARGE;
	else if (level != MEMMAP_LEVEL_PTE && flags >> X86_PAT & 1)
		flags |= step->entry & 1ULL << X86_PAT_LARGE;
	names_of_flags(names, flags, x86_entry_flags, ARRAY_SIZE(x86_entry_flags));
}

/* names_of_flags() calls a bit without a name by its number: only bits that have one are passed. */
static void a64_flags(struct names *names, uint64_t entry, const struct flag_name *flags, size_t nr)
{
	uint64_t named = 0;

	for (size_t i = 0; i < nr; i++)
		named |= 1ULL << flags[i].bit;
	names_of_flags(names, entry & named, flags, nr);
}

static void a64_entry_flag_names(struct names *names, const struct memmap_step *step, bool lpa2)
{
	unsigned int share = step->entry >> A64_SHARED0 & 3;

	if (step->level != MEMMAP_LEVEL_PTE && step->entry >> A64_TABLE & 1) {
		a64_flags(names, step->entry, a64_table_flags, ARRAY_SIZE(a64_table_flags));
		return;
	}
	a64_flags(names, step->entry, a64_leaf_flags, ARRAY_SIZE(a64_leaf_flags));
	names_add(names, "attr%u", (unsigned int)(step->entry >> A64_ATTR0 & 7));
	if (!lpa2 && share)
		names_add(names, "%s", share == 3 ? "inner" : share == 2 ? "outer" : "share1");
}

void entry_flag_names(struct names *names, unsigned int format, const struct memmap_step *step)
{
	bool x86 = format == MEMMAP_FORMAT_X86_64 || format == MEMMAP_FORMAT_X86_PAE ||
		   format == MEMMAP_FORMAT_X86_32;
	bool lpa2 = format == MEMMAP_FORMAT_ARM64_LPA2;

	if (!x86 && !lpa2 && format != MEMMAP_FORMAT_ARM64)
		return;
	/* Not present: the hardware ignores every other bit, software may keep a note. */
	if (!(step->entry & 1))
		names_add(names, "%s", step->entry ? "not present" : "none");
	else if (x86)
		x86_entry_flag_names(names, step);
	else
		a64_entry_flag_names(names, step, lpa2);
}
