/* SPDX-License-Identifier: GPL-2.0-or-later */
/* two_zones.h - zones for the files that add to them. */
#ifndef MEMMAP_TESTS_TWO_ZONES_H
#define MEMMAP_TESTS_TWO_ZONES_H

#include <string.h>

#include "reader/zones.h"

#include "fuzz.h"

static inline void two_zones(struct zone_array *ret)
{
	static const char numbers[] = " pages free 1\n min 1\n low 1\n high 1\n spanned 1\n"
				      " present 1\n managed 1\n";
	char text[400];

	snprintf(text, sizeof(text), "Node 0, zone DMA\n%sNode 0, zone Normal\n%s", numbers,
		 numbers);
	*ret = (struct zone_array){0};
	always(zoneinfo_parse(text, ret, NULL) == 0);
}

#endif
