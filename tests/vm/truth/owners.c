// SPDX-License-Identifier: GPL-2.0-only
/*
 * owners.c - whose memory some addresses are, by the kernel's own account. samples.c and objects.c
 * have more; here is what these do not make, or do not tell.
 *
 * Of high memory, which has no address to be asked by, the frame is told:
 *
 *	# high pa=0x... kind=KIND
 *
 * To add a kind: say owner_line() of it in owners_show(), with members as memmap names them in
 * JSON.
 */
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "truth.h"

#define NR_HOT	     70
#define HOT_BYTES    72
#define PERCPU_BYTES 40

/* The kernel of v7.3 declares it constant and has it among what is read-only. */
#define ZERO_PAGE_SECTION \
	(__builtin_types_compatible_p(typeof(&empty_zero_page[0]), const u8 *) ? ".rodata" : ".bss")

static struct kmem_cache *hot;
static void *hot_objects[NR_HOT];
static void __percpu *small_per_cpu;
static int own_section __attribute__((section("memmap_truth_section"))) = 1;

/* Unlike objects.c, this leaves them to the CPU: its own list of free objects has some of these. */
static bool is_freed(unsigned int i)
{
	return i % 5 == 3 || i == NR_HOT - 1;
}

static void construct(void *object)
{
	memset(object, 0x5a, HOT_BYTES);
}

int owners_make(void)
{
	unsigned int i;

	hot = kmem_cache_create("memmap_truth_hot", HOT_BYTES, 0, 0, construct);
	small_per_cpu = __alloc_percpu(PERCPU_BYTES, 8);
	if (!hot || !small_per_cpu)
		return -ENOMEM;
	for (i = 0; i < NR_HOT; i++) {
		hot_objects[i] = kmem_cache_alloc(hot, GFP_KERNEL);
		if (!hot_objects[i])
			return -ENOMEM;
	}
	for (i = 0; i < NR_HOT; i++)
		if (is_freed(i))
			kmem_cache_free(hot, hot_objects[i]);
	return 0;
}

static void owner_line(struct seq_file *m, const char *kind, const void *addr, size_t offset)
{
	seq_printf(m, "# owner va=0x%lx kind=%s", (unsigned long)addr + offset, kind);
	if (offset)
		seq_printf(m, " offset_bytes=%zu", offset);
}

static void show_hot(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < NR_HOT; i++) {
		owner_line(m, "slab", hot_objects[i], i % HOT_BYTES);
		seq_printf(m, " name=memmap_truth_hot object_addr=0x%lx object_bytes=%u state=%s\n",
			   (unsigned long)hot_objects[i], HOT_BYTES,
			   is_freed(i) ? "free" : "allocated");
	}
}

static void show_per_cpu(struct seq_file *m)
{
	int cpu;

	for_each_online_cpu(cpu)
	{
		void *addr = per_cpu_ptr(small_per_cpu, cpu);

		owner_line(m, "per-cpu", addr, 7);
		seq_printf(m, " cpu=%d object_addr=0x%lx object_bytes=%u state=allocated\n", cpu,
			   (unsigned long)addr, PERCPU_BYTES);
	}
}

/* The first page of a process that is there, from an address on, and the table that says so. */
static struct page *find_page(struct mm_struct *mm, unsigned long *addr, unsigned long end,
			      struct page **table)
{
	for (; *addr < end; *addr += PAGE_SIZE) {
		pgd_t *pgd = pgd_offset(mm, *addr);
		p4d_t *p4d;
		pud_t *pud;
		pmd_t *pmd;
		pte_t pte;

		if (pgd_none(*pgd))
			continue;
		p4d = p4d_offset(pgd, *addr);
		if (p4d_none(*p4d))
			continue;
		pud = pud_offset(p4d, *addr);
		if (pud_none(*pud))
			continue;
		pmd = pmd_offset(pud, *addr);
		if (pmd_none(*pmd) || !pmd_present(*pmd) || pmd_leaf(*pmd))
			continue;
		*table = pmd_page(*pmd);
		/* On i386 tables of processes may be in high memory. */
		pte = ((pte_t *)kmap(*table))[pte_index(*addr)];
		kunmap(*table);
		if (pte_present(pte))
			return pte_page(pte);
	}
	return NULL;
}

static void page_line(struct seq_file *m, const char *kind, struct page *page)
{
	if (PageHighMem(page))
		seq_printf(m, "# high pa=0x%llx kind=%s", (u64)page_to_phys(page), kind);
	else
		owner_line(m, kind, page_address(page), 0);
}

static void show_mapped(struct seq_file *m, struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);
	struct page *page, *table;
	struct inode *inode;

	if (!vma)
		return;
	addr = vma->vm_start;
	page = find_page(mm, &addr, vma->vm_end, &table);
	if (!page)
		return;
	page_line(m, "page_table", table);
	seq_puts(m, "\n");
	if (!vma->vm_file) {
		page_line(m, PageAnon(page) ? "anonymous" : "zero_page", page);
		seq_puts(m, "\n");
		return;
	}
	inode = file_inode(vma->vm_file);
	page_line(m, PageAnon(page) ? "anonymous" : "page_cache", page);
	if (!PageAnon(page))
		seq_printf(m, " name=%s inode=%lu page_index=%lu", inode->i_sb->s_id,
			   (unsigned long)inode->i_ino,
			   ((addr - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff);
	seq_puts(m, "\n");
}

/* The first process, which does not end. */
static void show_process(struct seq_file *m)
{
	struct task_struct *task;
	struct mm_struct *mm;

	rcu_read_lock();
	task = get_pid_task(find_vpid(1), PIDTYPE_PID);
	rcu_read_unlock();
	mm = task ? get_task_mm(task) : NULL;
	if (task) {
		owner_line(m, "stack", task_stack_page(task), 0x123);
		seq_printf(m, " name=%s pid=1 tgid=1 object_addr=0x%lx object_bytes=%lu\n",
			   task->comm, (unsigned long)task_stack_page(task),
			   (unsigned long)THREAD_SIZE);
	}
	if (mm) {
		mmap_read_lock(mm);
		show_mapped(m, mm, mm->start_code);
		show_mapped(m, mm, mm->start_stack);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (task)
		put_task_struct(task);
}

/* Large blocks are the last ones that others take. */
static void show_free(struct seq_file *m)
{
	unsigned long pfn;
	unsigned int nr = 0;

	for (pfn = 1; nr < 3; pfn += 1 << 9) {
		struct page *page = pfn_to_online_page(pfn & ~511UL);
		unsigned long order;

		if (pfn > PHYS_PFN(virt_to_phys(high_memory - 1)))
			break;
		if (!page || !page_is_ram(pfn & ~511UL) || !PageBuddy(page))
			continue;
		order = READ_ONCE(page_private(page));
		if (order < 9 || order > 10 || pfn >> order << order != (pfn & ~511UL))
			continue;
		owner_line(m, "free_block", page_address(page) + 5 * PAGE_SIZE, 0);
		seq_printf(m, " order=%lu start_addr=0x%lx\n", order,
			   (unsigned long)page_address(page));
		nr++;
	}
}

void owners_show(struct seq_file *m)
{
	struct page *page = virt_to_page(hot_objects[0]);

	show_hot(m);
	show_per_cpu(m);
	show_process(m);
	show_free(m);
	owner_line(m, "module", &own_section, 0);
	seq_printf(m, " name=%s section=memmap_truth_section\n", KBUILD_MODNAME);
	owner_line(m, "module", owners_show, 0);
	seq_printf(m, " name=%s section=.text\n", KBUILD_MODNAME);
	owner_line(m, "kernel_image", vfree, 0);
	seq_puts(m, " section=.text\n");
	owner_line(m, "kernel_image", &init_task, 0);
	seq_puts(m, " section=.data\n");
	owner_line(m, "kernel_image", empty_zero_page, 0);
	seq_printf(m, " section=%s\n", ZERO_PAGE_SECTION);
	owner_line(m, "struct_page", page, 8);
	seq_printf(m, " described_pfn=%lu\n", page_to_pfn(page));
}

void owners_free(void)
{
	unsigned int i;

	for (i = 0; i < NR_HOT; i++)
		if (hot_objects[i] && !is_freed(i))
			kmem_cache_free(hot, hot_objects[i]);
	kmem_cache_destroy(hot);
	free_percpu(small_per_cpu);
}
