// SPDX-License-Identifier: GPL-2.0-or-later
/* check_zones.c - checks of free memory: where it is, and in what pieces. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "analysis/zones/fragmentation.h"

#include "check_input.h"

static uint64_t reserve_against(const struct zone *zone, const char *highest)
{
	for (unsigned int i = 0; i < zone->nr_reserves; i++)
		if (!strcmp(zone->reserves[i].highest_zone, highest))
			return zone->reserves[i].pages;
	return 0;
}

/* The kernel compares this with watermarks unless what it allocates can move: __zone_watermark_ok()
 */
static double free_pages(const struct zone *zone)
{
	return (double)zone->free_pages -
	       (zone->free_cma_pages == ABSENT ? 0 : zone->free_cma_pages);
}

/**
 * struct room - what allocations may still have of a node
 * @pages: pages above the min watermark and the lowmem reserve; negative when every zone is below
 * @low_pages: how far the low watermarks are above the min watermarks
 */
struct room {
	double pages, low_pages;
};

/*
 * All zones up to @highest that such allocations may use. One that is below its watermark takes
 * nothing off what the others have.
 */
static struct room find_room(const struct zone_array *zones, size_t highest)
{
	const struct zone *top = &zones->items[highest];
	struct room room = {0};
	double most = -INFINITY;

	for (size_t i = 0; i <= highest; i++) {
		const struct zone *zone = &zones->items[i];
		double above =
			free_pages(zone) - reserve_against(zone, top->name) - zone->min_pages;

		if (zone->node != top->node || !zone->managed_pages)
			continue;
		room.pages += above > 0 ? above : 0;
		room.low_pages += (double)zone->low_pages - zone->min_pages;
		most = above > most ? above : most;
	}
	if (most < 0)
		room.pages = most;
	return room;
}

static int measure_watermarks(struct check_input *input, struct check_result *ret,
			      struct error *err)
{
	const struct zone_array *zones;
	int rc = check_zones(input, &zones, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < zones->nr; i++) {
		const struct zone *top = &zones->items[i];
		struct room room = find_room(zones, i);
		char instance[48], pages[24], low[24];

		/* Pages of devices are never allocated. */
		if (!top->managed_pages || !strcmp(top->name, "Device"))
			continue;
		snprintf(instance, sizeof(instance), "node %d %s", top->node, top->name);
		check_add(ret, room.pages * 100 / (room.low_pages > 1 ? room.low_pages : 1),
			  instance, "%s: %s above min, low is %s above it", instance,
			  check_size(room.pages * input->page_bytes, pages),
			  check_size(room.low_pages * input->page_bytes, low));
	}
	return 0;
}

const struct check check_watermarks = {
	.name = "watermarks",
	.unit = "%",
	.reads = "/proc/zoneinfo",
	.measures =
		"free pages that allocations for each zone may still have before min, all zones they may "
		"use together, without the lowmem reserve and CMA's: 0 is min, 100 is low",
	.why = "Below low kswapd reclaims; below min allocations must reclaim themselves or fail.",
	.remedy =
		"memmap account tells what takes the memory; free some, or raise vm.min_free_kbytes",
	.warning = "25:",
	.critical = "0:",
	.measure = measure_watermarks,
	.low_is_bad = true,
};

/**
 * struct node_blocks - free blocks of one node that the kernel's own allocations may take
 * @node: the node
 * @nr_orders: entries of @nr_free
 * @nr_free: blocks per order
 */
struct node_blocks {
	int node;
	unsigned int nr_orders;
	uint64_t nr_free[MAX_ORDERS];
};

/* Kernel memory never comes from these. */
static bool serves_kernel(const struct zone *zone)
{
	return zone->nr_orders && strcmp(zone->name, "HighMem") && strcmp(zone->name, "Movable") &&
	       strcmp(zone->name, "Device");
}

/* Those of CMA are no help to the kernel's own allocations. */
static void add_blocks(const struct zone *zone, struct node_blocks *to)
{
	struct cma_blocks blocks;

	cma_blocks_find(zone, &blocks);
	for (unsigned int order = 0; order < zone->nr_orders; order++)
		to->nr_free[order] += blocks.others[order];
}

/* The next node's blocks; zones stand by node. */
static bool next_node(const struct zone_array *zones, size_t *at, struct node_blocks *ret)
{
	while (*at < zones->nr && !serves_kernel(&zones->items[*at]))
		++*at;
	if (*at == zones->nr)
		return false;
	*ret = (struct node_blocks){.node = zones->items[*at].node};
	for (; *at < zones->nr && zones->items[*at].node == ret->node; ++*at) {
		const struct zone *zone = &zones->items[*at];

		if (!serves_kernel(zone))
			continue;
		ret->nr_orders = zone->nr_orders;
		add_blocks(zone, ret);
	}
	return true;
}

static int check_order(const struct check_input *input, const struct node_blocks *blocks,
		       struct error *err)
{
	if (input->settings->order < blocks->nr_orders)
		return 0;
	return error_set(err, ERROR_USAGE, "this kernel has no blocks of order %u, only up to %u",
			 input->settings->order, blocks->nr_orders - 1);
}

static int measure_fragmentation(struct check_input *input, struct check_result *ret,
				 struct error *err)
{
	unsigned int order = input->settings->order;
	const struct zone_array *zones;
	struct node_blocks blocks;
	size_t at = 0;
	int rc = check_zones(input, &zones, err);

	while (rc == 0 && next_node(zones, &at, &blocks)) {
		double share = unusable_free_index(blocks.nr_free, blocks.nr_orders, order) / 10.0;
		char instance[32];

		rc = check_order(input, &blocks, err);
		snprintf(instance, sizeof(instance), "node %d", blocks.node);
		if (rc == 0)
			check_add(ret, share, instance,
				  "%s: %.1f%% of free memory cannot serve order %u", instance,
				  share, order);
	}
	return rc;
}

const struct check check_fragmentation = {
	.name = "fragmentation",
	.unit = "%",
	.reads = "/proc/buddyinfo",
	.measures =
		"free memory of each node that is in blocks too small for an order (--order, else 3), "
		"without CMA's",
	.why = "Order 3 is the largest that the kernel rarely fails; drivers and stacks ask for it.",
	.remedy = "echo 1 > /proc/sys/vm/compact_memory; memmap zones shows the blocks",
	.warning = "90",
	.critical = "98",
	.measure = measure_fragmentation,
};

static int measure_high_order(struct check_input *input, struct check_result *ret,
			      struct error *err)
{
	unsigned int order = input->settings->order;
	const struct zone_array *zones;
	struct node_blocks blocks;
	size_t at = 0;
	int rc = check_zones(input, &zones, err);

	while (rc == 0 && next_node(zones, &at, &blocks)) {
		uint64_t nr = 0;
		char instance[32];

		rc = check_order(input, &blocks, err);
		for (unsigned int i = order; rc == 0 && i < blocks.nr_orders; i++)
			nr += blocks.nr_free[i] << (i - order);
		snprintf(instance, sizeof(instance), "node %d", blocks.node);
		if (rc == 0)
			check_add(ret, nr, instance, "%s: %ju free blocks of order %u are left",
				  instance, (uintmax_t)nr, order);
	}
	return rc;
}

const struct check check_high_order = {
	.name = "high-order",
	.unit = "",
	.reads = "/proc/buddyinfo",
	.measures = "free blocks of that order that each node has, larger ones counted as several",
	.why = "When none is left, the next such request waits for compaction or fails.",
	.remedy = "echo 1 > /proc/sys/vm/compact_memory; memmap fit --order 3 tells what is short",
	.warning = "64:",
	.critical = "8:",
	.measure = measure_high_order,
	.low_is_bad = true,
};

/* What only movable memory may take, which is not what low memory is for. */
static uint64_t low_cma_bytes(struct check_input *input)
{
	const struct zone_array *zones;
	uint64_t pages = 0;

	if (check_zones(input, &zones, NULL) < 0)
		return 0;
	for (size_t i = 0; i < zones->nr; i++)
		if (serves_kernel(&zones->items[i]) && zones->items[i].free_cma_pages != ABSENT)
			pages += zones->items[i].free_cma_pages;
	return pages * input->page_bytes;
}

static int measure_lowmem(struct check_input *input, struct check_result *ret, struct error *err)
{
	uint64_t total, free = ABSENT, cma;
	char text[24], cma_text[24];
	int rc = check_line(input, "LowTotal", &total, err);

	if (rc == 0)
		rc = check_line(input, "LowFree", &free, err);
	if (rc < 0)
		return rc;
	if (total == ABSENT || free == ABSENT || !total)
		return check_not_applicable(ret, "all memory is low memory here");
	cma = low_cma_bytes(input);
	free = free > cma ? free - cma : 0;
	check_add(ret, (double)free * 100 / total, "", "%s of low memory are free%s%s%s",
		  check_size(free, text), cma ? ", without " : "",
		  cma ? check_size(cma, cma_text) : "", cma ? " of CMA" : "");
	return 0;
}

const struct check check_lowmem = {
	.name = "lowmem",
	.unit = "%",
	.reads = "/proc/meminfo: LowFree, LowTotal",
	.measures = "free part of low memory, without CMA's",
	.why = "On 32-bit machines the kernel itself lives in low memory only, however much there is.",
	.remedy = "use a 64-bit kernel, or lower what memmap slabs shows as largest",
	.warning = "10:",
	.critical = "5:",
	.measure = measure_lowmem,
	.low_is_bad = true,
};

/* What an allocation could have of a node: free, or pages of files, which are easily dropped. */
static double available_share(const struct account_node *node)
{
	return (double)(node->free_bytes + node->file_bytes) * 100 / node->total_bytes;
}

/* By /proc, which has the nodes of copies without /sys, too; ABSENT where it cannot be read. */
static uint64_t count_nodes(struct check_input *input)
{
	const struct zone_array *zones;
	uint64_t nr = 0;
	int last = -1;

	if (check_zones(input, &zones, NULL) < 0)
		return ABSENT;
	for (size_t i = 0; i < zones->nr; i++) {
		if (!zones->items[i].managed_pages || zones->items[i].node == last)
			continue;
		last = zones->items[i].node;
		nr++;
	}
	return nr;
}

/* Copies of /proc alone are without what nodes say of themselves. */
static int read_nodes(struct check_input *input, uint64_t nr_nodes, struct account *account,
		      struct error *err)
{
	int rc = account_nodes_read(input->root, account, err);

	if (rc == 0 && !account->nr_nodes && nr_nodes != ABSENT)
		rc = error_set(err, ERROR_NOT_FOUND, "%s/sys/devices/system/node: no nodes in it",
			       input->root->path);
	input->unreachable = rc == -ENOENT && !input->root->live;
	return rc;
}

static int measure_numa_balance(struct check_input *input, struct check_result *ret,
				struct error *err)
{
	_cleanup_(account_clear) struct account account = {0};
	const struct account_node *most = NULL, *least = NULL;
	uint64_t nr_nodes = count_nodes(input);
	int rc = nr_nodes < 2 ? 0 : read_nodes(input, nr_nodes, &account, err);

	if (rc < 0)
		return rc;
	if (account.nr_nodes < 2)
		return check_not_applicable(ret, "memory of one node only");
	for (size_t i = 0; i < account.nr_nodes; i++) {
		const struct account_node *node = &account.nodes[i];

		if (!node->total_bytes || node->free_bytes == ABSENT)
			continue;
		if (!most || available_share(node) > available_share(most))
			most = node;
		if (!least || available_share(node) < available_share(least))
			least = node;
	}
	if (!most)
		return error_set(err, ERROR_PARSE,
				 "node*/meminfo: no MemTotal and MemFree in them");
	check_add(ret, available_share(most) - available_share(least), "",
		  "%.0f%% of node %d can be had, but %.0f%% of node %d", available_share(least),
		  least->node, available_share(most), most->node);
	return 0;
}

const struct check check_numa_balance = {
	.name = "numa-balance",
	.unit = "%",
	.reads = "/sys/devices/system/node/node*/meminfo",
	.measures = "distance between the nodes with most and with least memory that can be had",
	.why = "A full node's allocations go to far memory, or reclaim while others are idle.",
	.remedy = "numastat -p tells whose memory is where; see numactl --interleave",
	.warning = "60",
	.critical = "85",
	.measure = measure_numa_balance,
};
