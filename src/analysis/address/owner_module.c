// SPDX-License-Identifier: GPL-2.0-or-later
/* owner_module.c - modules: which one, by the symbol, and which section of it, by sysfs. */
#include <string.h>

#include "analysis/address/owner_module.h"
#include "base/array.h"
#include "base/parse.h"
#include "reader/kallsyms.h"

/**
 * struct module_section - a section of a module
 * @start: its first address
 * @name: its name
 */
struct module_section {
	uint64_t start;
	char name[OWNER_NAME_BYTES];
};

/**
 * struct module_sections - sections of the module that was asked for last
 * @module: its name
 * @items: its sections
 * @nr: how many
 */
struct module_sections {
	char module[OWNER_NAME_BYTES];
	struct module_section *items;
	size_t nr;
};

static void clear_sections(void *state)
{
	free(((struct module_sections *)state)->items);
}

static void clear_inits(void *state)
{
	freed_inits_clear(state);
}

static const struct owner_source sections_source = {sizeof(struct module_sections),
						    .clear = clear_sections};
static const struct owner_source inits_source = {sizeof(struct freed_inits), .clear = clear_inits};

/* "symbol+0xoff/0xsize [module]" or, with a build id, "[module 1234…]". */
static bool module_name(const char *symbol, char ret[OWNER_NAME_BYTES])
{
	const char *bracket = symbol ? strrchr(symbol, '[') : NULL;
	size_t length = bracket ? strcspn(bracket + 1, " ]") : 0;

	if (!length || length >= OWNER_NAME_BYTES)
		return false;
	memcpy(ret, bracket + 1, length);
	ret[length] = '\0';
	/* It becomes a part of a path. */
	return !strchr(ret, '/') && *ret != '.';
}

static int compare_sections(const void *a, const void *b)
{
	const struct module_section *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

static void add_section(const struct root *root, struct module_sections *sections,
			const char *directory, const char *name)
{
	_cleanup_free_ char *text = NULL;
	struct module_section section;
	const char *at;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	text = root_read_line(root, path);
	at = text;
	/* Zero is what the kernel says to those who may not know. */
	if (!at || !skip_prefix(&at, "0x") || parse_u64(&at, 16, &section.start) < 0 ||
	    !section.start || strlen(name) >= sizeof(section.name) ||
	    array_grow(&sections->items, sections->nr, NULL) < 0)
		return;
	strcpy(section.name, name);
	sections->items[sections->nr++] = section;
}

/*
 * What is there for the time of loading only is gone once the module is live, but its addresses are
 * shown for ever. Per-CPU data is not where its section's address says.
 */
static bool is_gone(const char *name, bool is_live)
{
	const char *rest = name;

	return name[0] == '.' &&
	       (!strcmp(name, ".data..percpu") || (is_live && skip_prefix(&rest, ".init")));
}

static bool is_live(const struct root *root, const char *module)
{
	_cleanup_free_ char *state = NULL;
	char path[256];

	snprintf(path, sizeof(path), "sys/module/%s/initstate", module);
	state = root_read_line(root, path);
	return state && !strcmp(state, "live");
}

static void read_sections(struct owner_finder *finder, struct module_sections *sections,
			  const char *module)
{
	const struct root *root = finder->root;
	bool live = is_live(root, module);
	_cleanup_(root_names_clear) struct root_names names = {0};
	char path[256];

	sections->nr = 0;
	snprintf(sections->module, sizeof(sections->module), "%s", module);
	snprintf(path, sizeof(path), "sys/module/%s/sections", module);
	if (root_list(root, path, &names, NULL) < 0)
		return;
	for (size_t i = 0; i < names.nr; i++)
		if (!is_gone(names.items[i], live))
			add_section(root, sections, path, names.items[i]);
	if (sections->nr)
		qsort(sections->items, sections->nr, sizeof(*sections->items), compare_sections);
}

/* Since v6.4 (ac3b43283923) text, data and read-only data have an area each. */
static void find_section(const struct module_sections *sections, uint64_t virt_addr,
			 const struct vmap_area *area, struct owner *ret)
{
	const struct module_section *found = NULL;

	for (size_t i = 0; i < sections->nr && sections->items[i].start <= virt_addr; i++)
		found = &sections->items[i];
	if (!found || (area && found->start < area->start))
		return;
	strcpy(ret->section_text, found->name);
	ret->section = ret->section_text;
}

bool owner_module(struct owner_finder *finder, uint64_t virt_addr, const struct vmap_area *area,
		  const char *symbol, struct owner *ret)
{
	struct module_sections *sections;
	char module[OWNER_NAME_BYTES];

	if (!module_name(symbol, module))
		return false;
	if (!kallsyms_is_module(module)) {
		owner_init(ret, !strcmp(module, "bpf") ? OWNER_BPF : OWNER_ALLOCATED);
		snprintf(ret->name_text, sizeof(ret->name_text), "%.*s", (int)strcspn(symbol, "+"),
			 symbol);
		ret->name = ret->name_text;
		return true;
	}
	owner_init(ret, OWNER_MODULE);
	strcpy(ret->name_text, module);
	ret->name = ret->name_text;
	sections = owner_state(finder, &sections_source);
	if (!sections)
		return true;
	if (strcmp(sections->module, module) != 0)
		read_sections(finder, sections, module);
	find_section(sections, virt_addr, area, ret);
	return true;
}

bool owner_freed_init(struct owner_finder *finder, uint64_t virt_addr, struct owner *ret)
{
	struct freed_inits *inits = owner_state(finder, &inits_source);
	const struct freed_init *init =
		inits ? freed_inits_find(inits, finder->root, virt_addr) : NULL;

	if (!init)
		return false;
	owner_init(ret, OWNER_MODULE);
	strcpy(ret->name_text, init->module);
	ret->name = ret->name_text;
	ret->section = ".init.text";
	ret->object_addr = init->start;
	ret->offset_bytes = virt_addr - init->start;
	ret->note = "freed once the module was loaded: only its init function needed it";
	return true;
}

const struct freed_init *owner_freed_init_caller(struct owner_finder *finder, const char *caller)
{
	struct freed_inits *inits = owner_state(finder, &inits_source);

	return inits ? freed_inits_caller(inits, finder->root, caller) : NULL;
}
