// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-check.c - ranges, and settings of the checks. */
#include <string.h>

#include "analysis/health/check.h"

#include "fuzz.h"

static void try_range(const char *text)
{
	struct range range, again;

	if (range_parse(text, &range) < 0)
		return;
	always(!strcmp(range.text, text) && range.given == (*text != 0));
	always(range_parse(range.text, &again) == 0);
	if (!range.given)
		return;
	always(again.start == range.start && again.end == range.end && range.start <= range.end);
	/* What is inside alerts one way, what is outside the other. */
	always(range_alerts(&range, range.start) == range.inside);
	always(range_alerts(&range, range.end) == range.inside);
}

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct check_settings settings;
	struct error err = {0};

	try_range(text);
	check_settings_init(&settings);
	if (check_settings_list(text, true, &settings, &err) < 0)
		always(err.code && *err.text);
	err = (struct error){0};
	if (check_settings_parse(text, "file", &settings, &err) < 0)
		always(err.code && !strncmp(err.text, "file:", 5));
	check_settings_clear(&settings);
	free(text);
}

DEFINE_TARGET(check) = {.run = run};
