// SPDX-License-Identifier: GPL-2.0-or-later
/* meminfo.c - see meminfo.h. */
#include <string.h>

#include "base/parse.h"
#include "model/value.h"
#include "reader/meminfo.h"

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

/* The line MmapCopy of fs/proc/meminfo.c is there where CONFIG_MMU is not, and only there. */
bool meminfo_has_no_mmu(const char *text)
{
	return meminfo_bytes(text, "MmapCopy") != ABSENT;
}

bool meminfo_is_lxcfs(const struct root *root, const char *text)
{
	uint64_t reclaimable = meminfo_bytes(text, "KReclaimable");
	_cleanup_free_ char *mounts = NULL;

	if (root_read(root, "proc/mounts", &mounts, NULL) == 0 &&
	    strstr(mounts, " /proc/meminfo fuse.lxcfs "))
		return true;
	return reclaimable != ABSENT && reclaimable && meminfo_bytes(text, "Slab") == 0;
}
