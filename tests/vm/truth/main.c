// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - /proc/memmap_truth: where known kernel memory is, by the kernel's own functions.
 *
 * Reading gives a line for each run of physically contiguous pages of each sample:
 *
 *	NAME[.INDEX] va=0x... pa=0x... size=BYTES leaf=BYTES zone=ZONE node=N page=0x... region=REGION
 *	NAME[.INDEX] va=0x... status=unmapped size=BYTES region=REGION
 *
 * Lines that begin with # come first: "# region NAME START LAST" gives the bounds of a region, with
 * 0 for those that no macro of the kernel gives.
 *
 * `page` is where the struct page of the first frame is. `zone=none` is no RAM. `leaf` is missing
 * where the kernel has no function that tells it.
 * `disagree=0x...` is what a second function of the kernel says when it is not what the first one
 * said: then the truth is wrong. Values are of the moment of reading.
 *
 * Objects of the slab cache memmap_truth_objs come as comments, since freed ones are no samples:
 *
 *	# object cache=NAME index=N addr=0x... slab=0x... size=BYTES state=allocated|free
 *
 * where `slab` is the first byte of the slab that the object lies in. So do owners of addresses, with
 * the names and members that memmap has for them, and _ for blanks:
 *
 *	# owner va=0x... kind=KIND MEMBER=VALUE ...
 *
 * Writing "churn 1|0" starts and stops a storm of mappings on every CPU, "fragment MEGABYTES" takes
 * that much memory page by page and gives every other one back, "fragment 0" gives back the rest,
 * "hold MEGABYTES" keeps that much of vmalloc space mapped until "hold 0", "areas NUMBER" keeps that
 * many areas of one to four pages until "areas 0", "drain MEGABYTES" takes pages until no more than
 * that are free, "drain 0" gives them back, "wx 1|0" makes a page both writable and executable.
 * Nothing of this takes high memory, nor counts it.
 */
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#ifdef CONFIG_X86
#include <asm/cpu_entry_area.h>
#include <asm/fixmap.h>
#include <asm/pgtable_types.h>
#include <asm/vsyscall.h>
#endif
#ifdef CONFIG_ARM64
#include <asm/fixmap.h>
#endif

#include "truth.h"

struct fact facts[MAX_FACTS];
unsigned int nr_facts;

static DEFINE_MUTEX(lock);

/* What the kernel's page-table lookup says; false when nothing is mapped or nobody can say. */
static bool lookup(unsigned long addr, phys_addr_t *phys, unsigned long *leaf)
{
#ifdef CONFIG_X86
	unsigned int level;
	pte_t *pte = lookup_address(addr, &level);

	if (!pte || !(pte_flags(*pte) & _PAGE_PRESENT))
		return false;
	*leaf = page_level_size(level);
	*phys = slow_virt_to_phys((void *)addr);
	return true;
#elif defined(CONFIG_ARM64)
	return arm64_lookup(addr, phys, leaf);
#else
	return false;
#endif
}

struct place {
	bool mapped;
	bool disputed;
	phys_addr_t phys;
	phys_addr_t other;
	unsigned long leaf;
};

static struct place place_of(const struct fact *fact, size_t offset)
{
	unsigned long addr = fact->addr + offset;
	struct place place = { .mapped = true };
	phys_addr_t phys;

	if (!lookup(addr, &phys, &place.leaf)) {
		place.mapped = fact->how != TRUTH_LOOKUP;
		phys = 0;
	}
	switch (fact->how) {
	case TRUTH_LINEAR:
		place.phys = virt_to_phys((void *)addr);
		break;
	case TRUTH_VMALLOC:
		place.phys = PFN_PHYS(vmalloc_to_pfn((void *)addr)) + offset_in_page(addr);
		break;
	case TRUTH_PAGES:
		place.phys = page_to_phys(fact->pages[offset >> PAGE_SHIFT]) + offset_in_page(addr);
		break;
	case TRUTH_IO:
		place.phys = fact->phys + offset;
		break;
	case TRUTH_LOOKUP:
		place.phys = phys;
		break;
	}
	place.disputed = place.phys != phys && (IS_ENABLED(CONFIG_X86) || IS_ENABLED(CONFIG_ARM64));
	place.other = phys;
	return place;
}

static void show_run(struct seq_file *m, const struct fact *fact, size_t offset, size_t size,
		     const struct place *place)
{
	unsigned long pfn = PHYS_PFN(place->phys);
	struct page *page = NULL;

	seq_puts(m, fact->name);
	if (fact->index >= 0)
		seq_printf(m, ".%d", fact->index);
	seq_printf(m, " va=0x%lx", fact->addr + offset);
	if (!place->mapped) {
		seq_printf(m, " status=unmapped size=%zu region=%s\n", size, fact->region);
		return;
	}
	seq_printf(m, " pa=0x%llx size=%zu", (u64)place->phys, size);
	if (place->leaf)
		seq_printf(m, " leaf=%lu", place->leaf);
	if (place->disputed)
		seq_printf(m, " disagree=0x%llx", (u64)place->other);

	if (page_is_ram(pfn))
		page = pfn_to_online_page(pfn);
	if (page)
		seq_printf(m, " zone=%s node=%d page=0x%lx", page_zone(page)->name,
			   page_to_nid(page), (unsigned long)page);
	else
		seq_puts(m, " zone=none");
	seq_printf(m, " region=%s\n", fact->region);
}

static void show_fact(struct seq_file *m, const struct fact *fact)
{
	struct place run = place_of(fact, 0);
	size_t start = 0, offset;

	for (offset = PAGE_SIZE - offset_in_page(fact->addr); offset < fact->size;
	     offset += PAGE_SIZE) {
		struct place next = place_of(fact, offset);

		if (next.mapped == run.mapped && next.leaf == run.leaf && !next.disputed &&
		    (!next.mapped || next.phys == run.phys + (offset - start)))
			continue;
		show_run(m, fact, start, offset - start, &run);
		run = next;
		start = offset;
		cond_resched();
	}
	show_run(m, fact, start, fact->size - start, &run);
}

static void __maybe_unused show_region(struct seq_file *m, const char *name, unsigned long start,
			unsigned long last)
{
	seq_printf(m, "# region %s 0x%lx 0x%lx\n", name, start, last);
}

/* Bounds of the address space, as the kernel's own macros have them on this boot. */
static void show_regions(struct seq_file *m)
{
#ifdef CONFIG_X86_64
	show_region(m, "guard_hole", GUARD_HOLE_BASE_ADDR, GUARD_HOLE_END_ADDR - 1);
	show_region(m, "LDT_remap", LDT_BASE_ADDR, LDT_END_ADDR - 1);
	show_region(m, "direct_map", PAGE_OFFSET, (unsigned long)high_memory - 1);
	/* On x86-64 the last address, not the one behind. */
	show_region(m, "vmalloc", VMALLOC_START, VMALLOC_END);
	show_region(m, "vmemmap", VMEMMAP_START, 0);
	show_region(m, "cpu_entry_area", CPU_ENTRY_AREA_BASE, CPU_ENTRY_AREA_BASE + P4D_SIZE - 1);
	show_region(m, "espfix", ESPFIX_BASE_ADDR, ESPFIX_BASE_ADDR + P4D_SIZE - 1);
	show_region(m, "EFI", EFI_VA_END, EFI_VA_START - 1);
	show_region(m, "kernel_image", __START_KERNEL_map,
		    __START_KERNEL_map + KERNEL_IMAGE_SIZE - 1);
	show_region(m, "modules", MODULES_VADDR, MODULES_END - 1);
	show_region(m, "fixmap", FIXADDR_TOT_START, FIXADDR_TOP + PAGE_SIZE - 1);
	show_region(m, "vsyscall", VSYSCALL_ADDR, VSYSCALL_ADDR + PAGE_SIZE - 1);
#elif defined(CONFIG_X86_32)
	show_region(m, "direct_map", PAGE_OFFSET, (unsigned long)high_memory - 1);
	show_region(m, "guard_hole", (unsigned long)high_memory, VMALLOC_START - 1);
	show_region(m, "vmemmap", (unsigned long)mem_map, (unsigned long)(mem_map + max_mapnr) - 1);
	show_region(m, "vmalloc", VMALLOC_START, VMALLOC_END - 1);
	show_region(m, "pkmap", PKMAP_BASE, PKMAP_ADDR(LAST_PKMAP) - 1);
	show_region(m, "LDT_remap", LDT_BASE_ADDR, LDT_END_ADDR - 1);
	show_region(m, "cpu_entry_area", CPU_ENTRY_AREA_BASE,
		    (unsigned long)get_cpu_entry_area(NR_CPUS) - 1);
	show_region(m, "fixmap", FIXADDR_TOT_START, FIXADDR_TOP + (PAGE_SIZE - 1));
	show_region(m, "kmap_local", __fix_to_virt(FIX_KMAP_END),
		    __fix_to_virt(FIX_KMAP_BEGIN) + PAGE_SIZE - 1);
#endif
#ifdef CONFIG_ARM64
	show_region(m, "direct_map", _PAGE_OFFSET(vabits_actual), (unsigned long)high_memory - 1);
	show_region(m, "modules", MODULES_VADDR, MODULES_END - 1);
	show_region(m, "vmalloc", VMALLOC_START, VMALLOC_END - 1);
	show_region(m, "vmemmap", VMEMMAP_START, 0);
	show_region(m, "fixmap", FIXADDR_TOP - ((unsigned long)__end_of_fixed_addresses << PAGE_SHIFT),
		    FIXADDR_TOP - 1);
	show_region(m, "PCI_I/O", PCI_IO_START, PCI_IO_END - 1);
#endif
}

static int truth_show(struct seq_file *m, void *unused)
{
	unsigned int i;

	mutex_lock(&lock);
	seq_printf(m, "# churn=%lu\n", churn_rounds());
	show_regions(m);
	for (i = 0; i < nr_facts; i++)
		show_fact(m, &facts[i]);
	objects_show(m);
	owners_show(m);
	mutex_unlock(&lock);
	return 0;
}

static int truth_open(struct inode *inode, struct file *file)
{
	return single_open(file, truth_show, NULL);
}

static ssize_t truth_write(struct file *file, const char __user *user, size_t size, loff_t *pos)
{
	char order[32], what[16];
	unsigned long value;
	int err = -EINVAL;

	if (size >= sizeof(order))
		return -EINVAL;
	if (copy_from_user(order, user, size))
		return -EFAULT;
	order[size] = '\0';
	if (sscanf(order, "%15s %lu", what, &value) != 2)
		return -EINVAL;

	mutex_lock(&lock);
	if (!strcmp(what, "churn")) {
		churn_stop();
		err = value ? churn_start() : 0;
	} else if (!strcmp(what, "fragment")) {
		fragment_free();
		err = value ? fragment_make(value) : 0;
	} else if (!strcmp(what, "hold")) {
		hold_free();
		err = value ? hold_make(value) : 0;
	} else if (!strcmp(what, "drain")) {
		fragment_free();
		err = value ? drain_make(value) : 0;
	} else if (!strcmp(what, "wx")) {
		wx_free();
		err = value ? wx_make() : 0;
	} else if (!strcmp(what, "areas")) {
		areas_free();
		err = value ? areas_make(value) : 0;
	}
	mutex_unlock(&lock);
	return err ?: size;
}

static const struct proc_ops truth_proc_ops = {
	.proc_open = truth_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = truth_write,
};

static int __init truth_init(void)
{
	int err = samples_make() ?: objects_make() ?: owners_make();

	if (!err && !proc_create("memmap_truth", 0600, NULL, &truth_proc_ops))
		err = -ENOMEM;
	/* Without these two, tests that want them fail. */
	if (!err) {
		proc_create_single("memmap_truth_gfp", 0600, NULL, gfp_show);
		proc_create("memmap_truth_user", 0600, NULL, &user_proc_ops);
		proc_create("memmap_truth_try", 0600, NULL, &try_proc_ops);
	}
	if (err) {
		owners_free();
		objects_free();
		samples_free();
	}
	return err;
}
module_init(truth_init);

static void __exit truth_exit(void)
{
	remove_proc_subtree("memmap_truth_try", NULL);
	remove_proc_subtree("memmap_truth_user", NULL);
	remove_proc_subtree("memmap_truth_gfp", NULL);
	remove_proc_entry("memmap_truth", NULL);
	churn_stop();
	fragment_free();
	wx_free();
	hold_free();
	areas_free();
	owners_free();
	objects_free();
	samples_free();
}
module_exit(truth_exit);

MODULE_DESCRIPTION("Known kernel memory for the tests of memmap");
MODULE_LICENSE("GPL");
