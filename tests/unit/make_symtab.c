// SPDX-License-Identifier: GPL-2.0-or-later
/* make_symtab.c - see make_symtab.h. */
#include <stdio.h>
#include <string.h>

#include "make_symtab.h"

#define TOKENS_BYTES 512

static void *place(struct core *core, const struct make_symtab *table, uint64_t at)
{
	return core_at(core, table->phys + at);
}

void make_symtab_put(struct core *core, const struct make_symtab *table, uint64_t at,
		     uint32_t value)
{
	memcpy(place(core, table, at), &value, sizeof(value));
}

/* A name's length takes two bytes above 127; the first character is the type. */
static uint64_t put_name(unsigned char *to, const char *name)
{
	size_t length = strlen(name) + 1;

	if (length > 127)
		*to++ = length | 0x80;
	*to++ = length > 127 ? length >> 7 : length;
	*to++ = 'T';
	memcpy(to, name, length - 1);
	return length + (length > 127 ? 2 : 1);
}

static void put_tokens(unsigned char *tokens)
{
	for (unsigned int i = 0; i < 256; i++) {
		uint16_t index = 2 * i;

		tokens[2 * i] = i;
		memcpy(tokens + TOKENS_BYTES + 2 * i, &index, sizeof(index));
	}
}

void make_symtab(struct core *core, struct make_symtab *table, const char *const *names,
		 unsigned int nr)
{
	uint64_t at;

	table->base = table->at + 8;
	table->offsets = table->at + 16;
	table->names = (table->offsets + nr * 4 + 7) & ~7ULL;
	at = table->names;
	make_symtab_put(core, table, table->at, nr);
	memcpy(place(core, table, table->base), &table->image, sizeof(table->image));
	for (unsigned int i = 0; i < nr; i++) {
		make_symtab_put(core, table, table->offsets + i * 4, i * 16);
		at += put_name(place(core, table, at), names[i]);
	}
	table->markers = (at + 7) & ~7ULL;
	at = 0;
	for (unsigned int i = 0; i < nr; i++) {
		unsigned char scratch[300];

		if (i % 256 == 0)
			make_symtab_put(core, table, table->markers + i / 256 * 4, at);
		at += put_name(scratch, names[i]);
	}
	table->tokens = (table->markers + (nr + 255) / 256 * 4 + 7) & ~7ULL;
	put_tokens(place(core, table, table->tokens));
	snprintf(table->info, sizeof(table->info),
		 "SYMBOL(_stext)=%llx\nSYMBOL(kallsyms_num_syms)=%llx\n"
		 "SYMBOL(kallsyms_relative_base)=%llx\nSYMBOL(kallsyms_offsets)=%llx\n"
		 "SYMBOL(kallsyms_names)=%llx\nSYMBOL(kallsyms_token_table)=%llx\n"
		 "SYMBOL(kallsyms_token_index)=%llx\n",
		 (unsigned long long)table->image, (unsigned long long)(table->image + table->at),
		 (unsigned long long)(table->image + table->base),
		 (unsigned long long)(table->image + table->offsets),
		 (unsigned long long)(table->image + table->names),
		 (unsigned long long)(table->image + table->tokens),
		 (unsigned long long)(table->image + table->tokens + TOKENS_BYTES));
}
