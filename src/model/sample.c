// SPDX-License-Identifier: GPL-2.0-or-later
/* sample.c - see sample.h. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/gfp.h"
#include "model/sample.h"

#define NR_KINDS (MEMMAP_ALLOC_LIST + 1)

const char *const sample_kind_names[] = {
	[MEMMAP_ALLOC_PAGES] = "pages",	     [MEMMAP_ALLOC_ZEROED_PAGE] = "zeroed-page",
	[MEMMAP_ALLOC_KMALLOC] = "kmalloc",  [MEMMAP_ALLOC_KMEM_CACHE] = "cache",
	[MEMMAP_ALLOC_VMALLOC] = "vmalloc",  [MEMMAP_ALLOC_VMALLOC_HUGE] = "vmalloc-huge",
	[MEMMAP_ALLOC_VMAP] = "vmap",	     [MEMMAP_ALLOC_PERCPU] = "percpu",
	[MEMMAP_ALLOC_DMA_COHERENT] = "dma", [MEMMAP_ALLOC_IOREMAP] = "ioremap",
	[MEMMAP_ALLOC_KMAP] = "kmap",	     [MEMMAP_ALLOC_KMAP_LOCAL] = "kmap-local",
	[MEMMAP_ALLOC_LIST] = "list",	     [NR_KINDS] = NULL,
};

void sample_array_clear(struct sample_array *samples)
{
	for (size_t i = 0; i < samples->nr; i++) {
		free(samples->items[i].extents);
		free(samples->items[i].slab_cache);
		free(samples->items[i].lesson);
		free(samples->items[i].note);
	}
	free(samples->items);
	*samples = (struct sample_array){0};
}

const char *sample_kind_name(uint64_t kind)
{
	return kind < NR_KINDS ? sample_kind_names[kind] : NULL;
}

int sample_kind_find(const char *name)
{
	for (int kind = 0; kind < NR_KINDS; kind++)
		if (!strcmp(sample_kind_names[kind], name))
			return kind;
	return -1;
}

bool sample_kind_sized(unsigned int kind)
{
	switch (kind) {
	case MEMMAP_ALLOC_ZEROED_PAGE:
	case MEMMAP_ALLOC_KMEM_CACHE:
	case MEMMAP_ALLOC_IOREMAP:
	case MEMMAP_ALLOC_KMAP:
	case MEMMAP_ALLOC_KMAP_LOCAL:
		return false;
	default:
		return true;
	}
}

/* "4M" for what is a round number, as people say it, else the bytes. */
static void size_word(uint64_t bytes, char ret[24])
{
	if (bytes && bytes % (1 << 20) == 0)
		sprintf(ret, "%juM", (uintmax_t)bytes >> 20);
	else if (bytes && bytes % (1 << 10) == 0)
		sprintf(ret, "%juK", (uintmax_t)bytes >> 10);
	else
		sprintf(ret, "%ju", (uintmax_t)bytes);
}

/* The order that __get_free_pages() is asked for. */
static unsigned int order_of(uint64_t bytes, uint64_t page_bytes)
{
	unsigned int order = 0;

	for (uint64_t left = bytes ? (bytes - 1) / page_bytes : 0; left; left >>= 1)
		order++;
	return order;
}

void sample_call(const struct memmap_alloc *request, uint64_t page_bytes,
		 char ret[SAMPLE_CALL_BYTES])
{
	static const char *const functions[NR_KINDS] = {
		[MEMMAP_ALLOC_ZEROED_PAGE] = "get_zeroed_page",
		[MEMMAP_ALLOC_KMALLOC] = "kmalloc",
		[MEMMAP_ALLOC_KMEM_CACHE] = "kmem_cache_alloc",
		[MEMMAP_ALLOC_VMALLOC] = "vmalloc",
		[MEMMAP_ALLOC_VMALLOC_HUGE] = "vmalloc_huge",
		[MEMMAP_ALLOC_VMAP] = "vmap",
		[MEMMAP_ALLOC_PERCPU] = "alloc_percpu",
		[MEMMAP_ALLOC_DMA_COHERENT] = "dma_alloc_coherent",
		[MEMMAP_ALLOC_IOREMAP] = "ioremap",
		[MEMMAP_ALLOC_KMAP] = "kmap",
		[MEMMAP_ALLOC_KMAP_LOCAL] = "kmap_local_page",
		[MEMMAP_ALLOC_LIST] = "kmalloc",
	};
	const char *zone = "";
	char size[24] = "";

	if (request->gfp & GFP_SET(DMA))
		zone = "GFP_DMA";
	else if (request->gfp & GFP_SET(DMA32))
		zone = "GFP_DMA32";
	else if (!(request->gfp & GFP_SET(DIRECT_RECLAIM)))
		zone = request->gfp & GFP_SET(HIGH) ? "GFP_ATOMIC" : "GFP_NOWAIT";
	if (request->kind == MEMMAP_ALLOC_PAGES) {
		snprintf(ret, SAMPLE_CALL_BYTES, "__get_free_pages(%s%sorder %u)", zone,
			 *zone ? ", " : "", order_of(request->size, page_bytes));
		return;
	}
	if (sample_kind_sized(request->kind))
		size_word(request->size, size);
	snprintf(ret, SAMPLE_CALL_BYTES, "%s(%s%s%s)", functions[request->kind], size,
		 *zone && *size ? ", " : "", zone);
}

const char *sample_status_name(uint64_t status)
{
	static const char *const names[] = {
		[SAMPLE_OK] = "ok",
		[SAMPLE_NOT_HERE] = "not here",
		[SAMPLE_DISAGREES] = "disagrees",
		[SAMPLE_UNCHECKED] = "unchecked",
	};

	return status < ARRAY_SIZE(names) ? names[status] : NULL;
}
