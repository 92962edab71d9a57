// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_gfp.c - "memmap gfp": what GFP flags mean, and which zones they reach. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "cli/machine.h"
#include "output/records.h"

struct gfp_options {
	struct common_options common;
	struct option_uint node;
};

static const struct option_spec options[] = {
	{"node", 'n', OPTION_UINT, "N",
	 "node that the request begins with, instead of the one this runs on", NULL,
	 offsetof(struct gfp_options, node), WORDS_NODE},
};

/**
 * struct answers - answers that wait to be sorted; they point into themselves, so each stays in
 * place
 * @items: the answers, each a struct gfp_request
 * @nr: how many
 */
struct answers {
	const void **items;
	size_t nr;
};

static void answers_clear(struct answers *answers)
{
	for (size_t i = 0; i < answers->nr; i++)
		free((void *)answers->items[i]);
	free(answers->items);
}

static struct gfp_request *new_answer(struct answers *answers, struct error *err)
{
	struct gfp_request *request;

	if (array_grow(&answers->items, answers->nr, err) < 0)
		return NULL;
	request = malloc(sizeof(*request));
	if (request)
		answers->items[answers->nr++] = request;
	else
		error_no_memory(err);
	return request;
}

static int explain_operand(const struct gfp_machine *machine, const char *operand,
			   struct answers *answers, struct error *err)
{
	struct gfp_request *request;
	struct gfp_operand parsed;
	int rc = gfp_parse(&machine->bits, operand, &parsed, err);

	if (rc < 0)
		return rc;
	request = new_answer(answers, err);
	if (!request)
		return -ENOMEM;
	gfp_explain(machine, operand, parsed.mask, request);
	gfp_note(&parsed, request);
	return 0;
}

/* Every word that this kernel has, the usual ones first. */
static int explain_words(const struct gfp_machine *machine, struct answers *answers,
			 struct error *err)
{
	for (int i = 0; i < MEMMAP_NR_GFP; i++) {
		int word = (i + GFP_FIRST_COMPOSITE) % MEMMAP_NR_GFP;
		struct gfp_request *request;

		if (!machine->bits.masks[word])
			continue;
		request = new_answer(answers, err);
		if (!request)
			return -ENOMEM;
		gfp_explain(machine, gfp_words[word].name, machine->bits.masks[word], request);
		request->text = gfp_words[word].name;
		request->use = gfp_words[word].meaning;
	}
	return 0;
}

static int write_answers(struct context *context, struct answers *answers, struct error *err)
{
	size_t nr = answers->nr;

	if (context->nr_operands == 1 && nr) {
		report_card(&context->report, answers->items[0]);
		return 0;
	}
	if (rows_order(&gfp_record, &context->report.choice, answers->items, &nr) < 0)
		return error_no_memory(err);
	for (size_t i = 0; i < nr; i++)
		report_row(&context->report, answers->items[i]);
	return 0;
}

static int explain_all(struct context *context, const struct gfp_machine *machine,
		       struct answers *answers, struct error *err)
{
	enum error_code failure = ERROR_NONE;
	size_t nr_failed = 0;
	int rc = 0;

	context_begin(context, NULL);
	for (size_t i = 0; i < context->nr_operands; i++) {
		struct error why = {0};

		if (explain_operand(machine, context->operands[i], answers, &why) == 0)
			continue;
		report_error(&context->report, &why, context->operands[i]);
		failure = failure ?: why.code;
		nr_failed++;
	}
	if (!context->nr_operands)
		rc = explain_words(machine, answers, err);
	if (rc == 0)
		rc = write_answers(context, answers, err);
	if (rc < 0 || !nr_failed)
		return rc < 0 ? rc : EXIT_OK;
	return answers->nr ? EXIT_PARTIAL : (int)error_exit_status(failure);
}

static int run(struct context *context, struct error *err)
{
	_cleanup_(machine_clear) struct gfp_machine machine = {0};
	_cleanup_(answers_clear) struct answers answers = {0};
	const struct gfp_options *wanted = (const struct gfp_options *)context->common;
	int rc = machine_read(context, &wanted->node, false, &machine, err);

	return rc < 0 ? rc : explain_all(context, &machine, &answers, err);
}

const struct command cmd_gfp = {
	.name = "gfp",
	.group = GROUP_ALLOCATORS,
	.summary = "what GFP flags mean, and which zones they reach",
	.operands = "[MASK | FLAG|FLAG... | MESSAGE] ...",
	.description =
		"Decodes the flags of an allocation, both ways: a mask as in \"page allocation "
		"failure: order:4, mode:0xdc0(GFP_KERNEL|__GFP_ZERO)\", or names. Says what each "
		"flag means, whether such a request may sleep, start I/O, call into file systems "
		"and touch the reserves, when it fails, and which zones of this machine may serve "
		"it, in the order they are tried. Without operands it lists all flags.\n"
		"\n"
		"A mask is hexadecimal with or without 0x. Names are separated by \"|\" (quote it "
		"for the shell) or blanks. A whole message of the log or of a trace is understood, "
		"too; when it names flags whose bits are others in this kernel, the names count, "
		"and a note says so. Names that are gone, and masks without names of kernels before "
		"4.6, are understood and said to be such.\n"
		"\n"
		"The bits of the flags differ from kernel to kernel. They are read from the "
		"kernel's type information (since Linux 6.10), else from the format of the trace "
		"event mm_page_alloc (as root), else asked of the helper module. Where none of "
		"these is there they are taken from the history of the kernel by its release, from 3.0 "
		"on, and bits_from begins with \"assumed\"; of older kernels names are explained, and "
		"no bits.",
	.examples = "memmap gfp 0xdc0\n"
		    "memmap gfp 'GFP_KERNEL|__GFP_DMA32'\n"
		    "memmap gfp GFP_KERNEL GFP_ATOMIC GFP_NOWAIT GFP_DMA\n"
		    "memmap gfp 'order:4, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO)'",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct gfp_options),
	.operand_words = WORDS_GFP,
	.max_operands = SIZE_MAX,
	.record = &gfp_record,
	.run = run,
};
