// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_addr.c - "memmap addr": where virtual addresses land. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "analysis/address/extents.h"
#include "analysis/address/identify.h"
#include "analysis/process/user.h"
#include "base/array.h"
#include "cli/operand_list.h"
#include "cli/reach.h"
#include "output/records.h"

struct addr_options {
	struct common_options common;
	struct reach_options reach;
	const char *pid;
};

static const struct option_spec options[] = {
	OPTION_BACKEND(addr_options, reach),
	OPTION_VERIFY(addr_options, reach),
	{"pid", 'p', OPTION_STRING, "PID",
	 "translate addresses of this process; \"self\" is memmap itself", NULL,
	 offsetof(struct addr_options, pid), WORDS_PROCESS},
};

/**
 * struct session - one run of the command
 * @context: the invocation
 * @sources: sources of the answers
 * @user: the process, with --pid
 * @of_process: addresses are those of @user
 * @alone: there is one operand, which gets a card
 * @sorted: there are several, and their answers are kept to be sorted
 * @kept: these answers, each a struct address
 * @nr_kept: how many
 * @nr_mapped: answers with everything mapped
 * @nr_unmapped: other answers
 * @failure: reason of the first operand that got no answer
 * @missing: why there is no back end, where that matters
 */
struct session {
	struct context *context;
	struct sources sources;
	struct user_memory user;
	bool of_process;
	bool alone;
	bool sorted;
	const void **kept;
	size_t nr_kept;
	uint64_t nr_mapped, nr_unmapped;
	enum error_code failure;
	struct error missing;
};

static void count_answer(struct session *session, const struct address *address)
{
	if (address->status == MEMMAP_STATUS_OK)
		session->nr_mapped++;
	else
		session->nr_unmapped++;
}

static void fail_operand(struct session *session, struct error *err, const struct operand *operand)
{
	operand_report(&session->context->report, operand, err);
	if (!session->failure)
		session->failure = err->code;
}

/* Keeps a copy; what pointed into the answer points into the copy. */
static int keep_answer(struct session *session, const struct address *address, struct error *err)
{
	struct address *copy;
	int rc = array_grow(&session->kept, session->nr_kept, err);

	if (rc < 0)
		return rc;
	copy = malloc(sizeof(*copy));
	if (!copy)
		return error_no_memory(err);
	*copy = *address;
	if (copy->symbol)
		copy->symbol = copy->symbol_text;
	if (copy->frame)
		copy->frame = &copy->frame_facts;
	if (copy->swap)
		copy->swap = &copy->swap_slot;
	if (copy->owner) {
		copy->owner = &copy->owner_facts;
		owner_copied(&copy->owner_facts, &address->owner_facts);
	}
	session->kept[session->nr_kept++] = copy;
	return 0;
}

static int write_kept(struct session *session, struct error *err)
{
	struct report *report = &session->context->report;
	size_t nr = session->nr_kept;

	if (rows_order(&address_record, &report->choice, session->kept, &nr) < 0)
		return error_no_memory(err);
	for (size_t i = 0; i < nr; i++)
		report_row(report, session->kept[i]);
	return 0;
}

static void clear_kept(struct session *session)
{
	for (size_t i = 0; i < session->nr_kept; i++)
		free((void *)session->kept[i]);
	free(session->kept);
}

static int answer_address(struct session *session, const struct operand *operand, struct error *err)
{
	struct report *report = &session->context->report;
	struct address address;
	int rc;

	if (session->of_process)
		rc = user_identify(&session->user, operand->text, operand->start.value, &address,
				   err);
	else
		rc = identify_address(&session->sources, operand->text, operand->start.value,
				      &address, err);
	if (rc == 0 && session->sorted)
		rc = keep_answer(session, &address, err);
	else if (rc == 0 && session->alone)
		report_card(report, &address);
	else if (rc == 0)
		report_row(report, &address);
	if (rc < 0)
		return rc;
	count_answer(session, &address);
	return 0;
}

static void write_extent(const struct extent *extent, void *context)
{
	report_stream_item(context, extent);
}

static int answer_range(struct session *session, const struct operand *operand, struct error *err)
{
	struct report *report = &session->context->report;
	const struct extent_visitor visitor = {.extent = write_extent, .context = report};
	struct address range;
	int rc, ended;

	if (session->sorted)
		return error_set(err, ERROR_BAD_INPUT,
				 "%s: with --sort a range must be the only operand, since its "
				 "extents are what is sorted",
				 operand->text);
	rc = sort_check(&extent_record, report->choice.sort, err);
	if (rc == 0)
		rc = identify_range(&session->sources, operand->text, operand->start.value,
				    operand->length, &range, err);
	if (rc < 0)
		return rc;
	report_stream_begin(report, &range);
	if (session->sources.backend)
		rc = extents_walk(session->sources.backend, &range, &visitor, err);
	ended = report_stream_end(report, &range, err);
	count_answer(session, &range);
	return rc ?: ended;
}

static int refuse_range(const struct operand *operand, struct error *err)
{
	error_set(err, ERROR_BAD_INPUT, "%s: with --pid no ranges", operand->text);
	error_remedy(err, "\"memmap user PID --vma N\" shows the extents of an area");
	return -EINVAL;
}

/* Answers what could be parsed and resolved; what could not is reported and does not stop the rest.
 */
static int answer_all(void *data, struct operand_list *list, struct error *err)
{
	struct session *session = data;
	int rc = 0;

	operands_resolve(&session->context->root, list->items, list->nr);
	for (size_t i = 0; i < list->nr && !report_is_full(&session->context->report); i++) {
		struct operand *operand = &list->items[i];

		rc = 0;
		if (operand->error.code)
			fail_operand(session, &operand->error, operand);
		else if (operand->length && session->of_process)
			rc = refuse_range(operand, err);
		else if (operand->length)
			rc = answer_range(session, operand, err);
		else
			rc = answer_address(session, operand, err);
		if (rc == -EINVAL && err->code == ERROR_BAD_INPUT) {
			fail_operand(session, err, operand);
			*err = (struct error){0};
		} else if (rc < 0) {
			return rc;
		}
	}
	rc = write_kept(session, err);
	report_flush(&session->context->report);
	return rc;
}

static enum exit_status exit_status(const struct session *session)
{
	if (session->failure && !session->nr_mapped && !session->nr_unmapped)
		return error_exit_status(session->failure);
	return session->failure || session->nr_unmapped ? EXIT_PARTIAL : EXIT_OK;
}

/* Owners take reads of their own. */
static bool shows_owners(const struct session *session)
{
	const struct report *report = &session->context->report;

	return session->alone || report_shows(report, &address_record, "owner") ||
	       report_shows(report, &address_record, "owner.kind");
}

/* Without operands they come from standard input. */
static int answer_with(struct session *session, struct operand_list *list, struct error *err)
{
	int rc;

	session->sources.without_owners = !shows_owners(session);
	context_begin(session->context, backend_name(session->sources.backend));
	reach_tell_missing(session->context, &session->missing);
	rc = list->nr ? answer_all(session, list, err)
		      : operand_list_stdin(list, &session->context->report, session->sorted,
					   answer_all, session, err);
	return rc < 0 ? rc : (int)exit_status(session);
}

/* With --pid a back end only adds facts about frames: /proc does without, too. */
static int open_sources(struct session *session, const struct addr_options *wanted,
			struct error *err)
{
	struct context *context = session->context;
	int rc = reach_open_or_not(context, &wanted->reach, &session->sources, &session->missing,
				   err);

	if (rc < 0 || !wanted->pid)
		return rc;
	session->missing = (struct error){0};
	rc = user_open(&session->sources, wanted->pid, context->system.page_bytes, &session->user,
		       err);
	if (rc < 0)
		reach_close(&session->sources);
	session->of_process = rc == 0;
	if (!context->common->columns)
		context->report.style.columns =
			"virt_addr,status,phys_addr,backing,frame.node,frame.zone,vma.name";
	return rc;
}

static int answer(struct context *context, struct operand_list *list, struct error *err)
{
	const struct addr_options *wanted = (const struct addr_options *)context->common;
	struct session session = {
		.context = context,
		.alone = list->nr == 1,
		.sorted = list->nr != 1 && context->common->sort,
	};
	int rc = 0;

	if (session.sorted)
		rc = sort_check(&address_record, context->common->sort, err);
	if (rc == 0)
		rc = open_sources(&session, wanted, err);
	if (rc < 0)
		return rc;
	rc = reach_status(context, &session.sources, answer_with(&session, list, err));
	if (session.of_process)
		user_close(&session.user);
	reach_close(&session.sources);
	clear_kept(&session);
	return rc;
}

static int check_pid(const struct addr_options *wanted, struct error *err)
{
	if (wanted->pid && wanted->reach.verify)
		return error_set(
			err, ERROR_USAGE,
			"--verify is about the kernel's page tables: it does not go with --pid");
	return 0;
}

static int run(struct context *context, struct error *err)
{
	const struct addr_options *wanted = (const struct addr_options *)context->common;
	bool from_stdin = context->nr_operands == 1 && !strcmp(context->operands[0], "-");
	struct operand_list list = {.parse = operand_parse};
	int rc;

	/* A slip in the operands is told before anything is opened. */
	rc = check_pid(wanted, err);
	if (rc == 0 && !from_stdin)
		rc = operand_list_words(&list, context, err);
	if (rc == 0)
		rc = answer(context, &list, err);
	operand_list_clear(&list);
	return rc;
}

const struct command cmd_addr = {
	.name = "addr",
	.group = GROUP_ADDRESSES,
	.summary = "where virtual addresses physically land, and what they are",
	.operands = "ADDRESS | SYMBOL[+OFFSET] | START-END | START+LENGTH | - ...",
	.description =
		"Translates kernel virtual addresses by walking the kernel's page tables and "
		"says all there is to say: region, symbol, physical address, every page-table "
		"entry on the way, effective protection, page frame with node and zone, vmalloc "
		"area with its caller, physical resource, and owner.\n"
		"\n"
		"One address is shown as a card, several as a table, a range as its physical "
		"extents. Addresses are hexadecimal with or without 0x. Offsets and lengths are "
		"decimal, or hexadecimal with 0x, and may end in K, M, G or T. END is the first "
		"address behind the range, as in /proc/PID/maps. \"-\" reads one operand a line "
		"from standard input.\n"
		"\n"
		"--sort sorts what several operands answer, ranges not among them, or the extents "
		"of one range, which otherwise come as they are found.\n"
		"\n"
		"With --pid the addresses are those of a process, answered from its page map: is "
		"the page in memory, swapped out, the zero page, or has nothing touched it yet; "
		"which file or area it belongs to, and its frame. Frame numbers are shown to "
		"CAP_SYS_ADMIN only; the rest is known without. \"memmap user PID\" shows all "
		"areas of a process.\n"
		"\n"
		"That an address is not mapped, or is none of the kernel's, is an answer: see "
		"the status; the exit status is then 4. So it is without a way to the page tables: "
		"the status is \"unknown\", and the answer is what /proc lists, the symbol and the "
		"vmalloc area.\n"
		"\n"
		"The page tables are reached through the helper module or, where it is not "
		"loaded, through /proc/kcore; \"backend\" in JSON says which. Both answer "
		"alike, with few exceptions: /proc/kcore does not tell where the fixmap begins; "
		"the table of the first step is the kernel's own there, the calling process's "
		"with the module; with the boot option nopat some ways of caching stay unknown; "
		"BPF programs have no symbol, and modules of a kernel without BTF none while "
		"kernel.kptr_restrict is 2.\n"
		"\n"
		"The owner is whose memory it is: a slab cache, with the object and whether it "
		"is allocated or free; the task whose stack, or the CPU whose per-CPU memory it "
		"is; a module or the kernel with the section; a file in the page cache; a free "
		"block; processes; page tables. Most of it is read from the kernel's memory "
		"through /proc/kcore, with whichever back end, and with the kernel's own type "
		"information, /sys/kernel/btf/vmlinux; where one is missing the owner's note "
		"says so. The kernel goes on while it is read: what does not hold together is "
		"read again, and in the end called unknown.\n"
		"\n"
		"While kernel.kptr_restrict is 0, the default, /proc/vmallocinfo shows hashes "
		"in the place of addresses. The helper module tells what addresses hash to, so "
		"that areas are found all the same, but for those that have nothing mapped. "
		"Through /proc/kcore memmap reads the kernel's own list of areas instead, with 2 "
		"too, where the kernel has BTF (CONFIG_DEBUG_INFO_BTF). memmap never changes the sysctl.",
	.examples = "memmap addr vmalloc_base\n"
		    "memmap addr 0xffffffff81000000+2M\n"
		    "memmap addr --json jiffies ffff888000000000 | jq -r '.addresses[].phys_addr'\n"
		    "memmap addr --pid $$ 7ffd5e8a1000\n"
		    "cat addresses | memmap addr -",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct addr_options),
	.min_operands = 1,
	.max_operands = SIZE_MAX,
	.record = &address_record,
	.run = run,
};
