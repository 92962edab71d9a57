// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc_kinds.c - the allocators that samples come from, and where the kernel's own functions say that
 * a sample landed. The page-table walker of this module has no part in that: the two are held against
 * each other.
 */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "alloc.h"
#include "arch.h"
#include "internal.h"

/* Registers that are mapped as a sample have no more. */
#define MAX_REGISTER_BYTES	(64U << 10)

/* Of an object in the module's own cache. */
#define CACHE_OBJECT_BYTES	192

#if MEMMAP_ALLOC_OBJECT_BYTES > KMALLOC_MAX_SIZE
#define MAX_KMALLOC_BYTES	KMALLOC_MAX_SIZE
#else
#define MAX_KMALLOC_BYTES	MEMMAP_ALLOC_OBJECT_BYTES
#endif

static struct kmem_cache *sample_cache;

/* Exists for samples alone and can address 32 bits, as many real ones. */
static struct platform_device *sample_device;

/* How long the call alone takes. */
#define TIMED(sample, call)                                        \
	({                                                         \
		u64 before_ = ktime_get_ns();                      \
		typeof(call) ret_ = (call);                        \
		(sample)->duration_ns = ktime_get_ns() - before_;  \
		ret_;                                              \
	})

static struct page *page_of(const void *addr)
{
	return is_vmalloc_addr(addr) ? vmalloc_to_page(addr) : virt_to_page(addr);
}

static phys_addr_t phys_of(const void *addr)
{
	return page_to_phys(page_of(addr)) + offset_in_page(addr);
}

/* Where @size bytes of ordinary memory are. */
static void place(struct memmap_sample *sample, const void *addr, size_t size)
{
	const void *last = addr + size - 1;
	const void *at = addr - offset_in_page(addr);
	phys_addr_t expected = 0;

	sample->virt_addr = (unsigned long)addr;
	sample->size = size;
	sample->phys_addr = phys_of(addr);
	sample->last_phys_addr = phys_of(last);
	sample->node = page_to_nid(page_of(addr));
	sample->zone = memmap_zone_type(page_of(addr));
	sample->cpu = -1;
	for (; at <= last; at += PAGE_SIZE) {
		if (!sample->nr_runs || phys_of(at) != expected)
			sample->nr_runs++;
		expected = phys_of(at) + PAGE_SIZE;
	}
}

static int placed(struct memmap_object *object, struct memmap_sample *sample, size_t size)
{
	if (!object->addr)
		return -ENOMEM;
	place(sample, object->addr, size);
	return 1;
}

static struct page *node_page(const struct memmap_alloc *arg, gfp_t gfp, unsigned int order)
{
	if (arg->node == NUMA_NO_NODE)
		return alloc_pages(gfp, order);
	return alloc_pages_node(arg->node, gfp, order);
}

static int make_pages(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
		      struct memmap_sample *sample)
{
	unsigned int order = get_order(object->size);
	struct page *page;

	object->nr_pages = 1U << order;
	if (arg->node == NUMA_NO_NODE) {
		object->addr = (void *)TIMED(sample, __get_free_pages(gfp, order));
	} else {
		page = TIMED(sample, alloc_pages_node(arg->node, gfp, order));
		object->addr = page ? page_address(page) : NULL;
	}
	return placed(object, sample, PAGE_SIZE << order);
}

static int make_zeroed_page(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			    struct memmap_sample *sample)
{
	if (arg->node != NUMA_NO_NODE)
		return make_pages(object, arg, gfp | __GFP_ZERO, sample);
	object->nr_pages = 1;
	object->addr = (void *)TIMED(sample, get_zeroed_page(gfp));
	return placed(object, sample, PAGE_SIZE);
}

static void drop_pages(struct memmap_object *object)
{
	free_pages((unsigned long)object->addr, ilog2(object->nr_pages));
}

static void *node_kmalloc(const struct memmap_alloc *arg, size_t size, gfp_t gfp)
{
	if (arg->node == NUMA_NO_NODE)
		return kmalloc(size, gfp);
	return kmalloc_node(size, gfp, arg->node);
}

static int make_kmalloc(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			struct memmap_sample *sample)
{
	object->addr = TIMED(sample, node_kmalloc(arg, object->size, gfp));
	object->given_bytes = ksize(object->addr);
	return placed(object, sample, object->given_bytes);
}

static void drop_kmalloc(struct memmap_object *object)
{
	kfree(object->addr);
}

static int make_kmem_cache(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			   struct memmap_sample *sample)
{
	if (arg->node == NUMA_NO_NODE)
		object->addr = TIMED(sample, kmem_cache_alloc(sample_cache, gfp));
	else
		object->addr = TIMED(sample, kmem_cache_alloc_node(sample_cache, gfp, arg->node));
	return placed(object, sample, kmem_cache_size(sample_cache));
}

static void drop_kmem_cache(struct memmap_object *object)
{
	kmem_cache_free(sample_cache, object->addr);
}

/* Only the variants without flags take a node. */
static int make_vmalloc(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			struct memmap_sample *sample)
{
	size_t size = object->size;

	if (arg->node == NUMA_NO_NODE)
		object->addr = TIMED(sample, __vmalloc(size, gfp));
	else if (gfp & __GFP_ZERO)
		object->addr = TIMED(sample, vzalloc_node(size, arg->node));
	else
		object->addr = TIMED(sample, vmalloc_node(size, arg->node));
	return placed(object, sample, PAGE_ALIGN(size));
}

#ifdef MEMMAP_HAVE_VMALLOC_HUGE
static int make_vmalloc_huge(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			     struct memmap_sample *sample)
{
	object->addr = TIMED(sample, vmalloc_huge(object->size, gfp));
	return placed(object, sample, PAGE_ALIGN(object->size));
}
#endif

static void drop_vmalloc(struct memmap_object *object)
{
	vfree(object->addr);
}

static void free_single_pages(struct memmap_object *object)
{
	while (object->nr_pages)
		__free_page(object->pages[--object->nr_pages]);
	kvfree(object->pages);
}

/*
 * The page allocator often gives neighbours one after the other; so the pages that come first, third,
 * fifth ... are mapped before the second, fourth ...
 */
static int get_single_pages(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			    struct page **in_order)
{
	unsigned int wanted = PAGE_ALIGN(object->size) >> PAGE_SHIFT, odd = (wanted + 1) / 2, i;

	for (i = 0; i < wanted; i++) {
		struct page *page = node_page(arg, gfp, 0);

		if (!page)
			return -ENOMEM;
		object->pages[object->nr_pages++] = page;
		in_order[i % 2 ? odd + i / 2 : i / 2] = page;
	}
	return 0;
}

static int make_vmap(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
		     struct memmap_sample *sample)
{
	unsigned int wanted = PAGE_ALIGN(object->size) >> PAGE_SHIFT;
	struct page **in_order;

	in_order = kvcalloc(wanted, sizeof(*in_order), GFP_KERNEL_ACCOUNT);
	object->pages = kvcalloc(wanted, sizeof(*object->pages), GFP_KERNEL_ACCOUNT);
	if (in_order && object->pages && !get_single_pages(object, arg, gfp, in_order))
		object->addr = TIMED(sample, vmap(in_order, wanted, VM_MAP, PAGE_KERNEL));
	kvfree(in_order);
	if (!object->addr)
		free_single_pages(object);
	return placed(object, sample, PAGE_SIZE * wanted);
}

static void drop_vmap(struct memmap_object *object)
{
	vunmap(object->addr);
	free_single_pages(object);
}

static int make_percpu(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
		       struct memmap_sample *samples)
{
	unsigned int nr = 0;
	int cpu;

	object->percpu = TIMED(samples, __alloc_percpu_gfp(object->size, sizeof(u64), gfp));
	if (!object->percpu)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		if (nr == arg->nr_samples)
			break;
		samples[nr].duration_ns = samples->duration_ns;
		place(&samples[nr], per_cpu_ptr(object->percpu, cpu), object->size);
		samples[nr++].cpu = cpu;
	}
	return nr;
}

static void drop_percpu(struct memmap_object *object)
{
	free_percpu(object->percpu);
}

static void drop_dma(struct memmap_object *object)
{
	dma_free_coherent(&sample_device->dev, object->size, object->addr, object->dma_addr);
}

static int make_dma(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
		    struct memmap_sample *sample)
{
	struct device *device = &sample_device->dev;
	dma_addr_t dma_addr = 0;

	if (dma_coerce_mask_and_coherent(device, DMA_BIT_MASK(32)))
		return -ENODEV;
	object->addr = TIMED(sample, dma_alloc_coherent(device, object->size, &dma_addr, gfp));
	object->dma_addr = dma_addr;
	sample->dma_addr = dma_addr;
	return placed(object, sample, PAGE_ALIGN(object->size));
}

/*
 * Not what may be mapped as memory by its owner, since other mappings of it must not differ in how they
 * cache: persistent memory and reserved RAM have a description, frame buffers are large.
 */
static int take_io(struct resource *resource, void *ret)
{
	if (page_is_ram(PHYS_PFN(resource->start)) || resource->desc != IORES_DESC_NONE ||
	    resource->flags & IORESOURCE_PREFETCH || resource_size(resource) > MAX_REGISTER_BYTES)
		return 0;
	*(phys_addr_t *)ret = resource->start & PAGE_MASK;
	return 1;
}

/* A page of I/O memory that the kernel says itself it uses, or 0. */
static phys_addr_t find_io(void)
{
	static const struct {
		u64 first, last;
	} places[] = { MEMMAP_ARCH_IO_PLACES };
	phys_addr_t ret = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places) && !ret; i++)
		walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM | IORESOURCE_BUSY,
				    places[i].first, places[i].last, &ret, take_io);
	return ret;
}

static int make_ioremap(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			struct memmap_sample *sample)
{
	phys_addr_t phys = find_io();

	if (!phys)
		return -ENODEV;
	object->addr = (void __force *)TIMED(sample, ioremap(phys, PAGE_SIZE));
	if (!object->addr)
		return -ENOMEM;
	sample->virt_addr = (unsigned long)object->addr;
	sample->size = PAGE_SIZE;
	sample->phys_addr = phys;
	sample->last_phys_addr = phys + PAGE_SIZE - 1;
	sample->nr_runs = 1;
	sample->node = NUMA_NO_NODE;
	sample->cpu = -1;
	return 1;
}

static void drop_ioremap(struct memmap_object *object)
{
	iounmap((void __iomem __force *)object->addr);
}

#ifdef CONFIG_HIGHMEM
static void place_page(struct memmap_sample *sample, struct page *page, const void *addr)
{
	sample->virt_addr = (unsigned long)addr;
	sample->size = PAGE_SIZE;
	sample->phys_addr = page_to_phys(page);
	sample->last_phys_addr = sample->phys_addr + PAGE_SIZE - 1;
	sample->nr_runs = 1;
	sample->node = page_to_nid(page);
	sample->zone = memmap_zone_type(page);
	sample->cpu = -1;
}

static int make_kmap(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
		     struct memmap_sample *sample)
{
	struct page *page = node_page(arg, gfp | __GFP_HIGHMEM, 0);

	if (!page)
		return -ENOMEM;
	object->addr = page;
	place_page(sample, page, TIMED(sample, kmap(page)));
	return 1;
}

static void drop_kmap(struct memmap_object *object)
{
	kunmap(object->addr);
	__free_page(object->addr);
}

static int make_kmap_local(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
			   struct memmap_sample *sample)
{
	struct page *page = node_page(arg, gfp | __GFP_HIGHMEM, 0);
	void *addr;

	if (!page)
		return -ENOMEM;
	addr = TIMED(sample, kmap_local_page(page));
	place_page(sample, page, addr);
	kunmap_local(addr);
	__free_page(page);
	return 1;
}
#endif

static void drop_list(struct memmap_object *object)
{
	struct list_head *node, *next;

	list_for_each_safe(node, next, &object->nodes) {
		kfree(node);
		cond_resched();
	}
}

/*
 * Bytes that each node takes of its slab. With debugging there is more to an object than ksize()
 * admits; but no two objects of a slab can be nearer than that, and of many in a row some are
 * neighbours.
 */
static size_t node_bytes(const struct list_head *nodes)
{
	const struct list_head *node;
	size_t least = SIZE_MAX;

	for (node = nodes->next; node->next != nodes; node = node->next)
		if (virt_to_head_page(node) == virt_to_head_page(node->next))
			least = min_t(size_t, least, abs((long)node->next - (long)node));
	return max(least == SIZE_MAX ? 0 : least, ksize(nodes->next));
}

/* The nodes begin with their list_head, so that the address of one is the address of the other. */
static int make_list(struct memmap_object *object, const struct memmap_alloc *arg, gfp_t gfp,
		     struct memmap_sample *samples)
{
	struct list_head *node;
	unsigned int i;

	INIT_LIST_HEAD(&object->nodes);
	for (i = 0; i < arg->nr_samples; i++) {
		cond_resched();
		node = TIMED(&samples[i], node_kmalloc(arg, object->size, gfp));
		if (!node) {
			drop_list(object);
			return -ENOMEM;
		}
		list_add_tail(node, &object->nodes);
	}
	i = 0;
	list_for_each(node, &object->nodes) {
		place(&samples[i], node, ksize(node));
		samples[i].prev_addr = (unsigned long)node->prev;
		samples[i++].next_addr = (unsigned long)node->next;
	}
	object->given_bytes = node_bytes(&object->nodes) * i;
	return i;
}

/* What the page allocator and the slab allocators make of flags. */
#define GFP_PAGES                                                                          \
	(GFP_SET(HIGH) | GFP_SET(ATOMIC_FLAG) | GFP_SET(NOMEMALLOC) | GFP_SET(HARDWALL) | \
	 GFP_SET(ACCOUNT))
#define GFP_VMALLOC	(GFP_SET(ZERO) | GFP_SET(HARDWALL) | GFP_SET(ACCOUNT))

static const struct memmap_kind kinds[] = {
	[MEMMAP_ALLOC_PAGES] = {
		.make = make_pages,
		.drop = drop_pages,
		.min_bytes = 1,
		.max_bytes = MEMMAP_ALLOC_OBJECT_BYTES,
		.gfp = GFP_PAGES | GFP_SET(ZERO) | GFP_SET(RECLAIMABLE) | GFP_SET(COMP),
		.flags = KIND_PAGE_SIZES | KIND_POWER_SIZES | KIND_ADDRESS | KIND_ZONES | KIND_NODE |
			 KIND_ACCOUNTS,
	},
	[MEMMAP_ALLOC_ZEROED_PAGE] = {
		.make = make_zeroed_page,
		.drop = drop_pages,
		.fixed_bytes = PAGE_SIZE,
		.gfp = GFP_PAGES | GFP_SET(ZERO) | GFP_SET(RECLAIMABLE),
		.flags = KIND_FIXED_SIZE | KIND_ADDRESS | KIND_ZONES | KIND_NODE | KIND_ACCOUNTS,
	},
	[MEMMAP_ALLOC_KMALLOC] = {
		.make = make_kmalloc,
		.drop = drop_kmalloc,
		.min_bytes = 1,
		.max_bytes = MAX_KMALLOC_BYTES,
		.gfp = GFP_PAGES | GFP_SET(ZERO) | GFP_SET(RECLAIMABLE),
		.flags = KIND_POWER_SIZES | KIND_SLAB | KIND_ADDRESS | KIND_ZONES | KIND_NODE,
	},
	[MEMMAP_ALLOC_KMEM_CACHE] = {
		.make = make_kmem_cache,
		.drop = drop_kmem_cache,
		.fixed_bytes = CACHE_OBJECT_BYTES,
		.gfp = GFP_PAGES | GFP_SET(ZERO),
		.flags = KIND_FIXED_SIZE | KIND_SLAB | KIND_ADDRESS | KIND_NODE,
	},
	[MEMMAP_ALLOC_VMALLOC] = {
		.make = make_vmalloc,
		.drop = drop_vmalloc,
		.min_bytes = 1,
		.max_bytes = MEMMAP_ALLOC_OBJECT_BYTES,
		.gfp = GFP_VMALLOC,
		.flags = KIND_PAGE_SIZES | KIND_SLEEPS | KIND_NODE | KIND_NODE_ALONE |
			 KIND_ACCOUNTS,
	},
	[MEMMAP_ALLOC_VMALLOC_HUGE] = {
#ifdef MEMMAP_HAVE_VMALLOC_HUGE
		.make = make_vmalloc_huge,
#endif
		.drop = drop_vmalloc,
		.min_bytes = 1,
		.max_bytes = MEMMAP_ALLOC_OBJECT_BYTES,
		.gfp = GFP_VMALLOC,
		.flags = KIND_PAGE_SIZES | KIND_HUGE_SIZES | KIND_SLEEPS | KIND_ACCOUNTS,
	},
	[MEMMAP_ALLOC_VMAP] = {
		.make = make_vmap,
		.drop = drop_vmap,
		.min_bytes = 1,
		.max_bytes = MEMMAP_ALLOC_OBJECT_BYTES,
		.gfp = GFP_PAGES | GFP_SET(ZERO) | GFP_SET(RECLAIMABLE),
		.flags = KIND_PAGE_SIZES | KIND_ZONES | KIND_NODE | KIND_ACCOUNTS,
	},
	[MEMMAP_ALLOC_PERCPU] = {
		.make = make_percpu,
		.drop = drop_percpu,
		.min_bytes = 1,
		.max_bytes = MEMMAP_ALLOC_PERCPU_BYTES,
		.gfp = GFP_SET(ACCOUNT),
		.flags = KIND_ONE_OBJECT | KIND_EACH_CPU,
	},
	[MEMMAP_ALLOC_DMA_COHERENT] = {
		.make = make_dma,
		.drop = drop_dma,
		.min_bytes = 1,
		.max_bytes = MEMMAP_ALLOC_DMA_BYTES,
		.gfp = GFP_SET(HIGH) | GFP_SET(ATOMIC_FLAG) | GFP_SET(NOMEMALLOC) | GFP_SET(ZERO),
		.flags = KIND_PAGE_SIZES | KIND_POWER_SIZES | KIND_RECLAIMS,
	},
	[MEMMAP_ALLOC_IOREMAP] = {
		.make = make_ioremap,
		.drop = drop_ioremap,
		.fixed_bytes = PAGE_SIZE,
		.flags = KIND_FIXED_SIZE | KIND_SLEEPS,
	},
	[MEMMAP_ALLOC_KMAP] = {
#ifdef CONFIG_HIGHMEM
		.make = make_kmap,
		.drop = drop_kmap,
#endif
		.fixed_bytes = PAGE_SIZE,
		.gfp = GFP_PAGES | GFP_SET(ZERO),
		.flags = KIND_FIXED_SIZE | KIND_ZONES | KIND_NODE | KIND_KMAP | KIND_ACCOUNTS,
	},
	[MEMMAP_ALLOC_KMAP_LOCAL] = {
#ifdef CONFIG_HIGHMEM
		.make = make_kmap_local,
#endif
		.fixed_bytes = PAGE_SIZE,
		.gfp = GFP_PAGES | GFP_SET(ZERO),
		.flags = KIND_FIXED_SIZE | KIND_ZONES | KIND_NODE | KIND_ACCOUNTS,
	},
	[MEMMAP_ALLOC_LIST] = {
		.make = make_list,
		.drop = drop_list,
		.min_bytes = sizeof(struct list_head),
		.max_bytes = PAGE_SIZE,
		.gfp = GFP_PAGES | GFP_SET(ZERO) | GFP_SET(RECLAIMABLE),
		.flags = KIND_ONE_OBJECT | KIND_POWER_SIZES | KIND_SLAB | KIND_ADDRESS | KIND_ZONES |
			 KIND_NODE,
	},
};

const struct memmap_kind *memmap_kind(u32 number)
{
	return number < ARRAY_SIZE(kinds) ? &kinds[array_index_nospec(number, ARRAY_SIZE(kinds))] :
					    NULL;
}

/* Not merged with another cache of that size: its objects should be found under its own name. */
int memmap_kinds_init(void)
{
	sample_device = platform_device_register_simple("memmap-sample", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(sample_device))
		return PTR_ERR(sample_device);
	sample_cache = kmem_cache_create("memmap_sample", CACHE_OBJECT_BYTES, 0,
					 MEMMAP_SLAB_NO_MERGE, NULL);
	if (sample_cache)
		return 0;
	platform_device_unregister(sample_device);
	return -ENOMEM;
}

void memmap_kinds_exit(void)
{
	kmem_cache_destroy(sample_cache);
	platform_device_unregister(sample_device);
}
