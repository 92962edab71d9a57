// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_gfp.c - which flags a sample may be asked for with. The kernel's allocators answer a wrong mix
 * with a stack trace, with a BUG, or by leaving flags out silently; here it gets a reason.
 */
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/nodemask.h>

#include "alloc.h"

#define ZONES		(GFP_SET(DMA) | GFP_SET(DMA32) | GFP_SET(HIGHMEM))
#define FLAGS		(GFP_SET(TRANSHUGE) - 1)
/* An abuse of reserves: who may reclaim is not in atomic context. */
#define ATOMIC_RECLAIM	(GFP_SET(ATOMIC_FLAG) | GFP_SET(DIRECT_RECLAIM))
/* Added to each request, so asking for them changes nothing. */
#define ALWAYS		(GFP_SET(NORETRY) | GFP_SET(NOWARN))

gfp_t memmap_gfp(const struct memmap_kind *kind, u64 set)
{
	/*
	 * Give up early instead of calling the OOM killer, and say nothing: a sample is not worth
	 * a process or a stack trace in the log.
	 */
	gfp_t gfp = __GFP_NORETRY | __GFP_NOWARN;

	/* Not GFP_SET(), since FS is a macro of i386 that would be expanded on the way there. */
#define TAKE(word, flag) (set & 1ULL << MEMMAP_GFP_##word ? (flag) : 0)
	gfp |= TAKE(DMA, __GFP_DMA) | TAKE(DMA32, __GFP_DMA32) | TAKE(HIGHMEM, __GFP_HIGHMEM);
	gfp |= TAKE(DIRECT_RECLAIM, __GFP_DIRECT_RECLAIM) | TAKE(IO, __GFP_IO) | TAKE(FS, __GFP_FS);
	gfp |= TAKE(KSWAPD_RECLAIM, __GFP_KSWAPD_RECLAIM);
	gfp |= TAKE(ZERO, __GFP_ZERO) | TAKE(COMP, __GFP_COMP) | TAKE(ACCOUNT, __GFP_ACCOUNT);
	gfp |= TAKE(RECLAIMABLE, __GFP_RECLAIMABLE) | TAKE(NOMEMALLOC, __GFP_NOMEMALLOC);
	gfp |= TAKE(HARDWALL, __GFP_HARDWALL) | TAKE(THISNODE, __GFP_THISNODE);
#undef TAKE
	/*
	 * HIGH, and ATOMIC_FLAG where the kernel has it, open the reserves that are kept for others'
	 * emergencies and choose nothing else: a sample that is kept must do without.
	 *
	 * Whoever makes samples in a container should have them count there. Not from the kernel's slab
	 * caches: it would be another cache, and which one is what the caller wants to see.
	 */
	return kind->flags & KIND_ACCOUNTS ? gfp | __GFP_ACCOUNT : gfp;
}

static bool zone_exists(u64 zone)
{
	switch (zone) {
	case GFP_SET(DMA):
		return IS_ENABLED(CONFIG_ZONE_DMA);
	case GFP_SET(DMA32):
		return IS_ENABLED(CONFIG_ZONE_DMA32);
	default:
		return IS_ENABLED(CONFIG_HIGHMEM);
	}
}

static enum memmap_alloc_status check_zone(const struct memmap_kind *kind, u64 zone)
{
	if (!zone)
		return MEMMAP_ALLOC_OK;
	if (hweight64(zone) > 1)
		return MEMMAP_ALLOC_GFP_ZONES;
	if (zone == GFP_SET(HIGHMEM) && kind->flags & KIND_ADDRESS)
		return MEMMAP_ALLOC_GFP_HIGHMEM;
	if (zone == GFP_SET(DMA32) && kind->flags & KIND_SLAB)
		return MEMMAP_ALLOC_GFP_SLAB_DMA32;
	if (!(kind->flags & KIND_ZONES))
		return kind->flags & KIND_SLAB ? MEMMAP_ALLOC_GFP_SLAB_ZONE : MEMMAP_ALLOC_GFP_ZONE;
	return zone_exists(zone) ? MEMMAP_ALLOC_OK : MEMMAP_ALLOC_NOT_HERE;
}

static enum memmap_alloc_status check_node(const struct memmap_kind *kind,
					   const struct memmap_alloc *arg)
{
	if (arg->node == NUMA_NO_NODE && !(arg->gfp & GFP_SET(THISNODE)))
		return MEMMAP_ALLOC_OK;
	if (!(kind->flags & KIND_NODE))
		return MEMMAP_ALLOC_NODE_UNUSED;
	/* vmalloc_node() prefers the node and goes on elsewhere. */
	if (kind->flags & KIND_NODE_ALONE &&
	    arg->gfp & ~(GFP_SET_KERNEL | GFP_SET(ZERO) | ALWAYS))
		return MEMMAP_ALLOC_GFP_OTHER;
	if (arg->node == NUMA_NO_NODE)
		return MEMMAP_ALLOC_OK;
	if (arg->node >= MAX_NUMNODES || !node_state(arg->node, N_MEMORY))
		return MEMMAP_ALLOC_NO_NODE;
	return MEMMAP_ALLOC_OK;
}

int memmap_gfp_check(const struct memmap_kind *kind, const struct memmap_alloc *arg)
{
	u64 others = arg->gfp & ~(ZONES | GFP_SET(THISNODE) | ALWAYS);
	enum memmap_alloc_status status;

	if (arg->gfp & ~FLAGS || arg->node < NUMA_NO_NODE)
		return -EINVAL;
	status = check_zone(kind, arg->gfp & ZONES);
	if (status)
		return status;
	if (others & GFP_SET(MOVABLE))
		return MEMMAP_ALLOC_GFP_MOVABLE;
	if (kind->flags & KIND_SLEEPS && GFP_SET_KERNEL & ~others)
		return MEMMAP_ALLOC_GFP_SLEEPS;
	if (kind->flags & KIND_RECLAIMS && !(others & GFP_SET(DIRECT_RECLAIM)))
		return MEMMAP_ALLOC_GFP_SLEEPS;
	/* The kernels that have ATOMIC_FLAG warn about the two together, whatever NOWARN says. */
	if (others & ~(kind->gfp | GFP_SET_KERNEL) || !(ATOMIC_RECLAIM & ~others))
		return MEMMAP_ALLOC_GFP_OTHER;
	return check_node(kind, arg);
}
