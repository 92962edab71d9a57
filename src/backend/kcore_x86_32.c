// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kcore_x86_32.c - paging mode and regions of i386, from the headers of /proc/kcore and VMCOREINFO.
 *
 * One segment is all of low memory, another one vmalloc space. What lies above follows from
 * arch/x86/include/asm/pgtable_32_areas.h up to the per-CPU entry areas; how large those and the
 * fixmap are is known to the kernel's build alone, so these regions are left out.
 */
#include <string.h>

#include <memmap/backend/kcore.h>
#include <memmap/reader/iomem.h>
#include <memmap/reader/meminfo.h>
#include <memmap/reader/vmcoreinfo.h>

#define PAGE_BYTES 4096
/* VMALLOC_END is so far below what follows. */
#define VMALLOC_GAP (2 * PAGE_BYTES)

#define MAX_REGIONS 8

static int not_there(const struct kcore_backend *self, const char *what, struct error *err)
{
	return error_set(err, ERROR_PARSE, "%s: %s", self->kcore.memory.path, what);
}

/* High memory has no segment: which of its frames are RAM is in the resource tree alone. */
static void read_resources(struct kcore_backend *self)
{
	struct mem_resource_array *resources = &self->frames.resources;

	if (iomem_read(self->root, resources, NULL) < 0 || resources->hidden)
		mem_resource_array_clear(resources);
}

/*
 * Only what lies in the text has symbols, unless the kernel has KALLSYMS_ALL. Then init_task has
 * one, and the image goes on to its end.
 */
static void find_image(struct kcore_backend *self, const struct memory_segment *ram)
{
	const struct mem_resource_array *resources = &self->frames.resources;
	static const char *const data[] = {"init_task"};
	uint64_t first = ABSENT, last = 0, init_task;

	kcore_addresses(&self->backend, data, 1, &init_task);
	for (size_t i = 0; i < resources->nr; i++) {
		const struct mem_resource *resource = &resources->items[i];

		if (strcmp(resource->name, "Kernel code") &&
		    (init_task == ABSENT || (strcmp(resource->name, "Kernel rodata") &&
					     strcmp(resource->name, "Kernel data") &&
					     strcmp(resource->name, "Kernel bss"))))
			continue;
		first = resource->start < first ? resource->start : first;
		last = resource->last > last ? resource->last : last;
	}
	self->image_start = 1;
	if (first == ABSENT)
		return;
	self->image_start = ram->virt_addr + (first - ram->phys_addr);
	self->image_last = ram->virt_addr + (last - ram->phys_addr);
}

int kcore_x86_32_paging(struct kcore_backend *self, struct error *err)
{
	const char *info = self->kcore.memory.vmcoreinfo;
	bool pae = strstr(info, "CONFIG_X86_PAE=y\n");
	const struct memory_segment *ram;
	uint64_t root;

	paging_init(&self->paging,
		    paging_find(pae ? MEMMAP_FORMAT_X86_PAE : MEMMAP_FORMAT_X86_32, 12, 32), 0,
		    kcore_x86_has_memtypes(self->root));
	if (!vmcoreinfo_symbol(info, "swapper_pg_dir", &root))
		return not_there(self, "VMCOREINFO does not say where the page tables are", err);
	ram = memory_find_virt(&self->kcore.memory, root);
	if (!ram || ram->phys_addr == ABSENT || ram->virt_addr < ram->phys_addr)
		return not_there(self, "the page tables are in no segment of RAM", err);
	self->root_table = root - ram->virt_addr + ram->phys_addr;
	self->paging.kernel_start = ram->virt_addr - ram->phys_addr;
	self->paging.user_end = self->paging.kernel_start;
	self->paging.kernel_last = UINT32_MAX;
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
static void add_above_vmalloc(struct kcore_backend *self, uint64_t vmalloc_end)
{
	const struct paging_format *format = self->paging.format;
	const uint64_t table_bytes = 1ULL << format->levels[format->nr_levels - 2].shift;
	struct address_space *space = &self->backend.space;
	uint64_t at = vmalloc_end + VMALLOC_GAP;

	if (has_pkmap(self->root)) {
		kcore_add_region(space, MEMMAP_REGION_PKMAP, at, at + table_bytes - 1);
		at += table_bytes;
	}
	kcore_add_region(space, MEMMAP_REGION_LDT, at, at + table_bytes - 1)->flags =
		MEMMAP_REGION_PER_MM;
}

/* The struct pages of FLATMEM are an array in low memory, up to the last frame of RAM. */
static void add_mem_map(struct kcore_backend *self)
{
	const struct mem_resource_array *resources = &self->frames.resources;
	struct kcore_page_layout *pages = &self->frames.pages;
	const char *info = self->kcore.memory.vmcoreinfo;
	uint64_t symbol, size, last = 0;
	uint32_t mem_map;

	if (!vmcoreinfo_symbol(info, "mem_map", &symbol) ||
	    !vmcoreinfo_number(info, "SIZE", "page", &size) || !size || size > 256 ||
	    memory_read_virt(&self->kcore.memory, symbol, &mem_map, sizeof(mem_map), "mem_map",
			     NULL) < 0)
		return;
	for (size_t i = 0; i < resources->nr; i++)
		if (!resources->items[i].depth && !strcmp(resources->items[i].name, "System RAM"))
			last = resources->items[i].last;
	if (!last || (last + 1) / PAGE_BYTES * size > UINT32_MAX - mem_map)
		return;
	pages->vmemmap = mem_map;
	pages->size = size;
	kcore_add_region(&self->backend.space, MEMMAP_REGION_VMEMMAP, mem_map,
			 mem_map + (last + 1) / PAGE_BYTES * size - 1);
}

int kcore_x86_32_regions(struct kcore_backend *self, struct error *err)
{
	struct address_space *space = &self->backend.space;
	const uint64_t direct_map = self->paging.kernel_start;
	const struct memory *memory = &self->kcore.memory;
	const struct memory_segment *vmalloc = NULL;
	uint64_t high_memory = 0;

	for (size_t i = 0; i < memory->nr_segments; i++) {
		const struct memory_segment *segment = &memory->segments[i];

		if (segment->phys_addr == ABSENT)
			vmalloc = vmalloc ?: segment;
		else if (segment->virt_addr - segment->phys_addr == direct_map)
			high_memory = segment->virt_addr + segment->size;
	}
	space->regions = calloc(MAX_REGIONS, sizeof(*space->regions));
	if (!space->regions)
		return error_no_memory(err);
	if (vmalloc && vmalloc->virt_addr > high_memory) {
		add_above_vmalloc(self, vmalloc->virt_addr + vmalloc->size);
		kcore_add_region(space, MEMMAP_REGION_VMALLOC, vmalloc->virt_addr,
				 vmalloc->virt_addr + vmalloc->size - 1);
		kcore_add_region(space, MEMMAP_REGION_GUARD, high_memory, vmalloc->virt_addr - 1);
	}
	add_mem_map(self);
	kcore_add_linear(space, MEMMAP_REGION_DIRECT_MAP, direct_map, high_memory - 1, 0);
	kcore_add_region(space, MEMMAP_REGION_USER, 0, self->paging.user_end - 1)->flags =
		MEMMAP_REGION_PER_MM;
	return 0;
}
