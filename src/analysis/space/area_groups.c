// SPDX-License-Identifier: GPL-2.0-or-later
/* area_groups.c - vmalloc areas in groups and altogether; see areas.h. */
#include <string.h>

#include "analysis/space/areas.h"
#include "base/array.h"

/* Adds a number that may be absent, for areas whose page tables were not seen. */
static void add(uint64_t *sum, uint64_t value)
{
	if (value != ABSENT)
		*sum = *sum == ABSENT ? value : *sum + value;
}

/*
 * VmallocUsed counts the pages that vmalloc() allocated, not what vmap() and ioremap() map
 * (97105f0ab7b8, 5.3); show_numa_info() and "pages=" tell of others, too.
 */
static bool is_counted_as_used(const struct area_usage *usage)
{
	return !strcmp(usage->kind, "vmalloc") || !strcmp(usage->kind, "module") ||
	       !strcmp(usage->kind, "huge");
}

void area_usages_sum(struct area_usages *usages)
{
	struct area_totals *totals = &usages->totals;

	totals->mapped_bytes = ABSENT;
	totals->huge_bytes = ABSENT;
	totals->nr_hidden = usages->nr - usages->nr_located;
	for (size_t i = 0; i < usages->nr; i++) {
		const struct area_usage *usage = &usages->items[i];

		if (!strcmp(usage->kind, "unpurged")) {
			totals->nr_unpurged++;
			totals->unpurged_bytes += usage->size_bytes;
			continue;
		}
		totals->nr_areas++;
		totals->size_bytes += usage->size_bytes;
		if (is_counted_as_used(usage) && usage->nr_pages != ABSENT)
			totals->nr_pages += usage->nr_pages;
		add(&totals->mapped_bytes, usage->mapped_bytes);
		add(&totals->huge_bytes, usage->huge_bytes);
	}
}

const char *const area_groupings[] = {"caller", "module", "kind", NULL};

/* What the areas of a group share: its name, and beside a function's name the module's. */
struct group_key {
	const char *name, *module;
};

/* Whom an area of the kernel itself belongs to, beside those of modules. */
static const char kernel_itself[] = "[kernel]";

static struct group_key key_by_caller(const struct area_usage *usage)
{
	return (struct group_key){usage->function, usage->function ? usage->caller_module : NULL};
}

static struct group_key key_by_module(const struct area_usage *usage)
{
	return (struct group_key){usage->module ?: usage->function ? kernel_itself : NULL, NULL};
}

static struct group_key key_by_kind(const struct area_usage *usage)
{
	return (struct group_key){usage->kind, NULL};
}

typedef struct group_key key_fn(const struct area_usage *usage);

static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return !a - !b;
	return strcmp(a, b);
}

static int compare_keys(const struct group_key *a, const struct group_key *b)
{
	return compare_texts(a->name, b->name) ?: compare_texts(a->module, b->module);
}

static int compare_usages(const void *a, const void *b, void *context)
{
	key_fn *key = *(key_fn **)context;
	struct group_key left = key(a), right = key(b);

	return compare_keys(&left, &right);
}

static int compare_groups(const void *a, const void *b)
{
	const struct area_group *left = a, *right = b;

	return (left->size_bytes < right->size_bytes) - (left->size_bytes > right->size_bytes)
		       ?: compare_texts(left->name, right->name);
}

static void add_to_group(struct area_group *group, const struct area_usage *usage)
{
	group->nr_areas++;
	group->size_bytes += usage->size_bytes;
	if (usage->size_bytes > group->largest_bytes)
		group->largest_bytes = usage->size_bytes;
	if (usage->nr_pages != ABSENT)
		group->nr_pages += usage->nr_pages;
	add(&group->mapped_bytes, usage->mapped_bytes);
	add(&group->huge_bytes, usage->huge_bytes);
}

static key_fn *key_of(const char *by)
{
	if (!strcmp(by, "caller"))
		return key_by_caller;
	return strcmp(by, "module") ? key_by_kind : key_by_module;
}

int area_usages_group(struct area_usages *usages, const char *by, struct area_group **ret,
		      size_t *nr, struct error *err)
{
	_cleanup_free_ struct area_group *groups = NULL;
	key_fn *key = key_of(by);
	size_t nr_groups = 0;

	qsort_r(usages->items, usages->nr, sizeof(*usages->items), compare_usages, &key);
	for (size_t i = 0; i < usages->nr; i++) {
		struct group_key now = key(&usages->items[i]), before = {0};
		int rc;

		if (i)
			before = key(&usages->items[i - 1]);
		if (!i || compare_keys(&before, &now)) {
			rc = array_grow(&groups, nr_groups, err);
			if (rc < 0)
				return rc;
			groups[nr_groups++] = (struct area_group){
				.name = now.name,
				.module = now.module,
				.mapped_bytes = ABSENT,
				.huge_bytes = ABSENT,
			};
		}
		add_to_group(&groups[nr_groups - 1], &usages->items[i]);
	}
	if (nr_groups)
		qsort(groups, nr_groups, sizeof(*groups), compare_groups);
	*ret = take_ptr(groups);
	*nr = nr_groups;
	return 0;
}
