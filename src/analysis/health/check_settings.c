// SPDX-License-Identifier: GPL-2.0-or-later
/* check_settings.c - which checks, and their ranges: defaults, configuration file, options. */
#include <errno.h>
#include <string.h>

#include "analysis/health/check.h"
#include "base/parse.h"
#include "model/memory.h"

/* PAGE_ALLOC_COSTLY_ORDER: up to here the kernel tries hard, beyond it lets requests fail. */
#define DEFAULT_ORDER 3

static void take_default(const char *text, struct range *ret)
{
	/* The defaults are constants, and a test reads each of them. */
	if (range_parse(text, ret) < 0)
		*ret = (struct range){0};
}

void check_settings_init(struct check_settings *ret)
{
	*ret = (struct check_settings){.order = DEFAULT_ORDER};
	for (size_t i = 0; i < nr_checks; i++) {
		ret->wanted[i] = true;
		take_default(checks[i]->warning, &ret->warning[i]);
		take_default(checks[i]->critical, &ret->critical[i]);
	}
}

void check_settings_clear(struct check_settings *settings)
{
	free(settings->baseline);
	*settings = (struct check_settings){0};
}

static int take_range(size_t check, bool critical, const char *text,
		      struct check_settings *settings, struct error *err)
{
	struct range *to = critical ? &settings->critical[check] : &settings->warning[check];

	if (range_parse(text, to) == 0)
		return 0;
	error_set(err, ERROR_USAGE, "%s: \"%.40s\" is no range", checks[check]->name, text);
	error_remedy(err, "ranges are [@][START:][END]: \"10:\" alerts below 10, \"90\" above 90 "
			  "and below 0, \"@5:9\" from 5 to 9; \"~:\" never");
	return -EINVAL;
}

int check_settings_list(const char *list, bool critical, struct check_settings *settings,
			struct error *err)
{
	_cleanup_free_ char *copy = strdup(list);
	char *item, *state = NULL;

	if (!copy)
		return error_no_memory(err);
	for (item = strtok_r(copy, ",", &state); item; item = strtok_r(NULL, ",", &state)) {
		char *range = strchr(item, '=');
		size_t length = strcspn(item, "=");
		int check = check_find(item, length), rc;

		if (check < 0)
			return check_unknown(item, length, err);
		if (!range)
			return error_set(err, ERROR_USAGE, "%s: NAME=RANGE is wanted", item);
		rc = take_range(check, critical, range + 1, settings, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Without the blanks around it. */
static char *strip(char *text)
{
	size_t length;

	text += strspn(text, " \t\r");
	for (length = strlen(text); length && strchr(" \t\r", text[length - 1]);)
		text[--length] = '\0';
	return text;
}

static int take_order(const char *value, struct check_settings *settings, struct error *err)
{
	uint64_t order;

	if (parse_u64(&value, 10, &order) < 0 || *value || order >= MAX_ORDERS)
		return error_set(err, ERROR_USAGE, "order: a number below %d is wanted",
				 MAX_ORDERS);
	settings->order = order;
	return 0;
}

static int take_check(const char *name, const char *value, struct check_settings *settings,
		      struct error *err)
{
	size_t length = strcspn(name, ".");
	int check = check_find(name, length);

	if (check < 0)
		return check_unknown(name, length, err);
	if (!strcmp(name + length, ".warning"))
		return take_range(check, false, value, settings, err);
	if (!strcmp(name + length, ".critical"))
		return take_range(check, true, value, settings, err);
	if (!name[length] && (!strcmp(value, "off") || !strcmp(value, "on"))) {
		settings->wanted[check] = !strcmp(value, "on");
		return 0;
	}
	return error_set(err, ERROR_USAGE,
			 "%.40s: NAME.warning, NAME.critical, or NAME = on or off are wanted",
			 name);
}

static int take_setting(char *line, struct check_settings *settings, struct error *err)
{
	char *equals, *name, *value;

	line[strcspn(line, "#")] = '\0';
	line = strip(line);
	if (!*line)
		return 0;
	equals = strchr(line, '=');
	if (!equals)
		return error_set(err, ERROR_USAGE, "\"%.40s\": NAME = VALUE is wanted", line);
	*equals = '\0';
	name = strip(line);
	value = strip(equals + 1);
	if (!strcmp(name, "order"))
		return take_order(value, settings, err);
	if (strcmp(name, "baseline"))
		return take_check(name, value, settings, err);
	free(settings->baseline);
	settings->baseline = *value ? strdup(value) : NULL;
	return !*value || settings->baseline ? 0 : error_no_memory(err);
}

int check_settings_parse(char *text, const char *file, struct check_settings *settings,
			 struct error *err)
{
	unsigned int nr = 0;
	char *line;

	while ((line = next_line(&text))) {
		int rc = take_setting(line, settings, err);

		nr++;
		if (rc < 0)
			return error_prefix(err, rc, "%s:%u: ", file, nr);
	}
	return 0;
}

/* A capture must not say which files of this machine are read. */
static void forget_baseline(struct check_settings *settings)
{
	free(take_ptr(settings->baseline));
}

/* The file that is named, or the usual one, which need not exist. */
int check_settings_read(const struct root *root, const char *file, struct check_settings *settings,
			struct error *err)
{
	_cleanup_(root_clear) struct root here = {.fd = -1};
	_cleanup_free_ char *text = NULL;
	struct error missing = {0};
	int rc;

	if (!file) {
		rc = root_read(root, CHECK_CONFIG_FILE, &text, &missing);
		if (rc == -ENOENT || rc == -ENOTDIR)
			return 0;
		if (rc < 0)
			*err = missing;
		else
			rc = check_settings_parse(text, "/" CHECK_CONFIG_FILE, settings, err);
		if (!root->live)
			forget_baseline(settings);
		return rc;
	}
	rc = root_open(*file == '/' ? NULL : ".", &here, err);
	/* The user's own file may lie anywhere. */
	here.live = true;
	if (rc == 0)
		rc = root_read(&here, file + (*file == '/'), &text, err);
	return rc < 0 ? rc : check_settings_parse(text, file, settings, err);
}
