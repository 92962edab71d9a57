// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_vmalloc.c - "memmap vmalloc": vmalloc areas, who owns them, and what is behind them. */
#include <errno.h>
#include <string.h>

#include "analysis/space/areas.h"
#include "base/parse.h"
#include "cli/command.h"
#include "cli/reach.h"
#include "output/progress.h"
#include "output/records.h"
#include "reader/meminfo.h"

struct vmalloc_options {
	struct common_options common;
	struct reach_options reach;
	const char *by;
	const char *area;
	const char *module;
	bool all;
};

static const struct option_spec options[] = {
	{"by", 0, OPTION_CHOICE, "WHAT",
	 "groups with totals, largest first: caller, module or kind", area_groupings,
	 offsetof(struct vmalloc_options, by)},
	{"area", 0, OPTION_STRING, "ADDRESS",
	 "only the area that holds this address, with its physical extents", NULL,
	 offsetof(struct vmalloc_options, area)},
	{"module", 'm', OPTION_STRING, "NAME",
	 "only the areas of this module: its own memory, and what it took", NULL,
	 offsetof(struct vmalloc_options, module), WORDS_MODULE},
	{"all", 'a', OPTION_FLAG, NULL, "areas that were freed and wait to be purged, too", NULL,
	 offsetof(struct vmalloc_options, all)},
	OPTION_BACKEND(vmalloc_options, reach),
	OPTION_VERIFY(vmalloc_options, reach),
};

/**
 * struct session - one run of the command
 * @context: the invocation
 * @wanted: its options
 * @sources: where the answer comes from
 * @usages: the areas
 * @area: the address that --area names
 */
struct session {
	struct context *context;
	const struct vmalloc_options *wanted;
	struct sources sources;
	struct area_usages usages;
	uint64_t area;
};

static const struct record_type *choose_record(const struct context *context)
{
	const struct vmalloc_options *wanted = (const struct vmalloc_options *)context->common;

	return wanted->by ? &area_group_record : &area_usage_record;
}

static void show_progress(uint64_t done_bytes, void *context)
{
	progress_update(context, done_bytes);
}

static uint64_t walked_bytes(const struct address_space *space)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < space->nr_regions; i++) {
		const struct memmap_region *region = &space->regions[i];

		if (region->type == MEMMAP_REGION_VMALLOC || region->type == MEMMAP_REGION_MODULES)
			bytes += region->last - region->start + 1;
	}
	return bytes;
}

static int walk(struct session *session, struct error *err)
{
	struct backend *backend = session->sources.backend;
	struct progress progress;
	int rc;

	if (!backend)
		return 0;
	progress_begin(&progress, "walking the page tables", walked_bytes(&backend->space));
	rc = area_usages_walk(&session->usages, backend, show_progress, &progress, err);
	progress_end(&progress);
	return rc;
}

/* It takes a look at each module's memory, so only where it is shown. */
static bool shows_modules(const struct session *session)
{
	const char *by = session->wanted->by;

	if (session->wanted->module)
		return true;
	return by ? !strcmp(by, "module")
		  : report_shows(&session->context->report, &area_usage_record, "module");
}

/* Without page tables the kernel says how large vmalloc space is. */
static void read_space(struct session *session)
{
	uint64_t page_bytes = session->context->system.page_bytes, bytes;
	_cleanup_free_ char *meminfo = NULL;

	if (root_read(&session->context->root, "proc/meminfo", &meminfo, NULL) < 0)
		return;
	bytes = meminfo_bytes(meminfo, "VmallocTotal");
	/* VMALLOC_TOTAL of x86-64 ends with the last byte, so that a kB is missing. */
	if (bytes != ABSENT)
		session->usages.totals.space_bytes = (bytes + page_bytes - 1) & -page_bytes;
}

/* The areas may be known though their addresses are not: that is no failure. */
static int read_areas(struct session *session, struct error *err)
{
	struct sources *sources = &session->sources;
	const struct vmap_area_array *areas;
	const char *missing;
	int rc;

	areas = sources_areas(sources, &missing);
	if (!areas->nr && !areas->nr_hashed && sources->areas_error.code) {
		*err = sources->areas_error;
		return -EIO;
	}
	rc = area_usages_init(areas, session->context->system.page_bytes, &session->usages, err);
	if (rc == 0)
		rc = walk(session, err);
	if (rc == 0 && sources->backend && shows_modules(session))
		rc = area_usages_name_modules(&session->usages, sources->backend, err);
	if (rc == 0 && shows_modules(session))
		rc = area_usages_name_freed(&session->usages, sources->root, err);
	if (rc < 0)
		return rc;
	if (!sources->backend)
		read_space(session);
	area_usages_sum(&session->usages);
	return 0;
}

static void show_rows(struct session *session, const char *what, void *rows, size_t nr)
{
	struct context *context = session->context;
	size_t nr_shown = report_rows(&context->report, rows, nr);

	context_totals(context, what, nr, nr_shown, &session->usages.totals, 1);
}

static int show_groups(struct session *session, struct error *err)
{
	_cleanup_free_ struct area_group *groups = NULL;
	size_t nr;
	int rc;

	rc = area_usages_group(&session->usages, session->wanted->by, &groups, &nr, err);
	if (rc == 0)
		show_rows(session, "groups", groups, nr);
	return rc;
}

/* Freed areas wait by the thousand, and hide those in use. */
static int show_all(struct session *session, struct error *err)
{
	struct area_usages *usages = &session->usages;

	if (!session->wanted->all)
		area_usages_drop_unpurged(usages);
	if (session->wanted->module)
		area_usages_keep_module(usages, session->wanted->module);
	context_fit_screen(session->context, "size_bytes");
	if (session->wanted->by)
		return show_groups(session, err);
	show_rows(session, "areas", usages->items, usages->nr);
	return 0;
}

static void write_extent(const struct extent *extent, void *context)
{
	report_stream_item(context, extent);
}

static int no_such_area(const struct session *session, struct error *err)
{
	uintmax_t nr_hidden = session->usages.totals.nr_hidden;
	char but[80] = "";

	if (sources_areas_hidden(&session->sources, err))
		return -EPERM;
	if (nr_hidden)
		snprintf(but, sizeof(but), ", but %ju areas have no known address", nr_hidden);
	error_set(err, ERROR_NOT_FOUND, "0x%jx lies in no known vmalloc area%s",
		  (uintmax_t)session->area, but);
	error_remedy(err, "\"memmap addr 0x%jx\" tells what is mapped there",
		     (uintmax_t)session->area);
	return -ENOENT;
}

/* The extents come from a walk of their own: those of the walk over all areas were not kept. */
static int show_extents(struct session *session, const struct area_usage *usage, struct error *err)
{
	struct extent_visitor visitor = {.extent = write_extent,
					 .context = &session->context->report};
	struct address range = {.virt_addr = usage->start, .length_bytes = usage->size_bytes};

	if (!session->sources.backend)
		return 0;
	return extents_walk(session->sources.backend, &range, &visitor, err);
}

static int show_area(struct session *session, struct error *err)
{
	struct report *report = &session->context->report;
	const struct area_usage *usage = area_usages_find(&session->usages, session->area);
	int rc, ended;

	if (!usage)
		return no_such_area(session, err);
	report_stream_begin(report, usage);
	rc = show_extents(session, usage, err);
	ended = report_stream_end(report, usage, err);
	return rc ?: ended;
}

static int answer(struct session *session, struct error *missing, struct error *err)
{
	struct report *report = &session->context->report;
	struct error hidden = {0};
	int rc;

	rc = read_areas(session, err);
	if (rc < 0)
		return rc;
	rc = session->wanted->area ? show_area(session, err) : show_all(session, err);
	if (rc < 0)
		return rc;
	if (missing->code) {
		error_prefix(missing, 0, "areas without physical facts: ");
		report_error(report, missing, NULL);
	}
	if (sources_areas_hidden(&session->sources, &hidden)) {
		report_error(report, &hidden, NULL);
		rc = EXIT_PARTIAL;
	}
	return rc;
}

static int check_options(struct session *session, struct error *err)
{
	const struct vmalloc_options *wanted = session->wanted;

	if (wanted->area && wanted->by)
		return error_set(err, ERROR_USAGE, "--area and --by do not go together");
	if (wanted->area && wanted->module)
		return error_set(err, ERROR_USAGE, "--area and --module do not go together");
	if (wanted->area && parse_address(wanted->area, &session->area) < 0)
		return error_set(err, ERROR_USAGE, "--area: \"%.40s\" is no address", wanted->area);
	return 0;
}

static int run(struct context *context, struct error *err)
{
	struct session session = {
		.context = context,
		.wanted = (const struct vmalloc_options *)context->common,
	};
	struct error missing = {0};
	int rc;

	rc = check_options(&session, err);
	if (rc == 0)
		rc = reach_open_or_not(context, &session.wanted->reach, &session.sources, &missing,
				       err);
	if (rc < 0)
		return rc;
	context_begin(context, backend_name(session.sources.backend));
	rc = reach_status(context, &session.sources, answer(&session, &missing, err));
	area_usages_clear(&session.usages);
	reach_close(&session.sources);
	return rc;
}

const struct command cmd_vmalloc = {
	.name = "vmalloc",
	.group = GROUP_ALLOCATORS,
	.summary = "vmalloc areas, who made them, and how they lie in physical memory",
	.operands = "",
	.description =
		"Lists the areas of /proc/vmallocinfo, modules among them, the largest first: size "
		"without the guard page, kind, who made it, pages and their NUMA nodes, and from "
		"the page tables how much of it is mapped, in how many physical runs, how long "
		"the longest is and how much lies in huge leaves. What is contiguous here need "
		"not be so in physical memory. On a terminal the largest are shown, with --top 0 "
		"all; --sort start has them by address. --by puts areas together by what they "
		"have in common; --module shows those of one module, --area the physical extents of "
		"one area.\n"
		"\n"
		"In the end come totals: \"allocated\" is what /proc/meminfo calls VmallocUsed, "
		"the pages of vmalloc() without those that vmap() or ioremap() only map; \"size\" "
		"counts all areas; the largest hole limits the next allocation. Areas that were "
		"freed stay \"unpurged\" until the kernel gives many back at once: they are "
		"counted, and listed with --all.\n"
		"\n"
		"The page tables are walked once, whatever the number of areas. Without a way to "
		"them the areas alone are told. Where the kernel hides addresses "
		"(kernel.kptr_restrict 0 and 2), areas that cannot be found have none, and so no "
		"physical facts; they come last.",
	.examples = "memmap vmalloc\n"
		    "memmap vmalloc --sort start --top 0\n"
		    "memmap vmalloc --by caller\n"
		    "memmap vmalloc --area 0xffffc90000200123\n"
		    "memmap vmalloc --json | jq '.areas[] | select(.contiguous == false)'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct vmalloc_options),
	.record = &area_usage_record,
	.other_record = &area_group_record,
	.choose_record = choose_record,
	.totals = &area_totals_record,
	.run = run,
};
