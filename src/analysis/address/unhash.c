// SPDX-License-Identifier: GPL-2.0-or-later
/* unhash.c - see unhash.h. */
#include <string.h>

#include "analysis/address/extents.h"
#include "analysis/address/unhash.h"

/* Addresses hashed at a time. */
#define BATCH MEMMAP_MAX_ITEMS

/*
 * How far in front of a mapped run its area may begin: a block of vm_map_ram() or a chunk of
 * per-CPU memory, whose first pages need not be mapped.
 */
#define LEAD_BYTES (4ULL << 20)

/**
 * struct batch - addresses on their way to the kernel
 * @addrs: the addresses
 * @hashes: what they hash to
 * @lines: of an address behind a candidate, the line that it would end
 * @nr: how many
 */
struct batch {
	uint64_t addrs[BATCH];
	uint64_t hashes[BATCH];
	struct hashed_vmap_area *lines[BATCH];
	size_t nr;
};

/**
 * struct join - the join on its way
 * @backend: who hashes
 * @areas: lines, sorted by their start hash, and what became areas
 * @run_end: behind the last extent seen
 * @lead_bytes: how many bytes in front of a run to try
 * @starts: candidates
 * @ends: addresses behind candidates whose start hash fits
 * @rc: 0, or why to stop; extent visitors cannot say
 * @err: filled with @rc
 */
struct join {
	struct backend *backend;
	struct vmap_area_array *areas;
	uint64_t run_end;
	uint64_t lead_bytes;
	struct batch starts, ends;
	int rc;
	struct error *err;
};

static int compare_hashes(const void *a, const void *b)
{
	const struct hashed_vmap_area *left = a, *right = b;

	return (left->start_hash > right->start_hash) - (left->start_hash < right->start_hash);
}

/* The first line with a start hash, or where it would stand. */
static size_t first_line(const struct vmap_area_array *areas, uint64_t hash)
{
	size_t low = 0, high = areas->nr_hashed;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (areas->hashed_items[middle].start_hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void flush_ends(struct join *join)
{
	struct batch *ends = &join->ends;

	if (ends->nr && !join->rc)
		join->rc = backend_hashes(join->backend, ends->addrs, ends->nr, ends->hashes,
					  join->err);
	for (size_t i = 0; i < ends->nr && !join->rc; i++) {
		struct hashed_vmap_area *line = ends->lines[i];

		if (ends->hashes[i] == line->end_hash && line->area.start == ABSENT)
			line->area.start = ends->addrs[i] - line->area.size_bytes;
	}
	ends->nr = 0;
}

static void add_end(struct join *join, uint64_t start, struct hashed_vmap_area *line)
{
	struct batch *ends = &join->ends;

	if (ends->nr == BATCH)
		flush_ends(join);
	ends->lines[ends->nr] = line;
	ends->addrs[ends->nr++] = start + line->area.size_bytes;
}

static void flush_starts(struct join *join)
{
	struct vmap_area_array *areas = join->areas;
	struct batch *starts = &join->starts;

	if (starts->nr && !join->rc)
		join->rc = backend_hashes(join->backend, starts->addrs, starts->nr, starts->hashes,
					  join->err);
	for (size_t i = 0; i < starts->nr && !join->rc; i++) {
		uint64_t hash = starts->hashes[i];

		for (size_t at = first_line(areas, hash);
		     at < areas->nr_hashed && areas->hashed_items[at].start_hash == hash; at++)
			add_end(join, starts->addrs[i], &areas->hashed_items[at]);
	}
	starts->nr = 0;
	flush_ends(join);
}

static void add_start(struct join *join, uint64_t virt_addr)
{
	if (join->starts.nr == BATCH)
		flush_starts(join);
	join->starts.addrs[join->starts.nr++] = virt_addr;
}

/* Lines that were found become areas. There is room for all, see begin(). */
static void settle(struct join *join)
{
	struct vmap_area_array *areas = join->areas;
	size_t nr_left = 0;

	flush_starts(join);
	for (size_t i = 0; i < areas->nr_hashed; i++) {
		struct hashed_vmap_area *line = &areas->hashed_items[i];

		if (line->area.start != ABSENT)
			areas->items[areas->nr++] = line->area;
		else
			areas->hashed_items[nr_left++] = *line;
	}
	areas->nr_hashed = nr_left;
	vmap_area_array_sort(areas);
}

/* Areas often lie back to back, so that each tells where the next may begin, mapped or not. */
static void try_neighbours(struct join *join)
{
	struct vmap_area_array *areas = join->areas;
	size_t nr_before;

	do {
		nr_before = areas->nr;
		for (size_t i = 0; i < nr_before; i++)
			add_start(join, areas->items[i].start + areas->items[i].size_bytes);
		settle(join);
	} while (areas->nr != nr_before && areas->nr_hashed && !join->rc);
}

static bool begins_run(struct join *join, const struct extent *extent)
{
	bool begins = extent->virt_addr != join->run_end;

	join->run_end = extent->virt_addr + extent->length_bytes;
	return begins;
}

static void try_run(const struct extent *extent, void *context)
{
	struct join *join = context;

	if (begins_run(join, extent))
		add_start(join, extent->virt_addr);
}

/* Tries all pages of a range that no known area holds. */
static void try_range(struct join *join, uint64_t start, uint64_t length)
{
	uint64_t page_bytes = 1ULL << join->backend->space.page_shift, skip;

	for (; length && !join->rc; start += skip, length -= skip < length ? skip : length) {
		const struct vmap_area *area = vmap_area_find(join->areas, start);

		skip = area ? area->start + area->size_bytes - start : page_bytes;
		if (!area)
			add_start(join, start);
	}
}

static void try_pages(const struct extent *extent, void *context)
{
	struct join *join = context;
	uint64_t gap = extent->virt_addr - join->run_end, lead = 0;

	/* What lies in a known area does not belong to one that begins in front of it. */
	if (begins_run(join, extent) && !vmap_area_find(join->areas, extent->virt_addr))
		lead = gap < join->lead_bytes ? gap : join->lead_bytes;
	try_range(join, extent->virt_addr - lead, extent->length_bytes + lead);
}

static void walk_regions(struct join *join, void (*extent)(const struct extent *, void *))
{
	const struct address_space *space = &join->backend->space;
	struct extent_visitor visitor = {.extent = extent, .context = join};

	for (size_t i = 0; i < space->nr_regions && !join->rc; i++) {
		const struct memmap_region *region = &space->regions[i];
		struct address range = {
			.virt_addr = region->start,
			.length_bytes = region->last - region->start + 1,
		};
		int rc;

		if (region->type != MEMMAP_REGION_VMALLOC && region->type != MEMMAP_REGION_MODULES)
			continue;
		join->run_end = region->start;
		add_start(join, region->start);
		rc = extents_walk(join->backend, &range, &visitor, join->err);
		if (!join->rc)
			join->rc = rc;
	}
	settle(join);
}

/* Lines of areas that wait to be purged have nothing mapped: looking at pages finds none. */
static bool should_be_mapped(struct join *join)
{
	uint64_t largest = 0;

	for (size_t i = 0; i < join->areas->nr_hashed; i++) {
		const struct vmap_area *area = &join->areas->hashed_items[i].area;

		if (strcmp(area->kind, "unpurged") && area->size_bytes > largest)
			largest = area->size_bytes;
	}
	join->lead_bytes = largest < LEAD_BYTES ? largest : LEAD_BYTES;
	join->lead_bytes &= ~((1ULL << join->backend->space.page_shift) - 1);
	return largest;
}

static int begin(struct join *join)
{
	struct vmap_area_array *areas = join->areas;
	struct vmap_area *items;

	items = realloc(areas->items, (areas->nr + areas->nr_hashed) * sizeof(*items));
	if (!items)
		return error_no_memory(join->err);
	areas->items = items;
	qsort(areas->hashed_items, areas->nr_hashed, sizeof(*areas->hashed_items), compare_hashes);
	return 0;
}

int unhash_areas(struct backend *backend, struct vmap_area_array *areas, struct error *err)
{
	_cleanup_free_ struct join *join = NULL;

	if (!areas->nr_hashed || areas->hidden)
		return 0;
	join = calloc(1, sizeof(*join));
	if (!join)
		return error_no_memory(err);
	join->backend = backend;
	join->areas = areas;
	join->err = err;
	join->rc = begin(join);
	if (join->rc < 0)
		return join->rc;
	walk_regions(join, try_run);
	if (areas->nr_hashed && !join->rc)
		try_neighbours(join);
	if (join->rc || !should_be_mapped(join))
		return join->rc;
	walk_regions(join, try_pages);
	if (areas->nr_hashed && !join->rc)
		try_neighbours(join);
	return join->rc;
}
