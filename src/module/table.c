// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - reading page tables that may change or go away under the reader.
 */
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/uaccess.h>

#include "table.h"

int memmap_table_read(pteval_t *dst, const pteval_t *src, unsigned int nr)
{
	unsigned int i;

	if (copy_from_kernel_nofault(dst, src, nr * sizeof(*dst)))
		return -EFAULT;
	if (memmap_entries_need_val())
		for (i = 0; i < nr; i++)
			dst[i] = memmap_entry_val(dst[i]);
	return 0;
}

/*
 * Of a huge page that is broken the head is marked, of memory that is not accepted the block's first
 * page.
 */
static bool is_marked(struct memmap_ram *ram, unsigned long pfn, struct page *page)
{
	unsigned long block_pfn = pfn & ~((1UL << MEMMAP_MAX_BUDDY_ORDER) - 1);
	struct page *block = memmap_online_page(ram, block_pfn);
	struct page *head = compound_head(page);

	if (PageHWPoison(page) || (block && memmap_page_unaccepted(block)))
		return true;
	return head != page && memmap_online_page(ram, page_to_pfn(head)) && PageHWPoison(head);
}

/*
 * A stale entry may name any address: without the check for RAM, reading through the direct map
 * could end beyond it, in I/O memory. Pages that a hypervisor took back or that are known to be
 * broken are left alone, as /proc/kcore does; what kcore holds against a balloon that takes a page
 * back meanwhile, page_offline_freeze(), no module can. The kernel's own tables are never in high
 * memory, which the direct map does not reach.
 */
bool memmap_table_readable(struct memmap_ram *ram, unsigned long pfn)
{
	struct page *page = memmap_online_page(ram, pfn);

	return page && !PageOffline(page) && !PageHighMem(page) && !is_marked(ram, pfn, page);
}

const pteval_t *memmap_table_follow(struct memmap_ram *ram, pteval_t entry)
{
	u64 phys_addr = memmap_entry_table(entry);

	return memmap_table_readable(ram, PHYS_PFN(phys_addr)) ? __va(phys_addr) : NULL;
}
