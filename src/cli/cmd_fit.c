// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_fit.c - "memmap fit": would an allocation succeed now? */
#include "analysis/zones/fit.h"
#include "cli/machine.h"
#include "output/records.h"
#include "reader/highatomic.h"
#include "reader/zones.h"

struct fit_options {
	struct common_options common;
	struct option_uint order, node, count;
	const char *gfp;
};

static const struct option_spec options[] = {
	{"order", 0, OPTION_UINT, "N",
	 "the request is for 2^N pages in a row (default what the message in --gfp tells, else 0)",
	 NULL, offsetof(struct fit_options, order)},
	{"gfp", 'g', OPTION_STRING, "FLAGS",
	 "its flags, as memmap gfp takes them (default GFP_KERNEL)", NULL,
	 offsetof(struct fit_options, gfp), WORDS_GFP},
	{"node", 'n', OPTION_UINT, "N",
	 "node that the request begins with, instead of the one this runs on", NULL,
	 offsetof(struct fit_options, node), WORDS_NODE},
	{"count", 0, OPTION_UINT, "N", "so many requests one after the other (default 1)", NULL,
	 offsetof(struct fit_options, count)},
};

static int read_all(const struct context *context, struct gfp_machine *machine, struct error *err)
{
	const struct fit_options *wanted = (const struct fit_options *)context->common;
	struct error missing = {0};
	int rc = machine_read(context, &wanted->node, true, machine, err);

	if (rc < 0)
		return rc;
	/* Without them the answer has a note. */
	if (free_lists_read(&context->root, &machine->zones, &missing) < 0 &&
	    missing.code != ERROR_PERMISSION)
		error_print(&missing, 0);
	return 0;
}

/* A message of the log tells its order, unless the user wants another. */
static int explain_flags(const struct context *context, const struct gfp_machine *machine,
			 struct gfp_request *ret, unsigned int *order, struct error *err)
{
	const struct fit_options *wanted = (const struct fit_options *)context->common;
	const char *text = wanted->gfp ?: "GFP_KERNEL";
	struct gfp_operand parsed;
	int rc = gfp_parse(&machine->bits, text, &parsed, err);

	if (rc < 0)
		return rc;
	gfp_explain(machine, text, parsed.mask, ret);
	gfp_note(&parsed, ret);
	if (!wanted->order.given && parsed.order >= 0)
		*order = parsed.order;
	if (ret->highest_zone && ret->migratetype)
		return 0;
	return error_set(err, ERROR_BAD_INPUT, "%s: %s", ret->text,
			 ret->note ?: "no zone is known that would serve it");
}

static int run(struct context *context, struct error *err)
{
	const struct fit_options *wanted = (const struct fit_options *)context->common;
	_cleanup_(machine_clear) struct gfp_machine machine = {0};
	struct gfp_request gfp;
	struct fit_request request = {
		.order = wanted->order.value,
		.count = wanted->count.given ? wanted->count.value : 1,
		.gfp = &gfp,
	};
	struct fit fit;
	int rc;

	if (request.order >= MAX_ORDERS)
		return error_set(err, ERROR_USAGE, "--order takes a number below %d", MAX_ORDERS);
	rc = read_all(context, &machine, err);
	if (rc == 0)
		rc = explain_flags(context, &machine, &gfp, &request.order, err);
	if (rc < 0)
		return rc;
	request.highatomic = highatomic_rule_find(&context->root, &machine.zones);
	fit_find(&machine, &request, &fit);
	context_begin(context, NULL);
	report_card(&context->report, &fit);
	report_view(&context->report, "Zones in the order they are tried", &fit_zone_record,
		    fit.zones, fit.nr_zones);
	return fit.fits ? EXIT_OK : EXIT_FAILED;
}

const struct command cmd_fit = {
	.name = "fit",
	.group = GROUP_HEALTH,
	.summary = "would an allocation succeed now, and what is short if not",
	.operands = "",
	.description =
		"Tells whether the page allocator could serve a request at this moment without "
		"reclaiming or compacting anything, from which zone and which blocks; or whether "
		"memory is short, and by how much, or only contiguity, and how large the largest "
		"block is. The zones are tried in the kernel's order, with the min watermark, "
		"what the flags may take of the reserves, the lowmem reserve, and the free "
		"blocks by migratetype (root's to read).\n"
		"\n"
		"The exit status is 0 when all requests would succeed, else 1. Memory moves: what "
		"fits now need not fit in a second. Memory policies, control groups and cpusets "
		"of a process are not considered.",
	.examples = "memmap fit --order 4\n"
		    "memmap fit --order 9 --gfp GFP_TRANSHUGE_LIGHT --count 512\n"
		    "memmap fit --order 2 --gfp GFP_ATOMIC --node 1\n"
		    "memmap fit --order 10 --json | jq '.requests[0] | {fits, verdict}'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct fit_options),
	.record = &fit_record,
	.run = run,
};
