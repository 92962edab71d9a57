// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-iomem.c - /proc/iomem. */
#include "reader/iomem.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	struct mem_resource_array resources = {0};
	char *text = fuzz_text(data, size);
	struct error err = {0};

	if (iomem_parse(text, &resources, &err) == 0) {
		for (size_t i = 0; i < resources.nr; i++) {
			const struct mem_resource *resource = &resources.items[i], *found;

			always(resource->name);
			always(!resource->parent || resource->parent < resource);
			always(!resource->parent || resource->parent->depth < resource->depth);
			found = mem_resource_find(&resources, resource->start);
			always(resource->start > resource->last || found);
		}
	} else {
		always(err.code && *err.text && !resources.items);
	}
	mem_resource_array_clear(&resources);
	free(text);
}

DEFINE_TARGET(iomem) = {.run = run};
