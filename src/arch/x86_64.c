// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x86_64.c - x86-64: its page tables, and where they and the regions are, from the segments of the
 * kernel's memory and VMCOREINFO.
 *
 * What KASLR moves comes from the file: the direct map, vmalloc space and the struct pages are
 * segments. The rest is the same on each boot, see Documentation/arch/x86/x86_64/mm.rst.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "arch/space.h"
#include "reader/vmcoreinfo.h"

#include "x86.h"

#define GIB		    (1ULL << 30)
#define P4D_BYTES	    (512 * GIB)
#define KASAN_OFFSET	    0xdffffc0000000000ULL
#define CPU_ENTRY_AREA_BASE (-4ULL << 39)
#define ESPFIX_BASE	    (-2ULL << 39)
#define EFI_LOW		    (-68ULL << 30)
#define EFI_HIGH	    (-4ULL << 30)
#define IMAGE_BASE	    0xffffffff80000000ULL
#define VSYSCALL_ADDR	    0xffffffffff600000ULL
/* FIXADDR_TOP, the fixmap's last page, ends where the 2 MiB do that the vsyscall page lies in. */
#define FIXMAP_LAST 0xffffffffff7fffffULL

static const struct paging_format formats[] = {
	{
		.name = "x86-64 with 4 levels",
		.nr_levels = 4,
		.va_bits = 48,
		.levels =
			{
				{X86_TABLE(MEMMAP_LEVEL_PGD, 39, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PUD, 30, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PMD, 21, 512)},
				{X86_PAGE(512)},
			},
		X86_WIDE(MEMMAP_FORMAT_X86_64),
		X86_COMMON,
	},
	{
		.name = "x86-64 with 5 levels",
		.nr_levels = 5,
		.va_bits = 57,
		.levels =
			{
				{X86_TABLE(MEMMAP_LEVEL_PGD, 48, 512)},
				{X86_TABLE(MEMMAP_LEVEL_P4D, 39, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PUD, 30, 512)},
				{X86_LARGE(MEMMAP_LEVEL_PMD, 21, 512)},
				{X86_PAGE(512)},
			},
		X86_WIDE(MEMMAP_FORMAT_X86_64),
		X86_COMMON,
	},
};

/**
 * struct layout - what the segments tell about the address space
 * @direct_map: address of physical address 0
 * @ram_end: first physical address behind all RAM
 * @vmalloc: the segment of vmalloc space
 * @modules: the segment of the modules
 * @vmemmap: the lowest segment of struct pages; NULL without SPARSEMEM_VMEMMAP
 */
struct layout {
	uint64_t direct_map, ram_end;
	const struct memory_segment *vmalloc, *modules, *vmemmap;
};

static int not_there(const struct arch_space *self, const char *what, struct error *err)
{
	return error_set(err, ERROR_PARSE, "%s: %s", self->memory->path, what);
}

static int find_tables(struct arch_space *self, struct error *err)
{
	const char *info = self->memory->vmcoreinfo;
	uint64_t five_levels = 0, encryption_mask = 0, root, phys_base;
	const struct memory_segment *image;

	/* sme_mask is there since v5.3, pgtable_l5_enabled since v4.17. */
	vmcoreinfo_number(info, "NUMBER", "sme_mask", &encryption_mask);
	vmcoreinfo_number(info, "NUMBER", "pgtable_l5_enabled", &five_levels);
	paging_init(&self->tables.paging, &formats[five_levels != 0], encryption_mask,
		    x86_has_memtypes(self->root));
	if (!vmcoreinfo_symbol(info, "swapper_pg_dir", &root) &&
	    !vmcoreinfo_symbol(info, "init_top_pgt", &root))
		return not_there(self, "VMCOREINFO does not say where the page tables are", err);
	image = memory_find_virt(self->memory, root);
	if (image && image->phys_addr != ABSENT) {
		self->tables.root_table = root - image->virt_addr + image->phys_addr;
		self->image_start = image->virt_addr;
		self->image_last = image->virt_addr + (image->size - 1);
	} else if (vmcoreinfo_number(info, "NUMBER", "phys_base", &phys_base)) {
		self->tables.root_table = root - IMAGE_BASE + phys_base;
		self->image_start = 1;
	} else {
		return not_there(self, "VMCOREINFO does not say where the kernel image is", err);
	}
	return 0;
}

/* Which segment is what follows from the order of the regions, which KASLR keeps. */
static int find_layout(const struct arch_space *self, struct layout *ret, struct error *err)
{
	const struct memory *memory = self->memory;
	bool any_ram = false;

	*ret = (struct layout){0};
	for (size_t i = 0; i < memory->nr_segments; i++) {
		const struct memory_segment *segment = &memory->segments[i];

		if (segment->phys_addr != ABSENT && segment->virt_addr < CPU_ENTRY_AREA_BASE) {
			if (!any_ram)
				ret->direct_map = segment->virt_addr - segment->phys_addr;
			if (segment->virt_addr - segment->phys_addr != ret->direct_map)
				return not_there(self, "its RAM segments contradict each other",
						 err);
			any_ram = true;
			ret->ram_end = segment->phys_addr + segment->size;
		} else if (segment->phys_addr != ABSENT) {
			continue;
		} else if (segment->virt_addr >= IMAGE_BASE) {
			if (!ret->modules)
				ret->modules = segment;
		} else if (segment->virt_addr < CPU_ENTRY_AREA_BASE) {
			if (!ret->vmalloc)
				ret->vmalloc = segment;
			else if (!ret->vmemmap)
				ret->vmemmap = segment;
		}
	}
	return any_ram ? 0 : not_there(self, "it has no segment of RAM", err);
}

static uint64_t segment_end(const struct memory_segment *segment)
{
	return segment->virt_addr + segment->size;
}

/* Fixed slots at the top; its size and the image's are the build's. */
static void add_image(struct arch_space *self, const struct layout *layout)
{
	struct address_space *space = &self->space;
	uint64_t size = GIB, phys_base = 0, modules_end;

	vmcoreinfo_number(self->memory->vmcoreinfo, "NUMBER", "KERNEL_IMAGE_SIZE", &size);
	vmcoreinfo_number(self->memory->vmcoreinfo, "NUMBER", "phys_base", &phys_base);
	modules_end = layout->modules ? segment_end(layout->modules) : IMAGE_BASE + size;
	arch_add_region(space, MEMMAP_REGION_VSYSCALL, VSYSCALL_ADDR, VSYSCALL_ADDR + 0xfff);
	arch_add_region(space, MEMMAP_REGION_FIXMAP, modules_end, FIXMAP_LAST);
	if (layout->modules)
		arch_add_region(space, MEMMAP_REGION_MODULES, layout->modules->virt_addr,
				modules_end - 1);
	arch_add_linear(space, MEMMAP_REGION_KERNEL_IMAGE, IMAGE_BASE, IMAGE_BASE + size - 1,
			phys_base);
	arch_add_region(space, MEMMAP_REGION_EFI, EFI_LOW, EFI_HIGH - 1);
	arch_add_region(space, MEMMAP_REGION_ESPFIX, ESPFIX_BASE, ESPFIX_BASE + P4D_BYTES - 1);
	arch_add_region(space, MEMMAP_REGION_CPU_ENTRY_AREA, CPU_ENTRY_AREA_BASE,
			CPU_ENTRY_AREA_BASE + P4D_BYTES - 1);
}

/*
 * The segments of struct pages begin with the page that holds the first one of a piece of RAM. The
 * kernel makes struct pages by the section, as sparse_add_section() does.
 */
static void add_vmemmap(struct arch_space *self, const struct layout *layout)
{
	const uint64_t size = arch_struct_page_bytes(self->memory);
	uint64_t section_bits, first, nr, per_section;

	if (!layout->vmemmap || !size ||
	    !vmcoreinfo_number(self->memory->vmcoreinfo, "NUMBER", "SECTION_SIZE_BITS",
			       &section_bits) ||
	    section_bits < 12 || section_bits > 40)
		return;
	first = self->memory->by_phys[0].phys_addr >> 12;
	self->vmemmap = (layout->vmemmap->virt_addr - first * size + 0xfff) & ~0xfffULL;
	self->space.struct_page_bytes = size;
	per_section = 1ULL << (section_bits - 12);
	nr = ((layout->ram_end >> 12) + per_section - 1) & ~(per_section - 1);
	arch_add_region(&self->space, MEMMAP_REGION_VMEMMAP, self->vmemmap,
			self->vmemmap + nr * size - 1);
}

/* VMALLOC_END is the last address and not the one behind, so the segment lacks a byte. */
static void add_vmalloc(struct address_space *space, const struct layout *layout)
{
	if (layout->vmalloc)
		arch_add_region(space, MEMMAP_REGION_VMALLOC, layout->vmalloc->virt_addr,
				(segment_end(layout->vmalloc) - 1) | 0xfff);
}

/*
 * One byte of KASAN's shadow stands for 8 of the kernel's half. Nothing tells whether there is one
 * but the tables: from its beginning on, where it stands for what is never mapped, entries of the
 * top table lead to the same table, as no others do.
 */
static void add_kasan_shadow(struct arch_space *self)
{
	const struct paging_level *top = &self->tables.paging.format->levels[0];
	uint64_t start = KASAN_OFFSET + (self->tables.paging.kernel_start >> 3), entries[2] = {0};
	uint64_t last = start + (-self->tables.paging.kernel_start >> 3) - 1;
	uint64_t at = self->tables.root_table + paging_index(top, start) * sizeof(entries[0]);

	if (memory_read_phys(self->memory, at, entries, sizeof(entries), "PGD entries", NULL) < 0 ||
	    !paging_valid(top, entries[0]) ||
	    (entries[0] ^ entries[1]) & self->tables.paging.format->key_mask)
		return;
	/* With five levels the first entry is KASAN's as a whole. */
	arch_add_region(&self->space, MEMMAP_REGION_KASAN_SHADOW, start >> top->shift << top->shift,
			last);
}

static int find_regions(struct arch_space *self, struct error *err)
{
	struct address_space *space = &self->space;
	unsigned int top_shift = self->tables.paging.format->levels[0].shift;
	uint64_t top_bytes = 1ULL << top_shift, ldt, guard = -256ULL << top_shift;
	struct layout layout;
	int rc;

	rc = find_layout(self, &layout, err);
	if (rc < 0)
		return rc;
	/* With five levels too since 4.20 (d52888aa2753), which took it out of what KASLR moves. */
	ldt = -240ULL << top_shift;
	add_image(self, &layout);
	add_kasan_shadow(self);
	add_vmemmap(self, &layout);
	add_vmalloc(space, &layout);
	arch_add_linear(space, MEMMAP_REGION_DIRECT_MAP, layout.direct_map,
			layout.direct_map + layout.ram_end - 1, 0);
	arch_add_region(space, MEMMAP_REGION_LDT, ldt, ldt + top_bytes - 1)->flags =
		MEMMAP_REGION_PER_MM;
	arch_add_region(space, MEMMAP_REGION_GUARD, guard, guard + 16 * top_bytes - 1);
	arch_add_region(space, MEMMAP_REGION_USER, 0, self->tables.paging.user_end - 1)->flags =
		MEMMAP_REGION_PER_MM;
	return 0;
}

const struct arch arch_x86_64 = {
	.name = "x86-64",
	.machines = {"x86_64"},
	.elf_machine = EM_X86_64,
	.is_64bit = true,
	.formats = formats,
	.nr_formats = ARRAY_SIZE(formats),
	.find_tables = find_tables,
	.find_regions = find_regions,
	.name_entry = x86_name_entry,
	.forgive = x86_forgive,
};
