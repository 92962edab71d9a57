/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fake.h - a back end over made-up mappings. */
#ifndef MEMMAP_TESTS_FAKE_H
#define MEMMAP_TESTS_FAKE_H

#include "backend/backend.h"
#include "reader/memory.h"

/* Where the kernel's half of the made-up address space begins, and where the user's ends. */
#define FAKE_KERNEL    0xffff800000000000ULL
#define FAKE_KERNEL_32 0xc0000000ULL
#define FAKE_USER      0x00007fffffffffffULL

/**
 * struct fake_machine - what the back end pretends
 * @extents: what is mapped, in rising order
 * @nr_extents: how many
 * @frames: RAM
 * @nr_frames: how many
 * @symbols: symbols, each with its address as ->virt_addr and its name, or "name [module]"; unsized
 * ones are told without their size
 * @regions: regions
 * @nr_regions: how many
 * @struct_page_bytes: size of struct page, or 0
 * @is_i386: its addresses have 32 bits, without PAE
 * @walk_extents: most extents that one walk returns; 0 for no limit
 * @walk_bytes: most bytes that one walk covers; 0 for no limit
 * @stuck: walks do not advance
 * @overshoot: walks end behind the range
 * @fail_walk: walks fail from this address on; 0 for never
 * @fail_steps: translating fails
 * @fail_frames: looking up frames fails
 * @fail_symbol: looking up symbols fails
 * @hash: what an address hashes to; NULL for a back end that cannot tell
 * @fail_hashes: hashing fails
 * @areas: the kernel's list of areas; NULL for a back end that does not know it
 * @nr_areas: how many
 * @fail_areas: reading the list fails
 * @read: copies memory, 0 or -errno; NULL for a back end that cannot
 * @samples: what it allocates, in this order
 * @nr_samples: how many; without any it makes none
 * @refuse: what it answers to a request, an enum memmap_alloc_status; NULL for what @samples says
 * @fail_alloc: making samples fails
 * @nr_held: out, samples that were made and not freed
 * @nr_walks: out, walks so far
 * @nr_hashed: out, addresses hashed so far
 */
struct fake_machine {
	const struct memmap_extent *extents;
	size_t nr_extents;
	const struct memmap_frame *frames;
	size_t nr_frames;
	const struct fake_symbol {
		uint64_t virt_addr;
		uint64_t size;
		const char *text;
		bool unsized;
	} * symbols;
	size_t nr_symbols;
	struct memmap_region *regions;
	size_t nr_regions;
	unsigned int struct_page_bytes;
	bool is_i386;
	size_t walk_extents;
	uint64_t walk_bytes;
	bool stuck, overshoot;
	uint64_t fail_walk;
	bool fail_steps, fail_frames, fail_symbol;
	uint64_t (*hash)(uint64_t virt_addr);
	bool fail_hashes;
	const struct vmap_area *areas;
	size_t nr_areas;
	bool fail_areas;
	int (*read)(uint64_t virt_addr, void *buffer, size_t size);
	/* A request of this kind, size and zone or GFP_ATOMIC gets this. */
	const struct fake_sample {
		uint32_t kind;
		uint64_t size, gfp;
		struct memmap_sample sample;
	} * samples;
	size_t nr_samples;
	unsigned int (*refuse)(struct memmap_alloc *alloc);
	bool fail_alloc;
	int nr_held;
	unsigned int nr_walks;
	size_t nr_hashed;
};

/* fake_new() - a back end over a machine, which must live as long; released by backend_close() */
struct backend *fake_new(struct fake_machine *machine);

/* Of its operations, those that tell what a kind of back end can do. */
int fake_alloc(struct backend *backend, struct memmap_alloc *alloc, struct error *err);
int fake_free(struct backend *backend, uint64_t handle, struct error *err);

#endif
