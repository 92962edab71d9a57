/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fit.h - replay what the page allocator does with a request before it reclaims anything. */
#ifndef MEMMAP_ANALYSIS_FIT_H
#define MEMMAP_ANALYSIS_FIT_H

#include "analysis/zones/gfp.h"
#include "model/fit.h"

/**
 * struct fit_request - what is asked for
 * @order: each request is for 1 << @order pages
 * @count: how many of them, one after the other, all kept
 * @gfp: their flags, explained for @machine
 * @highatomic: what the kernel keeps from those that are not urgent
 */
struct fit_request {
	unsigned int order;
	uint64_t count;
	const struct gfp_request *gfp;
	enum highatomic_rule highatomic;
};

/**
 * fit_find() - would requests succeed now, without reclaim and compaction?
 * @machine: the machine; its zones have free lists by migratetype where they could be read
 * @request: what is asked for
 * @ret: the answer; borrows from @request
 *
 * Replays get_page_from_freelist() with the min watermark, as the slow path first tries: the zones
 * in their order, __zone_watermark_ok() with the lowmem reserve and what the flags may take of the
 * reserves, then the free lists: the request's own migratetype, CMA for what can move, blocks of
 * the other types, and for urgent requests those of HighAtomic, which they try first. Where it is
 * not known which rule the kernel has for HighAtomic blocks and the answer hangs on it, the answer
 * is the one that promises less, and says that it is not certain.
 */
void fit_find(const struct gfp_machine *machine, const struct fit_request *request,
	      struct fit *ret);

#endif
