// SPDX-License-Identifier: GPL-2.0-or-later
/* fragmentation.c - see fragmentation.h. */
#include <string.h>

#include "analysis/zones/fragmentation.h"

/**
 * struct free_blocks - what both indices are made of
 * @pages: free pages
 * @blocks: free blocks of any order
 * @suitable_pages: free pages in blocks that are large enough
 */
struct free_blocks {
	uint64_t pages, blocks, suitable_pages;
};

static struct free_blocks count(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order)
{
	struct free_blocks counts = {0};

	for (unsigned int i = 0; i < nr_orders; i++) {
		counts.blocks += nr_free[i];
		counts.pages += nr_free[i] << i;
		if (i >= order)
			counts.suitable_pages += nr_free[i] << i;
	}
	return counts;
}

int unusable_free_index(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order)
{
	struct free_blocks counts = count(nr_free, nr_orders, order);

	/* The kernel takes no free memory as all of it being unusable. */
	if (!counts.pages)
		return 1000;
	return (counts.pages - counts.suitable_pages) * 1000 / counts.pages;
}

int fragmentation_index(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order)
{
	struct free_blocks counts = count(nr_free, nr_orders, order);

	if (!counts.blocks)
		return 0;
	/* The index only has a meaning for a request that would fail. */
	if (counts.suitable_pages)
		return -1000;
	return 1000 - (int)((1000 + counts.pages * 1000 / (1ULL << order)) / counts.blocks);
}

static uint64_t less(uint64_t from, uint64_t what)
{
	return from > what ? from - what : 0;
}

static void take_list(const struct zone *zone, const struct free_list *list, struct cma_blocks *ret)
{
	for (unsigned int order = 0; order < zone->nr_orders; order++) {
		ret->cma[order] = list->nr_free[order];
		ret->others[order] = less(zone->nr_free[order], list->nr_free[order]);
	}
}

static void estimate(const struct zone *zone, struct cma_blocks *ret)
{
	uint64_t pages = zone->free_cma_pages;

	for (unsigned int order = zone->nr_orders; order-- > 0;) {
		uint64_t nr = pages >> order;

		ret->cma[order] = nr < ret->others[order] ? nr : ret->others[order];
		ret->others[order] -= ret->cma[order];
		pages -= ret->cma[order] << order;
		ret->estimated |= ret->cma[order] > 0;
	}
}

void cma_blocks_find(const struct zone *zone, struct cma_blocks *ret)
{
	*ret = (struct cma_blocks){0};
	memcpy(ret->others, zone->nr_free, sizeof(ret->others));
	for (unsigned int i = 0; i < zone->nr_free_lists; i++)
		if (!strcmp(zone->free_lists[i].migratetype, "CMA"))
			take_list(zone, &zone->free_lists[i], ret);
	if (!zone->nr_free_lists && zone->free_cma_pages != ABSENT)
		estimate(zone, ret);
}
