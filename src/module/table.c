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
 * A stale entry may name any address: without the check for RAM, reading through the direct map
 * could end beyond it, in I/O memory. Pages that a hypervisor took back or that are known to be
 * broken are left alone, as /proc/kcore does. The kernel's own tables are never in high memory, which
 * the direct map does not reach.
 */
const pteval_t *memmap_table_follow(struct memmap_ram *ram, pteval_t entry)
{
	u64 phys_addr = memmap_entry_table(entry);
	struct page *page = memmap_online_page(ram, PHYS_PFN(phys_addr));

	if (!page || PageOffline(page) || PageHWPoison(page) || PageHighMem(page))
		return NULL;
	return __va(phys_addr);
}
