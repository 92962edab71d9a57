// SPDX-License-Identifier: GPL-2.0-only
/*
 * objects.c - a slab cache of its own, some of whose objects have been freed again.
 */
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "truth.h"

#define NR_OBJECTS 100
/* No multiple of 16, and the free pointer stands behind it: object, slot and offset all differ. */
#define OBJECT_BYTES 200

static struct kmem_cache *cache;
static void *objects[NR_OBJECTS];

/* Some of each slab, so that no slab becomes empty and goes away. */
static bool is_freed(unsigned int i)
{
	return i % 3 == 1;
}

/* A cache with a constructor is never merged with another, on any kernel. */
static void construct(void *object)
{
	memset(object, 0x5a, OBJECT_BYTES);
}

int objects_make(void)
{
	unsigned int i;

	cache = kmem_cache_create("memmap_truth_objs", OBJECT_BYTES, 0, 0, construct);
	if (!cache)
		return -ENOMEM;
	for (i = 0; i < NR_OBJECTS; i++) {
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		if (!objects[i])
			return -ENOMEM;
	}
	for (i = 0; i < NR_OBJECTS; i++)
		if (is_freed(i))
			kmem_cache_free(cache, objects[i]);
	/* The kernel counts all objects of a slab that a CPU holds as used: take them from it. */
	kmem_cache_shrink(cache);
	return 0;
}

void objects_show(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < NR_OBJECTS; i++)
		seq_printf(
			m,
			"# object cache=memmap_truth_objs index=%u addr=0x%lx slab=0x%lx size=%u state=%s\n",
			i, (unsigned long)objects[i],
			(unsigned long)page_address(virt_to_head_page(objects[i])), OBJECT_BYTES,
			is_freed(i) ? "free" : "allocated");
}

void objects_free(void)
{
	unsigned int i;

	for (i = 0; i < NR_OBJECTS; i++)
		if (objects[i] && !is_freed(i))
			kmem_cache_free(cache, objects[i]);
	kmem_cache_destroy(cache);
	cache = NULL;
}
