// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_phys.c - "memmap phys": what is at physical addresses, and all that the kernel maps there. */
#include <errno.h>
#include <string.h>

#include "analysis/address/physical.h"
#include "cli/operand_list.h"
#include "cli/reach.h"
#include "output/records.h"

struct phys_options {
	struct common_options common;
	struct reach_options reach;
};

static const struct option_spec options[] = {
	OPTION_BACKEND(phys_options, reach),
	OPTION_VERIFY(phys_options, reach),
};

/**
 * struct session - one run of the command
 * @context: the invocation
 * @sources: sources of the answers
 * @alone: there is one operand, which gets a card
 * @nr_ok: answers with something there
 * @nr_other: other answers
 * @failure: reason of the first operand that got no answer
 * @missing: why there is no back end
 */
struct session {
	struct context *context;
	struct sources sources;
	bool alone;
	uint64_t nr_ok, nr_other;
	enum error_code failure;
	struct error missing;
};

/**
 * struct lot - answers that one walk finds
 * @items: the answers
 * @frames: their frames
 * @nr: how many
 */
struct lot {
	struct physical *items;
	struct memmap_frame *frames;
	size_t nr;
};

static void lot_clear(struct lot *lot)
{
	for (size_t i = 0; i < lot->nr; i++)
		physical_clear(&lot->items[i]);
	free(lot->items);
	free(lot->frames);
}

static void fail_operand(struct session *session, const struct operand *operand, struct error *err)
{
	operand_report(&session->context->report, operand, err);
	if (!session->failure)
		session->failure = err->code;
}

static int to_phys_addr(const struct session *session, struct operand *operand, uint64_t *ret)
{
	unsigned int page_shift = sources_space(&session->sources)->page_shift;

	*ret = operand->start.value;
	if (!operand->is_pfn)
		return 0;
	if (*ret >> (64 - page_shift))
		return error_set(&operand->error, ERROR_BAD_INPUT,
				 "\"%s\" is beyond any physical address", operand->text);
	*ret <<= page_shift;
	return 0;
}

/* What could not be parsed is reported and does not stop the rest. */
static int take_operands(struct session *session, struct operand_list *list, struct lot *ret,
			 struct error *err)
{
	ret->items = calloc(list->nr + 1, sizeof(*ret->items));
	ret->frames = calloc(list->nr + 1, sizeof(*ret->frames));
	if (!ret->items || !ret->frames)
		return error_no_memory(err);
	for (size_t i = 0; i < list->nr; i++) {
		struct operand *operand = &list->items[i];
		uint64_t phys_addr = 0;

		if (operand->error.code || to_phys_addr(session, operand, &phys_addr) < 0) {
			fail_operand(session, operand, &operand->error);
			continue;
		}
		ret->items[ret->nr++] = (struct physical){
			.operand = operand->text,
			.phys_addr = phys_addr,
		};
	}
	return 0;
}

static void write_answers(struct session *session, struct lot *lot)
{
	struct report *report = &session->context->report;
	const struct physical *first = lot->items;

	for (size_t i = 0; i < lot->nr; i++)
		*(first[i].status == PHYSICAL_OK ? &session->nr_ok : &session->nr_other) += 1;
	if (!session->alone) {
		report_rows(report, lot->items, lot->nr);
	} else if (lot->nr) {
		report_card(report, first);
		report_view(report, "Kernel virtual addresses", &alias_record, first->aliases,
			    first->nr_aliases);
	}
}

static int answer_all(void *data, struct operand_list *list, struct error *err)
{
	struct session *session = data;
	_cleanup_(lot_clear) struct lot lot = {0};
	int rc;

	rc = take_operands(session, list, &lot, err);
	if (rc == 0)
		rc = identify_physical(&session->sources, lot.items, lot.frames, lot.nr, err);
	if (rc < 0)
		return rc;
	write_answers(session, &lot);
	report_flush(&session->context->report);
	return rc;
}

static enum exit_status exit_status(const struct session *session)
{
	if (session->failure && !session->nr_ok && !session->nr_other)
		return error_exit_status(session->failure);
	return session->failure || session->nr_other || !session->sources.backend ? EXIT_PARTIAL
										  : EXIT_OK;
}

static int answer(struct session *session, struct operand_list *list, struct error *err)
{
	int rc;

	context_begin(session->context, backend_name(session->sources.backend));
	reach_tell_missing(session->context, &session->missing);
	rc = list->nr
		     ? answer_all(session, list, err)
		     : operand_list_stdin(list, &session->context->report,
					  session->context->common->sort, answer_all, session, err);
	return rc < 0 ? rc : (int)exit_status(session);
}

static int run(struct context *context, struct error *err)
{
	const struct phys_options *wanted = (const struct phys_options *)context->common;
	bool from_stdin = context->nr_operands == 1 && !strcmp(context->operands[0], "-");
	struct operand_list list = {.parse = operand_parse_phys};
	struct session session = {
		.context = context,
		.alone = !from_stdin && context->nr_operands == 1,
	};
	int rc = 0;

	/* A slip in the operands is told before anything is opened. */
	if (!from_stdin)
		rc = operand_list_words(&list, context, err);
	if (rc == 0)
		rc = reach_open_or_not(context, &wanted->reach, &session.sources, &session.missing,
				       err);
	if (rc == 0)
		rc = reach_status(context, &session.sources, answer(&session, &list, err));
	reach_close(&session.sources);
	operand_list_clear(&list);
	return rc;
}

const struct command cmd_phys = {
	.name = "phys",
	.group = GROUP_ADDRESSES,
	.summary = "what is at physical addresses, and every kernel mapping of them",
	.operands = "ADDRESS | pfn:NUMBER | - ...",
	.description =
		"The reverse of \"memmap addr\": says whether there is RAM, which resource, node "
		"and zone it belongs to, what state the page frame is in, where its struct page "
		"is, how often it is mapped into user address spaces, and every kernel virtual "
		"address that leads to it: the direct map's, the kernel image's, and those of all "
		"areas, modules and fixed mappings, each with protection and cache attribute.\n"
		"\n"
		"A warning tells of mappings that contradict each other: cached in different "
		"ways, or writable at one address and executable at another.\n"
		"\n"
		"One address is shown as a card, several as a table; JSON has all of it for each. "
		"Addresses are hexadecimal with or without 0x; frame numbers are decimal, or "
		"hexadecimal with 0x. \"-\" reads one operand a line from standard input. However "
		"many are asked for, the page tables are walked once for all that stand on the "
		"command line or that one read of standard input brings.\n"
		"\n"
		"That there is no such memory is an answer: see the status; the exit status is "
		"then 4. So it is without a way to the page tables: the resource is told, and the "
		"frame's node, zone and flags where /proc/kpageflags can be read.\n"
		"\n"
		"What is mapped for a moment on one CPU, as by kmap_local_page() or while the "
		"kernel patches itself, may be missed or found. User mappings are counted where "
		"/proc/kpagecount may be read.",
	.examples = "memmap phys 0x1000000\n"
		    "memmap phys pfn:0x1000\n"
		    "memmap phys --json fed00000 | jq -r '.physical[].aliases[].virt_addr'\n"
		    "memmap addr --json vfree | jq -r '.addresses[].phys_addr' | memmap phys -",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct phys_options),
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.record = &physical_record,
	.run = run,
};
