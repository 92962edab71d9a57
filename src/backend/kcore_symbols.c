// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kcore_symbols.c - name an address as sprint_symbol() of the kernel does.
 *
 * Symbols of the kernel itself come from its own table, which costs a few reads. Those of modules are
 * in /proc/kallsyms alone, behind all the others; so that is read for addresses of modules only.
 */
#include <errno.h>
#include <string.h>

#include <memmap/backend/kcore.h>
#include <memmap/base/parse.h>
#include <memmap/reader/kallsyms.h>

/* A larger size is none, see drop_bogus_size() of the helper module. */
#define MAX_SYMBOL_BYTES (16 << 20)

#define BATCH 512

/**
 * struct nearest - the symbol that is looked for
 * @virt_addr: the address
 * @start: the last symbol at or below it; 0 until one was found
 * @above: the first symbol above it; ABSENT until one was found
 * @name: the name of the one below
 */
struct nearest {
	uint64_t virt_addr;
	uint64_t start, above;
	char name[SYMTAB_NAME_BYTES];
};

/* Of several symbols with one address the first counts, as in find_kallsyms_symbol(). */
static void add_symbol(struct nearest *nearest, uint64_t address, const char *name)
{
	if (address > nearest->virt_addr && address < nearest->above)
		nearest->above = address;
	if (address > nearest->virt_addr || address <= nearest->start)
		return;
	nearest->start = address;
	snprintf(nearest->name, sizeof(nearest->name), "%s", name);
}

static void print_symbol(char *ret, size_t size, const struct nearest *nearest, uint64_t end,
			 const char *module)
{
	uint64_t bytes = end - nearest->start;
	char size_text[32] = "";

	if (end != ABSENT && bytes <= MAX_SYMBOL_BYTES)
		snprintf(size_text, sizeof(size_text), "/0x%jx", (uintmax_t)bytes);
	snprintf(ret, size, "%s+0x%jx%s%s%s%s", nearest->name,
		 (uintmax_t)(nearest->virt_addr - nearest->start), size_text, *module ? " [" : "",
		 module, *module ? "]" : "");
}

static bool add_kernel_symbol(uint64_t address, char type, const char *name, const char *module,
			      void *context)
{
	if (*module)
		return false;
	add_symbol(context, address, name);
	return true;
}

static bool has_table(struct kcore_backend *self)
{
	struct kcore_symbols *symbols = &self->symbols;

	if (symbols->state == SYMBOLS_UNKNOWN)
		symbols->state = symtab_init(&symbols->table, &self->kcore) ? SYMBOLS_TABLE
									     : SYMBOLS_KALLSYMS;
	return symbols->state == SYMBOLS_TABLE;
}

static int name_kernel(struct kcore_backend *self, uint64_t virt_addr, char *ret, size_t size,
		       struct error *err)
{
	struct nearest nearest = {.virt_addr = virt_addr, .above = ABSENT};
	struct symtab_symbol symbol;
	int rc = 0;

	if (has_table(self)) {
		if (symtab_find(&self->symbols.table, &self->kcore, virt_addr, &symbol)) {
			add_symbol(&nearest, symbol.start, symbol.name);
			nearest.above = symbol.end;
		}
	} else {
		rc = kallsyms_each(self->root, add_kernel_symbol, &nearest, err);
	}
	if (rc < 0 || !nearest.start)
		return rc;
	/* Behind the last symbol the kernel takes the end of its image. */
	if (nearest.above == ABSENT)
		nearest.above = self->image_last + 1;
	print_symbol(ret, size, &nearest, nearest.above, "");
	return 0;
}

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
static int find_span(struct kcore_backend *self, uint64_t virt_addr, unsigned int prot,
		     struct span *ret, struct error *err)
{
	const struct memmap_region *region = address_space_region(&self->backend.space, virt_addr);
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
		int rc = kcore_walk(&self->backend, &walk, err);

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

/**
 * struct module_search - which module an address belongs to, and to which symbol of it
 * @nearest: the symbol
 * @span: the area around the address
 * @module: the module whose lines are being read
 * @owns: it has a symbol in that area
 */
struct module_search {
	struct nearest nearest;
	struct span span;
	char module[64];
	bool owns;
};

static bool add_module_symbol(uint64_t address, char type, const char *name, const char *module,
			      void *context)
{
	struct module_search *search = context;

	/* BPF programs, trampolines and probes are listed as if they were modules. */
	if (!*module || !strcmp(module, "bpf") || !strncmp(module, "__builtin__", 11))
		return true;
	if (strcmp(module, search->module)) {
		if (search->owns)
			return false;
		snprintf(search->module, sizeof(search->module), "%s", module);
		search->nearest.start = 0;
		search->nearest.above = ABSENT;
	}
	/* While a module is being loaded it shows what it needs of others. */
	if (type == 'U')
		return true;
	search->owns |= address >= search->span.start && address < search->span.end;
	add_symbol(&search->nearest, address, name);
	return true;
}

/* Where a module's text begins: "name size users by state 0xaddress". */
static bool module_base(const struct root *root, const char *module, uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;
	char *rest, *line;

	if (root_read(root, "proc/modules", &text, NULL) < 0)
		return false;
	rest = text;
	while ((line = next_line(&rest))) {
		const char *at = line;

		if (skip_prefix(&at, module) && *at == ' ' && (at = strstr(at, " 0x")) &&
		    (at += 3) && parse_u64(&at, 16, ret) == 0)
			return *ret;
	}
	return false;
}

/*
 * The kernel says that the size of a module's symbol reaches to the next one or to the end of the
 * module's text, whichever comes first, for data too: data below the text has a size, data above
 * has none that makes sense. The text is what is mapped executable from the module's base on.
 */
static int symbol_end(struct kcore_backend *self, const struct module_search *search,
		      uint64_t *ret, struct error *err)
{
	struct span text;
	uint64_t base;
	int rc;

	*ret = search->nearest.above;
	if (!module_base(self->root, search->module, &base))
		return 0;
	rc = find_span(self, base, MEMMAP_PROT_EXEC, &text, err);
	if (rc == 0 && text.end && text.end < *ret)
		*ret = text.end;
	return rc;
}

static int name_module(struct kcore_backend *self, uint64_t virt_addr, char *ret, size_t size,
		       struct error *err)
{
	struct module_search search = {.nearest = {.virt_addr = virt_addr, .above = ABSENT}};
	uint64_t end;
	int rc;

	rc = find_span(self, virt_addr, 0, &search.span, err);
	if (rc < 0 || !search.span.end)
		return rc;
	rc = kallsyms_each(self->root, add_module_symbol, &search, err);
	if (rc < 0 || !search.owns || !search.nearest.start)
		return rc;
	rc = symbol_end(self, &search, &end, err);
	if (rc == 0)
		print_symbol(ret, size, &search.nearest, end, search.module);
	return rc;
}

int kcore_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		 struct error *err)
{
	struct kcore_backend *self = (struct kcore_backend *)backend;
	const struct memmap_region *region = address_space_region(&backend->space, virt_addr);
	struct error why = {0};
	int rc = 0;

	*ret = '\0';
	if (virt_addr >= self->image_start && virt_addr <= self->image_last)
		rc = name_kernel(self, virt_addr, ret, size, &why);
	else if (region && region->type == MEMMAP_REGION_MODULES)
		rc = name_module(self, virt_addr, ret, size, &why);
	/* Without /proc/kallsyms, or with its addresses hidden, there are no names. */
	if (rc < 0 && (why.code == ERROR_HIDDEN || why.code == ERROR_NOT_FOUND))
		return 0;
	if (rc < 0)
		return error_set(err, why.code, "%s", why.text);
	return 0;
}
