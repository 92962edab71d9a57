// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_zones.c - "memmap zones": nodes, zones, watermarks, free blocks and fragmentation. */
#include <string.h>

#include "analysis/zones/zones.h"
#include "base/array.h"
#include "cli/command.h"
#include "output/records.h"
#include "reader/zones.h"

struct zones_options {
	struct common_options common;
	bool all;
	struct option_uint node;
	const char *zone;
	bool no_migratetypes;
};

static const struct option_spec options[] = {
	{"all", 'a', OPTION_FLAG, NULL, "empty zones, and migratetypes without free blocks, too",
	 NULL, offsetof(struct zones_options, all)},
	{"node", 'n', OPTION_UINT, "N", "only zones of this node", NULL,
	 offsetof(struct zones_options, node), WORDS_NODE},
	{"zone", 'z', OPTION_STRING, "NAME",
	 "only zones of this name: DMA, DMA32, Normal, HighMem, "
	 "Movable or Device",
	 NULL, offsetof(struct zones_options, zone), WORDS_ZONE},
	{"no-migratetypes", 0, OPTION_FLAG, NULL,
	 "leave free blocks by migratetype out, which take the kernel longest", NULL,
	 offsetof(struct zones_options, no_migratetypes)},
};

static bool is_wanted(const struct zone *zone, const struct zones_options *wanted)
{
	if (wanted->node.given && (unsigned int)zone->node != wanted->node.value)
		return false;
	if (wanted->zone && strcmp(zone->name, wanted->zone))
		return false;
	return wanted->all || zone->present_pages;
}

/* Names of the zones of all nodes, each once. */
static void list_names(const struct zone_array *zones, char *ret, size_t size)
{
	size_t used = 0;

	*ret = '\0';
	for (size_t i = 0; i < zones->nr; i++) {
		const char *name = zones->items[i].name;
		bool seen = false;

		for (size_t j = 0; j < i; j++)
			seen |= !strcmp(zones->items[j].name, name);
		if (!seen && used + strlen(name) + 1 < size)
			used += sprintf(ret + used, " %s", name);
	}
}

static int no_such_zone(const struct zone_array *zones, const struct zones_options *wanted,
			struct error *err)
{
	struct suggestion best = {0};
	char names[128], node[32] = "";
	int rc;

	if (wanted->node.given)
		snprintf(node, sizeof(node), " on node %u", wanted->node.value);
	rc = error_set(err, ERROR_NOT_FOUND, wanted->zone ? "no zone \"%.40s\"%s" : "no zone%s%s",
		       wanted->zone ?: "", node);
	for (size_t i = 0; wanted->zone && i < zones->nr; i++)
		suggest(&best, wanted->zone, zones->items[i].name);
	if (best.name && strcmp(best.name, wanted->zone) && suggest_remedy(&best, err))
		return rc;
	list_names(zones, names, sizeof(names));
	error_remedy(err, "zones:%s; \"memmap zones --all\" shows empty ones too", names);
	return rc;
}

static int keep_wanted(struct zone_array *zones, const struct zones_options *wanted,
		       struct error *err)
{
	size_t nr = 0;

	while (nr < zones->nr && !is_wanted(&zones->items[nr], wanted))
		nr++;
	if (nr == zones->nr)
		return no_such_zone(zones, wanted, err);
	nr = 0;
	for (size_t i = 0; i < zones->nr; i++)
		if (is_wanted(&zones->items[i], wanted))
			zones->items[nr++] = zones->items[i];
	zones->nr = nr;
	return 0;
}

/* The text tables that follow the zones themselves, each a view of the same records. */
static const struct view {
	const char *title;
	const struct record_type *type;
} views[] = {
	{"Watermarks, and how far free pages are above them", &zone_watermarks_record},
	{"Free blocks by order", &zone_blocks_record},
	{"Unusable free space by order (0: all free memory can serve it, 1: none)",
	 &zone_unusable_record},
	{"Fragmentation by order (-1: succeeds, else 0: lack of memory, 1: fragmentation)",
	 &zone_fragmentation_record},
};

static bool has_blocks(const struct free_list *list)
{
	for (unsigned int order = 0; order < list->nr_orders; order++)
		if (list->nr_free[order])
			return true;
	return false;
}

/* Most migratetypes of most zones have no free blocks: rows of zeros would fill the screen. */
static int show_free_lists(struct report *report, const struct zone_array *zones, bool all,
			   struct error *err)
{
	_cleanup_free_ struct free_list *lists = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < zones->nr; i++) {
		const struct zone *zone = &zones->items[i];

		for (unsigned int j = 0; j < zone->nr_free_lists; j++) {
			int rc;

			if (!all && !has_blocks(&zone->free_lists[j]))
				continue;
			rc = array_grow(&lists, nr, err);
			if (rc < 0)
				return rc;
			lists[nr++] = zone->free_lists[j];
		}
	}
	report_view(report, "Free blocks by migratetype and order", &free_list_record, lists, nr);
	return 0;
}

static int run(struct context *context, struct error *err)
{
	const struct zones_options *wanted = (const struct zones_options *)context->common;
	_cleanup_(zone_array_clear) struct zone_array zones = {0};
	struct report *report = &context->report;
	struct error missing = {0};
	int rc;

	rc = zones_read(&context->root, &zones, err);
	if (rc < 0)
		return rc;
	if (!wanted->no_migratetypes)
		rc = free_lists_read(&context->root, &zones, &missing);
	if (rc < 0 && missing.code == ERROR_PERMISSION)
		error_remedy(&missing, "free blocks by migratetype are shown to root only");
	rc = keep_wanted(&zones, wanted, err);
	if (rc < 0)
		return rc;
	zones_derive(&zones, context->system.page_bytes);
	context_begin(context, NULL);
	zones.nr = report_rows(report, zones.items, zones.nr);
	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		report_view(report, views[i].title, views[i].type, zones.items, zones.nr);
	rc = show_free_lists(report, &zones, wanted->all, err);
	if (missing.code)
		report_error(report, &missing, NULL);
	return rc < 0 ? rc : EXIT_OK;
}

const struct command cmd_zones = {
	.name = "zones",
	.group = GROUP_ALLOCATORS,
	.summary = "nodes, zones, watermarks, free blocks and fragmentation",
	.operands = "",
	.description =
		"Shows every zone of every node: where it lies in physical memory, how much of "
		"it is free, how far that is above each watermark, the lowmem reserve, free "
		"blocks per order and, for root, per migratetype. For each order two indices "
		"are computed as the kernel does: the share of free memory that cannot serve a "
		"request, and whether a request would fail for lack of memory or for "
		"fragmentation.\n"
		"\n"
		"Needs neither the helper module nor root. JSON holds counts of pages; text "
		"shows sizes.",
	.examples = "memmap zones\n"
		    "memmap zones --node 0 --zone Normal\n"
		    "memmap zones --zone Normal --watch 2\n"
		    "memmap zones --json | jq '.zones[] | {zone, above_low_pages}'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct zones_options),
	.record = &zone_record,
	.run = run,
};
