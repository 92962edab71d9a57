/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * truth.h - the parts of the truth module: samples.c makes memory whose place is known, main.c
 * shows where the kernel's own functions say it is, objects.c fills a slab cache, owners.c tells
 * whose memory is where, trouble.c stirs the kernel's memory on request.
 */
#ifndef TRUTH_H
#define TRUTH_H

#include <linux/types.h>

/**
 * enum truth_how - which function of the kernel says where a fact's pages are
 * @TRUTH_LINEAR: virt_to_phys()
 * @TRUTH_VMALLOC: vmalloc_to_pfn()
 * @TRUTH_PAGES: page_to_phys() of the pages that were mapped
 * @TRUTH_IO: the physical address that was asked for
 * @TRUTH_LOOKUP: lookup_address(), where it exists; may turn out unmapped
 */
enum truth_how {
	TRUTH_LINEAR,
	TRUTH_VMALLOC,
	TRUTH_PAGES,
	TRUTH_IO,
	TRUTH_LOOKUP,
};

struct page;
struct seq_file;
struct proc_ops;

/* Frame numbers of the caller's own pages, see user.c */
extern const struct proc_ops user_proc_ops;

/**
 * struct fact - one piece of kernel memory
 * @name: what it is; unique but for the CPU or node
 * @region: where it must be, as memmap names regions, with _ for blanks
 * @index: CPU or node it belongs to, or -1
 * @how: who says where it is
 * @addr: virtual address
 * @size: bytes
 * @pages: for TRUTH_PAGES, what is mapped at each page
 * @phys: for TRUTH_IO
 */
struct fact {
	const char *name;
	const char *region;
	int index;
	enum truth_how how;
	unsigned long addr;
	size_t size;
	struct page **pages;
	phys_addr_t phys;
};

#define MAX_FACTS 256

extern struct fact facts[MAX_FACTS];
extern unsigned int nr_facts;

int samples_make(void);
void samples_free(void);

int objects_make(void);
void objects_show(struct seq_file *m);
void objects_free(void);

int owners_make(void);
void owners_show(struct seq_file *m);
void owners_free(void);

int churn_start(void);
void churn_stop(void);
unsigned long churn_rounds(void);
int fragment_make(unsigned long megabytes);
void fragment_free(void);
int drain_make(unsigned long megabytes);
int hold_make(unsigned long megabytes);
void hold_free(void);
int areas_make(unsigned long nr);
void areas_free(void);

struct seq_file;
struct proc_ops;

/* Frame numbers of the caller's own pages, see user.c */
extern const struct proc_ops user_proc_ops;

/* wx_make() - a page of vmalloc space that is writable and executable, see trouble.c */
int wx_make(void);
void wx_free(void);

/* What exported functions of x86 do, see arm64.c */
bool arm64_lookup(unsigned long addr, phys_addr_t *phys, unsigned long *leaf);
int arm64_set_nx(void *page, bool nx);

/*
 * Registers that are there in each guest and may be mapped, but not touched: the HPET, the real-time
 * clock of QEMU's virt machine.
 */
#ifdef CONFIG_X86
#define IO_PLACE 0xfed00000
#else
#define IO_PLACE 0x09010000
#endif

/* One allocation after the other, see try.c */
extern const struct proc_ops try_proc_ops;

/* gfp_show() - what the kernel makes of GFP masks, see gfp.c */
int gfp_show(struct seq_file *m, void *unused);

#endif
