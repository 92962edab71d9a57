/* SPDX-License-Identifier: GPL-2.0-or-later */
/* area.h - what "memmap vmalloc" says about vmalloc areas: each one, groups of them, and all. */
#ifndef MEMMAP_MODEL_AREA_H
#define MEMMAP_MODEL_AREA_H

#include "model/memory.h"

/**
 * struct area_usage - one vmalloc area and the physical memory behind it
 * @start: first address, or ABSENT where the kernel hides it
 * @last: last address of @size_bytes, or ABSENT
 * @size_bytes: its size without guard page
 * @guard_bytes: size of the guard behind it
 * @kind: as in struct vmap_area; for "vmalloc" memory whose page tables were seen also "module",
 * in the region of modules, or "huge", with leaves larger than a page
 * @caller: who made it, with offset and module, or NULL; borrowed
 * @function: the function of @caller, or NULL
 * @module: the module whose memory it is: the one it is loaded in, else the one of @caller; or NULL
 * @caller_module: the module of @caller, or NULL
 * @nr_pages: pages that were allocated for it, or ABSENT
 * @phys_addr: physical address of an I/O mapping, else ABSENT
 * @mapped_bytes: how much of it is mapped; like all below ABSENT when no page tables were seen
 * @nr_extents: runs that continue virtually and physically and are mapped alike
 * @nr_runs: runs that are contiguous physically
 * @largest_run_bytes: length of the longest such run
 * @huge_bytes: how much is mapped by leaves larger than a page
 * @contiguous: it is one run without holes; neither 0 nor 1 when not known
 * @nodes: where its pages lie; borrowed
 * @nr_nodes: entries of @nodes
 * @names: where @function and @caller_module point
 * @owner: where @module points for a module's own memory, or of one whose init code made it; or
 * NULL
 */
struct area_usage {
	uint64_t start, last, size_bytes, guard_bytes;
	const char *kind, *caller, *function, *module, *caller_module;
	uint64_t nr_pages, phys_addr;
	uint64_t mapped_bytes, nr_extents, nr_runs, largest_run_bytes, huge_bytes;
	uint8_t contiguous;
	const struct node_pages *nodes;
	size_t nr_nodes;
	char *names, *owner;
};

/**
 * struct area_group - areas that have something in common
 * @name: the caller's function, the module or the kind; NULL for areas that have none
 * @module: the module, when grouped by caller
 * @nr_areas: how many
 * @size_bytes: their sizes
 * @largest_bytes: size of the largest
 * @nr_pages: pages that were allocated for them
 * @mapped_bytes: how much of them is mapped, or ABSENT
 * @huge_bytes: how much of them is mapped by leaves larger than a page, or ABSENT
 */
struct area_group {
	const char *name, *module;
	uint64_t nr_areas, size_bytes, largest_bytes, nr_pages, mapped_bytes, huge_bytes;
};

/**
 * struct area_totals - all areas, and the space they share
 * @nr_areas: areas, without those that wait to be purged
 * @size_bytes: their sizes
 * @nr_pages: pages that were allocated for them: VmallocUsed of /proc/meminfo
 * @mapped_bytes: how much of them is mapped, or ABSENT
 * @huge_bytes: how much of them is mapped by leaves larger than a page, or ABSENT
 * @other_mapped_bytes: what is mapped outside of all areas whose addresses are known, or ABSENT
 * @nr_unpurged: areas that were freed, and whose addresses wait to be given back
 * @unpurged_bytes: their sizes
 * @nr_hidden: areas of both kinds whose addresses are not known
 * @space_bytes: size of vmalloc space: VmallocTotal of /proc/meminfo; or ABSENT
 * @hole_bytes: the largest range of it that nothing known takes, or ABSENT
 * @hole_start: where that begins, or ABSENT
 */
struct area_totals {
	uint64_t nr_areas, size_bytes, nr_pages, mapped_bytes, huge_bytes, other_mapped_bytes;
	uint64_t nr_unpurged, unpurged_bytes, nr_hidden;
	uint64_t space_bytes, hole_bytes, hole_start;
};

#endif
