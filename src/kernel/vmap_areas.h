/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_areas.h - the vmalloc areas from the kernel's own list. */
#ifndef MEMMAP_KERNEL_VMAP_AREAS_H
#define MEMMAP_KERNEL_VMAP_AREAS_H

#include "kernel/kernel.h"
#include "model/memory.h"

/* Names an address, as kernel_symbol(). */
typedef int vmap_areas_name_fn(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
			       struct error *err);

/**
 * vmap_areas_read() - the areas, see kernel_areas()
 * @kernel: the kernel; its memory can be read
 * @name: names the code that made them
 * @ret: the areas sorted by address, to be released with vmap_area_array_clear()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int vmap_areas_read(struct kernel *kernel, vmap_areas_name_fn *name, struct vmap_area_array *ret,
		    struct error *err) _must_check_;

#endif
