// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot_symbols.c - name an address from the /proc/kallsyms of a snapshot. */
#include <errno.h>
#include <string.h>

#include <memmap/backend/kcore.h>
#include <memmap/backend/snapshot.h>
#include <memmap/base/array.h>
#include <memmap/reader/kallsyms.h>

void snapshot_symbols_clear(struct snapshot_symbols *symbols)
{
	free(symbols->items);
	free(symbols->text);
	*symbols = (struct snapshot_symbols){0};
}

/* Appends a string to the text; its place, or SIZE_MAX. */
static size_t add_text(struct snapshot_symbols *symbols, const char *text)
{
	size_t bytes = strlen(text) + 1, at = symbols->text_bytes;

	while (symbols->text_room - at < bytes) {
		size_t room = symbols->text_room ? 2 * symbols->text_room : 1 << 20;
		char *grown = realloc(symbols->text, room);

		if (!grown)
			return SIZE_MAX;
		symbols->text = grown;
		symbols->text_room = room;
	}
	memcpy(symbols->text + at, text, bytes);
	symbols->text_bytes += bytes;
	return at;
}

static bool add_symbol(uint64_t address, char type, const char *name, const char *module,
		       void *context)
{
	struct snapshot_symbols *symbols = context;
	struct snapshot_symbol *symbol;

	if (kallsyms_is_label(name))
		return true;
	if (array_grow(&symbols->items, symbols->nr, NULL) < 0)
		return false;
	symbol = &symbols->items[symbols->nr++];
	symbol->address = address;
	symbol->name = add_text(symbols, name);
	symbol->module = add_text(symbols, module);
	return symbol->name != SIZE_MAX && symbol->module != SIZE_MAX;
}

/* Names were added in the order of the file. */
static int by_address(const void *a, const void *b)
{
	const struct snapshot_symbol *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return left->name < right->name ? -1 : left->name > right->name;
}

static int read_symbols(struct snapshot_backend *self, struct error *err)
{
	struct snapshot_symbols *symbols = &self->symbols;
	int rc;

	if (symbols->read)
		return 0;
	symbols->read = true;
	rc = kallsyms_each(self->root, add_symbol, symbols, err);
	if (rc < 0)
		snapshot_symbols_clear(symbols);
	else
		qsort(symbols->items, symbols->nr, sizeof(*symbols->items), by_address);
	symbols->read = true;
	return rc;
}

static bool is_module(const struct snapshot_symbols *symbols, const struct snapshot_symbol *symbol)
{
	return symbols->text[symbol->module];
}

/* The last symbol at or below an address; of several with one address the first in the file. */
static const struct snapshot_symbol *find_below(const struct snapshot_symbols *symbols,
						uint64_t virt_addr, bool of_module)
{
	const struct snapshot_symbol *found = NULL;
	size_t low = 0, high = symbols->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->items[middle].address <= virt_addr)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low-- > 0; found = &symbols->items[low]) {
		while (low && is_module(symbols, &symbols->items[low]) != of_module)
			low--;
		if (is_module(symbols, &symbols->items[low]) != of_module ||
		    (found && symbols->items[low].address != found->address))
			break;
	}
	return found;
}

static uint64_t find_above(const struct snapshot_symbols *symbols,
			   const struct snapshot_symbol *symbol, uint64_t virt_addr)
{
	const char *module = symbols->text + symbol->module;

	for (; symbol < symbols->items + symbols->nr; symbol++)
		if (symbol->address > virt_addr && !strcmp(symbols->text + symbol->module, module))
			return symbol->address;
	return ABSENT;
}

/* Whether all between two addresses is mapped: between the areas of modules something is not. */
static bool is_mapped_through(const struct translations *content, uint64_t start, uint64_t last)
{
	size_t i = translations_extent(content, start);
	uint64_t next = start;

	for (; i < content->nr_extents && content->extents[i].virt_addr <= next; i++) {
		next = content->extents[i].virt_addr + content->extents[i].length;
		if (next - 1 >= last)
			return true;
	}
	return false;
}

/*
 * Whether an address of the direct map, which holds the image on i386, has the symbol below it: not
 * behind the code, where data has no names, nor behind the image.
 */
static bool is_in_image(const char *name, uint64_t above)
{
	return above != ABSENT && strcmp(name, "_etext") != 0 && strcmp(name, "_einittext") != 0 &&
	       strcmp(name, "_end") != 0;
}

int snapshot_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		    struct error *err)
{
	struct snapshot_backend *self = (struct snapshot_backend *)backend;
	const struct memmap_region *region = address_space_region(&backend->space, virt_addr);
	const struct snapshot_symbols *symbols = &self->symbols;
	const struct snapshot_symbol *symbol;
	struct kcore_nearest nearest;
	struct error why = {0};
	uint64_t above;
	bool of_module = region && address_space_holds_modules(&backend->space, region);
	bool is_linear =
		region && region->type == MEMMAP_REGION_DIRECT_MAP && backend->space.va_bits <= 32;
	int rc;

	*ret = '\0';
	if (!of_module && !is_linear && !(region && region->type == MEMMAP_REGION_KERNEL_IMAGE))
		return 0;
	rc = read_symbols(self, &why);
	/* Without /proc/kallsyms, or with its addresses hidden, there are no names. */
	if (rc < 0 && why.code != ERROR_HIDDEN && why.code != ERROR_NOT_FOUND)
		return error_set(err, why.code, "%s", why.text);
	symbol = find_below(symbols, virt_addr, of_module);
	if (!symbol)
		return 0;
	above = find_above(symbols, symbol, virt_addr);
	if (is_linear && !is_in_image(symbols->text + symbol->name, above))
		return 0;
	if ((of_module || above == ABSENT) &&
	    !is_mapped_through(&self->content, symbol->address, virt_addr))
		return 0;
	nearest = (struct kcore_nearest){
		.virt_addr = virt_addr,
		.start = symbol->address,
		.name = symbols->text + symbol->name,
	};
	kcore_nearest_print(&nearest, above, symbols->text + symbol->module, ret, size);
	return 0;
}
