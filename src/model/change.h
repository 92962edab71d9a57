/* SPDX-License-Identifier: GPL-2.0-or-later */
/* change.h - what became different between two moments. */
#ifndef MEMMAP_MODEL_CHANGE_H
#define MEMMAP_MODEL_CHANGE_H

#include "model/value.h"

/**
 * enum change_section - what a change is about
 * @CHANGE_CACHE: a slab cache, and its objects
 * @CHANGE_CALLER: the vmalloc areas of one caller, and how many they are
 * @CHANGE_AREA: one vmalloc area
 * @CHANGE_ZONE: free memory or a watermark of a zone
 * @CHANGE_MEMINFO: a line of /proc/meminfo
 * @NR_CHANGE_SECTIONS: how many there are
 */
enum change_section {
	CHANGE_CACHE,
	CHANGE_CALLER,
	CHANGE_AREA,
	CHANGE_ZONE,
	CHANGE_MEMINFO,
	NR_CHANGE_SECTIONS,
};

/**
 * enum change_kind - how it changed
 * @CHANGE_CAME: it was not there before
 * @CHANGE_WENT: it is not there afterwards
 * @CHANGE_GREW: there is more of it
 * @CHANGE_SHRANK: there is less of it
 */
enum change_kind {
	CHANGE_CAME,
	CHANGE_WENT,
	CHANGE_GREW,
	CHANGE_SHRANK,
};

/**
 * struct change - one thing that is different
 * @section: enum change_section
 * @kind: enum change_kind
 * @name: the cache, caller, zone or line; of an area, its caller; NULL where not known
 * @quantity: of a zone: "free", "min", "low", "high" or "managed"; else NULL
 * @node: of a zone, its node; else INT_MIN
 * @start: of an area, its first address; else ABSENT
 * @before_bytes: what there was
 * @after_bytes: what there is
 * @delta_bytes: the difference
 * @nr_before: objects or areas that there were; ABSENT for other things
 * @nr_after: objects or areas that there are
 */
struct change {
	unsigned int section, kind;
	char *name;
	const char *quantity;
	int node;
	uint64_t start;
	uint64_t before_bytes, after_bytes;
	int64_t delta_bytes;
	uint64_t nr_before, nr_after;
};

/**
 * struct change_array - all that is different
 * @items: the changes, by section, those of most bytes first
 * @nr: how many
 */
struct change_array {
	struct change *items;
	size_t nr;
};

/**
 * struct comparison - what was compared
 * @before: path of a snapshot; borrowed
 * @before_time: when it was taken; borrowed
 * @before_kernel: of which kernel; borrowed
 * @after: path of a snapshot, or NULL for the running system
 * @after_time: when it was taken, or now
 * @after_kernel: of which kernel
 * @same_boot: both are of one boot; neither 0 nor 1 where that is not known
 * @note: why areas are compared by caller only, or NULL
 */
struct comparison {
	const char *before, *before_time, *before_kernel;
	const char *after, *after_time, *after_kernel;
	uint8_t same_boot;
	const char *note;
};

/* Names of the enums, or NULL. */
const char *change_section_name(uint64_t section);
const char *change_kind_name(uint64_t kind);

/**
 * change_array_clear() - free the changes
 * @changes: may be zeroed
 */
void change_array_clear(struct change_array *changes);

/**
 * change_array_sort() - sort changes by section, those of most bytes first
 * @changes: the changes
 */
void change_array_sort(struct change_array *changes);

#endif
