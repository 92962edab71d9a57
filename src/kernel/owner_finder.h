/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * owner_finder.h - what those who find owners of memory have in common, and where each keeps what
 * it learned of the kernel.
 *
 * To add a kind of owner: give it a number in model/owner.h and a file beside slab.c with a struct
 * owner_source of its own, and call it from analysis/owner.c.
 */
#ifndef MEMMAP_KERNEL_OWNER_FINDER_H
#define MEMMAP_KERNEL_OWNER_FINDER_H

#include "kernel/kernel.h"
#include "model/owner.h"

struct owner_finder;

/**
 * struct owner_source - something that is learned of the kernel once, and kept
 * @state_bytes: size of what is kept
 * @learn: learns it, when the kernel's memory can be read; NULL for what needs no learning
 * @clear: releases what @state points to, but not @state; or NULL
 */
struct owner_source {
	size_t state_bytes;
	int (*learn)(struct owner_finder *finder, struct error *err);
	void (*clear)(void *state);
};

/**
 * struct owner_state - what one of them has learned
 * @source: whose it is
 * @state: what is kept, zeroed at first
 * @tried: learning was tried
 * @error: why it failed
 */
struct owner_state {
	const struct owner_source *source;
	void *state;
	bool tried;
	struct error error;
};

/* The most sources that there can be. */
#define OWNER_MAX_SOURCES 16

/**
 * struct owner_finder - finds owners of one kernel's memory
 * @root: the system
 * @backend: the way to its page tables, or NULL
 * @space: its address space
 * @own: reads its memory, opened for this alone, or NULL
 * @kernel: whose memory is read
 * @kernel_tried: that was tried
 * @kernel_error: why it cannot be read
 * @states: what was learned
 * @nr_states: entries of @states
 */
struct owner_finder {
	const struct root *root;
	struct backend *backend;
	const struct address_space *space;
	struct backend *own;
	struct kernel *kernel;
	bool kernel_tried;
	struct error kernel_error;
	struct owner_state states[OWNER_MAX_SOURCES];
	size_t nr_states;
};

/**
 * owner_finder_free() - forget what was learned
 * @finder: pointer to it; may hold NULL
 */
void owner_finder_free(struct owner_finder **finder);

/**
 * owner_state() - what a source keeps
 * @finder: the finder
 * @source: the source
 *
 * Return: it, zeroed at first; never NULL after owner_once() has had success, else NULL without
 * memory.
 */
void *owner_state(struct owner_finder *finder, const struct owner_source *source);

/**
 * owner_once() - learn something, unless that was tried before
 * @finder: the finder
 * @source: what
 * @err: filled on failure, each time
 *
 * Return: 0 or -errno.
 */
int owner_once(struct owner_finder *finder, const struct owner_source *source,
	       struct error *err) _must_check_;

/**
 * owner_note() - say what kept the rest from being found out
 * @owner: the owner
 * @what: what is unknown
 * @err: why
 */
void owner_note(struct owner *owner, const char *what, const struct error *err);

/**
 * owner_region() - the first region of a type
 * @finder: the finder
 * @type: an enum memmap_region_type
 *
 * Return: the region, or NULL.
 */
const struct memmap_region *owner_region(const struct owner_finder *finder, unsigned int type);

/**
 * owner_page_bytes() - the size of a page
 * @finder: the finder
 *
 * Return: bytes of it.
 */
uint64_t owner_page_bytes(const struct owner_finder *finder);

/**
 * owner_linear() - where the direct map has a physical address
 * @finder: the finder
 * @phys_addr: the address
 *
 * Return: the virtual address, or ABSENT.
 */
uint64_t owner_linear(const struct owner_finder *finder, uint64_t phys_addr);

/**
 * owner_struct_page() - where the struct page of a frame is
 * @finder: the finder
 * @pfn: the frame
 * @ret: its address
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int owner_struct_page(struct owner_finder *finder, uint64_t pfn, uint64_t *ret,
		      struct error *err) _must_check_;

#endif
