// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-nodes.c - the directories of NUMA nodes. */
#include "reader/nodes.h"
#include "reader/zones.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	struct numa_nodes nodes = {0};
	struct zone_array zones = {0};
	struct error err = {0};
	struct root root = {0};
	bool memory[MAX_NODES];

	if (!fuzz_root(data, size, &root))
		return;
	/* Without the directories, they tell which nodes there are. */
	(void)!zones_read(&root, &zones, NULL);
	if (nodes_read(&root, &zones, &nodes, &err) >= 0) {
		for (size_t i = 0; i < nodes.nr; i++) {
			always(nodes.items[i].id >= 0 && nodes.items[i].id < MAX_NODES);
			always(!i || nodes.items[i].id > nodes.items[i - 1].id);
			always(nodes.items[i].distances);
		}
	} else {
		always(err.code && *err.text && !nodes.items);
	}
	numa_nodes_clear(&nodes);
	zone_array_clear(&zones);
	(void)!nodes_with_memory(&root, memory, NULL);
	root_clear(&root);
}

DEFINE_TARGET(nodes) = {.run = run};
