/* SPDX-License-Identifier: GPL-2.0-or-later */
/* user.h - the memory of a process: its areas, and what stands behind their pages. */
#ifndef MEMMAP_MODEL_USER_H
#define MEMMAP_MODEL_USER_H

#include <stdbool.h>

#include "model/translation.h"

/**
 * struct vm_area - one line of /proc/PID/maps
 * @start: first address
 * @last: last address
 * @perms: "rw-p": may be read, written, executed; private or shared
 * @offset_bytes: where in the file it begins
 * @device: device of the file, "08:01"
 * @inode: the file, or 0
 * @name: file, "[heap]", "[stack]" …, or NULL
 */
struct vm_area {
	uint64_t start, last;
	char perms[5];
	uint64_t offset_bytes;
	char device[24];
	uint64_t inode;
	char *name;
};

/**
 * struct vm_area_array - the areas of a process by rising address
 * @items: the areas
 * @nr: how many
 */
struct vm_area_array {
	struct vm_area *items;
	size_t nr;
};

/**
 * vm_area_array_clear() - free the areas
 * @areas: may be zeroed
 */
void vm_area_array_clear(struct vm_area_array *areas);

/**
 * vm_area_find() - the area that holds an address
 * @areas: the areas
 * @virt_addr: the address
 *
 * Return: the area, borrowed from @areas, or NULL.
 */
const struct vm_area *vm_area_find(const struct vm_area_array *areas, uint64_t virt_addr);

/* Entries of /proc/PID/pagemap, see Documentation/admin-guide/mm/pagemap.rst. */
#define PAGEMAP_PFN(entry)	   ((entry) & ((1ULL << 55) - 1))
#define PAGEMAP_SWAP_TYPE(entry)   ((entry)&31)
#define PAGEMAP_SWAP_OFFSET(entry) ((entry) >> 5 & ((1ULL << 50) - 1))
#define PAGEMAP_EXCLUSIVE	   (1ULL << 56)
#define PAGEMAP_GUARD		   (1ULL << 58) /* since v6.15 */
#define PAGEMAP_FILE		   (1ULL << 61)
#define PAGEMAP_SWAPPED		   (1ULL << 62)
#define PAGEMAP_PRESENT		   (1ULL << 63)

/* Bits of struct memmap_frame.flags, which <linux/kernel-page-flags.h> numbers. */
#define FRAME_ANON	 (1ULL << 12)
#define FRAME_SWAPBACKED (1ULL << 14)
#define FRAME_COMPOUND	 (1ULL << 15 | 1ULL << 16)
#define FRAME_HUGETLB	 (1ULL << 17)
#define FRAME_THP	 (1ULL << 22)
#define FRAME_ZERO_PAGE	 (1ULL << 24)

/**
 * enum user_backing - what stands behind a page of a process
 * @USER_NOTHING: nothing yet
 * @USER_ANONYMOUS: memory of its own
 * @USER_ANONYMOUS_OR_ZERO: that or the zero page: nobody may tell which
 * @USER_ZERO_PAGE: the zero page, which all that was read and never written shares
 * @USER_FILE: a page of a file, from the page cache
 * @USER_SHARED: shared memory: tmpfs, memfd, shared anonymous memory
 * @USER_FILE_OR_SHARED: one of these: nobody may tell which
 * @USER_HUGETLB: a page of hugetlbfs
 * @USER_SWAP: a slot of a swap device or file
 * @USER_GUARD: an entry that lets no access pass (MADV_GUARD_INSTALL)
 * @USER_SPECIAL: an entry that is no swap slot: a page on its way to another frame, poisoned …
 */
enum user_backing {
	USER_NOTHING,
	USER_ANONYMOUS,
	USER_ANONYMOUS_OR_ZERO,
	USER_ZERO_PAGE,
	USER_FILE,
	USER_SHARED,
	USER_FILE_OR_SHARED,
	USER_HUGETLB,
	USER_SWAP,
	USER_GUARD,
	USER_SPECIAL,
};

/**
 * user_backing_of() - what stands behind a page
 * @entry: its entry in /proc/PID/pagemap
 * @frame: its frame, or NULL where that is not known
 */
enum user_backing user_backing_of(uint64_t entry, const struct memmap_frame *frame);

/**
 * user_leaf_bytes() - how large the page-table leaf is that maps a page
 * @frame: its frame
 * @page_bytes: size of a page
 *
 * Return: the size; ABSENT for other large pages than hugetlb's, which may be mapped whole or page
 * by page.
 */
uint64_t user_leaf_bytes(const struct memmap_frame *frame, uint64_t page_bytes);

/* user_backing_name() - its name, or NULL for USER_NOTHING */
const char *user_backing_name(uint64_t backing);

/**
 * user_status_of() - the status of a page: MEMMAP_STATUS_OK or STATUS_*
 * @backing: what stands behind it
 */
unsigned int user_status_of(enum user_backing backing);

/**
 * struct user_swap - where a page was swapped to
 * @type: number of the swap area in the kernel
 * @offset_pages: slot in it
 * @area: the device or file, or NULL where the number does not tell which it is
 */
struct user_swap {
	unsigned int type;
	uint64_t offset_pages;
	const char *area;
};

/**
 * struct user_extent - a run of pages of a process that are alike and physically contiguous
 * @virt_addr: first virtual address
 * @phys_addr: its physical address, or ABSENT
 * @length_bytes: its length
 * @status: MEMMAP_STATUS_OK or STATUS_*
 * @backing: enum user_backing
 * @node: NUMA node, or INT_MIN where it is not known; of the first page
 */
struct user_extent {
	uint64_t virt_addr, phys_addr, length_bytes;
	unsigned int status;
	unsigned int backing;
	int node;
};

/* Nodes whose pages are counted for each area. */
#define USER_MAX_NODES 64

/**
 * struct user_node - pages of an area on one node
 * @node: the node
 * @pages: how many
 */
struct user_node {
	int node;
	uint64_t pages;
};

/**
 * struct user_vma - an area, and how much of it is where
 * @number: which one of the process, from 1
 * @vma: the area; borrowed; NULL for the total of several
 * @label: its name, of a file without the directory, or NULL; borrowed
 * @size_bytes: its size
 * @resident_pages: pages in memory, the zero page not counted where it is told apart; ABSENT in
 * areas that /proc/PID/pagemap does not cover
 * @zero_pages: pages where the zero page stands in; ABSENT where it is not told apart
 * @swapped_pages: pages swapped out
 * @special_pages: guards, and entries that are no swap slot
 * @untouched_pages: pages with nothing behind them
 * @huge_pages: of the resident ones, pages that are part of a huge page: mapped as one by the page
 * tables, or of hugetlbfs; ABSENT where /proc/PID/smaps cannot be read
 * @nr_runs: physically contiguous runs; ABSENT where frame numbers are hidden
 * @largest_run_pages: the longest
 * @nodes: pages by node
 * @nr_nodes: entries of @nodes
 * @note: what to know about it, or NULL
 */
struct user_vma {
	uint64_t number;
	const struct vm_area *vma;
	const char *label;
	uint64_t size_bytes;
	uint64_t resident_pages, zero_pages, swapped_pages, special_pages, untouched_pages;
	uint64_t huge_pages;
	uint64_t nr_runs, largest_run_pages;
	struct user_node nodes[USER_MAX_NODES];
	unsigned int nr_nodes;
	const char *note;
};

/**
 * struct paging_step - what a step did, and what is behind the memory after it
 * @number: of the step, from 1
 * @action: what was done
 * @minor_faults: page faults that it took and that needed no I/O, as getrusage(2) counts them
 * @resident_pages: pages of the memory that have a frame of their own; ABSENT where @zero_pages is
 * @zero_pages: pages where the zero page stands in; ABSENT where it is not told apart
 * @untouched_pages: pages with nothing behind them
 * @virt_addr: a page that the step is about
 * @pfn: its frame, or ABSENT
 * @child_pfn: the frame of the same page in the child, or ABSENT
 * @shows: a sentence with the numbers of this run
 * @lesson: what is behind it, with --explain; else NULL
 */
struct paging_step {
	uint64_t number;
	const char *action;
	uint64_t minor_faults;
	uint64_t resident_pages, zero_pages, untouched_pages;
	uint64_t virt_addr, pfn, child_pfn;
	char shows[160];
	const char *lesson;
};

#endif
