// SPDX-License-Identifier: GPL-2.0-or-later
/* layout.c - see layout.h. */
#include "model/layout.h"
#include "base/cleanup.h"

void layout_clear(struct layout *layout)
{
	free(layout->regions);
	free(layout->physical);
	*layout = (struct layout){0};
}

const char *layout_kind_name(uint64_t kind)
{
	static const char *const names[] = {
		[LAYOUT_REGION] = "region",
		[LAYOUT_SECTION] = "section",
		[LAYOUT_HOLE] = "hole",
		[LAYOUT_PHYSICAL] = "physical",
	};

	return kind < ARRAY_SIZE(names) ? names[kind] : NULL;
}

static void count_leaf(struct layout_region *region, uint64_t leaf_bytes, uint64_t mapped_bytes)
{
	struct leaf_share *leaves = region->leaves;
	unsigned int at = 0;

	while (at < region->nr_leaves && leaves[at].leaf_bytes > leaf_bytes)
		at++;
	if (at == region->nr_leaves || leaves[at].leaf_bytes != leaf_bytes) {
		/* One size a level: more of them is what no back end can say. */
		if (region->nr_leaves == ARRAY_SIZE(region->leaves))
			return;
		for (unsigned int i = region->nr_leaves++; i > at; i--)
			leaves[i] = leaves[i - 1];
		leaves[at] = (struct leaf_share){.leaf_bytes = leaf_bytes};
	}
	leaves[at].mapped_bytes += mapped_bytes;
}

static void count_prot(struct layout_region *region, unsigned int prot, uint64_t mapped_bytes)
{
	struct prot_share *prots = region->prots, counted;
	unsigned int at = 0;

	while (at < region->nr_prots && prots[at].prot != prot)
		at++;
	if (at == region->nr_prots) {
		if (region->nr_prots == ARRAY_SIZE(region->prots))
			return;
		prots[region->nr_prots++] = (struct prot_share){.prot = prot};
	}
	counted = prots[at];
	counted.mapped_bytes += mapped_bytes;
	for (; at && prots[at - 1].mapped_bytes < counted.mapped_bytes; at--)
		prots[at] = prots[at - 1];
	prots[at] = counted;
}

void layout_count(struct layout_region *region, uint64_t extent_start, uint64_t extent_last,
		  uint64_t leaf_bytes, unsigned int prot)
{
	uint64_t start = extent_start > region->start ? extent_start : region->start;
	uint64_t last = extent_last < region->last ? extent_last : region->last;

	if (start > last || region->mapped_bytes == ABSENT)
		return;
	region->mapped_bytes += last - start + 1;
	count_leaf(region, leaf_bytes, last - start + 1);
	count_prot(region, prot & ~MEMMAP_PROT_GLOBAL, last - start + 1);
}

void prot_triad(unsigned int prot, char ret[4])
{
	ret[0] = 'r';
	ret[1] = prot & MEMMAP_PROT_WRITE ? 'w' : '-';
	ret[2] = prot & MEMMAP_PROT_EXEC ? 'x' : '-';
	ret[3] = '\0';
}
