// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-slabinfo.c - /proc/slabinfo, and what follows from it. */
#include "analysis/slabs.h"
#include "reader/slabinfo.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	struct slab_cache_array caches = {0};
	char *text = fuzz_text(data, size);
	struct slab_total totals[3];
	struct error err = {0};

	if (slabinfo_parse(text, &caches, &err) == 0) {
		always(caches.nr);
		always(slabs_total(&caches, text, totals) == 1);
		always(totals[0].nr_caches == caches.nr);
		for (size_t i = 0; i < caches.nr; i++) {
			always(*caches.items[i].name && caches.items[i].order < 64);
			always(caches.items[i].object_bytes == ABSENT);
		}
	} else {
		always(err.code && *err.text && !caches.items);
	}
	slab_cache_array_clear(&caches);
	free(text);
}

DEFINE_TARGET(slabinfo) = {.run = run};
