// SPDX-License-Identifier: GPL-2.0-or-later
/* vmcoreinfo.c - see vmcoreinfo.h. */
#include <string.h>

#include "base/parse.h"
#include "reader/vmcoreinfo.h"

const char *vmcoreinfo_value(const char *text, const char *kind, const char *name)
{
	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		const char *at;

		line += *line == '\n';
		at = line;
		if (kind && !(skip_prefix(&at, kind) && skip_prefix(&at, "(")))
			continue;
		if (skip_prefix(&at, name) && (!kind || skip_prefix(&at, ")")) &&
		    skip_prefix(&at, "="))
			return at;
	}
	return NULL;
}

static bool ends_line(const char *text)
{
	return *text == '\n' || !*text;
}

bool vmcoreinfo_symbol(const char *text, const char *name, uint64_t *ret)
{
	const char *value = vmcoreinfo_value(text, "SYMBOL", name);
	uint64_t address;

	if (!value || parse_u64(&value, 16, &address) < 0 || !ends_line(value))
		return false;
	*ret = address;
	return true;
}

bool vmcoreinfo_number(const char *text, const char *kind, const char *name, uint64_t *ret)
{
	const char *value = vmcoreinfo_value(text, kind, name);
	bool negative = value && skip_prefix(&value, "-");
	uint64_t number;

	if (!value || parse_u64(&value, skip_prefix(&value, "0x") ? 16 : 10, &number) < 0 ||
	    !ends_line(value))
		return false;
	*ret = negative ? -number : number;
	return true;
}
