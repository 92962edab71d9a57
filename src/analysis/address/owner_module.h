/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner_module.h - memory of modules, by the symbol and by what sysfs says of their sections. */
#ifndef MEMMAP_ANALYSIS_OWNER_MODULE_H
#define MEMMAP_ANALYSIS_OWNER_MODULE_H

#include "kernel/owner_finder.h"
#include "reader/freed_init.h"

/**
 * owner_module() - the owner of an address in a module or BPF program
 * @finder: the finder
 * @virt_addr: the address
 * @area: its vmalloc area, or NULL
 * @symbol: its symbol, with a module in brackets
 * @ret: filled
 *
 * Return: whether the symbol names a module.
 */
bool owner_module(struct owner_finder *finder, uint64_t virt_addr, const struct vmap_area *area,
		  const char *symbol, struct owner *ret);

/**
 * owner_freed_init() - the owner of an address where nothing is mapped, if that was a module
 * @finder: the finder
 * @virt_addr: the address, where modules are loaded
 * @ret: filled if so
 *
 * Return: whether it may be init code that was freed.
 */
bool owner_freed_init(struct owner_finder *finder, uint64_t virt_addr, struct owner *ret);

/**
 * owner_freed_init_caller() - the init code that made a vmalloc area, freed since
 * @finder: the finder
 * @caller: the area's caller
 *
 * Return: it, or NULL.
 */
const struct freed_init *owner_freed_init_caller(struct owner_finder *finder, const char *caller);

#endif
