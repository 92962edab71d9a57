// SPDX-License-Identifier: GPL-2.0-or-later
/* layout.c - see layout.h. */
#include <string.h>

#include "analysis/address/extents.h"
#include "analysis/space/layout.h"
#include "arch/arch.h"
#include "base/array.h"
#include "reader/kcore.h"
#include "reader/meminfo.h"

/**
 * struct survey - a layout on its way
 * @sources: what it is made from
 * @layout: what is there so far
 * @start: first address of the kernel's half
 * @last: its last address
 */
struct survey {
	struct sources *sources;
	struct layout layout;
	uint64_t start, last;
};

static int add(struct layout_region **regions, size_t *nr, struct layout_region region,
	       struct error *err)
{
	int rc = array_grow(regions, *nr, err);

	if (rc < 0)
		return rc;
	/* Between the halves there is nothing that has a size: no address there is one. */
	region.size_bytes = region.name == status_name(MEMMAP_STATUS_NONCANONICAL)
				    ? ABSENT
				    : region.last - region.start + 1;
	(*regions)[(*nr)++] = region;
	return 0;
}

static int add_region(struct survey *survey, struct layout_region region, struct error *err)
{
	return add(&survey->layout.regions, &survey->layout.nr_regions, region, err);
}

static int add_regions(struct survey *survey, const struct address_space *space, struct error *err)
{
	int rc = 0;

	address_space_kernel_half(space, &survey->start, &survey->last);
	for (size_t i = 0; i < space->nr_regions && rc == 0; i++) {
		const struct memmap_region *from = &space->regions[i];
		uint64_t phys_last = from->phys_addr + (from->last - from->start);
		/*
		 * The kernel image may begin below physical address 0, in a part of its region that
		 * nothing is mapped in.
		 */
		bool linear = from->flags & MEMMAP_REGION_LINEAR && from->phys_addr <= phys_last;

		rc = add_region(survey,
				(struct layout_region){
					.name = region_name(from->type) ?: "unknown",
					.start = from->start,
					.last = from->last,
					.phys_addr = linear ? from->phys_addr : ABSENT,
					.phys_last = linear ? phys_last : ABSENT,
				},
				err);
	}
	return rc;
}

/* Where a physical range lies in a linear region, the most specific one first. */
static bool find_linear(const struct address_space *space, const struct mem_resource *resource,
			uint64_t *ret)
{
	for (size_t i = 0; i < space->nr_regions; i++) {
		const struct memmap_region *region = &space->regions[i];

		*ret = region_linear_addr(region, resource->start);
		if (*ret != ABSENT && region_linear_addr(region, resource->last) != ABSENT)
			return true;
	}
	return false;
}

static int add_section(struct survey *survey, const char *name, uint64_t start, uint64_t last,
		       uint64_t phys_addr, struct error *err)
{
	return add_region(survey,
			  (struct layout_region){
				  .name = name,
				  .kind = LAYOUT_SECTION,
				  .start = start,
				  .last = last,
				  .phys_addr = phys_addr,
				  .phys_last = phys_addr + (last - start),
			  },
			  err);
}

static bool has_resource(const struct mem_resource_array *resources, const char *name)
{
	for (size_t i = 0; i < resources->nr; i++)
		if (!strcmp(resources->items[i].name, name))
			return true;
	return false;
}

/**
 * struct text_bounds - what of the code is executed
 * @start: first address; ABSENT until it is found
 * @end: behind the last one; ABSENT until what is read-only follows
 */
struct text_bounds {
	uint64_t start, end;
};

static void find_text(const struct extent *extent, void *context)
{
	struct text_bounds *text = context;

	if (extent->prot & MEMMAP_PROT_EXEC && text->start == ABSENT)
		text->start = extent->virt_addr;
	if (!(extent->prot & (MEMMAP_PROT_EXEC | MEMMAP_PROT_WRITE)) && text->start != ABSENT &&
	    text->end == ABSENT)
		text->end = extent->virt_addr;
}

/* It is no part of the long walk that progress is told of. */
static void tell_nobody(uint64_t done_bytes, void *context)
{
	(void)done_bytes;
	(void)context;
}

/*
 * On arm64 the resource of code goes up to __init_begin and has what is read-only in it, and since
 * v6.9 the image's header in front; text is what the kernel executes, from _stext to _etext.
 */
static int add_code(struct survey *survey, uint64_t start, uint64_t last, uint64_t phys_addr,
		    bool may_have_rodata, struct error *err)
{
	struct text_bounds text = {ABSENT, ABSENT};
	struct extent_visitor visitor = {
		.extent = find_text,
		.progress = tell_nobody,
		.context = &text,
	};
	struct address code = {.virt_addr = start, .length_bytes = last - start + 1};
	int rc = may_have_rodata ? extents_walk(survey->sources->backend, &code, &visitor, err) : 0;

	if (text.start == ABSENT)
		text.start = start;
	if (text.end == ABSENT)
		text.end = last + 1;
	if (survey->layout.space.text == ABSENT)
		survey->layout.space.text = text.start;
	if (rc == 0)
		rc = add_section(survey, "text", text.start, text.end - 1,
				 phys_addr + (text.start - start), err);
	if (rc == 0 && text.end <= last)
		rc = add_section(survey, "rodata", text.end, last, phys_addr + (text.end - start),
				 err);
	return rc;
}

/*
 * The kernel inserts its own image into the resource tree (setup_arch()); where its sections begin
 * and end, its linker script says, in the symbols _text, _etext, __start_rodata and so on.
 */
static int add_sections(struct survey *survey, const struct mem_resource_array *resources,
			struct error *err)
{
	static const char *const sections[][2] = {
		{"Kernel rodata", "rodata"}, /* since 5.9, where "Kernel code" is text alone */
		{"Kernel data", "data"},
		{"Kernel bss", "bss"},
	};
	bool code_has_rodata = !has_resource(resources, sections[0][0]);
	uint64_t start;
	int rc = 0;

	for (size_t i = 0; i < resources->nr && rc == 0; i++) {
		const struct mem_resource *from = &resources->items[i];

		if (strncmp(from->name, "Kernel ", strlen("Kernel ")) ||
		    !find_linear(&survey->sources->backend->space, from, &start))
			continue;
		if (!strcmp(from->name, "Kernel code"))
			rc = add_code(survey, start, start + (from->last - from->start),
				      from->start, code_has_rodata, err);
		for (size_t j = 0; j < ARRAY_SIZE(sections) && rc == 0; j++)
			if (!strcmp(from->name, sections[j][0]))
				rc = add_section(survey, sections[j][1], start,
						 start + (from->last - from->start), from->start,
						 err);
	}
	return rc;
}

/* By address; what is around something comes before it. */
static int compare_regions(const void *a, const void *b)
{
	const struct layout_region *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->last != right->last)
		return left->last > right->last ? -1 : 1;
	return (int)left->kind - (int)right->kind;
}

static bool contains(const struct layout_region *outer, const struct layout_region *inner)
{
	return outer->start <= inner->start && inner->last <= outer->last;
}

/* Sorted as they are, the region around one is the last one before it that is large enough. */
static void nest_regions(struct layout *layout)
{
	qsort(layout->regions, layout->nr_regions, sizeof(*layout->regions), compare_regions);
	for (size_t i = 1; i < layout->nr_regions; i++)
		for (size_t j = i; j-- > 0;) {
			if (!contains(&layout->regions[j], &layout->regions[i]))
				continue;
			layout->regions[i].parent = layout->regions[j].name;
			layout->regions[i].depth = layout->regions[j].depth + 1;
			break;
		}
}

static int add_hole(struct survey *survey, uint64_t start, uint64_t last, struct error *err)
{
	struct memmap_steps steps = {.virt_addr = start};
	int rc = backend_steps(survey->sources->backend, &steps, err);

	if (rc < 0)
		return rc;
	return add_region(survey,
			  (struct layout_region){
				  .name = steps.status == MEMMAP_STATUS_NONCANONICAL
						  ? status_name(steps.status)
						  : "unused",
				  .kind = LAYOUT_HOLE,
				  .start = start,
				  .last = last,
				  .phys_addr = ABSENT,
				  .phys_last = ABSENT,
			  },
			  err);
}

/* What no region holds, so that the pieces at depth 0 are the whole address space. */
static int add_holes(struct survey *survey, struct error *err)
{
	struct layout *layout = &survey->layout;
	size_t nr = layout->nr_regions;
	uint64_t at = 0;
	bool more = true;
	int rc = 0;

	for (size_t i = 0; i < nr && rc == 0; i++) {
		const struct layout_region region = layout->regions[i];

		if (more && at < region.start)
			rc = add_hole(survey, at, region.start - 1, err);
		if (more && at <= region.last) {
			more = region.last != survey->last;
			at = region.last + 1;
		}
	}
	if (rc == 0 && more)
		rc = add_hole(survey, at, survey->last, err);
	qsort(layout->regions, layout->nr_regions, sizeof(*layout->regions), compare_regions);
	return rc;
}

/* A piece of the direct map, by offsets from its beginning. */
static int add_physical(struct survey *survey, const struct memmap_region *map, const char *name,
			uint64_t first, uint64_t last, struct error *err)
{
	struct layout *layout = &survey->layout;
	uint64_t phys_addr = map->phys_addr + first;
	bool below_zero = phys_addr >> 63;

	return add(&layout->physical, &layout->nr_physical,
		   (struct layout_region){
			   .name = name,
			   .parent = region_name(map->type),
			   .kind = LAYOUT_PHYSICAL,
			   .depth = 1,
			   .start = map->start + first,
			   .last = map->start + last,
			   .phys_addr = below_zero ? ABSENT : phys_addr,
			   .phys_last = below_zero ? ABSENT : map->phys_addr + last,
		   },
		   err);
}

/*
 * What the direct map maps, or leaves out: RAM, and the holes between RAM. With KASLR on arm64 the
 * physical address that it begins with is "negative": sums are meant modulo 2^64.
 */
static int add_physicals(struct survey *survey, const struct memmap_region *map,
			 const struct mem_resource_array *resources, struct error *err)
{
	uint64_t next = 0, end = map->last - map->start;
	int rc = 0;

	for (size_t i = 0; i < resources->nr && rc == 0; i++) {
		const struct mem_resource *ram = &resources->items[i];
		uint64_t first = ram->start - map->phys_addr, last = ram->last - map->phys_addr;

		/* "System RAM (kmem)" is memory of a device that is used as RAM. */
		if (strncmp(ram->name, "System RAM", strlen("System RAM")))
			continue;
		if (first > last)
			first = 0;
		if (last > end)
			last = end;
		if (first < next)
			first = next;
		if (first > last)
			continue;
		if (first > next)
			rc = add_physical(survey, map, "not RAM", next, first - 1, err);
		if (rc == 0)
			rc = add_physical(survey, map, "System RAM", first, last, err);
		next = last + 1;
	}
	if (rc == 0 && next <= end)
		rc = add_physical(survey, map, "not RAM", next, end, err);
	return rc;
}

static int add_resources(struct survey *survey, struct error *missing, struct error *err)
{
	const struct address_space *space = &survey->sources->backend->space;
	const struct mem_resource_array *resources;
	const char *why;
	int rc;

	resources = sources_resources(survey->sources, &why);
	if (why) {
		error_set(missing, survey->sources->resources_error.code ?: ERROR_HIDDEN,
			  "sections of the kernel image and RAM of the direct map unknown: %s",
			  why);
		return 0;
	}
	rc = add_sections(survey, resources, err);
	for (size_t i = 0; i < space->nr_regions && rc == 0; i++)
		if (space->regions[i].type == MEMMAP_REGION_DIRECT_MAP)
			rc = add_physicals(survey, &space->regions[i], resources, err);
	return rc;
}

static void find_kaslr_offset(const struct root *root, struct layout_space *space)
{
	uint64_t offset;

	if (space->text == ABSENT || kaslr_offset_read(root, &offset) < 0)
		return;
	space->kaslr_offset = offset;
	space->link_addr = space->text - offset;
}

/* CONFIG_HIGHMEM, which 64-bit kernels do not have, makes the line. */
static void find_high_memory(const struct root *root, struct layout_space *space)
{
	_cleanup_free_ char *meminfo = NULL;

	if (root_read(root, "proc/meminfo", &meminfo, NULL) == 0)
		space->high_memory_bytes = meminfo_bytes(meminfo, "HighTotal");
}

static void describe_space(const struct address_space *from, struct layout_space *ret)
{
	const struct paging_format *format =
		paging_find(from->format, from->page_shift, from->va_bits);

	*ret = (struct layout_space){
		.va_bits = from->va_bits,
		.page_bytes = 1ULL << from->page_shift,
		.page_offset = ABSENT,
		.linear_offset = ABSENT,
		.text = ABSENT,
		.kaslr_offset = ABSENT,
		.link_addr = ABSENT,
		.high_memory_bytes = ABSENT,
	};
	for (size_t i = 0; i < from->nr_regions; i++)
		if (from->regions[i].type == MEMMAP_REGION_DIRECT_MAP) {
			ret->page_offset = from->regions[i].start;
			ret->linear_offset = from->regions[i].start - from->regions[i].phys_addr;
		}
	if (!format)
		return;
	ret->format = format->name;
	for (unsigned int i = 0; i < format->nr_levels; i++)
		ret->levels[ret->nr_levels++] = (struct layout_level){
			.level = format->levels[i].level,
			.entry_bytes = 1ULL << format->levels[i].shift,
		};
}

static void count_extent(const struct extent *extent, void *context)
{
	struct layout *layout = &((struct survey *)context)->layout;
	uint64_t last = extent->virt_addr + (extent->length_bytes - 1);

	if (extent->leaf_bytes == ABSENT)
		return;
	layout->space.mapped_bytes += extent->length_bytes;
	for (size_t i = 0; i < layout->nr_regions; i++)
		layout_count(&layout->regions[i], extent->virt_addr, last, extent->leaf_bytes,
			     extent->prot);
	for (size_t i = 0; i < layout->nr_physical; i++)
		layout_count(&layout->physical[i], extent->virt_addr, last, extent->leaf_bytes,
			     extent->prot);
}

static int walk(struct survey *survey, struct error *err)
{
	struct extent_visitor visitor = {.extent = count_extent, .context = survey};

	/* Nobody looks at the user's half: each process has its own. */
	for (size_t i = 0; i < survey->layout.nr_regions; i++)
		if (survey->layout.regions[i].start < survey->start)
			survey->layout.regions[i].mapped_bytes = ABSENT;
	return extents_walk_kernel(survey->sources->backend, &visitor, err);
}

/* A back end need not know all regions: a hole that something is mapped in is none. */
static void name_unknown(struct layout *layout)
{
	for (size_t i = 0; i < layout->nr_regions; i++) {
		struct layout_region *region = &layout->regions[i];

		if (region->kind == LAYOUT_HOLE && region->mapped_bytes != ABSENT &&
		    region->mapped_bytes)
			region->name = "unknown";
	}
}

int layout_read(struct sources *sources, struct layout *ret, struct error *missing,
		struct error *err)
{
	const struct address_space *space = &sources->backend->space;
	struct survey survey = {.sources = sources};
	int rc;

	describe_space(space, &survey.layout.space);
	rc = add_regions(&survey, space, err);
	if (rc == 0)
		rc = add_resources(&survey, missing, err);
	if (rc == 0) {
		nest_regions(&survey.layout);
		rc = add_holes(&survey, err);
	}
	if (rc == 0) {
		find_kaslr_offset(sources->root, &survey.layout.space);
		find_high_memory(sources->root, &survey.layout.space);
		rc = walk(&survey, err);
	}
	name_unknown(&survey.layout);
	if (rc < 0)
		layout_clear(&survey.layout);
	else
		*ret = survey.layout;
	return rc;
}
