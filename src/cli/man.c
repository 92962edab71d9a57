// SPDX-License-Identifier: GPL-2.0-or-later
/* man.c - the man page, read off the command tables; see help.h. */
#include <ctype.h>
#include <string.h>

#include <memmap/cli/help.h>

#include "config.h"

/* roff takes a leading dot or quote as a request, and "-" as a hyphen. */
static void write_roff(FILE *out, const char *text)
{
	bool line_start = true;

	for (; *text; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else if (*text == '\n' && text[1] == '\n')
			fputs("\n.PP", out);
		else
			putc(*text, out);
		line_start = *text == '\n';
	}
	putc('\n', out);
}

static void write_item(FILE *out, const char *name, const char *text)
{
	fputs(".TP\n.B ", out);
	write_roff(out, name);
	write_roff(out, text);
}

static void write_option(FILE *out, const struct option_spec *spec)
{
	char name[80];

	snprintf(name, sizeof(name), "%s%.*s%s--%s%s%s", spec->letter ? "-" : "",
		 spec->letter ? 1 : 0, &spec->letter, spec->letter ? ", " : "", spec->name,
		 spec->arg ? " " : "", spec->arg ? spec->arg : "");
	write_item(out, name, spec->help);
}

static void write_fields(FILE *out, const struct record_type *type, const char *prefix)
{
	for (size_t i = 0; i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];
		char name[80];

		if (field->flags & FIELD_JSON_OFF)
			continue;
		snprintf(name, sizeof(name), "%s%s%s", prefix, *prefix ? "." : "", field->name);
		write_item(out, name, field->help);
		if (field->record && field->record != type)
			write_fields(out, field->record, name);
	}
}

static void write_members(FILE *out, const struct record_type *type)
{
	fprintf(out, ".SS Members of %s\n", type->name);
	write_fields(out, type, "");
}

static void write_command(FILE *out, const struct command *command)
{
	fprintf(out, ".SS memmap %s\n.B memmap %s\n[OPTION]...\n", command->name, command->name);
	write_roff(out, command->operands);
	fputs(".PP\n", out);
	write_roff(out, command->description);
	for (size_t i = 0; i < command->options.nr; i++)
		write_option(out, &command->options.specs[i]);
	fputs(".PP\nExamples:\n.PP\n.nf\n", out);
	write_roff(out, command->examples);
	fputs(".fi\n", out);
}

static const char intro[] =
	"memmap answers where kernel memory physically lands, who owns it and whether it is "
	"healthy, "
	"on a running machine and without debug information. It reads /proc and asks a small "
	"helper "
	"module, which walks the kernel's page tables and shows no memory contents.\n"
	"\n"
	"It has nothing to do with the kernel's boot parameter of the same name, nor with the "
	"array of "
	"page structs that the kernel calls its memmap.";

static const char statuses[] =
	"0: all is well. 1: failed. 2: wrong usage or malformed input. 3: no usable back end, or "
	"no "
	"permission. 4: partial, some addresses are not mapped or could not be read. The command check "
	"exits as monitoring plugins do: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.";

static const char json[] =
	"With --json standard output holds one object: schema (1), command, kernel, arch, backend, "
	"time, an array of records named after what they are, and errors, an array of objects with "
	"code, message, remedy and operand. It does so on failure too. Addresses are strings "
	"\"0x...\", "
	"since many programs lose bits of large numbers; sizes and counts are numbers in bytes, "
	"pages "
	"or pieces, as their names say. What the kernel did not tell is null. New members may "
	"appear; "
	"should one be renamed or change its meaning, schema changes.";

void help_man(FILE *out)
{
	fprintf(out, ".TH MEMMAP 8 \"\" \"memmap %s\" \"System Administration\"\n", MEMMAP_VERSION);
	fputs(".SH NAME\nmemmap \\- where kernel memory physically lands, and who owns it\n"
	      ".SH SYNOPSIS\n.B memmap\nCOMMAND [OPTION]... [OPERAND]...\n.SH DESCRIPTION\n",
	      out);
	write_roff(out, intro);
	fputs(".SH COMMANDS\n", out);
	for (const struct command *const *command = commands; *command; command++)
		write_command(out, *command);
	fputs(".SH OPTIONS OF EVERY COMMAND\n", out);
	for (size_t i = 0; i < nr_common_options; i++)
		write_option(out, &common_options[i]);
	fputs(".SH EXIT STATUS\n", out);
	write_roff(out, statuses);
	fputs(".SH JSON\n", out);
	write_roff(out, json);
	for (const struct command *const *command = commands; *command; command++) {
		write_members(out, (*command)->record);
		if ((*command)->other_record)
			write_members(out, (*command)->other_record);
		if ((*command)->totals)
			write_members(out, (*command)->totals);
	}
	fputs(".SH FILES\n.TP\n.B /dev/memmap\nthe helper module's device, for root only\n"
	      ".SH SEE ALSO\n.BR proc (5),\n.BR numastat (8),\n.BR crash (8)\n",
	      out);
}
