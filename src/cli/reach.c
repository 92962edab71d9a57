// SPDX-License-Identifier: GPL-2.0-or-later
/* reach.c - see reach.h. */
#include <string.h>

#include "backend/backends.h"
#include "cli/reach.h"
#include "kernel/compare.h"

static void report_difference(const struct difference *difference, void *context)
{
	struct error mismatch = {0};

	error_set(&mismatch, ERROR_MISMATCH, "%s: %s: %s says %s, %s says %s", difference->where,
		  difference->what, difference->names[0], difference->says[0], difference->names[1],
		  difference->says[1]);
	report_error(context, &mismatch, difference->where);
}

/* Put a second back end beside the one that is open. */
static int compare(struct context *context, struct sources *sources, struct error *err)
{
	struct backend *second = NULL;
	int rc = backend_open_other(&context->root, sources->backend, &second, err);

	if (rc < 0)
		return error_prefix(err, rc, "--verify: ");
	rc = compare_open(sources->backend, second, report_difference, &context->report,
			  &sources->backend, err);
	if (rc < 0)
		backend_close(&second);
	return rc;
}

/* Whatever walks on behalf of the command, and has nothing better to say of how far it is. */
static void watch_walks(struct context *context, struct backend *backend)
{
	progress_begin(&context->progress, "walking the page tables", 0);
	backend->progress = progress_tell;
	backend->progress_context = &context->progress;
}

int reach_open(struct context *context, const struct reach_options *options, struct sources *ret,
	       struct error *err)
{
	struct sources sources = {.root = &context->root};
	int rc;

	rc = backend_open(&context->root, options->backend, &sources.backend, err);
	if (rc == 0 && options->verify)
		rc = compare(context, &sources, err);
	if (rc == 0)
		watch_walks(context, sources.backend);
	if (rc < 0)
		reach_close(&sources);
	else
		*ret = sources;
	return rc;
}

int reach_status(struct context *context, const struct sources *sources, int status)
{
	/* Without a back end this has been told already. */
	if (status < 0 || !sources->backend)
		return status;
	if (sources->frames_error.code) {
		report_error(&context->report, &sources->frames_error, NULL);
		status = status ?: EXIT_PARTIAL;
	}
	return compare_nr_differences(sources->backend) ? EXIT_FAILED : status;
}

static bool names_backend(const struct reach_options *options)
{
	return options->verify || (options->backend && strcmp(options->backend, "auto"));
}

int reach_open_or_not(struct context *context, const struct reach_options *options,
		      struct sources *ret, struct error *missing, struct error *err)
{
	int rc = reach_open(context, options, ret, missing);

	if (rc == 0)
		return 0;
	if (missing->code == ERROR_USAGE || names_backend(options)) {
		*err = *missing;
		return rc;
	}
	*ret = (struct sources){.root = &context->root};
	for (size_t bytes = context->system.page_bytes; bytes > 1; bytes >>= 1)
		ret->listed.page_shift++;
	return 0;
}

void reach_tell_missing(struct context *context, const struct error *missing)
{
	struct error told = *missing;

	if (!told.code)
		return;
	error_prefix(&told, 0, "what /proc lists is all that is known: ");
	context_point_to_doctor(context, &told);
	report_error(&context->report, &told, NULL);
}

void reach_close(struct sources *sources)
{
	sources_clear(sources);
	backend_close(&sources->backend);
}
