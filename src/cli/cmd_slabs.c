// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_slabs.c - "memmap slabs": slab caches, what they take, and how much of it is used. */
#include "analysis/slabs.h"
#include "cli/command.h"
#include "output/records.h"
#include "reader/slab_sysfs.h"

struct slabs_options {
	struct common_options common;
	const char *cache;
};

static const struct option_spec options[] = {
	{"cache", 0, OPTION_STRING, "NAME", "only this cache, with all there is to say of it", NULL,
	 offsetof(struct slabs_options, cache), WORDS_CACHE, .old_letter = 'c'},
};

/* What costs files of each cache, and the field that shows it. */
static const struct {
	const char *field;
	unsigned int facts;
} costs[] = {
	{"object_bytes", SLAB_SYSFS_OBJECT},
	{"waste_bytes", SLAB_SYSFS_OBJECT},
	{"flags", SLAB_SYSFS_FLAGS},
	{"align_bytes", SLAB_SYSFS_DETAILS},
	{"usercopy_bytes", SLAB_SYSFS_DETAILS},
	{"ctor", SLAB_SYSFS_DETAILS},
	{"nodes", SLAB_SYSFS_NODES},
	/* The totals, which are shown whenever this is, are by it. */
	{"reclaimable", SLAB_SYSFS_RECLAIM},
};

static struct slabs_wanted find_wanted(const struct context *context)
{
	const struct slabs_options *given = (const struct slabs_options *)context->common;
	const struct report *report = &context->report;
	struct slabs_wanted wanted = {
		.names = report_shows(report, &slab_cache_record, "aliases") ||
			 report_shows(report, &slab_cache_record, "id"),
		.cache = given->cache,
		.page_bytes = context->system.page_bytes,
	};

	for (size_t i = 0; i < ARRAY_SIZE(costs); i++)
		if (given->cache || report_shows(report, &slab_cache_record, costs[i].field))
			wanted.facts |= costs[i].facts;
	return wanted;
}

static void show_totals(struct context *context, const struct slab_cache_array *caches,
			size_t nr_shown)
{
	_cleanup_free_ char *meminfo = NULL;
	struct slab_total totals[3];
	size_t nr;

	if (root_read(&context->root, "proc/meminfo", &meminfo, NULL) < 0)
		meminfo = NULL;
	nr = slabs_total(caches, meminfo, totals);
	context_totals(context, "caches", caches->nr, nr_shown, totals, nr);
}

static int run(struct context *context, struct error *err)
{
	const struct slabs_wanted wanted = find_wanted(context);
	_cleanup_(slab_cache_array_clear) struct slab_cache_array caches = {0};
	struct report *report = &context->report;
	struct error missing = {0};
	int rc;

	rc = slabs_read(&context->root, &wanted, &caches, &missing, err);
	if (rc < 0)
		return rc;
	context_fit_screen(context, "memory_bytes");
	context_begin(context, NULL);
	if (wanted.cache)
		report_card(report, &caches.items[0]);
	else
		show_totals(context, &caches, report_rows(report, caches.items, caches.nr));
	if (missing.code)
		report_error(report, &missing, NULL);
	return EXIT_OK;
}

const struct command cmd_slabs = {
	.name = "slabs",
	.group = GROUP_ALLOCATORS,
	.summary = "slab caches: objects, slabs, memory, waste and merged names",
	.operands = "",
	.description =
		"Shows the slab caches, from which kmalloc() and kmem_cache_alloc() take their "
		"objects, the largest first: what they take, how much of that no object in use "
		"was asked for, and how many objects are used of how many. On a terminal the "
		"largest are shown, with --top 0 all; with --cache one, with its flags, its NUMA "
		"nodes and the caches of other names that the kernel merged into it.\n"
		"\n"
		"A slot is larger than its object where alignment, or debugging such as red "
		"zones, adds to it. Free slots, this and what is left at the end of a slab are "
		"its waste. Memory of reclaimable caches can be had back under pressure.\n"
		"\n"
		"Counts come from /proc/slabinfo, the rest from /sys/kernel/slab; where one is "
		"missing, the other serves as far as it goes. Both are readable by root only.",
	.examples = "memmap slabs\n"
		    "memmap slabs --sort waste_bytes --top 5\n"
		    "memmap slabs --cache dentry\n"
		    "memmap slabs --json | jq '.caches[] | select(.ctor)'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct slabs_options),
	.record = &slab_cache_record,
	.totals = &slab_total_record,
	.run = run,
};
