// SPDX-License-Identifier: GPL-2.0-only
/*
 * online.c - which physical memory may be looked at, and memory hot-removal.
 */
#include <linux/ioport.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/rwsem.h>

#include "internal.h"

/* What the resources are asked about at once; a section of x86-64. */
#define RAM_BLOCK_PFNS	(1UL << (27 - PAGE_SHIFT))

static DECLARE_RWSEM(online_rwsem);

/*
 * A section is marked offline before MEM_OFFLINE is sent, and its page tables and struct pages go
 * away after. So a reader that started before the notification is waited for here, and one that
 * starts later sees pfn_to_online_page() fail. get_online_mems() would say it in one word but is
 * not exported.
 */
static int online_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == MEM_GOING_OFFLINE || action == MEM_OFFLINE) {
		down_write(&online_rwsem);
		up_write(&online_rwsem);
	}
	return NOTIFY_OK;
}

static struct notifier_block online_nb = {
	.notifier_call = online_notify,
};

int memmap_online_init(void)
{
	return register_memory_notifier(&online_nb);
}

void memmap_online_exit(void)
{
	unregister_memory_notifier(&online_nb);
}

void memmap_online_lock(void)
{
	down_read(&online_rwsem);
}

void memmap_online_unlock(void)
{
	up_read(&online_rwsem);
}

static int add_size(struct resource *resource, void *sum)
{
	*(u64 *)sum += resource_size(resource);
	return 0;
}

/*
 * The resources that page_is_ram() looks at, as far as they lie in the block.
 * region_intersects() takes what no resource names for RAM if there is some beside it.
 */
static bool is_whole_ram(unsigned long block)
{
	const u64 size = (u64)RAM_BLOCK_PFNS << PAGE_SHIFT;
	u64 sum = 0;

	walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY, block * size,
			    block * size + (size - 1), &sum, add_size);
	return sum == size;
}

/*
 * Holes of a section that was present at boot have online struct pages, and with FLATMEM even I/O
 * memory has: hence the second question, whether it is RAM. The resource tree is searched like a
 * list; ask it once for a whole block.
 */
struct page *memmap_online_page(struct memmap_ram *ram, unsigned long pfn)
{
	unsigned long block = pfn / RAM_BLOCK_PFNS;
	struct page *page = pfn_to_online_page(pfn);

	if (!page)
		return NULL;
	if (ram->state == MEMMAP_RAM_UNKNOWN || ram->block != block) {
		ram->block = block;
		ram->state = is_whole_ram(block) ? MEMMAP_RAM_WHOLE : MEMMAP_RAM_MIXED;
	}
	if (ram->state == MEMMAP_RAM_MIXED && !page_is_ram(pfn))
		return NULL;
	return page;
}
