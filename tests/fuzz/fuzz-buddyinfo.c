// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-buddyinfo.c - /proc/buddyinfo, and the indices that follow from it. */
#include "analysis/zones/zones.h"

#include "two_zones.h"

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct zone_array zones;
	struct error err = {0};
	int rc;

	two_zones(&zones);
	rc = buddyinfo_parse(text, &zones, &err);
	always((rc == 0) == (err.code == ERROR_NONE));
	zones_derive(&zones, 4096);
	for (size_t i = 0; i < zones.nr && rc == 0; i++) {
		const struct zone *zone = &zones.items[i];

		always(zone->nr_orders <= MAX_ORDERS);
		for (unsigned int order = 0; order < zone->nr_orders; order++) {
			always(zone->unusable_index[order] >= 0);
			always(zone->unusable_index[order] <= 1000);
			always(zone->fragmentation_index[order] >= -1000);
			always(zone->fragmentation_index[order] <= 1000);
		}
	}
	zone_array_clear(&zones);
	free(text);
}

DEFINE_TARGET(buddyinfo) = {.run = run};
