// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * per_cpu.c - per-CPU memory: of which CPU, in which chunk, and what is allocated there.
 *
 * Each chunk has a unit for each CPU, all laid out alike. The first chunk holds the static
 * variables and, mostly, lies in the direct map; the others are vmalloc areas.
 */
#include <string.h>

#include "base/array.h"
#include "kernel/per_cpu.h"
#include "kernel/structs.h"
#include "kernel/variables.h"
#include "reader/kallsyms.h"

/* Members of struct pcpu_chunk; the table below is in this order. */
enum chunk_field {
	CHUNK_LIST,
	CHUNK_NEXT,
	CHUNK_BASE_ADDR,
	CHUNK_NR_PAGES,
	CHUNK_START_OFFSET,
	CHUNK_END_OFFSET,
	CHUNK_ALLOC_MAP,
	CHUNK_BOUND_MAP,
	CHUNK_OBJ_CGROUPS,
	CHUNK_ISOLATED,
	NR_CHUNK_FIELDS,
};

/**
 * struct per_cpu_symbol - a per-CPU variable
 * @address: its address as the symbols have it
 * @of_module: it is a module's
 * @name: its name, with the module in brackets
 */
struct per_cpu_symbol {
	uint64_t address;
	bool of_module;
	char *name;
};

/**
 * struct per_cpu_layout - where the per-CPU allocator keeps what
 * @base_addr: the first unit of the first chunk
 * @unit_bytes: size of a unit
 * @unit_offsets: where each CPU's unit begins in its chunk
 * @static_start: address of the first static variable, as the symbols have them
 * @static_bytes: size of all of them; they begin the first chunk's units
 * @chunk: members of struct pcpu_chunk
 * @symbols: per-CPU variables, in no order
 * @nr_symbols: how many
 */
struct per_cpu_layout {
	uint64_t base_addr, unit_bytes;
	uint64_t *unit_offsets;
	uint64_t static_start, static_bytes;
	struct btf_field chunk[NR_CHUNK_FIELDS];
	struct per_cpu_symbol *symbols;
	size_t nr_symbols;
};

/* One bit stands for so many bytes: PCPU_MIN_ALLOC_SIZE. */
#define BYTES_PER_BIT 4

/* Chunks grow with what is allocated: far more than any system has. */
#define MAX_CHUNKS (1 << 16)
#define MAX_SLOTS  128

/* PCPU_MIN_UNIT_SIZE is 32 KiB; huge pages make units of 2 MiB. */
#define MAX_UNIT_BYTES (64 << 20)

#define MAX_TRIES 8

static const struct btf_field chunk_fields[NR_CHUNK_FIELDS] = {
	[CHUNK_LIST] = {"pcpu_chunk", "list"},
	[CHUNK_NEXT] = {"pcpu_chunk", "list.next"},
	[CHUNK_BASE_ADDR] = {"pcpu_chunk", "base_addr"},
	[CHUNK_NR_PAGES] = {"pcpu_chunk", "nr_pages"},
	[CHUNK_START_OFFSET] = {"pcpu_chunk", "start_offset", .optional = true},
	[CHUNK_END_OFFSET] = {"pcpu_chunk", "end_offset", .optional = true},
	[CHUNK_ALLOC_MAP] = {"pcpu_chunk", "alloc_map"},
	[CHUNK_BOUND_MAP] = {"pcpu_chunk", "bound_map"},
	[CHUNK_OBJ_CGROUPS] = {"pcpu_chunk", "obj_cgroups", .optional = true},
	[CHUNK_ISOLATED] = {"pcpu_chunk", "isolated", .optional = true},
};

static int learn_units(struct owner_finder *finder, struct error *err);
static int learn_chunks(struct owner_finder *finder, struct error *err);
static int learn_symbols(struct owner_finder *finder, struct error *err);

static void clear_layout(void *state)
{
	struct per_cpu_layout *layout = state;

	for (size_t i = 0; i < layout->nr_symbols; i++)
		free(layout->symbols[i].name);
	free(layout->symbols);
	free(layout->unit_offsets);
}

/* What is needed for the static variables does not depend on the kernel's types, as chunks do. */
static const struct owner_source units = {sizeof(struct per_cpu_layout), learn_units, clear_layout};
static const struct owner_source chunks = {0, learn_chunks};
static const struct owner_source symbols = {0, learn_symbols};

static struct per_cpu_layout *layout_of(struct owner_finder *finder)
{
	return owner_state(finder, &units);
}

static int learn_units(struct owner_finder *finder, struct error *err)
{
	struct per_cpu_layout *layout = layout_of(finder);
	struct kernel *kernel = finder->kernel;
	_cleanup_free_ uint64_t *offsets = NULL;
	uint64_t table, end;
	int rc = kernel_per_cpu(kernel, err);

	rc = rc ?: kernel_read_variable(kernel, KERNEL_PCPU_BASE_ADDR, 8, &layout->base_addr, err);
	rc = rc ?: kernel_read_variable(kernel, KERNEL_PCPU_UNIT_SIZE, 4, &layout->unit_bytes, err);
	rc = rc ?: kernel_read_variable(kernel, KERNEL_PCPU_UNIT_OFFSETS, 8, &table, err);
	rc = rc ?: kernel_variable(kernel, KERNEL_PER_CPU_START, &layout->static_start, err);
	rc = rc ?: kernel_variable(kernel, KERNEL_PER_CPU_END, &end, err);
	if (rc < 0)
		return rc;
	layout->static_bytes = end - layout->static_start;
	if (!kernel_is_pointer(kernel, layout->base_addr) || !layout->unit_bytes ||
	    layout->static_bytes > layout->unit_bytes)
		return error_set(err, ERROR_PARSE,
				 "the kernel's per-CPU allocator is laid out in a way that memmap "
				 "does not know");
	offsets = calloc(kernel->nr_cpus, sizeof(*offsets));
	if (!offsets)
		return error_no_memory(err);
	rc = kernel_read(kernel, table, offsets, kernel->nr_cpus * sizeof(*offsets),
			 "pcpu_unit_offsets", err);
	if (rc == 0)
		layout->unit_offsets = take_ptr(offsets);
	return rc;
}

static int learn_chunks(struct owner_finder *finder, struct error *err)
{
	memcpy(layout_of(finder)->chunk, chunk_fields, sizeof(chunk_fields));
	return kernel_layout(finder->kernel, layout_of(finder)->chunk, NR_CHUNK_FIELDS, err);
}

/* Whose unit of a chunk holds an address; its CPU, or ABSENT. */
static uint64_t cpu_in(struct owner_finder *finder, uint64_t base, uint64_t virt_addr)
{
	const struct per_cpu_layout *layout = layout_of(finder);

	for (size_t i = 0; i < finder->kernel->nr_cpus; i++)
		if (virt_addr - base - layout->unit_offsets[i] < layout->unit_bytes)
			return i;
	return ABSENT;
}

/*
 * Symbols of per-CPU variables have the addresses that they were linked at; those of modules count
 * on from there as the allocator's places do.
 */
static bool add_symbol(uint64_t address, char type, const char *name, const char *module,
		       void *context)
{
	struct per_cpu_layout *layout = context;
	struct per_cpu_symbol symbol = {.address = address, .of_module = *module};
	uint64_t bytes = *module ? layout->unit_bytes : layout->static_bytes;

	/* __per_cpu_start and its like are no variables. */
	if (address - layout->static_start >= bytes || !strncmp(name, "__per_cpu_", 10) ||
	    kallsyms_is_label(name))
		return true;
	if (array_grow(&layout->symbols, layout->nr_symbols, NULL) < 0 ||
	    asprintf(&symbol.name, *module ? "%s [%s]" : "%s", name, module) < 0)
		return false;
	layout->symbols[layout->nr_symbols++] = symbol;
	return true;
}

static int learn_symbols(struct owner_finder *finder, struct error *err)
{
	return kallsyms_each(finder->root, add_symbol, layout_of(finder), err);
}

/* The nearest variable at or below the address that is not below @lowest, a place in the unit. */
static void name_variable(struct owner_finder *finder, bool of_module, uint64_t lowest,
			  struct owner *owner)
{
	const struct per_cpu_layout *layout = layout_of(finder);
	const struct per_cpu_symbol *found = NULL;
	uint64_t address = layout->static_start + owner->unit_offset;

	if (owner_once(finder, &symbols, NULL) < 0)
		return;
	for (size_t i = 0; i < layout->nr_symbols; i++) {
		const struct per_cpu_symbol *symbol = &layout->symbols[i];

		if (symbol->of_module == of_module && symbol->address <= address &&
		    symbol->address >= layout->static_start + lowest &&
		    (!found || symbol->address > found->address))
			found = symbol;
	}
	if (!found)
		return;
	snprintf(owner->name_text, sizeof(owner->name_text), "%s", found->name);
	owner->name = owner->name_text;
	owner->object_addr = owner->start_addr + (found->address - layout->static_start);
	owner->offset_bytes = address - found->address;
	owner->object_bytes = ABSENT;
}

/**
 * struct chunk - a chunk
 * @addr: its struct pcpu_chunk
 * @now: members of that
 */
struct chunk {
	uint64_t addr;
	uint64_t now[NR_CHUNK_FIELDS];
};

static bool read_chunk(struct owner_finder *finder, uint64_t addr, struct chunk *ret)
{
	ret->addr = addr;
	return kernel_is_pointer(finder->kernel, addr) &&
	       kernel_read_fields(finder->kernel, layout_of(finder)->chunk, NR_CHUNK_FIELDS, addr,
				  ret->now, NULL) == 0 &&
	       ret->now[CHUNK_NR_PAGES] &&
	       ret->now[CHUNK_NR_PAGES] <= MAX_UNIT_BYTES / owner_page_bytes(finder);
}

/* How far into what the chunk manages an address is, or ABSENT. The first ones manage but a part.
 */
static uint64_t offset_in(struct owner_finder *finder, const struct chunk *chunk,
			  uint64_t virt_addr, uint64_t cpu)
{
	uint64_t into =
		virt_addr - chunk->now[CHUNK_BASE_ADDR] - layout_of(finder)->unit_offsets[cpu];
	uint64_t end = chunk->now[CHUNK_NR_PAGES] * owner_page_bytes(finder) -
		       chunk->now[CHUNK_END_OFFSET];

	return into >= chunk->now[CHUNK_START_OFFSET] && into < end ? into : ABSENT;
}

/* A pointer to the chunk, in a variable. */
static bool chunk_of(struct owner_finder *finder, enum kernel_variable variable, uint64_t virt_addr,
		     uint64_t cpu, struct chunk *ret)
{
	uint64_t addr;

	return kernel_read_variable(finder->kernel, variable, 8, &addr, NULL) == 0 && addr &&
	       read_chunk(finder, addr, ret) && offset_in(finder, ret, virt_addr, cpu) != ABSENT;
}

static bool search_list(struct owner_finder *finder, uint64_t head, uint64_t virt_addr,
			struct chunk *ret)
{
	struct kernel_list_walk walk = {0};
	const struct btf_field *fields = layout_of(finder)->chunk;
	uint64_t list = fields[CHUNK_LIST].offset, next = fields[CHUNK_NEXT].offset - list, at;

	if (kernel_read(finder->kernel, head + next, &at, sizeof(at), "pcpu_chunk_lists", NULL) < 0)
		return false;
	for (; at != head; at = ret->now[CHUNK_NEXT]) {
		if (!kernel_list_step(&walk, at, MAX_CHUNKS) || !read_chunk(finder, at - list, ret))
			return false;
		if (cpu_in(finder, ret->now[CHUNK_BASE_ADDR], virt_addr) != ABSENT)
			return true;
	}
	return false;
}

/*
 * Chunks that memory cgroups are charged for had lists of their own, behind the others, until
 * faf65dde844a ("percpu: rework memcg accounting"), v5.14. `isolated` came a few commits before.
 */
static uint64_t nr_lists_of(const struct per_cpu_layout *layout, uint64_t nr_slots)
{
	bool has_two =
		layout->chunk[CHUNK_OBJ_CGROUPS].found && !layout->chunk[CHUNK_ISOLATED].found;

	return has_two ? 2 * nr_slots : nr_slots;
}

/* Chunks move from list to list as they fill: one that was missed may be found the next time. */
static bool search_lists(struct owner_finder *finder, uint64_t virt_addr, struct chunk *ret)
{
	uint64_t list_bytes = layout_of(finder)->chunk[CHUNK_LIST].size, lists, nr_lists;

	if (kernel_read_variable(finder->kernel, KERNEL_PCPU_CHUNK_LISTS, 8, &lists, NULL) < 0 ||
	    kernel_read_variable(finder->kernel, KERNEL_PCPU_NR_SLOTS, 4, &nr_lists, NULL) < 0 ||
	    nr_lists > MAX_SLOTS)
		return false;
	nr_lists = nr_lists_of(layout_of(finder), nr_lists);
	for (unsigned int i = 0; i < MAX_TRIES; i++)
		for (uint64_t slot = 0; slot < nr_lists; slot++)
			if (search_list(finder, lists + slot * list_bytes, virt_addr, ret))
				return true;
	return false;
}

/**
 * struct allocation - what the allocator's maps say of a place
 * @is_allocated: it is
 * @first: first bit of the allocation
 * @end: the bit behind its last
 */
struct allocation {
	bool is_allocated;
	uint64_t first, end;
};

static bool test_bit(const uint64_t *map, uint64_t bit)
{
	return map[bit / 64] >> bit % 64 & 1;
}

static bool read_allocation(struct owner_finder *finder, const struct chunk *chunk, uint64_t bit,
			    struct allocation *ret)
{
	uint64_t nr_bits = chunk->now[CHUNK_NR_PAGES] * owner_page_bytes(finder) / BYTES_PER_BIT;
	_cleanup_free_ uint64_t *map = malloc(nr_bits / 8);
	uint64_t word;

	*ret = (struct allocation){.first = bit, .end = bit + 1};
	if (!map ||
	    kernel_read(finder->kernel, chunk->now[CHUNK_ALLOC_MAP] + bit / 64 * 8, &word,
			sizeof(word), "pcpu_chunk.alloc_map", NULL) < 0 ||
	    kernel_read(finder->kernel, chunk->now[CHUNK_BOUND_MAP], map, nr_bits / 8,
			"pcpu_chunk.bound_map", NULL) < 0)
		return false;
	ret->is_allocated = word >> bit % 64 & 1;
	while (ret->first && !test_bit(map, ret->first))
		ret->first--;
	while (ret->end < nr_bits && !test_bit(map, ret->end))
		ret->end++;
	return true;
}

static void describe_allocation(struct owner_finder *finder, const struct chunk *chunk,
				uint64_t into, struct owner *owner)
{
	struct allocation found, again;

	for (unsigned int i = 0; i < MAX_TRIES; i++) {
		if (!read_allocation(finder, chunk, into / BYTES_PER_BIT, &found) ||
		    !read_allocation(finder, chunk, into / BYTES_PER_BIT, &again))
			break;
		if (found.is_allocated != again.is_allocated || found.first != again.first ||
		    found.end != again.end)
			continue;
		owner->state = found.is_allocated ? OBJECT_ALLOCATED : OBJECT_FREE;
		if (!found.is_allocated)
			return;
		owner->offset_bytes = into - found.first * BYTES_PER_BIT;
		owner->object_addr = owner->start_addr + owner->unit_offset - owner->offset_bytes;
		owner->object_bytes = (found.end - found.first) * BYTES_PER_BIT;
		return;
	}
	owner->note = "allocated or free unknown: the allocator's maps could not be read";
}

static void place(struct owner_finder *finder, uint64_t virt_addr, uint64_t base, struct owner *ret)
{
	ret->cpu = cpu_in(finder, base, virt_addr);
	ret->chunk_addr = base;
	ret->start_addr = base + layout_of(finder)->unit_offsets[ret->cpu];
	ret->unit_offset = virt_addr - ret->start_addr;
}

/* In the first chunk static variables come first, then those of modules, then the rest. */
static void describe_first(struct owner_finder *finder, uint64_t virt_addr, struct owner *ret)
{
	struct error why = {0};
	struct chunk chunk;

	place(finder, virt_addr, layout_of(finder)->base_addr, ret);
	if (ret->unit_offset < layout_of(finder)->static_bytes) {
		ret->state = OBJECT_ALLOCATED;
		name_variable(finder, false, 0, ret);
		return;
	}
	if (owner_once(finder, &chunks, &why) < 0) {
		owner_note(ret, "allocated or free unknown", &why);
		return;
	}
	if (chunk_of(finder, KERNEL_PCPU_RESERVED_CHUNK, virt_addr, ret->cpu, &chunk)) {
		describe_allocation(finder, &chunk, offset_in(finder, &chunk, virt_addr, ret->cpu),
				    ret);
		if (ret->state == OBJECT_ALLOCATED)
			name_variable(finder, true, ret->unit_offset - ret->offset_bytes, ret);
	} else if (chunk_of(finder, KERNEL_PCPU_FIRST_CHUNK, virt_addr, ret->cpu, &chunk)) {
		describe_allocation(finder, &chunk, offset_in(finder, &chunk, virt_addr, ret->cpu),
				    ret);
	}
}

/* Without a chunk of this address, its owner is someone else, or the allocator is if @is_sure. */
static bool describe_late(struct owner_finder *finder, uint64_t virt_addr, bool is_sure,
			  struct owner *ret)
{
	struct error why = {0};
	struct chunk chunk;
	uint64_t into;

	if (owner_once(finder, &chunks, &why) < 0) {
		owner_note(ret, "CPU and chunk unknown", &why);
		return is_sure;
	}
	if (!search_lists(finder, virt_addr, &chunk)) {
		ret->note = "CPU and chunk unknown: no chunk of the per-CPU allocator has it";
		return is_sure;
	}
	place(finder, virt_addr, chunk.now[CHUNK_BASE_ADDR], ret);
	into = offset_in(finder, &chunk, virt_addr, ret->cpu);
	if (into != ABSENT)
		describe_allocation(finder, &chunk, into, ret);
	return true;
}

bool owner_per_cpu(struct owner_finder *finder, uint64_t virt_addr, bool is_sure, struct owner *ret)
{
	const struct memmap_region *region = address_space_region(finder->space, virt_addr);
	struct error why = {0};

	owner_init(ret, OWNER_PER_CPU);
	if (owner_once(finder, &units, &why) < 0) {
		owner_note(ret, "CPU and chunk unknown", &why);
		return is_sure;
	}
	if (cpu_in(finder, layout_of(finder)->base_addr, virt_addr) != ABSENT) {
		describe_first(finder, virt_addr, ret);
		return true;
	}
	if (!region || region->type != MEMMAP_REGION_VMALLOC)
		return false;
	return describe_late(finder, virt_addr, is_sure, ret);
}
