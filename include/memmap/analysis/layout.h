/* SPDX-License-Identifier: GPL-2.0-or-later */
/* layout.h - find out how the address space of this boot is laid out. */
#ifndef MEMMAP_ANALYSIS_LAYOUT_H
#define MEMMAP_ANALYSIS_LAYOUT_H

#include <memmap/analysis/sources.h>
#include <memmap/model/layout.h>

/**
 * struct layout_progress - who is told how far the walk is
 * @update: called with the bytes walked so far and all there are; may be NULL
 * @context: passed to it
 */
struct layout_progress {
	void (*update)(uint64_t done_bytes, uint64_t total_bytes, void *context);
	void *context;
};

/**
 * layout_read() - the regions of the address space, and what is mapped in them
 * @sources: the sources
 * @progress: who is told how far the walk is
 * @ret: the layout, to be released with layout_clear()
 * @missing: filled where sections of the kernel image, or the RAM behind the direct map, could not
 * be found out; no failure
 * @err: filled on failure
 *
 * Walks the kernel's half of the address space once, so the cost follows the page tables there are.
 *
 * Return: 0 or -errno.
 */
int layout_read(struct sources *sources, const struct layout_progress *progress, struct layout *ret,
		struct error *missing, struct error *err) _must_check_;

#endif
