/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make_core.h - small files that look like /proc/kcore, with page tables in them. */
#ifndef MEMMAP_TESTS_MAKE_CORE_H
#define MEMMAP_TESTS_MAKE_CORE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CORE_NO_PHYS UINT64_MAX

/**
 * struct core_segment - one PT_LOAD
 * @virt_addr: first virtual address
 * @phys_addr: physical address, or CORE_NO_PHYS
 * @size: bytes
 * @data: contents, allocated by core_add(); NULL where there are none in the file
 */
struct core_segment {
	uint64_t virt_addr, phys_addr, size;
	unsigned char *data;
};

/**
 * struct core - what to put into the file
 * @machine: EM_*
 * @type: ET_*
 * @vmcoreinfo: text of the note; NULL for none
 * @is_32bit: an ELF file of that class
 * @xnum: write the number of segments as for more than 65,534
 * @segments: segments in file order
 * @nr_segments: how many
 * @root: physical address of the top page table
 * @nr_levels: levels of page tables
 * @entry_bytes: size of their entries; 0 is 8
 * @next_table: physical address for the next table that core_map() needs
 */
struct core {
	unsigned int machine, type;
	const char *vmcoreinfo;
	bool is_32bit, xnum;
	struct core_segment *segments;
	size_t nr_segments;
	uint64_t root;
	unsigned int nr_levels, entry_bytes;
	uint64_t next_table;
};

/* core_add() - add a segment; with zeroed contents if @backed */
void core_add(struct core *core, uint64_t virt_addr, uint64_t phys_addr, uint64_t size,
	      bool backed);

/* core_at() - the contents at a physical address; ends the test when there are none */
void *core_at(struct core *core, uint64_t phys_addr);

/*
 * core_map() - make page tables, as needed, down to the level whose entries cover 1 << @shift
 * bytes, and put @entry there for @virt_addr
 */
void core_map(struct core *core, uint64_t virt_addr, unsigned int shift, uint64_t entry);

/* core_bytes() - the file's bytes, to be freed; @size is how many */
unsigned char *core_bytes(const struct core *core, size_t *size);

/* core_clear() - free it all */
void core_clear(struct core *core);

#endif
