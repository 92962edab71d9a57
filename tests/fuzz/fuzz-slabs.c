// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-slabs.c - /proc/slabinfo and the directories of slab caches, joined. */
#include "analysis/slabs.h"
#include "reader/slab_sysfs.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	const struct slabs_wanted wanted = {
		.facts = SLAB_SYSFS_OBJECT | SLAB_SYSFS_RECLAIM | SLAB_SYSFS_FLAGS |
			 SLAB_SYSFS_DETAILS | SLAB_SYSFS_NODES | SLAB_SYSFS_COUNTS,
		.names = true,
		.page_bytes = 4096,
	};
	struct error missing = {0}, err = {0};
	struct slab_cache_array caches = {0};
	struct slab_total totals[3];
	struct root root = {0};

	if (!fuzz_root(data, size, &root))
		return;
	if (slabs_read(&root, &wanted, &caches, &missing, &err) == 0) {
		for (size_t i = 0; i < caches.nr; i++)
			always(caches.items[i].name);
		always(slabs_total(&caches, NULL, totals) <= 3);
	} else {
		always(err.code && *err.text && !caches.items);
	}
	slab_cache_array_clear(&caches);
	root_clear(&root);
}

DEFINE_TARGET(slabs) = {.run = run};
