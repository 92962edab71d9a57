/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frames.h - facts about page frames, from a back end or, without one, from /proc. */
#ifndef MEMMAP_ANALYSIS_FRAMES_H
#define MEMMAP_ANALYSIS_FRAMES_H

#include "backend/backend.h"
#include "model/memory.h"

/**
 * struct frame_source - where facts about page frames come from
 * @root: where /proc is; borrowed
 * @backend: the back end, or NULL; borrowed
 * @kpageflags_fd: /proc/kpageflags, or -1
 * @zones: the zones, to tell a frame's node and zone without a back end
 */
struct frame_source {
	const struct root *root;
	struct backend *backend;
	int kpageflags_fd;
	struct zone_array zones;
};

/**
 * frame_source_open() - prepare to look frames up
 * @root: where /proc is
 * @backend: a back end, or NULL for /proc/kpageflags and /proc/zoneinfo
 * @ret: the source, to be released with frame_source_close()
 *
 * It is no failure when neither is there: frame_source_find() then finds nothing.
 */
void frame_source_open(const struct root *root, struct backend *backend, struct frame_source *ret);

/**
 * frame_source_close() - release a source
 * @source: from frame_source_open()
 */
void frame_source_close(struct frame_source *source);

/**
 * frame_source_find() - look frames up
 * @source: the source
 * @frames: zeroed but for their pfn; without a back end the reference count, orders and head stay
 * unknown, and so do node and zone where zones overlap
 * @nr: how many
 * @err: filled when the back end fails
 *
 * Return: 1 when they are filled, 0 when nobody can tell, or -errno.
 */
int frame_source_find(struct frame_source *source, struct memmap_frame *frames, size_t nr,
		      struct error *err) _must_check_;

#endif
