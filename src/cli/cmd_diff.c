// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_diff.c - "memmap diff": what changed between two snapshots, or since one. */
#include <errno.h>
#include <string.h>

#include "analysis/health/diff.h"
#include "backend/backends.h"
#include "cli/command.h"
#include "output/records.h"
#include "reader/manifest.h"

/* Rows of each table on a terminal. */
#define SECTION_ROWS 5

/**
 * struct side - one of the two, opened
 * @root: where it is
 * @system: which kernel
 * @sources: what answers come from
 */
struct side {
	struct root root;
	struct system system;
	struct sources sources;
};

static void side_close(struct side *side)
{
	sources_clear(&side->sources);
	backend_close(&side->sources.backend);
	system_clear(&side->system);
	root_clear(&side->root);
}

/* A back end only helps to find areas whose addresses are hashed. */
static int side_open(struct side *side, const char *path, struct error *err)
{
	int rc = root_open(path, &side->root, err);

	if (rc == 0)
		rc = snapshot_check(&side->root, err);
	if (rc < 0)
		return rc;
	system_read(&side->root, &side->system);
	side->sources.root = &side->root;
	if (backend_open(&side->root, NULL, &side->sources.backend, NULL) < 0)
		side->sources.backend = NULL;
	return 0;
}

static void report_missing(const struct error *why, void *context)
{
	report_error(context, why, NULL);
}

static void show_sections(struct report *report, const struct change_array *changes, size_t top)
{
	static const struct {
		const char *title;
		const struct record_type *type;
	} sections[NR_CHANGE_SECTIONS] = {
		[CHANGE_CACHE] = {"Slab caches", &change_cache_record},
		[CHANGE_CALLER] = {"vmalloc areas by caller", &change_caller_record},
		[CHANGE_AREA] = {"vmalloc areas", &change_area_record},
		[CHANGE_ZONE] = {"Zones", &change_zone_record},
		[CHANGE_MEMINFO] = {"/proc/meminfo", &change_meminfo_record},
	};

	for (size_t i = 0, end; i < changes->nr; i = end) {
		unsigned int section = changes->items[i].section;
		char title[80];
		size_t nr;

		for (end = i; end < changes->nr && changes->items[end].section == section;)
			end++;
		nr = top && top < end - i ? top : end - i;
		snprintf(title, sizeof(title), "%s: %zu%s", sections[section].title, end - i,
			 nr < end - i ? ", the largest of them" : "");
		report_view(report, title, sections[section].type, &changes->items[i], nr);
	}
}

/* A table of its own for each section, unless one table of all was asked for. */
static void show(struct context *context, struct change_array *changes,
		 const struct comparison *comparison)
{
	const struct common_options *common = context->common;
	struct report *report = &context->report;

	if (report->json || common->columns || common->sort) {
		report_rows(report, changes->items, changes->nr);
		if (report->json)
			report_totals(report, NULL, &comparison_record, comparison, 1);
		return;
	}
	report_card_view(report, &comparison_record, comparison);
	show_sections(report, changes,
		      common->top.given ? common->top.value
					: (report->style.width ? SECTION_ROWS : 0));
}

static int run(struct context *context, struct error *err)
{
	_cleanup_(change_array_clear) struct change_array changes = {0};
	_cleanup_(side_close) struct side before = {.root.fd = -1}, after = {.root.fd = -1};
	const char *second = context->nr_operands > 1 ? context->operands[1] : NULL;
	struct comparison comparison;
	int rc;

	if (context->common->root && second)
		return error_set(err, ERROR_USAGE,
				 "--root stands for the running system: it does not go with two "
				 "snapshots");
	rc = side_open(&before, context->operands[0], err);
	if (rc == 0)
		rc = side_open(&after, second ?: context->common->root, err);
	if (rc < 0)
		return rc;
	context_begin(context, NULL);
	rc = diff_read(&(struct diff_side){&before.sources, &before.system},
		       &(struct diff_side){&after.sources, &after.system}, report_missing,
		       &context->report, &changes, &comparison, err);
	if (rc < 0)
		return rc;
	show(context, &changes, &comparison);
	return context->report.nr_errors ? EXIT_PARTIAL : EXIT_OK;
}

const struct command cmd_diff = {
	.name = "diff",
	.group = GROUP_HEALTH,
	.summary = "what changed between two snapshots, or since one",
	.operands = "BEFORE [AFTER]",
	.description =
		"Compares two snapshots that \"memmap snapshot\" took, or one with the running "
		"system: slab caches and vmalloc areas that came, went, grew or shrank, areas by "
		"caller too, free memory and watermarks of zones, and the lines of /proc/meminfo. "
		"What changed by most bytes comes first.\n"
		"\n"
		"Areas are compared one by one only where both sides are of one boot and show "
		"addresses: addresses of two boots, or of redacted snapshots, have nothing to do "
		"with each other. By caller they are always compared; the answer says which it "
		"was.\n"
		"\n"
		"In text each kind of change has its table, and --top counts in each of them; on a "
		"terminal the five largest are shown, with --top 0 all. With --columns or --sort "
		"all is one table, as in JSON.\n"
		"\n"
		"What one side cannot tell is left out and said; the exit status is then 4.",
	.examples = "memmap diff before\n"
		    "memmap diff before after --top 3\n"
		    "memmap diff before --sort delta_bytes --columns section,delta_bytes,name\n"
		    "memmap diff monday.tar tuesday.tar --json | jq -r '.changes[].name'",
	.options_bytes = sizeof(struct common_options),
	.min_operands = 1,
	.max_operands = 2,
	.record = &change_record,
	.totals = &comparison_record,
	.run = run,
};
