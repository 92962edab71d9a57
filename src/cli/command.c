// SPDX-License-Identifier: GPL-2.0-or-later
/* command.c - what commands have in common: see command.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/output_file.h"
#include "cli/command.h"

const struct record_type *context_record(const struct context *context)
{
	const struct command *command = context->command;

	/* Without options the command line was wrong. */
	if (!command->choose_record || !context->common)
		return command->record;
	return command->choose_record(context);
}

void context_point_to_doctor(const struct context *context, struct error *err)
{
	size_t used = strlen(err->remedy);

	if (error_exit_status(err->code) == EXIT_NO_BACKEND &&
	    strcmp(context->command->name, "doctor") != 0)
		snprintf(err->remedy + used, sizeof(err->remedy) - used,
			 "%s\"memmap doctor\" tells what works here", used ? "; " : "");
}

int context_yield_stdout(struct context *context, const char *path, const char *what,
			 const char *example, struct error *err)
{
	if (!output_file_is_stdout(path))
		return 0;
	context->report.style.out = stderr;
	if (!isatty(STDOUT_FILENO))
		return 0;
	error_set(err, ERROR_USAGE, "%s is nothing for a terminal", what);
	error_remedy(err, "%s", example);
	return -EINVAL;
}

void context_begin(struct context *context, const char *backend)
{
	struct report_header header = {
		.command = context->command->name,
		.kernel = context->system.kernel,
		.arch = context->system.arch,
		.backend = backend,
		.time = context->system.time,
		.snapshot = context->system.is_snapshot,
	};

	report_begin(&context->report, &header, context_record(context));
}

/* What fits a terminal of 24 lines with headings and totals. */
#define SCREEN_ROWS 15

/* Whether rows go to a terminal, and nobody said how many. */
static bool is_for_screen(const struct context *context)
{
	const struct report *report = &context->report;

	return !context->common->top.given && report->style.width && !report->json;
}

void context_fit_screen(struct context *context, const char *largest)
{
	struct report *report = &context->report;

	if (!report->choice.sort)
		report->choice.sort = largest;
	if (is_for_screen(context))
		report->choice.top = SCREEN_ROWS;
}

void context_fit_ordered(struct context *context, size_t nr, const char *largest)
{
	if (nr > SCREEN_ROWS && is_for_screen(context))
		context_fit_screen(context, largest);
}

void context_totals(struct context *context, const char *what, size_t nr, size_t nr_shown,
		    const void *totals, size_t nr_totals)
{
	char title[128];

	if (nr_shown < nr)
		snprintf(title, sizeof(title), "All %zu %s, %zu of them above; --top 0 shows all",
			 nr, what, nr_shown);
	else
		snprintf(title, sizeof(title), "All %s", what);
	report_totals(&context->report, title, context->command->totals, totals, nr_totals);
}
