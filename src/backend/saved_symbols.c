// SPDX-License-Identifier: GPL-2.0-or-later
/* saved_symbols.c - name an address from the /proc/kallsyms of a snapshot. */
#include "arch/arch.h"
#include "backend/saved.h"

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
static bool is_in_image(const struct symbol_place *symbol)
{
	return symbol->end != ABSENT && !symbol_ends_section(symbol->name);
}

int snapshot_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		    struct error *err)
{
	struct snapshot_backend *self = (struct snapshot_backend *)backend;
	const struct memmap_region *region = address_space_region(&backend->space, virt_addr);
	struct symbol_place symbol;
	struct error why = {0};
	bool of_module = region && arch_holds_modules(&backend->space, region);
	bool is_linear =
		region && region->type == MEMMAP_REGION_DIRECT_MAP && backend->space.va_bits <= 32;
	int rc;

	*ret = '\0';
	if (!of_module && !is_linear && !(region && region->type == MEMMAP_REGION_KERNEL_IMAGE))
		return 0;
	rc = symbol_index_read(&self->symbols, self->root, &why);
	/* Without /proc/kallsyms, or with its addresses hidden, there are no names. */
	if (rc < 0 && why.code != ERROR_HIDDEN && why.code != ERROR_NOT_FOUND)
		return error_set(err, why.code, "%s", why.text);
	if (!symbol_index_find(&self->symbols, virt_addr, of_module, &symbol) ||
	    (is_linear && !is_in_image(&symbol)))
		return 0;
	if ((of_module || symbol.end == ABSENT) &&
	    !is_mapped_through(&self->content, symbol.start, virt_addr))
		return 0;
	symbol_print(&symbol, virt_addr, ret, size);
	return 0;
}
