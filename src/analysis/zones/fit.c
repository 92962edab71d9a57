// SPDX-License-Identifier: GPL-2.0-or-later
/* fit.c - see fit.h. */
#include <limits.h>
#include <string.h>

#include "analysis/zones/fit.h"
#include "analysis/zones/fragmentation.h"

/* Lists of free blocks that requests treat differently. */
enum pool { POOL_OWN, POOL_CMA, POOL_OTHER, POOL_URGENT, NR_POOLS };

static const char other_types[] = "other";

/**
 * struct stock - what is left of one zone's free memory
 * @zone: the zone
 * @free_pages: pages that its counter has
 * @nr_free: blocks per order and pool
 * @estimated: which blocks are CMA's is not known, see struct cma_blocks
 */
struct stock {
	const struct zone *zone;
	uint64_t free_pages;
	bool estimated;
	uint64_t nr_free[NR_POOLS][MAX_ORDERS];
};

/**
 * struct replay - requests being tried
 * @request: what is asked for
 * @movable: they may take CMA pages
 * @urgent: they may take HighAtomic blocks: ALLOC_HARDER, later ALLOC_HIGHATOMIC
 * @counts_urgent: such blocks count for their watermarks, whether they may take them or not:
 * ALLOC_RESERVES, which came together with the end of gfp_bits.atomic_flag_rules
 * @highatomic: what of such blocks does not count otherwise
 * @stocks: what is left of each zone of the answer
 * @ret: the answer
 */
struct replay {
	const struct fit_request *request;
	bool movable, urgent, counts_urgent;
	enum highatomic_rule highatomic;
	struct stock stocks[GFP_MAX_ZONES];
	struct fit *ret;
};

static uint64_t pages_of(const uint64_t *nr_free, unsigned int nr_orders)
{
	uint64_t pages = 0;

	for (unsigned int order = 0; order < nr_orders; order++)
		pages += nr_free[order] << order;
	return pages;
}

static uint64_t less(uint64_t from, uint64_t what)
{
	return from > what ? from - what : 0;
}

/*
 * Blocks on MIGRATE_ISOLATE lists are free to nobody. What remains of all blocks belongs to the
 * types that allocations steal from each other; lists that the kernel did not count to the end
 * thus do no harm. Without lists all blocks but CMA's are taken for the request's own.
 */
static void fill_stock(const struct zone *zone, const char *own, struct stock *ret)
{
	uint64_t isolated[MAX_ORDERS] = {0};

	*ret = (struct stock){.zone = zone, .free_pages = zone->free_pages};
	if (!zone->nr_free_lists) {
		struct cma_blocks blocks;

		cma_blocks_find(zone, &blocks);
		memcpy(ret->nr_free[POOL_OWN], blocks.others, sizeof(blocks.others));
		memcpy(ret->nr_free[POOL_CMA], blocks.cma, sizeof(blocks.cma));
		ret->estimated = blocks.estimated;
		return;
	}
	for (unsigned int i = 0; i < zone->nr_free_lists; i++) {
		const struct free_list *list = &zone->free_lists[i];
		uint64_t *to = !strcmp(list->migratetype, own)	   ? ret->nr_free[POOL_OWN]
			       : !strcmp(list->migratetype, "CMA") ? ret->nr_free[POOL_CMA]
			       : !strcmp(list->migratetype, "HighAtomic")
				       ? ret->nr_free[POOL_URGENT]
			       : !strcmp(list->migratetype, "Isolate") ? isolated
								       : NULL;

		if (to)
			memcpy(to, list->nr_free, sizeof(list->nr_free));
	}
	for (unsigned int order = 0; order < zone->nr_orders; order++) {
		uint64_t known = isolated[order];

		for (int pool = 0; pool < NR_POOLS; pool++)
			known += ret->nr_free[pool][order];
		ret->nr_free[POOL_OTHER][order] = less(zone->nr_free[order], known);
	}
}

static bool may_take(const struct replay *replay, enum pool pool)
{
	return pool == POOL_CMA ? replay->movable : pool != POOL_URGENT || replay->urgent;
}

/* __zone_watermark_unusable_free() */
static uint64_t barred_pages(const struct replay *replay, const struct stock *stock)
{
	const struct zone *zone = stock->zone;
	uint64_t pages = 0;

	if (!replay->movable)
		pages += zone->nr_free_lists || zone->free_cma_pages == ABSENT
				 ? pages_of(stock->nr_free[POOL_CMA], zone->nr_orders)
				 : zone->free_cma_pages;
	if (replay->urgent || replay->counts_urgent)
		return pages;
	if (replay->highatomic == HIGHATOMIC_ALL && zone->reserved_highatomic_pages != ABSENT)
		return pages + zone->reserved_highatomic_pages;
	if (!zone->nr_free_lists && zone->free_highatomic_pages != ABSENT)
		return pages + zone->free_highatomic_pages;
	return pages + pages_of(stock->nr_free[POOL_URGENT], zone->nr_orders);
}

/* What __zone_watermark_ok() makes of the min watermark, in its own steps of integers. */
static uint64_t min_pages(const struct replay *replay, const struct zone *zone)
{
	const enum min_rule rule = replay->request->gfp->min_rule;
	uint64_t min = zone->min_pages;

	/* Since 5.8 (f80b08fc44536) a boost does not stand in the way of urgent single pages. */
	if (!replay->request->order && rule >= MIN_HIGH && zone->boost_pages != ABSENT)
		min = less(min, zone->boost_pages);
	if (rule == MIN_NONE)
		return 0;
	if (rule == MIN_HIGH || rule == MIN_HIGH_HARDER)
		min -= min / 2;
	if (rule == MIN_HARDER || rule == MIN_HIGH_HARDER)
		min -= min / 4;
	return min;
}

static uint64_t reserve_pages(const struct zone *zone, const struct gfp_request *gfp)
{
	for (unsigned int i = 0; i < zone->nr_reserves; i++)
		if (!strcmp(zone->reserves[i].highest_zone, gfp->highest_zone) &&
		    gfp->min_rule != MIN_NONE)
			return zone->reserves[i].pages;
	return 0;
}

/* What stays above the mark: it must stay above by one page, and so much of a block is gone. */
static int64_t spare_pages(const struct replay *replay, const struct stock *stock)
{
	const struct gfp_request *gfp = replay->request->gfp;
	int64_t pages = stock->free_pages;

	if (gfp->min_rule == MIN_NONE)
		return pages - (1LL << replay->request->order);
	return pages - barred_pages(replay, stock) - ((1LL << replay->request->order) - 1) -
	       min_pages(replay, stock->zone) - reserve_pages(stock->zone, gfp) - 1;
}

/* Urgent requests for several pages try HighAtomic first, those for one page last: rmqueue_buddy().
 */
static const enum pool *pools_in_order(const struct replay *replay)
{
	static const enum pool first[] = {POOL_URGENT, POOL_OWN, POOL_CMA, POOL_OTHER};
	static const enum pool last[] = {POOL_OWN, POOL_CMA, POOL_OTHER, POOL_URGENT};

	return replay->request->order ? first : last;
}

/* The pool and the order of the block that a request gets; false when there is none. */
static bool find_block(const struct replay *replay, const struct stock *stock, enum pool *ret_pool,
		       unsigned int *ret_order)
{
	const enum pool *pools = pools_in_order(replay);
	unsigned int nr_orders = stock->zone->nr_orders;

	for (size_t at = 0; at < NR_POOLS; at++) {
		enum pool pool = pools[at];

		if (!may_take(replay, pool))
			continue;
		for (unsigned int i = replay->request->order; i < nr_orders; i++) {
			/* Of other types the largest is stolen, __rmqueue_fallback(). */
			unsigned int order = pool == POOL_OTHER
						     ? nr_orders - 1 - (i - replay->request->order)
						     : i;

			if (!stock->nr_free[pool][order])
				continue;
			*ret_pool = pool;
			*ret_order = order;
			return true;
		}
	}
	return false;
}

/* Takes the block and gives back what is left of it, as expand() does. */
static void take_block(const struct replay *replay, struct stock *stock, enum pool pool,
		       unsigned int order)
{
	enum pool rest = pool == POOL_OTHER ? POOL_OWN : pool;

	stock->nr_free[pool][order]--;
	while (order-- > replay->request->order)
		stock->nr_free[rest][order]++;
	stock->free_pages = less(stock->free_pages, 1ULL << replay->request->order);
}

static const char *pool_name(const struct replay *replay, const struct stock *stock, enum pool pool)
{
	switch (pool) {
	case POOL_OWN:
		return stock->zone->nr_free_lists ? replay->request->gfp->migratetype : NULL;
	case POOL_CMA:
		return "CMA";
	case POOL_URGENT:
		return "HighAtomic";
	default:
		return other_types;
	}
}

static unsigned int judge(const struct replay *replay, const struct stock *stock)
{
	unsigned int order;
	enum pool pool;

	if (spare_pages(replay, stock) < 0)
		return FIT_SHORT;
	return find_block(replay, stock, &pool, &order) ? FIT_SERVES : FIT_FRAGMENTED;
}

static void describe_zone(const struct replay *replay, const struct stock *stock,
			  struct fit_zone *ret)
{
	const struct zone *zone = stock->zone;
	unsigned int order;
	enum pool pool;

	*ret = (struct fit_zone){
		.node = zone->node,
		.free_pages = stock->free_pages,
		.barred_pages = barred_pages(replay, stock),
		.min_pages = min_pages(replay, zone),
		.reserve_pages = reserve_pages(zone, replay->request->gfp),
		.spare_pages = spare_pages(replay, stock),
		.largest_order = INT_MIN,
		.verdict = judge(replay, stock),
	};
	strcpy(ret->zone, zone->name);
	for (enum pool i = 0; i < NR_POOLS; i++)
		for (order = 0; may_take(replay, i) && order < zone->nr_orders; order++) {
			if (stock->nr_free[i][order] && (int)order > ret->largest_order)
				ret->largest_order = order;
			if (order >= replay->request->order)
				ret->nr_blocks += stock->nr_free[i][order]
						  << (order - replay->request->order);
		}
	if (ret->verdict == FIT_SERVES && find_block(replay, stock, &pool, &order))
		ret->taken_from = pool_name(replay, stock, pool);
}

static const struct zone *find_zone(const struct gfp_machine *machine,
				    const struct gfp_zone *wanted)
{
	for (size_t i = 0; i < machine->zones.nr; i++)
		if (machine->zones.items[i].node == wanted->node &&
		    !strcmp(machine->zones.items[i].name, wanted->zone))
			return &machine->zones.items[i];
	return NULL;
}

static bool serve_one(struct replay *replay)
{
	struct fit *ret = replay->ret;

	for (unsigned int i = 0; i < ret->nr_zones; i++) {
		struct stock *stock = &replay->stocks[i];
		unsigned int order;
		enum pool pool;

		if (spare_pages(replay, stock) < 0 || !find_block(replay, stock, &pool, &order))
			continue;
		if (!ret->nr_fit) {
			ret->node = ret->zones[i].node;
			ret->zone = ret->zones[i].zone;
		}
		take_block(replay, stock, pool, order);
		ret->zones[i].nr_served++;
		ret->nr_fit++;
		return true;
	}
	return false;
}

/* Where a zone has memory enough, contiguity is what is short: compaction may help, no freeing. */
static void explain_failure(const struct replay *replay)
{
	struct fit *ret = replay->ret;

	ret->verdict = FIT_SHORT;
	for (unsigned int i = 0; i < ret->nr_zones; i++) {
		struct fit_zone now;

		describe_zone(replay, &replay->stocks[i], &now);
		if (now.verdict == FIT_FRAGMENTED) {
			ret->verdict = FIT_FRAGMENTED;
			if (now.largest_order > ret->largest_order)
				ret->largest_order = now.largest_order;
		} else if (now.spare_pages < 0 && (uint64_t)-now.spare_pages < ret->short_pages) {
			ret->short_pages = -now.spare_pages;
		}
	}
	if (ret->verdict == FIT_FRAGMENTED)
		ret->short_pages = ABSENT;
}

/* That only blocks are short may be so because the wrong ones were taken for CMA's. */
static bool hangs_on_estimate(const struct replay *replay)
{
	for (unsigned int i = 0; i < replay->ret->nr_zones; i++)
		if (replay->stocks[i].estimated && replay->ret->verdict == FIT_FRAGMENTED)
			return !replay->movable;
	return false;
}

static const char *note_without_lists(const struct zone *zone)
{
	if (zone->free_cma_pages == ABSENT)
		return "free blocks by migratetype are root's to read: CMA and HighAtomic blocks are "
		       "taken for ordinary ones";
	if (!zone->free_cma_pages)
		return "free blocks by migratetype are root's to read: HighAtomic blocks are taken for "
		       "ordinary ones";
	return "free blocks by migratetype are root's to read: the largest are taken for CMA's, as "
	       "many pages as it has, HighAtomic blocks for ordinary ones";
}

static const char *find_note(const struct replay *replay)
{
	const struct fit *ret = replay->ret;

	for (unsigned int i = 0; i < ret->nr_zones; i++) {
		const struct zone *zone = replay->stocks[i].zone;

		if (ret->order >= zone->nr_orders)
			return "the order is larger than any block of this kernel";
		if (zone->free_pages && !zone->nr_free_lists)
			return note_without_lists(zone);
	}
	if (!ret->fits && replay->request->gfp->may_sleep)
		return "these flags allow the kernel to reclaim and compact before it fails";
	return NULL;
}

static void try_all(const struct gfp_machine *machine, const struct fit_request *request,
		    enum highatomic_rule highatomic, struct fit *ret)
{
	const struct gfp_request *gfp = request->gfp;
	struct replay replay = {
		.request = request,
		.movable = gfp->migratetype && !strcmp(gfp->migratetype, "Movable"),
		.urgent = gfp->min_rule != MIN_HIGH && gfp->min_rule != MIN_WHOLE,
		.counts_urgent = gfp->min_rule != MIN_WHOLE && !machine->bits.atomic_flag_rules,
		.highatomic = highatomic,
		.ret = ret,
	};

	*ret = (struct fit){
		.order = request->order,
		.nr_requests = request->count,
		.verdict = FIT_SERVES,
		.certain = true,
		.node = INT_MIN,
		.short_pages = ABSENT,
		.largest_order = INT_MIN,
		.gfp = gfp->text,
	};
	for (unsigned int i = 0; i < gfp->nr_zones; i++) {
		const struct zone *zone = find_zone(machine, &gfp->zones[i]);

		if (!zone)
			continue;
		fill_stock(zone, gfp->migratetype ?: "", &replay.stocks[ret->nr_zones]);
		describe_zone(&replay, &replay.stocks[ret->nr_zones], &ret->zones[ret->nr_zones]);
		ret->nr_zones++;
	}
	while (ret->nr_fit < request->count && serve_one(&replay))
		;
	ret->fits = ret->nr_fit == request->count;
	if (!ret->fits)
		explain_failure(&replay);
	ret->certain = !hangs_on_estimate(&replay);
	ret->note = find_note(&replay);
}

void fit_find(const struct gfp_machine *machine, const struct fit_request *request, struct fit *ret)
{
	struct fit later;
	bool same;

	if (request->highatomic != HIGHATOMIC_UNKNOWN) {
		try_all(machine, request, request->highatomic, ret);
		return;
	}
	try_all(machine, request, HIGHATOMIC_ALL, ret);
	try_all(machine, request, HIGHATOMIC_FREE, &later);
	same = ret->nr_fit == later.nr_fit && ret->node == later.node &&
	       (!ret->zone || !strcmp(ret->zone, later.zone));
	ret->certain &= same;
	if (!same)
		ret->note = "not certain: older kernels keep HighAtomic blocks whole from such "
			    "requests, since 6.12 it is their free pages alone, with which more "
			    "would succeed or elsewhere; this kernel does not tell which it does";
}
