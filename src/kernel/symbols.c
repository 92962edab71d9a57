// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * symbols.c - symbols of the kernel itself, from its own table, which costs a few reads; where that
 * is not understood, from /proc/kallsyms.
 */
#include <string.h>

#include "arch/arch.h"
#include "base/array.h"
#include "kernel/nearest.h"
#include "kernel/symbols.h"
#include "reader/kallsyms.h"
#include "reader/symtab.h"
#include "reader/vmcoreinfo.h"

/**
 * enum symbols_source - where symbols of the kernel itself are looked up
 * @SYMBOLS_UNKNOWN: not tried yet
 * @SYMBOLS_TABLE: in the kernel's own table
 * @SYMBOLS_KALLSYMS: in /proc/kallsyms, since that table was not understood
 */
enum symbols_source { SYMBOLS_UNKNOWN, SYMBOLS_TABLE, SYMBOLS_KALLSYMS };

/**
 * struct listed_symbol - a symbol of the kernel itself
 * @address: its address
 * @name: its name
 */
struct listed_symbol {
	uint64_t address;
	char *name;
};

/**
 * struct listed_symbols - those of /proc/kallsyms
 * @items: the symbols, as the file has them; none where it hides their addresses
 * @nr: entries of @items
 * @known: the file was read
 */
struct listed_symbols {
	struct listed_symbol *items;
	size_t nr;
	bool known;
};

/**
 * struct symbols - what names of addresses of the kernel itself come from
 * @source: where they are looked up
 * @table: the kernel's own table
 * @listed: those of /proc/kallsyms where that table is not understood; empty until needed
 * @data_sought: it was looked whether data have symbols, which takes a pass over all of them
 * @has_data: they have
 */
struct symbols {
	enum symbols_source source;
	struct symtab table;
	struct listed_symbols listed;
	bool data_sought, has_data;
};

/**
 * struct listing - the kernel's own symbols on their way from /proc/kallsyms
 * @symbols: where they go
 * @no_memory: not all of them got there
 */
struct listing {
	struct listed_symbols *symbols;
	bool no_memory;
};

static bool list_symbol(uint64_t address, char type, const char *name, const char *module,
			void *context)
{
	struct listing *listing = context;
	struct listed_symbols *symbols = listing->symbols;
	char *copy;

	/* Those of modules come last; a hidden address is zero, and no symbol can be there. */
	if (*module)
		return false;
	if (!address)
		return true;
	copy = strdup(name);
	if (!copy || array_grow(&symbols->items, symbols->nr, NULL) < 0) {
		free(copy);
		listing->no_memory = true;
		return false;
	}
	symbols->items[symbols->nr++] = (struct listed_symbol){address, copy};
	return true;
}

static void listed_symbols_clear(struct listed_symbols *symbols)
{
	for (size_t i = 0; i < symbols->nr; i++)
		free(symbols->items[i].name);
	free(symbols->items);
	*symbols = (struct listed_symbols){0};
}

void symbols_free(struct symbols *symbols)
{
	if (!symbols)
		return;
	symtab_clear(&symbols->table);
	listed_symbols_clear(&symbols->listed);
	free(symbols);
}

/* NULL without memory. */
static struct symbols *symbols_of(struct kernel *self)
{
	if (!self->symbols)
		self->symbols = calloc(1, sizeof(*self->symbols));
	return self->symbols;
}

/* Once: what the file says of the kernel itself does not change, nor that it says nothing. */
static int list_kernel(struct kernel *self, struct error *err)
{
	struct listed_symbols *symbols = &self->symbols->listed;
	struct listing listing = {symbols, false};
	struct error why = {0};
	int rc;

	if (symbols->known)
		return 0;
	rc = kallsyms_each(self->root, list_symbol, &listing, &why);
	if (listing.no_memory)
		rc = error_no_memory(&why);
	if (rc < 0 && why.code != ERROR_HIDDEN) {
		listed_symbols_clear(symbols);
		return error_set(err, why.code, "%s", why.text);
	}
	symbols->known = true;
	return 0;
}

static bool has_table(struct kernel *self)
{
	struct symbols *symbols = symbols_of(self);

	if (!symbols)
		return false;
	if (symbols->source == SYMBOLS_UNKNOWN)
		symbols->source = symtab_init(&symbols->table, self->memory) ? SYMBOLS_TABLE
									     : SYMBOLS_KALLSYMS;
	return symbols->source == SYMBOLS_TABLE;
}

/* Only what lies in the text has symbols, unless the kernel has CONFIG_KALLSYMS_ALL. */
static bool has_data_symbols(struct kernel *self)
{
	static const char *const data = "init_task";
	struct symbols *symbols = symbols_of(self);
	uint64_t address;

	if (symbols && !symbols->data_sought) {
		symbols_addresses(self, &data, 1, &address);
		symbols->has_data = address != ABSENT;
		symbols->data_sought = true;
	}
	return symbols && symbols->has_data;
}

static uint64_t image_last(struct kernel *self)
{
	const struct arch_space *found = self->found;

	return found->code_last && !has_data_symbols(self) ? found->code_last : found->image_last;
}

bool symbols_hold(struct kernel *self, uint64_t virt_addr)
{
	return virt_addr >= self->found->image_start && virt_addr <= self->found->image_last &&
	       virt_addr <= image_last(self);
}

/*
 * Without CONFIG_KALLSYMS_ALL the table has symbols of code alone, and the kernel gives data no
 * name; but it has those that end its sections, which seem to hold all that follows.
 */
static bool is_behind_code(struct kernel *self, const char *name)
{
	if (strcmp(name, "_etext") != 0 && strcmp(name, "_einittext") != 0)
		return false;
	return !has_data_symbols(self);
}

int symbols_name(struct kernel *self, uint64_t virt_addr, char *ret, size_t size, struct error *err)
{
	const struct listed_symbols *listed;
	struct nearest nearest = {.virt_addr = virt_addr, .above = ABSENT};
	struct symtab_symbol symbol;
	uint64_t stext;
	int rc = 0;

	/* is_ksym_addr() has no names before that: arm64's image begins with a header (_text). */
	if (vmcoreinfo_symbol(self->memory->vmcoreinfo, "_stext", &stext) && virt_addr < stext)
		return 0;
	if (!symbols_of(self))
		return error_no_memory(err);
	if (has_table(self)) {
		if (symtab_find(&self->symbols->table, self->memory, virt_addr, &symbol)) {
			nearest_add(&nearest, symbol.start, symbol.name);
			nearest.above = symbol.end;
		}
	} else {
		rc = list_kernel(self, err);
		listed = &self->symbols->listed;
		for (size_t i = 0; i < listed->nr; i++)
			nearest_add(&nearest, listed->items[i].address, listed->items[i].name);
	}
	if (rc < 0 || !nearest.start || is_behind_code(self, nearest.name))
		return rc;
	/* Behind the last symbol the kernel takes the end of its image. */
	if (nearest.above == ABSENT)
		nearest.above = image_last(self) + 1;
	nearest_print(&nearest, nearest.above, "", ret, size);
	return 0;
}

static void find_in_kallsyms(struct kernel *self, const char *const *names, size_t nr,
			     uint64_t *ret)
{
	_cleanup_free_ struct symbol_query *queries = calloc(nr, sizeof(*queries));

	for (size_t k = 0; queries && k < nr; k++)
		queries[k].name = names[k];
	if (!queries || kallsyms_lookup(self->root, queries, nr, NULL) < 0)
		return;
	/* They come back in another order. */
	for (size_t i = 0; i < nr; i++)
		for (size_t k = 0; k < nr; k++)
			if (names[k] == queries[i].name && queries[i].nr_matches == 1 &&
			    !*queries[i].matches[0].module)
				ret[k] = queries[i].matches[0].address;
}

void symbols_addresses(struct kernel *self, const char *const *names, size_t nr, uint64_t *ret)
{
	for (size_t i = 0; i < nr; i++)
		ret[i] = ABSENT;
	if (has_table(self))
		symtab_addresses(&self->symbols->table, self->memory, names, nr, ret);
	else
		find_in_kallsyms(self, names, nr, ret);
	/* What the kernel itself points out is certain. */
	for (size_t i = 0; i < nr; i++)
		vmcoreinfo_symbol(self->memory->vmcoreinfo, names[i], &ret[i]);
}
