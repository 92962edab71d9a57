// SPDX-License-Identifier: GPL-2.0-or-later
/* symbol_index.c - see symbol_index.h. */
#include <string.h>

#include "base/array.h"
#include "model/value.h"
#include "reader/kallsyms.h"
#include "reader/symbol_index.h"

/* A larger size is none, see drop_bogus_size() of the helper module. */
#define MAX_SYMBOL_BYTES (16 << 20)

void symbol_index_clear(struct symbol_index *index)
{
	free(index->items);
	free(index->text);
	*index = (struct symbol_index){0};
}

/* Appends a string to the text; its place, or SIZE_MAX. */
static size_t add_text(struct symbol_index *index, const char *text)
{
	size_t bytes = strlen(text) + 1, at = index->text_bytes;

	while (index->text_room - at < bytes) {
		size_t room = index->text_room ? 2 * index->text_room : 1 << 20;
		char *grown = realloc(index->text, room);

		if (!grown)
			return SIZE_MAX;
		index->text = grown;
		index->text_room = room;
	}
	memcpy(index->text + at, text, bytes);
	index->text_bytes += bytes;
	return at;
}

/**
 * struct listing - symbols on their way from the file
 * @index: where they go
 * @code_end: _etext, or 0
 * @has_data: data has names, too: CONFIG_KALLSYMS_ALL
 * @no_memory: not all of them got there
 */
struct listing {
	struct symbol_index *index;
	uint64_t code_end;
	bool has_data, no_memory;
};

static void note_bounds(struct listing *listing, uint64_t address, const char *name)
{
	if (!strcmp(name, "_stext"))
		listing->index->image_start = address;
	else if (!strcmp(name, "_end"))
		listing->index->image_end = address;
	else if (!strcmp(name, "_etext"))
		listing->code_end = address;
	else if (!strcmp(name, "init_task"))
		listing->has_data = true;
}

static bool add_symbol(uint64_t address, char type, const char *name, const char *module,
		       void *context)
{
	struct listing *listing = context;
	struct symbol_index *index = listing->index;
	struct indexed_symbol *symbol;

	if (kallsyms_is_label(name))
		return true;
	if (!*module)
		note_bounds(listing, address, name);
	listing->no_memory = array_grow(&index->items, index->nr, NULL) < 0;
	if (listing->no_memory)
		return false;
	symbol = &index->items[index->nr++];
	symbol->address = address;
	symbol->name = add_text(index, name);
	symbol->module = add_text(index, module);
	symbol->is_code = strchr("tTwW", type);
	listing->no_memory = symbol->name == SIZE_MAX || symbol->module == SIZE_MAX;
	return !listing->no_memory;
}

/* Names were added in the order of the file. */
static int by_address(const void *a, const void *b)
{
	const struct indexed_symbol *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return left->name < right->name ? -1 : left->name > right->name;
}

int symbol_index_read(struct symbol_index *index, const struct root *root, struct error *err)
{
	struct listing listing = {.index = index};
	int rc;

	if (index->read)
		return 0;
	rc = kallsyms_each(root, add_symbol, &listing, err);
	if (listing.no_memory)
		rc = error_no_memory(err);
	if (rc < 0) {
		symbol_index_clear(index);
	} else {
		qsort(index->items, index->nr, sizeof(*index->items), by_address);
		if (!listing.has_data)
			index->image_end = listing.code_end;
	}
	index->read = true;
	return rc;
}

static bool is_module(const struct symbol_index *index, const struct indexed_symbol *symbol)
{
	return index->text[symbol->module];
}

static const struct indexed_symbol *find_below(const struct symbol_index *index, uint64_t virt_addr,
					       bool of_module)
{
	const struct indexed_symbol *found = NULL;
	size_t low = 0, high = index->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->items[middle].address <= virt_addr)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low-- > 0; found = &index->items[low]) {
		while (low && is_module(index, &index->items[low]) != of_module)
			low--;
		if (is_module(index, &index->items[low]) != of_module ||
		    (found && index->items[low].address != found->address))
			break;
	}
	return found;
}

static const struct indexed_symbol *find_above(const struct symbol_index *index,
					       const struct indexed_symbol *symbol,
					       uint64_t virt_addr)
{
	const char *module = index->text + symbol->module;

	for (; symbol < index->items + index->nr; symbol++)
		if (symbol->address > virt_addr && !strcmp(index->text + symbol->module, module))
			return symbol;
	return NULL;
}

bool symbol_index_find(const struct symbol_index *index, uint64_t virt_addr, bool of_module,
		       struct symbol_place *ret)
{
	const struct indexed_symbol *found = find_below(index, virt_addr, of_module), *next;

	if (!found)
		return false;
	next = find_above(index, found, virt_addr);
	*ret = (struct symbol_place){
		.start = found->address,
		.end = next ? next->address : ABSENT,
		.name = index->text + found->name,
		.module = index->text + found->module,
		.in_code = next && found->is_code && next->is_code,
	};
	return true;
}

bool symbol_ends_section(const char *name)
{
	return !strcmp(name, "_etext") || !strcmp(name, "_einittext") || !strcmp(name, "_end");
}

void symbol_print(const struct symbol_place *place, uint64_t virt_addr, char *ret, size_t size)
{
	uint64_t bytes = place->end - place->start;
	char size_text[32] = "";

	if (place->end != ABSENT && bytes <= MAX_SYMBOL_BYTES)
		snprintf(size_text, sizeof(size_text), "/0x%jx", (uintmax_t)bytes);
	snprintf(ret, size, "%s+0x%jx%s%s%s%s", place->name, (uintmax_t)(virt_addr - place->start),
		 size_text, *place->module ? " [" : "", place->module, *place->module ? "]" : "");
}
