// SPDX-License-Identifier: GPL-2.0-or-later
/* record_change.c - fields of what became different between two moments. */
#include "model/change.h"
#include "output/records.h"

#define SECTION                                                                  \
	{                                                                        \
		"section", NULL, "cache, caller, area, zone or meminfo",         \
			.flags = FIELD_COLUMN, .enum_name = change_section_name, \
			FIELD_OF_UNSIGNED(FIELD_ENUM, struct change, section)    \
	}
#define KIND                                                                  \
	{                                                                     \
		"kind", "change", "came, went, grew or shrank",               \
			.flags = FIELD_COLUMN, .enum_name = change_kind_name, \
			FIELD_OF_UNSIGNED(FIELD_ENUM, struct change, kind)    \
	}
#define DELTA                                                                                   \
	{                                                                                       \
		"delta_bytes", "delta", "the difference",                                       \
			.flags = FIELD_COLUMN, FIELD_OF_BYTES_DELTA(struct change, delta_bytes) \
	}
#define BEFORE                                                                      \
	{                                                                           \
		"before_bytes", "before", "what there was",                         \
			.flags = FIELD_COLUMN,                                      \
			FIELD_OF_UNSIGNED(FIELD_BYTES, struct change, before_bytes) \
	}
#define AFTER                                                                      \
	{                                                                          \
		"after_bytes", "after", "what there is",                           \
			.flags = FIELD_COLUMN,                                     \
			FIELD_OF_UNSIGNED(FIELD_BYTES, struct change, after_bytes) \
	}
#define NR_BEFORE                                                                    \
	{                                                                            \
		"nr_before", "nr-before", "objects in use or areas that there were", \
			.flags = FIELD_COLUMN,                                       \
			FIELD_OF_UNSIGNED(FIELD_UINT, struct change, nr_before)      \
	}
#define NR_AFTER                                                                  \
	{                                                                         \
		"nr_after", "nr-after", "objects in use or areas that there are", \
			.flags = FIELD_COLUMN,                                    \
			FIELD_OF_UNSIGNED(FIELD_UINT, struct change, nr_after)    \
	}
#define NODE                                                                                \
	{                                                                                   \
		"node", NULL, "of a zone, its NUMA node",                                   \
			.flags = FIELD_COLUMN, FIELD_OF_INT(FIELD_INT, struct change, node) \
	}
#define QUANTITY                                                                        \
	{                                                                               \
		"quantity", NULL, "of a zone: free, min, low, high or managed",         \
			.flags = FIELD_COLUMN, FIELD_OF_STRING(struct change, quantity) \
	}
#define START                                                                                      \
	{                                                                                          \
		"start", NULL, "of an area, its first address",                                    \
			.flags = FIELD_COLUMN, FIELD_OF_UNSIGNED(FIELD_ADDR, struct change, start) \
	}
#define NAME(heading)                                                               \
	{                                                                           \
		"name", heading, "the cache, zone or line; of areas, their caller", \
			.flags = FIELD_COLUMN, FIELD_OF_STRING(struct change, name) \
	}

static const struct field fields[] = {SECTION,	KIND,  DELTA, BEFORE,	AFTER,	   NR_BEFORE,
				      NR_AFTER, START, NODE,  QUANTITY, NAME(NULL)};
const struct record_type change_record = RECORD_TYPE("changes", fields, change);

static const struct field cache_fields[] = {KIND,      DELTA,	 BEFORE,       AFTER,
					    NR_BEFORE, NR_AFTER, NAME("cache")};
const struct record_type change_cache_record = RECORD_TYPE("caches", cache_fields, change);

static const struct field caller_fields[] = {KIND,	DELTA,	  BEFORE,	 AFTER,
					     NR_BEFORE, NR_AFTER, NAME("caller")};
const struct record_type change_caller_record = RECORD_TYPE("callers", caller_fields, change);

static const struct field area_fields[] = {KIND, DELTA, START, NAME("caller")};
const struct record_type change_area_record = RECORD_TYPE("areas", area_fields, change);

static const struct field zone_fields[] = {DELTA, BEFORE, AFTER, NODE, NAME("zone"), QUANTITY};
const struct record_type change_zone_record = RECORD_TYPE("zones", zone_fields, change);

static const struct field meminfo_fields[] = {DELTA, BEFORE, AFTER, NAME("meminfo")};
const struct record_type change_meminfo_record = RECORD_TYPE("meminfo", meminfo_fields, change);

static const struct field comparison_fields[] = {
	{"before", NULL, "the snapshot", .flags = FIELD_TITLE,
	 FIELD_OF_STRING(struct comparison, before)},
	{"before_time", "before", "when it was taken", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct comparison, before_time)},
	{"before_kernel", NULL, "of which kernel",
	 FIELD_OF_STRING(struct comparison, before_kernel)},
	{"after", NULL, "the other one; absent for the running system", .flags = FIELD_TITLE,
	 FIELD_OF_STRING(struct comparison, after)},
	{"after_time", "after", "when it was taken", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct comparison, after_time)},
	{"after_kernel", NULL, "of which kernel", FIELD_OF_STRING(struct comparison, after_kernel)},
	{"same_boot", "same-boot", "whether both are of one boot; absent where not known",
	 .flags = FIELD_CARD, FIELD_OF_BOOL(struct comparison, same_boot)},
	{"note", NULL, "why areas are compared by caller only", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct comparison, note)},
};
const struct record_type comparison_record =
	RECORD_TYPE("comparison", comparison_fields, comparison);
