// SPDX-License-Identifier: GPL-2.0-or-later
/* record_sample.c - fields of a sample allocation. */
#include "model/sample.h"
#include "output/records.h"

static const struct field sample_fields[] = {
	{"kind", NULL, "the allocator, as \"memmap alloc\" calls it",
	 FIELD_OF_STRING(struct sample, kind)},
	{"call", NULL, "the call that made it", .flags = FIELD_COLUMN,
	 FIELD_OF_CHARS(struct sample, call)},
	{"status", NULL, "ok, not here, disagrees or unchecked",
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct sample, status), .enum_name = sample_status_name},
	{"virt_addr", NULL, "virtual address", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct sample, virt_addr)},
	{"size_bytes", "size", "bytes the allocator gave",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct sample, size_bytes)},
	{"region", NULL, "region of the address space", .flags = FIELD_WIDE,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct sample, region), .enum_name = region_name},
	{"phys_addr", NULL, "physical address, by the page tables", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct sample, phys_addr)},
	{"zone", NULL, "zone of the first page", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct sample, zone), .enum_name = zone_type_name},
	{"node", NULL, "NUMA node of the first page", .flags = FIELD_WIDE,
	 FIELD_OF_INT(FIELD_INT, struct sample, node)},
	{"leaf_bytes", "leaf", "size of the page-table leaf that maps its beginning",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct sample, leaf_bytes)},
	{"nr_pages", "pages", "pages it touches",
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct sample, nr_pages)},
	{"nr_runs", "runs", "runs of contiguous physical memory", .flags = FIELD_WIDE,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct sample, nr_runs)},
	{"contiguous", NULL, "whether it is one run", .flags = FIELD_WIDE,
	 FIELD_OF_BOOL(struct sample, contiguous)},
	{"duration_ns", "time", "how long the call took, in nanoseconds", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_NANOSECONDS, struct sample, duration_ns)},
	{"linear_offset", NULL, "virtual less physical address throughout a linear region",
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct sample, linear_offset)},
	{"cpu", NULL, "the CPU that a per-cpu part is for",
	 FIELD_OF_INT(FIELD_INT, struct sample, cpu)},
	{"dma_addr", NULL, "address for the device",
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct sample, dma_addr)},
	{"prev_addr", NULL, "what a list node's prev points to; the head for the first",
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct sample, prev_addr)},
	{"next_addr", NULL, "what a list node's next points to; the head for the last",
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct sample, next_addr)},
	{"distance_bytes", "distance", "of a list node, from the one before in physical memory",
	 FIELD_OF_BYTES_DELTA(struct sample, distance_bytes)},
	{"slab_cache", NULL, "slab cache that served it", .flags = FIELD_WIDE,
	 FIELD_OF_STRING(struct sample, slab_cache)},
	{"rule", NULL, "how the physical address follows from the virtual one", .flags = FIELD_WIDE,
	 FIELD_OF_CHARS(struct sample, rule)},
	{"lesson", NULL, "what to learn from it, with --explain",
	 FIELD_OF_STRING(struct sample, lesson)},
	{"note", NULL, "why it is not here, or what differs", FIELD_OF_STRING(struct sample, note)},
	{"extents", NULL, "what the page tables say, in rising order",
	 FIELD_OF_RECORDS(struct sample, extents, nr_extents, &extent_record)},
};

const struct record_type sample_record = RECORD_TYPE("samples", sample_fields, sample);

static const struct field rule_fields[] = {
	{"call", NULL, "the call that made it", .flags = FIELD_COLUMN,
	 FIELD_OF_CHARS(struct sample, call)},
	{"nr_runs", "runs", "runs of contiguous physical memory", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct sample, nr_runs)},
	{"rule", NULL, "how the physical address follows from the virtual one",
	 .flags = FIELD_COLUMN, FIELD_OF_CHARS(struct sample, rule)},
};

const struct record_type sample_rule_record = RECORD_TYPE("rules", rule_fields, sample);

static const struct field lesson_fields[] = {
	{"call", NULL, "the call that made it", .flags = FIELD_TITLE,
	 FIELD_OF_CHARS(struct sample, call)},
	{"lesson", "", "what to learn from it", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct sample, lesson)},
};

const struct record_type sample_lesson_record = RECORD_TYPE("lessons", lesson_fields, sample);
