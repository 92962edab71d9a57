// SPDX-License-Identifier: GPL-2.0-only
/*
 * symbols.c - MEMMAP_IOC_SYMBOLS: addresses in, sprint_symbol() text out.
 */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "internal.h"

#define BOUNCE_ADDRS	64U

struct symbols_bounce {
	u64 addrs[BOUNCE_ADDRS];
	char text[KSYM_SYMBOL_LEN];
};

/*
 * "name+0xoffset/0xsize [module]". The size of a module's data symbol can be garbage, seen on v6.1
 * as 0xffffffffffffe000: no symbol is that large, leave the size out then.
 */
static void drop_bogus_size(char *text)
{
	char *slash = strrchr(text, '/'), *end;

	if (slash && simple_strtoull(slash + 1, &end, 16) > SZ_16M)
		memmove(slash, end, strlen(end) + 1);
}

/* Return: length without the NUL, 0 if no symbol holds the address. */
static size_t symbol_text(char *text, u64 addr)
{
	if ((unsigned long)addr != addr)
		return 0;
	sprint_symbol(text, addr);
	/* What has no name is printed as a number, which no symbol's name begins with. */
	if (text[0] >= '0' && text[0] <= '9')
		text[0] = '\0';
	drop_bogus_size(text);
	return strlen(text);
}

/* One batch of @nr addresses; @used bytes of the caller's text are taken before and after. */
static int symbols_batch(const struct memmap_symbols *arg, struct symbols_bounce *bounce,
			 u32 nr, u32 *nr_done, u32 *used)
{
	char __user *text = u64_to_user_ptr(arg->text);
	u32 i;

	for (i = 0; i < nr; i++) {
		size_t size = symbol_text(bounce->text, bounce->addrs[i]) + 1;

		if (size > arg->text_size - *used)
			return -ENOSPC;
		if (copy_to_user(text + *used, bounce->text, size))
			return -EFAULT;
		*used += size;
		(*nr_done)++;
	}
	return 0;
}

static int symbols_all(const struct memmap_symbols *arg, struct symbols_bounce *bounce,
		       u32 *nr_done)
{
	const u64 __user *addrs = u64_to_user_ptr(arg->addrs);
	u32 used = 0;

	while (*nr_done < arg->nr_addrs) {
		u32 nr = min(arg->nr_addrs - *nr_done, BOUNCE_ADDRS);
		int ret;

		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
		if (copy_from_user(bounce->addrs, addrs + *nr_done, nr * sizeof(*addrs)))
			return -EFAULT;
		ret = symbols_batch(arg, bounce, nr, nr_done, &used);
		if (ret)
			return ret;
	}
	return 0;
}

int memmap_ioctl_symbols(void *data)
{
	struct memmap_symbols *arg = data;
	struct symbols_bounce *bounce;
	u32 nr_done = 0;
	int ret;

	if (arg->flags || !arg->nr_addrs || arg->nr_addrs > MEMMAP_MAX_ITEMS)
		return -EINVAL;
	bounce = kmalloc(sizeof(*bounce), GFP_KERNEL_ACCOUNT);
	if (!bounce)
		return -ENOMEM;
	ret = symbols_all(arg, bounce, &nr_done);
	kfree(bounce);
	/* A full buffer is no failure when it holds an answer: the caller goes on behind it. */
	if (ret == -ENOSPC && nr_done)
		ret = 0;
	arg->nr_done = nr_done;
	return ret;
}
