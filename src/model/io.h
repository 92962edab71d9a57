/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io.h - what "memmap io" says about physical resources and the kernel's mappings of them. */
#ifndef MEMMAP_MODEL_IO_H
#define MEMMAP_MODEL_IO_H

#include "model/memory.h"

/**
 * struct io_mapping - a kernel virtual range that maps physical addresses
 * @virt_addr: first virtual address, or ABSENT where it is not known
 * @phys_addr: its physical address
 * @length_bytes: its length
 * @memtype: enum memmap_memtype; 0 where no page tables were seen
 * @region: enum memmap_region_type of the region it lies in; 0 where that is not known
 * @kind: kind of its vmalloc area, or NULL; borrowed
 * @caller: who made it, or NULL; borrowed
 */
struct io_mapping {
	uint64_t virt_addr, phys_addr, length_bytes;
	unsigned int memtype, region;
	const char *kind, *caller;
};

/**
 * struct io_resource - a resource of /proc/iomem or /proc/ioports with what maps it
 * @space: "mem" or "port"
 * @depth: nesting, 0 for the outermost
 * @name: what it is, or NULL for mappings of addresses that are no resource; borrowed
 * @parent: name of the resource around it, or NULL; borrowed
 * @start: first address, or ABSENT where the kernel hides it
 * @last: last address, or ABSENT
 * @size_bytes: its size, or ABSENT
 * @mappings: mappings whose pages lie in it but not in one resource within it, by virtual address
 * @nr_mappings: entries of @mappings
 * @inner_mapped: a resource within it has mappings
 * @label: how it stands in the tree; owned
 * @memtype: of the row of a mapping, as there; else 0
 * @by: of the row of a mapping, who made it or its region; else NULL; owned
 */
struct io_resource {
	const char *space;
	unsigned int depth;
	const char *name, *parent;
	uint64_t start, last, size_bytes;
	struct io_mapping *mappings;
	size_t nr_mappings;
	bool inner_mapped;
	char *label;
	unsigned int memtype;
	char *by;
};

#endif
