// SPDX-License-Identifier: GPL-2.0-only
/*
 * gfp.c - /proc/memmap_truth_gfp: what this kernel makes of GFP masks.
 *
 *	mask=0x... zone=ZONE type=MIGRATETYPE sleeps=0|1 text=%pGg
 *	word=NAME mask=0x...
 *	zonelist=NODE ZONES, each as NODE:ZONE in the order they are tried
 *
 * ZONE and MIGRATETYPE are `bad` where the kernel forbids the combination.
 */
#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/seq_file.h>

#include "truth.h"

#define WORD(name) { #name, (__force u32)name }

static const struct {
	const char *name;
	u32 mask;
} words[] = {
	WORD(GFP_KERNEL), WORD(GFP_ATOMIC), WORD(GFP_NOWAIT), WORD(GFP_NOIO), WORD(GFP_NOFS),
	WORD(GFP_USER), WORD(GFP_HIGHUSER), WORD(GFP_HIGHUSER_MOVABLE), WORD(GFP_DMA),
	WORD(GFP_DMA32), WORD(GFP_TRANSHUGE), WORD(GFP_TRANSHUGE_LIGHT), WORD(GFP_KERNEL_ACCOUNT),
	WORD(__GFP_DMA), WORD(__GFP_HIGHMEM), WORD(__GFP_DMA32), WORD(__GFP_MOVABLE),
	WORD(__GFP_RECLAIMABLE), WORD(__GFP_HIGH), WORD(__GFP_IO), WORD(__GFP_FS), WORD(__GFP_ZERO),
#ifdef __GFP_ATOMIC
	WORD(__GFP_ATOMIC),
#endif
	WORD(__GFP_DIRECT_RECLAIM), WORD(__GFP_KSWAPD_RECLAIM), WORD(__GFP_RECLAIM),
	WORD(__GFP_WRITE), WORD(__GFP_NOWARN), WORD(__GFP_RETRY_MAYFAIL), WORD(__GFP_NOFAIL),
	WORD(__GFP_NORETRY), WORD(__GFP_MEMALLOC), WORD(__GFP_COMP), WORD(__GFP_NOMEMALLOC),
	WORD(__GFP_HARDWALL), WORD(__GFP_THISNODE), WORD(__GFP_ACCOUNT),
#ifdef __GFP_ZEROTAGS
	WORD(__GFP_ZEROTAGS),
#endif
};

static const char *zone_of(gfp_t gfp)
{
	if (GFP_ZONE_BAD >> (__force u32)(gfp & GFP_ZONEMASK) & 1)
		return "bad";
	return NODE_DATA(first_online_node)->node_zones[gfp_zone(gfp)].name;
}

static const char *type_of(gfp_t gfp)
{
	static const char *const names[] = { "Unmovable", "Movable", "Reclaimable", "bad" };

	return names[(__force u32)(gfp & (__GFP_RECLAIMABLE | __GFP_MOVABLE)) >> 3];
}

static void show_mask(struct seq_file *m, u32 mask)
{
	gfp_t gfp = (__force gfp_t)mask;

	seq_printf(m, "mask=0x%x zone=%s type=%s sleeps=%d text=%pGg\n", mask, zone_of(gfp),
		   type_of(gfp), gfpflags_allow_blocking(gfp), &gfp);
}

static void show_zonelist(struct seq_file *m, int node)
{
	const struct zoneref *ref = NODE_DATA(node)->node_zonelists[ZONELIST_FALLBACK]._zonerefs;

	seq_printf(m, "zonelist=%d", node);
	for (; ref->zone; ref++)
		seq_printf(m, " %d:%s", zone_to_nid(ref->zone), ref->zone->name);
	seq_putc(m, '\n');
}

int gfp_show(struct seq_file *m, void *unused)
{
	unsigned int i, bits;
	int node;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		seq_printf(m, "word=%s mask=0x%x\n", words[i].name, words[i].mask);
		show_mask(m, words[i].mask);
		for (bits = 0; bits < 32; bits++)
			show_mask(m, (words[i].mask & ~0x1fU) | bits);
	}
	/* Mixtures, by a walk through all bits that have names. */
	for (i = 0, bits = 1; i < 500; i++) {
		bits = bits * 1664525 + 1013904223;
		show_mask(m, bits >> 8 & 0xffffff);
	}
	for_each_online_node(node)
		show_zonelist(m, node);
	return 0;
}
