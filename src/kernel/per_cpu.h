/* SPDX-License-Identifier: GPL-2.0-or-later */
/* per_cpu.h - memory of the per-CPU allocator. */
#ifndef MEMMAP_KERNEL_PER_CPU_H
#define MEMMAP_KERNEL_PER_CPU_H

#include "kernel/owner_finder.h"

/**
 * owner_per_cpu() - the owner of an address, if that is the per-CPU allocator
 * @finder: the finder
 * @virt_addr: the address, in the direct map or in vmalloc space
 * @is_sure: it is the allocator's, but whose unit it is in may stay unknown
 * @ret: filled if so
 *
 * Return: whether it is.
 */
bool owner_per_cpu(struct owner_finder *finder, uint64_t virt_addr, bool is_sure,
		   struct owner *ret);

#endif
