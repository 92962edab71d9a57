/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner.h - find out whose memory it is. */
#ifndef MEMMAP_ANALYSIS_OWNER_H
#define MEMMAP_ANALYSIS_OWNER_H

#include "analysis/address/sources.h"
#include "model/owner.h"

/**
 * struct owner_facts - what is known of an address or frame already
 * @virt_addr: the virtual address, or ABSENT for a frame; the owner of a frame is found through its
 * place in the direct map
 * @phys_addr: its physical address, or ABSENT
 * @frame: the page frame, or NULL where there is no RAM
 * @resource: the physical resource, or NULL
 * @area: the vmalloc area, or NULL
 * @symbol: the symbol, "name+0xoff/0xsize [module]", or NULL
 */
struct owner_facts {
	uint64_t virt_addr, phys_addr;
	const struct memmap_frame *frame;
	const struct mem_resource *resource;
	const struct vmap_area *area;
	const char *symbol;
};

/**
 * owner_find() - find out whose memory it is
 * @sources: the sources; what is learned of the kernel on the way is kept with them
 * @facts: what is known; its @area and @resource must stay as long as @ret
 * @ret: the owner, of a kind without a name when nothing is known of one
 *
 * Memory of the kernel, its types and symbols are asked only for slab pages, stacks, per-CPU
 * memory, struct pages and the page cache; where they cannot be had, @ret->note says so, and the
 * rest is known all the same.
 */
void owner_find(struct sources *sources, const struct owner_facts *facts, struct owner *ret);

#endif
