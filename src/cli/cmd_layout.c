// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_layout.c - "memmap layout": the kernel's virtual address space of this boot. */
#include <errno.h>

#include "analysis/space/layout.h"
#include "base/array.h"
#include "cli/command.h"
#include "cli/reach.h"
#include "output/boxes.h"
#include "output/records.h"

struct layout_options {
	struct common_options common;
	struct reach_options reach;
	bool drawing, no_drawing;
};

static const struct option_spec options[] = {
	{"drawing", 'd', OPTION_FLAG, NULL,
	 "draw the address space, also where the output is no terminal", NULL,
	 offsetof(struct layout_options, drawing)},
	{"no-drawing", 0, OPTION_FLAG, NULL, "only the tables, also on a terminal", NULL,
	 offsetof(struct layout_options, no_drawing)},
	OPTION_BACKEND(layout_options, reach),
	OPTION_VERIFY(layout_options, reach),
};

/* Who chooses columns or rows wants a table. */
static bool wants_drawing(const struct context *context)
{
	const struct layout_options *wanted = (const struct layout_options *)context->common;
	const struct common_options *common = context->common;

	if (common->json || wanted->no_drawing)
		return false;
	if (wanted->drawing)
		return true;
	return context->report.style.terminal && !common->columns && !common->sort &&
	       !common->top.given;
}

/* In JSON all pieces are records of one array, so that they are sorted together. */
static int add_physical(struct layout *layout, struct error *err)
{
	for (size_t i = 0; i < layout->nr_physical; i++) {
		int rc = array_grow(&layout->regions, layout->nr_regions, err);

		if (rc < 0)
			return rc;
		layout->regions[layout->nr_regions++] = layout->physical[i];
	}
	return 0;
}

/* A table of the regions that something is mapped in. */
static int show_mapped(struct report *report, const struct layout *layout, struct error *err)
{
	_cleanup_free_ struct layout_region *mapped = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < layout->nr_regions; i++) {
		const struct layout_region *region = &layout->regions[i];
		int rc;

		if (!region->mapped_bytes || region->mapped_bytes == ABSENT)
			continue;
		rc = array_grow(&mapped, nr, err);
		if (rc < 0)
			return rc;
		mapped[nr++] = *region;
	}
	report_view(report, "What is mapped, by leaf size and by protection", &layout_mapped_record,
		    mapped, nr);
	return 0;
}

static int show(struct context *context, struct layout *layout, struct error *err)
{
	const struct layout_options *wanted = (const struct layout_options *)context->common;
	struct report *report = &context->report;

	if (!wanted->common.columns)
		report_card_view(report, &layout_space_record, &layout->space);
	if (wants_drawing(context)) {
		putc('\n', report->style.out);
		boxes_write(&report->style, layout->regions, layout->nr_regions);
	}
	if (report->json && add_physical(layout, err) < 0)
		return -ENOMEM;
	layout->nr_regions = report_rows(report, layout->regions, layout->nr_regions);
	if (report->json)
		report_totals(report, NULL, &layout_space_record, &layout->space, 1);
	if (report->json || wanted->common.columns)
		return 0;
	report_view(report, "Physical side of the direct map", &layout_physical_record,
		    layout->physical, layout->nr_physical);
	return show_mapped(report, layout, err);
}

static int run(struct context *context, struct error *err)
{
	const struct layout_options *wanted = (const struct layout_options *)context->common;
	_cleanup_(layout_clear) struct layout layout = {0};
	_cleanup_(reach_close) struct sources sources = {0};
	struct error missing = {0};
	int rc;

	if (wanted->drawing && wanted->no_drawing)
		return error_set(err, ERROR_USAGE, "--drawing and --no-drawing exclude each other");
	rc = reach_open(context, &wanted->reach, &sources, err);
	if (rc == 0)
		rc = layout_read(&sources, &layout, &missing, err);
	if (rc < 0)
		return rc;
	context_begin(context, backend_name(sources.backend));
	rc = show(context, &layout, err);
	if (missing.code)
		report_error(&context->report, &missing, NULL);
	return reach_status(context, &sources, rc < 0 ? rc : EXIT_OK);
}

const struct command cmd_layout = {
	.name = "layout",
	.group = GROUP_SPACE,
	.summary = "the kernel's address space: regions, and what is mapped in them",
	.operands = "",
	.description =
		"Shows the virtual address space of this boot: every region with the bounds that "
		"KASLR gave it, the sections of the kernel image, the holes between; how much is "
		"mapped in each, by leaves of which size and with which protection; which "
		"physical memory the direct map covers, and what of it is RAM. The sizes of the "
		"leaves are those of the page tables, walked for the answer. The high memory of "
		"i386, RAM behind the end of the direct map, has no address until something maps "
		"it: in pkmap, kmap_local, vmalloc space or a process.\n"
		"\n"
		"On a terminal the regions are also drawn, the highest address on top, unless "
		"--columns, --sort or --top ask for a table of another kind. The height of a box "
		"grows with the logarithm of its size. Holes and the user's half, which nobody "
		"walks since each process has its own, are cut short. An address stands beside "
		"the border that it begins, or where a hole ends below. In a locale without "
		"UTF-8 the drawing is ASCII.\n"
		"\n"
		"What nests in a region stands indented below it and is counted in both. Memory "
		"that several virtual addresses map counts for each of them: espfix maps the "
		"stack of each CPU 65536 times. Of KASAN's shadow, terabytes that one page "
		"stands for, what its tables repeat counts once.\n"
		"\n"
		"Both back ends tell the same bounds, but for the fixmap's: /proc/kcore does not "
		"say where it begins. On i386 it says nothing about what lies above the LDTs, "
		"which is shown as unknown then.",
	.examples = "memmap layout\n"
		    "memmap layout --drawing | less\n"
		    "memmap layout --columns region,size_bytes,by_leaf --sort mapped_bytes\n"
		    "memmap layout --json | jq '.regions[] | select(.name == \"direct map\")'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct layout_options),
	.record = &layout_record,
	.totals = &layout_space_record,
	.run = run,
};
