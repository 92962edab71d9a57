// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-ioports.c - /proc/ioports as a tree, and /proc/iomem as one with mappings. */
#include "analysis/space/io.h"
#include "reader/iomem.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	struct vmap_area area = {
		.start = 0xffffc90000000000,
		.size_bytes = 0x3000,
		.phys_addr = size ? data[0] * 0x1000UL : 0,
		.kind = "ioremap",
	};
	struct sources sources = {
		.areas = {.items = &area, .nr = 1},
		.areas_read = true,
	};
	struct mem_resource_array resources = {0};
	char *text = fuzz_text(data, size);
	struct io_tree tree = {0};
	size_t nr_hung = 0;

	if (iomem_parse(text, &resources, NULL) == 0) {
		always(io_tree_add(&tree, &resources, "mem", NULL) == 0);
		always(tree.nr == resources.nr);
		if (!resources.hidden)
			always(io_tree_map(&tree, &sources, 4096, NULL) == 0);
		for (size_t i = 0; i < tree.nr; i++)
			nr_hung += tree.items[i].nr_mappings;
		always(resources.hidden || nr_hung);
		io_tree_keep_mapped(&tree);
		always(tree.nr <= nr_hung * 33);
	}
	io_tree_clear(&tree);
	mem_resource_array_clear(&resources);
	free(text);
}

DEFINE_TARGET(ioports) = {.run = run};
