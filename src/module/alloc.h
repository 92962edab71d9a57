/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * alloc.h - sample allocations: what the ioctl, the rules about flags and the allocators share.
 */
#ifndef _MEMMAP_ALLOC_H
#define _MEMMAP_ALLOC_H

#include <linux/list.h>
#include <linux/mmzone.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "uapi/memmap.h"

/* Sets of flags, as in memmap_alloc.gfp. */
#define GFP_SET(word)	(1ULL << MEMMAP_GFP_##word)
#define GFP_SET_KERNEL                                                                       \
	(GFP_SET(DIRECT_RECLAIM) | GFP_SET(KSWAPD_RECLAIM) | GFP_SET(IO) | GFP_SET(FS))

struct page;

/**
 * struct memmap_samples - what one open file owns
 * @lock: held while any of it changes; user memory is never touched under it
 * @objects: oldest first
 * @last_handle: names go up and are not used again
 * @nr_objects: how many
 * @bytes: what they count
 */
struct memmap_samples {
	struct mutex lock;
	struct list_head objects;
	u64 last_handle;
	unsigned int nr_objects;
	size_t bytes;
};

/**
 * struct memmap_object - one object that an open file owns
 * @link: in the list of the file
 * @handle: its name
 * @kind: how it was made, and so how it is freed
 * @charged_bytes: what it counts against the caps
 * @given_bytes: what it takes really, where only its allocator could tell; else 0
 * @named_zone: the zone that its flags name, or MAX_NR_ZONES
 * @size: bytes that were asked for
 * @addr: its address, or the list of nodes, see @nodes
 * @pages: VMAP: the pages behind it; KMAP: the page
 * @nr_pages: VMAP: how many; PAGES: 1 << order
 * @percpu: PERCPU: the allocation
 * @dma_addr: DMA_COHERENT: where the device that it is for sees it
 * @nodes: LIST: the head
 */
struct memmap_object {
	struct list_head link;
	u64 handle;
	const struct memmap_kind *kind;
	size_t charged_bytes;
	size_t given_bytes;
	enum zone_type named_zone;
	size_t size;
	void *addr;
	struct page **pages;
	unsigned int nr_pages;
	void __percpu *percpu;
	u64 dma_addr;
	struct list_head nodes;
};

/* struct memmap_kind flags: what the allocator makes of a request */
#define KIND_FIXED_SIZE	(1 << 0) /* has a size of its own */
#define KIND_PAGE_SIZES	(1 << 1) /* gives whole pages */
#define KIND_ONE_OBJECT	(1 << 2) /* the samples are parts of one object */
#define KIND_SLAB	(1 << 3) /* allocates from a slab cache */
#define KIND_ADDRESS	(1 << 4) /* returns an address for pages that need one already */
#define KIND_ZONES	(1 << 5) /* zone modifiers choose where it comes from */
#define KIND_SLEEPS	(1 << 6) /* may sleep and start I/O, whatever the flags say */
#define KIND_NODE	(1 << 7) /* takes a NUMA node */
#define KIND_KMAP	(1 << 8) /* uses up a slot that the whole kernel shares */
#define KIND_HUGE_SIZES	(1 << 9) /* rounds what is large up to what a PMD maps */
#define KIND_POWER_SIZES (1 << 10) /* gives up to the next power of two */
#define KIND_EACH_CPU	(1 << 11) /* gives the size once for each CPU */
#define KIND_NODE_ALONE	(1 << 12) /* takes a node, or flags, but not both */
#define KIND_RECLAIMS	(1 << 13) /* is served from a pool that all share unless it may reclaim */
#define KIND_ACCOUNTS	(1 << 14) /* lands in the same place whether it is accounted or not */

/**
 * struct memmap_kind - one allocator
 * @make: allocate what @object->size asks for and fill @samples; free all of it on failure
 * @drop: free it; NULL where nothing is left when @make returns
 * @gfp: set of flags that mean something to it, besides those of GFP_KERNEL and for zones and
 *       nodes
 * @min_bytes: fewest bytes of one object, or of each part of one
 * @max_bytes: most bytes of one object, or of each part of one
 * @fixed_bytes: KIND_FIXED_SIZE: the size
 * @flags: KIND_*
 *
 * @make returns how many samples it filled, or -ENOMEM, or -ENODEV where this machine has nothing
 * of the kind. NULL for a kind that this kernel was built without.
 */
struct memmap_kind {
	int (*make)(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
		    struct memmap_sample *samples);
	void (*drop)(struct memmap_object *object);
	u64 gfp;
	u32 min_bytes;
	u32 max_bytes;
	u32 fixed_bytes;
	u32 flags;
};

/**
 * memmap_kind() - look a kind up
 * @number: enum memmap_alloc_kind
 *
 * Return: the kind, or NULL for an unknown one.
 */
const struct memmap_kind *memmap_kind(u32 number);

/**
 * memmap_kinds_init() - make the slab cache that samples of KMEM_CACHE come from, and the device that those
 *                       of DMA_COHERENT are for
 * memmap_kinds_exit() - undo that, if it was done; all samples are gone
 *
 * Return: 0 or -errno.
 */
int memmap_kinds_init(void);
void memmap_kinds_exit(void);

/**
 * memmap_gfp_check() - refuse flags and nodes before the kernel would complain about them
 * @kind: the allocator
 * @arg: the request
 *
 * Return: enum memmap_alloc_status, or -EINVAL for unknown bits.
 */
int memmap_gfp_check(const struct memmap_kind *kind, const struct memmap_alloc *arg);

/**
 * memmap_gfp() - the kernel's flags for the interface's
 * @kind: the allocator
 * @set: flags that passed memmap_gfp_check()
 *
 * Return: the flags, with those that make a failure silent and early, and those that make the caller's
 * memory cgroup pay where that does not change what is shown; without those that open reserves.
 */
gfp_t memmap_gfp(const struct memmap_kind *kind, u64 set);

/**
 * memmap_over() - refuse a request that is above a limit
 * @arg: the request; its @limit is set
 * @status: which limit
 * @limit: how much it is
 *
 * Return: @status.
 */
enum memmap_alloc_status memmap_over(struct memmap_alloc *arg, enum memmap_alloc_status status,
				     u64 limit);

/**
 * memmap_charge() - count an object against all caps before it is made
 * @samples: who will own it
 * @object: the object; its kind is known
 * @arg: the request
 *
 * Context: under @samples->lock.
 * Return: 0 or why it must not be made; then nothing is counted.
 */
enum memmap_alloc_status memmap_charge(struct memmap_samples *samples, struct memmap_object *object,
				       struct memmap_alloc *arg);

/**
 * memmap_charge_given() - count what the allocator gave instead, where it says so
 * @samples: as for memmap_charge()
 * @object: made
 * @arg: the request
 *
 * Context: under @samples->lock.
 * Return: 0 or why it cannot be kept; then what memmap_charge() counted is still counted.
 */
enum memmap_alloc_status memmap_charge_given(struct memmap_samples *samples,
					     struct memmap_object *object,
					     struct memmap_alloc *arg);

/**
 * memmap_uncharge() - count an object no longer
 * @samples: its owner
 * @object: the object, charged
 *
 * Context: under @samples->lock, or when nobody else can have @samples.
 */
void memmap_uncharge(struct memmap_samples *samples, struct memmap_object *object);

#endif /* _MEMMAP_ALLOC_H */
