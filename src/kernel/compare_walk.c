// SPDX-License-Identifier: GPL-2.0-or-later
/* compare_walk.c - see compare_walk.h. */
#include "kernel/compare_walk.h"

/* Extents asked for at a time. */
#define BATCH 1024

/**
 * struct stream - extents on their way past each other
 * @extents: extents at hand
 * @nr: how many
 * @at: the next one
 * @rest: what is left of it; its length is 0 when there is none
 */
struct stream {
	const struct memmap_extent *extents;
	unsigned int nr, at;
	struct memmap_extent rest;
};

static void next_extent(struct stream *stream)
{
	stream->rest = (struct memmap_extent){0};
	if (stream->at < stream->nr)
		stream->rest = stream->extents[stream->at++];
}

static void skip(struct stream *stream, uint64_t length)
{
	stream->rest.virt_addr += length;
	stream->rest.length -= length;
	if (stream->rest.leaf_shift)
		stream->rest.phys_addr += length;
	if (!stream->rest.length)
		next_extent(stream);
}

static bool is_alike(const struct memmap_extent *first, const struct memmap_extent *second)
{
	return first->virt_addr == second->virt_addr && first->status == second->status &&
	       first->prot == second->prot && first->memtype == second->memtype &&
	       first->leaf_shift == second->leaf_shift &&
	       (!first->leaf_shift || first->phys_addr == second->phys_addr);
}

/* The lower one of two extents is what only one of them maps. */
static void part(struct parting *ret, const struct memmap_extent *first,
		 const struct memmap_extent *second)
{
	*ret = (struct parting){.differs = true};
	if (first->length && (!second->length || first->virt_addr <= second->virt_addr))
		ret->both[0] = *first;
	if (second->length && (!first->length || second->virt_addr <= first->virt_addr))
		ret->both[1] = *second;
	ret->virt_addr = ret->both[ret->both[0].length ? 0 : 1].virt_addr;
}

/* Go through what both have, up to the end of what @second has at hand. */
static void compare_streams(struct stream *first, struct stream *second, struct parting *ret)
{
	while (second->rest.length && !ret->differs) {
		uint64_t length = second->rest.length;

		if (!first->rest.length || !is_alike(&first->rest, &second->rest)) {
			part(ret, &first->rest, &second->rest);
			return;
		}
		if (first->rest.length < length)
			length = first->rest.length;
		skip(first, length);
		skip(second, length);
	}
}

int walks_part(struct backend *second, uint64_t start, const struct memmap_walk *walk,
	       struct parting *ret, struct error *err)
{
	_cleanup_free_ struct memmap_extent *batch = calloc(BATCH, sizeof(*batch));
	struct stream first = {
		.extents = (const struct memmap_extent *)(uintptr_t)walk->extents,
		.nr = walk->nr_extents,
	};
	uint64_t at = start;

	if (!batch)
		return error_no_memory(err);
	*ret = (struct parting){0};
	next_extent(&first);
	while (at != walk->next && !ret->differs) {
		struct stream stream = {.extents = batch};
		struct memmap_walk again = {
			.start = at,
			.length = walk->next - at,
			.extents = (uintptr_t)batch,
			.nr_extents = BATCH,
			.flags = walk->flags,
		};
		int rc = backend_walk(second, &again, err);

		if (rc < 0)
			return rc;
		if (again.next == at || again.next - at > walk->next - at)
			return error_set(err, ERROR_IO, "the walk does not advance at 0x%jx",
					 (uintmax_t)at);
		stream.nr = again.nr_extents;
		next_extent(&stream);
		compare_streams(&first, &stream, ret);
		at = again.next;
		/* What the first one maps below there, the second one does not. */
		if (first.rest.length && first.rest.virt_addr - start < at - start)
			break;
	}
	if (first.rest.length && !ret->differs)
		part(ret, &first.rest, &(struct memmap_extent){0});
	return 0;
}
