// SPDX-License-Identifier: GPL-2.0-or-later
/* areas.c - see areas.h; groups of areas are in area_groups.c. */
#include <string.h>

#include "analysis/space/areas.h"
#include "arch/arch.h"
#include "kernel/kernel.h"
#include "reader/freed_init.h"

/* The symbol of a caller, "function+0xoff/0xsize [module]", taken apart. */
static int split_caller(struct area_usage *usage, struct error *err)
{
	const char *caller = usage->caller, *module;
	size_t length;

	if (!caller)
		return 0;
	usage->names = strdup(caller);
	if (!usage->names)
		return error_no_memory(err);
	length = strcspn(caller, "+ ");
	usage->names[length] = '\0';
	usage->function = usage->names;
	module = strstr(caller + length, " [");
	if (!module)
		return 0;
	module = usage->names + (module - caller) + 2;
	usage->names[strcspn(module, "]") + (module - usage->names)] = '\0';
	usage->caller_module = module;
	usage->module = module;
	return 0;
}

static bool is_segment(const struct vmap_area *area, uint64_t phys_addr)
{
	return area->phys_addr == phys_addr && !strcmp(area->kind, "vmap");
}

/*
 * The segments of arm64's kernel image are the only areas of vmap() that tell a physical address,
 * and lie back to back in that; all but the last have VM_NO_GUARD (map_kernel() and
 * declare_kernel_vmas() there).
 */
static bool goes_on(const struct vmap_area_array *areas, const struct vmap_area *area)
{
	const uint64_t next = area->phys_addr + area->size_bytes;

	if (area->phys_addr == ABSENT || !is_segment(area, area->phys_addr))
		return false;
	for (size_t i = 0; i < areas->nr; i++)
		if (is_segment(&areas->items[i], next))
			return true;
	for (size_t i = 0; i < areas->nr_hashed; i++)
		if (is_segment(&areas->hashed_items[i].area, next))
			return true;
	return false;
}

/*
 * get_vm_area_size() takes the guard page off, unless VM_NO_GUARD is set, which nothing prints.
 * vm_map_ram() has none, areas that wait to be purged are no areas any more, and these make areas
 * of their own without one: chunks of per-CPU memory, and on arm what is mapped at boot.
 */
static const char *const without_guard[] = {
	"pcpu_get_vm_areas+",	  "iotable_init+",	    "map_lowmem+",
	"pmd_empty_section_gap+", "vm_reserve_area_early+", "pci_reserve_io+",
};

static bool is_without_guard(const char *caller)
{
	for (size_t i = 0; caller && i < ARRAY_SIZE(without_guard); i++)
		if (!strncmp(caller, without_guard[i], strlen(without_guard[i])))
			return true;
	return false;
}

uint64_t area_guard_bytes(const struct vmap_area_array *areas, const struct vmap_area *area,
			  uint64_t page_bytes)
{
	if (area->size_bytes <= page_bytes || !strcmp(area->kind, "vm_map_ram") ||
	    !strcmp(area->kind, "unpurged"))
		return 0;
	if (is_without_guard(area->caller))
		return 0;
	if (area->nr_pages == area->size_bytes / page_bytes || goes_on(areas, area))
		return 0;
	return page_bytes;
}

/* The last byte of a range; broken input may say that it goes beyond the last address. */
static uint64_t last_of(uint64_t start, uint64_t size_bytes)
{
	uint64_t last = start + size_bytes - !!size_bytes;

	return last < start ? UINT64_MAX : last;
}

static void set_size(struct area_usage *usage, uint64_t size_bytes)
{
	usage->size_bytes = size_bytes;
	if (usage->start != ABSENT)
		usage->last = last_of(usage->start, size_bytes);
}

static int init_usage(struct area_usage *usage, const struct vmap_area_array *areas,
		      const struct vmap_area *area, uint64_t page_bytes, struct error *err)
{
	*usage = (struct area_usage){
		.start = area->start,
		.last = ABSENT,
		.guard_bytes = area_guard_bytes(areas, area, page_bytes),
		.kind = area->kind,
		.caller = area->caller,
		.nr_pages = area->nr_pages,
		.phys_addr = area->phys_addr,
		.mapped_bytes = ABSENT,
		.nr_extents = ABSENT,
		.nr_runs = ABSENT,
		.largest_run_bytes = ABSENT,
		.huge_bytes = ABSENT,
		.contiguous = UINT8_MAX,
		.nodes = area->nodes,
		.nr_nodes = area->nr_nodes,
	};
	set_size(usage, area->size_bytes - usage->guard_bytes);
	return split_caller(usage, err);
}

int area_usages_init(const struct vmap_area_array *areas, uint64_t page_bytes,
		     struct area_usages *ret, struct error *err)
{
	_cleanup_(area_usages_clear) struct area_usages usages = {0};
	int rc = 0;

	usages.totals = (struct area_totals){
		.other_mapped_bytes = ABSENT,
		.space_bytes = ABSENT,
		.hole_bytes = ABSENT,
		.hole_start = ABSENT,
	};
	usages.items = calloc(areas->nr + areas->nr_hashed + 1, sizeof(*usages.items));
	if (!usages.items)
		return error_no_memory(err);
	for (size_t i = 0; i < areas->nr && rc == 0; i++)
		rc = init_usage(&usages.items[usages.nr++], areas, &areas->items[i], page_bytes,
				err);
	usages.nr_located = usages.nr;
	for (size_t i = 0; i < areas->nr_hashed && rc == 0; i++)
		rc = init_usage(&usages.items[usages.nr++], areas, &areas->hashed_items[i].area,
				page_bytes, err);
	if (rc < 0)
		return rc;
	*ret = usages;
	usages = (struct area_usages){0};
	return 0;
}

static void clear_usage(struct area_usage *usage)
{
	free(usage->names);
	free(usage->owner);
}

void area_usages_clear(struct area_usages *usages)
{
	for (size_t i = 0; i < usages->nr; i++)
		clear_usage(&usages->items[i]);
	free(usages->items);
	*usages = (struct area_usages){0};
}

/* The last byte of an area with its guard. */
static uint64_t guarded_last(const struct area_usage *usage)
{
	return last_of(usage->start, usage->size_bytes + usage->guard_bytes);
}

/* The first area that does not end below an address, or the number of located areas. */
static size_t first_area(const struct area_usages *usages, uint64_t virt_addr)
{
	size_t low = 0, high = usages->nr_located;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (guarded_last(&usages->items[middle]) < virt_addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct area_usage *area_usages_find(const struct area_usages *usages, uint64_t virt_addr)
{
	size_t at = first_area(usages, virt_addr);

	if (at == usages->nr_located || usages->items[at].start > virt_addr)
		return NULL;
	return &usages->items[at];
}

/**
 * struct join - areas and mapped extents, both in rising order, on their way through one region
 * @usages: the areas
 * @at: the first area that the extents have not passed
 * @counts: extents of that area
 * @region: the region
 * @page_bytes: size of a page
 * @taken_end: behind what was taken so far by areas or mappings
 * @progress: tells the caller how far the walk came
 * @context: passed to @progress
 * @done_bytes: bytes of earlier regions
 */
struct join {
	struct area_usages *usages;
	size_t at;
	struct extent_counts counts;
	const struct memmap_region *region;
	uint64_t page_bytes;
	uint64_t taken_end;
	void (*progress)(uint64_t done_bytes, void *context);
	void *context;
	uint64_t done_bytes;
};

/* Notes that a range is taken; what lies between it and the one before is a hole. */
static void take(struct join *join, uint64_t start, uint64_t end)
{
	struct area_totals *totals = &join->usages->totals;
	uint64_t hole_bytes = start - join->taken_end;

	if (start > join->taken_end && join->region->type == MEMMAP_REGION_VMALLOC &&
	    (totals->hole_bytes == ABSENT || hole_bytes > totals->hole_bytes)) {
		totals->hole_bytes = hole_bytes;
		totals->hole_start = join->taken_end;
	}
	if (end > join->taken_end)
		join->taken_end = end;
}

static bool is_mapped_at_end(const struct join *join, const struct area_usage *usage)
{
	const struct extent *last = &join->counts.last;

	return last->length_bytes && last->virt_addr + (last->length_bytes - 1) > usage->last;
}

/* All extents of the current area were seen. */
static void finish_area(struct join *join)
{
	struct area_usage *usage = &join->usages->items[join->at++];
	const struct extent_counts *counts = &join->counts;

	/* Nothing is mapped in a guard page, so it was none. */
	if (is_mapped_at_end(join, usage)) {
		set_size(usage, usage->size_bytes + usage->guard_bytes);
		usage->guard_bytes = 0;
	}
	usage->mapped_bytes = counts->mapped_bytes;
	usage->nr_extents = counts->nr_extents;
	usage->nr_runs = counts->nr_runs;
	usage->largest_run_bytes = counts->largest_run_bytes;
	usage->huge_bytes = counts->huge_bytes;
	usage->contiguous = counts->nr_runs == 1 && counts->mapped_bytes == usage->size_bytes;
	if (!strcmp(usage->kind, "vmalloc")) {
		if (join->region->type == MEMMAP_REGION_MODULES)
			usage->kind = "module";
		else if (usage->huge_bytes)
			usage->kind = "huge";
	}
	take(join, usage->start, guarded_last(usage) + 1);
	join->counts = (struct extent_counts){0};
}

static void pass_areas_below(struct join *join, uint64_t virt_addr)
{
	const struct area_usages *usages = join->usages;

	while (join->at < usages->nr_located && guarded_last(&usages->items[join->at]) < virt_addr)
		finish_area(join);
}

/* The first @length bytes of an extent; what is left of it remains in @extent. */
static struct extent cut(struct extent *extent, uint64_t length)
{
	struct extent part = *extent;

	part.length_bytes = length;
	extent->virt_addr += length;
	extent->length_bytes -= length;
	if (extent->phys_addr != ABSENT)
		extent->phys_addr += length;
	return part;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* An extent may go through the ends of areas that lie back to back without a guard. */
static void join_extent(const struct extent *extent, void *context)
{
	struct join *join = context;
	struct area_usages *usages = join->usages;
	struct extent rest = *extent, part;

	while (rest.length_bytes) {
		const struct area_usage *usage;

		pass_areas_below(join, rest.virt_addr);
		usage = &usages->items[join->at];
		if (join->at < usages->nr_located && usage->start <= rest.virt_addr) {
			part = cut(&rest, smaller(rest.length_bytes - 1,
						  guarded_last(usage) - rest.virt_addr) +
						  1);
			extent_counts_add(&join->counts, &part, join->page_bytes);
			continue;
		}
		part = rest;
		if (join->at < usages->nr_located)
			part.length_bytes =
				smaller(rest.length_bytes, usage->start - rest.virt_addr);
		part = cut(&rest, part.length_bytes);
		if (extent_is_mapped(&part))
			usages->totals.other_mapped_bytes += part.length_bytes;
		take(join, part.virt_addr, part.virt_addr + part.length_bytes);
	}
}

static void tell_progress(uint64_t done_bytes, void *context)
{
	struct join *join = context;

	if (join->progress)
		join->progress(join->done_bytes + done_bytes, join->context);
}

static int walk_region(struct join *join, struct backend *backend,
		       const struct memmap_region *region, struct error *err)
{
	struct extent_visitor visitor = {join_extent, tell_progress, join};
	struct address range = {
		.virt_addr = region->start,
		.length_bytes = region->last - region->start + 1,
	};
	int rc;

	join->region = region;
	join->at = first_area(join->usages, region->start);
	join->counts = (struct extent_counts){0};
	join->taken_end = region->start;
	if (region->type == MEMMAP_REGION_VMALLOC) {
		join->usages->totals.space_bytes = range.length_bytes;
		join->usages->totals.hole_bytes = 0;
	}
	rc = extents_walk(backend, &range, &visitor, err);
	if (rc < 0)
		return rc;
	while (join->at < join->usages->nr_located &&
	       join->usages->items[join->at].start <= region->last)
		finish_area(join);
	take(join, region->last + 1, region->last + 1);
	join->done_bytes += range.length_bytes;
	return 0;
}

static bool holds_areas(const struct memmap_region *region)
{
	return region->type == MEMMAP_REGION_VMALLOC || region->type == MEMMAP_REGION_MODULES;
}

/* The module in which an address lies: what stands in brackets behind its symbol. */
static int find_module(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		       struct error *err)
{
	char symbol[SYMBOL_BYTES] = "";
	const char *module;
	int rc = kernel_symbol(backend, virt_addr, symbol, sizeof(symbol), err);

	module = strstr(symbol, " [");
	snprintf(ret, size, "%.*s", module ? (int)strcspn(module + 2, "]") : 0,
		 module ? module + 2 : "");
	return rc;
}

/* The first byte may lie in front of all symbols; the last one has some in front of it. */
static int name_module(struct area_usage *usage, struct backend *backend, struct error *err)
{
	char first[SYMBOL_BYTES], last[SYMBOL_BYTES];
	int rc = find_module(backend, usage->last, last, sizeof(last), err);

	if (rc < 0 || !*last)
		return rc;
	rc = find_module(backend, usage->start, first, sizeof(first), err);
	if (rc < 0 || (*first && strcmp(first, last)))
		return rc;
	usage->owner = strdup(last);
	usage->module = usage->owner;
	if (!strcmp(usage->kind, "vmalloc"))
		usage->kind = "module";
	return usage->owner ? 0 : error_no_memory(err);
}

int area_usages_name_modules(struct area_usages *usages, struct backend *backend, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < usages->nr_located && rc == 0; i++) {
		struct area_usage *usage = &usages->items[i];
		const struct memmap_region *region =
			address_space_region(&backend->space, usage->start);

		if (region && arch_holds_modules(&backend->space, region) &&
		    !usage->caller_module && strcmp(usage->kind, "unpurged"))
			rc = name_module(usage, backend, err);
	}
	return rc;
}

int area_usages_name_freed(struct area_usages *usages, const struct root *root, struct error *err)
{
	_cleanup_(freed_inits_clear) struct freed_inits inits = {0};

	for (size_t i = 0; i < usages->nr; i++) {
		struct area_usage *usage = &usages->items[i];
		const struct freed_init *init = freed_inits_caller(&inits, root, usage->caller);

		if (usage->module || !init)
			continue;
		usage->owner = strdup(init->module);
		if (!usage->owner)
			return error_no_memory(err);
		usage->module = usage->owner;
	}
	return 0;
}

static void keep(struct area_usages *usages,
		 bool (*wanted)(const struct area_usage *usage, const char *name), const char *name)
{
	size_t nr = 0, nr_located = 0;

	for (size_t i = 0; i < usages->nr; i++) {
		if (!wanted(&usages->items[i], name)) {
			clear_usage(&usages->items[i]);
			continue;
		}
		nr_located += i < usages->nr_located;
		usages->items[nr++] = usages->items[i];
	}
	usages->nr = nr;
	usages->nr_located = nr_located;
}

static bool is_in_use(const struct area_usage *usage, const char *name)
{
	return strcmp(usage->kind, "unpurged");
}

/* As modprobe has it, where files have dashes in their names. */
static bool is_of_module(const struct area_usage *usage, const char *name)
{
	const char *module = usage->module ?: "";

	while (*module && (*module == *name || (*module == '_' && *name == '-'))) {
		module++;
		name++;
	}
	return !*module && !*name && usage->module;
}

void area_usages_drop_unpurged(struct area_usages *usages)
{
	keep(usages, is_in_use, NULL);
}

void area_usages_keep_module(struct area_usages *usages, const char *name)
{
	keep(usages, is_of_module, name);
}

int area_usages_walk(struct area_usages *usages, struct backend *backend,
		     void (*progress)(uint64_t done_bytes, void *context), void *context,
		     struct error *err)
{
	const struct address_space *space = &backend->space;
	struct join join = {
		.usages = usages,
		.page_bytes = 1ULL << space->page_shift,
		.progress = progress,
		.context = context,
	};
	int rc = 0;

	usages->totals.other_mapped_bytes = 0;
	for (size_t i = 0; i < space->nr_regions && rc == 0; i++)
		if (holds_areas(&space->regions[i]))
			rc = walk_region(&join, backend, &space->regions[i], err);
	return rc;
}
