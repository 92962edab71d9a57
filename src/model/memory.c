// SPDX-License-Identifier: GPL-2.0-or-later
/* memory.c - see memory.h. */
#include "model/memory.h"
#include "base/cleanup.h"

void zone_array_clear(struct zone_array *zones)
{
	free(zones->items);
	*zones = (struct zone_array){0};
}

static void vmap_area_clear(struct vmap_area *area)
{
	free(area->caller);
	free(area->nodes);
}

void vmap_area_array_clear(struct vmap_area_array *areas)
{
	for (size_t i = 0; i < areas->nr; i++)
		vmap_area_clear(&areas->items[i]);
	for (size_t i = 0; i < areas->nr_hashed; i++)
		vmap_area_clear(&areas->hashed_items[i].area);
	free(areas->items);
	free(areas->hashed_items);
	*areas = (struct vmap_area_array){0};
}

static int compare_areas(const void *a, const void *b)
{
	const struct vmap_area *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

void vmap_area_array_sort(struct vmap_area_array *areas)
{
	if (areas->nr)
		qsort(areas->items, areas->nr, sizeof(*areas->items), compare_areas);
}

const struct vmap_area *vmap_area_find(const struct vmap_area_array *areas, uint64_t virt_addr)
{
	size_t low = 0, high = areas->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct vmap_area *area = &areas->items[middle];

		if (virt_addr < area->start)
			high = middle;
		else if (virt_addr - area->start >= area->size_bytes)
			low = middle + 1;
		else
			return area;
	}
	return NULL;
}

void mem_resource_array_clear(struct mem_resource_array *resources)
{
	for (size_t i = 0; i < resources->nr; i++)
		free(resources->items[i].name);
	free(resources->items);
	*resources = (struct mem_resource_array){0};
}

const struct mem_resource *mem_resource_find(const struct mem_resource_array *resources,
					     uint64_t phys_addr)
{
	const struct mem_resource *found = NULL;

	for (size_t i = 0; i < resources->nr; i++) {
		const struct mem_resource *resource = &resources->items[i];

		if (phys_addr < resource->start || phys_addr > resource->last)
			continue;
		if (!found || resource->depth >= found->depth)
			found = resource;
	}
	return found;
}
