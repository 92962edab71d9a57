/* SPDX-License-Identifier: GPL-2.0-or-later */
/* freed_init.h - code that modules needed to load, and that is gone since. */
#ifndef MEMMAP_READER_FREED_INIT_H
#define MEMMAP_READER_FREED_INIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/root.h"

/* Room for the name of a module: the kernel's MODULE_NAME_LEN. */
#define FREED_INIT_NAME_BYTES 64

/**
 * struct freed_init - a module that is loaded
 * @module: its name
 * @base: where what stays of it begins; 0 where that is hidden
 * @start: where its section .init.text began, which was freed; 0 where it had none, or has it still
 */
struct freed_init {
	char module[FREED_INIT_NAME_BYTES];
	uint64_t base, start;
};

/**
 * struct freed_inits - all modules, read when the first is asked for
 * @read: reading was tried
 * @items: the modules
 * @nr: how many
 */
struct freed_inits {
	bool read;
	struct freed_init *items;
	size_t nr;
};

/**
 * freed_inits_clear() - free the modules
 * @inits: may be zeroed
 */
void freed_inits_clear(struct freed_inits *inits);

/**
 * freed_inits_find() - the module whose init code an address was
 * @inits: the modules, or zeroed
 * @root: where /proc/modules and sysfs are
 * @virt_addr: the address, where nothing is mapped any more
 *
 * Once a module is live, the kernel frees what its init function and that alone needed, but sysfs
 * goes on to tell where it was. How long it was nobody tells any more; who makes memory in an init
 * function has an address in there.
 *
 * Return: the one that began next below it, so near that it may have reached to the address; else
 * NULL. Borrowed from @inits.
 */
const struct freed_init *freed_inits_find(struct freed_inits *inits, const struct root *root,
					  uint64_t virt_addr);

/**
 * freed_inits_caller() - the same for who made something
 * @inits: the modules, or zeroed
 * @root: where /proc/modules and sysfs are
 * @caller: what the kernel prints: without a symbol, the address; may be NULL
 *
 * Return: NULL, too, where the caller has a symbol.
 */
const struct freed_init *freed_inits_caller(struct freed_inits *inits, const struct root *root,
					    const char *caller);

#endif
