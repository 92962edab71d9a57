/* SPDX-License-Identifier: GPL-2.0-or-later */
/* paging_step.h - a step of the demonstration of demand paging. */
#ifndef MEMMAP_MODEL_PAGING_STEP_H
#define MEMMAP_MODEL_PAGING_STEP_H

#include <memmap/model/value.h>

/**
 * struct paging_step - what a step did, and what is behind the memory after it
 * @number: of the step, from 1
 * @action: what was done
 * @minor_faults: page faults that it took and that needed no I/O, as getrusage(2) counts them
 * @resident_pages: pages of the memory that have a frame of their own; those with the zero page,
 * too, where @zero_pages is not known
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
