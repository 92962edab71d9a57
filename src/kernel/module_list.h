/* SPDX-License-Identifier: GPL-2.0-or-later */
/* module_list.h - modules by the kernel's own list of them. */
#ifndef MEMMAP_KERNEL_MODULE_LIST_H
#define MEMMAP_KERNEL_MODULE_LIST_H

#include "kernel/kernel.h"

/**
 * module_list_name() - name an address of a module, from the kernel's own list of modules
 * @kernel: the kernel
 * @virt_addr: the address
 * @ret: the name; left alone when there is none
 * @size: room at @ret
 *
 * Reads the symbols of that module alone, and does so while kptr_restrict hides them too.
 *
 * Return: whether the answer is known; not so where BTF or the list's place is unknown, or the list
 * does not fit together.
 */
bool module_list_name(struct kernel *kernel, uint64_t virt_addr, char *ret, size_t size);

/**
 * module_list_free() - release what module_list_name() keeps
 * @list: may be NULL
 */
void module_list_free(struct module_list *list);

#endif
