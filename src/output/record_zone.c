// SPDX-License-Identifier: GPL-2.0-or-later
/* record_zone.c - fields of zones and their free blocks. */
#include "model/memory.h"
#include "output/records.h"

static const struct field reserve_fields[] = {
	{"highest_zone", NULL, "highest zone that such an allocation may use",
	 FIELD_OF_CHARS(struct zone_reserve, highest_zone)},
	{"pages", NULL, "pages kept back from it",
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone_reserve, pages)},
};

static const struct record_type reserve_record =
	RECORD_TYPE("reserves", reserve_fields, zone_reserve);

static const struct field free_list_fields[] = {
	{"node", NULL, "NUMA node", .flags = FIELD_COLUMN | FIELD_JSON_OFF,
	 FIELD_OF_INT(FIELD_INT, struct free_list, node)},
	{"zone", NULL, "zone", .flags = FIELD_COLUMN | FIELD_JSON_OFF,
	 FIELD_OF_CHARS(struct free_list, zone)},
	{"migratetype", "type", "migratetype", .flags = FIELD_COLUMN,
	 FIELD_OF_CHARS(struct free_list, migratetype)},
	{"nr_free", NULL, "free blocks, per order", .flags = FIELD_COLUMN | FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_UINT, struct free_list, nr_free, nr_orders)},
	{"truncated", NULL, "the kernel stopped counting at 100,000",
	 FIELD_OF_BOOL(struct free_list, truncated)},
};

const struct record_type free_list_record = RECORD_TYPE("free_lists", free_list_fields, free_list);

/* "Normal 1939": pages, as /proc/zoneinfo prints them. */
static void reserve_names(const void *record, struct names *ret)
{
	const struct zone *zone = record;

	for (unsigned int i = 0; i < zone->nr_reserves; i++)
		if (zone->reserves[i].pages)
			names_add(ret, "%s:%ju", zone->reserves[i].highest_zone,
				  (uintmax_t)zone->reserves[i].pages);
}

/* Every view of a zone begins with these. */
#define ZONE_NODE                                                                     \
	{                                                                             \
		"node", NULL, "NUMA node", .flags = FIELD_COLUMN,                     \
					   FIELD_OF_INT(FIELD_INT, struct zone, node) \
	}
#define ZONE_NAME                                                                   \
	{                                                                           \
		"zone", NULL, "name of the zone", .flags = FIELD_COLUMN,            \
						  FIELD_OF_CHARS(struct zone, name) \
	}

static const struct field zone_fields[] = {
	ZONE_NODE,
	ZONE_NAME,
	{"start_pfn", NULL, "first page frame",
	 FIELD_OF_UNSIGNED(FIELD_PFN, struct zone, start_pfn)},
	{"start_phys_addr", "first", "physical address of its first byte", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct zone, start_phys_addr)},
	{"last_phys_addr", "last", "physical address of its last byte", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct zone, last_phys_addr)},
	{"spanned_pages", "spanned", "pages from the first to the last, holes included",
	 .flags = FIELD_WIDE, FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, spanned_pages)},
	{"present_pages", "present", "pages that exist", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, present_pages)},
	{"managed_pages", "managed", "pages that the buddy allocator manages",
	 .flags = FIELD_COLUMN, FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, managed_pages)},
	{"cma_pages", "cma", "pages of contiguous memory areas", .flags = FIELD_WIDE,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, cma_pages)},
	{"free_pages", "free", "free pages", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, free_pages)},
	{"boost_pages", "boost", "temporary raise of the watermarks",
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, boost_pages)},
	{"min_pages", "min", "min watermark, below which only urgent allocations succeed",
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, min_pages)},
	{"low_pages", "low", "low watermark, below which kswapd wakes",
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, low_pages)},
	{"high_pages", "high", "high watermark, above which kswapd rests",
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, high_pages)},
	{"promo_pages", "promo", "watermark of memory tiering",
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, promo_pages)},
	{"above_min_pages", NULL, "free pages above the min watermark",
	 FIELD_OF_DELTA(struct zone, above_min_pages)},
	{"above_low_pages", NULL, "free pages above the low watermark",
	 FIELD_OF_DELTA(struct zone, above_low_pages)},
	{"above_high_pages", NULL, "free pages above the high watermark",
	 FIELD_OF_DELTA(struct zone, above_high_pages)},
	{"reserves", NULL, "lowmem reserve against allocations that higher zones could serve",
	 FIELD_OF_RECORDS(struct zone, reserves, nr_reserves, &reserve_record)},
	{"nr_free", NULL, "free blocks, per order", .flags = FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_UINT, struct zone, nr_free, nr_orders)},
	{"unusable_index", NULL, "share of the free memory that cannot serve a request, per order",
	 .flags = FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_THOUSANDTHS, struct zone, unusable_index, nr_orders)},
	{"fragmentation_index", NULL,
	 "why a request would fail, per order: towards 0 for lack of memory, towards 1 for "
	 "fragmentation; -1 when it would succeed",
	 .flags = FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_THOUSANDTHS, struct zone, fragmentation_index, nr_orders)},
	{"free_lists", NULL, "free blocks by migratetype, where they can be read",
	 FIELD_OF_RECORDS(struct zone, free_lists, nr_free_lists, &free_list_record)},
};

const struct record_type zone_record = RECORD_TYPE("zones", zone_fields, zone);

static const struct field watermark_fields[] = {
	ZONE_NODE,
	ZONE_NAME,
	{"min_pages", "min", "min watermark", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, min_pages)},
	{"above_min_pages", "free-min", "free pages above it", .flags = FIELD_COLUMN,
	 FIELD_OF_DELTA(struct zone, above_min_pages)},
	{"low_pages", "low", "low watermark", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, low_pages)},
	{"above_low_pages", "free-low", "free pages above it", .flags = FIELD_COLUMN,
	 FIELD_OF_DELTA(struct zone, above_low_pages)},
	{"high_pages", "high", "high watermark", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct zone, high_pages)},
	{"above_high_pages", "free-high", "free pages above it", .flags = FIELD_COLUMN,
	 FIELD_OF_DELTA(struct zone, above_high_pages)},
	{"reserves", "lowmem reserve", "pages kept back, by highest usable zone",
	 .flags = FIELD_WIDE, .kind = FIELD_NAMES, .names = reserve_names},
};

const struct record_type zone_watermarks_record = RECORD_TYPE("zones", watermark_fields, zone);

static const struct field blocks_fields[] = {
	ZONE_NODE,
	ZONE_NAME,
	{"nr_free", NULL, "free blocks, per order", .flags = FIELD_COLUMN | FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_UINT, struct zone, nr_free, nr_orders)},
};

const struct record_type zone_blocks_record = RECORD_TYPE("zones", blocks_fields, zone);

static const struct field unusable_fields[] = {
	ZONE_NODE,
	ZONE_NAME,
	{"unusable_index", NULL, "per order", .flags = FIELD_COLUMN | FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_THOUSANDTHS, struct zone, unusable_index, nr_orders)},
};

const struct record_type zone_unusable_record = RECORD_TYPE("zones", unusable_fields, zone);

static const struct field fragmentation_fields[] = {
	ZONE_NODE,
	ZONE_NAME,
	{"fragmentation_index", NULL, "per order", .flags = FIELD_COLUMN | FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_THOUSANDTHS, struct zone, fragmentation_index, nr_orders)},
};

const struct record_type zone_fragmentation_record =
	RECORD_TYPE("zones", fragmentation_fields, zone);
