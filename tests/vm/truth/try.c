// SPDX-License-Identifier: GPL-2.0-only
/*
 * try.c - /proc/memmap_truth_try: does an allocation succeed?
 *
 * Writing "ORDER MASK NODE" allocates so and gives the pages back at once; reading tells
 *
 *	served=1 node=N zone=ZONE
 *	served=0
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "truth.h"

static DEFINE_MUTEX(try_lock);
static char answer[64] = "served=0\n";

static int try_show(struct seq_file *m, void *unused)
{
	mutex_lock(&try_lock);
	seq_puts(m, answer);
	mutex_unlock(&try_lock);
	return 0;
}

static int try_open(struct inode *inode, struct file *file)
{
	return single_open(file, try_show, NULL);
}

static ssize_t try_write(struct file *file, const char __user *user, size_t size, loff_t *pos)
{
	unsigned int order, mask;
	struct page *page;
	char text[64];
	int node;

	if (size >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, user, size))
		return -EFAULT;
	text[size] = '\0';
	if (sscanf(text, "%u %x %d", &order, &mask, &node) != 3 || order > 10 ||
	    node < 0 || node >= MAX_NUMNODES || !node_online(node))
		return -EINVAL;

	mutex_lock(&try_lock);
	page = alloc_pages_node(node, (__force gfp_t)mask | __GFP_NOWARN, order);
	strcpy(answer, "served=0\n");
	if (page) {
		snprintf(answer, sizeof(answer), "served=1 node=%d zone=%s\n", page_to_nid(page),
			 page_zone(page)->name);
		__free_pages(page, order);
	}
	mutex_unlock(&try_lock);
	return size;
}

const struct proc_ops try_proc_ops = {
	.proc_open = try_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = try_write,
};
