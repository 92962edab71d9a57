/* SPDX-License-Identifier: GPL-2.0-or-later */
/* symbols.h - symbols of the kernel itself, modules left aside. */
#ifndef MEMMAP_KERNEL_SYMBOLS_H
#define MEMMAP_KERNEL_SYMBOLS_H

#include "kernel/kernel.h"

/**
 * symbols_hold() - whether an address lies in the part of the image that has symbols
 * @kernel: the kernel
 * @virt_addr: the address
 */
bool symbols_hold(struct kernel *kernel, uint64_t virt_addr);

/**
 * symbols_name() - name an address of the image as sprint_symbol() of the kernel does
 * @kernel: the kernel
 * @virt_addr: the address
 * @ret: the name; left alone when there is none
 * @size: room at @ret
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int symbols_name(struct kernel *kernel, uint64_t virt_addr, char *ret, size_t size,
		 struct error *err) _must_check_;

/**
 * symbols_addresses() - where symbols are, looked up in one pass
 * @kernel: the kernel
 * @names: their names
 * @nr: how many
 * @ret: room for as many addresses; ABSENT where it is hidden, or there is not one symbol of that
 * name
 */
void symbols_addresses(struct kernel *kernel, const char *const *names, size_t nr, uint64_t *ret);

/**
 * symbols_free() - release what struct kernel.symbols points to
 * @symbols: may be NULL
 */
void symbols_free(struct symbols *symbols);

#endif
