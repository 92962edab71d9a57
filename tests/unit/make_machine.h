/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make_machine.h - a whole x86-64 machine as a core file: page tables, RAM and struct pages. */
#ifndef MEMMAP_TESTS_MAKE_MACHINE_H
#define MEMMAP_TESTS_MAKE_MACHINE_H

#include "backend/backends.h"

#include "make_core.h"

#define MACHINE_NX (1ULL << 63)
#define MACHINE_RO 0x121ULL /* present, accessed, global */
#define MACHINE_RW 0x163ULL /* and writable, dirty */
#define MACHINE_PS 0x80ULL  /* a large leaf */

#define MACHINE_IMAGE	0xffffffff81000000ULL
#define MACHINE_RAM	0x1fe000ULL
#define MACHINE_RAM_END 0x40000000ULL

/**
 * struct machine - what a test changes
 * @root: its files
 * @core: its core file
 * @info: text of VMCOREINFO
 * @nr_levels: levels of page tables
 * @direct_map: where these begin
 * @vmalloc: likewise
 * @vmemmap: likewise
 * @backend: what answers from it
 */
struct machine {
	struct root root;
	struct core core;
	char info[2048];
	unsigned int nr_levels;
	uint64_t direct_map, vmalloc, vmemmap;
	struct backend *backend;
};

extern struct machine machine;

/*
 * machine_begin() - 2 MiB of RAM in the file, more that is not, holes between; the image begins at
 * its start. Then tables, whose memory begins at the image's.
 */
void machine_begin(unsigned int nr_levels);

/* machine_map_samples() - a bit of everything in vmalloc space */
void machine_map_samples(void);

/* machine_page() - a struct page, which core_at() cannot find, since it has no physical address */
unsigned char *machine_page(uint64_t pfn);
void machine_set_page(uint64_t pfn, uint64_t flags, uint32_t refcount, uint32_t mapcount,
		      uint64_t private, uint64_t compound_head);

/* machine_make_frames() - some frames of each kind, and the files that tell of them */
void machine_make_frames(void);

/* machine_write() - write the core file; machine_open() writes and opens it */
void machine_write(void);
void machine_open(void);

/* machine_end() - release it all */
void machine_end(void);

#endif
