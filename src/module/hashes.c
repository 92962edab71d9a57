// SPDX-License-Identifier: GPL-2.0-only
/*
 * hashes.c - MEMMAP_IOC_HASHES: addresses in, what %p prints for them out.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "internal.h"

#define BOUNCE_ADDRS	512U

/*
 * The hash function is not exported, but its text is there for the asking. Before the key is there,
 * the text is "(____ptrval____)".
 */
static int hash_address(u64 *value)
{
	char text[2 * sizeof(u64) + 4];

	if ((unsigned long)*value != *value) {
		*value = 0;
		return 0;
	}
	snprintf(text, sizeof(text), "%p", (void *)(unsigned long)*value);
	return kstrtou64(text, 16, value) ? -EAGAIN : 0;
}

static int hash_batch(u64 *values, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		int ret = hash_address(&values[i]);

		if (ret)
			return ret;
	}
	return 0;
}

static int hash_all(const struct memmap_hashes *arg, u64 *bounce, u32 *nr_done)
{
	const u64 __user *addrs = u64_to_user_ptr(arg->addrs);
	u64 __user *hashes = u64_to_user_ptr(arg->hashes);

	while (*nr_done < arg->nr_addrs) {
		u32 nr = min(arg->nr_addrs - *nr_done, BOUNCE_ADDRS);
		int ret;

		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
		if (copy_from_user(bounce, addrs + *nr_done, nr * sizeof(*bounce)))
			return -EFAULT;
		ret = hash_batch(bounce, nr);
		if (ret)
			return ret;
		if (copy_to_user(hashes + *nr_done, bounce, nr * sizeof(*bounce)))
			return -EFAULT;
		*nr_done += nr;
	}
	return 0;
}

int memmap_ioctl_hashes(void *data)
{
	struct memmap_hashes *arg = data;
	u32 nr_done = 0;
	u64 *bounce;
	int ret;

	if (arg->flags || arg->reserved || !arg->nr_addrs || arg->nr_addrs > MEMMAP_MAX_ITEMS)
		return -EINVAL;
	bounce = kmalloc_array(BOUNCE_ADDRS, sizeof(*bounce), GFP_KERNEL_ACCOUNT);
	if (!bounce)
		return -ENOMEM;
	ret = hash_all(arg, bounce, &nr_done);
	kfree(bounce);
	arg->nr_done = nr_done;
	return ret;
}
