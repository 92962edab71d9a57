/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address.h - everything memmap can say about one virtual address or range. */
#ifndef MEMMAP_MODEL_ADDRESS_H
#define MEMMAP_MODEL_ADDRESS_H

#include "model/memory.h"
#include "model/owner.h"
#include "model/translation.h"
#include "model/user.h"

/* Room for "symbol+0xoff/0xsize [module]": the kernel's KSYM_SYMBOL_LEN is below 1.2 KB. */
#define SYMBOL_BYTES 1280

/**
 * struct address_step - one page-table entry with what is needed to read its bits
 * @step: the entry
 * @format: enum memmap_format
 */
struct address_step {
	struct memmap_step step;
	unsigned int format;
};

/**
 * struct extent - a run of a range that is contiguous virtually and physically and mapped alike
 * @virt_addr: first virtual address
 * @phys_addr: its physical address, ABSENT when it could not be read
 * @length_bytes: its length
 * @leaf_bytes: size of the page-table leaves
 * @status: enum memmap_status
 * @prot: MEMMAP_PROT_* bits
 * @memtype: enum memmap_memtype
 */
struct extent {
	uint64_t virt_addr, phys_addr, length_bytes, leaf_bytes;
	unsigned int status, prot, memtype;
};

/**
 * struct address - the answer about one virtual address, or about a range of them
 * @operand: what the user asked for; borrowed
 * @virt_addr: the address, or the first one of the range
 * @length_bytes: length of the range, ABSENT for a single address
 * @status: enum memmap_status, or STATUS_*
 * @symbol: its symbol, or NULL
 * @region: the region of the address space it belongs to, or NULL
 * @linear_offset: what virtual less physical address is throughout its region, where that is so:
 * the direct map and the kernel image, see virt_to_phys(); else ABSENT
 * @struct_page_of: of an address in a struct page, where the frame begins that it describes; else
 * ABSENT
 * @phys_addr: physical address, or ABSENT
 * @pfn: page frame number, or ABSENT
 * @leaf_bytes: size of the page-table leaf that maps it, or ABSENT
 * @prot: MEMMAP_PROT_* bits of all levels together
 * @memtype: enum memmap_memtype
 * @steps: the page-table entries from the top level down
 * @nr_steps: entries of @steps
 * @frame: facts about the page frame, or NULL where there is no online RAM
 * @area: the vmalloc area it lies in, or NULL; borrowed
 * @resource: the innermost physical resource it lies in, or NULL; borrowed
 * @backing: of a process, enum user_backing
 * @exclusive: of a process, whether this is the only mapping of the page; neither 0 nor 1 where
 * that is not known
 * @vma: of a process, the area it lies in, or NULL; borrowed
 * @swap: of a process, where the page was swapped to, or NULL
 * @owner: whose memory it is, or NULL where nothing is known of that
 * @note: what the user should know about this answer, or NULL
 * @nr_extents: of a range, runs that continue virtually and physically and are mapped alike
 * @nr_runs: of a range, runs that are contiguous physically, however they are mapped
 * @mapped_bytes: of a range, bytes that are mapped
 * @largest_run_bytes: of a range, length of the longest run
 * @contiguous: of a range, whether it is one run without holes; neither 0 nor 1 for an address
 * @symbol_text: where @symbol points
 * @frame_facts: where @frame points
 * @swap_slot: where @swap points
 * @owner_facts: where @owner points
 */
struct address {
	const char *operand;
	uint64_t virt_addr, length_bytes;
	unsigned int status;
	const char *symbol;
	const struct memmap_region *region;
	uint64_t linear_offset, struct_page_of;
	uint64_t phys_addr, pfn, leaf_bytes;
	unsigned int prot, memtype;
	struct address_step steps[MEMMAP_MAX_LEVELS];
	unsigned int nr_steps;
	const struct memmap_frame *frame;
	const struct vmap_area *area;
	const struct mem_resource *resource;
	unsigned int backing;
	uint8_t exclusive;
	const struct vm_area *vma;
	const struct user_swap *swap;
	const struct owner *owner;
	const char *note;
	uint64_t nr_extents, nr_runs, mapped_bytes, largest_run_bytes;
	uint8_t contiguous;
	char symbol_text[SYMBOL_BYTES];
	struct memmap_frame frame_facts;
	struct user_swap swap_slot;
	struct owner owner_facts;
};

/**
 * address_init() - an answer of which nothing is known yet
 * @address: filled
 * @operand: what the user asked for, or NULL; borrowed
 * @virt_addr: the address
 */
void address_init(struct address *address, const char *operand, uint64_t virt_addr);

/**
 * struct annotation - an address that stands in a text, and what it is
 * @file: the file, or NULL for standard input
 * @line: line, from 1
 * @column: byte of the line, from 1
 * @virt_addr: the address
 * @explanation: what it is, in a few words
 * @address: all there is to say about it
 */
struct annotation {
	const char *file;
	uint64_t line, column;
	uint64_t virt_addr;
	const char *explanation;
	const struct address *address;
};

#endif
