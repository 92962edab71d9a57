// SPDX-License-Identifier: GPL-2.0-or-later
/* command.c - the array of all commands. */
#include <string.h>

#include <memmap/cli/command.h>

const struct command *const commands[] = {
	&cmd_addr,  &cmd_phys,	   &cmd_user,	  &cmd_layout, &cmd_vmalloc, &cmd_slabs,  &cmd_io,
	&cmd_zones, &cmd_annotate, &cmd_account,  &cmd_check,  &cmd_fit,     &cmd_gfp,	  &cmd_demo,
	&cmd_alloc, &cmd_metrics,  &cmd_snapshot, &cmd_diff,   &cmd_module,  &cmd_doctor, NULL,
};

const struct command cmd_help = {
	.name = "help",
	.summary = "explain a command: \"memmap help COMMAND\"",
	.operands = "[COMMAND]",
	.description =
		"Explains a command: what it does, its options, the members of its JSON records and "
		"the headings of their columns. Without COMMAND it lists all commands, and the "
		"options that every command has. \"memmap COMMAND --help\" is the same.",
	.examples = "memmap help\n"
		    "memmap help zones",
};

const struct command cmd_schema = {
	.name = "schema",
	.summary = "the JSON Schema of a command's answer: \"memmap schema COMMAND\"",
	.operands = "COMMAND",
	.description = "Writes the JSON Schema (draft 2020-12) of what COMMAND writes with --json. "
		       "It is made of the same tables as that.",
	.examples = "memmap schema zones\n"
		    "memmap schema addr | jq '.[\"$defs\"] | keys'",
};

const struct command *const builtins[] = {&cmd_help, &cmd_schema, NULL};

const char *group_name(uint64_t group)
{
	static const char *const names[NR_GROUPS] = {
		[GROUP_ADDRESSES] = "Addresses",
		[GROUP_SPACE] = "Address space and physical memory",
		[GROUP_ALLOCATORS] = "Allocators",
		[GROUP_EXPERIMENTS] = "Experiments",
		[GROUP_HEALTH] = "Health and history",
		[GROUP_SETUP] = "Setup",
	};

	return group < NR_GROUPS ? names[group] : NULL;
}

const struct command *builtin_find(const char *name)
{
	for (const struct command *const *builtin = builtins; *builtin; builtin++)
		if (!strcmp((*builtin)->name, name))
			return *builtin;
	return NULL;
}

const struct command *command_find(const char *name, struct error *err)
{
	struct suggestion best = {0};

	for (const struct command *const *command = commands; *command; command++) {
		if (!strcmp((*command)->name, name))
			return *command;
		suggest(&best, name, (*command)->name);
	}
	for (const struct command *const *builtin = builtins; *builtin; builtin++)
		suggest(&best, name, (*builtin)->name);
	error_set(err, ERROR_USAGE, "unknown command \"%.40s\"", name);
	if (best.name)
		error_remedy(err, "did you mean \"memmap %s\"?", best.name);
	else
		error_remedy(err, "\"memmap help\" lists the commands");
	return NULL;
}

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

	if (error_exit_status(err->code) == EXIT_NO_BACKEND && context->command != &cmd_doctor)
		snprintf(err->remedy + used, sizeof(err->remedy) - used,
			 "%s\"memmap doctor\" tells what works here", used ? "; " : "");
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

void context_fit_screen(struct context *context, const char *largest)
{
	struct report *report = &context->report;

	if (!report->choice.sort)
		report->choice.sort = largest;
	if (!context->common->top.given && report->style.width && !report->json)
		report->choice.top = SCREEN_ROWS;
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
