// SPDX-License-Identifier: GPL-2.0-or-later
/* value.c - see value.h. */
#include <stdarg.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "model/value.h"

char *names_next(struct names *names)
{
	return names->nr == ARRAY_SIZE(names->text) ? NULL : names->text[names->nr++];
}

uint64_t load_uint(const void *at, size_t size)
{
	switch (size) {
	case 1:
		return *(const uint8_t *)at;
	case 2:
		return *(const uint16_t *)at;
	case 4:
		return *(const uint32_t *)at;
	default:
		return *(const uint64_t *)at;
	}
}

void names_add(struct names *names, const char *format, ...)
{
	char *name = names_next(names);
	va_list args;

	if (!name)
		return;
	va_start(args, format);
	vsnprintf(name, sizeof(names->text[0]), format, args);
	va_end(args);
}

void names_of_flags(struct names *names, uint64_t flags, const struct flag_name *table, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (!(flags >> table[i].bit & 1))
			continue;
		names_add(names, "%s", table[i].name);
		flags &= ~(1ULL << table[i].bit);
	}
	for (unsigned int bit = 0; flags; bit++, flags >>= 1)
		if (flags & 1)
			names_add(names, "bit%u", bit);
}
