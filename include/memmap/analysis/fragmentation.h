/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fragmentation.h - how usable free memory is for blocks of an order, computed as the kernel does.
 */
#ifndef MEMMAP_ANALYSIS_FRAGMENTATION_H
#define MEMMAP_ANALYSIS_FRAGMENTATION_H

#include <memmap/model/memory.h>

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

#endif
