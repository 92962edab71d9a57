// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_snapshot.c - "memmap snapshot": save what answers are made from, to ask again later. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "analysis/snapshot/snapshot.h"
#include "analysis/snapshot/snapshot_store.h"
#include "backend/backends.h"
#include "base/signals.h"
#include "cli/command.h"
#include "cli/reach.h"
#include "output/progress.h"
#include "output/records.h"

struct snapshot_options {
	struct common_options common;
	const char *backend;
	const char *frames;
	bool redact;
};

static const char *const frames_values[] = {"auto", "all", "mapped", "none", NULL};

static const struct option_spec options[] = {
	{"redact", 'r', OPTION_FLAG, NULL,
	 "replace the kernel's virtual addresses, the same one always by the same other one, and "
	 "leave out what may name hosts and disks",
	 NULL, offsetof(struct snapshot_options, redact)},
	{"frames", 0, OPTION_CHOICE, "WHICH",
	 "which page frames: all RAM, those mapped outside the direct map, or none; auto is all up "
	 "to 64 GiB",
	 frames_values, offsetof(struct snapshot_options, frames), .old_letter = 'f'},
	{"backend", 'b', OPTION_CHOICE, "NAME",
	 "how to reach the page tables; auto takes the first that works", backend_names,
	 offsetof(struct snapshot_options, backend)},
};

/* Without a back end there are no translations; a back end that was asked for by name must work. */
static int open_backend(struct context *context, struct sources *sources, struct error *missing,
			struct error *err)
{
	const struct snapshot_options *wanted = (const struct snapshot_options *)context->common;
	struct reach_options reach = {.backend = wanted->backend};
	bool named = wanted->backend && strcmp(wanted->backend, "auto");
	struct error why = {0};

	if (reach_open(context, &reach, sources, &why) == 0)
		return 0;
	if (named) {
		*err = why;
		return -ENOTSUP;
	}
	error_prefix(&why, 0, "no translations are saved: ");
	*missing = why;
	*sources = (struct sources){.root = &context->root};
	return 0;
}

/* A run that was killed could not remove what it had written. */
static void tell_left(const struct context *context, const char *destination)
{
	_cleanup_free_ char *left = snapshot_store_left(destination);
	struct error note = {0};

	if (!left)
		return;
	error_set(&note, ERROR_BUSY,
		  "%s: a snapshot of this name that is being taken, or was killed", left);
	error_remedy(&note, "rm -r %s, if no memmap writes to it", left);
	error_print(&note, context->report.message_width);
}

static int take(struct context *context, struct sources *sources, struct snapshot *ret,
		struct error *missing, struct error *err)
{
	const struct snapshot_options *wanted = (const struct snapshot_options *)context->common;
	struct progress progress;
	sigset_t before;
	int rc;

	tell_left(context, context->operands[0]);
	progress_begin(&progress, "taking a snapshot", 0);
	signals_hold(&before);
	rc = snapshot_take(
		&(struct snapshot_request){
			.system = &context->system,
			.sources = sources,
			.destination = context->operands[0],
			.frames = wanted->frames,
			.redact = wanted->redact,
			.progress = {progress_tell, &progress},
		},
		ret, missing, err);
	progress_end(&progress);
	signals_release(&before);
	return rc;
}

static int run(struct context *context, struct error *err)
{
	_cleanup_(reach_close) struct sources sources = {0};
	struct error no_backend = {0}, missing = {0};
	struct snapshot snapshot;
	int rc = context_yield_stdout(context, context->operands[0], "a tar file",
				      "memmap snapshot - >FILE.tar", err);

	if (rc == 0)
		rc = open_backend(context, &sources, &no_backend, err);
	if (rc == 0)
		rc = take(context, &sources, &snapshot, &missing, err);
	if (rc < 0)
		return rc;
	context_begin(context, backend_name(sources.backend));
	report_card(&context->report, &snapshot);
	if (no_backend.code)
		report_error(&context->report, &no_backend, NULL);
	if (missing.code)
		report_error(&context->report, &missing, NULL);
	return no_backend.code || missing.code ? EXIT_PARTIAL : EXIT_OK;
}

const struct command cmd_snapshot = {
	.name = "snapshot",
	.group = GROUP_HEALTH,
	.summary = "save what answers are made from, to ask again later or elsewhere",
	.operands = "DIRECTORY | FILE.tar | -",
	.description =
		"Saves every file of /proc and /sys that memmap reads, and what the back end "
		"tells: what the kernel's page tables map, and facts about page frames. Every "
		"command then answers from it with --root, on any machine, without root, and "
		"tells when it was taken.\n"
		"\n"
		"A snapshot is a directory, or a tar file of one, for its owner alone. It appears "
		"under its name when it is whole; until then it is called NAME.partial-XXXXXX, "
		"which --root refuses, as it does a snapshot that was changed or damaged later. "
		"Nothing is replaced. A directory may be packed with tar(1) later. With - a tar file "
		"is written to standard output, and what is told about it to standard error.\n"
		"\n"
		"What a snapshot does not have: page-table entries, contents of memory, and "
		"anything of processes. memmap-snapshot(5) lists what commands cannot tell "
		"therefore, what is in a snapshot, and what --redact does.\n"
		"\n"
		"With --redact each region of the kernel's address space gets another place, drawn "
		"at random for this snapshot: an address becomes the same token everywhere, "
		"offsets in a page, distances in a region and their order stay, and all views "
		"work. Physical addresses stay. It is for 64-bit kernels.\n"
		"\n"
		"The exit status is 4 when something that is there could not be saved.",
	.examples = "memmap snapshot before\n"
		    "memmap layout --root before\n"
		    "memmap snapshot --redact report.tar\n"
		    "ssh root@host memmap snapshot - >host.tar\n"
		    "memmap diff before",
	.options = {options, ARRAY_SIZE(options)},
	.options_bytes = sizeof(struct snapshot_options),
	.min_operands = 1,
	.max_operands = 1,
	.record = &snapshot_record,
	.run = run,
};
