// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vmap_areas.c - the vmalloc areas from the kernel's own list, as s_show() of mm/vmalloc.c reads
 * it for /proc/vmallocinfo.
 *
 * No lock is held, so areas come and go meanwhile. What is found is believed only when it fits
 * together: each entry points back to the one before it, each area and its struct vm_struct name
 * the same addresses, and no two areas overlap. Otherwise all is read again.
 */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "kernel/variables.h"
#include "kernel/vmap_areas.h"
#include "reader/btf.h"
#include "reader/hints.h"
#include "reader/symtab.h"

/* Bounds of this program; the kernel makes a node for each CPU, but at most 128. */
#define MAX_AREAS (1 << 20)
#define MAX_NODES (1 << 12)

/* Of each struct as much is read as up to the last member of interest. */
#define MAX_STRUCT_BYTES 512

#define TRIES 4

/*
 * The low byte of vmap_area.flags tells vm_map_ram() areas; above it is the node that an address
 * goes back to (v6.9, 72210662c5a2).
 */
#define AREA_RAM_MASK 0xff

enum field {
	LIST_NEXT,
	LIST_PREV,
	AREA_START,
	AREA_END,
	AREA_LIST,
	AREA_VM,
	AREA_PURGE_NEXT,
	AREA_FLAGS,
	VM_ADDR,
	VM_SIZE,
	VM_NR_PAGES,
	VM_PHYS,
	VM_CALLER,
	NR_LIST_FIELDS,
	NODE = NR_LIST_FIELDS,
	NODE_BUSY,
	NODE_LAZY,
	RB_LIST_HEAD,
	NR_FIELDS,
};

/* Members of one number, which get() reads. */
static const enum field numbers[] = {
	LIST_NEXT, LIST_PREV, AREA_START,  AREA_END, AREA_VM,
	VM_ADDR,   VM_SIZE,   VM_NR_PAGES, VM_PHYS,  VM_CALLER,
};

static const struct btf_field all_fields[NR_FIELDS] = {
	[LIST_NEXT] = {"list_head", "next"},
	[LIST_PREV] = {"list_head", "prev"},
	[AREA_START] = {"vmap_area", "va_start"},
	[AREA_END] = {"vmap_area", "va_end"},
	[AREA_LIST] = {"vmap_area", "list"},
	[AREA_VM] = {"vmap_area", "vm"},
	[AREA_PURGE_NEXT] = {"vmap_area", "purge_list.next", .optional = true},
	[AREA_FLAGS] = {"vmap_area", "flags", .optional = true},
	[VM_ADDR] = {"vm_struct", "addr"},
	[VM_SIZE] = {"vm_struct", "size"},
	[VM_NR_PAGES] = {"vm_struct", "nr_pages"},
	[VM_PHYS] = {"vm_struct", "phys_addr"},
	[VM_CALLER] = {"vm_struct", "caller"},
	[NODE] = {"vmap_node", NULL},
	[NODE_BUSY] = {"vmap_node", "busy"},
	[NODE_LAZY] = {"vmap_node", "lazy"},
	[RB_LIST_HEAD] = {"rb_list", "head"},
};

/**
 * struct listed_area - an area of the list
 * @area: the area, without a caller
 * @caller: address of the code that made it, or 0
 */
struct listed_area {
	struct vmap_area area;
	uint64_t caller;
};

/**
 * struct reading - the list, being read
 * @self: the kernel
 * @name: names the callers
 * @fields: where its structs keep what
 * @by_node: the areas are in a list for each node rather than in one
 * @head: address of the list's head or of the pointer to the array of nodes
 * @nr_nodes: address of the number of nodes
 * @purge_head: address of the head of the areas that wait to be purged, or 0
 * @purge_first: address of the pointer to the first of them where they have no such head, or 0
 * @items: the areas so far
 * @nr: how many
 * @err: filled on failure
 */
struct reading {
	struct kernel *self;
	vmap_areas_name_fn *name;
	struct btf_field fields[NR_FIELDS];
	bool by_node;
	uint64_t head, nr_nodes, purge_head, purge_first;
	struct listed_area *items;
	size_t nr;
	struct error *err;
};

/* What reading again may cure. */
static int nonsense(struct reading *reading, const char *what, uint64_t at)
{
	error_set(reading->err, ERROR_PARSE, "%s at 0x%jx", what, (uintmax_t)at);
	return -EAGAIN;
}

static uint64_t get(const struct reading *reading, const unsigned char *bytes, enum field field)
{
	return btf_number(&reading->fields[field], bytes);
}

static bool is_number(const struct btf_field *field)
{
	return field->size == sizeof(uint32_t) || field->size == sizeof(uint64_t);
}

/* Where the kernel keeps its objects: that excludes what is not memory, such as registers. */
static bool may_hold_objects(const struct reading *reading, uint64_t virt_addr)
{
	const struct memmap_region *region =
		address_space_region(&reading->self->backend->space, virt_addr);

	return region && virt_addr % reading->fields[LIST_NEXT].size == 0 &&
	       (region->type == MEMMAP_REGION_DIRECT_MAP ||
		region->type == MEMMAP_REGION_KERNEL_IMAGE);
}

static bool may_be_area(const struct reading *reading, uint64_t start, uint64_t end)
{
	const struct address_space *space = &reading->self->backend->space;
	const struct memmap_region *region = address_space_region(space, start);
	uint64_t page_mask = (1ULL << space->page_shift) - 1;

	return end > start && !((start | end) & page_mask) && region &&
	       (region->type == MEMMAP_REGION_VMALLOC || region->type == MEMMAP_REGION_MODULES ||
		region->type == MEMMAP_REGION_KERNEL_IMAGE);
}

static int read_object(struct reading *reading, uint64_t virt_addr, void *buffer, size_t size,
		       const char *what)
{
	struct error why = {0};

	if (!may_hold_objects(reading, virt_addr))
		return nonsense(reading, what, virt_addr);
	if (memory_read_virt(reading->self->memory, virt_addr, buffer, size, what, &why) == 0)
		return 0;
	error_set(reading->err, why.code, "%s", why.text);
	return -EAGAIN;
}

/* How many bytes of a struct hold all its members of interest. */
static uint64_t struct_bytes(const struct reading *reading, enum field first, enum field last)
{
	uint64_t bytes = 0;

	for (enum field i = first; i <= last; i++) {
		const struct btf_field *field = &reading->fields[i];
		uint64_t end = (uint64_t)field->offset + field->size;

		if (end > bytes)
			bytes = end;
	}
	return bytes;
}

static int check_fields(const struct reading *reading)
{
	const struct btf_field *fields = reading->fields;
	const struct btf_field *flags = &fields[AREA_FLAGS], *next = &fields[AREA_PURGE_NEXT];
	bool fit = (!flags->found || is_number(flags)) && (!next->found || is_number(next));

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		fit &= is_number(&fields[numbers[i]]);
	fit &= struct_bytes(reading, LIST_NEXT, LIST_PREV) <= fields[AREA_LIST].size;
	fit &= struct_bytes(reading, AREA_START, AREA_FLAGS) <= MAX_STRUCT_BYTES;
	fit &= struct_bytes(reading, VM_ADDR, VM_CALLER) <= MAX_STRUCT_BYTES;
	if (fit)
		return 0;
	error_set(reading->err, ERROR_PARSE, "the layout of the kernel's vmalloc areas is absurd");
	hint_give(reading->err, reading->self->root, HINT_MODULE);
	return -EBADMSG;
}

static int add_area(struct reading *reading, const struct listed_area *area)
{
	int rc;

	if (reading->nr == MAX_AREAS)
		return nonsense(reading, "absurdly many vmalloc areas", area->area.start);
	rc = array_grow(&reading->items, reading->nr, reading->err);
	if (rc == 0)
		reading->items[reading->nr++] = *area;
	return rc;
}

/* What s_show() prints of a struct vm_struct, which has the addresses a second time. */
static int read_vm(struct reading *reading, uint64_t at, struct listed_area *area)
{
	unsigned char bytes[MAX_STRUCT_BYTES];
	uint64_t phys_addr, nr_pages;
	int rc;

	rc = read_object(reading, at, bytes, struct_bytes(reading, VM_ADDR, VM_CALLER),
			 "struct vm_struct");
	if (rc < 0)
		return rc;
	if (get(reading, bytes, VM_ADDR) != area->area.start ||
	    get(reading, bytes, VM_SIZE) != area->area.size_bytes)
		return nonsense(reading, "struct vm_struct of another area", at);
	phys_addr = get(reading, bytes, VM_PHYS);
	nr_pages = get(reading, bytes, VM_NR_PAGES);
	area->area.phys_addr = phys_addr ?: ABSENT;
	area->area.nr_pages = nr_pages ?: ABSENT;
	area->caller = get(reading, bytes, VM_CALLER);
	return 0;
}

/* Without a struct vm_struct it is of vm_map_ram(), or comes or goes just now. */
static bool is_map_ram(const struct reading *reading, const unsigned char *bytes)
{
	return !reading->fields[AREA_FLAGS].found ||
	       (get(reading, bytes, AREA_FLAGS) & AREA_RAM_MASK);
}

/* @bytes: of a struct vmap_area. While it waits to be purged, others use the place of its vm. */
static int take_area(struct reading *reading, uint64_t at, const unsigned char *bytes, bool purged)
{
	uint64_t start = get(reading, bytes, AREA_START), end = get(reading, bytes, AREA_END);
	struct listed_area area = {
		.area = {.start = start,
			 .size_bytes = end - start,
			 .phys_addr = ABSENT,
			 .nr_pages = ABSENT,
			 .kind = purged ? "unpurged" : "other"},
	};
	uint64_t vm;
	int rc;

	if (!may_be_area(reading, start, end))
		return nonsense(reading, "struct vmap_area with absurd bounds", at);
	if (purged)
		return add_area(reading, &area);
	vm = get(reading, bytes, AREA_VM);
	if (!vm) {
		area.area.kind = "vm_map_ram";
		return is_map_ram(reading, bytes) ? add_area(reading, &area) : 0;
	}
	rc = read_vm(reading, vm, &area);
	return rc < 0 ? rc : add_area(reading, &area);
}

/*
 * An entry leads back to the one before it; so a list that does not lead to its head, loops
 * included, ends at its first entry that has two before it.
 */
static int read_list(struct reading *reading, uint64_t head, bool purged)
{
	const struct btf_field *list = &reading->fields[AREA_LIST];
	size_t size = struct_bytes(reading, AREA_START, AREA_FLAGS);
	unsigned char bytes[MAX_STRUCT_BYTES];
	uint64_t before = head, at;
	size_t nr = 0;
	int rc;

	rc = read_object(reading, head, bytes, list->size, "list of vmalloc areas");
	if (rc < 0)
		return rc;
	for (at = get(reading, bytes, LIST_NEXT); at != head;
	     at = get(reading, bytes + list->offset, LIST_NEXT)) {
		rc = read_object(reading, at - list->offset, bytes, size, "struct vmap_area");
		if (rc < 0)
			return rc;
		if (++nr > MAX_AREAS)
			return nonsense(reading, "absurdly long list of vmalloc areas", head);
		if (get(reading, bytes + list->offset, LIST_PREV) != before)
			return nonsense(reading, "broken list of vmalloc areas", at);
		rc = take_area(reading, at, bytes, purged);
		if (rc < 0)
			return rc;
		before = at;
	}
	return 0;
}

/*
 * A list without heads and without ways back. One that loops comes back to an entry that was
 * marked; marks get ever farther apart.
 */
static int read_purge_list(struct reading *reading)
{
	const struct btf_field *next = &reading->fields[AREA_PURGE_NEXT];
	size_t size = struct_bytes(reading, AREA_START, AREA_FLAGS), nr = 0, nr_at_mark = 1;
	unsigned char bytes[MAX_STRUCT_BYTES];
	uint64_t at = 0, marked = 0;
	int rc;

	rc = read_object(reading, reading->purge_first, &at, next->size, "vmap_purge_list");
	for (; rc == 0 && at; at = get(reading, bytes, AREA_PURGE_NEXT)) {
		if (at == marked)
			return nonsense(reading, "looping vmap_purge_list", at);
		if (++nr == nr_at_mark) {
			marked = at;
			nr_at_mark *= 2;
		}
		at -= next->offset;
		rc = read_object(reading, at, bytes, size, "struct vmap_area");
		if (rc < 0)
			return rc;
		rc = take_area(reading, at, bytes, true);
	}
	return rc;
}

static int read_nodes(struct reading *reading)
{
	const struct btf_field *fields = reading->fields;
	uint64_t nodes = 0;
	uint32_t nr;
	int rc;

	/* A pointer, as is each of a list's. */
	rc = read_object(reading, reading->head, &nodes, fields[LIST_NEXT].size, "vmap_nodes");
	if (rc == 0)
		rc = memory_read_virt(reading->self->memory, reading->nr_nodes, &nr, sizeof(nr),
				      "nr_vmap_nodes", reading->err);
	if (rc < 0)
		return rc;
	if (!nr || nr > MAX_NODES)
		return nonsense(reading, "absurd nr_vmap_nodes", reading->nr_nodes);
	for (uint32_t i = 0; i < nr && rc == 0; i++) {
		uint64_t node =
			nodes + (uint64_t)i * fields[NODE].size + fields[RB_LIST_HEAD].offset;

		rc = read_list(reading, node + fields[NODE_BUSY].offset, false);
		if (rc == 0)
			rc = read_list(reading, node + fields[NODE_LAZY].offset, true);
	}
	return rc;
}

static int compare_starts(const void *a, const void *b)
{
	uint64_t left = ((const struct listed_area *)a)->area.start;
	uint64_t right = ((const struct listed_area *)b)->area.start;

	return (left > right) - (left < right);
}

static int read_once(struct reading *reading)
{
	int rc;

	reading->nr = 0;
	if (reading->by_node)
		rc = read_nodes(reading);
	else
		rc = read_list(reading, reading->head, false);
	if (rc == 0 && reading->purge_head)
		rc = read_list(reading, reading->purge_head, true);
	if (rc == 0 && reading->purge_first)
		rc = read_purge_list(reading);
	if (rc < 0)
		return rc;
	if (reading->nr)
		qsort(reading->items, reading->nr, sizeof(*reading->items), compare_starts);
	for (size_t i = 1; i < reading->nr; i++) {
		const struct vmap_area *before = &reading->items[i - 1].area;

		if (reading->items[i].area.start - before->start < before->size_bytes)
			return nonsense(reading, "two vmalloc areas", before->start);
	}
	return 0;
}

static int read_consistent(struct reading *reading)
{
	struct error *err = reading->err, why;
	int rc = -EAGAIN;

	for (int i = 0; i < TRIES && rc == -EAGAIN; i++) {
		why = (struct error){0};
		reading->err = &why;
		rc = read_once(reading);
	}
	reading->err = err;
	if (rc == 0)
		return 0;
	error_set(err, why.code, "the kernel's list of them is not understood: %s", why.text);
	return rc == -EAGAIN ? -EBADMSG : rc;
}

/* What waits to be purged is an llist until v5.11, a list after it (96e2db456135). */
static void find_purge_list(struct reading *reading)
{
	uint64_t head = kernel_variable_or_absent(reading->self, KERNEL_PURGE_VMAP_AREA_LIST);
	uint64_t first = kernel_variable_or_absent(reading->self, KERNEL_VMAP_PURGE_LIST);

	if (head != ABSENT)
		reading->purge_head = head;
	else if (first != ABSENT && reading->fields[AREA_PURGE_NEXT].found)
		reading->purge_first = first;
}

/*
 * One list until v6.8, named by VMCOREINFO, then one for each of several nodes (d093602919ad and
 * what follows it).
 */
static int find_list(struct reading *reading)
{
	struct kernel *self = reading->self;
	_cleanup_(btf_close) struct btf btf = {.fd = -1};
	int rc;

	reading->head = kernel_variable_or_absent(self, KERNEL_VMAP_NODES);
	reading->nr_nodes = kernel_variable_or_absent(self, KERNEL_NR_VMAP_NODES);
	reading->by_node = reading->head != ABSENT && reading->nr_nodes != ABSENT;
	if (!reading->by_node)
		reading->head = kernel_variable_or_absent(self, KERNEL_VMAP_AREA_LIST);
	if (reading->head == ABSENT) {
		error_set(reading->err, ERROR_NOT_FOUND,
			  "neither vmap_area_list nor vmap_nodes are among the kernel's symbols");
		hint_give(reading->err, reading->self->root, HINT_MODULE);
		return -ENOENT;
	}
	memcpy(reading->fields, all_fields, sizeof(all_fields));
	rc = btf_open(self->root, &btf, reading->err);
	if (rc < 0)
		return rc;
	rc = btf_find_fields(&btf, reading->fields, reading->by_node ? NR_FIELDS : NR_LIST_FIELDS,
			     reading->err);
	if (rc == -ENOENT)
		error_remedy(reading->err,
			     "a kernel that memmap does not know: memmap module load");
	if (rc == 0 && !reading->by_node)
		find_purge_list(reading);
	return rc;
}

static int compare_callers(const void *a, const void *b)
{
	uint64_t left = ((const struct listed_area *)a)->caller;
	uint64_t right = ((const struct listed_area *)b)->caller;

	return (left > right) - (left < right);
}

/* Few callers make many areas: each is named once. What has no name is printed as %pS does. */
static int name_callers(struct reading *reading)
{
	char name[SYMTAB_NAME_BYTES + 128] = "";
	uint64_t named = 0;
	int rc = 0;

	if (reading->nr)
		qsort(reading->items, reading->nr, sizeof(*reading->items), compare_callers);
	for (size_t i = 0; i < reading->nr && rc == 0; i++) {
		struct listed_area *item = &reading->items[i];

		if (!item->caller)
			continue;
		if (item->caller != named)
			rc = reading->name(reading->self->backend, item->caller, name, sizeof(name),
					   reading->err);
		if (!*name)
			snprintf(name, sizeof(name), "0x%jx", (uintmax_t)item->caller);
		named = item->caller;
		item->area.caller = strdup(name);
		if (!item->area.caller)
			return error_no_memory(reading->err);
	}
	return rc;
}

static int make_array(struct reading *reading, struct vmap_area_array *ret)
{
	_cleanup_(vmap_area_array_clear) struct vmap_area_array areas = {0};
	int rc;

	areas.items = calloc(reading->nr ?: 1, sizeof(*areas.items));
	if (!areas.items)
		return error_no_memory(reading->err);
	rc = name_callers(reading);
	for (areas.nr = 0; areas.nr < reading->nr; areas.nr++)
		areas.items[areas.nr] = reading->items[areas.nr].area;
	if (rc < 0)
		return rc;
	vmap_area_array_sort(&areas);
	*ret = areas;
	areas = (struct vmap_area_array){0};
	return 0;
}

int vmap_areas_read(struct kernel *kernel, vmap_areas_name_fn *name, struct vmap_area_array *ret,
		    struct error *err)
{
	struct reading reading = {.self = kernel, .name = name, .err = err};
	int rc;

	rc = find_list(&reading);
	if (rc == 0)
		rc = check_fields(&reading);
	if (rc == 0)
		rc = read_consistent(&reading);
	if (rc == 0)
		rc = make_array(&reading, ret);
	free(reading.items);
	return rc;
}
