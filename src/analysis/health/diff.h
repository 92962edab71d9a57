/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff.h - what changed between two snapshots, or between one and now. */
#ifndef MEMMAP_ANALYSIS_DIFF_H
#define MEMMAP_ANALYSIS_DIFF_H

#include "analysis/address/sources.h"
#include "model/change.h"
#include "reader/system.h"

/**
 * struct diff_side - one of the two
 * @sources: its root and, if there is one, its back end
 * @system: which kernel it is
 */
struct diff_side {
	struct sources *sources;
	const struct system *system;
};

/**
 * typedef diff_missing_fn - told of a section that cannot be compared
 * @why: the reason
 * @context: what diff_read() was given
 */
typedef void diff_missing_fn(const struct error *why, void *context);

/**
 * diff_read() - compare
 * @before: the one
 * @after: the other
 * @missing: called for each section that one side cannot tell
 * @context: passed to @missing
 * @changes: what is different, sorted; to be released with change_array_clear()
 * @comparison: what was compared
 * @err: filled on failure
 *
 * Areas are compared one by one where both sides are of one boot and show addresses; the callers of
 * areas are in any case. Two that have the same address, size and caller are taken for one.
 *
 * Return: 0 or -errno.
 */
int diff_read(const struct diff_side *before, const struct diff_side *after,
	      diff_missing_fn *missing, void *context, struct change_array *changes,
	      struct comparison *comparison, struct error *err) _must_check_;

#endif
