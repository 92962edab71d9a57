// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x86_32.c - i386: its page tables, and where they and the regions are, from the segments of the
 * kernel's memory and VMCOREINFO.
 *
 * One segment is all of low memory, another one vmalloc space. What lies above follows from
 * arch/x86/include/asm/pgtable_32_areas.h up to the per-CPU entry areas; how large those and the
 * fixmap are is known to the kernel's build alone, so these regions are left out.
 */
#include <elf.h>
#include <string.h>

#include "arch/space.h"
#include "reader/iomem.h"
#include "reader/meminfo.h"
#include "reader/vmcoreinfo.h"

#include "x86.h"

#define PAGE_BYTES 4096
/* VMALLOC_END is so far below what follows. */
#define VMALLOC_GAP (2 * PAGE_BYTES)

static const struct paging_format formats[] = {
	{
		.name = "i386 with PAE",
		.nr_levels = 3,
		.va_bits = 32,
		.levels =
			{
				{X86_TABLE(MEMMAP_LEVEL_PGD, 30, 4), .no_rights = true},
				{X86_LARGE(MEMMAP_LEVEL_PMD, 21, 512)},
				{X86_PAGE(512)},
			},
		X86_WIDE(MEMMAP_FORMAT_X86_PAE),
		X86_COMMON,
	},
	{
		.name = "i386 without PAE",
		.nr_levels = 2,
		.va_bits = 32,
		.levels =
			{
				{X86_LARGE(MEMMAP_LEVEL_PGD, 22, 1024)},
				{X86_PAGE(1024)},
			},
		X86_NARROW,
		X86_COMMON,
	},
};

static int not_there(const struct arch_space *self, const char *what, struct error *err)
{
	return error_set(err, ERROR_PARSE, "%s: %s", self->memory->path, what);
}

/* High memory has no segment: which of its frames are RAM is in the resource tree alone. */
static void read_resources(struct arch_space *self)
{
	struct mem_resource_array *resources = &self->resources;

	if (iomem_read(self->root, resources, NULL) < 0 || resources->hidden)
		mem_resource_array_clear(resources);
}

/* Its code comes first. */
static void find_image(struct arch_space *self, const struct memory_segment *ram)
{
	static const char *const parts[] = {"Kernel code", "Kernel rodata", "Kernel data",
					    "Kernel bss"};
	const struct mem_resource_array *resources = &self->resources;
	const uint64_t offset = ram->virt_addr - ram->phys_addr;
	uint64_t first = ABSENT, last = 0;

	for (size_t i = 0; i < resources->nr; i++) {
		const struct mem_resource *resource = &resources->items[i];
		size_t part = 0;

		while (part < ARRAY_SIZE(parts) && strcmp(resource->name, parts[part]) != 0)
			part++;
		if (part == ARRAY_SIZE(parts))
			continue;
		first = resource->start < first ? resource->start : first;
		last = resource->last > last ? resource->last : last;
		if (part == 0)
			self->code_last = offset + resource->last;
	}
	self->image_start = 1;
	if (first == ABSENT)
		return;
	self->image_start = offset + first;
	self->image_last = offset + last;
}

static int find_tables(struct arch_space *self, struct error *err)
{
	const char *info = self->memory->vmcoreinfo;
	bool pae = strstr(info, "CONFIG_X86_PAE=y\n");
	const struct memory_segment *ram;
	uint64_t root;

	paging_init(&self->tables.paging, &formats[pae ? 0 : 1], 0, x86_has_memtypes(self->root));
	if (!vmcoreinfo_symbol(info, "swapper_pg_dir", &root))
		return not_there(self, "VMCOREINFO does not say where the page tables are", err);
	ram = memory_find_virt(self->memory, root);
	if (!ram || ram->phys_addr == ABSENT || ram->virt_addr < ram->phys_addr)
		return not_there(self, "the page tables are in no segment of RAM", err);
	self->tables.root_table = root - ram->virt_addr + ram->phys_addr;
	self->tables.paging.kernel_start = ram->virt_addr - ram->phys_addr;
	self->tables.paging.user_end = self->tables.paging.kernel_start;
	self->tables.paging.kernel_last = UINT32_MAX;
	read_resources(self);
	find_image(self, ram);
	return 0;
}

/* CONFIG_HIGHMEM makes the line, though there may be no high memory. */
static bool has_pkmap(const struct root *root)
{
	_cleanup_free_ char *meminfo = NULL;

	return root_read(root, "proc/meminfo", &meminfo, NULL) == 0 &&
	       meminfo_bytes(meminfo, "HighTotal") != ABSENT;
}

/* The slots of kmap() fill one table, and the LDTs have what another one could map. */
static void add_above_vmalloc(struct arch_space *self, uint64_t vmalloc_end)
{
	const struct paging_format *format = self->tables.paging.format;
	const uint64_t table_bytes = 1ULL << format->levels[format->nr_levels - 2].shift;
	struct address_space *space = &self->space;
	uint64_t at = vmalloc_end + VMALLOC_GAP;

	if (has_pkmap(self->root)) {
		arch_add_region(space, MEMMAP_REGION_PKMAP, at, at + table_bytes - 1);
		at += table_bytes;
	}
	arch_add_region(space, MEMMAP_REGION_LDT, at, at + table_bytes - 1)->flags =
		MEMMAP_REGION_PER_MM;
}

/* The struct pages of FLATMEM are an array in low memory, up to the last frame of RAM. */
static void add_mem_map(struct arch_space *self)
{
	const struct mem_resource_array *resources = &self->resources;
	const char *info = self->memory->vmcoreinfo;
	const uint64_t size = arch_struct_page_bytes(self->memory);
	uint64_t symbol, last = 0;
	uint32_t mem_map;

	if (!vmcoreinfo_symbol(info, "mem_map", &symbol) || !size ||
	    memory_read_virt(self->memory, symbol, &mem_map, sizeof(mem_map), "mem_map", NULL) < 0)
		return;
	for (size_t i = 0; i < resources->nr; i++)
		if (!resources->items[i].depth && !strcmp(resources->items[i].name, "System RAM"))
			last = resources->items[i].last;
	if (!last || (last + 1) / PAGE_BYTES * size > UINT32_MAX - mem_map)
		return;
	self->vmemmap = mem_map;
	self->space.struct_page_bytes = size;
	arch_add_region(&self->space, MEMMAP_REGION_VMEMMAP, mem_map,
			mem_map + (last + 1) / PAGE_BYTES * size - 1);
}

static int find_regions(struct arch_space *self, struct error *err)
{
	struct address_space *space = &self->space;
	const uint64_t direct_map = self->tables.paging.kernel_start;
	const struct memory *memory = self->memory;
	const struct memory_segment *vmalloc = NULL;
	uint64_t high_memory = 0;

	for (size_t i = 0; i < memory->nr_segments; i++) {
		const struct memory_segment *segment = &memory->segments[i];

		if (segment->phys_addr == ABSENT)
			vmalloc = vmalloc ?: segment;
		else if (segment->virt_addr - segment->phys_addr == direct_map)
			high_memory = segment->virt_addr + segment->size;
	}
	if (vmalloc && vmalloc->virt_addr > high_memory) {
		add_above_vmalloc(self, vmalloc->virt_addr + vmalloc->size);
		arch_add_region(space, MEMMAP_REGION_VMALLOC, vmalloc->virt_addr,
				vmalloc->virt_addr + vmalloc->size - 1);
		arch_add_region(space, MEMMAP_REGION_GUARD, high_memory, vmalloc->virt_addr - 1);
	}
	add_mem_map(self);
	arch_add_linear(space, MEMMAP_REGION_DIRECT_MAP, direct_map, high_memory - 1, 0);
	arch_add_region(space, MEMMAP_REGION_USER, 0, self->tables.paging.user_end - 1)->flags =
		MEMMAP_REGION_PER_MM;
	return 0;
}

const struct arch arch_x86_32 = {
	.name = "i386",
	.machines = {"i686", "i586", "i486", "i386"},
	.elf_machine = EM_386,
	.formats = formats,
	.nr_formats = ARRAY_SIZE(formats),
	.modules_in_vmalloc = true,
	.build_only_regions = 1ULL << MEMMAP_REGION_CPU_ENTRY_AREA | 1ULL << MEMMAP_REGION_FIXMAP |
			      1ULL << MEMMAP_REGION_KMAP_LOCAL,
	.find_tables = find_tables,
	.find_regions = find_regions,
	.name_entry = x86_name_entry,
	.forgive = x86_forgive,
};
