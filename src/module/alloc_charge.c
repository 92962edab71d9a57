// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_charge.c - how much samples may take: by open file, altogether, and of a zone.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>

#include "alloc.h"

/* What all open files own together; of zones, by the zone that was asked for. */
static atomic_long_t module_bytes, module_kmaps, zone_bytes[MAX_NR_ZONES];

/* Bytes that an object takes, as far as that can be told before its allocator was asked. */
static size_t charge_of(const struct memmap_kind *kind, const struct memmap_alloc *arg)
{
	size_t size = kind->flags & KIND_FIXED_SIZE ? kind->fixed_bytes : arg->size;

	if (kind->flags & KIND_PAGE_SIZES)
		size = PAGE_ALIGN(size);
	if (kind->flags & KIND_HUGE_SIZES && size >= PMD_SIZE)
		size = ALIGN(size, PMD_SIZE);
	if (kind->flags & KIND_POWER_SIZES)
		size = roundup_pow_of_two(size);
	if (kind->flags & KIND_EACH_CPU)
		return size * num_possible_cpus();
	return kind->flags & KIND_ONE_OBJECT ? size * arg->nr_samples : size;
}

enum memmap_alloc_status memmap_over(struct memmap_alloc *arg, enum memmap_alloc_status status,
				     u64 limit)
{
	arg->limit = limit;
	return status;
}

/*
 * Some allocators take page tables or pages beside those asked for with flags of their own, which
 * might call the OOM killer: keep far away from there.
 */
static bool memory_is_short(size_t bytes)
{
	long available = si_mem_available();

	return available < (long)((bytes + MEMMAP_ALLOC_MAX_MODULE_BYTES) >> PAGE_SHIFT);
}

/* Take @more of what all share, unless that is more than there is. */
static bool take(atomic_long_t *total, long more, long limit)
{
	if (atomic_long_add_return(more, total) <= limit)
		return true;
	atomic_long_sub(more, total);
	return false;
}

/*
 * The zone that flags name, or MAX_NR_ZONES. Only who names it gets past what the kernel holds
 * back there from those who could be served elsewhere, and the zone may be small. High memory is not.
 */
static enum zone_type named_zone(const struct memmap_object *object, u64 gfp)
{
	if (!(gfp & (GFP_SET(DMA) | GFP_SET(DMA32))))
		return MAX_NR_ZONES;
	return gfp_zone(memmap_gfp(object->kind, gfp));
}

/* Half of what there is up to a zone, which are the zones that serve who names it. */
static long zone_limit(enum zone_type named)
{
	unsigned long nr_pages = 0;
	enum zone_type zone;
	int node;

	for_each_online_node(node)
		for (zone = 0; zone <= named; zone++)
			nr_pages += zone_managed_pages(&NODE_DATA(node)->node_zones[zone]);
	return min(nr_pages / 2, (unsigned long)MEMMAP_ALLOC_MAX_MODULE_BYTES >> PAGE_SHIFT)
	       << PAGE_SHIFT;
}

static enum memmap_alloc_status charge_bytes(struct memmap_samples *samples,
					     struct memmap_object *object, size_t bytes,
					     struct memmap_alloc *arg)
{
	enum zone_type zone = object->named_zone;
	long limit;

	if (bytes > MEMMAP_ALLOC_MAX_FILE_BYTES - samples->bytes)
		return memmap_over(arg, MEMMAP_ALLOC_FILE_BYTES, MEMMAP_ALLOC_MAX_FILE_BYTES);
	if (!take(&module_bytes, bytes, MEMMAP_ALLOC_MAX_MODULE_BYTES))
		return memmap_over(arg, MEMMAP_ALLOC_MODULE_BYTES, MEMMAP_ALLOC_MAX_MODULE_BYTES);
	if (zone < MAX_NR_ZONES) {
		limit = zone_limit(zone);
		if (!take(&zone_bytes[zone], bytes, limit)) {
			atomic_long_sub(bytes, &module_bytes);
			return memmap_over(arg, MEMMAP_ALLOC_ZONE_BYTES, limit);
		}
	}
	object->charged_bytes += bytes;
	samples->bytes += bytes;
	return MEMMAP_ALLOC_OK;
}

static void uncharge_bytes(struct memmap_samples *samples, struct memmap_object *object,
			   size_t bytes)
{
	object->charged_bytes -= bytes;
	samples->bytes -= bytes;
	atomic_long_sub(bytes, &module_bytes);
	if (object->named_zone < MAX_NR_ZONES)
		atomic_long_sub(bytes, &zone_bytes[object->named_zone]);
}

enum memmap_alloc_status memmap_charge(struct memmap_samples *samples, struct memmap_object *object,
				       struct memmap_alloc *arg)
{
	size_t bytes = charge_of(object->kind, arg);
	enum memmap_alloc_status status;

	if (samples->nr_objects >= MEMMAP_ALLOC_MAX_FILE_OBJECTS)
		return memmap_over(arg, MEMMAP_ALLOC_FILE_OBJECTS, MEMMAP_ALLOC_MAX_FILE_OBJECTS);
	if (memory_is_short(bytes))
		return MEMMAP_ALLOC_NO_MEMORY;
	object->named_zone = named_zone(object, arg->gfp);
	status = charge_bytes(samples, object, bytes, arg);
	if (status)
		return status;
	if (object->kind->flags & KIND_KMAP &&
	    !take(&module_kmaps, 1, MEMMAP_ALLOC_MAX_MODULE_KMAPS)) {
		uncharge_bytes(samples, object, bytes);
		return memmap_over(arg, MEMMAP_ALLOC_MODULE_KMAPS, MEMMAP_ALLOC_MAX_MODULE_KMAPS);
	}
	samples->nr_objects++;
	return MEMMAP_ALLOC_OK;
}

enum memmap_alloc_status memmap_charge_given(struct memmap_samples *samples,
					     struct memmap_object *object, struct memmap_alloc *arg)
{
	size_t given = object->given_bytes, charged = object->charged_bytes;

	if (given > charged)
		return charge_bytes(samples, object, given - charged, arg);
	if (given)
		uncharge_bytes(samples, object, charged - given);
	return MEMMAP_ALLOC_OK;
}

void memmap_uncharge(struct memmap_samples *samples, struct memmap_object *object)
{
	uncharge_bytes(samples, object, object->charged_bytes);
	samples->nr_objects--;
	if (object->kind->flags & KIND_KMAP)
		atomic_long_dec(&module_kmaps);
}
