// SPDX-License-Identifier: GPL-2.0-only
/*
 * samples.c - kernel memory of every kind, kept until the module goes.
 *
 * To add a kind: allocate it in a function of its own, say `fact()` or `fact_on()` where it must be,
 * `later()` how to free it, and list the function in samples_make().
 */
#include <linux/ctype.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/utsname.h>
#include <linux/version.h>
#include <linux/vmalloc.h>
#ifdef CONFIG_X86
#include <asm/cpu_entry_area.h>
#include <asm/desc.h>
#include <asm/fixmap.h>
#include <asm/processor.h>
#endif
#ifdef CONFIG_ARM64
#include <asm/fixmap.h>
#endif

#include "truth.h"

#define SCATTERED 16
#define LAPIC	  0xfee00000
#define UART	  0x09000000

/* How to free each allocation, newest first. */
struct undo {
	struct list_head list;
	void (*free)(void *what, unsigned int order);
	void *what;
	unsigned int order;
};

static LIST_HEAD(undos);

/* Frees at once when it cannot note it for later, so that no caller has to. */
static int later(void (*free)(void *what, unsigned int order), void *what, unsigned int order)
{
	struct undo *undo;

	if (!what)
		return -ENOMEM;
	undo = kmalloc(sizeof(*undo), GFP_KERNEL);
	if (!undo) {
		free(what, order);
		return -ENOMEM;
	}
	undo->free = free;
	undo->what = what;
	undo->order = order;
	list_add(&undo->list, &undos);
	return 0;
}

static void free_pages_of(void *what, unsigned int order)
{
	__free_pages(what, order);
}

static void free_kmalloc(void *what, unsigned int order)
{
	kfree(what);
}

static void free_vmalloc(void *what, unsigned int order)
{
	vfree(what);
}

static void free_vmap(void *what, unsigned int order)
{
	vunmap(what);
}

#ifdef CONFIG_HIGHMEM
static void free_kmap(void *what, unsigned int order)
{
	kunmap(what);
	__free_page(what);
}
#endif

static void free_io(void *what, unsigned int order)
{
	iounmap((void __iomem *)what);
}

static void free_per_cpu(void *what, unsigned int order)
{
	free_percpu((void __percpu *)what);
}

static void free_thread(void *what, unsigned int order)
{
	kthread_stop(what);
}

static struct fact *fact_on(int index, const char *name, const char *region, enum truth_how how,
			    const void *addr, size_t size)
{
	static struct fact spare;

	if (WARN_ON(nr_facts == MAX_FACTS))
		return &spare;
	facts[nr_facts] = (struct fact){
		.name = name,
		.region = region,
		.index = index,
		.how = how,
		.addr = (unsigned long)addr,
		.size = size,
	};
	return &facts[nr_facts++];
}

static struct fact *fact(const char *name, const char *region, enum truth_how how, const void *addr,
			 size_t size)
{
	return fact_on(-1, name, region, how, addr, size);
}

static int make_pages(int node, const char *name, gfp_t gfp, unsigned int order)
{
	int index = node, err;
	struct page *page;

	if (node == NUMA_NO_NODE)
		node = numa_mem_id();
	page = alloc_pages_node(node, gfp, order);
	err = later(free_pages_of, page, order);
	if (err)
		return err;
	fact_on(index, name, "direct_map", TRUTH_LINEAR, page_address(page), PAGE_SIZE << order);
	return 0;
}

static int make_kmalloc(int node, const char *name, gfp_t gfp, size_t size)
{
	void *addr = kmalloc_node(size, gfp, node);
	int err = later(free_kmalloc, addr, 0);

	if (err)
		return err;
	fact_on(node, name, "direct_map", TRUTH_LINEAR, addr, size);
	return 0;
}

static int make_vmalloc(int node, const char *name, size_t size)
{
	void *addr = vmalloc_node(size, node);
	int err = later(free_vmalloc, addr, 0);

	if (err)
		return err;
	fact_on(node, name, "vmalloc", TRUTH_VMALLOC, addr, size);
	if (node != NUMA_NO_NODE)
		return 0;
	fact("vmalloc-guard", "vmalloc", TRUTH_LOOKUP, addr + size, PAGE_SIZE);
	/* The same frame, seen through the direct map. */
	if (!PageHighMem(vmalloc_to_page(addr)))
		fact("vmalloc-alias", "direct_map", TRUTH_LINEAR,
		     page_address(vmalloc_to_page(addr)), PAGE_SIZE);
	return 0;
}

static int make_huge(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
	size_t size = 3 << 20;
	void *addr = vmalloc_huge(size, GFP_KERNEL);
	int err = later(free_vmalloc, addr, 0);

	if (err)
		return err;
	fact("vmalloc-huge", "vmalloc", TRUTH_VMALLOC, addr, size);
#endif
	return 0;
}

/* Adjacent in virtual memory, apart and backwards in physical memory. */
static int make_vmap(void)
{
	static struct page *pages[SCATTERED];
	unsigned int i;
	void *addr;
	int err;

	for (i = 0; i < 2 * SCATTERED; i++) {
		struct page *page = alloc_page(GFP_HIGHUSER);

		err = later(free_pages_of, page, 0);
		if (err)
			return err;
		if (i % 2)
			pages[SCATTERED - 1 - i / 2] = page;
	}
	addr = vmap(pages, SCATTERED, VM_MAP, PAGE_KERNEL);
	err = later(free_vmap, addr, 0);
	if (err)
		return err;
	fact("vmap", "vmalloc", TRUTH_PAGES, addr, SCATTERED * PAGE_SIZE)->pages = pages;
	return 0;
}

/* A frame that the direct map caches and this mapping only combines writes to. */
static int make_combining(void)
{
	static struct page *page;
	void *addr;
	int err;

	page = alloc_page(GFP_KERNEL);
	err = later(free_pages_of, page, 0);
	if (err)
		return err;
	addr = vmap(&page, 1, VM_MAP, pgprot_writecombine(PAGE_KERNEL));
	err = later(free_vmap, addr, 0);
	if (err)
		return err;
	fact("vmap-wc", "vmalloc", TRUTH_PAGES, addr, PAGE_SIZE)->pages = &page;
	return 0;
}

/* Mapped and never touched. */
static int make_io(const char *name, phys_addr_t phys, size_t size)
{
	void __iomem *addr = ioremap(phys, size);
	int err = later(free_io, (void __force *)addr, 0);

	if (err)
		return err;
	fact(name, "vmalloc", TRUTH_IO, (void __force *)addr, size)->phys = phys;
	return 0;
}

/*
 * High memory has no address but for the time that it is mapped to a slot. The last of a CPU's local
 * slots is for the innermost of 16 mappings and so never in use.
 */
static int make_kmap(void)
{
#ifdef CONFIG_HIGHMEM
	static struct page *page;
	int err;

	page = alloc_page(GFP_HIGHUSER);
	if (!page)
		return -ENOMEM;
	fact("kmap", PageHighMem(page) ? "pkmap" : "direct_map", TRUTH_PAGES, kmap(page),
	     PAGE_SIZE)
		->pages = &page;
	err = later(free_kmap, page, 0);
	if (err)
		return err;
	fact("kmap-local-free", "kmap_local", TRUTH_LOOKUP,
	     (void *)fix_to_virt(FIX_KMAP_BEGIN + KM_MAX_IDX - 1), PAGE_SIZE);
	fact("pkmap-last", "pkmap", TRUTH_LOOKUP, (void *)PKMAP_ADDR(LAST_PKMAP - 1), PAGE_SIZE);
	fact("direct-map-end", "guard_hole", TRUTH_LOOKUP, high_memory, VMALLOC_OFFSET);
#endif
	return 0;
}

static void per_cpu_fact(const char *name, int cpu, const void *addr, size_t size)
{
	if (is_vmalloc_addr(addr))
		fact_on(cpu, name, "vmalloc", TRUTH_VMALLOC, addr, size);
	else
		fact_on(cpu, name, "direct_map", TRUTH_LINEAR, addr, size);
}

static DEFINE_PER_CPU(u64, own_per_cpu);

static int make_per_cpu(void)
{
	/* Too large for what is left in the first chunk: makes a new one in vmalloc space. */
	size_t size = 32 << 10;
	void __percpu *late = __alloc_percpu(size, 64);
	int cpu, err = later(free_per_cpu, (void __force *)late, 0);

	if (err)
		return err;
	for_each_online_cpu(cpu) {
		per_cpu_fact("percpu-late", cpu, per_cpu_ptr(late, cpu), size);
		per_cpu_fact("percpu-module", cpu, per_cpu_ptr(&own_per_cpu, cpu),
			     sizeof(own_per_cpu));
#ifdef CONFIG_X86
		per_cpu_fact("percpu-static", cpu, per_cpu_ptr(&cpu_info, cpu), sizeof(cpu_info));
#else
		per_cpu_fact("percpu-static", cpu, per_cpu_ptr(&numa_node, cpu), sizeof(numa_node));
#endif
	}
	return 0;
}

static int idle(void *unused)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int make_stack(void)
{
	struct task_struct *task = kthread_run(idle, NULL, "memmap_truth");
	int err = later(free_thread, IS_ERR(task) ? NULL : task, 0);
	void *stack;

	if (err)
		return err;
	stack = task_stack_page(task);
	if (IS_ENABLED(CONFIG_VMAP_STACK))
		fact("stack", "vmalloc", TRUTH_VMALLOC, stack, THREAD_SIZE);
	else
		fact("stack", "direct_map", TRUTH_LINEAR, stack, THREAD_SIZE);
	return 0;
}

static const char own_rodata[64] = "read me";
static char own_data[64] = "write me";

/* On i386 modules lie in vmalloc space; on arm64 too, near the image, when KASLR moved that. */
static int make_images(void)
{
	const char *image = IS_ENABLED(CONFIG_64BIT) ? "kernel_image" : "direct_map";
	unsigned long text = (unsigned long)make_images;
	const char *modules = !IS_ENABLED(CONFIG_X86_32) && text >= MODULES_VADDR &&
					      text < MODULES_END ?
				      "modules" :
				      "vmalloc";

	fact("module-text", modules, TRUTH_VMALLOC, make_images, 1);
	fact("module-rodata", modules, TRUTH_VMALLOC, own_rodata, sizeof(own_rodata));
	fact("module-data", modules, TRUTH_VMALLOC, own_data, sizeof(own_data));
	fact("kernel-text", image, TRUTH_LINEAR, vfree, 1);
	fact("kernel-rodata", image, TRUTH_LINEAR, _ctype, 128);
	fact("kernel-data", image, TRUTH_LINEAR, &init_task, sizeof(init_task));
	fact("kernel-bss", image, TRUTH_LINEAR, empty_zero_page, PAGE_SIZE);
	return 0;
}

static int make_special(void)
{
#ifdef CONFIG_X86
	struct desc_ptr gdt;

	fact("vmemmap", "vmemmap", TRUTH_LOOKUP, virt_to_page(facts[0].addr), sizeof(struct page));
	fact("idt", "cpu_entry_area", TRUTH_LOOKUP, (void *)CPU_ENTRY_AREA_RO_IDT, PAGE_SIZE);
	native_store_gdt(&gdt);
	fact("gdt", "cpu_entry_area", TRUTH_LOOKUP, (void *)gdt.address, PAGE_SIZE);
	fact("fixmap-apic", "fixmap", TRUTH_LOOKUP, (void *)fix_to_virt(FIX_APIC_BASE), PAGE_SIZE);
	fact("fixmap-empty", "fixmap", TRUTH_LOOKUP, (void *)fix_to_virt(FIX_BTMAP_BEGIN),
	     PAGE_SIZE);
#endif
#ifdef CONFIG_ARM64
	fact("vmemmap", "vmemmap", TRUTH_LOOKUP, virt_to_page(facts[0].addr), sizeof(struct page));
	fact("fixmap-fdt", "fixmap", TRUTH_LOOKUP, (void *)fix_to_virt(FIX_FDT), PAGE_SIZE);
	fact("fixmap-empty", "fixmap", TRUTH_LOOKUP, (void *)fix_to_virt(FIX_BTMAP_BEGIN),
	     PAGE_SIZE);
#endif
	return 0;
}

static int make_nodes(void)
{
	int node, err = 0;

	for_each_online_node(node) {
		err = err ?: make_pages(node, "node-page", GFP_KERNEL | __GFP_THISNODE, 0);
		err = err ?: make_kmalloc(node, "node-kmalloc", GFP_KERNEL | __GFP_THISNODE, 8192);
		err = err ?: make_vmalloc(node, "node-vmalloc", 8 * PAGE_SIZE);
	}
	return err;
}

/* Freed again at once: holes, until somebody takes the addresses. */
static int make_holes(void)
{
	void *addr = vmalloc(4 * PAGE_SIZE);

	if (!addr)
		return -ENOMEM;
	vfree(addr);
	fact("vmalloc-freed", "vmalloc", TRUTH_LOOKUP, addr, 4 * PAGE_SIZE);
	return 0;
}

int samples_make(void)
{
	const int any = NUMA_NO_NODE;
	int err = make_pages(any, "page", GFP_KERNEL | __GFP_ZERO, 0);

	err = err ?: make_pages(any, "pages-order3", GFP_KERNEL, 3);
	err = err ?: make_pages(any, "page-dma", GFP_KERNEL | GFP_DMA, 0);
	err = err ?: make_pages(any, "page-dma32", GFP_KERNEL | GFP_DMA32, 0);
	err = err ?: make_kmalloc(any, "kmalloc-64", GFP_KERNEL, 64);
	err = err ?: make_kmalloc(any, "kmalloc-4M", GFP_KERNEL, 4 << 20);
	err = err ?: make_kmalloc(any, "kmalloc-dma", GFP_KERNEL | GFP_DMA, 4096);
	err = err ?: make_vmalloc(any, "vmalloc", 64 * PAGE_SIZE);
	err = err ?: make_huge();
	err = err ?: make_vmap();
	err = err ?: make_combining();
#ifdef CONFIG_X86
	err = err ?: make_io("ioremap-lapic", LAPIC, PAGE_SIZE);
	err = err ?: make_io("ioremap-hpet", IO_PLACE + 0x100, 0x80);
#endif
#ifdef CONFIG_ARM64
	err = err ?: make_io("ioremap-uart", UART, PAGE_SIZE);
	err = err ?: make_io("ioremap-rtc", IO_PLACE + 0x100, 0x80);
#endif
	err = err ?: make_kmap();
	err = err ?: make_per_cpu();
	err = err ?: make_stack();
	err = err ?: make_images();
	err = err ?: make_special();
	err = err ?: make_nodes();
	err = err ?: make_holes();
	return err;
}

void samples_free(void)
{
	struct undo *undo, *next;

	nr_facts = 0;
	list_for_each_entry_safe(undo, next, &undos, list) {
		list_del(&undo->list);
		undo->free(undo->what, undo->order);
		kfree(undo);
	}
}
