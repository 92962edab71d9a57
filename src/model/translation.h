/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * translation.h - names for what the page tables say.
 *
 * The structs of a translation (struct memmap_region, memmap_steps, memmap_extent, memmap_frame)
 * are those of the ioctl interface: every back end fills the same ones, so nothing is copied or
 * renamed on the way up.
 */
#ifndef MEMMAP_MODEL_TRANSLATION_H
#define MEMMAP_MODEL_TRANSLATION_H

#include <uapi/memmap.h>

#include "model/value.h"

/* The one of the page flags above the stable ones of <linux/kernel-page-flags.h> that tells owners.
 */
#define KPF_RESERVED 32

/*
 * More statuses than the interface has: a range of which only a part is mapped, pages of a process
 * that were swapped out, never touched, are guards or entries of another special kind, and what
 * nobody could look up, since no back end works.
 */
#define STATUS_PARTIAL	 0x100
#define STATUS_SWAPPED	 0x101
#define STATUS_UNTOUCHED 0x102
#define STATUS_GUARD	 0x103
#define STATUS_SPECIAL	 0x104
#define STATUS_UNKNOWN	 0x105

/**
 * struct address_space - what a back end knows about this boot's kernel address space
 * @format: enum memmap_format of the page-table entries
 * @page_shift: log2 of the page size
 * @nr_levels: page-table levels in use
 * @va_bits: bits of a virtual address that are translated
 * @phys_bits: bits of a physical address that an entry can hold
 * @struct_page_bytes: size of struct page, of which the region vmemmap is an array; 0 when that is
 * not known
 * @regions: regions, most specific first; they may nest
 * @nr_regions: entries of @regions
 */
struct address_space {
	unsigned int format;
	unsigned int page_shift;
	unsigned int nr_levels;
	unsigned int va_bits;
	unsigned int phys_bits;
	unsigned int struct_page_bytes;
	struct memmap_region *regions;
	size_t nr_regions;
};

/**
 * address_space_page_bytes() - the size of a page
 * @space: the address space
 *
 * Return: bytes of it: of arm64 4, 16 or 64 KiB, elsewhere 4.
 */
uint64_t address_space_page_bytes(const struct address_space *space);

/**
 * address_space_kernel_half() - bounds of the addresses that the kernel's page tables can map
 * @space: the address space
 * @start: filled with the first address
 * @last: filled with the last address
 */
void address_space_kernel_half(const struct address_space *space, uint64_t *start, uint64_t *last);

/**
 * address_space_region() - the region that an address belongs to
 * @space: the address space
 * @virt_addr: the address
 *
 * Return: the most specific region, or NULL when the kernel uses that range for nothing.
 */
const struct memmap_region *address_space_region(const struct address_space *space,
						 uint64_t virt_addr);

/**
 * region_linear_addr() - where a linear region maps a physical address
 * @region: the region
 * @phys_addr: the physical address
 *
 * With KASLR on arm64 the direct map begins at a "negative" physical address: all is meant modulo
 * 2^64.
 *
 * Return: the virtual address, or ABSENT where the region is not linear or does not go that far.
 */
uint64_t region_linear_addr(const struct memmap_region *region, uint64_t phys_addr);

/**
 * vmemmap_base() - where the struct page of frame 0 is, or would be
 * @space: the address space
 * @vmemmap: its region of struct pages
 * @page_bytes: size of a struct page
 *
 * Return: the address, modulo 2^64: the array may begin with a later frame.
 */
uint64_t vmemmap_base(const struct address_space *space, const struct memmap_region *vmemmap,
		      uint64_t page_bytes);

/**
 * address_space_described_pfn() - the frame that a struct page describes
 * @space: the address space, which knows the size of a struct page
 * @vmemmap: its region of struct pages
 * @virt_addr: an address in there
 *
 * Return: the frame, or ABSENT in front of the first one: with KASLR on arm64 the array begins with
 * frames of "negative" addresses.
 */
uint64_t address_space_described_pfn(const struct address_space *space,
				     const struct memmap_region *vmemmap, uint64_t virt_addr);

/**
 * address_space_struct_page() - where the struct page of a frame is
 * @space: the address space
 * @pfn: the frame
 *
 * Return: the address, or ABSENT when the array is not known or does not go that far.
 */
uint64_t address_space_struct_page(const struct address_space *space, uint64_t pfn);

/* Names of the interface's enums, or NULL for "unknown" and for values that a newer module made up.
 */
const char *status_name(uint64_t status);
const char *memtype_name(uint64_t memtype);
const char *level_name(uint64_t level);
const char *region_name(uint64_t type);
const char *zone_type_name(uint64_t type);

/**
 * prot_names() - name what a mapping allows: "rw" or "ro", "x" or "nx", "user", "global",
 * "encrypted"
 * @names: the list to append to
 * @prot: MEMMAP_PROT_* bits
 */
void prot_names(struct names *names, unsigned int prot);

/**
 * page_flag_names() - name page flags
 * @names: the list to append to
 * @flags: KPF_* bits, named as tools/mm/page-types.c does
 */
void page_flag_names(struct names *names, uint64_t flags);

#endif
