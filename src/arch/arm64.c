// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arm64.c - arm64: its page tables, and where they and the regions are, from the segments of the
 * kernel's memory and VMCOREINFO.
 *
 * The kernel tells nearly all of it in VMCOREINFO, see arch_crash_save_vmcoreinfo() and
 * Documentation/arch/arm64/memory.rst.
 */
#include <elf.h>
#include <errno.h>

#include "arch/arch.h"
#include "arch/space.h"
#include "arch/steps.h"
#include "reader/vmcoreinfo.h"

#include "entry_bits.h"

/*
 * Bits of an arm64 page-table entry, numbered as in asm/pgtable-hwdef.h and asm/pgtable-prot.h.
 * Those of A64_TABLE_* are of entries that point to a table.
 */
enum a64_entry_bit {
	A64_VALID = 0,
	A64_TABLE = 1,
	A64_ATTR0 = 2,
	A64_ATTR1 = 3,
	A64_ATTR2 = 4,
	A64_USER = 6,
	A64_RDONLY = 7,
	A64_SHARED0 = 8,
	A64_SHARED1 = 9,
	A64_AF = 10,
	A64_NG = 11,
	A64_GP = 50,
	A64_DBM = 51,
	A64_CONT = 52,
	A64_PXN = 53,
	A64_UXN = 54,
	A64_DIRTY = 55,
	A64_SPECIAL = 56,
	A64_DEVMAP = 57,
	A64_TABLE_PXN = 59,
	A64_TABLE_UXN = 60,
	A64_TABLE_NO_USER = 61,
	A64_TABLE_RDONLY = 62,
};

#define A64_TABLE_LEVEL(level_, shift_, nr_)                                                  \
	{                                                                                     \
		.level = level_, .shift = shift_, .nr_entries = nr_, .valid = SET(A64_VALID), \
	}

/* Linux makes blocks of the PMD level and, with pages of 4 KiB, of the level above. */
#define A64_BLOCK_LEVEL(level_, shift_, nr_)                                             \
	{                                                                                \
		.level = level_, .shift = shift_, .nr_entries = nr_, .has_leaves = true, \
		.valid = SET(A64_VALID), .leaf = CLEAR(A64_TABLE),                       \
		.memtype_bits = {A64_ATTR0, A64_ATTR1, A64_ATTR2},                       \
	}

#define A64_PAGE_LEVEL(shift_)                                                               \
	{                                                                                    \
		.level = MEMMAP_LEVEL_PTE, .shift = shift_, .nr_entries = 1 << (shift_ - 3), \
		.has_leaves = true, .valid = SET(A64_VALID),                                 \
		.memtype_bits = {A64_ATTR0, A64_ATTR1, A64_ATTR2},                           \
	}

/*
 * All of the address, and what decides about protection and memory type. Not the contiguous bit,
 * which is a hint for the TLB, and not those that hardware or software notes things in; nor guarded
 * pages (GP), since a run that reaches the end of the address may carry into that bit. Bits 9 and 8
 * are the shareability, or of the address with LPA2.
 *
 * The memory types are MAIR_EL1_SET's of arch/arm64/mm/proc.S since v5.13; before, MT_NORMAL was
 * another index than 0. The tags of MTE, index 1, change nothing about caching.
 */
#define A64_COMMON                                                                          \
	.entry_bytes = 8, .two_roots = true,                                                \
	.key_mask = BIT(A64_VALID) | BIT(A64_TABLE) | BIT(A64_ATTR0) | BIT(A64_ATTR1) |     \
		    BIT(A64_ATTR2) | BIT(A64_USER) | BIT(A64_RDONLY) | BIT(A64_SHARED0) |   \
		    BIT(A64_SHARED1) | BIT(A64_NG) | 0x0003fffffffff000ULL | BIT(A64_PXN) | \
		    BIT(A64_UXN),                                                           \
	.grants =                                                                           \
		{                                                                           \
			{MEMMAP_PROT_WRITE, CLEAR(A64_TABLE_RDONLY), CLEAR(A64_RDONLY)},    \
			{MEMMAP_PROT_USER, CLEAR(A64_TABLE_NO_USER), SET(A64_USER)},        \
			{MEMMAP_PROT_EXEC, CLEAR(A64_TABLE_PXN), CLEAR(A64_PXN)},           \
	},                                                                                  \
	.global = CLEAR(A64_NG),                                                            \
	.memtypes = {                                                                       \
		[0] = MEMMAP_MEMTYPE_WB,	   [1] = MEMMAP_MEMTYPE_WB,                 \
		[2] = MEMMAP_MEMTYPE_NORMAL_NC,	   [3] = MEMMAP_MEMTYPE_DEVICE_NGNRNE,      \
		[4] = MEMMAP_MEMTYPE_DEVICE_NGNRE,                                          \
	}

#define A64_4K	.format = MEMMAP_FORMAT_ARM64, .addr_mask = 0x0000fffffffff000ULL, A64_COMMON
#define A64_16K .format = MEMMAP_FORMAT_ARM64, .addr_mask = 0x0000ffffffffc000ULL, A64_COMMON

/* LPA2 moved the high bits to where shareability was, and made room for two more below them. */
#define A64_4K_LPA2                                                             \
	.format = MEMMAP_FORMAT_ARM64_LPA2, .addr_mask = 0x0003fffffffff000ULL, \
	.high_mask = BIT(A64_SHARED0) | BIT(A64_SHARED1), .high_shift = 42, A64_COMMON
#define A64_16K_LPA2                                                            \
	.format = MEMMAP_FORMAT_ARM64_LPA2, .addr_mask = 0x0003ffffffffc000ULL, \
	.high_mask = BIT(A64_SHARED0) | BIT(A64_SHARED1), .high_shift = 42, A64_COMMON

/* Pages of 64 KiB leave room for them; the bits are zero where LPA is not in use. */
#define A64_64K                                                                                 \
	.format = MEMMAP_FORMAT_ARM64, .addr_mask = 0x0000ffffffff0000ULL, .high_mask = 0xf000, \
	.high_shift = 36, A64_COMMON

static const struct paging_format formats[] = {
	{
		.name = "arm64 with 4 KiB pages and 3 levels",
		.nr_levels = 3,
		.va_bits = 39,
		.levels =
			{
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PGD, 30, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 21, 512),
				A64_PAGE_LEVEL(12),
			},
		A64_4K,
	},
	{
		.name = "arm64 with 4 KiB pages and 4 levels",
		.nr_levels = 4,
		.va_bits = 48,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 39, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PUD, 30, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 21, 512),
				A64_PAGE_LEVEL(12),
			},
		A64_4K,
	},
	{
		.name = "arm64 with 4 KiB pages and 5 levels",
		.nr_levels = 5,
		.va_bits = 52,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 48, 16),
				A64_TABLE_LEVEL(MEMMAP_LEVEL_P4D, 39, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PUD, 30, 512),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 21, 512),
				A64_PAGE_LEVEL(12),
			},
		A64_4K_LPA2,
	},
	{
		.name = "arm64 with 16 KiB pages and 2 levels",
		.nr_levels = 2,
		.va_bits = 36,
		.levels =
			{
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PGD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K,
	},
	{
		.name = "arm64 with 16 KiB pages and 3 levels",
		.nr_levels = 3,
		.va_bits = 47,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 36, 2048),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K,
	},
	{
		.name = "arm64 with 16 KiB pages and 4 levels",
		.nr_levels = 4,
		.va_bits = 48,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 47, 2),
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PUD, 36, 2048),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K,
	},
	{
		.name = "arm64 with 16 KiB pages, 4 levels and 52 bits",
		.nr_levels = 4,
		.va_bits = 52,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 47, 32),
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PUD, 36, 2048),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 25, 2048),
				A64_PAGE_LEVEL(14),
			},
		A64_16K_LPA2,
	},
	{
		.name = "arm64 with 64 KiB pages and 2 levels",
		.nr_levels = 2,
		.va_bits = 42,
		.levels =
			{
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PGD, 29, 8192),
				A64_PAGE_LEVEL(16),
			},
		A64_64K,
	},
	{
		.name = "arm64 with 64 KiB pages and 3 levels",
		.nr_levels = 3,
		.va_bits = 48,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 42, 64),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 29, 8192),
				A64_PAGE_LEVEL(16),
			},
		A64_64K,
	},
	{
		.name = "arm64 with 64 KiB pages, 3 levels and 52 bits",
		.nr_levels = 3,
		.va_bits = 52,
		.levels =
			{
				A64_TABLE_LEVEL(MEMMAP_LEVEL_PGD, 42, 1024),
				A64_BLOCK_LEVEL(MEMMAP_LEVEL_PMD, 29, 8192),
				A64_PAGE_LEVEL(16),
			},
		A64_64K,
	},
};

#define MIB		(1ULL << 20)
#define PCI_IO_BYTES	(16 * MIB)
#define NEW_VMEMMAP_END (-(1ULL << 30))
#define NEW_FIXADDR_TOP (-8 * MIB)

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

/* names_of_flags() calls a bit without a name by its number: only bits that have one are passed. */
static void a64_flags(struct names *names, uint64_t entry, const struct flag_name *flags, size_t nr)
{
	uint64_t named = 0;

	for (size_t i = 0; i < nr; i++)
		named |= 1ULL << flags[i].bit;
	names_of_flags(names, entry & named, flags, nr);
}

static void name_entry(struct names *names, unsigned int format, const struct memmap_step *step)
{
	const bool lpa2 = format == MEMMAP_FORMAT_ARM64_LPA2;
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

static int not_there(const struct arch_space *self, const char *what, struct error *err)
{
	return error_set(err, ERROR_PARSE, "%s: VMCOREINFO does not say %s", self->memory->path,
			 what);
}

/**
 * struct layout - what VMCOREINFO tells about the address space
 * @va_bits: of addresses that the kernel was built for; the machine may have less
 * @phys_offset: physical address that PAGE_OFFSET would map
 * @voffset: address of the kernel image less its physical one
 * @vmalloc_start, @vmalloc_end: vmalloc space
 * @modules_start, @modules_end: what is modules' own without KASLR
 * @vmemmap_start, @vmemmap_end: where struct pages would be for all that PAGE_OFFSET maps
 */
struct layout {
	uint64_t va_bits, phys_offset, voffset;
	uint64_t vmalloc_start, vmalloc_end;
	uint64_t modules_start, modules_end;
	uint64_t vmemmap_start, vmemmap_end;
};

static int read_layout(const struct arch_space *self, struct layout *ret, struct error *err)
{
	const struct {
		const char *name;
		uint64_t *value;
	} numbers[] = {
		{"VA_BITS", &ret->va_bits},	    {"PHYS_OFFSET", &ret->phys_offset},
		{"kimage_voffset", &ret->voffset},  {"VMALLOC_START", &ret->vmalloc_start},
		{"VMALLOC_END", &ret->vmalloc_end}, {"MODULES_VADDR", &ret->modules_start},
		{"MODULES_END", &ret->modules_end}, {"VMEMMAP_START", &ret->vmemmap_start},
		{"VMEMMAP_END", &ret->vmemmap_end},
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (!vmcoreinfo_number(self->memory->vmcoreinfo, "NUMBER", numbers[i].name,
				       numbers[i].value))
			return not_there(self, numbers[i].name, err);
	if (ret->va_bits < 36 || ret->va_bits > 52)
		return not_there(self, "a number of address bits that makes sense", err);
	return 0;
}

/* PAGESIZE is a line without a kind. */
static unsigned int page_shift_of(const char *info)
{
	uint64_t bytes;

	if (!vmcoreinfo_number(info, NULL, "PAGESIZE", &bytes) || !bytes || bytes & (bytes - 1))
		return 0;
	return __builtin_ctzll(bytes);
}

/*
 * A kernel with pages of 64 KiB that was built for 52 bits and has 48 indexes its top table as if
 * all bits were there, so that the hardware's begins with a later entry (TTBR1_BADDR_4852_OFFSET).
 * With smaller pages it leaves out a level, and the top table is the page's first entries.
 */
static uint64_t root_offset(const struct paging_format *format, uint64_t built_va_bits)
{
	const struct paging_level *top = &format->levels[0];

	if (format->levels[format->nr_levels - 1].shift != 16 || built_va_bits <= format->va_bits)
		return 0;
	return ((1ULL << (built_va_bits - top->shift)) - top->nr_entries) * sizeof(uint64_t);
}

/* MT_NORMAL, of which the image is, has had index 0 since v5.13. */
static bool has_known_memtypes(struct arch_space *self, uint64_t image_addr)
{
	struct memmap_steps steps = {.virt_addr = image_addr};

	return page_tables_steps(&self->tables, &steps, NULL) == 0 &&
	       steps.status == MEMMAP_STATUS_OK &&
	       !(steps.steps[steps.nr_steps - 1].entry >> A64_ATTR0 & 7);
}

static int find_tables(struct arch_space *self, struct error *err)
{
	const char *info = self->memory->vmcoreinfo;
	const struct paging_format *format;
	struct layout layout;
	uint64_t root, t1sz;
	unsigned int page_shift = page_shift_of(info), va_bits;
	int rc = read_layout(self, &layout, err);

	if (rc < 0)
		return rc;
	/* Since v5.9; VA_BITS alone is not what the machine has. */
	if (!vmcoreinfo_number(info, "NUMBER", "TCR_EL1_T1SZ", &t1sz) || t1sz >= 64)
		return not_there(self, "how many bits of an address are translated", err);
	va_bits = 64 - t1sz;
	format = paging_pick(formats, ARRAY_SIZE(formats),
			     va_bits > 48 && page_shift < 16 ? MEMMAP_FORMAT_ARM64_LPA2
							     : MEMMAP_FORMAT_ARM64,
			     page_shift, va_bits);
	if (!format)
		return not_there(self, "a page size and number of address bits that are known",
				 err);
	if (!vmcoreinfo_symbol(info, "swapper_pg_dir", &root))
		return not_there(self, "where the page tables are", err);
	paging_init(&self->tables.paging, format, 0, true);
	self->tables.root_table = root - layout.voffset + root_offset(format, layout.va_bits);
	if (!has_known_memtypes(self, root))
		paging_init(&self->tables.paging, format, 0, false);
	return 0;
}

/*
 * Where they are depends on the kernel's version, of which the end of the struct pages tells: v6.9
 * (32697ff38287 ("arm64: vmemmap: Avoid base2 order of struct page size to dimension region")) and
 * newer, or v5.11 (9ad7c6d5e75b ("arm64: mm: tidy up top of kernel VA space")) and newer. Where the
 * fixmap begins, its slots decide, which are the build's.
 */
static void add_top(struct address_space *space, const struct layout *layout)
{
	uint64_t pci_io, fixmap, fixmap_end;

	if (layout->vmemmap_end == NEW_VMEMMAP_END) {
		pci_io = layout->vmemmap_end + 8 * MIB;
		fixmap = pci_io + PCI_IO_BYTES;
		fixmap_end = NEW_FIXADDR_TOP;
	} else if (layout->vmalloc_end == layout->vmemmap_start - 256 * MIB) {
		pci_io = layout->vmemmap_start - 8 * MIB - PCI_IO_BYTES;
		fixmap = layout->vmalloc_end;
		fixmap_end = layout->vmemmap_start - 32 * MIB;
	} else {
		return;
	}
	arch_add_region(space, MEMMAP_REGION_PCI_IO, pci_io, pci_io + PCI_IO_BYTES - 1);
	arch_add_region(space, MEMMAP_REGION_FIXMAP, fixmap, fixmap_end - 1);
}

/* The last byte of RAM; all segments that have physical addresses but the image's are RAM. */
static uint64_t ram_last(const struct memory *memory)
{
	const struct memory_segment *last = &memory->by_phys[memory->nr_by_phys - 1];

	return last->phys_addr + (last->size - 1);
}

/*
 * The array would describe from PAGE_OFFSET on; the part for addresses that the machine does not
 * have is vmalloc space instead. The kernel makes struct pages by the section.
 */
static void add_vmemmap(struct arch_space *self, const struct layout *layout)
{
	unsigned int page_shift = page_shift_of(self->memory->vmcoreinfo);
	const uint64_t size = arch_struct_page_bytes(self->memory);
	uint64_t unused = self->tables.paging.kernel_start + (1ULL << layout->va_bits), bits, nr;
	int64_t first_pfn = (int64_t)layout->phys_offset >> page_shift;

	if (!size ||
	    !vmcoreinfo_number(self->memory->vmcoreinfo, "NUMBER", "SECTION_SIZE_BITS", &bits) ||
	    bits < page_shift || bits > 40)
		return;
	self->space.struct_page_bytes = size;
	self->vmemmap = layout->vmemmap_start - (uint64_t)first_pfn * size;
	nr = ((ram_last(self->memory) >> bits) + 1) << (bits - page_shift);
	arch_add_region(&self->space, MEMMAP_REGION_VMEMMAP,
			layout->vmemmap_start + (unused >> page_shift) * size,
			self->vmemmap + nr * size - 1)
		->phys_addr = unused + layout->phys_offset;
}

/* The page that an address is mapped to, or ABSENT. */
static uint64_t page_of(const struct arch_space *self, uint64_t virt_addr)
{
	struct memmap_steps steps = {.virt_addr = virt_addr};

	if (page_tables_steps(&self->tables, &steps, NULL) < 0 || steps.status != MEMMAP_STATUS_OK)
		return ABSENT;
	return steps.phys_addr >> page_shift_of(self->memory->vmcoreinfo);
}

/*
 * One byte of KASAN's shadow stands for 8 of the kernel's half or, with software tags, for 16. It
 * ends where the direct map's part of that half would (_PAGE_END(VA_BITS_MIN)). Nothing tells
 * whether there is one but the tables: what of it stands for itself is one page all over, see
 * kasan_init_shadow(). Generic first: where the other kind would have that, it has vmalloc space's,
 * which may be one page, too.
 */
static void add_kasan_shadow(struct arch_space *self, const struct layout *layout)
{
	const unsigned int shifts[] = {3, 4}, page_shift = page_shift_of(self->memory->vmcoreinfo);
	const unsigned int least = layout->va_bits <= 48 ? layout->va_bits
				   : page_shift == 14	 ? 47
							 : 48;
	const uint64_t end = -(1ULL << (least - 1));

	for (size_t i = 0; i < ARRAY_SIZE(shifts); i++) {
		uint64_t start = end - (-self->tables.paging.kernel_start >> shifts[i]);
		uint64_t offset = end - (1ULL << (64 - shifts[i]));
		uint64_t page = page_of(self, (start >> shifts[i]) + offset);

		if (page == ABSENT || page != page_of(self, ((end - 1) >> shifts[i]) + offset))
			continue;
		arch_add_region(&self->space, MEMMAP_REGION_KASAN_SHADOW, start, end - 1);
		return;
	}
}

/* Before v6.9 or so, what lies between _text and _stext is not mapped. */
static void add_image(struct arch_space *self, const struct layout *layout)
{
	struct memmap_steps steps = {.virt_addr = self->image_start};
	uint64_t start = self->image_start, stext;

	if (vmcoreinfo_symbol(self->memory->vmcoreinfo, "_stext", &stext) && stext > start &&
	    stext < self->image_last && page_tables_steps(&self->tables, &steps, NULL) == 0 &&
	    steps.status == MEMMAP_STATUS_UNMAPPED)
		start = stext;
	arch_add_linear(&self->space, MEMMAP_REGION_KERNEL_IMAGE, start, self->image_last,
			start - layout->voffset);
}

static int find_image(struct arch_space *self, struct error *err)
{
	const struct memory_segment *image;
	uint64_t root = 0;

	vmcoreinfo_symbol(self->memory->vmcoreinfo, "swapper_pg_dir", &root);
	image = memory_find_virt(self->memory, root);
	if (!image || image->phys_addr == ABSENT)
		return error_set(err, ERROR_PARSE, "%s: it has no segment of the kernel image",
				 self->memory->path);
	self->image_start = image->virt_addr;
	self->image_last = image->virt_addr + (image->size - 1);
	return 0;
}

static int find_regions(struct arch_space *self, struct error *err)
{
	struct address_space *space = &self->space;
	const uint64_t start = self->tables.paging.kernel_start;
	struct layout layout;
	uint64_t phys_addr;
	int rc = read_layout(self, &layout, err);

	if (rc == 0)
		rc = find_image(self, err);
	if (rc < 0)
		return rc;
	if (!self->memory->nr_by_phys)
		return error_set(err, ERROR_PARSE, "%s: it has no segment of RAM",
				 self->memory->path);
	add_top(space, &layout);
	add_vmemmap(self, &layout);
	add_kasan_shadow(self, &layout);
	arch_add_region(space, MEMMAP_REGION_MODULES, layout.modules_start, layout.modules_end - 1);
	add_image(self, &layout);
	arch_add_region(space, MEMMAP_REGION_VMALLOC, layout.vmalloc_start, layout.vmalloc_end - 1);
	/* Linear from PAGE_OFFSET on, which may be below what the machine translates. */
	phys_addr = layout.phys_offset + start + (1ULL << layout.va_bits);
	arch_add_linear(space, MEMMAP_REGION_DIRECT_MAP, start,
			start + (ram_last(self->memory) - phys_addr), phys_addr);
	arch_add_region(space, MEMMAP_REGION_USER, 0, self->tables.paging.user_end - 1)->flags =
		MEMMAP_REGION_PER_MM;
	return 0;
}

const struct arch arch_arm64 = {
	.name = "arm64",
	.machines = {"aarch64"},
	.elf_machine = EM_AARCH64,
	.is_64bit = true,
	.formats = formats,
	.nr_formats = ARRAY_SIZE(formats),
	.modules_in_vmalloc = true,
	.find_tables = find_tables,
	.find_regions = find_regions,
	.name_entry = name_entry,
};
