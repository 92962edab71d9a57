// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_check.c - "memmap check": is the kernel's memory healthy? A monitoring plugin. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "analysis/health/check.h"
#include "base/array.h"
#include "base/printable.h"
#include "cli/command.h"
#include "output/records.h"
#include "output/wrap.h"

struct check_options {
	struct common_options common;
	const char *warning, *critical, *config, *baseline;
	struct option_uint order;
	bool list;
};

static const struct option_spec options[] = {
	{"warning", 'w', OPTION_STRING, "NAME=RANGE[,...]",
	 "ranges for warnings, [@][START:][END]: 10: alerts below 10, 90 above 90; empty for none",
	 NULL, offsetof(struct check_options, warning), WORDS_RANGE},
	{"critical", 'c', OPTION_STRING, "NAME=RANGE[,...]", "critical ranges, likewise", NULL,
	 offsetof(struct check_options, critical), WORDS_RANGE},
	{"order", 0, OPTION_UINT, "N", "the order that fragmentation is measured for (default 3)",
	 NULL, offsetof(struct check_options, order)},
	{"baseline", 0, OPTION_STRING, "SNAPSHOT",
	 "what \"memmap snapshot\" saved earlier, to measure growth since then", NULL,
	 offsetof(struct check_options, baseline), WORDS_FILE},
	{"config", 0, OPTION_STRING, "FILE",
	 "settings (default /" CHECK_CONFIG_FILE ", if there is one)", NULL,
	 offsetof(struct check_options, config), WORDS_FILE},
	{"list", 'l', OPTION_FLAG, NULL,
	 "what each check reads and measures, why, its default ranges and what to do", NULL,
	 offsetof(struct check_options, list)},
};

static int choose_checks(const struct context *context, struct check_settings *settings,
			 struct error *err)
{
	if (!context->nr_operands)
		return 0;
	memset(settings->wanted, false, sizeof(settings->wanted));
	for (size_t i = 0; i < context->nr_operands; i++) {
		const char *name = context->operands[i];
		int check = check_find(name, strlen(name));

		if (check < 0)
			return check_unknown(name, strlen(name), err);
		settings->wanted[check] = true;
	}
	return 0;
}

/* Later ones win: defaults, the file, the command line. */
static int read_settings(const struct context *context, struct check_settings *settings,
			 struct error *err)
{
	const struct check_options *wanted = (const struct check_options *)context->common;
	int rc = check_settings_read(&context->root, wanted->config, settings, err);

	if (rc == 0)
		rc = choose_checks(context, settings, err);
	if (rc == 0 && wanted->warning)
		rc = check_settings_list(wanted->warning, false, settings, err);
	if (rc == 0 && wanted->critical)
		rc = check_settings_list(wanted->critical, true, settings, err);
	if (rc < 0)
		return rc;
	if (wanted->order.given)
		settings->order = wanted->order.value;
	if (wanted->baseline) {
		free(settings->baseline);
		settings->baseline = strdup(wanted->baseline);
		if (!settings->baseline)
			return error_no_memory(err);
	}
	return 0;
}

/*
 * Text on the one line that monitoring systems keep: "|" ends it and quotes stand around the names
 * of values.
 */
static void write_plain(FILE *out, const char *text)
{
	_cleanup_free_ char *plain = strdup(text);

	for (char *at = plain; at && *at; at++)
		if (strchr("|'\n\t", *at))
			*at = ' ';
	if (plain)
		make_printable(plain);
	fputs(plain ?: "", out);
}

/* The plugin format has digits, a point and a sign: neither suffixes nor exponents. */
static void write_number(FILE *out, double value, int nr_digits)
{
	double size = fabs(value);

	if (size >= pow(10, nr_digits - 1))
		fprintf(out, "%.0f", value);
	else if (size < 1e-4 && size > 0)
		fprintf(out, "%.*f", nr_digits - 1 - (int)floor(log10(size)), value);
	else
		fprintf(out, "%.*g", nr_digits, value);
}

static void write_range(FILE *out, const struct range *range)
{
	if (!range->given)
		return;
	if (range->inside)
		putc('@', out);
	if (isinf(range->start))
		fputs("~:", out);
	else if (range->start != 0 || isinf(range->end)) {
		write_number(out, range->start, 15);
		putc(':', out);
	}
	if (!isinf(range->end))
		write_number(out, range->end, 15);
}

static void write_perfdata(FILE *out, const struct check_settings *settings,
			   const struct check_result *result)
{
	int check = check_find(result->name, strlen(result->name));

	for (unsigned int i = 0; i < result->nr_values; i++) {
		const struct check_value *value = &result->values[i];

		fprintf(out, " '%s%s", result->name, *value->instance ? " " : "");
		write_plain(out, value->instance);
		fputs("'=", out);
		write_number(out, value->value, 10);
		fprintf(out, "%s;", result->unit);
		write_range(out, &settings->warning[check]);
		putc(';', out);
		write_range(out, &settings->critical[check]);
		fputs(!strcmp(result->unit, "%") ? "" : ";0", out);
	}
}

static void write_values(FILE *out, const struct check_settings *settings,
			 const struct check_report *report)
{
	size_t nr_values = 0;

	for (size_t i = 0; i < report->nr; i++)
		nr_values += report->items[i].nr_values;
	fputs(nr_values ? " |" : "", out);
	for (size_t i = 0; i < report->nr; i++)
		write_perfdata(out, settings, &report->items[i]);
}

static void write_verdict(FILE *out, const struct check_report *report)
{
	const struct check_result *worst = report->worst;
	size_t nr_bad = 0, nr_measured = 0;

	fputs(CHECK_SERVICE, out);
	for (const char *name = verdict_name(report->verdict); *name; name++)
		putc(toupper((unsigned char)*name), out);
	for (size_t i = 0; i < report->nr; i++) {
		nr_bad += report->items[i].verdict >= VERDICT_WARNING &&
			  report->items[i].verdict <= VERDICT_UNKNOWN;
		nr_measured += report->items[i].verdict != VERDICT_NOT_APPLICABLE;
	}
	if (report->verdict == VERDICT_OK && report->nr > 1) {
		fprintf(out, " - all is well, %zu ", nr_measured);
		if (nr_measured < report->nr)
			fprintf(out, "of %zu ", report->nr);
		fputs("checks", out);
	} else if (worst) {
		fprintf(out, " - %s: ", worst->name);
		write_plain(out, worst->detail);
		if (nr_bad > 1)
			fprintf(out, " (and %zu more of %zu checks)", nr_bad - 1, report->nr);
	} else {
		fputs(" - no check is on", out);
	}
}

/* People on a terminal have the table; the values would fill half of their screen. */
static int write_first_line(const struct text_style *style, const struct check_settings *settings,
			    const struct check_report *report, struct error *err)
{
	_cleanup_free_ char *line = NULL;
	size_t nr = 0;
	FILE *out = open_memstream(&line, &nr);

	if (!out)
		return error_no_memory(err);
	write_verdict(out, report);
	if (!style->terminal)
		write_values(out, settings, report);
	if (fclose(out))
		return error_no_memory(err);
	text_color(style, text_status_color(verdict_name(report->verdict)));
	text_wrap(style->out, line, 0, 0, style->terminal ? style->width : 0);
	text_color(style, COLOR_NONE);
	putc('\n', style->out);
	return 0;
}

static int show_remedies(struct report *report, const struct check_report *found, struct error *err)
{
	_cleanup_free_ struct check_result *troubles = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < found->nr; i++) {
		int rc;

		if (!found->items[i].remedy)
			continue;
		rc = array_grow(&troubles, nr, err);
		if (rc < 0)
			return rc;
		troubles[nr++] = found->items[i];
	}
	report_view(report, "What to do", &check_remedy_record, troubles, nr);
	return 0;
}

static int list(struct context *context)
{
	context_begin(context, NULL);
	for (size_t i = 0; i < nr_checks; i++)
		report_card(&context->report, checks[i]);
	return VERDICT_OK;
}

static int run(struct context *context, struct error *err)
{
	const struct check_options *wanted = (const struct check_options *)context->common;
	_cleanup_(check_settings_clear) struct check_settings settings;
	_cleanup_(check_report_clear) struct check_report found = {0};
	struct report *report = &context->report;
	struct check_report shown;
	int rc;

	check_settings_init(&settings);
	if (wanted->list)
		return list(context);
	rc = read_settings(context, &settings, err);
	if (rc == 0)
		rc = check_run(&context->root, context->system.page_bytes, &settings, &found, err);
	if (rc < 0)
		return rc;
	context_begin(context, NULL);
	if (!report->json)
		rc = write_first_line(&report->style, &settings, &found, err);
	if (rc < 0)
		return rc;
	shown = found;
	shown.nr = report_rows(report, found.items, found.nr);
	rc = show_remedies(report, &shown, err);
	return rc < 0 ? rc : (int)found.verdict;
}

static const struct record_type *choose_record(const struct context *context)
{
	const struct check_options *wanted = (const struct check_options *)context->common;

	return wanted->list ? &check_spec_record : &check_record;
}

const struct command cmd_check = {
	.name = "check",
	.group = GROUP_HEALTH,
	.summary = "is the kernel's memory healthy? For people and monitoring systems",
	.operands = "[NAME]...",
	.description =
		"Measures what tells whether the kernel's memory is healthy, and holds it against "
		"ranges. Without names it does all checks; --list explains them.\n"
		"\n"
		"The first line is for monitoring systems: the name of the service, the verdict, the "
		"worst finding in "
		"words, and behind \"|\", unless on a terminal, all values with their ranges. "
		"Below, each check has a line. The exit status is 0 for OK, 1 for WARNING, 2 for "
		"CRITICAL and 3 for UNKNOWN, which wrong usage is, too. What could not be measured "
		"is unknown, never ok; n/a is what this machine does not have, and what whoever asks "
		"can never measure here: as another user than root, in a container, of a capture. That "
		"leaves the verdict to the other checks, if there is one.\n"
		"\n"
		"A range is [@][START:][END]. It alerts outside of START to END; with \"@\" "
		"inside. START is 0 when missing, \"~\" for no limit; without END there is none. "
		"Numbers may end in K, M, G or T. The file /" CHECK_CONFIG_FILE
		" has lines of the form "
		"\"NAME.warning = RANGE\", \"NAME.critical = RANGE\", \"NAME = off\", \"order = "
		"N\" and \"baseline = SNAPSHOT\", and comments behind \"#\". The command line wins.\n"
		"\n"
		"Some checks need root: those that read /proc/vmallocinfo, and wx, which walks "
		"the kernel's page tables through the helper module or /proc/kcore.",
	.examples = "memmap check\n"
		    "memmap check watermarks fragmentation --order 4\n"
		    "memmap check --warning slab=10,percpu=2 --critical slab=25\n"
		    "memmap check --baseline monday.tar slab-growth vmalloc-growth\n"
		    "memmap check --json | jq -r '.checks[] | select(.verdict != \"ok\").name'",
	.options = {options, ARRAY_SIZE(options), .watch = true},
	.options_bytes = sizeof(struct check_options),
	.max_operands = SIZE_MAX,
	.operand_words = WORDS_CHECK,
	.record = &check_record,
	.other_record = &check_spec_record,
	.choose_record = choose_record,
	.failed_status = VERDICT_UNKNOWN,
	.run = run,
};
