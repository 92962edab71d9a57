// SPDX-License-Identifier: GPL-2.0-or-later
/* node.c - see node.h. */
#include <stdint.h>
#include <stdlib.h>

#include "model/node.h"

void numa_nodes_clear(struct numa_nodes *nodes)
{
	for (size_t i = 0; i < nodes->nr; i++)
		free(nodes->items[i].distances);
	free(nodes->items);
	*nodes = (struct numa_nodes){0};
}

/**
 * struct fallback - lists that are being made
 * @nodes: the nodes
 * @load: how often each node came first among several of the same distance
 * @used: which nodes the list has
 */
struct fallback {
	const struct numa_nodes *nodes;
	unsigned int load[MAX_NODES];
	bool used[MAX_NODES];
};

/* What the kernel minimises; MAX_NUMNODES is at most MAX_NODES, and only the order counts. */
static uint64_t penalty(const struct fallback *lists, size_t from, size_t to)
{
	const struct numa_node *node = &lists->nodes->items[from];
	uint64_t value = node->distances[to] + (to < from) + lists->nodes->items[to].has_cpu;

	return value * MAX_NODES + lists->load[to];
}

static bool next_node(struct fallback *lists, size_t from, size_t *ret)
{
	const struct numa_nodes *nodes = lists->nodes;
	uint64_t best = UINT64_MAX;

	if (!lists->used[from] && nodes->items[from].has_memory) {
		lists->used[from] = true;
		*ret = from;
		return true;
	}
	for (size_t i = 0; i < nodes->nr; i++) {
		if (lists->used[i] || !nodes->items[i].has_memory ||
		    penalty(lists, from, i) >= best)
			continue;
		best = penalty(lists, from, i);
		*ret = i;
	}
	if (best == UINT64_MAX)
		return false;
	lists->used[*ret] = true;
	return true;
}

static size_t make_list(struct fallback *lists, size_t from, size_t *ret)
{
	const struct numa_node *node = &lists->nodes->items[from];
	size_t nr = 0, previous = from, next;

	for (size_t i = 0; i < lists->nodes->nr; i++)
		lists->used[i] = false;
	while (next_node(lists, from, &next)) {
		if (node->distances[next] != node->distances[previous])
			lists->load[next]++;
		ret[nr++] = next;
		previous = next;
	}
	return nr;
}

size_t numa_fallback(const struct numa_nodes *nodes, int node, size_t *ret)
{
	struct fallback lists = {.nodes = nodes};

	/* The kernel makes the lists of all nodes in turn, and each adds to the load. */
	for (size_t i = 0; i < nodes->nr; i++) {
		size_t nr = make_list(&lists, i, ret);

		if (nodes->items[i].id == node)
			return nr;
	}
	return 0;
}
