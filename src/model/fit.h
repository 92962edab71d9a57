/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fit.h - whether the page allocator could serve a request now, and what is short if not. */
#ifndef MEMMAP_MODEL_FIT_H
#define MEMMAP_MODEL_FIT_H

#include "model/gfp.h"
#include "model/memory.h"

/**
 * enum fit_verdict - what a zone has for a request
 * @FIT_SERVES: it has a block, and enough stays free
 * @FIT_SHORT: too little would stay free
 * @FIT_FRAGMENTED: enough would stay free, but no block is large enough
 */
enum fit_verdict { FIT_SERVES, FIT_SHORT, FIT_FRAGMENTED };

/* fit_verdict_name() - "serves", "short" or "fragmented"; NULL for anything else */
const char *fit_verdict_name(uint64_t verdict);

/**
 * struct fit_zone - one zone that a request may be served from
 * @node: NUMA node
 * @zone: name of the zone
 * @free_pages: free pages
 * @barred_pages: what does not count as free for the request: CMA for what cannot move, the blocks
 * kept for urgent requests, on older kernels with their pages in use, see enum highatomic_rule
 * @min_pages: the min watermark, as far as the request must leave it
 * @reserve_pages: lowmem reserve against it
 * @spare_pages: what would be left above both after one such request; negative: so much is short
 * @nr_blocks: blocks of the order that it may take, larger ones counted as several
 * @largest_order: order of the largest block that it may take; INT_MIN when there is none
 * @taken_from: migratetype of the blocks that the first request gets, "other" for the blocks of
 * another type, which the kernel then steals; or NULL
 * @verdict: enum fit_verdict, for the first request
 * @nr_served: how many of the requests it serves
 */
struct fit_zone {
	int node;
	char zone[NAME_BYTES];
	uint64_t free_pages, barred_pages, min_pages, reserve_pages;
	int64_t spare_pages;
	uint64_t nr_blocks;
	int largest_order;
	const char *taken_from;
	unsigned int verdict;
	uint64_t nr_served;
};

/**
 * struct fit - the answer
 * @order: order of each request
 * @nr_requests: how many
 * @nr_fit: how many of them succeed, one after the other
 * @fits: all do
 * @certain: it does not hang on a rule of the kernel's that is not known, or on which blocks are
 * CMA's where only their pages are told; if it does, this is the answer that promises less
 * @verdict: enum fit_verdict for the first that fails, or FIT_SERVES
 * @node: where the first one is served from; INT_MIN when it is not
 * @zone: likewise, or NULL; borrowed from @zones
 * @short_pages: pages that would have to be freed for the first that fails, in the zone that lacks
 * least; ABSENT unless memory is short
 * @largest_order: the largest block that it may take, where contiguity is short; else INT_MIN
 * @gfp: text of the flags; borrowed
 * @note: what to know about the answer, or NULL
 * @zones: the zones in the order they are tried
 * @nr_zones: entries of @zones
 */
struct fit {
	unsigned int order;
	uint64_t nr_requests, nr_fit;
	uint8_t fits, certain;
	unsigned int verdict;
	int node;
	const char *zone;
	uint64_t short_pages;
	int largest_order;
	const char *gfp, *note;
	struct fit_zone zones[GFP_MAX_ZONES];
	unsigned int nr_zones;
};

#endif
