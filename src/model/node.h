/* SPDX-License-Identifier: GPL-2.0-or-later */
/* node.h - NUMA nodes and how far they are apart. */
#ifndef MEMMAP_MODEL_NODE_H
#define MEMMAP_MODEL_NODE_H

#include <stdbool.h>
#include <stddef.h>

/* The most nodes any kernel is built for: CONFIG_NODES_SHIFT is at most 10. */
#define MAX_NODES 1024

/**
 * struct numa_node - one node
 * @id: its number
 * @has_memory: it has memory of any zone
 * @has_cpu: it has processors
 * @distances: to each node of the array, in its order; what the firmware says, 10 is its own
 */
struct numa_node {
	int id;
	bool has_memory, has_cpu;
	unsigned int *distances;
};

/**
 * struct numa_nodes - the nodes that are online, by rising number
 * @items: the nodes
 * @nr: how many
 */
struct numa_nodes {
	struct numa_node *items;
	size_t nr;
};

/**
 * numa_nodes_clear() - free the nodes
 * @nodes: may be zeroed
 */
void numa_nodes_clear(struct numa_nodes *nodes);

/**
 * numa_fallback() - the order in which an allocation tries nodes
 * @nodes: the nodes
 * @node: the node it begins with
 * @ret: room for @nodes->nr indices into @nodes->items
 *
 * As find_next_best_node() in mm/page_alloc.c has it: nearest first, of equals those without
 * processors, then those after the node, then those that fewer other nodes have fallen back to
 * (that counts by ones since 54d032ced983, v5.16).
 *
 * Return: how many; nodes without memory are left out.
 */
size_t numa_fallback(const struct numa_nodes *nodes, int node, size_t *ret);

#endif
