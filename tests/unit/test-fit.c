// SPDX-License-Identifier: GPL-2.0-or-later
/* test-fit.c - requests replayed on a made-up machine of two zones and two nodes. */
#include <limits.h>

#include "analysis/zones/fit.h"
#include "model/gfp_history.h"

#include "support.h"
#include "tap.h"

static struct zone zones[3];
static struct numa_node nodes[2];
static unsigned int distances[2][2] = {{10, 20}, {20, 10}};
static struct gfp_machine machine;
static struct fit fit;
static enum highatomic_rule highatomic;

static struct free_list *list(struct zone *zone, const char *migratetype)
{
	struct free_list *ret = &zone->free_lists[zone->nr_free_lists++];

	*ret = (struct free_list){.node = zone->node, .nr_orders = 11};
	strcpy(ret->zone, zone->name);
	strcpy(ret->migratetype, migratetype);
	return ret;
}

static void put(struct zone *zone, struct free_list *to, unsigned int order, uint64_t nr)
{
	if (to)
		to->nr_free[order] += nr;
	zone->nr_free[order] += nr;
	if (!to || strcmp(to->migratetype, "Isolate"))
		zone->free_pages += nr << order;
}

static void begin_zone(struct zone *zone, int node, const char *name)
{
	*zone = (struct zone){
		.node = node,
		.managed_pages = 100000,
		.min_pages = 1000,
		.boost_pages = 0,
		.reserved_highatomic_pages = ABSENT,
		.free_highatomic_pages = ABSENT,
		.low_pages = 1250,
		.nr_orders = 11,
		.nr_reserves = 2,
		.reserves = {{"DMA32", 0}, {"Normal", 0}},
	};
	strcpy(zone->name, name);
}

/* Node 0 has DMA32 and Normal, node 1 has Normal; nothing is free. */
static void begin(void)
{
	gfp_assume(&machine.bits, (struct release){6, 1});
	begin_zone(&zones[0], 0, "DMA32");
	begin_zone(&zones[1], 0, "Normal");
	begin_zone(&zones[2], 1, "Normal");
	zones[0].reserves[1].pages = 500;
	for (int i = 0; i < 2; i++)
		nodes[i] = (struct numa_node){
			.id = i, .has_memory = true, .has_cpu = true, .distances = distances[i]};
	machine.zones = (struct zone_array){zones, 3};
	machine.nodes = (struct numa_nodes){nodes, 2};
	machine.node = 0;
}

static void ask(const char *flags, unsigned int order, uint64_t count)
{
	static struct gfp_request gfp;
	struct fit_request request = {
		.order = order, .count = count, .gfp = &gfp, .highatomic = highatomic};
	struct gfp_operand operand;

	must(gfp_parse(&machine.bits, flags, &operand, NULL) == 0);
	gfp_explain(&machine, flags, operand.mask, &gfp);
	fit_find(&machine, &request, &fit);
}

static void test_watermarks(void)
{
	begin();
	about("nothing is free");
	ask("GFP_KERNEL", 0, 1);
	ok(!fit.fits);
	is_int(fit.verdict, FIT_SHORT);
	is_int(fit.nr_zones, 3);
	is_str(fit.zones[0].zone, "Normal");
	is_str(fit.zones[1].zone, "DMA32");
	is_int(fit.zones[2].node, 1);
	is_int(fit.short_pages, 1001);
	is_int(fit.node, INT_MIN);

	about("the watermark itself must stay");
	put(&zones[1], NULL, 0, 1000);
	ask("GFP_NOWAIT", 0, 1);
	is_int(fit.verdict, FIT_SHORT);
	is_int(fit.short_pages, 1);
	put(&zones[1], NULL, 0, 1);
	ask("GFP_NOWAIT", 0, 1);
	ok(fit.fits);
	is_str(fit.zone, "Normal");
	contains(fit.note, "by migratetype");

	about("one is served, the second is not");
	ask("GFP_NOWAIT", 0, 2);
	is_int(fit.nr_fit, 1);
	is_int(fit.verdict, FIT_SHORT);
	is_int(fit.short_pages, 1);

	about("urgent requests may go lower");
	ask("GFP_ATOMIC", 0, 1000);
	/* 1000 less a half, less a quarter of the rest: 375 must stay. */
	is_int(fit.nr_fit, 626);
	ask("__GFP_HIGH|__GFP_DIRECT_RECLAIM", 0, 1000);
	is_int(fit.nr_fit, 501);
	ask("__GFP_MEMALLOC", 0, 2000);
	is_int(fit.nr_fit, 1001);

	about("a boost counts, but not for urgent single pages");
	zones[1].boost_pages = 400;
	ask("GFP_ATOMIC", 0, 1000);
	is_int(fit.nr_fit, 776);
	zones[1].boost_pages = ABSENT;
}

static void test_reserve(void)
{
	begin();
	about("lowmem reserve");
	put(&zones[0], NULL, 0, 1500);
	ask("GFP_KERNEL", 0, 1);
	ok(!fit.fits);
	ask("GFP_KERNEL|__GFP_DMA32", 0, 1);
	ok(fit.fits);
	is_int(fit.nr_zones, 2 - 1);
	put(&zones[0], NULL, 0, 1);
	ask("GFP_KERNEL", 0, 1);
	ok(fit.fits);
	is_str(fit.zone, "DMA32");

	about("another node, unless forbidden");
	begin();
	put(&zones[2], NULL, 0, 5000);
	ask("GFP_KERNEL", 0, 1);
	is_int(fit.node, 1);
	ask("GFP_KERNEL|__GFP_THISNODE", 0, 1);
	ok(!fit.fits);
	machine.node = 1;
	ask("GFP_KERNEL|__GFP_THISNODE", 0, 1);
	ok(fit.fits);
}

static void test_contiguity(void)
{
	begin();
	about("memory, but in pieces");
	put(&zones[1], list(&zones[1], "Unmovable"), 2, 5000);
	ask("GFP_KERNEL", 3, 1);
	is_int(fit.verdict, FIT_FRAGMENTED);
	is_int(fit.largest_order, 2);
	is_int(fit.short_pages, ABSENT);
	is_int(fit.zones[0].verdict, FIT_FRAGMENTED);
	is_int(fit.zones[1].verdict, FIT_SHORT);
	contains(fit.note, "reclaim and compact");

	about("a block is split, and its rest serves on");
	put(&zones[1], list(&zones[1], "Movable"), 4, 1);
	ask("GFP_KERNEL", 3, 3);
	is_int(fit.nr_fit, 2);
	is_str(fit.zones[0].taken_from, "other");
	is_int(fit.zones[0].nr_blocks, 2);
	is_int(fit.zones[0].nr_served, 2);
	ask("GFP_KERNEL|__GFP_MOVABLE", 3, 1);
	is_str(fit.zones[0].taken_from, "Movable");

	about("an order that no kernel has");
	ask("GFP_KERNEL", 20, 1);
	ok(!fit.fits);
	contains(fit.note, "larger than any block");
}

static void test_types(void)
{
	begin();
	about("CMA is for what can move");
	put(&zones[1], list(&zones[1], "Unmovable"), 0, 10);
	put(&zones[1], list(&zones[1], "CMA"), 5, 1000);
	ask("GFP_KERNEL", 0, 1);
	is_int(fit.verdict, FIT_SHORT);
	is_int(fit.zones[0].barred_pages, 32000);
	ask("GFP_KERNEL|__GFP_MOVABLE", 5, 1);
	ok(fit.fits);
	is_str(fit.zones[0].taken_from, "CMA");

	about("HighAtomic is for urgent requests");
	begin();
	put(&zones[1], list(&zones[1], "Unmovable"), 0, 5000);
	put(&zones[1], list(&zones[1], "HighAtomic"), 3, 4);
	ask("GFP_KERNEL", 3, 1);
	is_int(fit.verdict, FIT_FRAGMENTED);
	is_int(fit.zones[0].barred_pages, 32);
	ask("GFP_ATOMIC", 3, 5);
	is_int(fit.nr_fit, 4);
	is_str(fit.zones[0].taken_from, "HighAtomic");

	about("what cannot sleep and is __GFP_HIGH is urgent, before 6.3 only what is __GFP_ATOMIC");
	ask("__GFP_HIGH", 3, 1);
	ok(fit.fits);
	ask("__GFP_HIGH|__GFP_NOMEMALLOC", 3, 1);
	is_int(fit.verdict, FIT_FRAGMENTED);
	is_int(fit.zones[0].barred_pages, 0);
	gfp_assume(&machine.bits, (struct release){5, 10});
	ask("__GFP_HIGH", 3, 1);
	is_int(fit.verdict, FIT_FRAGMENTED);
	is_int(fit.zones[0].barred_pages, 32);
	ask("GFP_ATOMIC", 3, 1);
	ok(fit.fits);

	about("urgent requests for several pages try HighAtomic first, for one page last");
	begin();
	put(&zones[1], list(&zones[1], "Unmovable"), 3, 5000);
	put(&zones[1], list(&zones[1], "HighAtomic"), 3, 4);
	ask("GFP_ATOMIC", 2, 1);
	is_str(fit.zones[0].taken_from, "HighAtomic");
	ask("GFP_ATOMIC", 0, 1);
	is_str(fit.zones[0].taken_from, "Unmovable");

	about("Isolate is for nobody");
	begin();
	put(&zones[1], list(&zones[1], "Unmovable"), 0, 5000);
	put(&zones[1], list(&zones[1], "Isolate"), 6, 9);
	ask("GFP_ATOMIC", 6, 1);
	is_int(fit.verdict, FIT_FRAGMENTED);
	is_int(fit.zones[0].largest_order, 0);

	about("lists that were not counted to the end");
	begin();
	put(&zones[1], list(&zones[1], "Movable"), 0, 5000);
	put(&zones[1], NULL, 0, 3000);
	ask("GFP_NOWAIT", 0, 9000);
	is_int(fit.nr_fit, 7000);
}

/* Two blocks of 512 pages, 32 of which are free. */
static void test_highatomic(void)
{
	begin();
	put(&zones[1], list(&zones[1], "Unmovable"), 0, 1500);
	put(&zones[1], list(&zones[1], "HighAtomic"), 3, 4);
	zones[1].reserved_highatomic_pages = 1024;

	about("the free pages of HighAtomic blocks are kept, or all");
	highatomic = HIGHATOMIC_FREE;
	ask("GFP_NOWAIT", 0, 1);
	ok(fit.fits && fit.certain);
	is_int(fit.zones[0].barred_pages, 32);
	highatomic = HIGHATOMIC_ALL;
	ask("GFP_NOWAIT", 0, 1);
	ok(!fit.fits && fit.certain);
	is_int(fit.verdict, FIT_SHORT);
	is_int(fit.zones[0].barred_pages, 1024);
	is_int(fit.short_pages, 1024 + 1001 - 1532);

	about("where that is not known, the answer promises less and says so");
	highatomic = HIGHATOMIC_UNKNOWN;
	ask("GFP_NOWAIT", 0, 1);
	ok(!fit.fits && !fit.certain);
	contains(fit.note, "not certain");
	ask("GFP_ATOMIC", 0, 1);
	ok(fit.fits && fit.certain);
	is_str(fit.note, NULL);
	put(&zones[1], &zones[1].free_lists[0], 0, 1000);
	ask("GFP_NOWAIT", 0, 1);
	ok(fit.fits && fit.certain);

	about("... of where it is served from, too");
	ask("GFP_NOWAIT", 0, 2000);
	ok(!fit.certain);
	begin();
	put(&zones[1], NULL, 0, 1500);
	put(&zones[2], NULL, 0, 1500);
	zones[1].reserved_highatomic_pages = 1024;
	ask("GFP_NOWAIT", 0, 1);
	ok(fit.fits && !fit.certain);
	is_int(fit.node, 1);

	about("without the lists nothing is known of such blocks");
	zones[1].reserved_highatomic_pages = ABSENT;
	ask("GFP_NOWAIT", 0, 1);
	ok(fit.fits && fit.certain);
	is_int(fit.node, 0);
}

/* Without the lists, which are root's to read. */
static void test_cma_by_number(void)
{
	begin();
	about("pages of CMA are free to what can move alone");
	put(&zones[1], NULL, 10, 10);
	zones[1].free_cma_pages = 9 * 1024 + 500;
	ask("GFP_KERNEL", 0, 1);
	ok(!fit.fits);
	is_int(fit.zones[0].barred_pages, 9 * 1024 + 500);
	is_int(fit.verdict, FIT_SHORT);
	ask("GFP_USER|__GFP_MOVABLE", 0, 1);
	ok(fit.fits && fit.certain);

	about("their blocks are taken to be the largest");
	put(&zones[1], NULL, 0, 3000);
	zones[1].free_cma_pages = 10 * 1024;
	ask("GFP_KERNEL", 1, 1);
	ok(!fit.fits && !fit.certain);
	is_int(fit.verdict, FIT_FRAGMENTED);
	contains(fit.note, "taken for CMA's");
	ask("GFP_KERNEL", 0, 1);
	ok(fit.fits && fit.certain);

	about("free HighAtomic pages count off, too, where there is a counter of them");
	zones[1].free_cma_pages = 0;
	zones[1].free_highatomic_pages = 13000;
	highatomic = HIGHATOMIC_FREE;
	ask("GFP_KERNEL", 0, 1);
	is_int(fit.zones[0].barred_pages, 13000);
	ok(!fit.fits);
}

DEFINE_UNIT(fit)
{
	test_watermarks();
	test_reserve();
	test_contiguity();
	test_types();
	test_highatomic();
	test_cma_by_number();
	about("names of verdicts");
	is_str(fit_verdict_name(FIT_FRAGMENTED), "fragmented");
	is_str(fit_verdict_name(9), NULL);
}
