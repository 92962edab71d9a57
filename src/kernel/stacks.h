/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stacks.h - stacks of tasks in vmalloc space. */
#ifndef MEMMAP_KERNEL_STACKS_H
#define MEMMAP_KERNEL_STACKS_H

#include "kernel/owner_finder.h"

/**
 * owner_stack() - the owner of an address, if that is the stack of a task
 * @finder: the finder
 * @virt_addr: the address
 * @area: the vmalloc area, whose maker makes stacks; NULL if that is not known
 * @ret: filled if so
 *
 * Return: whether it is.
 */
bool owner_stack(struct owner_finder *finder, uint64_t virt_addr, const struct vmap_area *area,
		 struct owner *ret);

#endif
