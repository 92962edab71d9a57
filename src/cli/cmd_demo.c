// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_demo.c - "memmap demo": the demonstrations, by name. */
#include <errno.h>
#include <string.h>

#include "cli/demo_paging.h"
#include "output/records.h"

static const struct option_spec options[] = {
	{"explain", 'e', OPTION_FLAG, NULL, "a short lesson to each, with this machine's numbers",
	 NULL, offsetof(struct demo_options, explain)},
	{"svg", 0, OPTION_STRING, "FILE",
	 "write the drawing of kinds as an SVG image too; "
	 "\"-\" for the image alone on standard output",
	 NULL, offsetof(struct demo_options, svg)},
};

static const char *const names[] = {"kinds", "paging", NULL};

static bool is_paging(const struct context *context)
{
	return context->nr_operands && !strcmp(context->operands[0], "paging");
}

static const struct record_type *choose_record(const struct context *context)
{
	return is_paging(context) ? &paging_step_record : &sample_record;
}

static int run(struct context *context, struct error *err)
{
	const struct demo_options *wanted = (const struct demo_options *)context->common;

	if (is_paging(context) && wanted->svg)
		return error_set(err, ERROR_USAGE, "--svg goes with kinds, not with paging");
	if (is_paging(context))
		return demo_paging(context, err);
	if (!context->nr_operands || !strcmp(context->operands[0], "kinds"))
		return demo_kinds(context, err);
	error_set(err, ERROR_USAGE, "unknown demonstration \"%.40s\"", context->operands[0]);
	error_remedy(err, "\"memmap help demo\" tells which there are");
	return -EINVAL;
}

const struct command cmd_demo = {
	.name = "demo",
	.group = GROUP_EXPERIMENTS,
	.summary = "the textbook experiment: allocate, and see where each kind lands",
	.operands = "[kinds | paging]",
	.description =
		"kinds, which needs not be named, makes one allocation of each kind that kernel "
		"texts tell of, shows where each lands, and frees it: pages, kmalloc() with several "
		"flags, an object of a slab cache, vmalloc() with small and with huge pages, vmap() "
		"of scattered pages, per-cpu memory, coherent DMA memory, I/O memory, and high "
		"memory where the kernel has it. A kind that this kernel lacks is shown with the "
		"reason.\n"
		"\n"
		"The last column is the rule by which the physical address follows from the "
		"virtual one: a subtraction in the direct map, elsewhere the page tables alone. "
		"A drawing shows the virtual side against the physical one, with lines between "
		"them. How long each call took is what one call took: the first call of a kind "
		"may be slower than the next.\n"
		"\n"
		"What the page tables say is held against what the kernel's own functions say; "
		"where they differ, memmap says so and the exit status is 1. This needs the helper "
		"module, loaded with \"memmap module load --samples\", and root: CAP_SYS_RAWIO, CAP_SYSLOG, CAP_SYS_ADMIN.\n"
		"\n"
		"paging maps a few pages, reads some, writes to others, forks, and shows after each "
		"step how many page faults it took and what is behind the pages: nothing, the zero "
		"page, or frames of their own. Needs neither the module nor root; frame numbers are "
		"shown to CAP_SYS_ADMIN only.",
	.examples = "memmap demo\n"
		    "memmap demo --explain\n"
		    "memmap demo --svg memory.svg\n"
		    "memmap demo paging\n"
		    "memmap demo paging --json | jq '.steps[].minor_faults'",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct demo_options),
	.max_operands = 1,
	.verbs = names,
	.record = &sample_record,
	.other_record = &paging_step_record,
	.choose_record = choose_record,
	.run = run,
};
