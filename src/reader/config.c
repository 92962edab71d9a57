// SPDX-License-Identifier: GPL-2.0-or-later
/* config.c - see config.h. */
#include <stdio.h>
#include <string.h>

#include "base/gzip.h"
#include "base/parse.h"
#include "reader/config.h"
#include "reader/system.h"

/* A configuration with everything on has 400 KiB. */
#define MAX_CONFIG_BYTES (4 << 20)

enum config_state config_find(const char *text, const char *option)
{
	enum config_state state = CONFIG_UNKNOWN;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *at = text;

		if (strncmp(at, "CONFIG_", 7))
			continue;
		state = CONFIG_OFF;
		if (skip_prefix(&at, option) && *at == '=')
			return at[1] == 'n' ? CONFIG_OFF : CONFIG_ON;
	}
	return state;
}

static char *read_proc(const struct root *root)
{
	_cleanup_free_ char *packed = NULL;
	size_t size;

	if (root_read_bytes(root, "proc/config.gz", &packed, &size, NULL) < 0)
		return NULL;
	return gzip_unpack(packed, size, MAX_CONFIG_BYTES);
}

static char *read_boot(const struct root *root)
{
	_cleanup_(system_clear) struct system system = {0};
	char path[128], *text = NULL;

	system_read(root, &system);
	if (!system.kernel || strchr(system.kernel, '/') ||
	    snprintf(path, sizeof(path), "boot/config-%s", system.kernel) >= (int)sizeof(path))
		return NULL;
	return root_read(root, path, &text, NULL) < 0 ? NULL : text;
}

enum config_state kernel_config(const struct root *root, const char *option)
{
	_cleanup_free_ char *text = read_proc(root) ?: read_boot(root);

	return text ? config_find(text, option) : CONFIG_UNKNOWN;
}
