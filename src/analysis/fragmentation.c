// SPDX-License-Identifier: GPL-2.0-or-later
/* fragmentation.c - see fragmentation.h. */
#include <memmap/analysis/fragmentation.h>

/**
 * struct free_blocks - what both indices are made of
 * @pages: free pages
 * @blocks: free blocks of any order
 * @suitable_pages: free pages in blocks that are large enough
 */
struct free_blocks {
	uint64_t pages, blocks, suitable_pages;
};

static struct free_blocks count(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order)
{
	struct free_blocks counts = {0};

	for (unsigned int i = 0; i < nr_orders; i++) {
		counts.blocks += nr_free[i];
		counts.pages += nr_free[i] << i;
		if (i >= order)
			counts.suitable_pages += nr_free[i] << i;
	}
	return counts;
}

int unusable_free_index(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order)
{
	struct free_blocks counts = count(nr_free, nr_orders, order);

	/* The kernel takes no free memory as all of it being unusable. */
	if (!counts.pages)
		return 1000;
	return (counts.pages - counts.suitable_pages) * 1000 / counts.pages;
}

int fragmentation_index(const uint64_t *nr_free, unsigned int nr_orders, unsigned int order)
{
	struct free_blocks counts = count(nr_free, nr_orders, order);

	if (!counts.blocks)
		return 0;
	/* The index only has a meaning for a request that would fail. */
	if (counts.suitable_pages)
		return -1000;
	return 1000 - (int)((1000 + counts.pages * 1000 / (1ULL << order)) / counts.blocks);
}
