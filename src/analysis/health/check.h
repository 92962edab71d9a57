/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check.h - health checks: which there are, what the user may choose, and doing them.
 *
 * To add one: write a struct check with its function in the check_*.c that suits, and name it in
 * the array of checks.c; --list, help, the configuration and the tests follow from it.
 */
#ifndef MEMMAP_ANALYSIS_CHECK_H
#define MEMMAP_ANALYSIS_CHECK_H

#include "base/root.h"
#include "model/check.h"

/* Where settings are looked for unless the user names another file. */
#define CHECK_CONFIG_FILE "etc/memmap/check.conf"

/* The most checks there can be. */
#define CHECK_MAX 32

/* All checks, in the order they are shown. */
extern const struct check *const checks[];
extern const size_t nr_checks;

/**
 * struct check_settings - what the user may choose
 * @wanted: by the order of checks: this check is to be done
 * @warning: likewise, its range for warnings
 * @critical: likewise, its critical range
 * @order: the order that fragmentation is measured for
 * @baseline: a root of an earlier time, mostly a snapshot; NULL for none; freed by
 * check_settings_clear()
 */
struct check_settings {
	bool wanted[CHECK_MAX];
	struct range warning[CHECK_MAX], critical[CHECK_MAX];
	unsigned int order;
	char *baseline;
};

/**
 * check_settings_init() - all checks with their default ranges
 * @ret: the settings
 */
void check_settings_init(struct check_settings *ret);

/**
 * check_settings_clear() - free the settings
 * @settings: may be zeroed
 */
void check_settings_clear(struct check_settings *settings);

/**
 * check_settings_parse() - take settings from the text of a configuration file
 * @text: lines of "NAME.warning = RANGE", "NAME.critical = RANGE", "NAME = off", "order = N" and
 * "baseline = SNAPSHOT", and comments behind "#"; it is cut up
 * @file: name of the file, for messages
 * @settings: changed
 * @err: names file and line on failure
 *
 * Return: 0 or -errno.
 */
int check_settings_parse(char *text, const char *file, struct check_settings *settings,
			 struct error *err) _must_check_;

/**
 * check_settings_read() - take settings from a configuration file
 * @root: where CHECK_CONFIG_FILE is looked for, which need not exist
 * @file: another file, which is no part of the root, or NULL
 * @settings: changed
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int check_settings_read(const struct root *root, const char *file, struct check_settings *settings,
			struct error *err) _must_check_;

/**
 * check_settings_list() - take ranges from the command line
 * @list: "NAME=RANGE,NAME=RANGE"
 * @critical: they are critical ranges
 * @settings: changed
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int check_settings_list(const char *list, bool critical, struct check_settings *settings,
			struct error *err) _must_check_;

/**
 * check_find() - look a check up by its name
 * @name: the name
 * @length: of @name
 *
 * Return: its place in checks, or -1.
 */
int check_find(const char *name, size_t length);

/**
 * check_unknown() - record that there is no check of a name
 * @name: the name
 * @length: of @name
 * @err: says what was probably meant
 *
 * Return: -EINVAL.
 */
int check_unknown(const char *name, size_t length, struct error *err);

/**
 * struct check_report - what all checks came to
 * @items: a result for each wanted check, in the order of checks
 * @nr: how many
 * @verdict: the worst verdict; where nothing was measured VERDICT_UNKNOWN if something is out of
 * reach, else VERDICT_OK
 * @worst: the first result that has it
 */
struct check_report {
	struct check_result *items;
	size_t nr;
	unsigned int verdict;
	const struct check_result *worst;
};

/**
 * check_run() - do the wanted checks
 * @root: the system
 * @page_bytes: size of a page
 * @settings: which checks, and their ranges; the results borrow from it
 * @ret: what came of them, to be released with check_report_clear()
 * @err: filled on failure: out of memory. A check that cannot measure is no failure, but unknown
 *
 * Return: 0 or -errno.
 */
int check_run(const struct root *root, uint64_t page_bytes, const struct check_settings *settings,
	      struct check_report *ret, struct error *err) _must_check_;

/**
 * check_report_clear() - free the results
 * @report: may be zeroed
 */
void check_report_clear(struct check_report *report);

#endif
