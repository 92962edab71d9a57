// SPDX-License-Identifier: GPL-2.0-or-later
/* redact.c - see redact.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <memmap/analysis/redact.h>
#include <memmap/base/array.h>
#include <memmap/base/parse.h>

/* What KASLR aligns the three big regions to (PUD_SIZE), and the kernel image. */
#define REGION_ALIGN (1ULL << 30)
#define IMAGE_ALIGN  (2ULL << 20)

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

/* What is mapped in a range: its bounds; false when nothing is. */
static bool find_mapped(const struct translations *from, const struct redact_range *range,
			uint64_t *start, uint64_t *last)
{
	size_t i = translations_extent(from, range->start);
	bool any = false;

	for (; i < from->nr_extents && from->extents[i].virt_addr <= range->last; i++) {
		const struct memmap_extent *extent = &from->extents[i];

		if (!any)
			*start =
				extent->virt_addr > range->start ? extent->virt_addr : range->start;
		*last = extent->virt_addr + (extent->length - 1);
		any = true;
	}
	if (any && *last > range->last)
		*last = range->last;
	return any;
}

/* What is linear must not be torn: it moves between the ends of its region. */
static int rotate_linear(const struct translations *from, struct redact_range *range,
			 struct error *err)
{
	uint64_t start, last, to = 0;
	int rc;

	if (!find_mapped(from, range, &start, &last))
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

	if (find_mapped(from, range, &start, &last))
		used = last - start + 1;
	if (used > size / 2)
		return draw(size, page_bytes, &range->rotate, err);
	return draw_apart(size - used, page_bytes, 0, used, &range->rotate, err);
}

static int by_start(const void *a, const void *b)
{
	const struct redact_range *const *left = a, *const *right = b;

	return ((*left)->start > (*right)->start) - ((*left)->start < (*right)->start);
}

/* Gives regions that follow one another new places between two bounds, in the same order. */
static int move_run(struct redact_range **run, size_t nr, uint64_t start, uint64_t last,
		    struct error *err)
{
	uint64_t at = (start + REGION_ALIGN - 1) / REGION_ALIGN * REGION_ALIGN;
	uint64_t slack = last - at + 1, gap = 0;

	for (size_t i = 0; i < nr; i++)
		slack -= (run[i]->last / REGION_ALIGN - run[i]->start / REGION_ALIGN + 1) *
			 REGION_ALIGN;
	for (size_t i = 0; i < nr; i++) {
		uint64_t offset = run[i]->start % REGION_ALIGN;
		uint64_t size = run[i]->last - run[i]->start + 1;
		int rc = draw(slack / (nr - i) + 1, REGION_ALIGN, &gap, err);

		if (rc < 0)
			return rc;
		run[i]->to = at + gap + offset;
		slack -= gap;
		at = (run[i]->to + size + REGION_ALIGN - 1) / REGION_ALIGN * REGION_ALIGN;
	}
	return 0;
}

/* As KASLR does, between the neighbours that stay where they are. */
static int move_regions(struct redaction *redaction, const struct address_space *space,
			struct error *err)
{
	_cleanup_free_ struct redact_range **sorted = calloc(space->nr_regions, sizeof(*sorted));
	size_t nr = space->nr_regions, end;
	int rc = 0;

	if (!sorted)
		return error_no_memory(err);
	for (size_t i = 0; i < nr; i++)
		sorted[i] = &redaction->ranges[i];
	qsort(sorted, nr, sizeof(*sorted), by_start);
	for (size_t i = 0; i < nr && rc == 0; i = end + (end == i)) {
		for (end = i; end < nr; end++)
			if (!moves(&space->regions[sorted[end] - redaction->ranges]))
				break;
		if (end > i && i > 0 && end < nr)
			rc = move_run(sorted + i, end - i, sorted[i - 1]->last + 1,
				      sorted[end]->start - 1, err);
	}
	return rc;
}

int redaction_init(struct redaction *ret, const struct translations *translations,
		   struct error *err)
{
	const struct address_space *space = &translations->space;
	struct redaction redaction = {.nr_ranges = space->nr_regions};
	int rc = 0;

	redaction.ranges = calloc(space->nr_regions + 1, sizeof(*redaction.ranges));
	if (!redaction.ranges)
		return error_no_memory(err);
	for (size_t i = 0; i < space->nr_regions && rc == 0; i++) {
		const struct memmap_region *region = &space->regions[i];
		struct redact_range *range = &redaction.ranges[i];

		*range = (struct redact_range){region->start, region->last, region->start, 0, 0};
		if (moves(region) || is_constant(region))
			continue;
		if (region->flags & MEMMAP_REGION_LINEAR)
			rc = rotate_linear(translations, range, err);
		else
			rc = rotate(translations, range, err);
	}
	if (rc == 0 && space->nr_regions)
		rc = move_regions(&redaction, space, err);
	if (rc < 0)
		redaction_clear(&redaction);
	else
		*ret = redaction;
	return rc;
}

void redaction_clear(struct redaction *redaction)
{
	free(redaction->ranges);
	*redaction = (struct redaction){0};
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

static uint64_t place_of(const struct redact_range *range, uint64_t virt_addr)
{
	uint64_t size = range->last - range->start + 1;

	return range->to + (virt_addr - range->start + range->rotate) % size;
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
	for (size_t i = 0; i < space->nr_regions; i++)
		if (space->regions[i].type == MEMMAP_REGION_KERNEL_IMAGE)
			return offset + redaction->ranges[i].linear_shift;
	return 0;
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
			snprintf(digits, sizeof(digits), "%016jx",
				 (uintmax_t)redact_address(redaction, virt_addr));
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
	for (size_t i = 0; i < translations->space.nr_regions; i++) {
		struct memmap_region *region = &translations->space.regions[i];
		const struct redact_range *range = &redaction->ranges[i];

		region->last += range->to - region->start;
		region->start = range->to;
		if (region->flags & MEMMAP_REGION_LINEAR)
			region->phys_addr -= range->linear_shift;
	}
	return 0;
}
