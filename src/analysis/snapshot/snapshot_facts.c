// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot_facts.c - see snapshot_facts.h. */
#include <errno.h>
#include <string.h>

#include "analysis/snapshot/snapshot_facts.h"
#include "base/array.h"
#include "base/signals.h"
#include "kernel/kernel.h"

/* Half a gibibyte of extents. */
#define MAX_EXTENTS (16 << 20)

/* How far it is; fails when it is to end. */
static int tell(const struct snapshot_progress *progress, uint64_t done, uint64_t total,
		struct error *err)
{
	if (progress && progress->update)
		progress->update(done, total, progress->context);
	return signals_waiting() ? error_errno(err, EINTR, "what the back end tells") : 0;
}

static int copy_space(const struct address_space *from, struct address_space *ret,
		      struct error *err)
{
	*ret = *from;
	ret->regions = calloc(from->nr_regions + 1, sizeof(*ret->regions));
	if (!ret->regions)
		return error_no_memory(err);
	memcpy(ret->regions, from->regions, from->nr_regions * sizeof(*ret->regions));
	return 0;
}

static int add_extents(struct translations *ret, const struct memmap_extent *extents, size_t nr,
		       struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < nr && rc == 0; i++) {
		rc = array_grow(&ret->extents, ret->nr_extents, err);
		if (rc == 0)
			ret->extents[ret->nr_extents++] = extents[i];
	}
	if (rc == 0 && ret->nr_extents > MAX_EXTENTS)
		rc = error_set(err, ERROR_IO, "more than %d mapped runs", MAX_EXTENTS);
	return rc;
}

/* From @start on, up to where a region begins or ends of which what repeats itself is left out. */
static struct memmap_walk next_step(const struct address_space *space, uint64_t start,
				    uint64_t last)
{
	struct memmap_walk walk = {.start = start};

	for (size_t i = 0; i < space->nr_regions; i++) {
		const struct memmap_region *region = &space->regions[i];

		if (region->type != MEMMAP_REGION_KASAN_SHADOW || region->last < start)
			continue;
		if (region->start <= start) {
			walk.flags = MEMMAP_WALK_ONCE;
			last = region->last;
		} else if (region->start <= last) {
			last = region->start - 1;
		}
	}
	walk.length = last - start + 1;
	return walk;
}

int snapshot_facts_extents(struct backend *backend, struct translations *ret,
			   const struct snapshot_progress *progress, struct error *err)
{
	_cleanup_free_ struct memmap_extent *extents = calloc(MEMMAP_MAX_ITEMS, sizeof(*extents));
	uint64_t first = UINT64_MAX, last = UINT64_MAX, at;
	int rc = copy_space(&backend->space, &ret->space, err);

	if (rc == 0 && !extents)
		rc = error_no_memory(err);
	if (backend->space.va_bits <= 32)
		last = UINT32_MAX;
	for (size_t i = 0; i < ret->space.nr_regions && rc == 0; i++)
		if (ret->space.regions[i].type != MEMMAP_REGION_USER &&
		    ret->space.regions[i].start < first)
			first = ret->space.regions[i].start;
	at = first;
	while (rc == 0 && at <= last) {
		struct memmap_walk walk = next_step(&ret->space, at, last);

		walk.extents = (uintptr_t)extents;
		walk.nr_extents = MEMMAP_MAX_ITEMS;
		rc = backend_walk(backend, &walk, err);
		if (rc == 0)
			rc = add_extents(ret, extents, walk.nr_extents, err);
		if (rc == 0 && walk.next && walk.next <= at)
			rc = error_set(err, ERROR_IO, "the walk does not advance at 0x%jx",
				       (uintmax_t)at);
		if (!walk.next)
			break;
		at = walk.next;
		if (rc == 0)
			rc = tell(progress, at - first, last - first, err);
	}
	return rc;
}

/**
 * struct span - page frames that follow one another
 * @start: the first
 * @end: the first behind them
 */
struct span {
	uint64_t start, end;
};

/**
 * struct spans - some of them
 * @items: the spans
 * @nr: how many
 */
struct spans {
	struct span *items;
	size_t nr;
};

static void spans_clear(struct spans *spans)
{
	free(spans->items);
}

static int add_span(struct spans *spans, uint64_t start, uint64_t end, struct error *err)
{
	int rc = start < end ? array_grow(&spans->items, spans->nr, err) : 0;

	if (rc == 0 && start < end)
		spans->items[spans->nr++] = (struct span){start, end};
	return rc;
}

static int by_start(const void *a, const void *b)
{
	const struct span *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

/* Sorted, and each frame in one only. */
static void merge(struct spans *spans)
{
	size_t nr = 0;

	if (!spans->nr)
		return;
	qsort(spans->items, spans->nr, sizeof(*spans->items), by_start);
	for (size_t i = 1; i < spans->nr; i++) {
		const struct span next = spans->items[i];

		if (next.start > spans->items[nr].end)
			spans->items[++nr] = next;
		else if (next.end > spans->items[nr].end)
			spans->items[nr].end = next.end;
	}
	spans->nr = nr + 1;
}

static int zone_spans(const struct zone_array *zones, struct spans *ret, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < zones->nr && rc == 0; i++) {
		const struct zone *zone = &zones->items[i];

		if (zone->start_pfn != ABSENT && zone->spanned_pages != ABSENT)
			rc = add_span(ret, zone->start_pfn, zone->start_pfn + zone->spanned_pages,
				      err);
	}
	merge(ret);
	return rc;
}

uint64_t snapshot_facts_ram(const struct zone_array *zones)
{
	_cleanup_(spans_clear) struct spans spans = {0};
	uint64_t nr = 0;

	if (zone_spans(zones, &spans, NULL) < 0)
		return ABSENT;
	for (size_t i = 0; i < spans.nr; i++)
		nr += spans.items[i].end - spans.items[i].start;
	return nr;
}

/* What is mapped outside the direct map, where that is RAM. */
static int mapped_spans(const struct translations *from, const struct spans *ram, struct spans *ret,
			struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < from->nr_extents && rc == 0; i++) {
		const struct memmap_extent *extent = &from->extents[i];
		const struct memmap_region *region =
			address_space_region(&from->space, extent->virt_addr);
		uint64_t start = extent->phys_addr >> from->space.page_shift;
		uint64_t end = (extent->phys_addr + extent->length - 1) >> from->space.page_shift;

		if (!extent->leaf_shift || (region && region->type == MEMMAP_REGION_DIRECT_MAP))
			continue;
		for (size_t j = 0; j < ram->nr && rc == 0; j++) {
			const struct span *span = &ram->items[j];

			rc = add_span(ret, start > span->start ? start : span->start,
				      end < span->end ? end + 1 : span->end, err);
		}
	}
	merge(ret);
	return rc;
}

/* Up to as many frames as one call takes. */
static int ask(struct backend *backend, uint64_t pfn, size_t nr, struct memmap_frame *frames,
	       struct translations *ret, uint64_t *nr_frames, struct error *err)
{
	int rc;

	for (size_t i = 0; i < nr; i++)
		frames[i] = (struct memmap_frame){.pfn = pfn + i};
	rc = kernel_frames(backend, frames, nr, err);
	for (size_t i = 0; i < nr && rc == 0; i++) {
		if (frames[i].status != MEMMAP_FRAME_OK)
			continue;
		rc = translations_add_frame(ret, &frames[i], err);
		++*nr_frames;
	}
	return rc;
}

int snapshot_facts_frames(struct backend *backend, const struct zone_array *zones,
			  enum snapshot_frames wanted, struct translations *ret,
			  uint64_t *nr_frames, const struct snapshot_progress *progress,
			  struct error *err)
{
	_cleanup_free_ struct memmap_frame *frames = calloc(MEMMAP_MAX_ITEMS, sizeof(*frames));
	_cleanup_(spans_clear) struct spans ram = {0}, mapped = {0};
	const struct spans *spans = wanted == SNAPSHOT_FRAMES_ALL ? &ram : &mapped;
	uint64_t done = 0, total = 0;
	int rc = frames ? zone_spans(zones, &ram, err) : error_no_memory(err);

	if (rc == 0 && wanted == SNAPSHOT_FRAMES_MAPPED)
		rc = mapped_spans(ret, &ram, &mapped, err);
	for (size_t i = 0; i < spans->nr; i++)
		total += spans->items[i].end - spans->items[i].start;
	*nr_frames = 0;
	for (size_t i = 0; i < spans->nr && rc == 0; i++)
		for (uint64_t pfn = spans->items[i].start, nr; pfn < spans->items[i].end && rc == 0;
		     pfn += nr) {
			nr = spans->items[i].end - pfn;
			nr = nr < MEMMAP_MAX_ITEMS ? nr : MEMMAP_MAX_ITEMS;
			rc = ask(backend, pfn, nr, frames, ret, nr_frames, err);
			done += nr;
			if (rc == 0)
				rc = tell(progress, done, total, err);
		}
	return rc;
}
