// SPDX-License-Identifier: GPL-2.0-or-later
/* io.c - see io.h. */
#include <string.h>

#include "analysis/address/extents.h"
#include "analysis/space/areas.h"
#include "analysis/space/io.h"
#include "base/array.h"

int io_tree_add(struct io_tree *tree, const struct mem_resource_array *resources, const char *space,
		struct error *err)
{
	for (size_t i = 0; i < resources->nr; i++) {
		const struct mem_resource *from = &resources->items[i];
		bool hidden = resources->hidden;
		int rc = array_grow(&tree->items, tree->nr, err);

		if (rc < 0)
			return rc;
		tree->items[tree->nr++] = (struct io_resource){
			.space = space,
			.depth = from->depth,
			.name = from->name,
			.parent = from->parent ? from->parent->name : NULL,
			.start = hidden ? ABSENT : from->start,
			.last = hidden ? ABSENT : from->last,
			.size_bytes = hidden ? ABSENT : from->last - from->start + 1,
		};
	}
	return 0;
}

void io_tree_clear(struct io_tree *tree)
{
	for (size_t i = 0; i < tree->nr; i++) {
		free(tree->items[i].mappings);
		free(tree->items[i].label);
		free(tree->items[i].by);
	}
	free(tree->items);
	free(tree->mappings);
	*tree = (struct io_tree){0};
}

/**
 * struct finder - mappings on their way into a tree
 * @tree: the tree
 * @areas: vmalloc areas
 * @last_area: area of the last mapping, or NULL
 * @space: the address space that is walked
 * @region: the region that is walked
 * @page_bytes: size of a page
 * @rc: 0, or why to stop; extent visitors cannot say
 * @err: filled with @rc
 */
struct finder {
	struct io_tree *tree;
	const struct vmap_area_array *areas;
	const struct vmap_area *last_area;
	const struct address_space *space;
	const struct memmap_region *region;
	uint64_t page_bytes;
	int rc;
	struct error *err;
};

static bool is_ram(const struct io_tree *tree, uint64_t phys_addr)
{
	static const char ram[] = "System RAM";

	for (size_t i = 0; i < tree->nr; i++) {
		const struct io_resource *item = &tree->items[i];

		if (!item->depth && phys_addr >= item->start && phys_addr <= item->last)
			return !strncmp(item->name, ram, strlen(ram));
	}
	return false;
}

static void add_mapping(struct finder *finder, const struct io_mapping *mapping)
{
	struct io_tree *tree = finder->tree;

	if (finder->rc == 0)
		finder->rc = array_grow(&tree->mappings, tree->nr_mappings, finder->err);
	if (finder->rc == 0)
		tree->mappings[tree->nr_mappings++] = *mapping;
}

/* Protection and leaves do not matter here, so most of the direct map becomes one mapping. */
static bool continues(const struct io_mapping *before, const struct io_mapping *after)
{
	return before->virt_addr + before->length_bytes == after->virt_addr &&
	       before->phys_addr + before->length_bytes == after->phys_addr &&
	       before->memtype == after->memtype && before->region == after->region;
}

static void find_mapping(const struct extent *extent, void *context)
{
	struct finder *finder = context;
	struct io_tree *tree = finder->tree;
	const struct vmap_area *area = vmap_area_find(finder->areas, extent->virt_addr);
	struct io_mapping mapping = {
		.virt_addr = extent->virt_addr,
		.phys_addr = extent->phys_addr,
		.length_bytes = extent->length_bytes,
		.memtype = extent->memtype,
		.region = finder->region->type,
		.kind = area ? area->kind : NULL,
		.caller = area ? area->caller : NULL,
	};
	struct io_mapping *last = NULL;

	if (tree->nr_mappings && area == finder->last_area)
		last = &tree->mappings[tree->nr_mappings - 1];
	if (!extent_is_mapped(extent))
		return;
	/* On arm64 the kernel image lies in vmalloc space: it is met on its own walk. */
	if (address_space_region(finder->space, extent->virt_addr) != finder->region)
		return;
	if (!(finder->region->flags & MEMMAP_REGION_LINEAR) &&
	    !(area && area->phys_addr != ABSENT) && is_ram(tree, extent->phys_addr))
		return;
	if (last && continues(last, &mapping))
		last->length_bytes += mapping.length_bytes;
	else
		add_mapping(finder, &mapping);
	finder->last_area = area;
}

/* Page structs and what only points back at RAM would say nothing about I/O. */
static bool is_walked(const struct memmap_region *region)
{
	switch (region->type) {
	case MEMMAP_REGION_DIRECT_MAP:
	case MEMMAP_REGION_VMALLOC:
	case MEMMAP_REGION_MODULES:
	case MEMMAP_REGION_KERNEL_IMAGE:
	case MEMMAP_REGION_EFI:
	case MEMMAP_REGION_FIXMAP:
		return true;
	default:
		return false;
	}
}

static void walk_regions(struct finder *finder, struct backend *backend)
{
	struct extent_visitor visitor = {.extent = find_mapping, .context = finder};

	finder->space = &backend->space;
	for (size_t i = 0; i < backend->space.nr_regions && finder->rc == 0; i++) {
		const struct memmap_region *region = &backend->space.regions[i];
		struct address range = {
			.virt_addr = region->start,
			.length_bytes = region->last - region->start + 1,
		};
		int rc;

		if (!is_walked(region))
			continue;
		finder->region = region;
		finder->last_area = NULL;
		rc = extents_walk(backend, &range, &visitor, finder->err);
		if (finder->rc == 0)
			finder->rc = rc;
	}
}

/* The mapping that an area without address made, going by what vmallocinfo says of it. */
static struct io_mapping *find_unnamed(struct io_tree *tree, const struct io_mapping *wanted)
{
	for (size_t i = 0; i < tree->nr_mappings; i++) {
		struct io_mapping *mapping = &tree->mappings[i];

		if (!mapping->kind && mapping->phys_addr == wanted->phys_addr &&
		    mapping->length_bytes == wanted->length_bytes)
			return mapping;
	}
	return NULL;
}

/* "phys=" of vmallocinfo, for areas that no page table told of. */
static void add_area(struct finder *finder, const struct vmap_area *area)
{
	struct io_mapping mapping = {
		.virt_addr = area->start,
		.phys_addr = area->phys_addr,
		.length_bytes = area->size_bytes -
				area_guard_bytes(finder->areas, area, finder->page_bytes),
		.kind = area->kind,
		.caller = area->caller,
	};
	struct io_mapping *found;

	if (area->phys_addr == ABSENT || !area->size_bytes)
		return;
	found = area->start == ABSENT ? find_unnamed(finder->tree, &mapping) : NULL;
	if (!found) {
		add_mapping(finder, &mapping);
		return;
	}
	found->kind = area->kind;
	found->caller = area->caller;
}

static int compare_mappings(const void *a, const void *b)
{
	const struct io_mapping *left = a, *right = b;

	if (left->virt_addr != right->virt_addr)
		return left->virt_addr < right->virt_addr ? -1 : 1;
	return (left->phys_addr > right->phys_addr) - (left->phys_addr < right->phys_addr);
}

/* Pages are mapped whole, even where a resource takes a part only. */
static bool holds(const struct io_resource *item, const struct io_mapping *mapping,
		  uint64_t page_bytes)
{
	uint64_t last = mapping->phys_addr + (mapping->length_bytes - 1);

	return mapping->phys_addr >= (item->start & -page_bytes) &&
	       last <= (item->last | (page_bytes - 1));
}

/* The part of a mapping whose pages belong to a resource; its length is 0 where there is none. */
static struct io_mapping clip(const struct io_mapping *mapping, const struct io_resource *item,
			      uint64_t page_bytes)
{
	uint64_t first = item->start & -page_bytes, last = item->last | (page_bytes - 1);
	uint64_t mapping_last = mapping->phys_addr + (mapping->length_bytes - 1);
	struct io_mapping part = *mapping;

	if (mapping_last < first || mapping->phys_addr > last) {
		part.length_bytes = 0;
		return part;
	}
	if (part.phys_addr < first) {
		if (part.virt_addr != ABSENT)
			part.virt_addr += first - part.phys_addr;
		part.phys_addr = first;
	}
	part.length_bytes = (mapping_last < last ? mapping_last : last) - part.phys_addr + 1;
	return part;
}

static int hang(struct io_resource *item, const struct io_mapping *mapping, struct error *err)
{
	int rc = array_grow(&item->mappings, item->nr_mappings, err);

	if (rc == 0)
		item->mappings[item->nr_mappings++] = *mapping;
	return rc;
}

/* Into the innermost resource below @top that has all of it. */
static int hang_below(struct io_tree *tree, size_t top, const struct io_mapping *mapping,
		      uint64_t page_bytes, struct error *err)
{
	size_t innermost = top;

	for (size_t i = top + 1; i < tree->nr && tree->items[i].depth; i++) {
		if (tree->items[i].depth <= tree->items[innermost].depth)
			break;
		if (tree->items[i].depth != tree->items[innermost].depth + 1 ||
		    !holds(&tree->items[i], mapping, page_bytes))
			continue;
		tree->items[innermost].inner_mapped = true;
		innermost = i;
	}
	return hang(&tree->items[innermost], mapping, err);
}

static int hang_everywhere(struct io_tree *tree, const struct io_mapping *mapping,
			   uint64_t page_bytes, bool *found, struct error *err)
{
	*found = false;
	for (size_t i = 0; i < tree->nr; i++) {
		struct io_mapping part;
		int rc;

		if (tree->items[i].depth)
			continue;
		part = clip(mapping, &tree->items[i], page_bytes);
		if (!part.length_bytes)
			continue;
		*found = true;
		rc = hang_below(tree, i, &part, page_bytes, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* What lies in no resource gets a place of its own, behind all others. */
static int hang_all(struct io_tree *tree, uint64_t page_bytes, struct error *err)
{
	struct io_resource rest = {
		.space = "mem",
		.start = ABSENT,
		.last = ABSENT,
		.size_bytes = ABSENT,
	};
	int rc = 0;

	for (size_t i = 0; i < tree->nr_mappings && rc == 0; i++) {
		bool found;

		rc = hang_everywhere(tree, &tree->mappings[i], page_bytes, &found, err);
		if (rc == 0 && !found)
			rc = hang(&rest, &tree->mappings[i], err);
	}
	if (rc == 0 && rest.nr_mappings)
		rc = array_grow(&tree->items, tree->nr, err);
	if (rc < 0)
		free(rest.mappings);
	else if (rest.nr_mappings)
		tree->items[tree->nr++] = rest;
	return rc;
}

int io_tree_map(struct io_tree *tree, struct sources *sources, uint64_t page_bytes,
		struct error *err)
{
	const char *missing;
	struct finder finder = {
		.tree = tree,
		.areas = sources_areas(sources, &missing),
		.page_bytes = page_bytes,
		.err = err,
	};
	const struct vmap_area_array *areas = finder.areas;

	if (sources->backend)
		walk_regions(&finder, sources->backend);
	for (size_t i = 0; i < areas->nr && !sources->backend; i++)
		add_area(&finder, &areas->items[i]);
	for (size_t i = 0; i < areas->nr_hashed; i++)
		add_area(&finder, &areas->hashed_items[i].area);
	if (finder.rc < 0)
		return finder.rc;
	if (tree->nr_mappings)
		qsort(tree->mappings, tree->nr_mappings, sizeof(*tree->mappings), compare_mappings);
	return hang_all(tree, page_bytes, err);
}

void io_tree_keep_mapped(struct io_tree *tree)
{
	size_t nr = 0;

	for (size_t i = 0; i < tree->nr; i++) {
		struct io_resource *item = &tree->items[i];

		if (item->nr_mappings || item->inner_mapped)
			tree->items[nr++] = *item;
	}
	tree->nr = nr;
}
