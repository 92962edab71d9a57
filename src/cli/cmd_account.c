// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_account.c - "memmap account": what all of the memory is used for. */
#include "analysis/health/account.h"
#include "cli/command.h"
#include "output/records.h"

struct account_options {
	struct common_options common;
	bool frames, all_frames;
};

static const struct option_spec options[] = {
	{"frames", 'f', OPTION_FLAG, NULL,
	 "show what the flags of page frames say of those that nothing counts; reads at most a "
	 "million of them, spread evenly",
	 NULL, offsetof(struct account_options, frames)},
	{"all-frames", 0, OPTION_FLAG, NULL, "the same, and read all frames", NULL,
	 offsetof(struct account_options, all_frames)},
};

static int show_frames(struct context *context, struct error *err)
{
	const struct account_options *wanted = (const struct account_options *)context->common;
	_cleanup_(frame_survey_clear) struct frame_survey survey = {0};
	char title[200];
	int rc;

	progress_begin(&context->progress, "reading the flags of frames", 0);
	rc = frame_survey_read(&context->root, context->system.page_bytes,
			       wanted->all_frames ? 0 : FRAME_SURVEY_SAMPLE, progress_tell,
			       &context->progress, &survey, err);
	progress_end(&context->progress);
	if (rc < 0)
		return rc;
	snprintf(title, sizeof(title),
		 "Frames whose flags tell no use: the rest, kernel stacks, vmalloc, percpu and "
		 "what CPUs hold (%ju of %ju frames read)",
		 (uintmax_t)survey.nr_read, (uintmax_t)survey.nr_frames);
	report_totals(&context->report, title, &frame_group_record, survey.groups,
		      survey.nr_groups);
	return 0;
}

static int run(struct context *context, struct error *err)
{
	const struct account_options *wanted = (const struct account_options *)context->common;
	_cleanup_(account_clear) struct account account = {0};
	struct report *report = &context->report;
	int rc = account_read(&context->root, context->system.page_bytes, &account, err);

	if (rc < 0)
		return rc;
	context_begin(context, NULL);
	report_rows(report, account.parts, account.nr_parts);
	report_totals(report, "Each node", &account_node_record, account.nodes, account.nr_nodes);
	for (size_t i = 0; i < account.nr_notes; i++)
		report_error(report, &account.notes[i], NULL);
	if (wanted->frames || wanted->all_frames)
		rc = show_frames(context, err);
	if (rc < 0)
		return rc;
	return account.of_container ? EXIT_PARTIAL : EXIT_OK;
}

const struct command cmd_account = {
	.name = "account",
	.group = GROUP_HEALTH,
	.summary = "what all of the memory is used for, and what nothing counts",
	.operands = "",
	.description =
		"Divides MemTotal into what the kernel counts: free memory, caches, memory of "
		"processes, slabs, stacks, page tables, vmalloc, percpu and so on, and the rest, "
		"which nothing counts: pages that drivers and the kernel took from the page "
		"allocator themselves. No page counts twice: where lines of /proc/meminfo "
		"overlap, as Shmem and Cached do, the difference is taken; the column source "
		"shows it. The parts add up to MemTotal.\n"
		"\n"
		"Pages that graphics drivers, ZFS or a balloon took are parts where there is a counter "
		"(/proc/meminfo since Linux 7.1 and 6.16, ZFS's own); where there is none, and the rest "
		"is large, those that are loaded are named. What lxcfs shows to a container instead of "
		"the kernel's /proc/meminfo has no rest; the exit status is 4 then.\n"
		"\n"
		"With several nodes a second table shows what the kernel counts by node.\n"
		"\n"
		"--frames reads the flags of page frames (as root) and shows those of which no "
		"flag tells the use, by the flags they have. The kernel sets none for vmalloc, "
		"percpu, stacks and drivers, so their frames are among them.",
	.examples = "memmap account\n"
		    "memmap account --sort bytes --top 5\n"
		    "memmap account --frames\n"
		    "memmap account --json | jq '.parts[] | select(.name == \"rest\").bytes'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct account_options),
	.record = &account_part_record,
	.totals = &account_node_record,
	.other_totals = &frame_group_record,
	.run = run,
};
