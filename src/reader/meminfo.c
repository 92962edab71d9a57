// SPDX-License-Identifier: GPL-2.0-or-later
/* meminfo.c - see meminfo.h. */
#include <string.h>

#include <memmap/base/parse.h>
#include <memmap/model/value.h>
#include <memmap/reader/meminfo.h>

uint64_t meminfo_bytes(const char *text, const char *name)
{
	while (text && *text) {
		const char *at = text;
		uint64_t kib;

		if (skip_prefix(&at, name) && skip_prefix(&at, ":")) {
			at = skip_spaces(at);
			if (parse_u64(&at, 10, &kib) < 0 || !skip_prefix(&at, " kB\n") ||
			    kib > UINT64_MAX >> 10)
				return ABSENT;
			return kib << 10;
		}
		at = strchr(text, '\n');
		text = at ? at + 1 : NULL;
	}
	return ABSENT;
}
