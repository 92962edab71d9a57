/* SPDX-License-Identifier: GPL-2.0-or-later */
/* space.h - what architectures share that find out about the address space of a kernel. */
#ifndef MEMMAP_ARCH_SPACE_H
#define MEMMAP_ARCH_SPACE_H

#include "arch/arch.h"

/**
 * arch_struct_page_bytes() - the size of a struct page
 * @memory: the kernel's memory
 *
 * Return: what VMCOREINFO says; 0 where it says nothing that makes sense.
 */
unsigned int arch_struct_page_bytes(const struct memory *memory);

/**
 * arch_add_region() - add a region to those of an address space
 * @space: the address space, with room for it
 * @type: enum memmap_region_type
 * @start: its first address
 * @last: its last address
 *
 * Return: the region, whose flags and physical address are 0.
 */
struct memmap_region *arch_add_region(struct address_space *space, unsigned int type,
				      uint64_t start, uint64_t last);

/**
 * arch_add_linear() - add a region at a fixed offset from physical memory
 * @space: the address space, with room for it
 * @type: enum memmap_region_type
 * @start: its first address
 * @last: its last address
 * @phys_addr: physical address of the first
 */
void arch_add_linear(struct address_space *space, unsigned int type, uint64_t start, uint64_t last,
		     uint64_t phys_addr);

#endif
