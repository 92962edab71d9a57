// SPDX-License-Identifier: GPL-2.0-or-later
/* zfs.c - see zfs.h. */
#include <string.h>

#include "base/parse.h"
#include "model/value.h"
#include "reader/zfs.h"

uint64_t kstat_value(const char *text, const char *name)
{
	for (; text && *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *at = text;
		uint64_t type, value;

		if (!skip_prefix(&at, name) || *at != ' ')
			continue;
		at = skip_spaces(at);
		if (parse_u64(&at, 10, &type) < 0)
			return ABSENT;
		at = skip_spaces(at);
		return parse_u64(&at, 10, &value) < 0 ? ABSENT : value;
	}
	return ABSENT;
}

static char *read_table(const struct root *root, const char *path)
{
	char *text = NULL;

	return root_read(root, path, &text, NULL) < 0 ? NULL : text;
}

uint64_t zfs_arc_bytes(const struct root *root)
{
	_cleanup_free_ char *text = read_table(root, "proc/spl/kstat/zfs/arcstats");

	return kstat_value(text, "size");
}

uint64_t zfs_page_bytes(const struct root *root)
{
	_cleanup_free_ char *text = read_table(root, "proc/spl/kstat/zfs/abdstats");
	uint64_t bytes = kstat_value(text, "scatter_data_size");
	uint64_t waste = kstat_value(text, "scatter_chunk_waste");

	/* Both are sizes of memory, which no sum of two overflows. */
	return bytes == ABSENT || waste == ABSENT || waste > UINT64_MAX - 1 - bytes ? ABSENT
										    : bytes + waste;
}
