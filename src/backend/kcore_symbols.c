// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kcore_symbols.c - name an address as sprint_symbol() of the kernel does.
 *
 * Symbols of the kernel itself come from its own table, which costs a few reads. Those of modules
 * are in /proc/kallsyms alone, behind all the others; so that is read for addresses of modules
 * only.
 */
#include <string.h>

#include <memmap/arch/arch.h>
#include <memmap/backend/kcore.h>
#include <memmap/base/array.h>
#include <memmap/reader/kallsyms.h>
#include <memmap/reader/symbol_index.h>
#include <memmap/reader/vmcoreinfo.h>

void kcore_nearest_add(struct kcore_nearest *nearest, uint64_t address, const char *name)
{
	if (address > nearest->virt_addr && address < nearest->above)
		nearest->above = address;
	if (address > nearest->virt_addr || address <= nearest->start)
		return;
	nearest->start = address;
	nearest->name = name;
}

void kcore_nearest_print(const struct kcore_nearest *nearest, uint64_t end, const char *module,
			 char *ret, size_t size)
{
	const struct symbol_place place = {
		.start = nearest->start,
		.end = end,
		.name = nearest->name,
		.module = module,
	};

	symbol_print(&place, nearest->virt_addr, ret, size);
}

/**
 * struct listing - the kernel's own symbols on their way from /proc/kallsyms
 * @symbols: where they go
 * @no_memory: not all of them got there
 */
struct listing {
	struct kcore_kernel_symbols *symbols;
	bool no_memory;
};

static bool list_symbol(uint64_t address, char type, const char *name, const char *module,
			void *context)
{
	struct listing *listing = context;
	struct kcore_kernel_symbols *symbols = listing->symbols;
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
	symbols->items[symbols->nr++] = (struct kcore_kernel_symbol){address, copy};
	return true;
}

void kcore_kernel_symbols_clear(struct kcore_kernel_symbols *symbols)
{
	for (size_t i = 0; i < symbols->nr; i++)
		free(symbols->items[i].name);
	free(symbols->items);
	*symbols = (struct kcore_kernel_symbols){0};
}

/* Once: what the file says of the kernel itself does not change, nor that it says nothing. */
static int list_kernel(struct kcore_backend *self, struct error *err)
{
	struct kcore_kernel_symbols *symbols = &self->symbols.kernel;
	struct listing listing = {symbols, false};
	struct error why = {0};
	int rc;

	if (symbols->known)
		return 0;
	rc = kallsyms_each(self->root, list_symbol, &listing, &why);
	if (listing.no_memory)
		rc = error_no_memory(&why);
	if (rc < 0 && why.code != ERROR_HIDDEN) {
		kcore_kernel_symbols_clear(symbols);
		return error_set(err, why.code, "%s", why.text);
	}
	symbols->known = true;
	return 0;
}

static bool has_table(struct kcore_backend *self)
{
	struct kcore_symbols *symbols = &self->symbols;

	if (symbols->source == SYMBOLS_UNKNOWN)
		symbols->source = symtab_init(&symbols->table, &self->kcore.memory)
					  ? SYMBOLS_TABLE
					  : SYMBOLS_KALLSYMS;
	return symbols->source == SYMBOLS_TABLE;
}

/* Only what lies in the text has symbols, unless the kernel has CONFIG_KALLSYMS_ALL. */
static bool has_data_symbols(struct kcore_backend *self)
{
	static const char *const data = "init_task";
	uint64_t address;

	kcore_addresses(&self->backend, &data, 1, &address);
	return address != ABSENT;
}

static uint64_t image_last(struct kcore_backend *self)
{
	const struct arch_space *found = &self->found;

	return found->code_last && !has_data_symbols(self) ? found->code_last : found->image_last;
}

static bool is_in_image(struct kcore_backend *self, uint64_t virt_addr)
{
	return virt_addr >= self->found.image_start && virt_addr <= self->found.image_last &&
	       virt_addr <= image_last(self);
}

/*
 * Without CONFIG_KALLSYMS_ALL the table has symbols of code alone, and the kernel gives data no
 * name; but it has those that end its sections, which seem to hold all that follows.
 */
static bool is_behind_code(struct kcore_backend *self, const char *name)
{
	if (strcmp(name, "_etext") != 0 && strcmp(name, "_einittext") != 0)
		return false;
	return !has_data_symbols(self);
}

static int name_kernel(struct kcore_backend *self, uint64_t virt_addr, char *ret, size_t size,
		       struct error *err)
{
	const struct kcore_kernel_symbols *symbols = &self->symbols.kernel;
	struct kcore_nearest nearest = {.virt_addr = virt_addr, .above = ABSENT};
	struct symtab_symbol symbol;
	uint64_t stext;
	int rc = 0;

	/* is_ksym_addr() has no names before that: arm64's image begins with a header (_text). */
	if (vmcoreinfo_symbol(self->kcore.memory.vmcoreinfo, "_stext", &stext) && virt_addr < stext)
		return 0;
	if (has_table(self)) {
		if (symtab_find(&self->symbols.table, &self->kcore.memory, virt_addr, &symbol)) {
			kcore_nearest_add(&nearest, symbol.start, symbol.name);
			nearest.above = symbol.end;
		}
	} else {
		rc = list_kernel(self, err);
		for (size_t i = 0; i < symbols->nr; i++)
			kcore_nearest_add(&nearest, symbols->items[i].address,
					  symbols->items[i].name);
	}
	if (rc < 0 || !nearest.start || is_behind_code(self, nearest.name))
		return rc;
	/* Behind the last symbol the kernel takes the end of its image. */
	if (nearest.above == ABSENT)
		nearest.above = image_last(self) + 1;
	kcore_nearest_print(&nearest, nearest.above, "", ret, size);
	return 0;
}

int kcore_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		 struct error *err)
{
	struct kcore_backend *self = (struct kcore_backend *)backend;
	const struct memmap_region *region = address_space_region(&backend->space, virt_addr);
	struct error why = {0};
	int rc = 0;

	*ret = '\0';
	if (is_in_image(self, virt_addr))
		rc = name_kernel(self, virt_addr, ret, size, &why);
	else if (region && arch_holds_modules(&backend->space, region))
		rc = kcore_name_module(self, virt_addr, ret, size, &why);
	/* Without /proc/kallsyms, or with its addresses hidden, there are no names. */
	if (rc < 0 && (why.code == ERROR_HIDDEN || why.code == ERROR_NOT_FOUND))
		return 0;
	if (rc < 0)
		return error_set(err, why.code, "%s", why.text);
	return 0;
}

static void find_in_kallsyms(struct kcore_backend *self, const char *const *names, size_t nr,
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

void kcore_addresses(struct backend *backend, const char *const *names, size_t nr, uint64_t *ret)
{
	struct kcore_backend *self = (struct kcore_backend *)backend;

	for (size_t i = 0; i < nr; i++)
		ret[i] = ABSENT;
	if (has_table(self))
		symtab_addresses(&self->symbols.table, &self->kcore.memory, names, nr, ret);
	else
		find_in_kallsyms(self, names, nr, ret);
	/* What the kernel itself points out is certain. */
	for (size_t i = 0; i < nr; i++)
		vmcoreinfo_symbol(self->kcore.memory.vmcoreinfo, names[i], &ret[i]);
}

uint64_t kcore_head(struct kcore_backend *self, enum kcore_head head)
{
	static const char *const names[NR_KCORE_HEADS] = {
		[KCORE_VMAP_AREA_LIST] = "vmap_area_list",
		[KCORE_PURGE_VMAP_AREA_LIST] = "purge_vmap_area_list",
		[KCORE_VMAP_PURGE_LIST] = "vmap_purge_list",
		[KCORE_VMAP_NODES] = "vmap_nodes",
		[KCORE_NR_VMAP_NODES] = "nr_vmap_nodes",
		[KCORE_MODULES] = "modules",
	};
	uint64_t *heads = self->symbols.heads;

	if (self->symbols.heads_found)
		return heads[head];
	self->symbols.heads_found = true;
	kcore_addresses(&self->backend, names, NR_KCORE_HEADS, heads);
	return heads[head];
}
