// SPDX-License-Identifier: GPL-2.0-or-later
/* redact.c - see redact.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "analysis/snapshot/redact.h"
#include "base/array.h"
#include "base/parse.h"

/* What KASLR aligns the three big regions to (PUD_SIZE), and the kernel image. */
#define REGION_ALIGN (1ULL << 30)
#define IMAGE_ALIGN  (2ULL << 20)

/* On arm64 modules lie up to so far from the image, and the rest of vmalloc space much farther. */
#define MODULES_REACH (2ULL << 30)

#define ADDRESS_DIGITS 16

static int draw(uint64_t below, uint64_t align, uint64_t *ret, struct error *err)
{
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return error_errno(err, errno, "random numbers");
	*ret = below < align ? 0 : random % (below / align) * align;
	return 0;
}

/*
 * A place that does not touch the one at @from, where there is room for it: else what is a token
 * now may be another address of before.
 */
static int draw_apart(uint64_t below, uint64_t align, uint64_t from, uint64_t size, uint64_t *ret,
		      struct error *err)
{
	for (int tries = 0; tries < 64; tries++) {
		int rc = draw(below, align, ret, err);

		if (rc < 0 || *ret >= from + size || *ret + size <= from)
			return rc;
	}
	return 0;
}

/* As a whole. */
static bool moves(const struct memmap_region *region)
{
	return region->type == MEMMAP_REGION_DIRECT_MAP || region->type == MEMMAP_REGION_VMALLOC ||
	       region->type == MEMMAP_REGION_VMEMMAP;
}

/* Where these lie and what is where in them is the same on each machine. */
static bool is_constant(const struct memmap_region *region)
{
	return region->type == MEMMAP_REGION_USER || region->type == MEMMAP_REGION_GUARD ||
	       region->type == MEMMAP_REGION_LDT || region->type == MEMMAP_REGION_FIXMAP ||
	       region->type == MEMMAP_REGION_VSYSCALL;
}

/* What is mapped from @first to @end: its bounds; false when nothing is. */
static bool find_mapped(const struct translations *from, uint64_t first, uint64_t end,
			uint64_t *start, uint64_t *last)
{
	size_t i = translations_extent(from, first);
	bool any = false;

	for (; i < from->nr_extents && from->extents[i].virt_addr <= end; i++) {
		const struct memmap_extent *extent = &from->extents[i];

		if (!any)
			*start = extent->virt_addr > first ? extent->virt_addr : first;
		*last = extent->virt_addr + (extent->length - 1);
		any = true;
	}
	if (any && *last > end)
		*last = end;
	return any;
}

/* What is linear must not be torn: it moves between the ends of its region. */
static int rotate_linear(const struct translations *from, struct redact_range *range,
			 struct error *err)
{
	uint64_t start, last, to = 0;
	int rc;

	if (!find_mapped(from, range->start, range->last, &start, &last))
		return 0;
	start = start / IMAGE_ALIGN * IMAGE_ALIGN;
	if (start < range->start)
		return 0;
	rc = draw_apart(range->last - last + (start - range->start) + 1, IMAGE_ALIGN,
			start - range->start, last - start + 1, &to, err);
	if (rc < 0)
		return rc;
	/* To move down is to move up by the rest of the region. */
	range->linear_shift = range->start + to - start;
	range->rotate = range->linear_shift;
	if (range->start + to < start)
		range->rotate += range->last - range->start + 1;
	return 0;
}

/* What is not linear goes around: behind the last address of the region comes its first. */
static int rotate(const struct translations *from, struct redact_range *range, struct error *err)
{
	uint64_t size = range->last - range->start + 1, page_bytes = 1ULL << from->space.page_shift;
	uint64_t start, last, used = 0;

	if (find_mapped(from, range->start, range->last, &start, &last))
		used = last - start + 1;
	if (used > size / 2)
		return draw(size, page_bytes, &range->rotate, err);
	return draw_apart(size - used, page_bytes, 0, used, &range->rotate, err);
}

static uint64_t place_of(const struct redact_range *range, uint64_t virt_addr)
{
	uint64_t offset = virt_addr - range->start;

	if (range->rotate)
		offset = (offset + range->rotate) % (range->last - range->start + 1);
	return range->to + offset;
}

static const struct redact_range *find_range(const struct redaction *redaction, uint64_t virt_addr)
{
	for (size_t i = 0; i < redaction->nr_ranges; i++) {
		const struct redact_range *range = &redaction->ranges[i];

		if (virt_addr >= range->start && virt_addr <= range->last)
			return range;
	}
	return NULL;
}

static int add_range(struct redaction *redaction, struct redact_range range, uint64_t align,
		     struct error *err)
{
	int rc = array_grow(&redaction->ranges, redaction->nr_ranges, err);

	if (rc == 0) {
		redaction->ranges[redaction->nr_ranges] = range;
		redaction->ranges[redaction->nr_ranges++].align = align;
	}
	return rc;
}

static const struct memmap_region *find_type(const struct address_space *space, unsigned int type)
{
	for (size_t i = 0; i < space->nr_regions; i++)
		if (space->regions[i].type == type)
			return &space->regions[i];
	return NULL;
}

/* The kernel image that lies in a region of vmalloc space, as on arm64; else NULL. */
static const struct memmap_region *image_in(const struct address_space *space,
					    const struct memmap_region *vmalloc)
{
	const struct memmap_region *image = find_type(space, MEMMAP_REGION_KERNEL_IMAGE);

	if (image && vmalloc && image->start >= vmalloc->start && image->last <= vmalloc->last)
		return image;
	return NULL;
}

/* From the image on, down and up, until nothing is mapped for farther than modules are. */
static void find_modules(const struct translations *from, const struct memmap_region *vmalloc,
			 uint64_t *start, uint64_t *last)
{
	uint64_t near, unused;

	do {
		near = *start - vmalloc->start;
		near = *start - (near < MODULES_REACH ? near : MODULES_REACH);
	} while (near < *start && find_mapped(from, near, *start - 1, start, &unused));
	do {
		near = vmalloc->last - *last;
		near = *last + (near < MODULES_REACH ? near : MODULES_REACH);
	} while (near > *last && find_mapped(from, *last + 1, near, &unused, last));
}

/*
 * What begins vmalloc space does so on each machine, so the image, and modules with it, must move
 * by another distance than the rest. Of what is free between them a quarter stays with either, for
 * areas that have nothing mapped; half of it is the room to move in.
 */
static int add_parts(struct redaction *redaction, const struct translations *from,
		     const struct memmap_region *vmalloc, const struct memmap_region *image,
		     struct error *err)
{
	uint64_t start = image->start, last = image->last, unused;
	uint64_t free_start = vmalloc->start, free_last = vmalloc->last;
	struct redact_range parts[3];
	uint64_t below, above;
	int rc = 0;

	find_modules(from, vmalloc, &start, &last);
	if (find_mapped(from, vmalloc->start, start - 1, &unused, &free_start))
		free_start++;
	if (find_mapped(from, last + 1, vmalloc->last, &free_last, &unused))
		free_last--;
	/* Too little to be more than what lies beside the image, as without KASLR. */
	if (start - free_start <= MODULES_REACH)
		start = free_start;
	if (free_last - last <= MODULES_REACH)
		last = free_last;
	below = (start - free_start) / 4;
	above = (free_last - last) / 4;
	parts[0] = (struct redact_range){.start = vmalloc->start, .last = free_start + below - 1};
	parts[1] = (struct redact_range){.start = start - below, .last = last + above};
	parts[2] = (struct redact_range){.start = free_last - above + 1, .last = vmalloc->last};
	for (size_t i = 0; i < ARRAY_SIZE(parts) && rc == 0; i++)
		if (parts[i].last + 1 != parts[i].start)
			rc = add_range(redaction, parts[i], IMAGE_ALIGN, err);
	return rc;
}

/*
 * On arm64 the direct map and the struct pages begin at the same address on each machine, and RAM
 * is somewhere behind: how far from there would tell where it is.
 */
static void trim(const struct translations *from, struct memmap_region *region)
{
	const uint64_t page_bytes = from->space.struct_page_bytes;
	const bool linear = region->type == MEMMAP_REGION_DIRECT_MAP;
	uint64_t unit = linear ? REGION_ALIGN : page_bytes << from->space.page_shift;
	uint64_t start, last, unused;

	if (!(linear || region->type == MEMMAP_REGION_VMEMMAP) || !unit ||
	    !find_mapped(from, region->start, region->last, &start, &last))
		return;
	unused = (start - region->start) / unit * unit;
	region->start += unused;
	region->phys_addr += linear ? unused : unused / page_bytes << from->space.page_shift;
}

static int add_region(struct redaction *redaction, const struct translations *from,
		      const struct memmap_region *region, struct error *err)
{
	const struct memmap_region *vmalloc = find_type(&from->space, MEMMAP_REGION_VMALLOC);
	const struct memmap_region *image = image_in(&from->space, vmalloc);
	struct redact_range range = {region->start, region->last, region->start, 0, 0, 0};
	uint64_t align = 0;
	int rc = 0;

	/* The part of vmalloc space that it lies in takes it along. */
	if (image && region->type == MEMMAP_REGION_KERNEL_IMAGE)
		return 0;
	if (image && region->type == MEMMAP_REGION_VMALLOC)
		return add_parts(redaction, from, vmalloc, image, err);
	if (moves(region))
		align = region->type == MEMMAP_REGION_VMEMMAP ? IMAGE_ALIGN : REGION_ALIGN;
	else if (!is_constant(region))
		rc = region->flags & MEMMAP_REGION_LINEAR ? rotate_linear(from, &range, err)
							  : rotate(from, &range, err);
	return rc ?: add_range(redaction, range, align, err);
}

static int by_start(const void *a, const void *b)
{
	const struct redact_range *const *left = a, *const *right = b;

	return ((*left)->start > (*right)->start) - ((*left)->start < (*right)->start);
}

/* Whether there was something where now is what is mapped in a range: see draw_apart(). */
static bool covers_mapped(const struct translations *from, const struct redact_range *range)
{
	size_t i = translations_extent(from, range->start);

	for (; i < from->nr_extents && from->extents[i].virt_addr <= range->last; i++) {
		const struct memmap_extent *extent = &from->extents[i];
		uint64_t to = place_of(range, extent->virt_addr), start, last;

		if (find_mapped(from, to, to + (extent->length - 1), &start, &last))
			return true;
	}
	return false;
}

static int place_run(struct redact_range **run, size_t nr, uint64_t at, uint64_t slack,
		     struct error *err)
{
	uint64_t gap = 0;

	for (size_t i = 0; i < nr; i++) {
		struct redact_range *range = run[i];
		int rc = draw(slack / (nr - i) + 1, range->align, &gap, err);

		if (rc < 0)
			return rc;
		slack -= gap;
		range->to = at + gap;
		range->to += (range->start - range->to) & (range->align - 1);
		at = range->to + (range->last - range->start) + 1;
	}
	return 0;
}

/* Gives ranges that follow one another new places between two bounds, in the same order. */
static int move_run(const struct translations *from, struct redact_range **run, size_t nr,
		    uint64_t start, uint64_t last, struct error *err)
{
	uint64_t needed = 0;
	bool again = true;
	int rc = 0;

	for (size_t i = 0; i < nr; i++)
		needed += run[i]->last - run[i]->start + 1 + run[i]->align;
	if (last < start || last - start < needed)
		return error_set(err, ERROR_IO,
				 "--redact has no room to move what begins at 0x%jx to",
				 (uintmax_t)run[0]->start);
	for (int tries = 0; tries < 64 && again && rc == 0; tries++) {
		rc = place_run(run, nr, start, last - start - needed, err);
		again = false;
		for (size_t i = 0; i < nr && !again; i++)
			again = covers_mapped(from, run[i]);
	}
	return rc;
}

/* As KASLR does, in the kernel's half and between the neighbours that stay where they are. */
static int move_ranges(struct redaction *redaction, const struct translations *from,
		       struct error *err)
{
	size_t nr = redaction->nr_ranges, end;
	_cleanup_free_ struct redact_range **sorted = calloc(nr + 1, sizeof(*sorted));
	uint64_t start, last;
	int rc = 0;

	if (!sorted)
		return error_no_memory(err);
	for (size_t i = 0; i < nr; i++)
		sorted[i] = &redaction->ranges[i];
	qsort(sorted, nr, sizeof(*sorted), by_start);
	address_space_kernel_half(&from->space, &start, &last);
	for (size_t i = 0; i < nr && rc == 0; i = end + (end == i)) {
		for (end = i; end < nr && sorted[end]->align;)
			end++;
		/* The last addresses are errors instead of pointers, and nothing is there. */
		if (end > i)
			rc = move_run(from, sorted + i, end - i, start,
				      end < nr ? sorted[end]->start - 1 : last - REGION_ALIGN, err);
		else if (sorted[i]->last >= start)
			start = sorted[i]->last + 1;
	}
	return rc;
}

static void move_region(const struct redaction *redaction, struct memmap_region *region)
{
	const struct redact_range *first = find_range(redaction, region->start);
	const struct redact_range *last = find_range(redaction, region->last);

	if (!first || !last)
		return;
	if (first->align) {
		region->start = place_of(first, region->start);
		region->last = place_of(last, region->last);
	} else if (region->flags & MEMMAP_REGION_LINEAR) {
		region->phys_addr -= first->linear_shift;
	}
}

int redaction_init(struct redaction *ret, const struct translations *translations,
		   struct error *err)
{
	const size_t nr = translations->space.nr_regions;
	struct redaction redaction = {.regions = calloc(nr + 1, sizeof(*redaction.regions))};
	int rc = 0;

	if (!redaction.regions)
		return error_no_memory(err);
	for (size_t i = 0; i < nr && rc == 0; i++) {
		redaction.regions[i] = translations->space.regions[i];
		trim(translations, &redaction.regions[i]);
		rc = add_region(&redaction, translations, &redaction.regions[i], err);
	}
	if (rc == 0)
		rc = move_ranges(&redaction, translations, err);
	for (size_t i = 0; i < nr && rc == 0; i++)
		move_region(&redaction, &redaction.regions[i]);
	if (rc < 0)
		redaction_clear(&redaction);
	else
		*ret = redaction;
	return rc;
}

void redaction_clear(struct redaction *redaction)
{
	free(redaction->ranges);
	free(redaction->regions);
	*redaction = (struct redaction){0};
}

uint64_t redact_address(const struct redaction *redaction, uint64_t virt_addr)
{
	const struct redact_range *range;

	/* Both halves of a 64-bit address space have the top bit of theirs. */
	if (!(virt_addr >> 63))
		return virt_addr;
	range = find_range(redaction, virt_addr);
	return range ? place_of(range, virt_addr) : 0;
}

uint64_t redact_kaslr_offset(const struct redaction *redaction, const struct address_space *space,
			     uint64_t offset)
{
	const struct memmap_region *before = find_type(space, MEMMAP_REGION_KERNEL_IMAGE), *after;

	if (!before)
		return 0;
	after = &redaction->regions[before - space->regions];
	return offset + (after->start - after->phys_addr) - (before->start - before->phys_addr);
}

/* Behind a range in a text is its end, which may be where the next region begins. */
static bool is_end(const char *text, const char *at)
{
	if (at - text >= 2 && at[-2] == '0' && at[-1] == 'x')
		at -= 2;
	return at > text && at[-1] == '-';
}

void redact_text(const struct redaction *redaction, char *text)
{
	char *at = text;

	while (*at) {
		size_t length = strspn(at, "0123456789abcdefABCDEF");
		char before = at > text ? at[-1] : ' ', digits[ADDRESS_DIGITS + 1];
		const char *number = at;
		uint64_t virt_addr;

		if (length == ADDRESS_DIGITS &&
		    (!isalnum((unsigned char)before) || before == 'x') &&
		    !isalnum((unsigned char)at[length]) && at[length] != '_' && before != '_' &&
		    parse_u64(&number, 16, &virt_addr) == 0) {
			virt_addr = is_end(text, at) ? redact_address(redaction, virt_addr - 1) + 1
						     : redact_address(redaction, virt_addr);
			snprintf(digits, sizeof(digits), "%016jx", (uintmax_t)virt_addr);
			memcpy(at, digits, ADDRESS_DIGITS);
		}
		at += length ?: 1;
	}
}

/* The first character behind a value, which may hold blanks where it is quoted. */
static const char *value_end(const char *value)
{
	if (*value == '"')
		value += strcspn(value + 1, "\"\n") + 1;
	return value + strcspn(value, " \n");
}

void redact_command_line(char *text)
{
	char *to = text;

	for (const char *at = text; *at;) {
		const char *end;

		*to++ = *at;
		if (*at++ != '=')
			continue;
		end = value_end(at);
		/* An empty value hides nothing, and has no room for the asterisk. */
		if (end > at)
			*to++ = '*';
		at = end;
	}
	*to = '\0';
}

/* The part of an extent up to @last, at its new place; what is left stays in @rest. */
static struct memmap_extent cut(struct memmap_extent *rest, uint64_t last, uint64_t to)
{
	struct memmap_extent part = *rest;

	if (rest->length - 1 > last - rest->virt_addr)
		part.length = last - rest->virt_addr + 1;
	rest->virt_addr += part.length;
	rest->phys_addr += rest->leaf_shift ? part.length : 0;
	rest->length -= part.length;
	part.virt_addr = to;
	return part;
}

static int redact_extent(const struct redaction *redaction, struct memmap_extent rest,
			 struct memmap_extent **extents, size_t *nr, struct error *err)
{
	while (rest.length) {
		const struct redact_range *range = find_range(redaction, rest.virt_addr);
		uint64_t last;
		int rc;

		if (!range)
			return 0;
		/* Where the rotation makes it begin again. */
		last = range->start + (range->last - range->start - range->rotate);
		if (rest.virt_addr > last)
			last = range->last;
		rc = array_grow(extents, *nr, err);
		if (rc < 0)
			return rc;
		(*extents)[(*nr)++] = cut(&rest, last, place_of(range, rest.virt_addr));
	}
	return 0;
}

static int by_virt_addr(const void *a, const void *b)
{
	const struct memmap_extent *left = a, *right = b;

	return (left->virt_addr > right->virt_addr) - (left->virt_addr < right->virt_addr);
}

int redact_translations(const struct redaction *redaction, struct translations *translations,
			struct error *err)
{
	struct memmap_extent *extents = NULL;
	size_t nr = 0;
	int rc = 0;

	for (size_t i = 0; i < translations->nr_extents && rc == 0; i++)
		rc = redact_extent(redaction, translations->extents[i], &extents, &nr, err);
	if (rc < 0) {
		free(extents);
		return rc;
	}
	if (nr)
		qsort(extents, nr, sizeof(*extents), by_virt_addr);
	free(translations->extents);
	translations->extents = extents;
	translations->nr_extents = nr;
	for (size_t i = 0; i < translations->space.nr_regions; i++)
		translations->space.regions[i] = redaction->regions[i];
	return 0;
}
