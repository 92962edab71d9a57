// SPDX-License-Identifier: GPL-2.0-or-later
/* symtab.c - see symtab.h. */
#include <string.h>

#include "reader/symtab.h"
#include "reader/vmcoreinfo.h"

#define MAX_SYMBOLS	(1 << 22)
#define MAX_TOKEN_BYTES (16 << 10)
#define NAMES_PER_BLOCK 256
#define MAX_NAMES_BYTES (64 << 20)
#define MAX_BLOCK_BYTES (NAMES_PER_BLOCK * 1024)
#define MAX_ALIASES	1000

/**
 * struct names_block - the compressed names from a marker to the next
 * @bytes: contents
 * @size: how many
 */
struct names_block {
	unsigned char *bytes;
	size_t size;
};

static void names_block_clear(struct names_block *block)
{
	free(block->bytes);
}

static bool read_at(const struct memory *memory, uint64_t virt_addr, void *buffer, size_t size)
{
	return memory_read_virt(memory, virt_addr, buffer, size, "symbol table", NULL) == 0;
}

void symtab_clear(struct symtab *symtab)
{
	free(symtab->tokens);
	*symtab = (struct symtab){0};
}

static bool read_address(const struct symtab *symtab, const struct memory *memory, uint32_t index,
			 uint64_t *ret)
{
	uint64_t place = symtab->offsets + (uint64_t)index * sizeof(uint32_t);
	uint32_t raw;

	if (!read_at(memory, place, &raw, sizeof(raw)))
		return false;
	if (symtab->from_place)
		*ret = place + (int64_t)(int32_t)raw;
	else if (!symtab->absolute_percpu)
		*ret = symtab->base + raw;
	else if ((int32_t)raw >= 0)
		*ret = raw;
	else
		*ret = symtab->base - 1 - (int64_t)(int32_t)raw;
	return true;
}

/* The next name's length in a block: one byte, or two where the first has its top bit set. */
static bool next_name(const struct names_block *block, size_t *at, size_t *length)
{
	if (*at >= block->size)
		return false;
	*length = block->bytes[(*at)++];
	if (*length & 0x80) {
		if (*at >= block->size)
			return false;
		*length = (*length & 0x7f) | (size_t)block->bytes[(*at)++] << 7;
	}
	return *length && *length <= block->size - *at;
}

static bool read_block(const struct symtab *symtab, const struct memory *memory, uint32_t number,
		       struct names_block *ret)
{
	uint64_t marker = symtab->markers + (uint64_t)number * sizeof(uint32_t);
	bool is_last = number == (symtab->nr - 1) / NAMES_PER_BLOCK;
	uint32_t ends[2];

	if (!read_at(memory, marker, ends, is_last ? sizeof(ends[0]) : sizeof(ends)))
		return false;
	/* The markers follow the names. */
	if (is_last)
		ends[1] = symtab->markers - symtab->names;
	if (ends[1] <= ends[0] || ends[1] - ends[0] > MAX_BLOCK_BYTES)
		return false;
	ret->size = ends[1] - ends[0];
	ret->bytes = malloc(ret->size);
	return ret->bytes && read_at(memory, symtab->names + ends[0], ret->bytes, ret->size);
}

/* Each byte stands for a text; the first character of all is the symbol's type. */
static bool expand(const struct symtab *symtab, const unsigned char *bytes, size_t length,
		   char ret[SYMTAB_NAME_BYTES])
{
	size_t used = 0, skip = 1;

	for (size_t i = 0; i < length; i++) {
		const char *token = symtab->tokens + symtab->token_index[bytes[i]];

		for (; *token; token++) {
			if (skip) {
				skip--;
				continue;
			}
			if (used == SYMTAB_NAME_BYTES - 1)
				return false;
			ret[used++] = *token;
		}
	}
	ret[used] = '\0';
	return used;
}

static bool read_name(const struct symtab *symtab, const struct memory *memory, uint32_t index,
		      char ret[SYMTAB_NAME_BYTES])
{
	_cleanup_(names_block_clear) struct names_block block = {0};
	size_t at = 0, length = 0;

	if (!read_block(symtab, memory, index / NAMES_PER_BLOCK, &block))
		return false;
	for (uint32_t i = 0; i <= index % NAMES_PER_BLOCK; i++) {
		at += length;
		if (!next_name(&block, &at, &length))
			return false;
	}
	return expand(symtab, block.bytes + at, length, ret);
}

/*
 * The first symbol of those at the address that is nearest below, as get_symbol_pos() of
 * kernel/kallsyms.c finds it, and the first behind them. A hostile table has millions at one
 * address: none is looked at one by one.
 */
static bool find_index(const struct symtab *symtab, const struct memory *memory, uint64_t virt_addr,
		       uint32_t *ret, uint32_t *ret_next)
{
	uint32_t low = 0, high = symtab->nr;
	uint64_t address, before;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (!read_address(symtab, memory, middle, &address))
			return false;
		if (address <= virt_addr)
			low = middle;
		else
			high = middle;
	}
	if (!read_address(symtab, memory, low, &address) || address > virt_addr)
		return false;
	*ret_next = low + 1;
	for (high = low, low = 0; low < high;) {
		uint32_t middle = low + (high - low) / 2;

		if (!read_address(symtab, memory, middle, &before))
			return false;
		if (before < address)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = low;
	return true;
}

bool symtab_find(const struct symtab *symtab, const struct memory *memory, uint64_t virt_addr,
		 struct symtab_symbol *ret)
{
	uint32_t index, next;

	if (!find_index(symtab, memory, virt_addr, &index, &next) ||
	    !read_address(symtab, memory, index, &ret->start))
		return false;
	ret->end = ABSENT;
	if (next < symtab->nr && !read_address(symtab, memory, next, &ret->end))
		return false;
	return read_name(symtab, memory, index, ret->name);
}

/* As expand() and strcmp(), but most names differ in their first characters. */
static bool has_name(const struct symtab *symtab, const unsigned char *bytes, size_t length,
		     const char *name)
{
	size_t skip = 1;

	for (size_t i = 0; i < length; i++) {
		const char *token = symtab->tokens + symtab->token_index[bytes[i]];

		for (; *token; token++) {
			if (skip)
				skip--;
			else if (*token != *name++)
				return false;
		}
	}
	return !*name;
}

/* What stands for the address of a name that several symbols have, until all names were seen. */
#define AMBIGUOUS (ABSENT - 1)

static void add_address(const struct symtab *symtab, const struct memory *memory, uint32_t index,
			uint64_t *ret)
{
	uint64_t address;

	if (!read_address(symtab, memory, index, &address))
		return;
	*ret = *ret == ABSENT ? address : AMBIGUOUS;
}

void symtab_addresses(const struct symtab *symtab, const struct memory *memory,
		      const char *const *names, size_t nr, uint64_t *ret)
{
	_cleanup_(names_block_clear) struct names_block all = {0};
	size_t at = 0, length = 0;

	for (size_t k = 0; k < nr; k++)
		ret[k] = ABSENT;
	all.size = symtab->markers - symtab->names;
	if (all.size > MAX_NAMES_BYTES)
		return;
	all.bytes = malloc(all.size);
	if (!all.bytes || !read_at(memory, symtab->names, all.bytes, all.size))
		return;
	for (uint32_t i = 0; i < symtab->nr && next_name(&all, &at, &length); i++, at += length)
		for (size_t k = 0; k < nr; k++)
			if (has_name(symtab, all.bytes + at, length, names[k]))
				add_address(symtab, memory, i, &ret[k]);
	for (size_t k = 0; k < nr; k++)
		if (ret[k] == AMBIGUOUS)
			ret[k] = ABSENT;
}

static bool find_tables(struct symtab *symtab, const struct memory *memory, uint64_t *tokens,
			uint64_t *token_index)
{
	const char *info = memory->vmcoreinfo;
	uint64_t nr, base, last;

	if (!vmcoreinfo_symbol(info, "kallsyms_num_syms", &nr) ||
	    !vmcoreinfo_symbol(info, "kallsyms_offsets", &symtab->offsets) ||
	    !vmcoreinfo_symbol(info, "kallsyms_names", &symtab->names) ||
	    !vmcoreinfo_symbol(info, "kallsyms_token_table", tokens) ||
	    !vmcoreinfo_symbol(info, "kallsyms_token_index", token_index) ||
	    !read_at(memory, nr, &symtab->nr, sizeof(symtab->nr)) || !symtab->nr ||
	    symtab->nr > MAX_SYMBOLS)
		return false;
	/* a081b5789255 ("kallsyms: Get rid of kallsyms relative base"), v7.0 */
	if (!vmcoreinfo_symbol(info, "kallsyms_relative_base", &base)) {
		symtab->from_place = true;
		return true;
	}
	if (!read_at(memory, base, &symtab->base, memory->is_64bit ? 8 : 4))
		return false;
	/*
	 * No kernel is 2 GiB large, so an offset with its top bit set tells that they are signed,
	 * as they were for the sake of per-CPU symbols until v6.15.
	 */
	if (!read_address(symtab, memory, symtab->nr - 1, &last))
		return false;
	symtab->absolute_percpu = (last - symtab->base) >> 31;
	return true;
}

static bool read_tokens(struct symtab *symtab, const struct memory *memory, uint64_t tokens,
			uint64_t token_index)
{
	if (token_index <= tokens || token_index - tokens > MAX_TOKEN_BYTES)
		return false;
	symtab->tokens_bytes = token_index - tokens;
	symtab->tokens = malloc(symtab->tokens_bytes + 1);
	if (!symtab->tokens || !read_at(memory, tokens, symtab->tokens, symtab->tokens_bytes) ||
	    !read_at(memory, token_index, symtab->token_index, sizeof(symtab->token_index)))
		return false;
	symtab->tokens[symtab->tokens_bytes] = '\0';
	for (unsigned int i = 0; i < ARRAY_SIZE(symtab->token_index); i++)
		if (symtab->token_index[i] >= symtab->tokens_bytes)
			return false;
	return true;
}

static bool names_stext(const struct symtab *symtab, const struct memory *memory)
{
	char name[SYMTAB_NAME_BYTES];
	uint64_t stext, address;
	uint32_t index, next;

	if (!vmcoreinfo_symbol(memory->vmcoreinfo, "_stext", &stext) ||
	    !find_index(symtab, memory, stext, &index, &next))
		return false;
	/* It may have other names, but not many. */
	next = next - index < MAX_ALIASES ? next : index + MAX_ALIASES;
	for (; index < next && read_address(symtab, memory, index, &address) && address == stext;
	     index++)
		if (read_name(symtab, memory, index, name) && !strcmp(name, "_stext"))
			return true;
	return false;
}

/* A block of names must end where the next one begins. */
static bool blocks_fit(const struct symtab *symtab, const struct memory *memory)
{
	_cleanup_(names_block_clear) struct names_block block = {0};
	size_t at = 0, length;
	uint32_t first;

	if (!read_at(memory, symtab->markers, &first, sizeof(first)) || first ||
	    symtab->nr <= NAMES_PER_BLOCK || !read_block(symtab, memory, 0, &block))
		return false;
	for (unsigned int i = 0; i < NAMES_PER_BLOCK; i++) {
		if (!next_name(&block, &at, &length))
			return false;
		at += length;
	}
	return at == block.size;
}

static uint64_t align_up(uint64_t value, uint64_t to)
{
	return (value + to - 1) & ~(to - 1);
}

bool symtab_init(struct symtab *symtab, const struct memory *memory)
{
	uint64_t tokens, token_index, markers_bytes, seqs_bytes;

	*symtab = (struct symtab){0};
	if (!find_tables(symtab, memory, &tokens, &token_index) ||
	    !read_tokens(symtab, memory, tokens, token_index))
		return false;
	/*
	 * VMCOREINFO leaves the markers out. They stand between names and tokens; in v6.2 and v6.3
	 * with the symbols' order by name, three bytes each, behind them.
	 */
	markers_bytes = ((uint64_t)symtab->nr + NAMES_PER_BLOCK - 1) / NAMES_PER_BLOCK * 4;
	seqs_bytes = 3 * (uint64_t)symtab->nr;
	for (unsigned int i = 0; i < 4; i++) {
		uint64_t alignment = i & 1 ? 4 : 8;

		symtab->markers = tokens - align_up(markers_bytes, alignment) -
				  (i & 2 ? align_up(seqs_bytes, alignment) : 0);
		if (symtab->markers > symtab->names && blocks_fit(symtab, memory) &&
		    names_stext(symtab, memory))
			return true;
	}
	return false;
}
