// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_user.c - "memmap user": where the memory of a process lands. */
#include <errno.h>
#include <string.h>

#include "analysis/process/user.h"
#include "backend/backends.h"
#include "cli/reach.h"
#include "output/progress.h"
#include "output/records.h"

struct user_options {
	struct common_options common;
	const char *backend;
	struct option_uint vma;
};

static const struct option_spec options[] = {
	{"backend", 'b', OPTION_CHOICE, "NAME",
	 "where facts about frames come from: the helper module, or /proc/kcore; auto takes the "
	 "first that works, or else /proc/kpageflags",
	 backend_names, offsetof(struct user_options, backend)},
	{"vma", 'v', OPTION_UINT, "N", "only this area, by its number, with its physical extents",
	 NULL, offsetof(struct user_options, vma)},
};

/**
 * struct session - one run of the command
 * @context: the invocation
 * @user: the process
 * @huge_bytes: how much of each area is in huge pages
 * @total: what all areas come to
 * @progress: shown while it takes long
 * @done_bytes: bytes of the areas that are done
 */
struct session {
	struct context *context;
	struct user_memory user;
	uint64_t *huge_bytes;
	struct user_vma total;
	struct progress progress;
	uint64_t done_bytes;
};

static void show_progress(uint64_t done_bytes, void *context)
{
	struct session *session = context;

	progress_update(&session->progress, session->done_bytes + done_bytes);
}

static void write_extent(const struct user_extent *extent, void *context)
{
	struct session *session = context;

	report_stream_item(&session->context->report, extent);
}

static void add(uint64_t *total, uint64_t value)
{
	if (value != ABSENT && *total != ABSENT)
		*total += value;
}

static void add_nodes(struct user_vma *total, const struct user_vma *vma)
{
	for (unsigned int i = 0; i < vma->nr_nodes; i++) {
		unsigned int at = 0;

		while (at < total->nr_nodes && total->nodes[at].node != vma->nodes[i].node)
			at++;
		if (at == USER_MAX_NODES)
			continue;
		if (at == total->nr_nodes)
			total->nodes[total->nr_nodes++] =
				(struct user_node){.node = vma->nodes[i].node};
		total->nodes[at].pages += vma->nodes[i].pages;
	}
}

/* What one area does not tell, the total does not, but for the vsyscall page, which has nothing. */
static void add_to_total(struct user_vma *total, const struct user_vma *vma)
{
	total->number++;
	add(&total->size_bytes, vma->size_bytes);
	if (vma->resident_pages == ABSENT)
		return;
	add(&total->resident_pages, vma->resident_pages);
	add(&total->swapped_pages, vma->swapped_pages);
	add(&total->special_pages, vma->special_pages);
	add(&total->untouched_pages, vma->untouched_pages);
	add(&total->zero_pages, vma->zero_pages);
	add(&total->huge_pages, vma->huge_pages);
	add(&total->nr_runs, vma->nr_runs);
	if (vma->zero_pages == ABSENT)
		total->zero_pages = ABSENT;
	if (vma->huge_pages == ABSENT)
		total->huge_pages = ABSENT;
	if (vma->nr_runs == ABSENT)
		total->nr_runs = total->largest_run_pages = ABSENT;
	else if (vma->largest_run_pages > total->largest_run_pages)
		total->largest_run_pages = vma->largest_run_pages;
	add_nodes(total, vma);
}

static const char *label_of(const struct vm_area *vma)
{
	const char *slash = vma->name && *vma->name == '/' ? strrchr(vma->name, '/') : NULL;

	return slash && slash[1] ? slash + 1 : vma->name;
}

static void complete(struct session *session, size_t index, struct user_vma *vma)
{
	uint64_t huge_bytes = session->huge_bytes[index];

	vma->number = index + 1;
	vma->label = label_of(vma->vma);
	vma->huge_pages =
		huge_bytes == ABSENT ? ABSENT : huge_bytes / session->user.process.page_bytes;
	if (session->user.pfns_hidden)
		vma->note = user_pfns_hidden_note;
}

static int answer_vma(struct session *session, unsigned int number, struct error *err)
{
	const struct vm_area_array *areas = &session->user.process.areas;
	struct report *report = &session->context->report;
	struct user_visitor visitor = {write_extent, show_progress, session};
	struct user_vma vma = {0};
	int rc, ended;

	if (!number || number > areas->nr)
		return error_set(err, ERROR_NOT_FOUND, "process %s has areas 1 to %zu, no %u",
				 session->user.process.pid, areas->nr, number);
	vma.vma = &areas->items[number - 1];
	progress_begin(&session->progress, "reading the page map", vma.vma->last - vma.vma->start);
	complete(session, number - 1, &vma);
	report_stream_begin(report, &vma);
	rc = user_measure(&session->user, vma.vma, &vma, &visitor, err);
	progress_end(&session->progress);
	complete(session, number - 1, &vma);
	ended = report_stream_end(report, &vma, err);
	return rc ?: ended;
}

static uint64_t all_bytes(const struct vm_area_array *areas)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < areas->nr; i++)
		bytes += areas->items[i].last - areas->items[i].start + 1;
	return bytes;
}

static int measure_all(struct session *session, struct user_vma *vmas, struct error *err)
{
	const struct vm_area_array *areas = &session->user.process.areas;
	struct user_visitor visitor = {NULL, show_progress, session};

	for (size_t i = 0; i < areas->nr; i++) {
		int rc = user_measure(&session->user, &areas->items[i], &vmas[i], &visitor, err);

		if (rc < 0)
			return rc;
		complete(session, i, &vmas[i]);
		add_to_total(&session->total, &vmas[i]);
		session->done_bytes += vmas[i].size_bytes;
	}
	return 0;
}

static int answer_all(struct session *session, struct error *err)
{
	const struct vm_area_array *areas = &session->user.process.areas;
	struct report *report = &session->context->report;
	_cleanup_free_ struct user_vma *vmas = calloc(areas->nr, sizeof(*vmas));
	int rc;

	if (!vmas)
		return error_no_memory(err);
	progress_begin(&session->progress, "reading the page map", all_bytes(areas));
	rc = measure_all(session, vmas, err);
	progress_end(&session->progress);
	if (rc < 0)
		return rc;
	context_fit_ordered(session->context, areas->nr, "resident_pages");
	context_totals(session->context, "areas", areas->nr, report_rows(report, vmas, areas->nr),
		       &session->total, 1);
	return 0;
}

static int answer(struct session *session, struct error *err)
{
	const struct user_options *wanted = (const struct user_options *)session->context->common;
	const struct backend *backend = session->user.sources->backend;
	int rc;

	session->huge_bytes = calloc(session->user.process.areas.nr, sizeof(uint64_t));
	if (!session->huge_bytes)
		return error_no_memory(err);
	process_huge_bytes(&session->user.process, session->huge_bytes);
	context_begin(session->context, backend_name(backend));
	rc = wanted->vma.given ? answer_vma(session, wanted->vma.value, err)
			       : answer_all(session, err);
	free(session->huge_bytes);
	if (rc == 0 && session->user.pfns_hidden) {
		struct error hidden = {0};

		error_set(&hidden, ERROR_HIDDEN, "%s", user_pfns_hidden_note);
		report_flush(&session->context->report);
		error_print(&hidden, 0);
	}
	return rc;
}

static int run(struct context *context, struct error *err)
{
	const struct user_options *wanted = (const struct user_options *)context->common;
	struct session session = {.context = context};
	struct sources sources = {.root = &context->root};
	struct error refused = {0};
	int rc;

	/* Without a back end /proc/kpageflags serves; one that was named must work. */
	rc = backend_open(&context->root, wanted->backend, &sources.backend, &refused);
	if (rc < 0 && wanted->backend && strcmp(wanted->backend, "auto")) {
		*err = refused;
		return rc;
	}
	rc = user_open(&sources, context->operands[0], context->system.page_bytes, &session.user,
		       err);
	if (rc == 0) {
		rc = reach_status(context, &sources, answer(&session, err));
		user_close(&session.user);
	}
	sources_clear(&sources);
	backend_close(&sources.backend);
	return rc;
}

const struct command cmd_user = {
	.name = "user",
	.group = GROUP_ADDRESSES,
	.summary = "where the memory of a process lands, area by area",
	.operands = "PID",
	.description =
		"Goes through the page map of a process, area by area: how much is in memory, "
		"swapped out, never touched or just the shared zero page, how much of it is in huge "
		"pages, in how many physically contiguous runs it lies, and on which NUMA nodes. "
		"With --vma it shows the extents of one area. \"self\" as the PID is memmap itself. "
		"Of more areas than fit a terminal those with most in memory are shown, with --top 0 "
		"all in the order of their addresses.\n"
		"\n"
		"It needs no helper module, and what ptrace(2) needs to look at a process. Frame "
		"numbers, and so runs and nodes, are shown to CAP_SYS_ADMIN only; what is resident, "
		"swapped or untouched is known without. A process that runs changes what is being "
		"counted.\n"
		"\n"
		"Huge pages are those that the page tables map as one, and those of hugetlbfs, as "
		"/proc/PID/smaps counts them. Since Linux 6.7 areas of many terabytes with little "
		"in them are skipped through; before, each page costs some nanoseconds.\n"
		"\n"
		"\"memmap addr --pid PID ADDRESS\" tells everything about one address.",
	.examples = "memmap user $$\n"
		    "memmap user 1 --sort resident_pages --top 5\n"
		    "memmap user --vma 7 $$\n"
		    "memmap user --json 1 | jq '[.vmas[].swapped_pages] | add'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct user_options),
	.min_operands = 1,
	.operand_words = WORDS_PROCESS,
	.max_operands = 1,
	.record = &user_vma_record,
	.totals = &user_total_record,
	.run = run,
};
