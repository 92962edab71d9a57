/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slab.h - plain structs for slab caches. */
#ifndef MEMMAP_MODEL_SLAB_H
#define MEMMAP_MODEL_SLAB_H

#include <stdbool.h>

#include "model/value.h"

/**
 * struct slab_node - what a cache has on one NUMA node
 * @node: the node
 * @nr_active_objects: objects in use there, as the kernel counts them
 * @nr_objects: objects, free ones too
 * @nr_slabs: slabs
 * @memory_bytes: what the slabs take
 */
struct slab_node {
	int node;
	uint64_t nr_active_objects, nr_objects, nr_slabs, memory_bytes;
};

/**
 * struct slab_cache - one slab cache, with all that share it; numbers are ABSENT where not known
 * @name: its name; of merged ones, the one that /proc/slabinfo shows, or the first by name
 * @id: its directory below /sys/kernel/slab, ":0000048" where it may be shared; or NULL
 * @aliases: names of further caches that were merged into it
 * @nr_aliases: how many
 * @nr_active_objects: objects in use; the kernel counts every object of a slab that a CPU holds
 * @nr_objects: objects, free ones too
 * @object_bytes: size that was asked for
 * @slot_bytes: distance from one object to the next, with alignment and what the allocator adds
 * @slab_bytes: size of a slab
 * @objects_per_slab: slots in a slab
 * @order: order of a slab's pages
 * @nr_slabs: slabs
 * @memory_bytes: what all slabs take
 * @waste_bytes: @memory_bytes less what the objects in use were asked for
 * @reclaimable: shrinkers can free its objects: /proc/meminfo counts it as SReclaimable; neither 0
 * nor 1 where not known
 * @flags: enum slab_flag bits, meaningful when @flags_known
 * @flags_known: they have been read
 * @align_bytes: alignment that was asked for
 * @usercopy_bytes: how much of an object may be copied from and to user memory
 * @ctor: constructor, or NULL
 * @nodes: what is where; empty where the kernel knows no nodes
 * @nr_nodes: how many
 */
struct slab_cache {
	char *name;
	char *id;
	char **aliases;
	size_t nr_aliases;
	uint64_t nr_active_objects, nr_objects;
	uint64_t object_bytes, slot_bytes, slab_bytes;
	uint64_t objects_per_slab, order, nr_slabs;
	uint64_t memory_bytes, waste_bytes;
	uint8_t reclaimable;
	uint64_t flags;
	bool flags_known;
	uint64_t align_bytes, usercopy_bytes;
	char *ctor;
	struct slab_node *nodes;
	size_t nr_nodes;
};

/**
 * struct slab_cache_array - all caches
 * @items: the caches
 * @nr: how many
 */
struct slab_cache_array {
	struct slab_cache *items;
	size_t nr;
};

/**
 * struct slab_total - what the caches of one kind come to
 * @kind: "reclaimable", "unreclaimable" or "all"
 * @nr_caches: how many
 * @nr_active_objects: objects in use
 * @nr_objects: objects
 * @nr_slabs: slabs
 * @memory_bytes: what they take
 * @waste_bytes: as in struct slab_cache; ABSENT when one of them is
 * @meminfo_bytes: SReclaimable, SUnreclaim or Slab of /proc/meminfo; since 5.4 (6a486c0ad4dc) the
 * latter two count what kmalloc() takes straight from the page allocator too; ABSENT when not known
 */
struct slab_total {
	const char *kind;
	uint64_t nr_caches, nr_active_objects, nr_objects, nr_slabs, memory_bytes, waste_bytes;
	uint64_t meminfo_bytes;
};

/* The flags of a cache, named after their files below /sys/kernel/slab/CACHE. */
extern const struct flag_name slab_flags[];
extern const size_t nr_slab_flags;

/**
 * slab_cache_new() - append a cache of which nothing is known
 * @caches: the array
 * @name: its name; taken over, freed on failure
 * @ret: the cache; valid until the next one
 *
 * Return: 0 or -ENOMEM.
 */
int slab_cache_new(struct slab_cache_array *caches, char *name, struct slab_cache **ret)
	__attribute__((warn_unused_result));

/**
 * slab_cache_node() - the node of a cache, added when it has none
 * @cache: the cache
 * @node: the NUMA node
 *
 * Return: the node, valid until the next one is added, or NULL when memory ran out.
 */
struct slab_node *slab_cache_node(struct slab_cache *cache, int node);

/**
 * slab_cache_has_name() - whether a cache goes by a name
 * @cache: the cache
 * @name: the name
 *
 * Return: true for its name, an alias and its directory.
 */
bool slab_cache_has_name(const struct slab_cache *cache, const char *name);

/**
 * slab_cache_array_keep() - free all caches but one
 * @caches: the array
 * @index: of the one to keep
 */
void slab_cache_array_keep(struct slab_cache_array *caches, size_t index);

/**
 * slab_cache_array_clear() - free all caches
 * @caches: may be zeroed
 */
void slab_cache_array_clear(struct slab_cache_array *caches);

#endif
