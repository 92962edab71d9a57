// SPDX-License-Identifier: GPL-2.0-or-later
/* banner.c - see banner.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "reader/banner.h"

/* What stands before the release; flags of a tainted kernel may stand between. */
static const char *const heads[] = {"Linux version ", "Not tainted ", "Tainted: "};

static const char *behind_flags(const char *text)
{
	while (*text == ' ' || isupper((unsigned char)*text))
		text++;
	return text;
}

bool banner_release(const char *line, char *ret, size_t size)
{
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		const char *at = strstr(line, heads[i]);
		size_t length;

		if (!at)
			continue;
		at = behind_flags(at + strlen(heads[i]));
		length = strcspn(at, " \t\r\n");
		if (!isdigit((unsigned char)*at) || !memchr(at, '.', length) || length >= size)
			continue;
		snprintf(ret, size, "%.*s", (int)length, at);
		return true;
	}
	return false;
}
