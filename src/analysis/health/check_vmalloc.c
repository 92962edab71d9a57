// SPDX-License-Identifier: GPL-2.0-or-later
/* check_vmalloc.c - checks of vmalloc space. */
#include <string.h>

#include "analysis/address/sources.h"
#include "reader/vmallocinfo.h"

#include "check_input.h"

/* A hole of this size is well, see the check's warning in check.c. */
#define HOLE_ENOUGH (16ULL << 20)

/**
 * struct space_use - what areas take of vmalloc space; their sizes are right even where their
 * addresses are hidden
 * @total_bytes: size of vmalloc space
 * @used_bytes: sizes of all areas, guard pages included
 * @nr_areas: how many
 */
struct space_use {
	uint64_t total_bytes, used_bytes, nr_areas;
};

static int find_use(struct check_input *input, struct space_use *ret, struct error *err)
{
	struct space_use use = {0};
	const char *text = NULL;
	int rc = check_line(input, "VmallocTotal", &use.total_bytes, err);

	if (rc == 0 && (use.total_bytes == ABSENT || !use.total_bytes))
		rc = error_set(err, ERROR_NOT_FOUND, "%s/proc/meminfo: no VmallocTotal in it",
			       input->root->path);
	if (rc == 0)
		rc = check_text(input, CHECK_VMALLOCINFO, &text, err);
	if (rc < 0)
		return rc;
	rc = vmallocinfo_sum(text, &use.nr_areas, &use.used_bytes, err);
	if (rc < 0)
		return error_prefix(err, rc, "%s/proc/vmallocinfo: ", input->root->path);
	*ret = use;
	return 0;
}

static int measure_vmalloc_space(struct check_input *input, struct check_result *ret,
				 struct error *err)
{
	struct space_use use = {0};
	char used[24], total[24];
	int rc = check_has_mmu(input, ret) ? find_use(input, &use, err) : 0;

	if (rc < 0 || ret->verdict == VERDICT_NOT_APPLICABLE)
		return rc;
	check_add(ret, (double)use.used_bytes * 100 / use.total_bytes, "",
		  "%ju areas take %s of %s", (uintmax_t)use.nr_areas,
		  check_size(use.used_bytes, used), check_size(use.total_bytes, total));
	return 0;
}

const struct check check_vmalloc_space = {
	.name = "vmalloc-space",
	.unit = "%",
	.reads = "/proc/vmallocinfo, /proc/meminfo: VmallocTotal",
	.measures = "vmalloc space that areas take",
	.why = "On 32-bit machines it is small; without it modules and drivers cannot load.",
	.remedy = "memmap vmalloc --by caller shows who; boot with vmalloc=SIZE on 32-bit",
	.warning = "80",
	.critical = "90",
	.measure = measure_vmalloc_space,
};

static int read_areas(struct check_input *input, struct vmap_area_array *ret, struct error *err)
{
	_cleanup_free_ char *copy = NULL;
	const char *text = NULL;
	int rc = check_text(input, CHECK_VMALLOCINFO, &text, err);

	if (rc < 0)
		return rc;
	copy = strdup(text);
	if (!copy)
		return error_no_memory(err);
	rc = vmallocinfo_parse(copy, ret, err);
	return error_prefix(err, rc, "%s/proc/vmallocinfo: ", input->root->path);
}

/* The largest gap between areas, and with a back end, which knows the bounds, before and behind
 * them. */
static uint64_t gap_among(const struct vmap_area_array *areas, const struct backend *backend,
			  uint64_t total_bytes)
{
	uint64_t largest = 0, at = areas->nr ? areas->items[0].start : 0, last = at;

	for (size_t i = 0; backend && i < backend->space.nr_regions; i++)
		if (backend->space.regions[i].type == MEMMAP_REGION_VMALLOC) {
			at = backend->space.regions[i].start;
			last = backend->space.regions[i].last;
		}
	for (size_t i = 0; i <= areas->nr; i++) {
		uint64_t start = i < areas->nr ? areas->items[i].start : last + 1;
		uint64_t gap = start - at;

		/* What is larger than vmalloc space leads to the modules' region. */
		if (start > at && gap <= total_bytes && gap > largest)
			largest = gap;
		if (i < areas->nr)
			at = start + areas->items[i].size_bytes;
	}
	return largest;
}

/* Whose addresses the kernel hides are known all the same to a back end. */
static int find_gap(struct check_input *input, uint64_t total_bytes, uint64_t *ret,
		    struct error *err)
{
	_cleanup_(sources_clear) struct sources sources = {.root = input->root};
	const struct vmap_area_array *areas;
	const char *missing;

	if (check_backend(input, &sources.backend, NULL) < 0)
		sources.backend = NULL;
	areas = sources_areas(&sources, &missing);
	if (missing)
		return error_set(err, ERROR_HIDDEN, "%s", missing);
	*ret = gap_among(areas, sources.backend, total_bytes);
	return 0;
}

/*
 * N areas leave at most N + 1 holes, so the largest is at least the free space by N + 1. On 64-bit
 * machines that says all; where it does not, addresses are needed.
 */
static int measure_vmalloc_hole(struct check_input *input, struct check_result *ret,
				struct error *err)
{
	struct space_use use = {0};
	uint64_t hole = 0, gap = 0;
	char text[24];
	int rc = check_has_mmu(input, ret) ? find_use(input, &use, err) : 0;

	if (rc < 0 || ret->verdict == VERDICT_NOT_APPLICABLE)
		return rc;
	if (use.used_bytes < use.total_bytes)
		hole = (use.total_bytes - use.used_bytes) / (use.nr_areas + 1);
	if (hole < 1ULL << 30)
		rc = find_gap(input, use.total_bytes, &gap, err);
	/* With hidden addresses the bound may do; where it warns, nothing is known. */
	if (rc < 0 && hole < HOLE_ENOUGH)
		return rc;
	if (gap > hole)
		hole = gap;
	check_add(ret, hole, "", "the largest hole has at least %s", check_size(hole, text));
	return 0;
}

const struct check check_vmalloc_hole = {
	.name = "vmalloc-hole",
	.unit = "B",
	.reads = "/proc/vmallocinfo, /proc/meminfo: VmallocTotal",
	.measures = "at least so large is the largest hole in vmalloc space",
	.why = "An area needs a hole of its size, however much space is free in pieces.",
	.remedy = "memmap vmalloc --by caller shows who; boot with vmalloc=SIZE on 32-bit",
	.warning = "16M:",
	.critical = "4M:",
	.measure = measure_vmalloc_hole,
	.low_is_bad = true,
};

/**
 * struct callers - the areas of one moment by caller
 * @areas: the areas
 * @usages: made from them
 * @groups: by caller; the names are borrowed from @usages
 * @nr: how many
 */
struct callers {
	struct vmap_area_array areas;
	struct area_usages usages;
	struct area_group *groups;
	size_t nr;
};

static void callers_clear(struct callers *callers)
{
	free(callers->groups);
	area_usages_clear(&callers->usages);
	vmap_area_array_clear(&callers->areas);
}

/* Of areas that were read. */
static int group_callers(uint64_t page_bytes, struct callers *ret, struct error *err)
{
	int rc = area_usages_init(&ret->areas, page_bytes, &ret->usages, err);

	if (rc < 0)
		return rc;
	return area_usages_group(&ret->usages, "caller", &ret->groups, &ret->nr, err);
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static uint64_t size_then(const struct callers *then, const struct area_group *now)
{
	for (size_t i = 0; i < then->nr; i++)
		if (is_same(then->groups[i].name, now->name) &&
		    is_same(then->groups[i].module, now->module))
			return then->groups[i].size_bytes;
	return 0;
}

static int measure_vmalloc_growth(struct check_input *input, struct check_result *ret,
				  struct error *err)
{
	_cleanup_(callers_clear) struct callers now = {0}, then = {0};
	const struct area_group *most = NULL;
	const struct root *baseline;
	uint64_t most_bytes = 0;
	char text[24];
	int rc = check_baseline(input, ret, &baseline, err);

	if (rc < 0 || !baseline)
		return rc;
	rc = read_areas(input, &now.areas, err);
	if (rc == 0)
		rc = check_given(input, vmallocinfo_read(baseline, &then.areas, err));
	if (rc == 0)
		rc = group_callers(input->page_bytes, &now, err);
	if (rc == 0)
		rc = group_callers(input->page_bytes, &then, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < now.nr; i++) {
		uint64_t bytes = now.groups[i].size_bytes,
			 before = size_then(&then, &now.groups[i]);

		if (bytes > before && bytes - before > most_bytes) {
			most = &now.groups[i];
			most_bytes = bytes - before;
		}
	}
	if (!most)
		check_add(ret, 0, "", "no caller's areas grew");
	else
		check_add(ret, most_bytes, "", "areas of %s%s%s%s grew by %s",
			  most->name ?: "no known caller", most->module ? " [" : "",
			  most->module ?: "", most->module ? "]" : "",
			  check_size(most_bytes, text));
	return 0;
}

const struct check check_vmalloc_growth = {
	.name = "vmalloc-growth",
	.unit = "B",
	.reads = "/proc/vmallocinfo, now and in the baseline",
	.measures = "growth of the caller whose areas grew most since the baseline",
	.why = "An owner that only takes leaks; the caller's name tells which driver.",
	.remedy = "memmap diff BASELINE shows the areas",
	.warning = "256M",
	.critical = "1G",
	.measure = measure_vmalloc_growth,
};
