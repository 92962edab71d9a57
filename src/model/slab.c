// SPDX-License-Identifier: GPL-2.0-or-later
/* slab.c - see slab.h. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "model/slab.h"

const struct flag_name slab_flags[] = {
	{0, "reclaim_account"}, {1, "hwcache_align"}, {2, "cache_dma"},	   {3, "destroy_by_rcu"},
	{4, "sanity_checks"},	{5, "red_zone"},      {6, "poison"},	   {7, "store_user"},
	{8, "trace"},		{9, "failslab"},      {10, "skip_kfence"},
};
const size_t nr_slab_flags = ARRAY_SIZE(slab_flags);

int slab_cache_new(struct slab_cache_array *caches, char *name, struct slab_cache **ret)
{
	if (array_grow(&caches->items, caches->nr, NULL) < 0) {
		free(name);
		return -ENOMEM;
	}
	*ret = &caches->items[caches->nr++];
	**ret = (struct slab_cache){
		.name = name,
		.nr_active_objects = ABSENT,
		.nr_objects = ABSENT,
		.object_bytes = ABSENT,
		.slot_bytes = ABSENT,
		.slab_bytes = ABSENT,
		.objects_per_slab = ABSENT,
		.order = ABSENT,
		.nr_slabs = ABSENT,
		.memory_bytes = ABSENT,
		.waste_bytes = ABSENT,
		.reclaimable = UINT8_MAX,
		.align_bytes = ABSENT,
		.usercopy_bytes = ABSENT,
	};
	return 0;
}

struct slab_node *slab_cache_node(struct slab_cache *cache, int node)
{
	for (size_t i = 0; i < cache->nr_nodes; i++)
		if (cache->nodes[i].node == node)
			return &cache->nodes[i];
	if (array_grow(&cache->nodes, cache->nr_nodes, NULL) < 0)
		return NULL;
	cache->nodes[cache->nr_nodes] = (struct slab_node){.node = node, .memory_bytes = ABSENT};
	return &cache->nodes[cache->nr_nodes++];
}

bool slab_cache_has_name(const struct slab_cache *cache, const char *name)
{
	for (size_t i = 0; i < cache->nr_aliases; i++)
		if (!strcmp(cache->aliases[i], name))
			return true;
	return !strcmp(cache->name, name) || (cache->id && !strcmp(cache->id, name));
}

static void clear_cache(struct slab_cache *cache)
{
	for (size_t i = 0; i < cache->nr_aliases; i++)
		free(cache->aliases[i]);
	free(cache->aliases);
	free(cache->name);
	free(cache->id);
	free(cache->ctor);
	free(cache->nodes);
}

void slab_cache_array_keep(struct slab_cache_array *caches, size_t index)
{
	for (size_t i = 0; i < caches->nr; i++)
		if (i != index)
			clear_cache(&caches->items[i]);
	caches->items[0] = caches->items[index];
	caches->nr = 1;
}

void slab_cache_array_clear(struct slab_cache_array *caches)
{
	for (size_t i = 0; i < caches->nr; i++)
		clear_cache(&caches->items[i]);
	free(caches->items);
	*caches = (struct slab_cache_array){0};
}
