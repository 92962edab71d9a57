// SPDX-License-Identifier: GPL-2.0-or-later
/* record_area.c - fields of vmalloc areas, of groups of them, and of all. */
#include "model/area.h"
#include "output/records.h"
#include "output/text.h"

static const struct field node_fields[] = {
	{"node", NULL, "NUMA node", FIELD_OF_UNSIGNED(FIELD_UINT, struct node_pages, node)},
	{"pages", NULL, "pages on it", FIELD_OF_UNSIGNED(FIELD_UINT, struct node_pages, pages)},
};

static const struct record_type node_record = RECORD_TYPE("nodes", node_fields, node_pages);

static void node_names(const void *record, struct names *ret)
{
	const struct area_usage *usage = record;

	for (size_t i = 0; i < usage->nr_nodes; i++) {
		char *name = names_next(ret);

		if (!name)
			return;
		/* Each of ten thousand areas has such names, for which printf() takes long. */
		*name++ = 'N';
		name = number_text(usage->nodes[i].node, 10, name);
		*name++ = '=';
		number_text(usage->nodes[i].pages, 10, name);
	}
}

static const struct field area_fields[] = {
	{"start", NULL, "first address, null where the kernel hides it",
	 .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct area_usage, start)},
	{"last", NULL, "last address, without the guard page", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct area_usage, last)},
	{"size_bytes", "size", "size without the guard page", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_usage, size_bytes)},
	{"guard_bytes", "guard", "size of the guard behind it", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_usage, guard_bytes)},
	{"kind", NULL,
	 "vmalloc, vmap, ioremap, vm_map_ram, user, dma-coherent, unpurged (freed, address not "
	 "given back) or other; where page tables are seen vmalloc memory may also be module (in "
	 "the modules' region) or huge (mapped by leaves larger than a page)",
	 .flags = FIELD_COLUMN | FIELD_CARD, FIELD_OF_STRING(struct area_usage, kind)},
	{"nr_pages", "pages", "pages that were allocated for it",
	 .flags = FIELD_WIDE | FIELD_CARD | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct area_usage, nr_pages)},
	{"nodes", NULL, "NUMA nodes its pages lie on",
	 FIELD_OF_RECORDS(struct area_usage, nodes, nr_nodes, &node_record)},
	{"node_pages", "nodes", "pages by NUMA node",
	 .flags = FIELD_WIDE | FIELD_CARD | FIELD_SPARSE | FIELD_JSON_OFF, .kind = FIELD_NAMES,
	 .names = node_names},
	{"phys_addr", "phys", "physical address that an I/O mapping begins with",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_ADDR, struct area_usage, phys_addr)},
	/* What stands behind the extents is known only when they have been walked. */
	{"extents", NULL, "with --area, runs that continue virtually and physically",
	 .kind = FIELD_STREAM, .record = &extent_record},
	{"mapped_bytes", "mapped", "how much is mapped",
	 .flags = FIELD_COLUMN | FIELD_CARD | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_usage, mapped_bytes)},
	{"huge_bytes", "huge", "how much is mapped by leaves larger than a page",
	 .flags = FIELD_WIDE | FIELD_CARD | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_usage, huge_bytes)},
	{"nr_extents", "extents", "how many extents", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct area_usage, nr_extents)},
	{"nr_runs", "runs", "runs of contiguous physical memory",
	 .flags = FIELD_COLUMN | FIELD_CARD | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct area_usage, nr_runs)},
	{"largest_run_bytes", "largest", "length of the longest physical run",
	 .flags = FIELD_COLUMN | FIELD_CARD | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_usage, largest_run_bytes)},
	{"contiguous", NULL, "whether it is one physical run without holes",
	 .flags = FIELD_WIDE | FIELD_CARD | FIELD_SPARSE,
	 FIELD_OF_BOOL(struct area_usage, contiguous)},
	{"function", "caller", "function that made it", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct area_usage, function)},
	{"module", NULL,
	 "module whose own memory it is, or that made it; null for the kernel's own areas",
	 .flags = FIELD_WIDE | FIELD_CARD | FIELD_SPARSE,
	 FIELD_OF_STRING(struct area_usage, module)},
	{"caller", "by", "function with offset and module", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct area_usage, caller)},
};

const struct record_type area_usage_record = RECORD_TYPE("areas", area_fields, area_usage);

static const struct field group_fields[] = {
	{"name", "group", "the function, module or kind; null for areas that have none",
	 .flags = FIELD_COLUMN, FIELD_OF_STRING(struct area_group, name)},
	{"module", NULL, "by caller, the module of the function",
	 .flags = FIELD_WIDE | FIELD_SPARSE, FIELD_OF_STRING(struct area_group, module)},
	{"nr_areas", "areas", "how many areas", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct area_group, nr_areas)},
	{"size_bytes", "size", "their sizes without guard pages", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_group, size_bytes)},
	{"largest_bytes", "largest", "size of the largest", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_group, largest_bytes)},
	{"nr_pages", "pages", "pages that were allocated for them", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct area_group, nr_pages)},
	{"mapped_bytes", "mapped", "how much of them is mapped",
	 .flags = FIELD_COLUMN | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_group, mapped_bytes)},
	{"huge_bytes", "huge", "how much is mapped by leaves larger than a page",
	 .flags = FIELD_COLUMN | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_group, huge_bytes)},
};

const struct record_type area_group_record = RECORD_TYPE("groups", group_fields, area_group);

static const struct field totals_fields[] = {
	{"nr_areas", "areas", "areas, without those that wait to be purged", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct area_totals, nr_areas)},
	{"size_bytes", "size", "their sizes without guard pages", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_totals, size_bytes)},
	{"nr_pages", "allocated",
	 "pages that vmalloc() allocated, what /proc/meminfo counts as VmallocUsed",
	 .flags = FIELD_COLUMN, FIELD_OF_UNSIGNED(FIELD_PAGES, struct area_totals, nr_pages)},
	{"mapped_bytes", "mapped", "how much of the areas is mapped",
	 .flags = FIELD_COLUMN | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_totals, mapped_bytes)},
	{"huge_bytes", "huge", "how much is mapped by leaves larger than a page",
	 .flags = FIELD_WIDE | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_totals, huge_bytes)},
	{"other_mapped_bytes", "elsewhere", "mapped outside of all areas whose addresses are known",
	 .flags = FIELD_WIDE | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_totals, other_mapped_bytes)},
	{"nr_unpurged", "unpurged", "freed areas whose addresses wait to be given back",
	 .flags = FIELD_COLUMN, FIELD_OF_UNSIGNED(FIELD_UINT, struct area_totals, nr_unpurged)},
	{"unpurged_bytes", "unpurged size", "their sizes", .flags = FIELD_WIDE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_totals, unpurged_bytes)},
	{"nr_hidden", "hidden", "areas of both kinds whose addresses are not known",
	 .flags = FIELD_WIDE, FIELD_OF_UNSIGNED(FIELD_UINT, struct area_totals, nr_hidden)},
	{"space_bytes", "space", "size of vmalloc space: VmallocTotal of /proc/meminfo",
	 .flags = FIELD_COLUMN | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_totals, space_bytes)},
	{"hole_bytes", "hole", "the largest range of it that nothing known takes",
	 .flags = FIELD_COLUMN | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_totals, hole_bytes)},
	{"hole_start", "hole from", "where that begins", .flags = FIELD_COLUMN | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct area_totals, hole_start)},
};

const struct record_type area_totals_record = RECORD_TYPE("totals", totals_fields, area_totals);
