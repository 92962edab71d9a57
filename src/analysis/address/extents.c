// SPDX-License-Identifier: GPL-2.0-or-later
/* extents.c - see extents.h. */
#include <errno.h>

#include "analysis/address/extents.h"

/* Extents asked for at a time. */
#define BATCH 1024

/*
 * The espfix stacks (arch/x86/kernel/espfix_64.c): IRET to a 16-bit stack leaves bits 31 to 16 of
 * the kernel's stack pointer to the user, so each of their pages is mapped at all 65536 addresses
 * that differ in these. One of them says it all.
 */
#define ESPFIX_BYTES	   (1ULL << 16)
#define ESPFIX_CLONE_BYTES (1ULL << 32)

/**
 * struct walker - a walk on its way
 * @visitor: who receives the extents
 * @pending: the last extent, which the next one may continue
 * @counts: of the extents before
 * @page_bytes: size of a page
 */
struct walker {
	const struct extent_visitor *visitor;
	struct extent pending;
	struct extent_counts counts;
	uint64_t page_bytes;
};

bool extent_is_mapped(const struct extent *extent)
{
	return extent->status == MEMMAP_STATUS_OK && extent->phys_addr != ABSENT;
}

static bool continues_run(const struct extent *before, const struct extent *after)
{
	return extent_is_mapped(before) && extent_is_mapped(after) &&
	       before->virt_addr + before->length_bytes == after->virt_addr &&
	       before->phys_addr + before->length_bytes == after->phys_addr;
}

static bool continues_extent(const struct extent *before, const struct extent *after)
{
	return continues_run(before, after) && before->leaf_bytes == after->leaf_bytes &&
	       before->prot == after->prot && before->memtype == after->memtype;
}

void extent_counts_add(struct extent_counts *counts, const struct extent *extent,
		       uint64_t page_bytes)
{
	counts->nr_extents++;
	if (extent_is_mapped(extent)) {
		if (!continues_run(&counts->last, extent)) {
			counts->nr_runs++;
			counts->run_bytes = 0;
		}
		counts->run_bytes += extent->length_bytes;
		if (counts->run_bytes > counts->largest_run_bytes)
			counts->largest_run_bytes = counts->run_bytes;
		counts->mapped_bytes += extent->length_bytes;
		if (extent->leaf_bytes > page_bytes)
			counts->huge_bytes += extent->length_bytes;
	}
	counts->last = *extent;
}

static void emit_pending(struct walker *walker)
{
	if (!walker->pending.length_bytes)
		return;
	extent_counts_add(&walker->counts, &walker->pending, walker->page_bytes);
	walker->visitor->extent(&walker->pending, walker->visitor->context);
}

static void add_extent(struct walker *walker, const struct extent *extent)
{
	/* A run may be cut where a batch ended; sew it together again. */
	if (walker->pending.length_bytes && continues_extent(&walker->pending, extent)) {
		walker->pending.length_bytes += extent->length_bytes;
		return;
	}
	emit_pending(walker);
	walker->pending = *extent;
}

static struct extent from_abi(const struct memmap_extent *raw)
{
	bool has_phys = raw->status == MEMMAP_STATUS_OK || raw->status == MEMMAP_STATUS_RACED;

	return (struct extent){
		.virt_addr = raw->virt_addr,
		.phys_addr = has_phys ? raw->phys_addr : ABSENT,
		.length_bytes = raw->length,
		.leaf_bytes = raw->leaf_shift ? 1ULL << raw->leaf_shift : ABSENT,
		.status = raw->status,
		.prot = raw->prot,
		.memtype = raw->memtype,
	};
}

static void take_counts(struct address *range, const struct extent_counts *counts)
{
	range->nr_extents = counts->nr_extents;
	range->nr_runs = counts->nr_runs;
	range->mapped_bytes = counts->mapped_bytes;
	range->largest_run_bytes = counts->largest_run_bytes;
	range->contiguous = range->nr_runs == 1 && range->mapped_bytes == range->length_bytes;
	if (range->mapped_bytes == range->length_bytes)
		range->status = MEMMAP_STATUS_OK;
	else
		range->status = range->nr_extents ? STATUS_PARTIAL : MEMMAP_STATUS_UNMAPPED;
}

/* The kernel refused the range: what its first address is tells why. */
static int outside(struct backend *backend, struct address *range, struct error *err)
{
	struct memmap_steps steps = {.virt_addr = range->virt_addr};
	int rc = backend_steps(backend, &steps, err);

	if (rc < 0)
		return rc;
	if (steps.status != MEMMAP_STATUS_USER && steps.status != MEMMAP_STATUS_NONCANONICAL)
		return error_set(err, ERROR_BAD_INPUT,
				 "the range leaves the kernel's half of the address space");
	range->status = steps.status;
	range->contiguous = false;
	return 0;
}

static void tell_progress(const struct backend *backend, const struct extent_visitor *visitor,
			  uint64_t done, uint64_t total)
{
	if (visitor->progress)
		visitor->progress(done, visitor->context);
	else if (backend->progress)
		backend->progress(done, total, backend->progress_context);
}

static int walk_range(struct backend *backend, struct address *range, unsigned int flags,
		      const struct extent_visitor *visitor, struct error *err)
{
	_cleanup_free_ struct memmap_extent *batch = calloc(BATCH, sizeof(*batch));
	struct walker walker = {
		.visitor = visitor,
		.page_bytes = 1ULL << backend->space.page_shift,
	};
	uint64_t at = range->virt_addr, left = range->length_bytes;

	if (!batch)
		return error_no_memory(err);
	range->nr_extents = range->nr_runs = 0;
	range->mapped_bytes = range->largest_run_bytes = 0;
	while (left) {
		struct memmap_walk walk = {
			.start = at,
			.length = left,
			.extents = (uintptr_t)batch,
			.nr_extents = BATCH,
			.flags = flags,
		};
		struct error refused = {0};
		int rc = backend_walk(backend, &walk, &refused);

		if (rc == -EINVAL && at == range->virt_addr)
			return outside(backend, range, err);
		if (rc < 0)
			return error_set(err, refused.code, "%s", refused.text);
		for (unsigned int i = 0; i < walk.nr_extents; i++) {
			struct extent extent = from_abi(&batch[i]);

			add_extent(&walker, &extent);
		}
		if (walk.next == at || walk.next - at > left)
			return error_set(err, ERROR_IO, "the walk does not advance at 0x%jx",
					 (uintmax_t)at);
		left -= walk.next - at;
		at = walk.next;
		tell_progress(backend, visitor, range->length_bytes - left, range->length_bytes);
	}
	emit_pending(&walker);
	take_counts(range, &walker.counts);
	return 0;
}

static int walk_and_tell(struct backend *backend, struct address *range, unsigned int flags,
			 const struct extent_visitor *visitor, struct error *err)
{
	int rc = walk_range(backend, range, flags, visitor, err);

	if (!visitor->progress)
		tell_progress(backend, visitor, range->length_bytes, range->length_bytes);
	return rc;
}

int extents_walk(struct backend *backend, struct address *range,
		 const struct extent_visitor *visitor, struct error *err)
{
	return walk_and_tell(backend, range, 0, visitor, err);
}

static int walk_part(struct backend *backend, uint64_t start, uint64_t last, unsigned int flags,
		     const struct extent_visitor *visitor, struct error *err)
{
	struct address range = {.virt_addr = start, .length_bytes = last - start + 1};

	return walk_and_tell(backend, &range, flags, visitor, err);
}

/* The first address from @at to @last that is mapped; behind @last, or 0, when there is none. */
static int find_mapped(struct backend *backend, uint64_t at, uint64_t last, uint64_t *ret,
		       struct error *err)
{
	struct memmap_extent first = {0};

	while (at && at <= last) {
		struct memmap_walk walk = {
			.start = at,
			.length = last - at + 1,
			.extents = (uintptr_t)&first,
			.nr_extents = 1,
		};
		int rc = backend_walk(backend, &walk, err);

		if (rc < 0)
			return rc;
		at = walk.nr_extents ? first.virt_addr : walk.next;
		if (walk.nr_extents)
			break;
	}
	*ret = at;
	return 0;
}

/* The region has room for many more stacks than there are. */
static int walk_espfix(struct backend *backend, const struct memmap_region *region,
		       const struct extent_visitor *visitor, struct error *err)
{
	uint64_t at = region->start;

	for (;;) {
		int rc = find_mapped(backend, at, region->last, &at, err);

		if (rc < 0 || !at || at > region->last)
			return rc;
		at -= (at - region->start) % ESPFIX_CLONE_BYTES;
		rc = walk_part(backend, at, at + ESPFIX_BYTES - 1, 0, visitor, err);
		if (rc < 0)
			return rc;
		at += ESPFIX_CLONE_BYTES;
	}
}

/* Sets of regions. */
#define REGION_SET(type) (1U << MEMMAP_REGION_##type)

/* The next region at or above an address that is among the special ones, or NULL. */
static const struct memmap_region *next_special(const struct address_space *space, uint64_t at,
						unsigned int specials)
{
	const struct memmap_region *next = NULL;

	for (size_t i = 0; i < space->nr_regions; i++) {
		const struct memmap_region *region = &space->regions[i];

		if (region->type < 32 && specials >> region->type & 1 && region->start >= at &&
		    (!next || region->start < next->start))
			next = region;
	}
	return next;
}

static int walk_special(struct backend *backend, const struct memmap_region *region,
			const struct extent_visitor *visitor, struct error *err)
{
	switch (region->type) {
	case MEMMAP_REGION_ESPFIX:
		return walk_espfix(backend, region, visitor, err);
	case MEMMAP_REGION_KASAN_SHADOW:
		return walk_part(backend, region->start, region->last, MEMMAP_WALK_ONCE, visitor,
				 err);
	default:
		return 0;
	}
}

/* All of the kernel's half; the regions of a set by rules of their own. */
static int walk_kernel(struct backend *backend, unsigned int specials,
		       const struct extent_visitor *visitor, struct error *err)
{
	uint64_t at, last;

	address_space_kernel_half(&backend->space, &at, &last);
	for (;;) {
		const struct memmap_region *special = next_special(&backend->space, at, specials);
		int rc = 0;

		if (!special)
			return walk_part(backend, at, last, 0, visitor, err);
		if (at < special->start)
			rc = walk_part(backend, at, special->start - 1, 0, visitor, err);
		if (rc == 0)
			rc = walk_special(backend, special, visitor, err);
		if (rc < 0 || special->last >= last)
			return rc;
		at = special->last + 1;
	}
}

int extents_walk_kernel(struct backend *backend, const struct extent_visitor *visitor,
			struct error *err)
{
	return walk_kernel(backend, REGION_SET(KASAN_SHADOW), visitor, err);
}

int extents_walk_once(struct backend *backend, bool direct_map,
		      const struct extent_visitor *visitor, struct error *err)
{
	unsigned int specials = REGION_SET(KASAN_SHADOW) | REGION_SET(ESPFIX);

	if (!direct_map)
		specials |= REGION_SET(DIRECT_MAP);
	return walk_kernel(backend, specials, visitor, err);
}
