// SPDX-License-Identifier: GPL-2.0-or-later
/* help.c - help on the terminal; see help.h. */
#include <errno.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/help.h"
#include "output/columns.h"
#include "output/schema.h"
#include "output/wrap.h"

/* The most that is easy to read; there a name has what it is beside it. */
#define MAX_COLUMNS    80
#define BESIDE_COLUMNS 60
#define BELOW_INDENT   6

static size_t width_of(FILE *out)
{
	size_t columns = terminal_columns(fileno(out));

	return columns && columns < MAX_COLUMNS ? columns : MAX_COLUMNS;
}

static void write_wrapped(FILE *out, const char *text, size_t indent, size_t at)
{
	text_wrap(out, text, at, indent, width_of(out));
	putc('\n', out);
}

static void write_item(FILE *out, const char *name, const char *text, size_t column)
{
	size_t length = strlen(name);

	if (width_of(out) < BESIDE_COLUMNS)
		column = BELOW_INDENT;
	fprintf(out, "  %s", name);
	if (length + 4 > column)
		fprintf(out, "\n%*s", (int)column, "");
	else
		fprintf(out, "%*s", (int)(column - 2 - length), "");
	write_wrapped(out, text, column, column);
}

static void write_option(FILE *out, const struct option_spec *spec)
{
	char name[64], letter = spec->letter;

	snprintf(name, sizeof(name), "%c%c%s--%s%s%s", letter ? '-' : ' ', letter ?: ' ',
		 letter ? ", " : "  ", spec->name, spec->arg ? " " : "",
		 spec->arg ? spec->arg : "");
	write_item(out, name, spec->help, 26);
}

static void write_options(FILE *out, const struct command *command)
{
	const struct option_set *set = &command->options;

	for (size_t i = 0; i < set->nr; i++)
		write_option(out, &set->specs[i]);
	for (size_t i = 0; i < nr_common_options; i++)
		if (option_fits(set, &common_options[i]))
			write_option(out, &common_options[i]);
}

void help_member(const struct field *field, char *ret, size_t size)
{
	bool column = field->flags & (FIELD_COLUMN | FIELD_WIDE) && !(field->flags & FIELD_ARRAY);
	char heading[HEADING_BYTES], own[HEADING_BYTES];
	const struct field bare = {.name = field->name};

	/* That NAME stands above the column of "name" goes without saying. */
	if (column && strcmp(field_heading(field, heading), field_heading(&bare, own)))
		snprintf(ret, size, "%s (%s)", field->help, heading);
	else
		snprintf(ret, size, "%s", field->help);
}

static void write_fields(FILE *out, const struct record_type *type, unsigned int depth)
{
	for (size_t i = 0; i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];
		char name[64], text[HELP_MEMBER_BYTES];

		if (field->flags & FIELD_JSON_OFF)
			continue;
		snprintf(name, sizeof(name), "%*s%s", (int)(2 * depth), "", field->name);
		help_member(field, text, sizeof(text));
		write_item(out, name, text, 26);
		/* A record may nest itself, as resources do: it has been explained then. */
		if (field->record && field->record != type)
			write_fields(out, field->record, depth + 1);
	}
}

static void write_members(FILE *out, const struct record_type *type)
{
	char title[128];

	snprintf(title, sizeof(title),
		 "\nMembers of the JSON records in \"%s\" (HEADING of their column):", type->name);
	write_wrapped(out, title, 0, 0);
	write_fields(out, type, 0);
}

static void write_commands(FILE *out)
{
	for (enum command_group group = 1; group < NR_GROUPS; group++) {
		fprintf(out, "\n%s\n", group_name(group));
		for (const struct command *const *command = commands; *command; command++)
			if ((*command)->group == group)
				write_item(out, (*command)->name, (*command)->summary, 12);
	}
}

void help_overview(FILE *out)
{
	write_wrapped(out,
		      "Usage: memmap COMMAND [OPTION]... [OPERAND]...\n\n"
		      "Shows where kernel memory physically lands, who owns it and whether it is "
		      "healthy.",
		      0, 0);
	write_commands(out);
	fputs("\nAbout memmap\n", out);
	for (const struct command *const *builtin = builtins; *builtin; builtin++)
		write_item(out, (*builtin)->name, (*builtin)->summary, 12);
	write_wrapped(out, "\n\"memmap help COMMAND\" explains one. Options of every command:", 0,
		      0);
	for (size_t i = 0; i < nr_common_options; i++)
		write_option(out, &common_options[i]);
	write_option(out, &(const struct option_spec){.name = "version",
						      .help = "show the version and exit"});
	write_wrapped(out,
		      "\nExit status: 0 all is well, 1 failed, 2 wrong usage, 3 no back end or no "
		      "permission, 4 partial: some addresses are not mapped.",
		      0, 0);
}

void help_command(FILE *out, const struct command *command)
{
	int used = fprintf(out, "Usage: memmap %s%s%s", command->name,
			   command->run ? " [OPTION]..." : "", *command->operands ? " " : "");

	write_wrapped(out, command->operands, 14, used);
	putc('\n', out);
	write_wrapped(out, command->description, 0, 0);
	if (command->run) {
		fputs("\nOptions:\n", out);
		write_options(out, command);
	}
	if (command->record)
		write_members(out, command->record);
	if (command->other_record)
		write_members(out, command->other_record);
	if (command->totals)
		write_members(out, command->totals);
	if (command->other_totals)
		write_members(out, command->other_totals);
	fputs("\nExamples:\n  ", out);
	write_wrapped(out, command->examples, 2, 2);
}

int help_schema(FILE *out, const struct command *command)
{
	const struct schema schema = {
		.command = command->name,
		.summary = command->summary,
		.records = {command->record, command->other_record},
		.totals = {command->totals, command->other_totals},
	};

	return schema_write(out, &schema) < 0 ? -ENOMEM : 0;
}
