/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - what the parts of the module offer each other.
 */
#ifndef _MEMMAP_INTERNAL_H
#define _MEMMAP_INTERNAL_H

#include <linux/types.h>

#include "uapi/memmap.h"

struct memmap_samples;
struct page;

/**
 * struct memmap_ram - remembers the last stretch of memory that memmap_online_page() looked at
 * @block: its number
 * @state: nothing known, all of it is RAM, or some of it
 *
 * Zero it before use; valid while memmap_online_lock() is held.
 */
struct memmap_ram {
	unsigned long block;
	enum { MEMMAP_RAM_UNKNOWN, MEMMAP_RAM_WHOLE, MEMMAP_RAM_MIXED } state;
};

/**
 * memmap_online_init() - start to follow memory hot-removal
 * memmap_online_exit() - stop it
 *
 * Return: 0 or -errno.
 */
int memmap_online_init(void);
void memmap_online_exit(void);

/**
 * memmap_online_lock() - hold off memory hot-removal
 * memmap_online_unlock() - let it go on
 *
 * Context: sleeps, for as long as other holders do: milliseconds. What is online under the lock
 * stays until the unlock. Never touch user memory under it: a userfaultfd could block hot-removal
 * for as long as it likes.
 */
void memmap_online_lock(void);
void memmap_online_unlock(void);

/**
 * memmap_online_page() - the struct page of a frame, if it is memory that may be looked at
 * @ram: the caller's cache
 * @pfn: any number
 *
 * Context: under memmap_online_lock().
 * Return: the page, or NULL unless @pfn is online RAM.
 */
struct page *memmap_online_page(struct memmap_ram *ram, unsigned long pfn);

/**
 * memmap_zone_type() - the zone of a page
 * @page: its struct page
 *
 * Return: enum memmap_zone_type.
 */
u8 memmap_zone_type(const struct page *page);

/**
 * memmap_samples_new() - begin to own samples, for an open file
 * memmap_samples_free() - free them all
 *
 * Return: what memmap_ioctl_alloc() fills, or NULL.
 */
struct memmap_samples *memmap_samples_new(void);
void memmap_samples_free(struct memmap_samples *samples);

/**
 * memmap_ioctl_walk() - MEMMAP_IOC_WALK and its kin
 * @arg: in and out, the command's argument in kernel memory
 *
 * The permission and the argument's size are checked; @flags, reserved members, pointers and
 * values are the handler's to check.
 *
 * Context: process context, may sleep.
 * Return: 0 and @arg goes back to the caller, or -errno and it does not.
 */
int memmap_ioctl_walk(void *arg);
int memmap_ioctl_steps(void *arg);
int memmap_ioctl_frames(void *arg);
int memmap_ioctl_symbols(void *arg);
int memmap_ioctl_hashes(void *arg);
int memmap_ioctl_gfp(void *arg);

/**
 * memmap_ioctl_alloc() - MEMMAP_IOC_ALLOC
 * memmap_ioctl_free() - MEMMAP_IOC_FREE
 * @samples: of the open file
 * @arg: as for memmap_ioctl_walk()
 * @user: the caller's argument
 * @size: how much of it the caller has
 *
 * These write the answer to @user themselves, since they must have done nothing when that fails.
 *
 * Return: 0 or -errno.
 */
int memmap_ioctl_alloc(struct memmap_samples *samples, void *arg, void __user *user, size_t size);
int memmap_ioctl_free(struct memmap_samples *samples, void *arg, void __user *user, size_t size);

#endif /* _MEMMAP_INTERNAL_H */
