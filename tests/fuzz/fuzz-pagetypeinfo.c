// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-pagetypeinfo.c - /proc/pagetypeinfo. */
#include "two_zones.h"

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct zone_array zones;
	struct error err = {0};
	int rc;

	two_zones(&zones);
	rc = pagetypeinfo_parse(text, &zones, &err);
	always((rc == 0) == (err.code == ERROR_NONE));
	for (size_t i = 0; i < zones.nr; i++) {
		const struct zone *zone = &zones.items[i];

		always(zone->nr_free_lists <= MAX_MIGRATETYPES);
		for (unsigned int list = 0; list < zone->nr_free_lists; list++) {
			always(*zone->free_lists[list].migratetype);
			always(zone->free_lists[list].nr_orders <= MAX_ORDERS);
		}
	}
	zone_array_clear(&zones);
	free(text);
}

DEFINE_TARGET(pagetypeinfo) = {.run = run};
