// SPDX-License-Identifier: GPL-2.0-or-later
/* record_snapshot.c - fields of a snapshot that was taken. */
#include "model/snapshot.h"
#include "output/records.h"

static const struct field fields[] = {
	{"path", NULL, "the directory or tar file", .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_STRING(struct snapshot, path)},
	{"time", NULL, "when it was taken", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_STRING(struct snapshot, time)},
	{"nr_files", "files", "files of /proc and /sys", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct snapshot, nr_files)},
	{"size_bytes", "size", "what they and the translations take",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct snapshot, size_bytes)},
	{"nr_extents", "extents", "mapped runs of the kernel's address space",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct snapshot, nr_extents)},
	{"frames", NULL, "which page frames: all RAM, those mapped outside the direct map, or none",
	 .flags = FIELD_COLUMN | FIELD_CARD, .enum_name = snapshot_frames_name,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct snapshot, frames)},
	{"nr_frames", "frame-count", "how many page frames", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct snapshot, nr_frames)},
	{"redacted", NULL, "without the kernel's virtual addresses",
	 .flags = FIELD_COLUMN | FIELD_CARD, FIELD_OF_BOOL(struct snapshot, redacted)},
	{"nr_unreadable", "unreadable", "what is there and could not be read",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct snapshot, nr_unreadable)},
	{"nr_areas_lost", "areas-lost",
	 "lines of /proc/vmallocinfo whose addresses were not found out", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct snapshot, nr_areas_lost)},
};

const struct record_type snapshot_record = RECORD_TYPE("snapshots", fields, snapshot);
