// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-zoneinfo.c - /proc/zoneinfo, and what is derived from it. */
#include "analysis/zones/zones.h"
#include "reader/zones.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	struct zone_array zones = {0};
	char *text = fuzz_text(data, size);
	struct error err = {0};

	if (zoneinfo_parse(text, &zones, &err) == 0) {
		always(zones.nr && zones.items);
		for (size_t i = 0; i < zones.nr; i++) {
			always(*zones.items[i].name);
			always(zones.items[i].nr_reserves <= MAX_NODE_ZONES);
			always(zones.items[i].free_pages != ABSENT);
		}
		zones_derive(&zones, 4096);
	} else {
		always(err.code && *err.text && !zones.items);
	}
	zone_array_clear(&zones);
	free(text);
}

DEFINE_TARGET(zoneinfo) = {.run = run};
