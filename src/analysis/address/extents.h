/* SPDX-License-Identifier: GPL-2.0-or-later */
/* extents.h - the physical extents of a virtual range, and how contiguous they are. */
#ifndef MEMMAP_ANALYSIS_EXTENTS_H
#define MEMMAP_ANALYSIS_EXTENTS_H

#include "backend/backend.h"
#include "model/address.h"

/**
 * struct extent_visitor - who receives the extents of a range
 * @extent: called for each extent in rising order
 * @progress: called after each step with the bytes walked so far; if NULL the back end's is
 * @context: passed to both
 */
struct extent_visitor {
	void (*extent)(const struct extent *extent, void *context);
	void (*progress)(uint64_t done_bytes, void *context);
	void *context;
};

/**
 * struct extent_counts - how contiguous the extents of a range are; zeroed at first
 * @nr_extents: how many, those among them that are not mapped after all
 * @nr_runs: runs that are contiguous physically, however they are mapped
 * @mapped_bytes: how much is mapped
 * @huge_bytes: how much is mapped by leaves larger than a page
 * @largest_run_bytes: length of the longest run
 * @last: the extent that was added last
 * @run_bytes: length of the run that it ends
 */
struct extent_counts {
	uint64_t nr_extents, nr_runs, mapped_bytes, huge_bytes, largest_run_bytes;
	struct extent last;
	uint64_t run_bytes;
};

/**
 * extent_counts_add() - count the next extent
 * @counts: the counts so far
 * @extent: an extent behind all that were counted
 * @page_bytes: size of a page
 */
void extent_counts_add(struct extent_counts *counts, const struct extent *extent,
		       uint64_t page_bytes);

/**
 * extent_is_mapped() - whether an extent maps physical memory
 * @extent: the extent
 *
 * Return: false when its entries could not be read, or changed meanwhile.
 */
bool extent_is_mapped(const struct extent *extent);

/**
 * extents_walk() - walk a range and complete the answer about it
 * @backend: how to walk
 * @range: from identify_range(); its counts and status are filled
 * @visitor: who receives the extents
 * @err: filled on failure
 *
 * Memory use does not depend on the range. A range outside the kernel's half has the status that
 * its first address has, and no extents.
 *
 * Return: 0 or -errno.
 */
int extents_walk(struct backend *backend, struct address *range,
		 const struct extent_visitor *visitor, struct error *err) _must_check_;

/**
 * extents_walk_kernel() - walk all that the kernel's half maps
 * @backend: how to walk
 * @visitor: who receives the extents
 * @err: filled on failure
 *
 * Of KASAN's shadow, what its tables repeat is walked once: it would be 2^32 extents and more.
 *
 * Return: 0 or -errno.
 */
int extents_walk_kernel(struct backend *backend, const struct extent_visitor *visitor,
			struct error *err) _must_check_;

/**
 * extents_walk_once() - walk all that the kernel's half maps, each of the espfix stacks but once
 * @backend: how to walk
 * @direct_map: also walk the direct map, whose addresses follow from a rule
 * @visitor: who receives the extents
 * @err: filled on failure
 *
 * Where the kernel maps the same page over and over by one table, 65536 extents would tell what one
 * tells.
 *
 * Return: 0 or -errno.
 */
int extents_walk_once(struct backend *backend, bool direct_map,
		      const struct extent_visitor *visitor, struct error *err) _must_check_;

#endif
