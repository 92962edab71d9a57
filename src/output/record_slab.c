// SPDX-License-Identifier: GPL-2.0-or-later
/* record_slab.c - fields of slab caches, and of what they come to. */
#include "model/slab.h"
#include "output/records.h"

static const struct field node_fields[] = {
	{"node", NULL, "NUMA node", .flags = FIELD_COLUMN | FIELD_LABELLED,
	 FIELD_OF_INT(FIELD_INT, struct slab_node, node)},
	{"nr_active_objects", "used", "objects in use there",
	 .flags = FIELD_COLUMN | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_node, nr_active_objects)},
	{"nr_objects", "objects", "objects there, free ones too",
	 .flags = FIELD_COLUMN | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_node, nr_objects)},
	{"nr_slabs", "slabs", "slabs there", .flags = FIELD_COLUMN | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_node, nr_slabs)},
	{"memory_bytes", "memory", "what they take", .flags = FIELD_COLUMN | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct slab_node, memory_bytes)},
};

static const struct record_type node_record = RECORD_TYPE("nodes", node_fields, slab_node);

static void alias_names(const void *record, struct names *ret)
{
	const struct slab_cache *cache = record;

	for (size_t i = 0; i < cache->nr_aliases; i++)
		names_add(ret, "%s", cache->aliases[i]);
	ret->unknown = !cache->id;
}

static void flag_names(const void *record, struct names *ret)
{
	const struct slab_cache *cache = record;

	names_of_flags(ret, cache->flags, slab_flags, nr_slab_flags);
	ret->unknown = !cache->flags_known;
}

/* Objects are so small that their size in bytes is what tells one from another. */
static const struct field cache_fields[] = {
	{"name", NULL, "name of the cache", .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_STRING(struct slab_cache, name)},
	{"memory_bytes", "memory", "what its slabs take", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct slab_cache, memory_bytes)},
	{"waste_bytes", "waste",
	 "memory less what the objects in use were asked for: free objects, alignment, what the "
	 "allocator adds to an object, and the rest at the end of a slab",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct slab_cache, waste_bytes)},
	{"nr_active_objects", "used",
	 "objects in use; the kernel counts every object of a slab that a CPU holds",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, nr_active_objects)},
	{"nr_objects", "objects", "objects, free ones too", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, nr_objects)},
	{"object_bytes", "object", "bytes of an object as they were asked for",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, object_bytes)},
	{"slot_bytes", "slot",
	 "bytes from one object to the next: with alignment and what the allocator adds",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, slot_bytes)},
	{"slab_bytes", "slab", "size of a slab", .flags = FIELD_WIDE | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct slab_cache, slab_bytes)},
	{"order", NULL, "order of a slab's pages", .flags = FIELD_WIDE | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, order)},
	{"objects_per_slab", "per-slab", "slots in a slab", .flags = FIELD_WIDE | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, objects_per_slab)},
	{"nr_slabs", "slabs", "how many slabs", .flags = FIELD_WIDE | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, nr_slabs)},
	{"reclaimable", NULL, "whether shrinkers can free its objects",
	 .flags = FIELD_WIDE | FIELD_CARD, FIELD_OF_BOOL(struct slab_cache, reclaimable)},
	{"flags", NULL, "named after their files in /sys/kernel/slab", .flags = FIELD_CARD,
	 .kind = FIELD_NAMES, .names = flag_names},
	{"align_bytes", "align", "alignment that was asked for, in bytes", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, align_bytes)},
	{"usercopy_bytes", "usercopy",
	 "bytes of an object that may be copied from and to user memory", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_cache, usercopy_bytes)},
	{"ctor", "constructor", "function that prepares each object", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct slab_cache, ctor)},
	{"id", "directory", "its directory in /sys/kernel/slab; merged caches share one",
	 .flags = FIELD_CARD, FIELD_OF_STRING(struct slab_cache, id)},
	{"aliases", NULL, "caches of the same layout that were merged into it", .flags = FIELD_CARD,
	 .kind = FIELD_NAMES, .names = alias_names},
	{"nodes", NULL, "what is on which NUMA node", .flags = FIELD_CARD,
	 FIELD_OF_RECORDS(struct slab_cache, nodes, nr_nodes, &node_record)},
};

const struct record_type slab_cache_record = RECORD_TYPE("caches", cache_fields, slab_cache);

static const struct field total_fields[] = {
	{"kind", "caches", "reclaimable, unreclaimable or all", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct slab_total, kind)},
	{"nr_caches", "number", "how many caches", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_total, nr_caches)},
	{"memory_bytes", "memory", "what their slabs take", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct slab_total, memory_bytes)},
	{"waste_bytes", "waste", "their waste", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct slab_total, waste_bytes)},
	{"nr_active_objects", "used", "objects in use", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_total, nr_active_objects)},
	{"nr_objects", "objects", "objects, free ones too", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_total, nr_objects)},
	{"nr_slabs", "slabs", "slabs", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct slab_total, nr_slabs)},
	{"meminfo_bytes", "meminfo",
	 "SReclaimable, SUnreclaim or Slab of /proc/meminfo; since 5.4 the latter two count large "
	 "kmalloc() allocations too, which belong to no cache",
	 .flags = FIELD_COLUMN, FIELD_OF_UNSIGNED(FIELD_BYTES, struct slab_total, meminfo_bytes)},
};

const struct record_type slab_total_record = RECORD_TYPE("totals", total_fields, slab_total);
