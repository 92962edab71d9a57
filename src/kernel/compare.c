// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare.c - see compare.h.
 *
 * The two do not know all the same (see the head of kcore.c), and what only one can know is no
 * difference: the table of the first step and the accessed bit of its entry, since the module walks
 * the calling process's top table and kcore the kernel's; and where the fixmap begins.
 */
#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "kernel/compare.h"
#include "kernel/compare_walk.h"
#include "kernel/kernel.h"

/* How often both are asked before a difference counts. */
#define TRIES 4

/**
 * struct compare - an opened pair
 * @backend: what the others see
 * @ops: its operations, under the name of the first one
 * @both: the two
 * @differ: who is told of differences
 * @context: passed to @differ
 * @nr_differences: how many there were
 */
struct compare {
	struct backend backend;
	struct backend_ops ops;
	struct backend *both[2];
	compare_fn *differ;
	void *context;
	uint64_t nr_differences;
};

static struct compare *compare_of(struct backend *backend)
{
	return (struct compare *)backend;
}

/* Tells of a difference whose @where, @what and @says are filled. */
static void tell(struct compare *self, struct difference *difference)
{
	for (unsigned int i = 0; i < 2; i++)
		difference->names[i] = self->both[i]->ops->name;
	self->nr_differences++;
	self->differ(difference, self->context);
}

static int second_failed(struct error *err, int rc)
{
	return error_prefix(err, rc, "--verify: ");
}

/**
 * struct part - a member of an answer, a number
 * @name: what it is called
 * @offset: where it lies
 * @size: its size
 * @value_name: names its values, or NULL
 */
struct part {
	const char *name;
	size_t offset, size;
	const char *(*value_name)(uint64_t value);
};

#define PART(struct_, member, value_name_)                                                        \
	{                                                                                         \
#member, offsetof(struct struct_, member), sizeof(((struct struct_ *)0)->member), \
			value_name_                                                               \
	}

static uint64_t value_of(const struct part *part, const void *record)
{
	return load_uint((const char *)record + part->offset, part->size);
}

/* Which parts differ, one bit each. */
static uint64_t compare_parts(const struct part *parts, size_t nr, const void *first,
			      const void *second)
{
	uint64_t differing = 0;

	for (size_t i = 0; i < nr; i++)
		if (value_of(&parts[i], first) != value_of(&parts[i], second))
			differing |= 1ULL << i;
	return differing;
}

static void say(const struct part *part, const void *record, char *ret, size_t size)
{
	uint64_t value = value_of(part, record);
	const char *name = part->value_name ? part->value_name(value) : NULL;

	if (name)
		snprintf(ret, size, "%s", name);
	else
		snprintf(ret, size, "0x%jx", (uintmax_t)value);
}

/* Tells of each part whose bit is set; @prefix stands before its name. */
static void tell_parts(struct compare *self, struct difference *difference, const char *prefix,
		       const struct part *parts, uint64_t differing, const void *first,
		       const void *second)
{
	for (size_t i = 0; differing >> i; i++) {
		if (!(differing >> i & 1))
			continue;
		snprintf(difference->what, sizeof(difference->what), "%s%s", prefix, parts[i].name);
		say(&parts[i], first, difference->says[0], sizeof(difference->says[0]));
		say(&parts[i], second, difference->says[1], sizeof(difference->says[1]));
		tell(self, difference);
	}
}

static const struct part steps_parts[] = {
	PART(memmap_steps, status, status_name), PART(memmap_steps, phys_addr, NULL),
	PART(memmap_steps, prot, NULL),		 PART(memmap_steps, memtype, memtype_name),
	PART(memmap_steps, leaf_shift, NULL),	 PART(memmap_steps, nr_steps, NULL),
};

static const struct part step_parts[] = {
	PART(memmap_step, level, level_name),
	PART(memmap_step, index, NULL),
	PART(memmap_step, table_phys_addr, NULL),
	PART(memmap_step, entry, NULL),
};

/* What differs between two translations: of the whole, and of each level. */
struct steps_difference {
	uint64_t whole;
	uint64_t levels[MEMMAP_MAX_LEVELS];
};

static void forget_exceptions(const struct compare *self, struct memmap_steps *steps)
{
	const struct arch *arch = arch_of_space(&self->backend.space);
	bool has_phys = steps->status == MEMMAP_STATUS_OK || steps->status == MEMMAP_STATUS_RACED;

	if (!has_phys)
		steps->phys_addr = 0;
	steps->steps[0].table_phys_addr = 0;
	if (arch && arch->forgive)
		arch->forgive(self->backend.space.format, steps);
}

/* Return: whether anything differs that differed whenever they were asked before. */
static bool still_differs(const struct memmap_steps both[2], struct steps_difference *ret)
{
	bool any;

	ret->whole &= compare_parts(steps_parts, ARRAY_SIZE(steps_parts), &both[0], &both[1]);
	any = ret->whole;
	for (unsigned int i = 0; i < MEMMAP_MAX_LEVELS; i++) {
		bool has = i < both[0].nr_steps && i < both[1].nr_steps;

		ret->levels[i] &= has ? compare_parts(step_parts, ARRAY_SIZE(step_parts),
						      &both[0].steps[i], &both[1].steps[i])
				      : 0;
		any |= ret->levels[i];
	}
	return any;
}

static void tell_steps(struct compare *self, const struct memmap_steps both[2],
		       const struct steps_difference *differing)
{
	struct difference difference;

	snprintf(difference.where, sizeof(difference.where), "0x%jx", (uintmax_t)both[0].virt_addr);
	tell_parts(self, &difference, "", steps_parts, differing->whole, &both[0], &both[1]);
	for (unsigned int i = 0; i < MEMMAP_MAX_LEVELS; i++) {
		const struct memmap_step *first = &both[0].steps[i], *second = &both[1].steps[i];
		char prefix[16];

		snprintf(prefix, sizeof(prefix), "%s ", level_name(first->level) ?: "?");
		tell_parts(self, &difference, prefix, step_parts, differing->levels[i], first,
			   second);
	}
}

static int compare_steps(struct backend *backend, struct memmap_steps *steps, struct error *err)
{
	struct compare *self = compare_of(backend);
	const struct memmap_steps request = *steps;
	struct steps_difference differing;
	struct memmap_steps both[2];

	memset(&differing, 0xff, sizeof(differing));
	for (unsigned int i = 0; i < TRIES; i++) {
		int rc;

		*steps = both[1] = request;
		rc = backend_steps(self->both[0], steps, err);
		if (rc < 0)
			return rc;
		rc = backend_steps(self->both[1], &both[1], err);
		if (rc < 0)
			return second_failed(err, rc);
		both[0] = *steps;
		forget_exceptions(self, &both[0]);
		forget_exceptions(self, &both[1]);
		if (!still_differs(both, &differing))
			return 0;
	}
	tell_steps(self, both, &differing);
	return 0;
}

static const struct part frame_parts[] = {
	PART(memmap_frame, status, NULL),      PART(memmap_frame, zone, zone_type_name),
	PART(memmap_frame, node, NULL),	       PART(memmap_frame, refcount, NULL),
	PART(memmap_frame, flags, NULL),       PART(memmap_frame, head_pfn, NULL),
	PART(memmap_frame, buddy_order, NULL), PART(memmap_frame, compound_order, NULL),
};

/* Of a frame that is no RAM nothing else counts. */
static uint64_t compare_frame(const struct memmap_frame *first, const struct memmap_frame *second)
{
	bool any_ram = first->status == MEMMAP_FRAME_OK || second->status == MEMMAP_FRAME_OK;

	return any_ram ? compare_parts(frame_parts, ARRAY_SIZE(frame_parts), first, second) : 0;
}

static int compare_frame_again(struct compare *self, struct memmap_frame *first,
			       const struct memmap_frame *second, struct error *err)
{
	uint64_t differing = compare_frame(first, second);
	struct memmap_frame other = *second;
	struct difference difference;

	for (unsigned int i = 1; i < TRIES && differing; i++) {
		const struct memmap_frame request = {.pfn = first->pfn};
		int rc;

		*first = other = request;
		rc = kernel_frames(self->both[0], first, 1, err);
		if (rc < 0)
			return rc;
		rc = kernel_frames(self->both[1], &other, 1, err);
		if (rc < 0)
			return second_failed(err, rc);
		differing &= compare_frame(first, &other);
	}
	snprintf(difference.where, sizeof(difference.where), "pfn 0x%jx", (uintmax_t)first->pfn);
	tell_parts(self, &difference, "", frame_parts, differing, first, &other);
	return 0;
}

static int compare_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
			  struct error *err)
{
	struct compare *self = compare_of(backend);
	_cleanup_free_ struct memmap_frame *others = calloc(nr, sizeof(*others));
	int rc;

	if (!others)
		return error_no_memory(err);
	for (size_t i = 0; i < nr; i++)
		others[i].pfn = frames[i].pfn;
	rc = kernel_frames(self->both[0], frames, nr, err);
	if (rc < 0)
		return rc;
	rc = kernel_frames(self->both[1], others, nr, err);
	if (rc < 0)
		return second_failed(err, rc);
	for (size_t i = 0; i < nr && rc == 0; i++)
		rc = compare_frame_again(self, &frames[i], &others[i], err);
	return rc;
}

/* One back end may know a symbol's size and the other not, see symbol_end() of modules.c. */
static bool same_symbol(const char *left, const char *right)
{
	const char *left_size = strchr(left, '/'), *right_size = strchr(right, '/');
	const char *sized = left_size ? left : right, *other = left_size ? right : left;
	const char *module = strstr(sized, " [");
	size_t length = strcspn(sized, "/");

	if (!left_size == !right_size)
		return !strcmp(left, right);
	return !strncmp(sized, other, length) && !strcmp(module ?: "", other + length);
}

static int compare_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
			  struct error *err)
{
	struct compare *self = compare_of(backend);
	_cleanup_free_ char *other = malloc(size);
	struct difference difference = {.what = "symbol"};

	if (!other)
		return error_no_memory(err);
	for (unsigned int i = 0; i < TRIES; i++) {
		int rc = kernel_symbol(self->both[0], virt_addr, ret, size, err);

		if (rc < 0)
			return rc;
		rc = kernel_symbol(self->both[1], virt_addr, other, size, err);
		if (rc < 0)
			return second_failed(err, rc);
		if (same_symbol(ret, other))
			return 0;
	}
	snprintf(difference.where, sizeof(difference.where), "0x%jx", (uintmax_t)virt_addr);
	snprintf(difference.says[0], sizeof(difference.says[0]), "\"%s\"", ret);
	snprintf(difference.says[1], sizeof(difference.says[1]), "\"%s\"", other);
	tell(self, &difference);
	return 0;
}

/*
 * What only one kind of back end can tell, hashes with the module and the kernel's list of areas
 * with one that reads memory, is held against nothing. The first one answers if it can tell either,
 * so that areas are found as without the second one.
 */
static struct backend *knows_areas(struct backend *const both[2])
{
	bool first = backend_can(both[0], BACKEND_KNOWS_HASHES) || kernel_knows_areas(both[0]);

	return both[first ? 0 : 1];
}

static int compare_hashes(struct backend *backend, const uint64_t *virt_addrs, size_t nr,
			  uint64_t *ret, struct error *err)
{
	return backend_hashes(knows_areas(compare_of(backend)->both), virt_addrs, nr, ret, err);
}

static int compare_areas(struct backend *backend, struct vmap_area_array *ret, struct error *err)
{
	return kernel_areas(knows_areas(compare_of(backend)->both), ret, err);
}

static int compare_gfp(struct backend *backend, uint32_t *masks, size_t nr, struct error *err)
{
	struct compare *self = compare_of(backend);

	return backend_gfp(self->both[self->both[0]->ops->gfp ? 0 : 1], masks, nr, err);
}

static void say_extent(const struct memmap_extent *extent, char *ret, size_t size)
{
	struct names prot = {0};
	size_t used;

	if (!extent->length) {
		snprintf(ret, size, "nothing is mapped");
		return;
	}
	used = snprintf(ret, size, "phys_addr 0x%jx (%s, leaf_shift %u, %s",
			(uintmax_t)extent->phys_addr, status_name(extent->status) ?: "?",
			extent->leaf_shift, memtype_name(extent->memtype) ?: "unknown");
	prot_names(&prot, extent->prot);
	for (size_t i = 0; i < prot.nr && used < size; i++)
		used += snprintf(ret + used, size - used, "%s%s", i ? " " : ", ", prot.text[i]);
	if (used < size)
		snprintf(ret + used, size - used, ")");
}

static void tell_parting(struct compare *self, const struct parting *parting)
{
	struct difference difference = {.what = "extents"};

	snprintf(difference.where, sizeof(difference.where), "0x%jx",
		 (uintmax_t)parting->virt_addr);
	for (unsigned int i = 0; i < 2; i++)
		say_extent(&parting->both[i], difference.says[i], sizeof(difference.says[i]));
	tell(self, &difference);
}

static int compare_walk(struct backend *backend, struct memmap_walk *walk, struct error *err)
{
	struct compare *self = compare_of(backend);
	const struct memmap_walk request = *walk;
	struct parting before, parting = {0};
	bool stays = true;

	for (unsigned int i = 0; i < TRIES; i++) {
		int rc;

		before = parting;
		*walk = request;
		rc = backend_walk(self->both[0], walk, err);
		if (rc < 0)
			return rc;
		rc = walks_part(self->both[1], request.start, walk, &parting, err);
		if (rc < 0)
			return second_failed(err, rc);
		if (!parting.differs)
			return 0;
		stays &= !i || parting.virt_addr == before.virt_addr;
	}
	if (stays)
		tell_parting(self, &parting);
	return 0;
}

static const struct part region_parts[] = {
	PART(memmap_region, start, NULL),
	PART(memmap_region, last, NULL),
	PART(memmap_region, phys_addr, NULL),
	PART(memmap_region, flags, NULL),
};

static const struct memmap_region *find_region(const struct address_space *space, unsigned int type)
{
	for (size_t i = 0; i < space->nr_regions; i++)
		if (space->regions[i].type == type)
			return &space->regions[i];
	return NULL;
}

/* Others than the build of the kernel cannot know how large some are. */
static bool is_build_only(const struct address_space *space, unsigned int type)
{
	const struct arch *arch = arch_of_space(space);

	return arch && arch->build_only_regions >> type & 1;
}

/* A region of one that the other has not, or has with other bounds. */
static void compare_region(struct compare *self, unsigned int whose,
			   const struct memmap_region *region)
{
	const struct memmap_region *other = find_region(&self->both[!whose]->space, region->type);
	struct difference difference = {.what = "region"};
	uint64_t differing;

	snprintf(difference.where, sizeof(difference.where), "%s",
		 region_name(region->type) ?: "unknown region");
	if (!other && is_build_only(&self->backend.space, region->type))
		return;
	if (!other) {
		snprintf(difference.says[whose], sizeof(difference.says[0]), "0x%jx-0x%jx",
			 (uintmax_t)region->start, (uintmax_t)region->last);
		snprintf(difference.says[!whose], sizeof(difference.says[0]), "there is none");
		tell(self, &difference);
		return;
	}
	/* Both have it: that is told once. */
	if (whose)
		return;
	differing = compare_parts(region_parts, ARRAY_SIZE(region_parts), region, other);
	if (region->type == MEMMAP_REGION_FIXMAP)
		differing &= ~1ULL;
	tell_parts(self, &difference, "", region_parts, differing, region, other);
}

static const struct part space_parts[] = {
	PART(address_space, format, NULL),
	PART(address_space, page_shift, NULL),
	PART(address_space, nr_levels, NULL),
	PART(address_space, va_bits, NULL),
};

static void compare_spaces(struct compare *self)
{
	const struct address_space *first = &self->both[0]->space, *second = &self->both[1]->space;
	struct difference difference = {.where = "address space"};

	tell_parts(self, &difference, "", space_parts,
		   compare_parts(space_parts, ARRAY_SIZE(space_parts), first, second), first,
		   second);
	for (unsigned int whose = 0; whose < 2; whose++)
		for (size_t i = 0; i < self->both[whose]->space.nr_regions; i++)
			compare_region(self, whose, &self->both[whose]->space.regions[i]);
}

static void compare_close(struct backend *backend)
{
	struct compare *self = compare_of(backend);

	if (!self)
		return;
	backend_close(&self->both[0]);
	backend_close(&self->both[1]);
	free(self);
}

/*
 * An operation that is new must be passed on here, or commands lose it with --verify. But not
 * ->is_for, which is asked before, nor ->alloc and ->free: only one back end makes samples, and who
 * asks for them compares by itself.
 */
_Static_assert(sizeof(struct backend_ops) == 14 * sizeof(void *), "compare an operation more");

int compare_open(struct backend *first, struct backend *second, compare_fn *differ, void *context,
		 struct backend **ret, struct error *err)
{
	const struct backend *reader = backend_can(first, BACKEND_READS) ? first : second;
	struct compare *self = calloc(1, sizeof(*self));

	if (!self)
		return error_no_memory(err);
	*self = (struct compare){
		.backend = {.ops = &self->ops, .space = first->space, .root = first->root},
		.ops =
			{
				.name = first->ops->name,
				.close = compare_close,
				.walk = compare_walk,
				.steps = compare_steps,
				.frames = compare_frames,
				.symbol = compare_symbol,
			},
		.both = {first, second},
		.differ = differ,
		.context = context,
	};
	if (backend_can(knows_areas(self->both), BACKEND_KNOWS_HASHES))
		self->ops.hashes = compare_hashes;
	if (kernel_knows_areas(knows_areas(self->both)))
		self->ops.areas = compare_areas;
	/* The memory is not compared: it changes from one read to the next. */
	self->ops.reads = backend_can(reader, BACKEND_READS);
	self->backend.memory = reader->memory;
	self->backend.found = reader->found;
	if (first->ops->gfp || second->ops->gfp)
		self->ops.gfp = compare_gfp;
	compare_spaces(self);
	*ret = &self->backend;
	return 0;
}

uint64_t compare_nr_differences(const struct backend *backend)
{
	if (backend->ops->walk != compare_walk)
		return 0;
	return ((const struct compare *)backend)->nr_differences;
}
