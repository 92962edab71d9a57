// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modules.c - name addresses of modules as sprint_symbol() of the kernel does, from /proc/kallsyms.
 *
 * There they stand behind 100,000 others. So they are kept, for as long as /proc/modules stays what
 * it was.
 */
#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "base/array.h"
#include "base/parse.h"
#include "kernel/modules.h"
#include "kernel/nearest.h"
#include "reader/kallsyms.h"

#define BATCH 512

/**
 * struct module_symbol - a symbol of a module
 * @address: its address
 * @name: its name
 * @module: index into modules.names
 */
struct module_symbol {
	uint64_t address;
	char *name;
	unsigned int module;
};

/**
 * struct modules - all modules' symbols, as /proc/kallsyms has them
 * @items: the symbols, those of a module together
 * @nr: entries of @items
 * @names: names of the modules
 * @nr_names: entries of @names
 * @text: what /proc/modules said then, "name size 0xaddress" lines; NULL when nothing was read
 */
struct modules {
	struct module_symbol *items;
	size_t nr;
	char **names;
	size_t nr_names;
	char *text;
};

/**
 * struct span - a run of mapped addresses
 * @start: the first
 * @end: behind the last; equal to @start when there is none
 */
struct span {
	uint64_t start, end;
};

/*
 * The mapped addresses around one, or only the executable ones. vmalloc areas have a page between
 * them that is never mapped, so this is the area, without its caller being asked.
 */
static int find_span(struct kernel *self, uint64_t virt_addr, unsigned int prot, struct span *ret,
		     struct error *err)
{
	const struct memmap_region *region = address_space_region(&self->backend->space, virt_addr);
	_cleanup_free_ struct memmap_extent *extents = calloc(BATCH, sizeof(*extents));
	struct span span = {0};
	uint64_t at;

	*ret = span;
	if (!extents)
		return error_no_memory(err);
	if (!region)
		return 0;
	for (at = region->start; at - region->start <= region->last - region->start;) {
		struct memmap_walk walk = {
			.start = at,
			.length = region->last - at + 1,
			.extents = (uintptr_t)extents,
			.nr_extents = BATCH,
		};
		int rc = backend_walk(self->backend, &walk, err);

		if (rc < 0)
			return rc;
		for (unsigned int i = 0; i < walk.nr_extents; i++) {
			const struct memmap_extent *extent = &extents[i];

			if ((extent->prot & prot) != prot)
				continue;
			if (extent->virt_addr != span.end)
				span.start = extent->virt_addr;
			span.end = extent->virt_addr + extent->length;
			if (span.start <= virt_addr && virt_addr < span.end)
				*ret = span;
			else if (ret->end)
				return 0;
		}
		at = walk.next;
		if (!at)
			break;
	}
	return 0;
}

static void modules_clear(struct modules *modules)
{
	for (size_t i = 0; i < modules->nr; i++)
		free(modules->items[i].name);
	for (size_t i = 0; i < modules->nr_names; i++)
		free(modules->names[i]);
	free(modules->items);
	free(modules->names);
	free(modules->text);
	*modules = (struct modules){0};
}

void modules_free(struct modules *modules)
{
	if (modules)
		modules_clear(modules);
	free(modules);
}

/**
 * struct reading - symbols of modules on their way from /proc/kallsyms
 * @modules: what they are added to
 * @rc: 0, or the failure that ended it
 * @err: filled on failure
 */
struct reading {
	struct modules *modules;
	int rc;
	struct error *err;
};

static int add_module(struct modules *modules, const char *name, struct error *err)
{
	int rc;

	if (modules->nr_names && !strcmp(modules->names[modules->nr_names - 1], name))
		return 0;
	rc = array_grow(&modules->names, modules->nr_names, err);
	if (rc < 0)
		return rc;
	modules->names[modules->nr_names] = strdup(name);
	if (!modules->names[modules->nr_names])
		return error_no_memory(err);
	modules->nr_names++;
	return 0;
}

static int add_symbol(struct modules *modules, uint64_t address, const char *name,
		      struct error *err)
{
	struct module_symbol symbol = {
		.address = address,
		.module = modules->nr_names - 1,
	};
	int rc = array_grow(&modules->items, modules->nr, err);

	if (rc < 0)
		return rc;
	symbol.name = strdup(name);
	if (!symbol.name)
		return error_no_memory(err);
	modules->items[modules->nr++] = symbol;
	return 0;
}

static bool add_line(uint64_t address, char type, const char *name, const char *module,
		     void *context)
{
	struct reading *reading = context;

	/*
	 * BPF programs, trampolines and probes are listed as if they were modules. A module that is
	 * being loaded shows what it needs of others, too.
	 */
	if (!*module || !strcmp(module, "bpf") || !strncmp(module, "__builtin__", 11) ||
	    type == 'U' || kallsyms_is_label(name))
		return true;
	reading->rc = add_module(reading->modules, module, reading->err);
	if (reading->rc == 0)
		reading->rc = add_symbol(reading->modules, address, name, reading->err);
	return reading->rc == 0;
}

/* References come and go; what tells modules apart is their name, size and place. */
static void drop_references(char *text)
{
	char *rest = text, *end = text, *line;

	while ((line = next_line(&rest))) {
		char *name = strsep(&line, " "), *size = strsep(&line, " "), *at;

		at = line ? strstr(line, " 0x") : NULL;
		if (!size || !at)
			continue;
		at[strcspn(at + 1, " ") + 1] = '\0';
		/* It only gets shorter. */
		memmove(end, name, strlen(name));
		end += strlen(name);
		*end++ = ' ';
		memmove(end, size, strlen(size));
		end += strlen(size);
		memmove(end, at, strlen(at));
		end += strlen(at);
		*end++ = '\n';
	}
	*end = '\0';
}

/* Where addresses are hidden there are no symbols, until /proc/modules shows where modules are. */
static int read_modules(struct kernel *self, struct error *err)
{
	struct modules *modules = self->modules = self->modules ?: calloc(1, sizeof(*modules));
	struct error why = {0};
	struct reading reading = {.modules = modules, .err = &why};
	_cleanup_free_ char *text = NULL;
	int rc;

	if (!modules)
		return error_no_memory(err);
	rc = root_read(self->root, "proc/modules", &text, err);
	if (rc < 0)
		return rc;
	drop_references(text);
	if (modules->text && !strcmp(modules->text, text))
		return 0;
	modules_clear(modules);
	rc = kallsyms_each(self->root, add_line, &reading, &why) ?: reading.rc;
	if (rc < 0)
		modules_clear(modules);
	if (rc < 0 && why.code != ERROR_HIDDEN)
		return error_set(err, why.code, "%s", why.text);
	modules->text = take_ptr(text);
	return 0;
}

/* A module's line of /proc/modules, "name size 0xaddress": its size, and where its text begins. */
static bool module_place(const struct modules *modules, const char *name, uint64_t *bytes,
			 uint64_t *base)
{
	for (const char *line = modules->text; *line; line = strchr(line, '\n') + 1) {
		const char *at = line;

		if (skip_prefix(&at, name) && *at == ' ' && (at++, true) &&
		    parse_u64(&at, 10, bytes) == 0 && skip_prefix(&at, " 0x") &&
		    parse_u64(&at, 16, base) == 0)
			return *base;
	}
	return false;
}

/*
 * Where modules are in one piece, the kernel says that a symbol reaches to the next one or to the
 * end of the module's text, whichever comes first, for data too, which has no size that makes sense
 * therefore. The text is what is mapped executable from the module's base on. Without PAE
 * everything is, and where the last symbol ends remains unknown.
 */
static int symbol_end(struct kernel *self, const char *module, uint64_t above, uint64_t *ret,
		      struct error *err)
{
	struct span text;
	uint64_t bytes, base;
	int rc;

	*ret = above;
	if (!arch_has_nx(&self->backend->space) ||
	    !module_place(self->modules, module, &bytes, &base))
		return 0;
	rc = find_span(self, base, MEMMAP_PROT_EXEC, &text, err);
	if (rc == 0 && text.end && text.end < *ret)
		*ret = text.end;
	return rc;
}

/**
 * struct module_owner - the module that an address belongs to
 * @name: its name, or NULL
 * @nearest: its symbol for the address
 * @is_split: it has symbols in other areas too
 * @is_lodger: other modules have symbols in its area
 */
struct module_owner {
	const char *name;
	struct nearest nearest;
	bool is_split, is_lodger;
};

static bool in_span(const struct span *span, uint64_t virt_addr)
{
	return virt_addr >= span->start && virt_addr < span->end;
}

static bool in_region(const struct memmap_region *region, uint64_t virt_addr)
{
	return virt_addr >= region->start && virt_addr <= region->last;
}

/*
 * Whether a module has symbols in the area around the address. Since v6.4 (ac3b43283923 ("module:
 * replace module_layout with module_memory")) text, data and read-only data have an area each, and
 * a symbol counts for addresses of its own area only. Before, all are in one, and the last symbol
 * below the address counts. Symbols outside of the modules' region are per-CPU offsets.
 */
static bool find_in_module(const struct module_symbol *symbols, size_t nr,
			   const struct memmap_region *region, const struct span *span,
			   struct module_owner *ret)
{
	bool owns = false;

	for (size_t i = 0; i < nr; i++) {
		if (in_span(span, symbols[i].address))
			owns = true;
		else
			ret->is_split |= in_region(region, symbols[i].address);
	}
	for (size_t i = 0; i < nr && owns; i++)
		if (!ret->is_split || in_span(span, symbols[i].address))
			nearest_add(&ret->nearest, symbols[i].address, symbols[i].name);
	return owns;
}

/*
 * The module whose symbol is nearest. Since v6.13 (2e45474ab14f ("execmem: add support for cache of
 * large ROX pages")) texts of several modules can lie in one large area.
 */
static void find_owner(const struct modules *modules, const struct memmap_region *region,
		       const struct span *span, struct module_owner *ret)
{
	const struct module_symbol *symbols = modules->items;
	size_t end;

	for (size_t first = 0; first < modules->nr; first = end) {
		struct module_owner module = {
			.name = modules->names[symbols[first].module],
			.nearest = {.virt_addr = ret->nearest.virt_addr, .above = ABSENT},
			.is_lodger = ret->name,
		};

		for (end = first;
		     end < modules->nr && symbols[end].module == symbols[first].module;)
			end++;
		if (!find_in_module(&symbols[first], end - first, region, span, &module))
			continue;
		if (!ret->name || module.nearest.start > ret->nearest.start)
			*ret = module;
		else
			ret->is_lodger = true;
	}
}

/* Nothing tells where a module's text ends in an area that is larger than the module. */
static bool ends_unseen(struct kernel *self, const struct module_owner *owner,
			const struct span *span)
{
	uint64_t page_bytes = 1ULL << self->backend->space.page_shift, bytes, base;

	if (owner->nearest.above < span->end)
		return false;
	return owner->is_lodger ||
	       (module_place(self->modules, owner->name, &bytes, &base) &&
		span->end - span->start > ((bytes + page_bytes - 1) & -page_bytes));
}

static int owner_end(struct kernel *self, const struct module_owner *owner, const struct span *span,
		     uint64_t *ret, struct error *err)
{
	const struct nearest *nearest = &owner->nearest;

	if (!owner->is_split && !owner->is_lodger)
		return symbol_end(self, owner->name, nearest->above, ret, err);
	*ret = nearest->above < span->end ? nearest->above : span->end;
	return 0;
}

int modules_name(struct kernel *self, uint64_t virt_addr, char *ret, size_t size, struct error *err)
{
	struct module_owner owner = {.nearest = {.virt_addr = virt_addr, .above = ABSENT}};
	struct span span;
	uint64_t end = ABSENT;
	int rc;

	rc = find_span(self, virt_addr, 0, &span, err);
	if (rc < 0 || !span.end)
		return rc;
	rc = read_modules(self, err);
	if (rc < 0)
		return rc;
	find_owner(self->modules, address_space_region(&self->backend->space, virt_addr), &span,
		   &owner);
	if (!owner.name || !owner.nearest.start)
		return 0;
	if (!ends_unseen(self, &owner, &span))
		rc = owner_end(self, &owner, &span, &end, err);
	else if ((virt_addr ^ owner.nearest.start) >> self->backend->space.page_shift)
		return 0; /* Modules have whole pages, but this may be another one. */
	if (rc == 0)
		nearest_print(&owner.nearest, end, owner.name, ret, size);
	return rc;
}
