/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check.h - health checks: ranges of values that are well, and what was measured. */
#ifndef MEMMAP_MODEL_CHECK_H
#define MEMMAP_MODEL_CHECK_H

#include <stdbool.h>

#include "base/error.h"
#include "model/value.h"

/**
 * enum verdict - how a check ends; the first four are exit statuses of monitoring plugins
 * @VERDICT_OK: well
 * @VERDICT_WARNING: outside of the range for warnings
 * @VERDICT_CRITICAL: outside of the critical range
 * @VERDICT_UNKNOWN: could not be measured
 * @VERDICT_NOT_APPLICABLE: there is nothing to measure on this machine, or it is out of reach for
 * whoever asks
 */
enum verdict {
	VERDICT_OK,
	VERDICT_WARNING,
	VERDICT_CRITICAL,
	VERDICT_UNKNOWN,
	VERDICT_NOT_APPLICABLE,
};

/* verdict_name() - "ok", "warning", "critical", "unknown" or "n/a"; NULL for anything else */
const char *verdict_name(uint64_t verdict);

/**
 * verdict_worse() - the worse of two
 * @a: enum verdict
 * @b: enum verdict
 *
 * As the plugins of monitoring systems have it: critical, warning, unknown, ok.
 */
unsigned int verdict_worse(unsigned int a, unsigned int b);

/* The longest text of a range. */
#define RANGE_TEXT_BYTES 48

/**
 * struct range - a threshold of monitoring plugins: values that are well, or with @inside that are
 * not
 * @given: there is a threshold at all
 * @start: smallest value of the range
 * @end: largest value of the range
 * @inside: values in the range alert, instead of those outside
 * @text: as the user wrote it
 */
struct range {
	bool given;
	double start, end;
	bool inside;
	char text[RANGE_TEXT_BYTES];
};

/**
 * range_parse() - read "[@][START:][END]"
 * @text: the text; START is 0 when missing, "~" for no limit; without END there is none. Numbers
 * may end in K, M, G or T, powers of 1024, or in %. An empty text is no threshold
 * @ret: the range
 *
 * Return: 0, or -EINVAL when it is no range or ends before it starts.
 */
int range_parse(const char *text, struct range *ret) _must_check_;

/* range_alerts() - whether a value is not well by a range */
bool range_alerts(const struct range *range, double value);

/**
 * struct check_value - one thing that a check measured
 * @instance: which one: "node 0 Normal"; empty where there is but one
 * @value: how much, in the unit of the check
 * @verdict: enum verdict
 * @detail: what that means, in words
 */
struct check_value {
	char instance[48];
	double value;
	unsigned int verdict;
	char detail[200];
};

/**
 * struct check_result - what came of one check
 * @name: its name
 * @verdict: enum verdict, the worst of its values
 * @unit: "%", "B" or "": what @worst is in
 * @worst: the value that decided; NaN without any
 * @instance: what that was measured of, or NULL
 * @warning: range for warnings, as given
 * @critical: critical range, as given
 * @code: stable reason why it is unknown or out of reach, as in errors, or NULL
 * @detail: what was found, or why it is unknown
 * @remedy: what to do, or NULL when it is well
 * @values: everything that was measured
 * @nr_values: entries of @values
 * @out_of_memory: there are more, but no room for them
 * @detail_text: where @detail points when it is not that of a value
 * @remedy_text: where @remedy points when it is not the check's own
 */
struct check_result {
	const char *name;
	unsigned int verdict;
	const char *unit;
	double worst;
	const char *instance;
	const char *warning, *critical;
	const char *code, *detail, *remedy;
	struct check_value *values;
	unsigned int nr_values;
	bool out_of_memory;
	char detail_text[512];
	char remedy_text[384];
};

struct check_input;

/**
 * struct check - one check; --list, help and the configuration read what it says of itself
 * @name: its name
 * @unit: of its values: "%", "B" or "" for mere counts
 * @reads: where its values come from
 * @measures: what they are
 * @why: why that matters
 * @remedy: what to do when it alerts
 * @warning: range for warnings unless the user chooses, or ""
 * @critical: critical range unless the user chooses, or ""
 * @asks_backend: it asks the helper module or /proc/kcore, where text files of /proc and /sys do
 * for the others
 * @measure: measures one thing, calling check_add() for each value or check_not_applicable(); or
 * fails, which makes it unknown, or not applicable where it is out of reach or a privilege is
 * missing
 * @low_is_bad: of several values, the smallest decides
 */
struct check {
	const char *name, *unit, *reads, *measures, *why, *remedy;
	const char *warning, *critical;
	bool asks_backend;
	int (*measure)(struct check_input *input, struct check_result *ret, struct error *err);
	bool low_is_bad;
};

#endif
