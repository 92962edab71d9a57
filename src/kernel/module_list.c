// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * module_list.c - name addresses of modules from the kernel's own list of modules and the
 * symbols of the module that holds the address, as find_kallsyms_symbol() of
 * kernel/module/kallsyms.c does.
 *
 * No lock is held, so modules come and go meanwhile. The list is kept; before it counts, the struct
 * module in question is read again and must still be the same.
 */
#include <elf.h>
#include <string.h>

#include "base/array.h"
#include "kernel/module_list.h"
#include "kernel/nearest.h"
#include "kernel/variables.h"
#include "reader/btf.h"
#include "reader/kallsyms.h"

/* Bounds of this program, far above those of real kernels. */
#define MAX_MODULES	  (1 << 14)
#define MAX_SYMBOLS	  (1 << 20)
#define MAX_NAMES_BYTES	  (16 << 20)
#define MAX_STRUCT_BYTES  (8 << 10)
#define MAX_NAME_BYTES	  1024
#define MODULE_NAME_BYTES 64

#define TRIES 4

enum field {
	STATE,
	LIST_NEXT,
	LIST_PREV,
	NAME,
	KALLSYMS,
	MEM,
	MEM_BASE,
	MEM_SIZE,
	CORE_BASE,
	CORE_SIZE,
	CORE_TEXT_SIZE,
	INIT_BASE,
	INIT_SIZE,
	INIT_TEXT_SIZE,
	NR_MODULE_FIELDS,
	SYMTAB = NR_MODULE_FIELDS,
	NUM_SYMTAB,
	STRTAB,
	NR_FIELDS,
};

/*
 * Since v6.4 (ac3b43283923 ("module: replace module_layout with module_memory")) text, data and
 * read-only data have a place each; before, there was one for all of them and one for what is freed
 * once the module has been initialised.
 */
static const struct btf_field all_fields[NR_FIELDS] = {
	[STATE] = {"module", "state"},
	[LIST_NEXT] = {"module", "list.next"},
	[LIST_PREV] = {"module", "list.prev"},
	[NAME] = {"module", "name"},
	[KALLSYMS] = {"module", "kallsyms"},
	[MEM] = {"module", "mem", .optional = true},
	[MEM_BASE] = {"module", "mem.base", .optional = true},
	[MEM_SIZE] = {"module", "mem.size", .optional = true},
	[CORE_BASE] = {"module", "core_layout.base", .optional = true},
	[CORE_SIZE] = {"module", "core_layout.size", .optional = true},
	[CORE_TEXT_SIZE] = {"module", "core_layout.text_size", .optional = true},
	[INIT_BASE] = {"module", "init_layout.base", .optional = true},
	[INIT_SIZE] = {"module", "init_layout.size", .optional = true},
	[INIT_TEXT_SIZE] = {"module", "init_layout.text_size", .optional = true},
	[SYMTAB] = {"mod_kallsyms", "symtab"},
	[NUM_SYMTAB] = {"mod_kallsyms", "num_symtab"},
	[STRTAB] = {"mod_kallsyms", "strtab"},
};

/**
 * struct module - a module
 * @address: of its struct module
 * @bytes: its struct module, up to the last member of interest
 */
struct module {
	uint64_t address;
	unsigned char *bytes;
};

/**
 * struct part - a run of addresses of a module
 * @start: the first
 * @size: how many
 * @end: where its last symbol ends
 * @alone: symbols outside do not count for it
 */
struct part {
	uint64_t start, size, end;
	bool alone;
};

/**
 * struct module_symbols - the symbols of a module
 * @table: its ELF symbols
 * @nr: how many
 * @names: what their names are offsets into
 * @names_bytes: size of @names
 */
struct module_symbols {
	unsigned char *table;
	uint64_t nr;
	char *names;
	size_t names_bytes;
};

/**
 * struct module_list - the modules
 * @usable: the layout of the structs is known
 * @fields: where they keep what
 * @bytes: how much of a struct module is read
 * @unformed: state of a module that is not one yet
 * @head: address of the list's head
 * @first: what the head leads to
 * @items: the modules; NULL until they were read
 * @nr: how many
 * @owner: the module whose symbols are there, as an index, or SIZE_MAX
 * @symbols: its symbols
 */
struct module_list {
	bool usable;
	struct btf_field fields[NR_FIELDS];
	size_t bytes;
	uint64_t unformed;
	uint64_t head, first;
	struct module *items;
	size_t nr;
	size_t owner;
	struct module_symbols symbols;
};

static bool read_at(struct kernel *self, uint64_t virt_addr, void *buffer, size_t size)
{
	return memory_read_virt(self->memory, virt_addr, buffer, size, "list of modules", NULL) ==
	       0;
}

static void forget_symbols(struct module_list *list)
{
	free(list->symbols.table);
	free(list->symbols.names);
	list->symbols = (struct module_symbols){0};
	list->owner = SIZE_MAX;
}

static void forget_modules(struct module_list *list)
{
	forget_symbols(list);
	for (size_t i = 0; i < list->nr; i++)
		free(list->items[i].bytes);
	free(take_ptr(list->items));
	list->nr = 0;
}

void module_list_free(struct module_list *list)
{
	if (list)
		forget_modules(list);
	free(list);
}

static bool is_number(const struct btf_field *field)
{
	return field->size == sizeof(uint32_t) || field->size == sizeof(uint64_t);
}

/* Whether a member of module_memory lies within each of the array of them. */
static bool lies_in_mem(const struct btf_field *fields, enum field member)
{
	const struct btf_field *mem = &fields[MEM], *field = &fields[member];

	return field->found && (uint64_t)field->offset + field->size <=
				       (uint64_t)mem->offset + mem->size / mem->nr_items;
}

/* The layout must be one that is known, and make sense. */
static bool check_fields(struct module_list *list)
{
	struct btf_field *fields = list->fields;
	bool has_mem = fields[MEM].found && fields[MEM].nr_items;

	for (enum field i = 0; i < NR_FIELDS; i++) {
		uint64_t end = (uint64_t)fields[i].offset + fields[i].size;

		if (i != NAME && i != MEM && fields[i].found && !is_number(&fields[i]))
			return false;
		if (end > MAX_STRUCT_BYTES)
			return false;
		if (i < NR_MODULE_FIELDS && end > list->bytes)
			list->bytes = end;
	}
	return has_mem ? lies_in_mem(fields, MEM_BASE) && lies_in_mem(fields, MEM_SIZE)
		       : fields[CORE_BASE].found && fields[CORE_SIZE].found &&
				 fields[CORE_TEXT_SIZE].found;
}

static bool find_layout(struct kernel *self, struct module_list *list)
{
	struct btf_enumerator unformed = {"MODULE_STATE_UNFORMED"};
	_cleanup_(btf_close) struct btf btf = {.fd = -1};

	list->head = kernel_variable_or_absent(self, KERNEL_MODULES);
	memcpy(list->fields, all_fields, sizeof(all_fields));
	if (list->head == ABSENT || btf_open(self->root, &btf, NULL) < 0 ||
	    btf_find_fields(&btf, list->fields, NR_FIELDS, NULL) < 0 ||
	    btf_find_enumerators(&btf, &unformed, 1, NULL) < 0)
		return false;
	list->unformed = unformed.value;
	return check_fields(list);
}

/* Part @number of a module; false behind the last. */
static bool get_part(const struct module_list *list, const struct module *module,
		     unsigned int number, struct part *ret)
{
	const struct btf_field *fields = list->fields;
	uint32_t nr_mem = fields[MEM].nr_items;
	enum field base = CORE_BASE, size = CORE_SIZE, text_size = CORE_TEXT_SIZE;

	if (nr_mem) {
		const unsigned char *bytes =
			module->bytes + (size_t)number * (fields[MEM].size / nr_mem);

		if (number >= nr_mem)
			return false;
		ret->start = btf_number(&fields[MEM_BASE], bytes);
		ret->size = btf_number(&fields[MEM_SIZE], bytes);
		ret->end = ret->start + ret->size;
		ret->alone = true;
		return true;
	}
	if (number > 1)
		return false;
	if (number == 1) {
		base = INIT_BASE;
		size = INIT_SIZE;
		text_size = INIT_TEXT_SIZE;
	}
	ret->start = btf_number(&fields[base], module->bytes);
	ret->size = btf_number(&fields[size], module->bytes);
	ret->end = ret->start + btf_number(&fields[text_size], module->bytes);
	ret->alone = false;
	return true;
}

/* The struct module that a list entry is in. */
static bool read_module(struct kernel *self, struct module_list *list, uint64_t entry,
			struct module *ret)
{
	_cleanup_free_ unsigned char *bytes = malloc(list->bytes);

	ret->address = entry - list->fields[LIST_NEXT].offset;
	if (!bytes || !read_at(self, ret->address, bytes, list->bytes))
		return false;
	ret->bytes = take_ptr(bytes);
	return true;
}

/* An entry leads back to the one before it, so that a loop ends. */
static bool read_entries(struct kernel *self, struct module_list *list)
{
	const struct btf_field *fields = list->fields;
	uint64_t before = list->head, at = list->first;

	while (at != list->head) {
		struct module module = {0};

		if (list->nr == MAX_MODULES || array_grow(&list->items, list->nr, NULL) < 0 ||
		    !read_module(self, list, at, &module))
			return false;
		list->items[list->nr++] = module;
		if (btf_number(&fields[LIST_PREV], module.bytes) != before)
			return false;
		before = at;
		at = btf_number(&fields[LIST_NEXT], module.bytes);
	}
	return true;
}

static bool read_first(struct kernel *self, struct module_list *list, uint64_t *ret)
{
	*ret = 0;
	return read_at(self, list->head, ret, list->fields[LIST_NEXT].size);
}

static bool read_list(struct kernel *self, struct module_list *list)
{
	if (list->items)
		return true;
	if (read_first(self, list, &list->first) && read_entries(self, list))
		return true;
	forget_modules(list);
	return false;
}

static bool find_module(const struct module_list *list, uint64_t virt_addr, size_t *ret,
			struct part *part)
{
	for (size_t i = 0; i < list->nr; i++) {
		const struct module *module = &list->items[i];

		if (btf_number(&list->fields[STATE], module->bytes) == list->unformed)
			continue;
		for (unsigned int k = 0; get_part(list, module, k, part); k++) {
			if (virt_addr - part->start >= part->size)
				continue;
			*ret = i;
			return true;
		}
	}
	return false;
}

static bool is_unchanged(struct kernel *self, const struct module_list *list,
			 const struct module *module)
{
	_cleanup_free_ unsigned char *again = malloc(list->bytes);

	return again && read_at(self, module->address, again, list->bytes) &&
	       memcmp(again, module->bytes, list->bytes) == 0;
}

static size_t symbol_bytes(const struct kernel *self)
{
	return self->memory->is_64bit ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

/* Both classes have the name first. */
static Elf64_Sym get_symbol(const struct kernel *self, const struct module_symbols *symbols,
			    uint64_t index)
{
	const unsigned char *at = symbols->table + index * symbol_bytes(self);
	Elf64_Sym whole;
	Elf32_Sym half;

	if (self->memory->is_64bit) {
		memcpy(&whole, at, sizeof(whole));
		return whole;
	}
	memcpy(&half, at, sizeof(half));
	return (Elf64_Sym){
		.st_name = half.st_name, .st_shndx = half.st_shndx, .st_value = half.st_value};
}

/* Nothing tells how large the names are in all, but where the last one begins. */
static bool read_names(struct kernel *self, uint64_t strtab, struct module_symbols *symbols)
{
	for (uint64_t i = 0; i < symbols->nr; i++) {
		size_t end = (size_t)get_symbol(self, symbols, i).st_name + MAX_NAME_BYTES;

		if (end > symbols->names_bytes)
			symbols->names_bytes = end;
	}
	if (symbols->names_bytes > MAX_NAMES_BYTES)
		return false;
	symbols->names = malloc(symbols->names_bytes + 1);
	if (!symbols->names || !read_at(self, strtab, symbols->names, symbols->names_bytes))
		return false;
	symbols->names[symbols->names_bytes] = '\0';
	return true;
}

static bool read_symbols(struct kernel *self, struct module_list *list, size_t owner)
{
	const struct btf_field *fields = list->fields;
	struct module_symbols *symbols = &list->symbols;
	unsigned char bytes[MAX_STRUCT_BYTES];
	uint64_t at = btf_number(&fields[KALLSYMS], list->items[owner].bytes);
	size_t size = 0;

	if (list->owner == owner)
		return true;
	forget_symbols(list);
	for (enum field i = SYMTAB; i < NR_FIELDS; i++)
		if (fields[i].offset + fields[i].size > size)
			size = fields[i].offset + fields[i].size;
	if (!read_at(self, at, bytes, size))
		return false;
	symbols->nr = btf_number(&fields[NUM_SYMTAB], bytes);
	if (!symbols->nr || symbols->nr > MAX_SYMBOLS)
		return false;
	symbols->table = malloc(symbols->nr * symbol_bytes(self));
	if (!symbols->table || !read_at(self, btf_number(&fields[SYMTAB], bytes), symbols->table,
					symbols->nr * symbol_bytes(self)))
		return false;
	if (!read_names(self, btf_number(&fields[STRTAB], bytes), symbols))
		return false;
	list->owner = owner;
	return true;
}

/* Symbols that are another module's, or have no name, do not count. The first symbol is none. */
static void find_symbol(const struct kernel *self, const struct module_symbols *symbols,
			const struct part *part, struct nearest *nearest)
{
	for (uint64_t i = 1; i < symbols->nr; i++) {
		Elf64_Sym symbol = get_symbol(self, symbols, i);
		const char *name = symbols->names + symbol.st_name;

		if (symbol.st_shndx == SHN_UNDEF || !*name || kallsyms_is_label(name) ||
		    (part->alone && symbol.st_value - part->start >= part->size))
			continue;
		nearest_add(nearest, symbol.st_value, name);
	}
}

static void print_symbol(const struct kernel *self, const struct module_list *list,
			 const struct part *part, uint64_t virt_addr, char *ret, size_t size)
{
	struct nearest nearest = {.virt_addr = virt_addr, .above = part->end};
	const struct btf_field *field = &list->fields[NAME];
	char name[MODULE_NAME_BYTES] = "";

	find_symbol(self, &list->symbols, part, &nearest);
	if (!nearest.start)
		return;
	memcpy(name, list->items[list->owner].bytes + field->offset,
	       field->size < sizeof(name) ? field->size : sizeof(name) - 1);
	nearest_print(&nearest, nearest.above, name, ret, size);
}

static struct module_list *usable_list(struct kernel *self)
{
	struct module_list *list = self->module_list;

	if (!list) {
		list = calloc(1, sizeof(*list));
		if (!list)
			return NULL;
		list->owner = SIZE_MAX;
		list->usable = find_layout(self, list);
		self->module_list = list;
	}
	return list->usable ? list : NULL;
}

bool module_list_name(struct kernel *self, uint64_t virt_addr, char *ret, size_t size)
{
	struct module_list *list = usable_list(self);

	for (int i = 0; list && i < TRIES; i++) {
		struct part part;
		uint64_t first;
		size_t owner;

		if (!read_list(self, list))
			continue;
		if (!find_module(list, virt_addr, &owner, &part)) {
			/* New modules come first. */
			if (read_first(self, list, &first) && first == list->first)
				return true;
		} else if (is_unchanged(self, list, &list->items[owner]) &&
			   read_symbols(self, list, owner) &&
			   is_unchanged(self, list, &list->items[owner])) {
			print_symbol(self, list, &part, virt_addr, ret, size);
			return true;
		}
		forget_modules(list);
	}
	return false;
}
