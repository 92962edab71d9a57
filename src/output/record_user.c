// SPDX-License-Identifier: GPL-2.0-or-later
/* record_user.c - fields of the memory of a process. */
#include "model/user.h"
#include "output/records.h"

/* Where an address lies is a line of its card; of areas it is what the columns begin with. */
#define VM_AREA_FIELDS(column, wide)                                                            \
	{"start", "from", "first address",                                                      \
	 .flags = (column) | FIELD_CARD | FIELD_LABELLED | FIELD_ALWAYS,                        \
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct vm_area, start)},                                 \
		{"last", "to", "last address",                                                  \
		 .flags = (wide) | FIELD_CARD | FIELD_LABELLED | FIELD_ALWAYS,                  \
		 FIELD_OF_UNSIGNED(FIELD_ADDR, struct vm_area, last)},                          \
		{"perms", NULL, "may be read, written, executed; private or shared",            \
		 .flags = (column) | FIELD_CARD, FIELD_OF_CHARS(struct vm_area, perms)},        \
		{"offset_bytes", "offset", "where in the file it begins",                       \
		 FIELD_OF_UNSIGNED(FIELD_BYTES, struct vm_area, offset_bytes)},                 \
		{"device", NULL, "device of the file", FIELD_OF_CHARS(struct vm_area, device)}, \
		{"inode", NULL, "inode of the file, or 0",                                      \
		 FIELD_OF_UNSIGNED(FIELD_UINT, struct vm_area, inode)},                         \
		{"name", NULL, "file, [heap], [stack] ...", .flags = FIELD_CARD,                \
		 FIELD_OF_STRING(struct vm_area, name)},

static const struct field vm_area_fields[] = {VM_AREA_FIELDS(0, 0)};
static const struct field vm_area_columns[] = {VM_AREA_FIELDS(FIELD_COLUMN, FIELD_WIDE)};

const struct record_type vm_area_record = RECORD_TYPE("vmas", vm_area_fields, vm_area);
static const struct record_type column_record = RECORD_TYPE("vmas", vm_area_columns, vm_area);

static const struct field extent_fields[] = {
	{"virt_addr", NULL, "first virtual address", .flags = FIELD_COLUMN | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct user_extent, virt_addr)},
	{"phys_addr", NULL, "its physical address", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct user_extent, phys_addr)},
	{"length_bytes", "length", "length", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct user_extent, length_bytes)},
	{"status", NULL, "ok, swapped, guard or special", .flags = FIELD_COLUMN | FIELD_STATUS,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct user_extent, status), .enum_name = status_name},
	{"node", NULL, "NUMA node", .flags = FIELD_COLUMN,
	 FIELD_OF_INT(FIELD_INT, struct user_extent, node)},
	{"backing", NULL, "what is behind it", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct user_extent, backing),
	 .enum_name = user_backing_name},
};

const struct record_type user_extent_record = RECORD_TYPE("extents", extent_fields, user_extent);

static const struct field node_fields[] = {
	{"node", NULL, "NUMA node", FIELD_OF_INT(FIELD_INT, struct user_node, node)},
	{"pages", NULL, "pages there", FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_node, pages)},
};

static const struct record_type node_record = RECORD_TYPE("nodes", node_fields, user_node);

/* "0:1939": node and pages. */
static void node_names(const void *record, struct names *ret)
{
	const struct user_vma *vma = record;

	for (unsigned int i = 0; i < vma->nr_nodes; i++)
		names_add(ret, "%d:%ju", vma->nodes[i].node, (uintmax_t)vma->nodes[i].pages);
}

/* What areas and their totals have in common. */
#define COUNTS                                                                                  \
	{"size_bytes", "size", "size", .flags = FIELD_COLUMN | FIELD_CARD,                      \
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct user_vma, size_bytes)},                          \
		{"resident_pages", "resident", "pages in memory, the zero page not counted",    \
		 .flags = FIELD_COLUMN | FIELD_CARD,                                            \
		 FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_vma, resident_pages)},              \
		{"zero_pages", "zero page", "pages where the zero page stands in",              \
		 .flags = FIELD_WIDE | FIELD_CARD,                                              \
		 FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_vma, zero_pages)},                  \
		{"swapped_pages", "swapped", "pages swapped out",                               \
		 .flags = FIELD_WIDE | FIELD_CARD,                                              \
		 FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_vma, swapped_pages)},               \
		{"special_pages", "special", "guards, and entries that are no swap slot",       \
		 FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_vma, special_pages)},               \
		{"untouched_pages", "untouched", "pages with nothing behind them",              \
		 .flags = FIELD_WIDE | FIELD_CARD,                                              \
		 FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_vma, untouched_pages)},             \
		{"huge_pages", "huge", "resident pages that are part of huge pages",            \
		 .flags = FIELD_COLUMN | FIELD_CARD,                                            \
		 FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_vma, huge_pages)},                  \
		{"nr_runs", "runs", "physically contiguous runs of its resident pages",         \
		 .flags = FIELD_COLUMN | FIELD_CARD,                                            \
		 FIELD_OF_UNSIGNED(FIELD_UINT, struct user_vma, nr_runs)},                      \
		{"largest_run_pages", "largest", "the longest of these runs",                   \
		 .flags = FIELD_COLUMN | FIELD_CARD,                                            \
		 FIELD_OF_UNSIGNED(FIELD_PAGES, struct user_vma, largest_run_pages)},           \
		{"nodes", NULL, "resident pages by NUMA node",                                  \
		 FIELD_OF_RECORDS(struct user_vma, nodes, nr_nodes, &node_record)},             \
	{                                                                                       \
		"node_pages", "nodes", "resident pages by NUMA node",                           \
			.flags = FIELD_WIDE | FIELD_CARD | FIELD_JSON_OFF, .kind = FIELD_NAMES, \
			.names = node_names                                                     \
	}

static const struct field vma_fields[] = {
	{"number", "#", "which area of the process it is, from 1",
	 .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct user_vma, number)},
	{"vma", NULL, "the area", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct user_vma, vma, &column_record)},
	{"extents", NULL, "with --vma, runs of pages that are alike and physically contiguous",
	 .kind = FIELD_STREAM, .record = &user_extent_record},
	COUNTS,
	{"label", "name", "name, of a file without the directory",
	 .flags = FIELD_COLUMN | FIELD_TITLE | FIELD_JSON_OFF,
	 FIELD_OF_STRING(struct user_vma, label)},
	{"note", NULL, "what to know about it", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct user_vma, note)},
};

const struct record_type user_vma_record = RECORD_TYPE("vmas", vma_fields, user_vma);

static const struct field total_fields[] = {
	{"nr_vmas", "areas", "areas of the process", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct user_vma, number)},
	COUNTS,
};

const struct record_type user_total_record = RECORD_TYPE("totals", total_fields, user_vma);
