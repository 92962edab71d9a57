// SPDX-License-Identifier: GPL-2.0-only
/*
 * frames.c - MEMMAP_IOC_FRAMES: facts about page frames, as they are at this moment.
 *
 * No reference is taken: the frames asked about belong to anybody, and holding them would get in
 * the way of migration and hot-removal. Each value read from a struct page may be stale, so it is
 * checked before it is used to find another.
 */
#include <linux/hugetlb.h>
#include <linux/kernel-page-flags.h>
#include <linux/ksm.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/page-flags.h>
#include <linux/page_idle.h>
#include <linux/page_ref.h>
#include <linux/pgtable.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "internal.h"

#define BOUNCE_FRAMES	100U

/* No compound page is larger: 16 GiB with 4 KiB pages. */
#define MAX_COMPOUND_ORDER	22

/* Zones by their own number, which depends on the build, as a number that does not. */
static const u8 zone_types[MAX_NR_ZONES] = {
#ifdef CONFIG_ZONE_DMA
	[ZONE_DMA] = MEMMAP_ZONE_DMA,
#endif
#ifdef CONFIG_ZONE_DMA32
	[ZONE_DMA32] = MEMMAP_ZONE_DMA32,
#endif
	[ZONE_NORMAL] = MEMMAP_ZONE_NORMAL,
#ifdef CONFIG_HIGHMEM
	[ZONE_HIGHMEM] = MEMMAP_ZONE_HIGHMEM,
#endif
	[ZONE_MOVABLE] = MEMMAP_ZONE_MOVABLE,
#ifdef CONFIG_ZONE_DEVICE
	[ZONE_DEVICE] = MEMMAP_ZONE_DEVICE,
#endif
};

u8 memmap_zone_type(const struct page *page)
{
	unsigned int zone = page_zonenum(page);

	return zone < ARRAY_SIZE(zone_types) ? zone_types[zone] : MEMMAP_ZONE_UNKNOWN;
}

static u64 copy_bit(unsigned long flags, unsigned int page_flag, unsigned int kpf)
{
	return (u64)(flags >> page_flag & 1) << kpf;
}

/* What /proc/kpageflags takes from the flags word as it is. */
static u64 plain_flags(unsigned long word)
{
	u64 flags = 0;

	flags |= copy_bit(word, PG_locked, KPF_LOCKED);
#ifdef MEMMAP_HAVE_PG_ERROR
	flags |= copy_bit(word, PG_error, KPF_ERROR);
#endif
	flags |= copy_bit(word, PG_referenced, KPF_REFERENCED);
	flags |= copy_bit(word, PG_uptodate, KPF_UPTODATE);
	flags |= copy_bit(word, PG_dirty, KPF_DIRTY);
	flags |= copy_bit(word, PG_lru, KPF_LRU);
	flags |= copy_bit(word, PG_active, KPF_ACTIVE);
	flags |= copy_bit(word, PG_writeback, KPF_WRITEBACK);
	flags |= copy_bit(word, PG_reclaim, KPF_RECLAIM);
	flags |= copy_bit(word, PG_swapbacked, KPF_SWAPBACKED);
	flags |= copy_bit(word, PG_unevictable, KPF_UNEVICTABLE);
	flags |= copy_bit(word, PG_reserved, KPF_RESERVED);
	flags |= copy_bit(word, PG_mlocked, KPF_MLOCKED);
	/* KPF_MAPPEDTODISK; since v6.12 PG_owner_2 and KPF_OWNER_2, the number stays. */
	flags |= copy_bit(word, PG_mappedtodisk, 34);
	flags |= copy_bit(word, PG_private, KPF_PRIVATE);
	flags |= copy_bit(word, PG_private_2, KPF_PRIVATE_2);
	flags |= copy_bit(word, PG_owner_priv_1, KPF_OWNER_PRIVATE);
	flags |= copy_bit(word, PG_arch_1, KPF_ARCH);
#ifdef CONFIG_ARCH_USES_PG_UNCACHED
	flags |= copy_bit(word, PG_uncached, KPF_UNCACHED);
#endif
#ifdef MEMMAP_HAVE_PG_ARCH_2
	flags |= copy_bit(word, PG_arch_2, KPF_ARCH_2);
#endif
#ifdef MEMMAP_HAVE_PG_ARCH_3
	flags |= copy_bit(word, PG_arch_3, KPF_ARCH_3);
#endif
	return flags;
}

/* The flags that follow from what kind of page it is; @order is 0 unless it is a compound page. */
static u64 kind_flags(struct page *page, struct page *head, unsigned int order)
{
	u64 flags = 0;

	/* A slab has other things where other pages have their count and mapping. */
	if (PageSlab(head)) {
		flags |= BIT_ULL(KPF_SLAB);
	} else {
		if (memmap_page_mapped(head, order))
			flags |= BIT_ULL(KPF_MMAP);
		if (PageAnon(head))
			flags |= BIT_ULL(KPF_ANON);
		if (memmap_page_ksm(head))
			flags |= BIT_ULL(KPF_KSM);
	}
	if (order) {
		flags |= page == head ? BIT_ULL(KPF_COMPOUND_HEAD) : BIT_ULL(KPF_COMPOUND_TAIL);
		if (PageHuge(head))
			flags |= BIT_ULL(KPF_HUGE);
		else if (memmap_page_thp(page, head))
			flags |= BIT_ULL(KPF_THP);
	} else if (is_zero_pfn(page_to_pfn(page))) {
		flags |= BIT_ULL(KPF_ZERO_PAGE);
	}
	if (PageOffline(page))
		flags |= BIT_ULL(KPF_OFFLINE);
	if (PageTable(page))
		flags |= BIT_ULL(KPF_PGTABLE);
	return flags;
}

/*
 * What stable_page_flags() of fs/proc/page.c says, but for
 * - the huge zero page: huge_zero_folio is not exported, so KPF_ZERO_PAGE and KPF_THP are missing;
 * - KPF_KSM, which v6.10 to v7.2 show for all anonymous pages (fixed by 81401cebfc15 ("fs/proc: fix
 *   KPF_KSM reported for all anonymous pages")), and which here means KSM;
 * - KPF_ANON of slabs, which v6.10 and newer take from a word that is no mapping there;
 * - KPF_IDLE on 32 bits, which would need page_ext.
 * KPF_BUDDY is find_buddy()'s to add.
 */
static u64 kpf_flags(struct page *page, struct page *head, unsigned int order)
{
	unsigned long head_word = memmap_page_flags(head);
	u64 flags = kind_flags(page, head, order);

	flags |= plain_flags(memmap_page_flags(memmap_kpf_page(page, head)));
	if ((head_word >> PG_swapbacked & 1) && (head_word >> PG_swapcache & 1))
		flags |= BIT_ULL(KPF_SWAPCACHE);
#if defined(CONFIG_PAGE_IDLE_FLAG) && defined(CONFIG_64BIT)
	flags |= copy_bit(head_word, PG_idle, KPF_IDLE);
#endif
	/* Of a huge page the head is marked, of others the broken page itself. */
	if (PageHWPoison(flags & BIT_ULL(KPF_HUGE) ? memmap_kpf_page(page, head) : page))
		flags |= BIT_ULL(KPF_HWPOISON);
	return flags;
}

/*
 * Find the free block that a frame is part of. Only a block's head knows its order, so look at each
 * frame that could be one; they all lie in the same section. The order is read without zone->lock
 * and may be anything once the head has been allocated.
 */
static void find_buddy(struct memmap_frame *frame, struct page *page)
{
	unsigned int order;

	frame->buddy_order = MEMMAP_ORDER_NONE;
	if (page_ref_count(page))
		return;
	for (order = 0; order <= MEMMAP_MAX_BUDDY_ORDER; order++) {
		unsigned long head_pfn = frame->pfn & ~((1UL << order) - 1);
		struct page *head = pfn_to_page(head_pfn);
		unsigned long head_order;

		if (!PageBuddy(head))
			continue;
		head_order = READ_ONCE(head->private);
		if (head_order < order || head_order > MEMMAP_MAX_BUDDY_ORDER)
			continue;
		frame->buddy_order = head_order;
		frame->head_pfn = head_pfn;
		frame->flags |= BIT_ULL(KPF_BUDDY);
		return;
	}
}

/*
 * Find the compound page that a frame is part of. Return: its head, or @page itself when it is not
 * part of one, or the parts read do not fit each other.
 */
static struct page *find_compound(struct memmap_frame *frame, struct page *page,
				  struct memmap_ram *ram)
{
	struct page *head = compound_head(page);
	unsigned long head_pfn = page_to_pfn(head);
	unsigned int order;

	frame->compound_order = MEMMAP_ORDER_NONE;
	if (!memmap_online_page(ram, head_pfn) || !PageHead(head))
		return page;
	/* May change at any time: read once, for what was checked to be what is used. */
	order = data_race(compound_order(head));
	OPTIMIZER_HIDE_VAR(order);
	if (!order || order > MAX_COMPOUND_ORDER || !IS_ALIGNED(head_pfn, 1UL << order) ||
	    frame->pfn - head_pfn >= 1UL << order)
		return page;
	frame->compound_order = order;
	frame->head_pfn = head_pfn;
	return head;
}

/* @frame is zeroed but for its pfn. */
static void fill_frame(struct memmap_frame *frame, struct memmap_ram *ram)
{
	struct page *page, *head;
	int node;

	frame->status = MEMMAP_FRAME_ABSENT;
	frame->head_pfn = frame->pfn;
	frame->node = NUMA_NO_NODE;
	frame->buddy_order = MEMMAP_ORDER_NONE;
	frame->compound_order = MEMMAP_ORDER_NONE;
	if ((unsigned long)frame->pfn != frame->pfn)
		return;
	page = memmap_online_page(ram, frame->pfn);
	/* A struct page that was never initialised is all ones. */
	if (!page || memmap_page_flags(page) == -1UL)
		return;
	node = page_to_nid(page);
	if (node < 0 || node >= MAX_NUMNODES || !node_online(node))
		return;
	frame->status = MEMMAP_FRAME_OK;
	frame->node = node;
	frame->zone = memmap_zone_type(page);
	frame->refcount = page_ref_count(page);
	head = find_compound(frame, page, ram);
	if (frame->compound_order == MEMMAP_ORDER_NONE) {
		frame->flags = kpf_flags(page, head, 0);
		find_buddy(frame, page);
	} else {
		frame->flags = kpf_flags(page, head, frame->compound_order);
	}
}

/* Answer @nr frames under one lock, so no user memory may be touched here. */
static void fill_frames(struct memmap_frame *frames, u32 nr)
{
	struct memmap_ram ram = { };
	u32 i;

	memmap_online_lock();
	for (i = 0; i < nr; i++) {
		frames[i] = (struct memmap_frame){ .pfn = frames[i].pfn };
		fill_frame(&frames[i], &ram);
	}
	memmap_online_unlock();
}

static int frames_all(const struct memmap_frames *arg, struct memmap_frame *bounce)
{
	struct memmap_frame __user *frames = u64_to_user_ptr(arg->frames);
	u32 nr_done, nr;

	for (nr_done = 0; nr_done < arg->nr_frames; nr_done += nr) {
		nr = min(arg->nr_frames - nr_done, BOUNCE_FRAMES);
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
		if (copy_from_user(bounce, frames + nr_done, nr * sizeof(*bounce)))
			return -EFAULT;
		fill_frames(bounce, nr);
		if (copy_to_user(frames + nr_done, bounce, nr * sizeof(*bounce)))
			return -EFAULT;
	}
	return 0;
}

int memmap_ioctl_frames(void *data)
{
	struct memmap_frames *arg = data;
	struct memmap_frame *bounce;
	int ret;

	if (arg->flags || arg->reserved || !arg->nr_frames || arg->nr_frames > MEMMAP_MAX_ITEMS)
		return -EINVAL;
	bounce = kmalloc_array(min(arg->nr_frames, BOUNCE_FRAMES), sizeof(*bounce),
			       GFP_KERNEL_ACCOUNT);
	if (!bounce)
		return -ENOMEM;
	ret = frames_all(arg, bounce);
	kfree(bounce);
	arg->nr_done = arg->nr_frames;
	return ret;
}
