// SPDX-License-Identifier: GPL-2.0-or-later
/* help.c - help on the terminal; see help.h. */
#include <string.h>

#include <memmap/cli/help.h>

#define WRAP_COLUMNS 80

/* Words of a paragraph, broken at @WRAP_COLUMNS; the first line starts where the cursor is. */
static void write_wrapped(FILE *out, const char *text, size_t indent, size_t at)
{
	while (*text) {
		size_t blanks = strspn(text, " "), word = strcspn(text + blanks, " \n");

		if (at > indent && at + blanks + word > WRAP_COLUMNS) {
			fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
			text += blanks;
			blanks = 0;
		}
		fprintf(out, "%.*s", (int)(blanks + word), text);
		at += blanks + word;
		text += blanks + word;
		for (; *text == '\n'; text++) {
			fprintf(out, "\n%*s", text[1] == '\n' ? 0 : (int)indent, "");
			at = indent;
		}
	}
	putc('\n', out);
}

static void write_item(FILE *out, const char *name, const char *text, size_t column)
{
	size_t length = strlen(name);

	fprintf(out, "  %s", name);
	if (length + 4 > column)
		fprintf(out, "\n%*s", (int)column, "");
	else
		fprintf(out, "%*s", (int)(column - 2 - length), "");
	write_wrapped(out, text, column, column);
}

static void write_option(FILE *out, const struct option_spec *spec)
{
	char name[64];

	snprintf(name, sizeof(name), "%c%c%s--%s%s%s", spec->letter ? '-' : ' ',
		 spec->letter ? spec->letter : ' ', spec->letter ? ", " : "  ", spec->name,
		 spec->arg ? " " : "", spec->arg ? spec->arg : "");
	write_item(out, name, spec->help, 26);
}

static void write_options(FILE *out, const struct command *command)
{
	for (size_t i = 0; i < command->options.nr; i++)
		write_option(out, &command->options.specs[i]);
	for (size_t i = 0; i < nr_common_options; i++)
		write_option(out, &common_options[i]);
}

static void write_fields(FILE *out, const struct record_type *type, unsigned int depth)
{
	for (size_t i = 0; i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];
		char name[64];

		if (field->flags & FIELD_JSON_OFF)
			continue;
		snprintf(name, sizeof(name), "%*s%s", (int)(2 * depth), "", field->name);
		write_item(out, name, field->help, 26);
		/* A record may nest itself, as resources do: it has been explained then. */
		if (field->record && field->record != type)
			write_fields(out, field->record, depth + 1);
	}
}

static void write_members(FILE *out, const struct record_type *type)
{
	fprintf(out, "\nMembers of the JSON records in \"%s\":\n", type->name);
	write_fields(out, type, 0);
}

void help_overview(FILE *out)
{
	fputs("Usage: memmap COMMAND [OPTION]... [OPERAND]...\n\n"
	      "Shows where kernel memory physically lands, who owns it and whether it is\n"
	      "healthy.\n\n"
	      "Commands:\n",
	      out);
	for (const struct command *const *command = commands; *command; command++)
		write_item(out, (*command)->name, (*command)->summary, 12);
	fputs("\n\"memmap help COMMAND\" explains one. Options of every command:\n", out);
	for (size_t i = 0; i < nr_common_options; i++)
		write_option(out, &common_options[i]);
	write_option(out, &(const struct option_spec){.name = "version",
						      .help = "show the version and exit"});
	fputs("\nExit status: 0 all is well, 1 failed, 2 wrong usage, 3 no back end or no\n"
	      "permission, 4 partial: some addresses are not mapped.\n",
	      out);
}

void help_command(FILE *out, const struct command *command)
{
	int used = fprintf(out, "Usage: memmap %s [OPTION]... ", command->name);

	write_wrapped(out, command->operands, 14, used);
	putc('\n', out);
	write_wrapped(out, command->description, 0, 0);
	fputs("\nOptions:\n", out);
	write_options(out, command);
	write_members(out, command->record);
	if (command->other_record)
		write_members(out, command->other_record);
	if (command->totals)
		write_members(out, command->totals);
	fputs("\nExamples:\n  ", out);
	write_wrapped(out, command->examples, 2, 2);
}

static void complete_from(FILE *out, const char *const *values, const char *typed)
{
	for (; values && *values; values++)
		if (!strncmp(*values, typed, strlen(typed)))
			fprintf(out, "%s\n", *values);
}

static void complete_options(FILE *out, const struct option_spec *specs, size_t nr,
			     const char *typed)
{
	for (size_t i = 0; i < nr; i++)
		if (!strncmp(specs[i].name, typed + 2, strlen(typed + 2)))
			fprintf(out, "--%s\n", specs[i].name);
}

static void complete_field(FILE *out, const char *before, const struct field *outer,
			   const struct field *field, const char *typed)
{
	char name[80];

	snprintf(name, sizeof(name), "%s%s%s", outer ? outer->name : "", outer ? "." : "",
		 field->name);
	if (!strncmp(name, typed, strlen(typed)))
		fprintf(out, "%s%s\n", before, name);
}

/* What is being typed now: behind the sign of --sort, or the last one of a list. */
static const char *last_name(enum option_type option, const char *typed)
{
	const char *comma = strrchr(typed, ',');

	if (option == OPTION_FIELD)
		return typed + (*typed == '-');
	return comma ? comma + 1 : typed;
}

/* Names that --columns or --sort take; what was typed before the name stays in front of it. */
static void complete_fields(FILE *out, const struct record_type *type, enum option_type option,
			    const char *typed)
{
	bool (*usable)(const struct field *) =
		option == OPTION_FIELD ? field_is_sortable : field_is_column;
	const char *name = last_name(option, typed);
	_cleanup_free_ char *before = strndup(typed, name - typed);

	for (size_t i = 0; before && i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];
		const struct record_type *inner =
			field->kind == FIELD_RECORD ? field->record : NULL;

		if (usable(field))
			complete_field(out, before, NULL, field, name);
		for (size_t j = 0; inner && j < inner->nr_fields; j++)
			if (usable(&inner->fields[j]))
				complete_field(out, before, field, &inner->fields[j], name);
	}
}

static void complete_command(FILE *out, const char *typed)
{
	for (const struct command *const *command = commands; *command; command++)
		if (!strncmp((*command)->name, typed, strlen(typed)))
			fprintf(out, "%s\n", (*command)->name);
	complete_from(out, (const char *const[]){"help", "--help", "--version", NULL}, typed);
}

void help_complete(FILE *out, char **words)
{
	const struct command *command;
	const struct option_spec *before = NULL;
	size_t nr = 0;

	while (words[nr])
		nr++;
	if (nr < 2) {
		complete_command(out, nr ? words[0] : "");
		return;
	}
	if (!strcmp(words[0], "help")) {
		complete_command(out, words[nr - 1]);
		return;
	}
	command = command_find(words[0], NULL);
	if (!command)
		return;
	if (!strncmp(words[nr - 2], "--", 2))
		before = option_find(&command->options, words[nr - 2] + 2,
				     strlen(words[nr - 2] + 2));
	if (before && (before->type == OPTION_FIELD || before->type == OPTION_FIELDS)) {
		complete_fields(out, command->record, before->type, words[nr - 1]);
	} else if (before && before->type != OPTION_FLAG) {
		complete_from(out, before->values, words[nr - 1]);
	} else if (!strncmp(words[nr - 1], "--", 2)) {
		complete_options(out, command->options.specs, command->options.nr, words[nr - 1]);
		complete_options(out, common_options, nr_common_options, words[nr - 1]);
	} else {
		complete_from(out, command->verbs, words[nr - 1]);
	}
}
