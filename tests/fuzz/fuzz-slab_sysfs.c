// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-slab_sysfs.c - one file of a slab cache's directory: its name, a newline, its text. */
#include <errno.h>
#include <string.h>

#include "reader/slab_sysfs.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	char *file = fuzz_text(data, size), *text = strchr(file, '\n');
	struct slab_cache_array caches = {0};
	struct slab_cache *cache;
	int rc;

	always(slab_cache_new(&caches, strdup("cache"), &cache) == 0);
	if (text) {
		*text++ = '\0';
		rc = slab_sysfs_parse(file, text, cache);
		always(rc == 0 || rc == -EINVAL || rc == -ENOENT);
		for (size_t i = 0; i < cache->nr_nodes; i++)
			always(cache->nodes[i].node >= 0);
	}
	slab_cache_array_clear(&caches);
	free(file);
}

DEFINE_TARGET(slab_sysfs) = {.run = run};
