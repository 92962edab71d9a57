// SPDX-License-Identifier: GPL-2.0-or-later
/* main.c - the dispatcher: reads the command line, runs the command, tells of failure, exits. */
#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "base/parse.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "cli/complete.h"
#include "cli/help.h"
#include "cli/watch.h"
#include "output/wrap.h"
#include "reader/manifest.h"

#include "config.h"

/* COLUMNS says it where there is no terminal to ask, as for ps(1); without either there is no
 * limit. */
static unsigned int terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	uint64_t width = terminal_columns(STDOUT_FILENO);

	if (width)
		return width;
	if (columns && parse_u64(&columns, 10, &width) == 0 && !*columns && width <= UINT_MAX)
		return width;
	return 0;
}

static bool wants_color(const char *when)
{
	const char *no_color = getenv("NO_COLOR");

	if (when && strcmp(when, "auto"))
		return !strcmp(when, "always");
	return terminal_has_codes(STDOUT_FILENO) && !(no_color && *no_color);
}

static bool asks_for_json(char **words)
{
	for (; *words && strcmp(*words, "--"); words++)
		if (!strcmp(*words, "--json") || !strcmp(*words, "-j"))
			return true;
	return false;
}

/* What the words seem to ask for counts only until they are understood, or when they are not. */
static void choose_json(struct context *context, bool understood)
{
	if (understood)
		context->report.json = context->common->json;
	else
		context->report.json |= context->common->json;
}

static int failed_status(const struct context *context, const struct error *err)
{
	if (context->command && context->command->failed_status)
		return context->command->failed_status;
	return error_exit_status(err->code);
}

/* Reports a failure, whole JSON object included, and returns what to exit with. */
static int fail(struct context *context, struct error *err)
{
	context_point_to_doctor(context, err);
	if (!context->report.begun && context->command) {
		context_begin(context, NULL);
	} else if (!context->report.begun) {
		context->report.style.out = stdout;
		report_begin(&context->report, &(struct report_header){0}, NULL);
	}
	report_error(&context->report, err, NULL);
	if (context->command && context->command->failed_status && !context->report.json) {
		text_color(&context->report.style, text_status_color("unknown"));
		fprintf(context->report.style.out, CHECK_SERVICE "UNKNOWN - %s", err->text);
		text_color(&context->report.style, COLOR_NONE);
		putc('\n', context->report.style.out);
	}
	return failed_status(context, err);
}

static int check_operands(const struct context *context, struct error *err)
{
	const struct command *command = context->command;

	if (context->nr_operands < command->min_operands) {
		error_set(err, ERROR_USAGE, "%s: an operand is missing: %s", command->name,
			  command->operands);
	} else if (context->nr_operands > command->max_operands) {
		error_set(err, ERROR_USAGE, "%s: one operand too many: \"%.80s\"", command->name,
			  context->operands[command->max_operands]);
	} else {
		return 0;
	}
	error_remedy(err, "\"memmap help %s\" explains", command->name);
	return -EINVAL;
}

/* What is told is no longer so: JSON says it in its envelope. */
static void tell_snapshot(const struct context *context)
{
	const struct system *system = &context->system;
	unsigned int width = context->report.message_width;

	if (system->is_snapshot && !context->report.json)
		message(width, "%s: snapshot of Linux %s, taken %s", context->root.path,
			system->kernel ?: "unknown", system->time ?: "at an unknown time");
	if (context->root.live && !system->has_proc)
		message(width, "/proc is not mounted: mount -t proc none /proc");
	if (system->page_bytes_assumed && system->arch)
		message(width, "%s: nothing in it tells the size of a page of %s; assumed: %ju KiB",
			context->root.path, system->arch, (uintmax_t)system->page_bytes >> 10);
}

/* Whoever reads JSON has scripts, which are what must hear of it. */
static void tell_old_letters(const struct context *context)
{
	for (const char *letter = context->common->old_letters; *letter; letter++)
		message(0,
			"-%c is an old spelling, which the next release will not take: write --%s",
			*letter, option_find_letter(&context->command->options, *letter)->name);
}

static int run_command(struct context *context, struct error *err)
{
	const struct common_options *common = context->common;
	int rc;

	rc = root_open(common->root, &context->root, err);
	if (rc == 0)
		rc = snapshot_check(&context->root, err);
	if (rc < 0)
		return rc;
	system_read(&context->root, &context->system);
	tell_snapshot(context);
	context->report.style.page_bytes = context->system.page_bytes;
	rc = check_operands(context, err);
	if (rc < 0)
		return rc;
	rc = table_check_columns(context_record(context), common->columns, err);
	if (rc == 0)
		rc = sort_check(context_record(context), common->sort, err);
	if (rc < 0)
		return rc;
	return context->command->run(context, err);
}

/* Ends the answer, or makes one of a failure, and returns what to exit with. */
static int finish(struct context *context, int status, struct error *err)
{
	struct error write_err = {0};

	if (status < 0)
		status = fail(context, err);
	if (report_end(&context->report, &write_err) < 0) {
		error_print(&write_err, 0);
		status = status ?: failed_status(context, &write_err);
	}
	system_clear(&context->system);
	root_clear(&context->root);
	return status;
}

/* Options of every command may stand in front of its name. */
static int put_command_first(char **words, struct error *err)
{
	size_t nr;
	int rc = options_leading(words, &nr, err);
	char *command;

	if (rc < 0)
		return rc;
	command = words[nr];
	if (!command) {
		error_set(err, ERROR_USAGE, "no command stands behind the options");
		error_remedy(err, "\"memmap help\" lists the commands");
		return -EINVAL;
	}
	memmove(words + 1, words, nr * sizeof(*words));
	words[0] = command;
	return 0;
}

/* What the words ask for, apart from what the command itself makes of them. */
static int parse(struct context *context, char **words, struct common_options **ret,
		 struct error *err)
{
	struct common_options *options;
	int rc;

	context->report.json = asks_for_json(words);
	context->report.style.out = stdout;
	rc = put_command_first(words, err);
	if (rc < 0)
		return rc;
	context->command = command_find(words[0], err);
	if (!context->command)
		return -EINVAL;
	*ret = options = calloc(1, context->command->options_bytes);
	if (!options)
		return error_no_memory(err);
	context->common = options;
	context->operands = words + 1;
	rc = options_parse(&context->command->options, words + 1, options, &context->nr_operands,
			   err);
	choose_json(context, rc == 0);
	return rc;
}

static void choose_style(struct context *context)
{
	const struct common_options *common = context->common;

	context->report.one_line = common->watch_ms;
	context->report.columns = common->columns;
	context->report.style = (struct text_style){
		.out = stdout,
		.terminal = isatty(STDOUT_FILENO),
		.width = common->tsv ? 0 : terminal_width(),
		.color = wants_color(common->color),
		.unicode = !strcmp(nl_langinfo(CODESET), "UTF-8"),
		.headings = !common->no_headings,
		.bytes = common->bytes,
		.tsv = common->tsv,
		.columns = common->columns,
	};
	context->report.choice = (struct row_choice){common->sort, common->top.value};
}

static int run_once(void *data, unsigned int columns)
{
	struct context *context = data;
	struct error err = {0};

	if (columns) {
		context->report.style.width = columns;
		/* Messages go through a pipe to where the answer goes. */
		context->report.message_width = columns;
	}
	return finish(context, run_command(context, &err), &err);
}

static int run_again_and_again(struct context *context, const char *title, struct error *err)
{
	const struct report *report = &context->report;
	const struct watch again = {
		.title = title,
		.interval_ms = context->common->watch_ms,
		.in_place = terminal_has_codes(STDOUT_FILENO) && !report->json,
		.mark = report->style.color,
		.stamp = !report->json,
		.usage_status = context->command->failed_status ? 0 : EXIT_USAGE,
		.run = run_once,
		.context = context,
	};

	for (size_t i = 0; i < context->nr_operands; i++)
		if (!strcmp(context->operands[i], "-"))
			return error_set(err, ERROR_USAGE,
					 "--watch cannot read standard input again: \"-\"");
	return watch(&again, err);
}

/* The command line as one text. */
static char *join(char **words)
{
	size_t nr = sizeof("memmap");
	char *text;

	for (char **word = words; *word; word++)
		nr += 1 + strlen(*word);
	text = malloc(nr);
	if (!text)
		return NULL;
	strcpy(text, "memmap");
	for (char *end = text + strlen(text); *words; words++)
		end = stpcpy(stpcpy(end, " "), *words);
	make_printable(text);
	return text;
}

static int run(char **words)
{
	_cleanup_free_ struct common_options *options = NULL;
	_cleanup_free_ char *line = join(words);
	struct context context = {.root.fd = -1};
	struct error err = {0};
	int rc;

	rc = line ? parse(&context, words, &options, &err) : error_no_memory(&err);
	if (rc < 0)
		return finish(&context, rc, &err);
	if (options->help) {
		help_command(stdout, context.command);
		context.report.json = false;
		return finish(&context, EXIT_OK, &err);
	}
	tell_old_letters(&context);
	choose_style(&context);
	if (!options->watch_ms)
		return run_once(&context, 0);
	return finish(&context, run_again_and_again(&context, line, &err), &err);
}

/* The command that a word such as help or schema is about. */
static const struct command *named_command(const struct command *builtin, const char *name)
{
	const struct command *command = NULL;
	struct error err = {0};

	if (name) {
		command = command_find(name, &err);
	} else {
		error_set(&err, ERROR_USAGE, "%s: an operand is missing: %s", builtin->name,
			  builtin->operands);
		error_remedy(&err, "\"memmap help\" lists the commands");
	}
	if (!command)
		error_print(&err, 0);
	return command;
}

static int help(char **words)
{
	const struct command *command;

	if (!words[0]) {
		help_overview(stdout);
		return EXIT_OK;
	}
	command = builtin_find(words[0]) ?: named_command(&cmd_help, words[0]);
	if (!command)
		return EXIT_USAGE;
	help_command(stdout, command);
	return EXIT_OK;
}

static int schema(char **words)
{
	const struct command *command = named_command(&cmd_schema, words[0]);

	if (!command)
		return EXIT_USAGE;
	return help_schema(stdout, command) < 0 ? EXIT_FAILED : EXIT_OK;
}

static bool asks_for_help(const char *word)
{
	return word && (!strcmp(word, "--help") || !strcmp(word, "-h"));
}

/* Words that are no commands: help and version, and what the build and the shells ask for. */
static bool run_builtin(char **words, int *status)
{
	*status = EXIT_OK;
	if (builtin_find(words[0]) && asks_for_help(words[1]))
		help_command(stdout, builtin_find(words[0]));
	else if (!strcmp(words[0], "help") || asks_for_help(words[0]))
		*status = help(words + 1);
	else if (!strcmp(words[0], "--version") || !strcmp(words[0], "-V"))
		printf("memmap %s\n", MEMMAP_VERSION);
	else if (!strcmp(words[0], "schema"))
		*status = schema(words + 1);
	else if (!strcmp(words[0], "__man"))
		*status = help_man(stdout, words[1] ?: "memmap.8") < 0 ? EXIT_USAGE : EXIT_OK;
	else if (!strcmp(words[0], "__complete"))
		complete(stdout, words + 1);
	else
		return false;
	if (fflush(stdout) || ferror(stdout)) {
		perror("memmap: writing to standard output");
		*status = EXIT_FAILED;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct error ignored = {0};
	size_t nr_leading = 0;
	int status;

	/* Only for what the terminal can show: numbers and messages are the same in all locales. */
	setlocale(LC_CTYPE, "");
	/* A limit on the size of files is an error as a full disk is: what was begun is removed. */
	signal(SIGXFSZ, SIG_IGN);
	if (argc < 2) {
		help_overview(stderr);
		return EXIT_USAGE;
	}
	if (run_builtin(argv + 1, &status))
		return status;
	if (options_leading(argv + 1, &nr_leading, &ignored) == 0 && argv[1 + nr_leading] &&
	    run_builtin(argv + 1 + nr_leading, &status))
		return status;
	return run(argv + 1);
}
