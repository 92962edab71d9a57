// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - /dev/memmap: who may ask, and which handler answers.
 */
#include <linux/capability.h>
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "alloc.h"
#include "arch.h"
#include "internal.h"

#define MEMMAP_FEATURES                                                        \
	(MEMMAP_FEATURE_WALK | MEMMAP_FEATURE_STEPS | MEMMAP_FEATURE_FRAMES | \
	 MEMMAP_FEATURE_SYMBOLS | MEMMAP_FEATURE_HASHES | MEMMAP_FEATURE_GFP |  \
	 MEMMAP_FEATURE_WALK_ONCE)

/* All else only reads; a module that stays loaded on a machine with other work needs no samples. */
static bool samples;
module_param(samples, bool, 0444);
MODULE_PARM_DESC(samples, "make sample allocations: answer ALLOC and FREE (default: no)");

static int ioctl_info(void *data);

union memmap_arg {
	struct memmap_info info;
	struct memmap_walk walk;
	struct memmap_steps steps;
	struct memmap_frames frames;
	struct memmap_symbols symbols;
	struct memmap_hashes hashes;
	struct memmap_gfp_masks gfp;
	struct memmap_alloc alloc;
	struct memmap_free free;
};

/**
 * struct memmap_command - one ioctl
 * @handler: see memmap_ioctl_walk(); or else @sample_handler
 * @size: of the argument as this module knows it
 * @min_size: of the argument's first revision; it never changes
 * @cap: capability needed beside CAP_SYS_RAWIO, or -1
 * @sample_handler: see memmap_ioctl_alloc(); needs CAP_SYS_ADMIN and the parameter "samples" too
 */
struct memmap_command {
	int (*handler)(void *arg);
	u16 size;
	u16 min_size;
	int cap;
	int (*sample_handler)(struct memmap_samples *samples, void *arg, void __user *user,
			      size_t size);
};

static const struct memmap_command commands[] = {
	[_IOC_NR(MEMMAP_IOC_INFO)] = {
		ioctl_info, sizeof(struct memmap_info), 72, CAP_SYSLOG,
	},
	[_IOC_NR(MEMMAP_IOC_WALK)] = {
		memmap_ioctl_walk, sizeof(struct memmap_walk), 40, CAP_SYSLOG,
	},
	[_IOC_NR(MEMMAP_IOC_STEPS)] = {
		memmap_ioctl_steps, sizeof(struct memmap_steps), 152, CAP_SYSLOG,
	},
	[_IOC_NR(MEMMAP_IOC_FRAMES)] = {
		memmap_ioctl_frames, sizeof(struct memmap_frames), 24, -1,
	},
	[_IOC_NR(MEMMAP_IOC_SYMBOLS)] = {
		memmap_ioctl_symbols, sizeof(struct memmap_symbols), 32, CAP_SYSLOG,
	},
	[_IOC_NR(MEMMAP_IOC_HASHES)] = {
		memmap_ioctl_hashes, sizeof(struct memmap_hashes), 32, CAP_SYSLOG,
	},
	[_IOC_NR(MEMMAP_IOC_GFP)] = {
		memmap_ioctl_gfp, sizeof(struct memmap_gfp_masks), 264, -1,
	},
	[_IOC_NR(MEMMAP_IOC_ALLOC)] = {
		NULL, sizeof(struct memmap_alloc), 56, CAP_SYSLOG, memmap_ioctl_alloc,
	},
	[_IOC_NR(MEMMAP_IOC_FREE)] = {
		NULL, sizeof(struct memmap_free), 16, -1, memmap_ioctl_free,
	},
};

/*
 * Both change during the life of an open file: the file may be passed to another process, and
 * lockdown can be raised. /proc/kcore, which shows more, asks for the same two.
 */
static int check_permission(void)
{
	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	return security_locked_down(LOCKDOWN_KCORE);
}

static int copy_regions(const struct memmap_paging *paging, struct memmap_info *arg)
{
	struct memmap_region *regions;
	u32 room = arg->nr_regions;
	int ret = 0;

	regions = kcalloc(MEMMAP_MAX_REGIONS, sizeof(*regions), GFP_KERNEL_ACCOUNT);
	if (!regions)
		return -ENOMEM;
	arg->nr_regions = memmap_arch_regions(paging, regions);
	if (copy_to_user(u64_to_user_ptr(arg->regions), regions,
			 min(room, arg->nr_regions) * sizeof(*regions)))
		ret = -EFAULT;
	kfree(regions);
	return ret;
}

static int ioctl_info(void *data)
{
	struct memmap_info *arg = data;
	struct memmap_paging paging;

	if (arg->flags || memchr_inv(arg->reserved, 0, sizeof(arg->reserved)))
		return -EINVAL;
	memmap_arch_paging(&paging);
	arg->features = MEMMAP_FEATURES | (samples ? MEMMAP_FEATURE_ALLOC : 0);
	arg->abi_revision = MEMMAP_ABI_REVISION;
	arg->format = paging.format;
	arg->page_shift = PAGE_SHIFT;
	arg->nr_levels = paging.nr_levels;
	arg->va_bits = paging.va_bits;
	arg->phys_bits = paging.phys_bits;
	arg->struct_page_bytes =
		IS_ENABLED(CONFIG_SPARSEMEM_VMEMMAP) || IS_ENABLED(CONFIG_FLATMEM) ?
			sizeof(struct page) : 0;
	strscpy_pad(arg->version, MEMMAP_VERSION, sizeof(arg->version));
	return copy_regions(&paging, arg);
}

/* Type, number and direction name the command; its size only says which revision the caller has. */
static const struct memmap_command *find_command(unsigned int cmd)
{
	const struct memmap_command *command;
	unsigned int nr = _IOC_NR(cmd);

	if (_IOC_TYPE(cmd) != MEMMAP_IOC_MAGIC || _IOC_DIR(cmd) != (_IOC_READ | _IOC_WRITE) ||
	    nr >= ARRAY_SIZE(commands))
		return NULL;
	command = &commands[array_index_nospec(nr, ARRAY_SIZE(commands))];
	return command->sample_handler && !samples ? NULL : command;
}

static long memmap_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct memmap_command *command;
	void __user *user = (void __user *)arg;
	size_t size = _IOC_SIZE(cmd);
	union memmap_arg buf;
	int ret = check_permission();

	if (ret)
		return ret;
	command = find_command(cmd);
	if (!command)
		return -ENOTTY;
	if (command->cap >= 0 && !capable(command->cap))
		return -EPERM;
	if (command->sample_handler && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (size < command->min_size)
		return -EINVAL;
	ret = copy_struct_from_user(&buf, command->size, user, size);
	if (ret)
		return ret;
	size = min_t(size_t, size, command->size);
	if (command->sample_handler)
		return command->sample_handler(file->private_data, &buf, user, size);
	ret = command->handler(&buf);
	if (ret)
		return ret;
	return copy_to_user(user, &buf, size) ? -EFAULT : 0;
}

static int memmap_open(struct inode *inode, struct file *file)
{
	int ret = check_permission();

	if (ret)
		return ret;
	file->private_data = memmap_samples_new();
	return file->private_data ? nonseekable_open(inode, file) : -ENOMEM;
}

/* However the last holder of the file went, its samples go now. */
static int memmap_release(struct inode *inode, struct file *file)
{
	memmap_samples_free(file->private_data);
	return 0;
}

static const struct file_operations memmap_fops = {
	.owner = THIS_MODULE,
	.open = memmap_open,
	.release = memmap_release,
	.unlocked_ioctl = memmap_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice memmap_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = MEMMAP_DEVICE_NAME,
	.fops = &memmap_fops,
	.mode = 0600,
};

static int __init memmap_init(void)
{
	int ret;

	/* The ABI: these sizes are what 32-bit and 64-bit callers of all revisions agree on. */
	BUILD_BUG_ON(sizeof(struct memmap_region) != 32);
	BUILD_BUG_ON(sizeof(struct memmap_extent) != 32);
	BUILD_BUG_ON(sizeof(struct memmap_frame) != 40);
	BUILD_BUG_ON(sizeof(struct memmap_step) != 24);
	BUILD_BUG_ON(sizeof(struct memmap_sample) != 88);

	ret = memmap_online_init();
	if (ret)
		return ret;
	ret = memmap_arch_init();
	if (ret)
		goto exit_online;
	if (samples) {
		ret = memmap_kinds_init();
		if (ret)
			goto exit_online;
	}
	ret = misc_register(&memmap_device);
	if (ret)
		goto exit_kinds;
	return 0;

exit_kinds:
	memmap_kinds_exit();
exit_online:
	memmap_online_exit();
	return ret;
}

static void __exit memmap_exit(void)
{
	misc_deregister(&memmap_device);
	memmap_kinds_exit();
	memmap_online_exit();
}

module_init(memmap_init);
module_exit(memmap_exit);

MODULE_AUTHOR("The memmap authors");
MODULE_DESCRIPTION("Where kernel memory physically lands: page tables, page frames, symbols, samples");
MODULE_LICENSE("GPL");
MODULE_VERSION(MEMMAP_VERSION);
