/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sample.h - allocations that the helper module made to show where they land. */
#ifndef MEMMAP_MODEL_SAMPLE_H
#define MEMMAP_MODEL_SAMPLE_H

#include <stdbool.h>

#include "model/address.h"

/**
 * enum sample_status - what became of a sample
 * @SAMPLE_OK: made, and the page tables say what the kernel's own functions say
 * @SAMPLE_NOT_HERE: this kernel or machine has nothing of the kind
 * @SAMPLE_DISAGREES: made, but the page tables and the kernel's own functions differ
 * @SAMPLE_UNCHECKED: made, and gone before the page tables could be asked
 */
enum sample_status { SAMPLE_OK, SAMPLE_NOT_HERE, SAMPLE_DISAGREES, SAMPLE_UNCHECKED };

/* Room for "dma_alloc_coherent(4194304)", and for what follows from an address. */
#define SAMPLE_CALL_BYTES 64
#define SAMPLE_RULE_BYTES 128

/**
 * struct sample - one allocation, or one CPU's or node's part of it
 * @call: the call that made it, as in C
 * @kind: name of the allocator, see sample_kind_name()
 * @status: enum sample_status
 * @handle: names it for backend_free(); 0 when there is nothing to free
 * @virt_addr: virtual address
 * @size_bytes: bytes the allocator gave
 * @region: enum memmap_region_type
 * @phys_addr: physical address, by the page tables
 * @node: NUMA node of the first page, INT_MIN for I/O memory
 * @zone: enum memmap_zone_type of the first page
 * @leaf_bytes: size of the page-table leaf that maps its beginning
 * @nr_pages: pages it touches
 * @nr_runs: runs of contiguous physical memory
 * @contiguous: there is one run
 * @duration_ns: how long the call took
 * @linear_offset: what virtual less physical address is throughout the region, or ABSENT
 * @cpu: the CPU it is for, or INT_MIN
 * @dma_addr: address for the device, or ABSENT
 * @prev_addr: what the list node's prev points to, or ABSENT
 * @next_addr: what the list node's next points to, or ABSENT
 * @distance_bytes: of a list node, from the physical address of the one before, or INT64_MIN
 * @extents: what the page tables say, in rising order
 * @nr_extents: how many
 * @slab_cache: slab cache it was served from, or NULL
 * @rule: how the physical address follows from the virtual one
 * @lesson: what to learn from it, or NULL
 * @note: why it is not here, or what differs, or NULL
 */
struct sample {
	char call[SAMPLE_CALL_BYTES];
	const char *kind;
	unsigned int status;
	uint64_t handle;
	uint64_t virt_addr, size_bytes;
	unsigned int region;
	uint64_t phys_addr;
	int node;
	unsigned int zone;
	uint64_t leaf_bytes, nr_pages, nr_runs;
	uint8_t contiguous;
	uint64_t duration_ns;
	uint64_t linear_offset;
	int cpu;
	uint64_t dma_addr, prev_addr, next_addr;
	int64_t distance_bytes;
	struct extent *extents;
	size_t nr_extents;
	char *slab_cache;
	char rule[SAMPLE_RULE_BYTES];
	char *lesson;
	char *note;
};

/**
 * struct sample_array - samples
 * @items: the samples
 * @nr: how many
 */
struct sample_array {
	struct sample *items;
	size_t nr;
};

/**
 * sample_array_clear() - free the samples; what the kernel allocated stays
 * @samples: may be zeroed
 */
void sample_array_clear(struct sample_array *samples);

/* Names of the kinds by enum memmap_alloc_kind, as users type them, NULL-terminated. */
extern const char *const sample_kind_names[];

/**
 * sample_kind_find() - the kind of a name
 * @name: the name
 *
 * Return: enum memmap_alloc_kind or -1.
 */
int sample_kind_find(const char *name);

/**
 * sample_kind_name() - the name of a kind
 * @kind: enum memmap_alloc_kind
 *
 * Return: a constant string, or NULL.
 */
const char *sample_kind_name(uint64_t kind);

/**
 * sample_kind_sized() - whether a kind takes a size
 * @kind: enum memmap_alloc_kind
 */
bool sample_kind_sized(unsigned int kind);

/**
 * sample_call() - write the call that a request stands for, as in C
 * @request: the request
 * @page_bytes: size of a page, of which orders are counted
 * @ret: the text
 */
void sample_call(const struct memmap_alloc *request, uint64_t page_bytes,
		 char ret[SAMPLE_CALL_BYTES]);

/* "ok", "not here", "disagrees" or "unchecked", or NULL. */
const char *sample_status_name(uint64_t status);

#endif
