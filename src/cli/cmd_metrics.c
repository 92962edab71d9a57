// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_metrics.c - "memmap metrics": kernel memory as metrics for Prometheus. */
#include <errno.h>
#include <string.h>

#include "analysis/health/check.h"
#include "analysis/slabs.h"
#include "analysis/zones/zones.h"
#include "base/array.h"
#include "base/output_file.h"
#include "cli/command.h"
#include "output/exposition.h"
#include "output/records.h"
#include "reader/slab_sysfs.h"
#include "reader/vmallocinfo.h"
#include "reader/zones.h"

struct metrics_options {
	struct common_options common;
	bool list;
	const char *output;
	const char *checks;
};

static const char *const check_choices[] = {"none", "files", "all", NULL};

static const struct option_spec options[] = {
	{"list", 'l', OPTION_FLAG, NULL, "tell which metrics there are instead, and what they mean",
	 NULL, offsetof(struct metrics_options, list)},
	{"output", 0, OPTION_STRING, "FILE",
	 "write to FILE, \"-\" for standard output; a regular file has the old metrics or all of the "
	 "new ones at any time",
	 NULL, offsetof(struct metrics_options, output), WORDS_FILE},
	{"checks", 0, OPTION_CHOICE, "WHICH",
	 "verdicts of health checks: none, those that read text files (default), or all, wx and "
	 "module too",
	 check_choices, offsetof(struct metrics_options, checks)},
};

/* Every cache is a time series of each machine of a fleet: the largest say most. */
#define TOP_CACHES 20

/* The most kinds of vmalloc areas. */
#define MAX_KINDS 16

/**
 * struct facts - what metrics are made of
 * @zones: zones
 * @lists: their free lists, one behind the other
 * @nr_lists: how many
 * @caches: slab caches, the largest first
 * @nr_caches: how many of them are wanted
 * @totals: of all caches: reclaimable ones, others, both
 * @nr_totals: how many of these three are known
 * @kinds: vmalloc areas by their kind
 * @nr_kinds: how many
 * @checks: verdicts of health checks
 * @sources: what could be read
 * @nr_sources: how many
 */
struct facts {
	struct zone_array zones;
	struct free_list *lists;
	size_t nr_lists;
	struct slab_cache_array caches;
	size_t nr_caches;
	struct slab_total totals[3];
	size_t nr_totals;
	struct area_kind kinds[MAX_KINDS];
	size_t nr_kinds;
	struct check_report checks;
	struct metric_source sources[5];
	size_t nr_sources;
};

static void facts_clear(struct facts *facts)
{
	zone_array_clear(&facts->zones);
	free(facts->lists);
	slab_cache_array_clear(&facts->caches);
	check_report_clear(&facts->checks);
}

/* Whoever scrapes sees that a source is gone; the reason is told here. */
static int note_source(struct context *context, struct facts *facts, const char *name, int rc,
		       struct error *err)
{
	facts->sources[facts->nr_sources++] = (struct metric_source){name, rc >= 0};
	if (rc < 0)
		report_error(&context->report, err, NULL);
	*err = (struct error){0};
	return rc;
}

/* Empty zones would be time series of zeros. */
static void drop_empty(struct zone_array *zones)
{
	size_t nr = 0;

	for (size_t i = 0; i < zones->nr; i++)
		if (zones->items[i].present_pages)
			zones->items[nr++] = zones->items[i];
	zones->nr = nr;
}

static int read_zones(struct context *context, struct facts *facts, struct error *err)
{
	struct error missing = {0};
	int rc = zones_read(&context->root, &facts->zones, &missing);

	if (note_source(context, facts, "zones", rc, &missing) < 0)
		return 0;
	rc = free_lists_read(&context->root, &facts->zones, &missing);
	note_source(context, facts, "migratetypes", rc, &missing);
	drop_empty(&facts->zones);
	zones_derive(&facts->zones, context->system.page_bytes);
	for (size_t i = 0; i < facts->zones.nr; i++) {
		const struct zone *zone = &facts->zones.items[i];

		for (unsigned int j = 0; j < zone->nr_free_lists; j++) {
			rc = array_grow(&facts->lists, facts->nr_lists, err);
			if (rc < 0)
				return rc;
			facts->lists[facts->nr_lists++] = zone->free_lists[j];
		}
	}
	return 0;
}

static int read_slabs(struct context *context, struct facts *facts, struct error *err)
{
	const struct row_choice largest = {
		"memory_bytes",
		context->common->top.given ? context->common->top.value : TOP_CACHES,
	};
	const struct slabs_wanted wanted = {
		.facts = SLAB_SYSFS_RECLAIM,
		.page_bytes = context->system.page_bytes,
	};
	struct error missing = {0}, partly = {0};
	int rc = slabs_read(&context->root, &wanted, &facts->caches, &partly, &missing);

	if (note_source(context, facts, "slabs", rc, &missing) < 0)
		return 0;
	/* The last total is the sum of the others, which whoever asks can add up. */
	facts->nr_totals = slabs_total(&facts->caches, NULL, facts->totals);
	if (facts->nr_totals > 2)
		facts->nr_totals = 2;
	facts->nr_caches = facts->caches.nr;
	rc = rows_arrange(&slab_cache_record, &largest, facts->caches.items, &facts->nr_caches);
	return rc < 0 ? error_no_memory(err) : 0;
}

static void count_area(struct facts *facts, const struct vmap_area *area)
{
	size_t i = 0;

	while (i < facts->nr_kinds && strcmp(facts->kinds[i].kind, area->kind))
		i++;
	if (i == MAX_KINDS)
		return;
	if (i == facts->nr_kinds)
		facts->kinds[facts->nr_kinds++] = (struct area_kind){.kind = area->kind};
	facts->kinds[i].nr_areas++;
	facts->kinds[i].size_bytes += area->size_bytes;
}

static void read_areas(struct context *context, struct facts *facts)
{
	_cleanup_(vmap_area_array_clear) struct vmap_area_array areas = {0};
	struct error missing = {0};
	int rc = vmallocinfo_read(&context->root, &areas, &missing);

	note_source(context, facts, "vmalloc", rc, &missing);
	for (size_t i = 0; i < areas.nr; i++)
		count_area(facts, &areas.items[i]);
	/* Kinds and sizes are told where addresses are not, as with kptr_restrict=0, the default.
	 */
	for (size_t i = 0; i < areas.nr_hashed; i++)
		count_area(facts, &areas.hashed_items[i].area);
}

/* Nobody wants an alert for what a machine does not have. */
static void drop_not_applicable(struct check_report *found)
{
	size_t nr = 0;

	for (size_t i = 0; i < found->nr; i++) {
		if (found->items[i].verdict == VERDICT_NOT_APPLICABLE)
			free(found->items[i].values);
		else
			found->items[nr++] = found->items[i];
	}
	found->nr = nr;
}

/* With the settings of "memmap check": a fleet has the same ranges for both. */
static void read_checks(struct context *context, struct facts *facts)
{
	const char *which = ((const struct metrics_options *)context->common)->checks ?: "files";
	_cleanup_(check_settings_clear) struct check_settings settings;
	struct error missing = {0};
	int rc;

	check_settings_init(&settings);
	if (!strcmp(which, "none"))
		return;
	rc = check_settings_read(&context->root, NULL, &settings, &missing);
	for (size_t i = 0; i < nr_checks; i++)
		settings.wanted[i] &= !checks[i]->asks_backend || !strcmp(which, "all");
	if (rc == 0)
		rc = check_run(&context->root, context->system.page_bytes, &settings,
			       &facts->checks, &missing);
	note_source(context, facts, "checks", rc, &missing);
	drop_not_applicable(&facts->checks);
}

static void write_facts(const struct context *context, const struct facts *facts, FILE *out)
{
	const struct metric_records records[] = {
		{&metric_source_record, facts->sources, facts->nr_sources},
		{&zone_record, facts->zones.items, facts->zones.nr},
		{&free_list_record, facts->lists, facts->nr_lists},
		{&slab_total_record, facts->totals, facts->nr_totals},
		{&slab_cache_record, facts->caches.items, facts->nr_caches},
		{&check_record, facts->checks.items, facts->checks.nr},
		{&area_kind_record, facts->kinds, facts->nr_kinds},
	};

	exposition_write(out, records, ARRAY_SIZE(records), context->system.page_bytes);
}

/* It tells no addresses, and whoever collects metrics is not root. */
#define NEW_FILE_MODE 0644

static int write_file(const struct context *context, const struct facts *facts, const char *path,
		      struct error *err)
{
	_cleanup_free_ char *text = NULL;
	size_t nr = 0;
	FILE *out = open_memstream(&text, &nr);

	if (!out)
		return error_no_memory(err);
	write_facts(context, facts, out);
	if (fclose(out))
		return error_no_memory(err);
	return output_file_write(path, NEW_FILE_MODE, text, nr, err);
}

static int list_metrics(struct context *context, struct error *err)
{
	_cleanup_free_ struct metric *sorted = malloc(nr_metrics * sizeof(*sorted));

	if (!sorted)
		return error_no_memory(err);
	memcpy(sorted, metrics, nr_metrics * sizeof(*sorted));
	context_begin(context, NULL);
	report_rows(&context->report, sorted, nr_metrics);
	return EXIT_OK;
}

static int run(struct context *context, struct error *err)
{
	const struct metrics_options *given = (const struct metrics_options *)context->common;
	_cleanup_(facts_clear) struct facts facts = {0};
	int rc;

	if (given->list || given->common.json)
		return list_metrics(context, err);
	rc = read_zones(context, &facts, err);
	if (rc == 0)
		rc = read_slabs(context, &facts, err);
	if (rc < 0)
		return rc;
	read_areas(context, &facts);
	read_checks(context, &facts);
	rc = write_file(context, &facts, given->output ?: "-", err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < facts.nr_sources; i++)
		if (!facts.sources[i].success)
			return EXIT_PARTIAL;
	return EXIT_OK;
}

const struct command cmd_metrics = {
	.name = "metrics",
	.group = GROUP_HEALTH,
	.summary = "zones, slabs, vmalloc and checks as metrics for Prometheus",
	.operands = "",
	.description =
		"Writes zones, free blocks by order and migratetype, fragmentation, the largest slab "
		"caches, vmalloc areas and the verdicts of memmap check as metrics, in the text that "
		"Prometheus and OpenMetrics have in common. All are gauges; their names do not change. --top says how many slab "
		"caches, 20 if not given. --list tells what there is, and so does --json: the values "
		"as JSON are those of the commands that --list names.\n"
		"\n"
		"The checks have the ranges of /" CHECK_CONFIG_FILE
		"; one that is off there, or does "
		"not apply to this machine, has no metric. The checks wx and module are left out "
		"unless --checks all asks for them: they need more privilege than files do, and wx "
		"walks the page tables, which takes the longer the more memory there is.\n"
		"\n"
		"A source that cannot be read has memmap_read_success 0 and no other metrics; the "
		"exit status is 4 then. Free blocks by migratetype, slab caches and vmalloc areas are "
		"shown to root only.\n"
		"\n"
		"For node_exporter's textfile collector enable memmap-metrics.timer, which writes "
		"/var/lib/prometheus/node-exporter/memmap.prom every minute.",
	.examples = "memmap metrics\n"
		    "memmap metrics --list\n"
		    "memmap metrics --top 5 --output memmap.prom",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct metrics_options),
	.record = &metric_record,
	.run = run,
};
