/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fragmentation.h - how usable free memory is for blocks of an order, computed as the kernel does.
 */
#ifndef MEMMAP_ANALYSIS_FRAGMENTATION_H
#define MEMMAP_ANALYSIS_FRAGMENTATION_H

#include <stdbool.h>

#include "model/memory.h"

/**
 * unusable_free_index() - how much of the free memory cannot serve a request of an order
 * @nr_free: free blocks per order
 * @nr_orders: entries of @nr_free
 * @order: the order asked for, below @nr_orders
 *
 * Source: unusable_free_index() in mm/vmstat.c, shown by /sys/kernel/debug/extfrag/unusable_index.
 *
 * Return: thousandths, 0 (all of it can) to 1000 (none, or nothing is free).
 */
int unusable_free_index(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order);

/**
 * fragmentation_index() - why a request of an order would fail
 * @nr_free: free blocks per order
 * @nr_orders: entries of @nr_free
 * @order: the order asked for, below @nr_orders
 *
 * Source: __fragmentation_index() in mm/vmstat.c, shown by /sys/kernel/debug/extfrag/extfrag_index.
 *
 * Return: thousandths: towards 0 for lack of memory, towards 1000 for fragmentation; -1000 when the
 * request would succeed.
 */
int fragmentation_index(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order);

/**
 * struct cma_blocks - the free blocks of a zone, those of CMA apart
 * @cma: blocks by order that only what can move may take
 * @others: all the others
 * @estimated: which blocks are CMA's is not known, only how many pages: the largest were taken for
 * them, so that @others promise no more than there is
 */
struct cma_blocks {
	uint64_t cma[MAX_ORDERS], others[MAX_ORDERS];
	bool estimated;
};

/**
 * cma_blocks_find() - tell the free blocks of CMA from the others
 * @zone: a zone, with its free lists by migratetype where they could be read
 * @ret: the blocks
 *
 * CMA areas are aligned to the largest blocks and most of what is free in them is whole; without
 * the lists, which are root's to read, nr_free_cma of /proc/zoneinfo tells how many pages they
 * have.
 */
void cma_blocks_find(const struct zone *zone, struct cma_blocks *ret);

#endif
