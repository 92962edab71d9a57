// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slab.c - slab objects: of which cache, which one of the slab, allocated or free.
 *
 * An object is free when it is on the free list of its slab, or on that of the CPU that allocates
 * from the slab now. Both change under our eyes; so the counters are read before and after the
 * objects, and the lists must be as long as they say.
 */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "kernel/slab.h"
#include "kernel/structs.h"
#include "kernel/variables.h"

/* Members of the structs that are needed; the tables below are in this order. */
enum slab_field {
	SLAB_CACHE,
	SLAB_FREELIST,
	SLAB_INUSE,
	SLAB_OBJECTS,
	SLAB_FROZEN,
	NR_SLAB_FIELDS
};
enum cache_field {
	CACHE_NAME,
	CACHE_SIZE,
	CACHE_OBJECT_SIZE,
	CACHE_OFFSET,
	CACHE_RED_LEFT_PAD,
	CACHE_RANDOM,
	CACHE_CPU_SLAB,
	CACHE_CPU_SHEAVES,
	CACHE_OO,
	CACHE_MIN,
	NR_CACHE_FIELDS,
};
enum cpu_slab_field { CPU_SLAB_FREELIST, CPU_SLAB_TID, CPU_SLAB_SLAB, NR_CPU_SLAB_FIELDS };

/**
 * struct slab_layout - where the slab allocator keeps what
 * @slab: members of struct slab, or of struct page before v5.17 (d122019bf061)
 * @cache: members of struct kmem_cache
 * @cpu_slab: members of struct kmem_cache_cpu
 */
struct slab_layout {
	struct btf_field slab[NR_SLAB_FIELDS];
	struct btf_field cache[NR_CACHE_FIELDS];
	struct btf_field cpu_slab[NR_CPU_SLAB_FIELDS];
};

/* Bounds of struct slab's 15 and 16 bits, and of what the page allocator can give. */
#define MAX_OBJECTS    0xffff
#define MAX_SLAB_ORDER 10

/* Reading a slab takes some microseconds; few are in use so much that none of these fits. */
#define MAX_TRIES 16

static const struct btf_field slab_fields[NR_SLAB_FIELDS] = {
	[SLAB_CACHE] = {"slab", "slab_cache", .optional = true},
	[SLAB_FREELIST] = {"slab", "freelist", .optional = true},
	[SLAB_INUSE] = {"slab", "inuse", .optional = true},
	[SLAB_OBJECTS] = {"slab", "objects", .optional = true},
	[SLAB_FROZEN] = {"slab", "frozen", .optional = true},
};

static const struct btf_field cache_fields[NR_CACHE_FIELDS] = {
	[CACHE_NAME] = {"kmem_cache", "name"},
	[CACHE_SIZE] = {"kmem_cache", "size"},
	[CACHE_OBJECT_SIZE] = {"kmem_cache", "object_size"},
	/* Missing with CONFIG_SLAB, the allocator that v6.8 dropped (16a1d968358a). */
	[CACHE_OFFSET] = {"kmem_cache", "offset", .optional = true},
	[CACHE_RED_LEFT_PAD] = {"kmem_cache", "red_left_pad", .optional = true},
	[CACHE_RANDOM] = {"kmem_cache", "random", .optional = true},
	/* Gone where sheaves took its place. */
	[CACHE_CPU_SLAB] = {"kmem_cache", "cpu_slab", .optional = true},
	[CACHE_CPU_SHEAVES] = {"kmem_cache", "cpu_sheaves", .optional = true},
	[CACHE_OO] = {"kmem_cache", "oo.x", .optional = true},
	[CACHE_MIN] = {"kmem_cache", "min.x", .optional = true},
};

static const struct btf_field cpu_slab_fields[NR_CPU_SLAB_FIELDS] = {
	[CPU_SLAB_FREELIST] = {"kmem_cache_cpu", "freelist", .optional = true},
	[CPU_SLAB_TID] = {"kmem_cache_cpu", "tid", .optional = true},
	[CPU_SLAB_SLAB] = {"kmem_cache_cpu", "slab", .optional = true},
};

static int learn_layout(struct owner_finder *finder, struct error *err);

static const struct owner_source source = {sizeof(struct slab_layout), learn_layout};

/* Before v5.17 all of it was in struct page (d122019bf061 ("mm: Split slab into its own type")). */
static int learn_old_layout(struct owner_finder *finder, struct error *err)
{
	struct slab_layout *layout = owner_state(finder, &source);
	struct btf_field fields[NR_SLAB_FIELDS + 1];
	int rc;

	memcpy(fields, slab_fields, sizeof(slab_fields));
	for (size_t i = 0; i < NR_SLAB_FIELDS; i++)
		fields[i].type = "page";
	fields[NR_SLAB_FIELDS] = (struct btf_field){"kmem_cache_cpu", "page", .optional = true};
	rc = kernel_layout(finder->kernel, fields, ARRAY_SIZE(fields), err);
	if (rc < 0)
		return rc;
	memcpy(layout->slab, fields, sizeof(layout->slab));
	layout->cpu_slab[CPU_SLAB_SLAB] = fields[NR_SLAB_FIELDS];
	return 0;
}

static int learn_layout(struct owner_finder *finder, struct error *err)
{
	struct slab_layout *layout = owner_state(finder, &source);
	struct btf_field fields[NR_SLAB_FIELDS + NR_CACHE_FIELDS + NR_CPU_SLAB_FIELDS];
	struct btf_field *cache = fields + NR_SLAB_FIELDS, *cpu_slab = cache + NR_CACHE_FIELDS;
	int rc;

	memcpy(fields, slab_fields, sizeof(slab_fields));
	memcpy(cache, cache_fields, sizeof(cache_fields));
	memcpy(cpu_slab, cpu_slab_fields, sizeof(cpu_slab_fields));
	rc = kernel_layout(finder->kernel, fields, ARRAY_SIZE(fields), err);
	if (rc < 0)
		return rc;
	memcpy(layout->slab, fields, sizeof(layout->slab));
	memcpy(layout->cache, cache, sizeof(layout->cache));
	memcpy(layout->cpu_slab, cpu_slab, sizeof(layout->cpu_slab));
	if (!layout->slab[SLAB_CACHE].found)
		rc = learn_old_layout(finder, err);
	if (rc == 0 && !layout->slab[SLAB_CACHE].found)
		rc = error_set(err, ERROR_NOT_FOUND,
			       "the kernel keeps its slabs in a way that memmap does not know");
	return rc;
}

/**
 * struct slab - a slab that an address lies in
 * @finder: the finder
 * @layout: where the slab allocator keeps what
 * @page: address of its struct slab
 * @base: where its memory begins in the direct map
 * @bytes: its size
 * @order: log2 of its pages
 * @head_pfn: its first frame
 * @now: members of its struct slab
 * @cache: members of its struct kmem_cache
 * @name: name of its cache
 */
struct slab {
	struct owner_finder *finder;
	const struct slab_layout *layout;
	uint64_t page, base, bytes;
	unsigned int order;
	uint64_t head_pfn;
	uint64_t now[NR_SLAB_FIELDS];
	uint64_t cache[NR_CACHE_FIELDS];
	char name[OWNER_NAME_BYTES];
};

static bool read_slab(const struct slab *slab, uint64_t ret[NR_SLAB_FIELDS], struct error *err)
{
	return kernel_read_fields(slab->finder->kernel, slab->layout->slab, NR_SLAB_FIELDS,
				  slab->page, ret, err) == 0;
}

/* Reads its cache too; whether all of it makes sense. */
static bool read_sensible(struct slab *slab, struct error *err)
{
	const struct kernel *kernel = slab->finder->kernel;
	uint64_t *now = slab->now, *cache = slab->cache;

	if (!read_slab(slab, now, err) || !kernel_is_pointer(kernel, now[SLAB_CACHE]) ||
	    kernel_read_fields(kernel, slab->layout->cache, NR_CACHE_FIELDS, now[SLAB_CACHE], cache,
			       err) < 0)
		return false;
	return cache[CACHE_SIZE] && cache[CACHE_SIZE] <= slab->bytes &&
	       cache[CACHE_OBJECT_SIZE] <= cache[CACHE_SIZE] &&
	       cache[CACHE_OFFSET] <= cache[CACHE_SIZE] - sizeof(uint64_t) &&
	       cache[CACHE_RED_LEFT_PAD] < cache[CACHE_SIZE] &&
	       kernel_read_text(kernel, cache[CACHE_NAME], slab->name, sizeof(slab->name));
}

/* The page may have been given back and be something else by now. */
static bool is_still_slab(const struct slab *slab)
{
	struct memmap_frame frame = {.pfn = slab->head_pfn};
	unsigned int order;

	if (kernel_frames(slab->finder->backend, &frame, 1, NULL) < 0 ||
	    frame.status != MEMMAP_FRAME_OK || !(frame.flags & 1ULL << KPF_SLAB))
		return false;
	order = frame.compound_order == MEMMAP_ORDER_NONE ? 0 : frame.compound_order;
	return frame.head_pfn == slab->head_pfn && order == slab->order;
}

/**
 * struct free_objects - the free objects of a slab
 * @slab: the slab
 * @bytes: a copy of its memory
 * @is_free: for each object, whether a list has it
 * @is_plain: pointers are hidden as before v5.7, without their own address' bytes swapped
 */
struct free_objects {
	const struct slab *slab;
	const unsigned char *bytes;
	bool *is_free;
	bool is_plain;
};

/*
 * CONFIG_SLAB_FREELIST_HARDENED hides the pointers in free objects; since v5.7 (1ad53d9fa3f6) the
 * bytes of their own address are swapped for that.
 */
static uint64_t next_object(const struct free_objects *objects, uint64_t object)
{
	const struct slab *slab = objects->slab;
	uint64_t at = object + slab->cache[CACHE_OFFSET], next;

	memcpy(&next, objects->bytes + (at - slab->base), sizeof(next));
	if (!slab->layout->cache[CACHE_RANDOM].found)
		return next;
	return next ^ slab->cache[CACHE_RANDOM] ^ (objects->is_plain ? at : __builtin_bswap64(at));
}

/* Marks what is on a list; whether it is a list of this slab's objects with an end. */
static bool take_list(struct free_objects *objects, uint64_t first, uint64_t *nr)
{
	const struct slab *slab = objects->slab;
	uint64_t start = slab->base + slab->cache[CACHE_RED_LEFT_PAD];
	uint64_t size = slab->cache[CACHE_SIZE];

	*nr = 0;
	for (uint64_t object = first; object; object = next_object(objects, object)) {
		uint64_t index = (object - start) / size;

		if (object < start || (object - start) % size || index >= slab->now[SLAB_OBJECTS] ||
		    objects->is_free[index] ||
		    object + slab->cache[CACHE_OFFSET] + 8 > slab->base + slab->bytes)
			return false;
		objects->is_free[index] = true;
		(*nr)++;
	}
	return true;
}

/**
 * struct cpu_slab - the CPU that allocates from a slab now
 * @addr: its struct kmem_cache_cpu; 0 if there is none
 * @now: members of that
 */
struct cpu_slab {
	uint64_t addr;
	uint64_t now[NR_CPU_SLAB_FIELDS];
};

static bool read_cpu_slab(const struct slab *slab, struct cpu_slab *cpu)
{
	return kernel_read_fields(slab->finder->kernel, slab->layout->cpu_slab, NR_CPU_SLAB_FIELDS,
				  cpu->addr, cpu->now, NULL) == 0;
}

/*
 * Only a frozen slab may be a CPU's. Others that are frozen wait in lists of CPUs, until v6.8
 * (8cd3fa428b56); their free objects are all on their own list.
 */
static bool find_cpu(const struct slab *slab, struct cpu_slab *ret, struct error *err)
{
	struct kernel *kernel = slab->finder->kernel;

	*ret = (struct cpu_slab){0};
	if (!slab->now[SLAB_FROZEN] || !slab->cache[CACHE_CPU_SLAB])
		return true;
	if (kernel_per_cpu(kernel, err) < 0)
		return false;
	for (size_t i = 0; i < kernel->nr_cpus; i++) {
		ret->addr = slab->cache[CACHE_CPU_SLAB] + kernel->per_cpu_offsets[i];
		/* CPUs that are not possible share an offset that leads nowhere. */
		if (kernel_is_pointer(kernel, ret->addr) && read_cpu_slab(slab, ret) &&
		    ret->now[CPU_SLAB_SLAB] == slab->page)
			return true;
	}
	*ret = (struct cpu_slab){0};
	return true;
}

static bool same(const struct slab *slab, const struct cpu_slab *cpu)
{
	struct cpu_slab cpu_after = *cpu;
	uint64_t after[NR_SLAB_FIELDS];

	if (!read_slab(slab, after, NULL) || memcmp(after, slab->now, sizeof(after)) != 0)
		return false;
	if (!cpu->addr)
		return true;
	return read_cpu_slab(slab, &cpu_after) &&
	       memcmp(cpu_after.now, cpu->now, sizeof(cpu->now)) == 0;
}

static bool take_lists(struct free_objects *objects, const struct cpu_slab *cpu)
{
	const uint64_t *now = objects->slab->now;
	uint64_t nr, nr_of_cpu = 0;

	memset(objects->is_free, 0, MAX_OBJECTS * sizeof(*objects->is_free));
	return take_list(objects, now[SLAB_FREELIST], &nr) &&
	       nr == now[SLAB_OBJECTS] - now[SLAB_INUSE] &&
	       take_list(objects, cpu->now[CPU_SLAB_FREELIST], &nr_of_cpu);
}

/* 1 when the free objects are known, 0 when the slab changed, negative when they cannot be. */
static int try_objects(struct slab *slab, unsigned char *bytes, bool *is_free, struct error *err)
{
	struct free_objects objects = {slab, bytes, is_free, false};
	struct cpu_slab cpu;

	if (!read_sensible(slab, err) || slab->now[SLAB_INUSE] > slab->now[SLAB_OBJECTS])
		return err->code ? -1 : 0;
	if (!find_cpu(slab, &cpu, err) ||
	    kernel_read(slab->finder->kernel, slab->base, bytes, slab->bytes, "slab", err) < 0)
		return -1;
	if (!take_lists(&objects, &cpu)) {
		objects.is_plain = true;
		if (!take_lists(&objects, &cpu))
			return 0;
	}
	return same(slab, &cpu) && is_still_slab(slab);
}

static enum object_state state_of(struct slab *slab, uint64_t index, struct owner *owner)
{
	_cleanup_free_ unsigned char *bytes = malloc(slab->bytes);
	_cleanup_free_ bool *is_free = malloc(MAX_OBJECTS * sizeof(*is_free));
	struct error why = {0};
	int rc = 0;

	if (!bytes || !is_free)
		rc = error_no_memory(&why);
	for (unsigned int i = 0; rc == 0 && i < MAX_TRIES; i++)
		rc = try_objects(slab, bytes, is_free, &why);
	if (rc < 0)
		owner_note(owner, "allocated or free unknown", &why);
	else if (rc == 0)
		owner->note = "allocated or free unknown: it changed while it was read; try again";
	if (rc <= 0)
		return OBJECT_UNKNOWN;
	if (is_free[index])
		return OBJECT_FREE;
	if (slab->cache[CACHE_CPU_SHEAVES]) {
		owner->note = "allocated, or free and kept in a sheaf for one of the CPUs: memmap "
			      "does not look there";
		return OBJECT_UNKNOWN;
	}
	return OBJECT_ALLOCATED;
}

/*
 * Now and then an object of some cache is one of KFENCE's, alone in a page. Its slab does not hold
 * as many objects as one of its cache does.
 */
static bool is_kfence(const struct slab *slab)
{
	const struct btf_field *fields = slab->layout->cache;
	const uint64_t *cache = slab->cache;
	/* CONFIG_KFENCE_NUM_OBJECTS is at most 65535, of two pages each. */
	const uint64_t max_pool_bytes = 65536 * 2 * owner_page_bytes(slab->finder);
	uint64_t objects = slab->now[SLAB_OBJECTS], pool = 0;

	if (slab->order || (fields[CACHE_OO].found && objects == (cache[CACHE_OO] & 0xffff)) ||
	    (fields[CACHE_MIN].found && objects == (cache[CACHE_MIN] & 0xffff)))
		return false;
	return kernel_read_variable(slab->finder->kernel, KERNEL_KFENCE_POOL, sizeof(pool), &pool,
				    NULL) == 0 &&
	       pool && slab->base >= pool && slab->base - pool < max_pool_bytes;
}

static void describe_object(struct slab *slab, uint64_t linear, struct owner *owner)
{
	const uint64_t *cache = slab->cache;
	uint64_t index = (linear - slab->base) / cache[CACHE_SIZE], start;

	if (!slab->layout->cache[CACHE_OFFSET].found) {
		owner->note = "object unknown: the kernel's slab allocator is not SLUB";
		return;
	}
	if (is_kfence(slab)) {
		owner->note = "KFENCE has it: one object, alone in its page";
		return;
	}
	owner->nr_objects = slab->now[SLAB_OBJECTS];
	if (index >= slab->now[SLAB_OBJECTS]) {
		owner->note = "behind the last object of its slab";
		return;
	}
	start = slab->base + index * cache[CACHE_SIZE] + cache[CACHE_RED_LEFT_PAD];
	owner->object_index = index;
	owner->object_addr = start;
	if (linear >= start)
		owner->offset_bytes = linear - start;
	owner->state = state_of(slab, index, owner);
	if (linear < start && !owner->note)
		owner->note = "in the red zone in front of the object";
	else if (linear - start >= cache[CACHE_OBJECT_SIZE] && !owner->note)
		owner->note = "in the padding behind the object";
}

void owner_slab(struct owner_finder *finder, uint64_t linear, const struct memmap_frame *frame,
		struct owner *ret)
{
	struct slab slab = {.finder = finder, .head_pfn = frame->head_pfn};
	struct error why = {0};

	owner_init(ret, OWNER_SLAB);
	/* As /proc/kpageflags tells of it, which has no orders. */
	if (frame->head_pfn == ABSENT)
		return;
	slab.order = frame->compound_order == MEMMAP_ORDER_NONE ? 0 : frame->compound_order;
	slab.bytes = owner_page_bytes(finder) << slab.order;
	slab.base = owner_linear(finder, slab.head_pfn * owner_page_bytes(finder));
	ret->order = slab.order;
	ret->start_addr = slab.base;
	if (slab.order > MAX_SLAB_ORDER || slab.base == ABSENT || linear - slab.base >= slab.bytes)
		return;
	if (owner_once(finder, &source, &why) < 0 ||
	    owner_struct_page(finder, slab.head_pfn, &slab.page, &why) < 0) {
		owner_note(ret, "cache and object unknown", &why);
		return;
	}
	slab.layout = owner_state(finder, &source);
	for (unsigned int i = 0;; i++) {
		bool sensible = read_sensible(&slab, &why);

		if (why.code) {
			owner_note(ret, "cache and object unknown", &why);
			return;
		}
		if (sensible && is_still_slab(&slab))
			break;
		if (i == MAX_TRIES) {
			ret->note = "cache and object unknown: it changed while it was read; try "
				    "again";
			return;
		}
	}
	strcpy(ret->name_text, slab.name);
	ret->name = ret->name_text;
	ret->cache_addr = slab.now[SLAB_CACHE];
	ret->slot_bytes = slab.cache[CACHE_SIZE];
	ret->object_bytes = slab.cache[CACHE_OBJECT_SIZE];
	describe_object(&slab, linear, ret);
}
