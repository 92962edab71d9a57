/* SPDX-License-Identifier: GPL-2.0-or-later */
/* account.h - what all of the memory is used for. */
#ifndef MEMMAP_MODEL_ACCOUNT_H
#define MEMMAP_MODEL_ACCOUNT_H

#include <stdbool.h>

#include "base/error.h"
#include "model/value.h"

/* The most parts of an account, the rest included. */
#define ACCOUNT_MAX_PARTS 24

/* The most things to know of one. */
#define ACCOUNT_MAX_NOTES 6

/**
 * struct account_part - one use of memory
 * @name: what it is used for
 * @source: the lines of /proc that say how much, as a sum
 * @bytes: how much
 * @share: thousandths of MemTotal
 * @about: what belongs to it, and which other line counts it too
 */
struct account_part {
	const char *name, *source;
	uint64_t bytes;
	int share;
	const char *about;
};

/**
 * struct account_node - what the kernel says of one node; numbers are ABSENT where it does not
 * @node: NUMA node
 * @total_bytes: its MemTotal
 * @free_bytes: free pages
 * @file_bytes: page cache without shmem, swap cache included
 * @shmem_bytes: shared memory and tmpfs
 * @anon_bytes: anonymous pages of processes
 * @slab_bytes: slab caches
 * @stack_bytes: kernel stacks
 * @page_table_bytes: page tables
 * @gpu_bytes: buffers of graphics drivers and pages kept for them (since 7.1)
 * @rest_bytes: what is left: vmalloc and percpu, which the kernel does not count by node, too
 */
struct account_node {
	int node;
	uint64_t total_bytes, free_bytes, file_bytes, shmem_bytes, anon_bytes, slab_bytes;
	uint64_t stack_bytes, page_table_bytes, gpu_bytes, rest_bytes;
};

/**
 * struct frame_group - page frames with the same flags that none of the counted uses explains
 * @flags: KPF_* bits
 * @nr_frames: how many were seen
 * @bytes: what they come to
 * @estimated: only some of all frames were read, and @bytes stands for all
 */
struct frame_group {
	uint64_t flags, nr_frames, bytes;
	bool estimated;
};

/**
 * struct account - all parts
 * @total_bytes: MemTotal
 * @parts: they add up to @total_bytes, and the last one is the rest, unless @of_container
 * @nr_parts: entries of @parts
 * @of_container: /proc/meminfo was made by lxcfs for a container: its lines do not go together, and
 * there is no rest
 * @clamped: a counter of the kernel's tells nonsense, and its part is what the others leave
 * @taker: what is likely to have the rest, or NULL
 * @excess_bytes: how much the kernel's counters came to more than MemTotal, which was taken off the
 * largest part; 0 but on a machine that changed while it was read
 * @notes: what there is to know of it, each with a reason and perhaps a remedy
 * @nr_notes: entries of @notes
 * @nodes: one for each node that has memory
 * @nr_nodes: how many
 */
struct account {
	uint64_t total_bytes;
	struct account_part parts[ACCOUNT_MAX_PARTS];
	size_t nr_parts;
	bool of_container, clamped;
	const char *taker;
	uint64_t excess_bytes;
	struct error notes[ACCOUNT_MAX_NOTES];
	size_t nr_notes;
	struct account_node *nodes;
	size_t nr_nodes;
};

/**
 * account_clear() - free the nodes
 * @account: may be zeroed
 */
void account_clear(struct account *account);

/**
 * account_rest() - what the parts leave over
 * @account: from account_read()
 *
 * Return: bytes; ABSENT where that cannot be told.
 */
uint64_t account_rest(const struct account *account);

#endif
