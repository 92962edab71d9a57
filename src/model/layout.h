/* SPDX-License-Identifier: GPL-2.0-or-later */
/* layout.h - the address space as a list of regions, with what is mapped in each. */
#ifndef MEMMAP_MODEL_LAYOUT_H
#define MEMMAP_MODEL_LAYOUT_H

#include "model/translation.h"

/* Protections that are told apart: what MEMMAP_PROT_* bits but "global" can be. */
#define LAYOUT_MAX_PROTS 16

/**
 * struct leaf_share - how much is mapped by leaves of one size
 * @leaf_bytes: size of a leaf
 * @mapped_bytes: how much
 */
struct leaf_share {
	uint64_t leaf_bytes, mapped_bytes;
};

/**
 * struct prot_share - how much is mapped with one protection
 * @prot: MEMMAP_PROT_* bits, MEMMAP_PROT_GLOBAL left out
 * @mapped_bytes: how much
 */
struct prot_share {
	unsigned int prot;
	uint64_t mapped_bytes;
};

/**
 * enum layout_kind - what a piece of the address space is
 * @LAYOUT_REGION: a region that the back end knows
 * @LAYOUT_SECTION: a section of the kernel image
 * @LAYOUT_HOLE: between regions, used for nothing
 * @LAYOUT_PHYSICAL: a piece of a linear region, as what it maps is RAM or not
 */
enum layout_kind { LAYOUT_REGION, LAYOUT_SECTION, LAYOUT_HOLE, LAYOUT_PHYSICAL };

/**
 * struct layout_region - one piece of the address space
 * @name: what it is
 * @parent: name of the region around it, or NULL; names are those of static tables
 * @kind: enum layout_kind
 * @depth: how many regions are around it
 * @start: first address
 * @last: last address
 * @size_bytes: its size; ABSENT between the halves, where no address is one
 * @phys_addr: physical address of @start where the region is linear, else ABSENT
 * @phys_last: physical address of @last where the region is linear, else ABSENT
 * @mapped_bytes: how much of it is mapped, what nests in it included; ABSENT where nobody looked:
 * the user's half
 * @leaves: @mapped_bytes by the size of the page-table leaves, the largest first
 * @nr_leaves: entries of @leaves
 * @prots: @mapped_bytes by what all levels of the page tables allow, the most first
 * @nr_prots: entries of @prots
 */
struct layout_region {
	const char *name, *parent;
	unsigned int kind, depth;
	uint64_t start, last, size_bytes;
	uint64_t phys_addr, phys_last;
	uint64_t mapped_bytes;
	struct leaf_share leaves[MEMMAP_MAX_LEVELS];
	unsigned int nr_leaves;
	struct prot_share prots[LAYOUT_MAX_PROTS];
	unsigned int nr_prots;
};

/**
 * struct layout_level - one level of page tables
 * @level: enum memmap_level
 * @entry_bytes: what one entry covers
 */
struct layout_level {
	unsigned int level;
	uint64_t entry_bytes;
};

/**
 * struct layout_space - what concerns the address space as a whole
 * @format: name of the page-table format, or NULL
 * @va_bits: bits of a virtual address that are translated
 * @page_bytes: size of a page
 * @levels: page-table levels in use, from the top down
 * @nr_levels: entries of @levels
 * @page_offset: address of the direct map, the kernel's PAGE_OFFSET; ABSENT without one
 * @linear_offset: virtual less physical address in the direct map, what virt_to_phys() subtracts
 * @text: address of the kernel's first instruction, _text, or ABSENT
 * @kaslr_offset: how far KASLR moved the image from where it was linked to be, or ABSENT
 * @link_addr: where @text would be without, or ABSENT
 * @mapped_bytes: how much of the kernel's half is mapped
 * @high_memory_bytes: RAM behind the end of the direct map, or ABSENT where there is no such thing
 */
struct layout_space {
	const char *format;
	unsigned int va_bits;
	uint64_t page_bytes;
	struct layout_level levels[MEMMAP_MAX_LEVELS];
	unsigned int nr_levels;
	uint64_t page_offset, linear_offset;
	uint64_t text, kaslr_offset, link_addr;
	uint64_t mapped_bytes, high_memory_bytes;
};

/**
 * struct layout - the whole address space
 * @space: what concerns all of it
 * @regions: regions, sections and holes, by rising address, what is nested behind what is around it
 * @nr_regions: how many
 * @physical: pieces of the direct map, by rising address
 * @nr_physical: how many
 */
struct layout {
	struct layout_space space;
	struct layout_region *regions;
	size_t nr_regions;
	struct layout_region *physical;
	size_t nr_physical;
};

/**
 * layout_clear() - free the regions
 * @layout: may be zeroed
 */
void layout_clear(struct layout *layout);

/* layout_kind_name() - "region", "section", "hole" or "physical" */
const char *layout_kind_name(uint64_t kind);

/**
 * layout_count() - add to a region what an extent maps in it
 * @region: the region
 * @extent_start: first address of the extent
 * @extent_last: last address of the extent
 * @leaf_bytes: size of its leaves
 * @prot: MEMMAP_PROT_* bits
 */
void layout_count(struct layout_region *region, uint64_t extent_start, uint64_t extent_last,
		  uint64_t leaf_bytes, unsigned int prot);

/**
 * prot_triad() - a protection as /proc/PID/maps has it: "rw-", "r-x"
 * @prot: MEMMAP_PROT_* bits
 * @ret: the text, four bytes
 */
void prot_triad(unsigned int prot, char ret[4]);

#endif
