// SPDX-License-Identifier: GPL-2.0-or-later
/* man.c - the man pages, read off the command tables; see help.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "analysis/health/check.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "output/exposition.h"
#include "reader/inputs.h"
#include "reader/manifest.h"

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
	char name[80], letter = spec->letter;

	snprintf(name, sizeof(name), "%s%.*s%s--%s%s%s", letter ? "-" : "", letter ? 1 : 0, &letter,
		 letter ? ", " : "", spec->name, spec->arg ? " " : "", spec->arg ? spec->arg : "");
	write_item(out, name, spec->help);
}

static void write_fields(FILE *out, const struct record_type *type, const char *prefix)
{
	for (size_t i = 0; i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];
		char name[80], text[HELP_MEMBER_BYTES];

		if (field->flags & FIELD_JSON_OFF)
			continue;
		snprintf(name, sizeof(name), "%s%s%s", prefix, *prefix ? "." : "", field->name);
		help_member(field, text, sizeof(text));
		write_item(out, name, text);
		if (field->record && field->record != type)
			write_fields(out, field->record, name);
	}
}

static void write_members(FILE *out, const struct record_type *type)
{
	fprintf(out, ".SS Members of %s\n", type->name);
	write_fields(out, type, "");
}

static void write_all_members(FILE *out, const struct command *command)
{
	write_members(out, command->record);
	if (command->other_record)
		write_members(out, command->other_record);
	if (command->totals)
		write_members(out, command->totals);
	if (command->other_totals)
		write_members(out, command->other_totals);
}

static void write_title(FILE *out, const char *name, int section, const char *summary)
{
	fputs(".TH ", out);
	for (const char *letter = name; *letter; letter++)
		putc(toupper((unsigned char)*letter), out);
	fprintf(out, " %d \"%s\" \"memmap %s\" \"%s\"\n.SH NAME\n%s \\- ", section,
		MEMMAP_RELEASE_DATE, MEMMAP_VERSION,
		section == 8 ? "System Administration" : "File Formats", name);
	write_roff(out, summary);
}

static const char intro[] =
	"memmap answers where kernel memory physically lands, who owns it and whether it is "
	"healthy, on a running machine and without debug information. It reads /proc and /sys, and "
	"reaches page tables through a small helper module or /proc/kcore. It shows no memory "
	"contents.\n"
	"\n"
	"It has nothing to do with the kernel's boot parameter of the same name, nor with the "
	"array of page structs that the kernel calls its memmap.";

static const char watching[] =
	"Commands that show what may change by itself have --watch. On a terminal each answer takes "
	"the place of the one before, messages included, as far as the window has room. Words that "
	"were not there before are in reverse video, unless --color or NO_COLOR forbid it. Space "
	"shows it anew at once; q or Ctrl-C ends it, and the exit status is that of the last run. A "
	"run that fails does not end it, unless the first one finds the command line wrong. A run "
	"that takes longer than SECONDS is followed by a pause of SECONDS.\n"
	"\n"
	"Where standard output is no terminal, answers follow one another, each behind a line with "
	"the time; with --json one object follows another, each on a line of its own. This ends "
	"when nobody reads any more.";

static const char sizes[] =
	"Text shows sizes in units of 1024, K, M, G and so on: 15M is exact, 15.0M is rounded to a "
	"tenth. --bytes shows all of them as numbers of bytes.";

static const char statuses[] =
	"0: all is well. 1: failed. 2: wrong usage or malformed input. 3: no usable back end, or "
	"no permission. 4: partial, some addresses are not mapped or could not be read. The command check "
	"exits as monitoring plugins do: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.";

static const char json_intro[] =
	"With --json standard output holds one object: schema (1), command, kernel, arch, backend, "
	"time, an array of records named after what they are, for some commands a second array of "
	"totals, and errors. It does so on failure too. Addresses are strings \"0x...\", "
	"since many programs lose bits of large numbers; sizes and counts are numbers in bytes, "
	"pages or pieces, as their names say. Names are those that the kernel uses. What the kernel "
	"did not tell is null.\n"
	"\n"
	"Every member is always there, unless --columns chooses. New members may appear, so programs should pass over those "
	"they do not know; should one be renamed or change its meaning, schema changes.\n"
	"\n"
	"With --watch one object follows another, each on a line of its own.\n"
	"\n"
	"\"memmap schema COMMAND\" writes the same as a JSON Schema (draft 2020-12), made from the "
	"same tables as the output and this page.";

static const char check_file[] = "settings of memmap check, which memmap metrics takes as well";

static void write_see_also(FILE *out, const char *last)
{
	fprintf(out, ".SH SEE ALSO\n.BR memmap (8),\n%s", last);
}

static void write_command_list(FILE *out, enum command_group group)
{
	fprintf(out, ".SS %s\n", group_name(group));
	for (const struct command *const *command = commands; *command; command++) {
		if ((*command)->group != group)
			continue;
		fprintf(out, ".TP\n.BR memmap\\-%s (8)\n", (*command)->name);
		write_roff(out, (*command)->summary);
	}
}

/* Those of one command, or of all if @set is NULL. */
static void write_common_options(FILE *out, const struct option_set *set)
{
	for (size_t i = 0; i < nr_common_options; i++)
		if (!set || option_fits(set, &common_options[i]))
			write_option(out, &common_options[i]);
}

static void write_main_page(FILE *out)
{
	write_title(out, "memmap", 8, "where kernel memory physically lands, and who owns it");
	fputs(".SH SYNOPSIS\n.B memmap\nCOMMAND [OPTION]... [OPERAND]...\n.br\n"
	      ".B memmap help\n[COMMAND]\n.br\n.B memmap schema\nCOMMAND\n.SH DESCRIPTION\n",
	      out);
	write_roff(out, intro);
	fputs(".SH COMMANDS\n", out);
	for (enum command_group group = 1; group < NR_GROUPS; group++)
		write_command_list(out, group);
	fputs(".SS About memmap\n", out);
	for (const struct command *const *builtin = builtins; *builtin; builtin++)
		write_item(out, (*builtin)->name, (*builtin)->summary);
	fputs(".SH OPTIONS OF EVERY COMMAND\n", out);
	write_common_options(out, NULL);
	fputs(".SH WATCHING\n", out);
	write_roff(out, watching);
	fputs(".SH SIZES\n", out);
	write_roff(out, sizes);
	fputs(".SH EXIT STATUS\n", out);
	write_roff(out, statuses);
	fputs(".SH ENVIRONMENT\n", out);
	write_item(out, "COLUMNS", "width of the text where standard output is no terminal");
	write_item(out, "NO_COLOR", "if not empty, text is not coloured unless --color says so");
	write_item(out, "TERM", "if \"dumb\", no colours are used and nothing is shown in place");
	fputs(".SH FILES\n", out);
	write_item(out, "/dev/memmap", "the helper module's device, for root only");
	write_item(out, "/" CHECK_CONFIG_FILE, check_file);
	fputs(".SH SEE ALSO\n", out);
	for (const struct command *const *command = commands; *command; command++)
		fprintf(out, ".BR memmap\\-%s (8),\n", (*command)->name);
	fputs(".BR memmap\\-json (5),\n.BR memmap\\-snapshot (5),\n.BR proc (5),\n.BR numastat (8),\n.BR crash (8)\n",
	      out);
}

static void write_metrics(FILE *out)
{
	fputs(".SH METRICS\n", out);
	for (size_t i = 0; i < nr_metrics; i++)
		write_item(out, metrics[i].name, metrics[i].help);
}

static void write_command_page(FILE *out, const struct command *command)
{
	char name[64];

	snprintf(name, sizeof(name), "memmap\\-%s", command->name);
	write_title(out, name, 8, command->summary);
	fprintf(out, ".SH SYNOPSIS\n.B memmap %s\n[OPTION]...\n", command->name);
	if (*command->operands)
		write_roff(out, command->operands);
	fputs(".SH DESCRIPTION\n", out);
	write_roff(out, command->description);
	fputs(".SH OPTIONS\n", out);
	for (size_t i = 0; i < command->options.nr; i++)
		write_option(out, &command->options.specs[i]);
	write_common_options(out, &command->options);
	fputs(".SH FIELDS\nThese are the members of JSON records, with the heading of their column; "
	      "--columns and --sort take both of the rows, in any case.\n",
	      out);
	write_all_members(out, command);
	if (!strcmp(command->name, "metrics"))
		write_metrics(out);
	if (!strcmp(command->name, "check")) {
		fputs(".SH FILES\n", out);
		write_item(out, "/" CHECK_CONFIG_FILE, check_file);
	}
	fputs(".SH EXAMPLES\n.nf\n", out);
	write_roff(out, command->examples);
	fputs(".fi\n", out);
	write_see_also(out, ".BR memmap\\-json (5)\n");
}

static void write_json_page(FILE *out)
{
	write_title(out, "memmap\\-json", 5, "what memmap writes with \\-\\-json");
	fputs(".SH DESCRIPTION\n", out);
	write_roff(out, json_intro);
	fputs(".SH THE OBJECT\n", out);
	write_item(out, "schema", "1; changes when a member is renamed or means something else");
	write_item(out, "command", "name of the command; null when there was none of that name");
	write_item(out, "kernel", "release of the kernel");
	write_item(out, "arch", "machine, as uname(2) has it");
	write_item(out, "backend", "how page tables were reached; null where none was asked");
	write_item(out, "time", "when the facts were read");
	write_item(out, "errors",
		   "what failed, each an object with a code, a message, a remedy and the operand "
		   "that it is about");
	write_item(out, "snapshot",
		   "true when a snapshot answers, see memmap-snapshot(5); else missing");
	write_item(out, "errors_dropped", "how many errors there were beyond those; else missing");
	fputs(".SH CODES OF ERRORS\n", out);
	for (int code = ERROR_NONE + 1; code < NR_ERROR_CODES; code++)
		fprintf(out, "%s.B %s\n", code > ERROR_NONE + 1 ? ".br\n" : "",
			error_code_name(code));
	for (const struct command *const *command = commands; *command; command++) {
		fputs(".SH memmap ", out);
		write_roff(out, (*command)->name);
		write_all_members(out, *command);
	}
	write_see_also(out, ".BR jq (1)\n");
}

static const char snapshot_intro[] =
	"A snapshot is a directory, or a tar file of one in the ustar format, that \"memmap "
	"snapshot\" made. Every command answers from it with --root, \"memmap diff\" compares it, and "
	"\"memmap check\" takes it as a baseline. No root is needed for that, nor a machine of the "
	"same architecture, unless its byte order is the other one. Below proc/ and sys/ lie files as "
	"the kernel showed them, which grep and other programs may read as well; with --root "
	"directories serve that have such files and nothing else, too.\n"
	"\n"
	"A tar file is read where it stands. One that tar(1) made of the directory serves as well, "
	"also with the directory's name before each path, as long as it is not compressed. "
	"Links lead to what lies below the root, whatever they say, and no device is opened "
	"there.\n"
	"\n"
	"Only its owner may read it. While it is being taken it is called NAME.partial-XXXXXX, which "
	"is removed when a signal ends it; what SIGKILL leaves under that name can be removed. It is refused when "
	"it is not finished, or when a byte of it has changed since.";

static const char *const snapshot_files[][2] = {
	{"manifest", "what the snapshot is: lines of a key, a colon and a value"},
	{"checksums",
	 "for each other file a line of its CRC-32 in hexadecimal digits, its size and "
	 "its path; for a symbolic link \"link\", its target and its path"},
	{"translations",
	 "what the back end told, in the byte order of the machine: a header with "
	 "length and checksum, the address space with its regions, mapped runs of the "
	 "kernel's half, facts about page frames, and GFP flags. Missing when there "
	 "was no back end"},
	{"proc/, sys/", "the files below"},
};

static const char *const not_replayed[][2] = {
	{"steps", "page-table entries are not saved, so there are none"},
	{"owner",
	 "of slabs, stacks, struct pages and the page cache only the kind, and of per-CPU memory "
	 "what its frames and areas tell: contents of memory, which are not saved, tell the "
	 "cache, the object, the CPU, the task or the file"},
	{"mapcount", "unknown: /proc/kpagecount is not saved"},
	{"frame",
	 "unknown for frames that were not saved, see --frames of \"memmap snapshot\"; so are "
	 "is_online and struct_page, and \"memmap account --frames\" needs all frames"},
	{"areas",
	 "where /proc/vmallocinfo shows hashes, addresses are found out when the snapshot is "
	 "taken; lines of areas that have nothing mapped are left out and counted"},
	{"symbol",
	 "names of BPF programs are missing; data of modules has a size that older kernels "
	 "do not tell"},
	{"findings", "doctor tells of the back ends, capabilities and container of whoever asks"},
	{"checks",
	 "module compares the helper module with the running kernel, so it does not apply"},
	{"processes",
	 "nothing of them is saved: the command user and --pid are refused, as are alloc, "
	 "demo and module, which need the running kernel"},
};

static const char redaction[] =
	"With --redact each region of the kernel's address space gets another place, drawn at random "
	"for this snapshot. The same address becomes the same other one in every file; offsets in a "
	"page, distances in a region and their order stay; on arm64 the kernel image and the modules "
	"around it are one, apart from the rest of vmalloc space. Whoever knows one real address of a "
	"region can find out that region's others. Physical addresses stay. Of the boot command line "
	"only names of options are kept, and of swap files nothing.";

static void write_items(FILE *out, const char *heading, const char *const items[][2], size_t nr)
{
	fprintf(out, ".SH %s\n", heading);
	for (size_t i = 0; i < nr; i++)
		write_item(out, items[i][0], items[i][1]);
}

/* Long patterns may be broken between alternatives. */
static void write_pattern(FILE *out, const char *pattern)
{
	fputs(".br\n", out);
	for (; *pattern; pattern++) {
		putc(*pattern, out);
		fputs(*pattern == '|' ? "\\:" : "", out);
	}
	putc('\n', out);
}

static void write_inputs(FILE *out)
{
	fputs(".SH FILES THAT ARE SAVED\n.na\n.nh\n"
	      "Those of them that there are, and links among them.\n",
	      out);
	for (size_t i = 0; i < nr_inputs; i++)
		if (!inputs[i].not_saved)
			write_pattern(out, inputs[i].path);
	fputs(".ad\n.hy\n.SH FILES THAT ARE NOT SAVED\nmemmap reads these, too.\n", out);
	for (size_t i = 0; i < nr_inputs; i++)
		if (inputs[i].not_saved)
			write_item(out, inputs[i].path, inputs[i].not_saved);
}

static void write_snapshot_page(FILE *out)
{
	write_title(out, "memmap\\-snapshot", 5, "what memmap saves of a system");
	fputs(".SH DESCRIPTION\n", out);
	write_roff(out, snapshot_intro);
	write_items(out, "CONTENT", snapshot_files, ARRAY_SIZE(snapshot_files));
	fputs(".SH KEYS OF THE MANIFEST\n", out);
	for (size_t i = 0; i < nr_manifest_keys; i++)
		write_item(out, manifest_keys[i].name, manifest_keys[i].help);
	write_items(out, "WHAT IT DOES NOT TELL", not_replayed, ARRAY_SIZE(not_replayed));
	fputs(".SH REDACTION\n", out);
	write_roff(out, redaction);
	write_inputs(out);
	write_see_also(out, ".BR memmap\\-snapshot (8),\n.BR memmap\\-diff (8),\n.BR tar (1)\n");
}

int help_man(FILE *out, const char *page)
{
	static const struct {
		const char *name;
		void (*write)(FILE *out);
	} pages[] = {
		{"memmap.8", write_main_page},
		{"memmap-json.5", write_json_page},
		{"memmap-snapshot.5", write_snapshot_page},
	};
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(pages); i++) {
		if (strcmp(page, pages[i].name))
			continue;
		pages[i].write(out);
		return 0;
	}
	for (const struct command *const *command = commands; *command; command++) {
		snprintf(name, sizeof(name), "memmap-%s.8", (*command)->name);
		if (strcmp(page, name))
			continue;
		write_command_page(out, *command);
		return 0;
	}
	return -ENOENT;
}
