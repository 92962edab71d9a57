// SPDX-License-Identifier: GPL-2.0-only
/*
 * user.c - /proc/memmap_truth_user: reading eight bytes at a position gives the frame number of the
 * caller's page at that address, by get_user_pages_fast(). A page that is not there is brought in.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

#include "truth.h"

static ssize_t user_read(struct file *file, char __user *to, size_t size, loff_t *pos)
{
	struct page *page;
	u64 pfn;

	if (size != sizeof(pfn))
		return -EINVAL;
	if (get_user_pages_fast(*pos & PAGE_MASK, 1, 0, &page) != 1)
		return -EFAULT;
	pfn = page_to_pfn(page);
	put_page(page);
	return copy_to_user(to, &pfn, sizeof(pfn)) ? -EFAULT : sizeof(pfn);
}

const struct proc_ops user_proc_ops = {
	.proc_read = user_read,
	.proc_lseek = default_llseek,
};
