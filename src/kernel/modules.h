/* SPDX-License-Identifier: GPL-2.0-or-later */
/* modules.h - symbols of modules, as /proc/kallsyms has them. */
#ifndef MEMMAP_KERNEL_MODULES_H
#define MEMMAP_KERNEL_MODULES_H

#include "kernel/kernel.h"

/**
 * modules_name() - name an address of a module as sprint_symbol() of the kernel does
 * @kernel: the kernel
 * @virt_addr: the address
 * @ret: the name; left alone when there is none
 * @size: room at @ret
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int modules_name(struct kernel *kernel, uint64_t virt_addr, char *ret, size_t size,
		 struct error *err) _must_check_;

/**
 * modules_free() - release what struct kernel.modules points to
 * @modules: may be NULL
 */
void modules_free(struct modules *modules);

#endif
