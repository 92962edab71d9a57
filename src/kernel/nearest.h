/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nearest.h - the symbol nearest to an address, of many that are looked at. */
#ifndef MEMMAP_KERNEL_NEAREST_H
#define MEMMAP_KERNEL_NEAREST_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct nearest - the symbol of an address
 * @virt_addr: the address
 * @start: the last symbol at or below it; 0 until one was found
 * @above: the first symbol above it; ABSENT until one was found
 * @name: the name of the one below; borrowed
 */
struct nearest {
	uint64_t virt_addr;
	uint64_t start, above;
	const char *name;
};

/**
 * nearest_add() - look at one more symbol
 * @nearest: the symbol so far
 * @address: where the other one is
 * @name: its name; kept when it is nearer
 *
 * Of several with one address the first counts, as it does for the kernel.
 */
void nearest_add(struct nearest *nearest, uint64_t address, const char *name);

/**
 * nearest_print() - write a symbol as sprint_symbol() does
 * @nearest: the symbol; there must be one
 * @end: where it ends; left out when that makes no sense
 * @module: the module, or ""
 * @ret: where to
 * @size: room at @ret
 */
void nearest_print(const struct nearest *nearest, uint64_t end, const char *module, char *ret,
		   size_t size);

#endif
