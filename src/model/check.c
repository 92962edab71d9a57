// SPDX-License-Identifier: GPL-2.0-or-later
/* check.c - see check.h. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "model/check.h"

const char *verdict_name(uint64_t verdict)
{
	static const char *const names[] = {
		[VERDICT_OK] = "ok",
		[VERDICT_WARNING] = "warning",
		[VERDICT_CRITICAL] = "critical",
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_NOT_APPLICABLE] = "n/a",
	};

	return verdict < ARRAY_SIZE(names) ? names[verdict] : NULL;
}

unsigned int verdict_worse(unsigned int a, unsigned int b)
{
	static const unsigned int ranks[] = {
		[VERDICT_NOT_APPLICABLE] = 0, [VERDICT_OK] = 1,	      [VERDICT_UNKNOWN] = 2,
		[VERDICT_WARNING] = 3,	      [VERDICT_CRITICAL] = 4,
	};

	return ranks[a] < ranks[b] ? b : a;
}

/* strtod() would take "inf", "0x1p3" and blanks, too. */
static bool parse_number(const char **text, double *ret)
{
	static const char suffixes[] = "KMGT";
	const char *at = *text, *suffix;
	char digits[RANGE_TEXT_BYTES], *end;
	size_t length;

	length = strspn(at, "-0123456789.");
	if (!length || length >= sizeof(digits))
		return false;
	memcpy(digits, at, length);
	digits[length] = '\0';
	*ret = strtod(digits, &end);
	if (*end)
		return false;
	at += length;
	suffix = *at ? strchr(suffixes, *at) : NULL;
	if (suffix)
		*ret = ldexp(*ret, 10 * (int)(suffix - suffixes + 1));
	*text = at + (suffix || *at == '%');
	return true;
}

int range_parse(const char *text, struct range *ret)
{
	struct range range = {.given = true, .end = INFINITY};
	const char *at = text;
	bool colon;

	if (strlen(text) >= sizeof(range.text))
		return -EINVAL;
	if (!*text) {
		*ret = (struct range){0};
		return 0;
	}
	strcpy(range.text, text);
	range.inside = skip_prefix(&at, "@");
	colon = strchr(at, ':');
	if (colon && skip_prefix(&at, "~"))
		range.start = -INFINITY;
	else if (colon && *at != ':' && !parse_number(&at, &range.start))
		return -EINVAL;
	if (colon && !skip_prefix(&at, ":"))
		return -EINVAL;
	if ((!colon || *at) && !parse_number(&at, &range.end))
		return -EINVAL;
	if (*at || range.start > range.end)
		return -EINVAL;
	*ret = range;
	return 0;
}

bool range_alerts(const struct range *range, double value)
{
	bool in = value >= range->start && value <= range->end;

	return range->given && in == range->inside;
}
