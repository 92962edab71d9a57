// SPDX-License-Identifier: GPL-2.0-or-later
/* zones.c - see zones.h. */
#include "analysis/zones/zones.h"
#include "analysis/zones/fragmentation.h"

static void derive_range(struct zone *zone, uint64_t page_bytes)
{
	zone->start_phys_addr = zone->last_phys_addr = ABSENT;
	if (zone->start_pfn == ABSENT || !zone->spanned_pages)
		return;
	zone->start_phys_addr = zone->start_pfn * page_bytes;
	zone->last_phys_addr = zone->start_phys_addr + zone->spanned_pages * page_bytes - 1;
}

static void derive_indices(struct zone *zone)
{
	for (unsigned int order = 0; order < zone->nr_orders; order++) {
		zone->unusable_index[order] =
			unusable_free_index(zone->nr_free, zone->nr_orders, order);
		zone->fragmentation_index[order] =
			fragmentation_index(zone->nr_free, zone->nr_orders, order);
	}
}

void zones_derive(struct zone_array *zones, uint64_t page_bytes)
{
	for (size_t i = 0; i < zones->nr; i++) {
		struct zone *zone = &zones->items[i];

		derive_range(zone, page_bytes);
		derive_indices(zone);
		zone->above_min_pages = zone->free_pages - zone->min_pages;
		zone->above_low_pages = zone->free_pages - zone->low_pages;
		zone->above_high_pages = zone->free_pages - zone->high_pages;
	}
}
