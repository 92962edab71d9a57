/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sources.h - what answers are joined from: a back end, vmalloc areas and physical resources. */
#ifndef MEMMAP_ANALYSIS_SOURCES_H
#define MEMMAP_ANALYSIS_SOURCES_H

#include "analysis/frames.h"
#include "backend/backend.h"
#include "model/address.h"
#include "model/memory.h"
#include "reader/symbol_index.h"

struct owner_finder;

/**
 * struct sources - sources of one invocation's answers, read when first needed and then kept
 * @root: where /proc is
 * @backend: how to translate, or NULL for what needs no page tables, or where none works; borrowed
 * @listed: stands for the address space of @backend where that is NULL: without regions
 * @areas: vmalloc areas, see sources_areas()
 * @resources: physical resources, see sources_resources()
 * @areas_error: why @areas could not be read, or are not known in spite of that
 * @resources_error: why @resources could not be read
 * @symbols: of /proc/kallsyms, where @backend is NULL
 * @symbols_error: why @symbols could not be read
 * @areas_note: said of addresses that no area is known for while lines are left that fit none
 * @frames: of page frames, see sources_frames()
 * @frames_error: why facts about frames are not known, the last time that was so
 * @finder: what owner_find() learned, or NULL
 * @without_owners: identify_address() need not find owners
 * @areas_read: reading @areas was tried
 * @resources_read: reading @resources was tried
 * @frames_opened: @frames is open
 */
struct sources {
	const struct root *root;
	struct backend *backend;
	struct address_space listed;
	struct vmap_area_array areas;
	struct mem_resource_array resources;
	struct symbol_index symbols;
	struct error areas_error, resources_error, symbols_error;
	char areas_note[320];
	struct frame_source frames;
	struct error frames_error;
	struct owner_finder *finder;
	bool without_owners;
	bool areas_read, resources_read, frames_opened;
};

/**
 * sources_clear() - free what was read
 * @sources: may be zeroed; its back end stays open
 */
void sources_clear(struct sources *sources);

/**
 * sources_space() - what is known of the address space
 * @sources: the sources
 *
 * Return: that of the back end, or without one an address space without regions; borrowed from
 * @sources.
 */
const struct address_space *sources_space(const struct sources *sources);

/**
 * sources_kernel_half() - bounds of the addresses that may be the kernel's
 * @sources: the sources
 * @start: filled with the first address
 * @last: filled with the last address
 *
 * Without a back end nothing tells the halves apart, but the names of what there is tell how wide
 * an address is.
 */
void sources_kernel_half(struct sources *sources, uint64_t *start, uint64_t *last);

/**
 * sources_areas() - the vmalloc areas, with their addresses found out where the kernel hides them
 * @sources: the sources
 * @missing: why an address may lie in an area that is not among them, or NULL when all are known;
 * borrowed from @sources
 *
 * Return: the areas sorted by address, borrowed from @sources; none when they could not be read.
 */
const struct vmap_area_array *sources_areas(struct sources *sources, const char **missing);

/**
 * sources_areas_hidden() - whether the areas are known, but no address that the kernel hides
 * @sources: sources_areas() was called
 * @ret: says why when that is so
 *
 * Return: true when it is so.
 */
bool sources_areas_hidden(const struct sources *sources, struct error *ret);

/**
 * sources_resources() - the physical resources
 * @sources: the sources
 * @missing: why they are not known, or NULL; borrowed from @sources
 *
 * Return: the resources, borrowed from @sources; of no use when they are missing.
 */
const struct mem_resource_array *sources_resources(struct sources *sources, const char **missing);

/**
 * sources_frames() - facts about page frames
 * @sources: the sources
 * @frames: zeroed but for their pfn, see frame_source_find(); those that nobody tells of get the
 * status FRAME_UNKNOWN
 * @nr: how many
 * @missing: why there are such, or NULL; borrowed from @sources
 */
void sources_frames(struct sources *sources, struct memmap_frame *frames, size_t nr,
		    const char **missing);

/**
 * sources_find_area() - the vmalloc area that holds an address
 * @sources: the sources
 * @region: the region that the address belongs to, or NULL
 * @virt_addr: the address
 * @missing: why it may lie in an area that is not known, or NULL; borrowed from @sources
 *
 * Nothing is read for regions that hold no areas; without a back end each address may lie in one.
 *
 * Return: the area, borrowed from @sources, or NULL.
 */
const struct vmap_area *sources_find_area(struct sources *sources,
					  const struct memmap_region *region, uint64_t virt_addr,
					  const char **missing);

/**
 * sources_find_resource() - the innermost resource that holds a physical address
 * @sources: the sources
 * @phys_addr: the address
 * @missing: why the resources are not known, or NULL; borrowed from @sources
 *
 * Return: the resource, borrowed from @sources, or NULL.
 */
const struct mem_resource *sources_find_resource(struct sources *sources, uint64_t phys_addr,
						 const char **missing);

/**
 * sources_symbol() - the symbol of what is at an address now
 * @sources: the sources
 * @region: the region that the address belongs to, or NULL
 * @frame: the frame that it is mapped to, or NULL
 * @virt_addr: the address
 * @ret: "name+0xoffset/0xsize [module]", or empty
 * @err: filled on failure
 *
 * What the kernel needed to start up only is others' memory now, and has no symbol in the direct
 * map, though /proc/kallsyms goes on to list them. Without a back end /proc/kallsyms tells alone,
 * and a symbol of a module is told where it is sure that the address lies in the same piece of it.
 *
 * Return: 0 or -errno.
 */
int sources_symbol(struct sources *sources, const struct memmap_region *region,
		   const struct memmap_frame *frame, uint64_t virt_addr, char ret[SYMBOL_BYTES],
		   struct error *err) _must_check_;

#endif
