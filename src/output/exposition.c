// SPDX-License-Identifier: GPL-2.0-or-later
/* exposition.c - see exposition.h. */
#include <string.h>

#include "base/cleanup.h"
#include "base/printable.h"
#include "output/exposition.h"
#include "output/records.h"

#define ZONE	  "node,zone"
#define FREE_LIST "node,zone,migratetype"

const struct metric metrics[] = {
	{"memmap_read_success", NULL, NULL, "success", "source",
	 "Whether what a command reads could be read.", &metric_source_record},
	{"memmap_zone_present_bytes", "bytes", "zones", "present_pages", ZONE,
	 "Memory of the zone.", &zone_record},
	{"memmap_zone_managed_bytes", "bytes", "zones", "managed_pages", ZONE,
	 "Memory that the buddy allocator manages.", &zone_record},
	{"memmap_zone_free_bytes", "bytes", "zones", "free_pages", ZONE, "Free memory of the zone.",
	 &zone_record},
	{"memmap_zone_min_bytes", "bytes", "zones", "min_pages", ZONE,
	 "Min watermark, below which only urgent allocations succeed.", &zone_record},
	{"memmap_zone_low_bytes", "bytes", "zones", "low_pages", ZONE,
	 "Low watermark, below which kswapd wakes.", &zone_record},
	{"memmap_zone_high_bytes", "bytes", "zones", "high_pages", ZONE,
	 "High watermark, above which kswapd rests.", &zone_record},
	{"memmap_zone_cma_bytes", "bytes", "zones", "cma_pages", ZONE,
	 "Memory of contiguous memory areas.", &zone_record},
	{"memmap_buddy_free_blocks", NULL, "zones", "nr_free", ZONE,
	 "Free blocks of the buddy allocator.", &zone_record},
	{"memmap_buddy_unusable_ratio", "ratio", "zones", "unusable_index", ZONE,
	 "Share of the free memory that cannot serve a request of this order.", &zone_record},
	{"memmap_buddy_fragmentation_ratio", "ratio", "zones", "fragmentation_index", ZONE,
	 "Why a request of this order would fail: towards 0 for lack of memory, towards 1 for "
	 "fragmentation; -1 when it would succeed.",
	 &zone_record},
	{"memmap_buddy_migratetype_free_blocks", NULL, "zones", "nr_free", FREE_LIST,
	 "Free blocks of a migratetype; the kernel stops counting at 100000.", &free_list_record},
	{"memmap_slab_bytes", "bytes", "slabs", "memory_bytes", "kind",
	 "Memory of all slab caches of a kind.", &slab_total_record},
	{"memmap_slab_objects", NULL, "slabs", "nr_objects", "kind",
	 "Slots for objects in all slab caches of a kind.", &slab_total_record},
	{"memmap_slab_active_objects", NULL, "slabs", "nr_active_objects", "kind",
	 "Objects in use in all slab caches of a kind.", &slab_total_record},
	{"memmap_slab_cache_bytes", "bytes", "slabs", "memory_bytes", "name",
	 "Memory of a slab cache; only the largest caches are listed.", &slab_cache_record},
	{"memmap_slab_cache_objects", NULL, "slabs", "nr_objects", "name",
	 "Slots for objects in a slab cache.", &slab_cache_record},
	{"memmap_slab_cache_active_objects", NULL, "slabs", "nr_active_objects", "name",
	 "Objects in use in a slab cache.", &slab_cache_record},
	{"memmap_vmalloc_areas", NULL, "vmalloc", "nr_areas", "kind", "Areas of the vmalloc space.",
	 &area_kind_record},
	{"memmap_vmalloc_bytes", "bytes", "vmalloc", "size_bytes", "kind",
	 "Address space of vmalloc areas, guard pages included.", &area_kind_record},
	{"memmap_check_status", NULL, "check", "verdict", "name",
	 "Verdict of a health check: 0 ok, 1 warning, 2 critical, 3 unknown; what does not apply to "
	 "the machine is left out.",
	 &check_record},
};
const size_t nr_metrics = ARRAY_SIZE(metrics);

static const struct field metric_fields[] = {
	{"metric", NULL, "name of the metric", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct metric, name)},
	{"unit", NULL, "unit of its values; null for counts", FIELD_OF_STRING(struct metric, unit)},
	{"labels", NULL, "labels that tell its samples apart, beside the order of blocks",
	 .flags = FIELD_COLUMN, FIELD_OF_STRING(struct metric, labels)},
	{"command", NULL, "command whose JSON has the same value",
	 FIELD_OF_STRING(struct metric, command)},
	{"field", NULL, "the member there", FIELD_OF_STRING(struct metric, field)},
	{"help", NULL, "what it is", .flags = FIELD_WIDE, FIELD_OF_STRING(struct metric, help)},
};

const struct record_type metric_record = RECORD_TYPE("metrics", metric_fields, metric);

static const struct field area_kind_fields[] = {
	{"kind", NULL, "kind of the areas", FIELD_OF_STRING(struct area_kind, kind)},
	{"nr_areas", NULL, "how many", FIELD_OF_UNSIGNED(FIELD_UINT, struct area_kind, nr_areas)},
	{"size_bytes", NULL, "their size",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct area_kind, size_bytes)},
};

const struct record_type area_kind_record = RECORD_TYPE("kinds", area_kind_fields, area_kind);

static const struct field source_fields[] = {
	{"source", NULL, "what was read", FIELD_OF_STRING(struct metric_source, name)},
	{"success", NULL, "whether it could be",
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct metric_source, success)},
};

const struct record_type metric_source_record =
	RECORD_TYPE("sources", source_fields, metric_source);

/* The format takes any UTF-8, but people look at it on terminals. */
static void write_label_value(FILE *out, const char *text)
{
	_cleanup_free_ char *value = strdup(text);

	if (value)
		make_printable(value);
	for (const char *at = value ?: ""; *at; at++) {
		if (*at == '"' || *at == '\\')
			putc('\\', out);
		putc(*at, out);
	}
}

/* Labels have the names of their fields. */
static void write_labels(FILE *out, const struct metric *metric, const void *record)
{
	const char *comma = "";

	for (const char *name = metric->labels; *name;) {
		size_t length = strcspn(name, ",");
		_cleanup_free_ char *label = strndup(name, length);
		const struct field *outer, *field = NULL;

		if (label)
			field = record_find_field(metric->type, label, &outer);
		if (field) {
			fprintf(out, "%s%s=\"", comma, label);
			if (field->kind == FIELD_INT)
				fprintf(out, "%jd", (intmax_t)field_uint(field, record, 0));
			else
				write_label_value(out, field_string(field, record));
			putc('"', out);
			comma = ",";
		}
		name += length + (name[length] == ',');
	}
}

static void write_value(FILE *out, const struct field *field, const void *record, size_t item,
			uint64_t page_bytes)
{
	uint64_t value = field_uint(field, record, item);

	if (field->kind == FIELD_THOUSANDTHS)
		fprintf(out, " %.3f\n", (int)value / 1000.0);
	else
		fprintf(out, " %ju\n",
			(uintmax_t)(field->kind == FIELD_PAGES ? value * page_bytes : value));
}

static void write_samples(FILE *out, const struct metric *metric, const void *record,
			  uint64_t page_bytes)
{
	const struct field *outer, *field = record_find_field(metric->type, metric->field, &outer);

	for (size_t item = 0; item < field_nr_items(field, record); item++) {
		if (field_is_absent(field, record, item))
			continue;
		fprintf(out, "%s{", metric->name);
		write_labels(out, metric, record);
		if (field->flags & FIELD_ARRAY)
			fprintf(out, ",order=\"%zu\"", item);
		putc('}', out);
		write_value(out, field, record, item, page_bytes);
	}
}

static void write_metric(FILE *out, const struct metric *metric,
			 const struct metric_records *records, uint64_t page_bytes)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", metric->name, metric->help, metric->name);
	if (metric->unit)
		fprintf(out, "# UNIT %s %s\n", metric->name, metric->unit);
	for (size_t i = 0; i < records->nr; i++)
		write_samples(out, metric, (const char *)records->records + i * metric->type->size,
			      page_bytes);
}

void exposition_write(FILE *out, const struct metric_records *records, size_t nr,
		      uint64_t page_bytes)
{
	for (size_t i = 0; i < nr_metrics; i++)
		for (size_t j = 0; j < nr; j++)
			if (records[j].type == metrics[i].type && records[j].nr)
				write_metric(out, &metrics[i], &records[j], page_bytes);
	fputs("# EOF\n", out);
}
