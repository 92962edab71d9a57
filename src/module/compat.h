/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - the one place that knows kernel versions. Kbuild forces it into every file, so the
 * rest reads like code for the newest kernel.
 */
#ifndef _MEMMAP_COMPAT_H
#define _MEMMAP_COMPAT_H

/* Here because it must come before <linux/printk.h>, which the headers below bring in. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/hugetlb.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "memmap needs Linux 5.10 or newer"
#endif

/* 53fbef56e07d ("mm: introduce memdesc_flags_t"), v6.18, wrapped page->flags into a struct. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
#define memmap_page_flags(page)		READ_ONCE((page)->flags.f)
#else
#define memmap_page_flags(page)		READ_ONCE((page)->flags)
#endif

/*
 * The largest buddy order. MAX_ORDER was one too many until 23baf831a32c ("mm, treewide: redefine
 * MAX_ORDER sanely"), v6.4, and became MAX_PAGE_ORDER with 5e0a760b4441, v6.8.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#define MEMMAP_MAX_BUDDY_ORDER		MAX_PAGE_ORDER
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define MEMMAP_MAX_BUDDY_ORDER		MAX_ORDER
#else
#define MEMMAP_MAX_BUDDY_ORDER		(MAX_ORDER - 1)
#endif

/*
 * dee3d0bef2b0 ("proc: rewrite stable_page_flags()"), v6.10: /proc/kpageflags shows the flags of
 * the whole folio on each of its pages; before, each page's own. KPF_THP now means any folio that
 * can be mapped in part; before, a compound page that is anonymous or on the LRU list.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define memmap_kpf_page(page, head)	((void)(page), (head))
#define memmap_page_thp(page, head)	\
	(PageCompound(page) && folio_test_large_rmappable(page_folio(head)))
#else
#define memmap_kpf_page(page, head)	((void)(head), (page))
#define memmap_page_thp(page, head)	\
	(PageTransCompound(page) && (PageLRU(head) || PageAnon(head)))
#endif

/* PageKsm() is gone in v7.3; the folio's test, which was behind it, is there in v6.1 already. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
#define memmap_page_ksm(page)		folio_test_ksm(page_folio(page))
#else
#define memmap_page_ksm(page)		PageKsm(page)
#endif

/*
 * Is a page, or any of the compound page it is part of, mapped by a process? A folio counts that
 * itself since 05c5323b2a34 ("mm: track mapcount of large folios in single value"), v6.10. Before,
 * the count of each page matters, and page_mapped() looks at as many as a compound page claims to
 * have, which can be anything while it is freed. Hence the rule once more, with a checked @order.
 * Not for slabs, whose count is something else.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
static inline bool memmap_page_mapped(struct page *head, unsigned int order)
{
	return folio_mapped(page_folio(head));
}
#else
static inline bool memmap_page_mapped(struct page *head, unsigned int order)
{
	unsigned long i;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	if (order && folio_entire_mapcount(page_folio(head)))
		return true;
#else
	if (order && atomic_read(compound_mapcount_ptr(head)) >= 0)
		return true;
#endif
	if (order && PageHuge(head))
		return false;
	/* No larger page gets here but by a race. Blocks of this size never have holes. */
	for (i = 0; i < 1UL << min_t(unsigned int, order, MEMMAP_MAX_BUDDY_ORDER); i++)
		if (atomic_read(&head[i]._mapcount) >= 0)
			return true;
	return false;
}
#endif

/* v6.12 removed PG_error, which nobody had set for long. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#define MEMMAP_HAVE_PG_ERROR
#endif

/*
 * In v6.12 the first page of a free block that a confidential guest has not accepted yet has a type of
 * its own. Before, nothing that a module can see tells; what does, range_contains_unaccepted_memory(),
 * is not exported.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define memmap_page_unaccepted(page)	PageUnaccepted(page)
#else
#define memmap_page_unaccepted(page)	((void)(page), false)
#endif

/*
 * Each 64-bit build had PG_arch_2 until ef6458b1b6ca ("mm: Add PG_arch_3 page flag"), v6.2, and its
 * neighbours gave it a configuration symbol, which was split in two later.
 */
#if (LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0) && defined(CONFIG_64BIT)) || \
	defined(CONFIG_ARCH_USES_PG_ARCH_X) || defined(CONFIG_ARCH_USES_PG_ARCH_2)
#define MEMMAP_HAVE_PG_ARCH_2
#endif
#if defined(CONFIG_ARCH_USES_PG_ARCH_X) || defined(CONFIG_ARCH_USES_PG_ARCH_3)
#define MEMMAP_HAVE_PG_ARCH_3
#endif

/* 559089e0a93d ("vmalloc: replace VM_NO_HUGE_VMAP with VM_ALLOW_HUGE_VMAP"), v5.18. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0) && defined(CONFIG_HAVE_ARCH_HUGE_VMALLOC)
#define MEMMAP_HAVE_VMALLOC_HUGE
#endif

/* d0bf7d5759c1 ("mm/slab: introduce kmem_cache flag SLAB_NO_MERGE"), v6.5; before, kmemleak's flag
 * has the same effect. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#define MEMMAP_SLAB_NO_MERGE		SLAB_NO_MERGE
#else
#define MEMMAP_SLAB_NO_MERGE		SLAB_NOLEAKTRACE
#endif

#endif /* _MEMMAP_COMPAT_H */
