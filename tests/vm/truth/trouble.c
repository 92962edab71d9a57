// SPDX-License-Identifier: GPL-2.0-only
/*
 * trouble.c - what a walker of page tables must live with: mappings that come and go on every CPU,
 * page tables replaced by huge leaves, and memory in pieces.
 */
#include <linux/cpu.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/version.h>
#include <linux/vmstat.h>
#include <linux/vmalloc.h>

#include "truth.h"

static struct task_struct *churners[NR_CPUS];
static atomic_long_t rounds;
static LIST_HEAD(pieces);
static void *held[1024];
static void *wx_page;
static void **areas;
static unsigned long nr_areas;

static void churn_once(unsigned int n)
{
	void *a = vmalloc((1 + n % 61) * PAGE_SIZE);
	void *b = NULL;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
	/* Takes the place of small pages' tables now and then: the walker's hardest case. */
	if (n % 8 == 0)
		b = vmalloc_huge((2 + n % 3) << 20, GFP_KERNEL | __GFP_NOWARN);
#endif
	if (n % 4 == 0) {
		void __iomem *io = ioremap(IO_PLACE, PAGE_SIZE);

		if (io)
			iounmap(io);
	}
	if (a && n % 3 == 0) {
		struct page *page = vmalloc_to_page(a);
		void *c = vmap(&page, 1, VM_MAP, PAGE_KERNEL);

		vunmap(c);
	}
	vfree(b);
	vfree(a);
	/* Makes the addresses free for the next one, instead of some time later. */
	if (n % 64 == 0)
		vm_unmap_aliases();
}

static int churn(void *unused)
{
	unsigned int n = 0;

	while (!kthread_should_stop()) {
		churn_once(n++);
		atomic_long_inc(&rounds);
		cond_resched();
	}
	return 0;
}

int churn_start(void)
{
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_create(churn, NULL, "memmap_churn/%d", cpu);

		if (IS_ERR(task))
			break;
		kthread_bind(task, cpu);
		churners[cpu] = task;
		wake_up_process(task);
	}
	cpus_read_unlock();
	return 0;
}

void churn_stop(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (churners[cpu])
			kthread_stop(churners[cpu]);
		churners[cpu] = NULL;
	}
}

unsigned long churn_rounds(void)
{
	return atomic_long_read(&rounds);
}

static bool take(gfp_t gfp, unsigned int order)
{
	struct page *page = alloc_pages(gfp | __GFP_NOWARN, order);

	if (!page)
		return false;
	set_page_private(page, order);
	list_add(&page->lru, &pieces);
	return true;
}

static void give_back(struct page *page)
{
	unsigned int order = page_private(page);

	set_page_private(page, 0);
	list_del(&page->lru);
	__free_pages(page, order);
}

int fragment_make(unsigned long megabytes)
{
	unsigned long left = megabytes << (20 - PAGE_SHIFT);
	struct page *page, *next;
	unsigned int order;

	while (left-- && take(GFP_KERNEL | __GFP_NORETRY, 0))
		cond_resched();
	list_for_each_entry_safe(page, next, &pieces, lru) {
		if (page_to_pfn(page) % 2 == 0)
			give_back(page);
	}
	/* No large block is left, but the small ones that processes cannot do without. */
	for (order = 10; order > 4; order--) {
		while (take(GFP_NOWAIT, order))
			;
	}
	return 0;
}

void fragment_free(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &pieces, lru)
		give_back(page);
}

/* Free pages that the kernel may have for itself: all but those of high memory. */
static unsigned long kernel_pages(void)
{
	unsigned long nr = global_zone_page_state(NR_FREE_PAGES);
#ifdef CONFIG_HIGHMEM
	int node;

	for_each_online_node(node)
		nr -= zone_page_state(&NODE_DATA(node)->node_zones[ZONE_HIGHMEM], NR_FREE_PAGES);
#endif
	return nr;
}

/* Single pages, down to the min watermark at most: what little is left is for processes. */
int drain_make(unsigned long megabytes)
{
	while (kernel_pages() > megabytes << (20 - PAGE_SHIFT) && take(0, 0))
		cond_resched();
	return 0;
}

/* Debian's kernels have no exported function that makes pages executable: its entry is changed. */
static int page_set_nx(void *page, bool nx)
{
#ifdef CONFIG_X86
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)page, &level);

	if (!pte || level != PG_LEVEL_4K)
		return -EINVAL;
	set_pte(pte, nx ? pte_set_flags(*pte, _PAGE_NX) : pte_clear_flags(*pte, _PAGE_NX));
	return 0;
#elif defined(CONFIG_ARM64)
	return arm64_set_nx(page, nx);
#else
	return -EOPNOTSUPP;
#endif
}

int wx_make(void)
{
	wx_page = vmalloc(PAGE_SIZE);
	return wx_page ? page_set_nx(wx_page, false) : -ENOMEM;
}

void wx_free(void)
{
	if (wx_page)
		page_set_nx(wx_page, true);
	vfree(wx_page);
	wx_page = NULL;
}

/* Many areas of 256 KiB, as a machine has that has been up for a while with real drivers. */
int hold_make(unsigned long megabytes)
{
	unsigned long nr = min_t(unsigned long, megabytes * 4, ARRAY_SIZE(held));
	unsigned long i;

	for (i = 0; i < nr; i++) {
		held[i] = vmalloc(256 << 10);
		if (!held[i])
			return -ENOMEM;
	}
	return 0;
}

void hold_free(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(held); i++) {
		vfree(held[i]);
		held[i] = NULL;
	}
}

/* Many small areas, as a machine has that runs thousands of threads and BPF programs. */
int areas_make(unsigned long nr)
{
	areas = kvcalloc(nr, sizeof(*areas), GFP_KERNEL);
	if (!areas)
		return -ENOMEM;
	for (nr_areas = 0; nr_areas < nr; nr_areas++) {
		areas[nr_areas] = vmalloc((1 + nr_areas % 4) * PAGE_SIZE);
		if (!areas[nr_areas])
			return -ENOMEM;
		cond_resched();
	}
	return 0;
}

void areas_free(void)
{
	while (nr_areas--)
		vfree(areas[nr_areas]);
	nr_areas = 0;
	kvfree(areas);
	areas = NULL;
}
