// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_demo.c - "memmap demo": the demonstrations, by name. */
#include <errno.h>
#include <string.h>

#include <memmap/cli/demo_paging.h>
#include <memmap/output/records.h>

static const struct option_spec options[] = {
	{"explain", 'e', OPTION_FLAG, NULL, "a short lesson to each, with this machine's numbers",
	 NULL, offsetof(struct demo_options, explain)},
};

static const char *const names[] = {"paging", NULL};

static int run(struct context *context, struct error *err)
{
	if (!strcmp(context->operands[0], names[0]))
		return demo_paging(context, err);
	error_set(err, ERROR_USAGE, "unknown demonstration \"%.40s\"", context->operands[0]);
	error_remedy(err, "\"memmap help demo\" tells which there are");
	return -EINVAL;
}

const struct command cmd_demo = {
	.name = "demo",
	.summary = "demand paging, live: touch memory and see what is behind it",
	.operands = "paging",
	.description =
		"paging maps a few pages, reads some, writes to others, forks, and shows after each "
		"step how many page faults it took and what is behind the pages: nothing, the zero "
		"page, or frames of their own. Needs neither the module nor root; frame numbers are "
		"shown to CAP_SYS_ADMIN only.",
	.examples = "memmap demo paging\n"
		    "memmap demo paging --explain\n"
		    "memmap demo paging --json | jq '.steps[].minor_faults'",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct demo_options),
	.min_operands = 1,
	.max_operands = 1,
	.verbs = names,
	.record = &paging_step_record,
	.run = run,
};
