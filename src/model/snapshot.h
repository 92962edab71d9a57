/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snapshot.h - what a snapshot holds, in figures. */
#ifndef MEMMAP_MODEL_SNAPSHOT_H
#define MEMMAP_MODEL_SNAPSHOT_H

#include "model/value.h"

/**
 * enum snapshot_frames - which page frames a snapshot has
 * @SNAPSHOT_FRAMES_NONE: none
 * @SNAPSHOT_FRAMES_MAPPED: those that are mapped outside the direct map
 * @SNAPSHOT_FRAMES_ALL: all RAM
 */
enum snapshot_frames {
	SNAPSHOT_FRAMES_NONE,
	SNAPSHOT_FRAMES_MAPPED,
	SNAPSHOT_FRAMES_ALL,
};

/**
 * struct snapshot - a snapshot that was taken
 * @path: the directory or tar file; borrowed
 * @time: when; borrowed
 * @redacted: without the kernel's virtual addresses
 * @nr_files: files of /proc and /sys
 * @size_bytes: what they and the translations take
 * @nr_unreadable: files that are there and could not be read
 * @nr_extents: mapped runs of the kernel's half; ABSENT without a back end
 * @nr_frames: page frames; ABSENT likewise
 * @frames: enum snapshot_frames
 * @nr_areas_lost: lines of /proc/vmallocinfo without an address that nobody found out
 */
struct snapshot {
	const char *path;
	const char *time;
	uint8_t redacted;
	uint64_t nr_files, size_bytes, nr_unreadable;
	uint64_t nr_extents, nr_frames;
	unsigned int frames;
	uint64_t nr_areas_lost;
};

/* Names of enum snapshot_frames, or NULL. */
const char *snapshot_frames_name(uint64_t frames);

#endif
