// SPDX-License-Identifier: GPL-2.0-or-later
/* release.c - see release.h. */
#include <limits.h>

#include "base/parse.h"
#include "model/release.h"

struct release release_parse(const char *text)
{
	uint64_t major, minor;

	if (!text || parse_u64(&text, 10, &major) < 0 || !skip_prefix(&text, ".") ||
	    parse_u64(&text, 10, &minor) < 0 || major > INT_MAX || minor > INT_MAX)
		return (struct release){0};
	return (struct release){major, minor};
}

bool release_is_before(struct release release, unsigned int major, unsigned int minor)
{
	return release.major &&
	       (release.major < major || (release.major == major && release.minor < minor));
}
