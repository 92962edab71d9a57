// SPDX-License-Identifier: GPL-2.0-or-later
/* diff.c - see diff.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "analysis/health/diff.h"
#include "analysis/slabs.h"
#include "base/array.h"
#include "base/parse.h"
#include "reader/manifest.h"
#include "reader/slab_sysfs.h"
#include "reader/zones.h"

/**
 * struct amount - how much there is of something, on one side
 * @section: enum change_section
 * @name: what it is; borrowed; may be NULL
 * @quantity: of a zone
 * @node: of a zone, else INT_MIN
 * @start: of an area, else ABSENT
 * @bytes: how much
 * @nr: how many, or ABSENT
 */
struct amount {
	unsigned int section;
	const char *name;
	const char *quantity;
	int node;
	uint64_t start;
	uint64_t bytes, nr;
};

/**
 * struct amounts - all there is of one section, on one side
 * @items: the amounts
 * @nr: how many
 */
struct amounts {
	struct amount *items;
	size_t nr;
};

static void amounts_clear(struct amounts *amounts)
{
	free(amounts->items);
}

static int add(struct amounts *amounts, struct amount amount, struct error *err)
{
	int rc = array_grow(&amounts->items, amounts->nr, err);

	if (rc == 0)
		amounts->items[amounts->nr++] = amount;
	return rc;
}

/* Amounts that compare as equal are those of one thing. */
static int compare_amounts(const void *a, const void *b)
{
	const struct amount *left = a, *right = b;
	int rc;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	/* Where an area has gone, another one may lie by now. */
	if (left->start != ABSENT && left->bytes != right->bytes)
		return left->bytes < right->bytes ? -1 : 1;
	if (left->node != right->node)
		return left->node < right->node ? -1 : 1;
	rc = strcmp(left->quantity ?: "", right->quantity ?: "");
	return rc ?: strcmp(left->name ?: "", right->name ?: "");
}

/* Sorted, and one of each thing. */
static void sum_up(struct amounts *amounts)
{
	size_t nr = 0;

	if (!amounts->nr)
		return;
	qsort(amounts->items, amounts->nr, sizeof(*amounts->items), compare_amounts);
	for (size_t i = 1; i < amounts->nr; i++) {
		struct amount *last = &amounts->items[nr], *next = &amounts->items[i];

		if (compare_amounts(last, next)) {
			amounts->items[++nr] = *next;
			continue;
		}
		last->bytes += next->bytes;
		last->nr += next->nr;
	}
	amounts->nr = nr + 1;
}

/* One of the two may be missing. */
static int add_change(struct change_array *changes, const struct amount *before,
		      const struct amount *after, struct error *err)
{
	const struct amount *any = before ?: after;
	uint64_t none = any->nr == ABSENT ? ABSENT : 0;
	struct change change = {
		.section = any->section,
		.quantity = any->quantity,
		.node = any->node,
		.start = any->start,
		.before_bytes = before ? before->bytes : 0,
		.after_bytes = after ? after->bytes : 0,
		.nr_before = before ? before->nr : none,
		.nr_after = after ? after->nr : none,
	};
	int rc;

	if (change.before_bytes == change.after_bytes && change.nr_before == change.nr_after)
		return 0;
	change.delta_bytes = change.after_bytes - change.before_bytes;
	if (!before)
		change.kind = CHANGE_CAME;
	else if (!after)
		change.kind = CHANGE_WENT;
	else
		change.kind = change.delta_bytes > 0 || (!change.delta_bytes &&
							 change.nr_after > change.nr_before)
				      ? CHANGE_GREW
				      : CHANGE_SHRANK;
	rc = array_grow(&changes->items, changes->nr, err);
	if (rc < 0)
		return rc;
	change.name = any->name ? strdup(any->name) : NULL;
	if (any->name && !change.name)
		return error_no_memory(err);
	changes->items[changes->nr++] = change;
	return 0;
}

static int compare_sides(struct amounts sides[2], struct change_array *changes, struct error *err)
{
	size_t i = 0, j = 0;
	int rc = 0;

	sum_up(&sides[0]);
	sum_up(&sides[1]);
	while (rc == 0 && (i < sides[0].nr || j < sides[1].nr)) {
		const struct amount *before = i < sides[0].nr ? &sides[0].items[i] : NULL;
		const struct amount *after = j < sides[1].nr ? &sides[1].items[j] : NULL;
		int order = before && after ? compare_amounts(before, after) : before ? -1 : 1;

		rc = add_change(changes, order <= 0 ? before : NULL, order >= 0 ? after : NULL,
				err);
		i += order <= 0;
		j += order >= 0;
	}
	return rc;
}

static int cache_amounts(const struct slab_cache_array *caches, struct amounts *ret,
			 struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < caches->nr && rc == 0; i++) {
		const struct slab_cache *cache = &caches->items[i];

		if (cache->memory_bytes != ABSENT)
			rc = add(ret,
				 (struct amount){CHANGE_CACHE, cache->name, NULL, INT_MIN, ABSENT,
						 cache->memory_bytes, cache->nr_active_objects},
				 err);
	}
	return rc;
}

/**
 * struct facts - one side's facts of one section, which its amounts point into
 * @caches: slab caches
 * @zones: zones
 * @meminfo: text of /proc/meminfo
 */
struct facts {
	struct slab_cache_array caches;
	struct zone_array zones;
	char *meminfo;
};

static void facts_clear(struct facts *facts)
{
	slab_cache_array_clear(&facts->caches);
	zone_array_clear(&facts->zones);
	free(facts->meminfo);
}

static int read_caches(const struct diff_side *side, struct facts *facts, struct amounts *ret,
		       struct error *err)
{
	struct slabs_wanted wanted = {.page_bytes = side->system->page_bytes};
	struct error missing = {0};
	int rc = slabs_read(side->sources->root, &wanted, &facts->caches, &missing, err);

	return rc < 0 ? rc : cache_amounts(&facts->caches, ret, err);
}

static int read_zones(const struct diff_side *side, struct facts *facts, struct amounts *ret,
		      struct error *err)
{
	int rc = zones_read(side->sources->root, &facts->zones, err);

	for (size_t i = 0; i < facts->zones.nr && rc == 0; i++) {
		const struct zone *zone = &facts->zones.items[i];
		const struct {
			const char *quantity;
			uint64_t pages;
		} quantities[] = {
			{"free", zone->free_pages},	  {"min", zone->min_pages},
			{"low", zone->low_pages},	  {"high", zone->high_pages},
			{"managed", zone->managed_pages},
		};

		for (size_t j = 0; j < ARRAY_SIZE(quantities) && rc == 0; j++)
			rc = add(ret,
				 (struct amount){CHANGE_ZONE, zone->name, quantities[j].quantity,
						 zone->node, ABSENT,
						 quantities[j].pages * side->system->page_bytes,
						 ABSENT},
				 err);
	}
	return rc;
}

/* "MemTotal:       16384 kB"; lines without a unit are counts of huge pages. */
static int read_meminfo(const struct diff_side *side, struct facts *facts, struct amounts *ret,
			struct error *err)
{
	int rc = root_read(side->sources->root, "proc/meminfo", &facts->meminfo, err);
	char *rest = facts->meminfo, *line;

	while (rc == 0 && (line = next_line(&rest))) {
		char *colon = strchr(line, ':');
		const char *at = colon ? skip_spaces(colon + 1) : "";
		uint64_t kib;

		if (parse_u64(&at, 10, &kib) < 0 || strcmp(at, " kB"))
			continue;
		*colon = '\0';
		rc = add(ret,
			 (struct amount){CHANGE_MEMINFO, line, NULL, INT_MIN, ABSENT, kib << 10,
					 ABSENT},
			 err);
	}
	return rc;
}

typedef int read_fn(const struct diff_side *side, struct facts *facts, struct amounts *ret,
		    struct error *err);

/**
 * struct diff - a comparison on its way
 * @sides: the two
 * @missing: who is told of what cannot be compared
 * @context: passed to it
 * @changes: what was found
 */
struct diff {
	const struct diff_side *sides[2];
	diff_missing_fn *missing;
	void *context;
	struct change_array changes;
};

static int diff_section(struct diff *diff, read_fn *read, struct error *err)
{
	_cleanup_(facts_clear) struct facts before = {0}, after = {0};
	struct amounts amounts[2] = {0};
	struct error why = {0};
	int rc = read(diff->sides[0], &before, &amounts[0], &why);

	if (rc == 0)
		rc = read(diff->sides[1], &after, &amounts[1], &why);
	if (rc == 0)
		rc = compare_sides(amounts, &diff->changes, err);
	else if (rc == -ENOMEM)
		error_no_memory(err);
	else
		rc = 0;
	if (why.code && rc == 0)
		diff->missing(&why, diff->context);
	amounts_clear(&amounts[0]);
	amounts_clear(&amounts[1]);
	return rc;
}

/* Areas that were given back and wait to be unmapped are nobody's. */
static bool is_in_use(const struct vmap_area *area)
{
	return strcmp(area->kind, "unpurged");
}

static int area_amounts(const struct vmap_area *area, bool by_caller, struct amounts *ret,
			struct error *err)
{
	if (!is_in_use(area))
		return 0;
	return add(ret,
		   (struct amount){by_caller ? CHANGE_CALLER : CHANGE_AREA, area->caller, NULL,
				   INT_MIN, by_caller ? ABSENT : area->start, area->size_bytes, 1},
		   err);
}

/* Lines whose addresses nobody found out have callers all the same. */
static int side_areas(const struct vmap_area_array *areas, bool by_caller, struct amounts *ret,
		      struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < areas->nr && rc == 0; i++)
		rc = area_amounts(&areas->items[i], by_caller, ret, err);
	for (size_t i = 0; i < areas->nr_hashed && !areas->nr && by_caller && rc == 0; i++)
		rc = area_amounts(&areas->hashed_items[i].area, by_caller, ret, err);
	return rc;
}

static int diff_areas_by(struct diff *diff, const struct vmap_area_array *const areas[2],
			 bool by_caller, struct error *err)
{
	struct amounts amounts[2] = {0};
	int rc = side_areas(areas[0], by_caller, &amounts[0], err);

	if (rc == 0)
		rc = side_areas(areas[1], by_caller, &amounts[1], err);
	if (rc == 0)
		rc = compare_sides(amounts, &diff->changes, err);
	amounts_clear(&amounts[0]);
	amounts_clear(&amounts[1]);
	return rc;
}

static int diff_areas(struct diff *diff, struct comparison *comparison, struct error *err)
{
	const struct vmap_area_array *areas[2];
	const char *missing;
	int rc;

	for (int i = 0; i < 2; i++) {
		struct sources *sources = diff->sides[i]->sources;

		areas[i] = sources_areas(sources, &missing);
		if (!areas[i]->nr && !areas[i]->nr_hashed && sources->areas_error.code) {
			diff->missing(&sources->areas_error, diff->context);
			return 0;
		}
		if (!areas[i]->nr && !comparison->note)
			comparison->note = "areas are compared by caller only: their addresses are "
					   "hidden";
	}
	rc = diff_areas_by(diff, areas, true, err);
	if (rc == 0 && !comparison->note)
		rc = diff_areas_by(diff, areas, false, err);
	return rc;
}

static char *boot_id(const struct root *root)
{
	return root->live ? root_read_line(root, "proc/sys/kernel/random/boot_id")
			  : manifest_value(root, "boot_id");
}

/* Addresses of two boots have nothing to do with each other. */
static void compare_boots(const struct diff_side *before, const struct diff_side *after,
			  struct comparison *ret)
{
	_cleanup_free_ char *first = boot_id(before->sources->root);
	_cleanup_free_ char *second = boot_id(after->sources->root);

	ret->same_boot = first && second ? !strcmp(first, second) : UINT8_MAX;
	if (!first || !second)
		ret->note = "areas are compared by caller only: one side is redacted or does not "
			    "tell which boot it is of";
	else if (!ret->same_boot)
		ret->note = "areas are compared by caller only: the two are of different boots";
}

static const char *path_of(const struct diff_side *side)
{
	return side->sources->root->live ? NULL : side->sources->root->path;
}

int diff_read(const struct diff_side *before, const struct diff_side *after,
	      diff_missing_fn *missing, void *context, struct change_array *changes,
	      struct comparison *comparison, struct error *err)
{
	struct diff diff = {{before, after}, missing, context, {0}};
	int rc;

	*comparison = (struct comparison){
		.before = path_of(before),
		.before_time = before->system->time,
		.before_kernel = before->system->kernel,
		.after = path_of(after),
		.after_time = after->system->time,
		.after_kernel = after->system->kernel,
	};
	compare_boots(before, after, comparison);
	rc = diff_section(&diff, read_caches, err);
	if (rc == 0)
		rc = diff_areas(&diff, comparison, err);
	if (rc == 0)
		rc = diff_section(&diff, read_zones, err);
	if (rc == 0)
		rc = diff_section(&diff, read_meminfo, err);
	if (rc < 0) {
		change_array_clear(&diff.changes);
		return rc;
	}
	change_array_sort(&diff.changes);
	*changes = diff.changes;
	return 0;
}
