// SPDX-License-Identifier: GPL-2.0-or-later
/* check.c - see check.h: doing the checks that are wanted, and judging what they measured. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "reader/hints.h"

#include "check_input.h"

int check_find(const char *name, size_t length)
{
	for (size_t i = 0; i < nr_checks; i++)
		if (!strncmp(checks[i]->name, name, length) && !checks[i]->name[length])
			return i;
	return -1;
}

int check_unknown(const char *name, size_t length, struct error *err)
{
	struct suggestion best = {0};
	char typed[40];
	int rc;

	snprintf(typed, sizeof(typed), "%.*s", (int)length, name);
	rc = error_set(err, ERROR_USAGE, "there is no check \"%s\"", typed);
	for (size_t i = 0; i < nr_checks; i++)
		suggest(&best, typed, checks[i]->name);
	if (!suggest_remedy(&best, err))
		error_remedy(err, "\"memmap check --list\" has them all");
	return rc;
}

/* Of values with the same verdict the most extreme one is shown. */
static void judge(const struct check *check, const struct range *warning,
		  const struct range *critical, struct check_result *ret)
{
	const struct check_value *worst = NULL;

	for (unsigned int i = 0; i < ret->nr_values; i++) {
		struct check_value *value = &ret->values[i];

		value->verdict = range_alerts(critical, value->value)  ? VERDICT_CRITICAL
				 : range_alerts(warning, value->value) ? VERDICT_WARNING
								       : VERDICT_OK;
		if (!worst || value->verdict > worst->verdict ||
		    (value->verdict == worst->verdict &&
		     (check->low_is_bad ? value->value < worst->value
					: value->value > worst->value)))
			worst = value;
	}
	if (!worst)
		return;
	ret->verdict = worst->verdict;
	ret->worst = worst->value;
	ret->instance = *worst->instance ? worst->instance : NULL;
	ret->detail = worst->detail;
	if (ret->verdict != VERDICT_OK)
		ret->remedy = *ret->remedy_text ? ret->remedy_text : check->remedy;
}

static bool is_privilege(enum error_code code)
{
	return code == ERROR_PERMISSION || code == ERROR_LOCKDOWN || code == ERROR_HIDDEN;
}

/* Whoever cannot follow the remedy can at least do without the check. */
static void advise(const struct root *root, const struct error *why, struct check_result *ret)
{
	const char *remedy = *why->remedy ? why->remedy : NULL;

	/* That other commands work is no way to measure. */
	if (remedy && !strcmp(remedy, hint_text(root, HINT_PAGE_TABLES)))
		remedy = NULL;
	if (!remedy && why->code == ERROR_PERMISSION && root->live)
		remedy = hint_text(root, HINT_PRIVILEGE);
	if (root->live)
		snprintf(ret->remedy_text, sizeof(ret->remedy_text), "%s%s\"%s = off\" in /%s",
			 remedy ?: "", remedy ? "; or " : "", ret->name, CHECK_CONFIG_FILE);
	else
		snprintf(ret->remedy_text, sizeof(ret->remedy_text), "%s", remedy ?: "");
	ret->remedy = *ret->remedy_text ? ret->remedy_text : NULL;
}

/* A monitoring system is not to ring for what can never be measured where it looks. */
static void blame(const struct check_input *input, const struct error *why,
		  struct check_result *ret)
{
	bool never = !input->is_given && (input->unreachable || is_privilege(why->code));

	ret->verdict = never ? VERDICT_NOT_APPLICABLE : VERDICT_UNKNOWN;
	ret->nr_values = 0;
	ret->code = error_code_name(why->code);
	snprintf(ret->detail_text, sizeof(ret->detail_text), "%s", why->text);
	ret->detail = ret->detail_text;
	if (!never || input->root->live)
		advise(input->root, why, ret);
}

static void run_check(struct check_input *input, size_t i, struct check_result *ret)
{
	const struct check_settings *settings = input->settings;
	struct error why = {0};

	*ret = (struct check_result){
		.name = checks[i]->name,
		.unit = checks[i]->unit,
		.worst = NAN,
		.warning = settings->warning[i].given ? settings->warning[i].text : NULL,
		.critical = settings->critical[i].given ? settings->critical[i].text : NULL,
	};
	input->unreachable = input->is_given = false;
	if (checks[i]->measure(input, ret, &why) < 0 ||
	    (ret->out_of_memory && error_no_memory(&why) < 0))
		blame(input, &why, ret);
	else if (ret->verdict != VERDICT_NOT_APPLICABLE)
		judge(checks[i], &settings->warning[i], &settings->critical[i], ret);
}

/*
 * The verdict of all. That nothing is wrong can be said where something was measured, or where
 * there is nothing to measure; not where all of it is out of reach.
 */
static void find_worst(struct check_report *report)
{
	const struct check_result *unreached = NULL;

	for (size_t i = 0; i < report->nr; i++) {
		const struct check_result *result = &report->items[i];

		if (!report->worst || verdict_worse(report->worst->verdict, result->verdict) !=
					      report->worst->verdict)
			report->worst = result;
		if (result->code && !unreached)
			unreached = result;
	}
	if (!report->worst)
		return;
	if (report->worst->verdict != VERDICT_NOT_APPLICABLE) {
		report->verdict = report->worst->verdict;
	} else if (unreached) {
		report->verdict = VERDICT_UNKNOWN;
		report->worst = unreached;
	}
}

int check_run(const struct root *root, uint64_t page_bytes, const struct check_settings *settings,
	      struct check_report *ret, struct error *err)
{
	_cleanup_(check_input_clear) struct check_input input = {
		.root = root,
		.page_bytes = page_bytes,
		.settings = settings,
		.baseline = {.fd = -1},
	};
	struct check_report report = {.items = calloc(nr_checks, sizeof(*report.items))};

	if (!report.items)
		return error_no_memory(err);
	for (size_t i = 0; i < nr_checks; i++) {
		struct check_result *result = &report.items[report.nr];

		if (!settings->wanted[i])
			continue;
		run_check(&input, i, result);
		report.nr++;
	}
	find_worst(&report);
	*ret = report;
	return 0;
}

void check_report_clear(struct check_report *report)
{
	for (size_t i = 0; i < report->nr; i++)
		free(report->items[i].values);
	free(report->items);
	*report = (struct check_report){0};
}
