// SPDX-License-Identifier: GPL-2.0-or-later
/* freed_init.c - see freed_init.h. */
#include <string.h>

#include "base/array.h"
#include "base/parse.h"
#include "reader/freed_init.h"

/* Few modules have more than some pages of it. */
#define MAX_INIT_BYTES (64 << 10)

void freed_inits_clear(struct freed_inits *inits)
{
	free(inits->items);
	*inits = (struct freed_inits){0};
}

/* "name size references users state 0xaddress", and perhaps what taints the kernel */
static bool parse_module(const char *line, struct freed_init *ret)
{
	size_t length = strcspn(line, " ");
	const char *at = strstr(line, " 0x");

	*ret = (struct freed_init){0};
	/* It becomes a part of a path. */
	if (!length || length >= sizeof(ret->module) || memchr(line, '/', length) || *line == '.')
		return false;
	memcpy(ret->module, line, length);
	if (at && skip_prefix(&at, " 0x"))
		return parse_u64(&at, 16, &ret->base) == 0;
	return true;
}

/* Zero is what the kernel says to those who may not know. */
static uint64_t start_of(const struct root *root, const char *module)
{
	_cleanup_free_ char *text = NULL;
	const char *at;
	uint64_t start;
	char path[128];

	snprintf(path, sizeof(path), "sys/module/%s/sections/.init.text", module);
	text = root_read_line(root, path);
	at = text;
	return at && skip_prefix(&at, "0x") && parse_u64(&at, 16, &start) == 0 ? start : 0;
}

static void read_modules(struct freed_inits *inits, const struct root *root)
{
	_cleanup_free_ char *modules = NULL;
	char *rest, *line;

	inits->read = true;
	if (root_read(root, "proc/modules", &modules, NULL) < 0)
		return;
	for (rest = modules; (line = strsep(&rest, "\n"));) {
		struct freed_init module;

		if (!parse_module(line, &module))
			continue;
		if (strstr(line, " Live "))
			module.start = start_of(root, module.module);
		if (array_grow(&inits->items, inits->nr, NULL) < 0)
			return;
		inits->items[inits->nr++] = module;
	}
}

const struct freed_init *freed_inits_find(struct freed_inits *inits, const struct root *root,
					  uint64_t virt_addr)
{
	const struct freed_init *found = NULL;
	uint64_t highest_base = 0;

	if (!inits->read)
		read_modules(inits, root);
	for (size_t i = 0; i < inits->nr; i++) {
		const struct freed_init *item = &inits->items[i];

		if (item->base <= virt_addr && item->base > highest_base)
			highest_base = item->base;
		if (item->start && item->start <= virt_addr &&
		    virt_addr - item->start < MAX_INIT_BYTES &&
		    (!found || item->start > found->start))
			found = item;
	}
	/* Over what other modules have in between it cannot have reached. */
	return found && found->start >= highest_base ? found : NULL;
}

const struct freed_init *freed_inits_caller(struct freed_inits *inits, const struct root *root,
					    const char *caller)
{
	uint64_t virt_addr;

	if (!caller || !skip_prefix(&caller, "0x") || parse_u64(&caller, 16, &virt_addr) < 0 ||
	    *caller)
		return NULL;
	return freed_inits_find(inits, root, virt_addr);
}
