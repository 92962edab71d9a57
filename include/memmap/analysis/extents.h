/* SPDX-License-Identifier: GPL-2.0-or-later */
/* extents.h - the physical extents of a virtual range, and how contiguous they are. */
#ifndef MEMMAP_ANALYSIS_EXTENTS_H
#define MEMMAP_ANALYSIS_EXTENTS_H

#include <memmap/backend/backend.h>
#include <memmap/model/address.h>

/**
 * struct extent_visitor - who receives the extents of a range
 * @extent: called for each extent in rising order
 * @progress: called after each step with the bytes walked so far; may be NULL
 * @context: passed to both
 */
struct extent_visitor {
	void (*extent)(const struct extent *extent, void *context);
	void (*progress)(uint64_t done_bytes, void *context);
	void *context;
};

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

#endif
