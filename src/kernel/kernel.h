/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel.h - the running kernel's own data: names, vmalloc areas and page frames.
 *
 * A back end that knows them better than who reads memory is asked, as the helper module is; for
 * one that can but read, they are read here. What is learned on the way stays with the back end.
 */
#ifndef MEMMAP_KERNEL_KERNEL_H
#define MEMMAP_KERNEL_KERNEL_H

#include "arch/arch.h"
#include "backend/backend.h"
#include "reader/memory.h"

/**
 * struct kernel - a kernel whose memory is read
 * @root: where its /proc and /sys are; borrowed
 * @backend: reads it; borrowed
 * @memory: its memory; borrowed, NULL where the back end cannot read
 * @found: where in it the image and the struct pages are; borrowed, or NULL
 * @symbols: of symbols.c; NULL until needed, as are the following
 * @modules: of modules.c
 * @module_list: of module_list.c
 * @struct_pages: of struct_pages.c
 * @variables: of variables.c, their addresses
 * @per_cpu_offsets: what turns a per-CPU pointer into the address for each CPU
 * @nr_cpus: CPUs that the kernel has room for; entries of @per_cpu_offsets
 */
struct kernel {
	const struct root *root;
	struct backend *backend;
	const struct memory *memory;
	const struct arch_space *found;
	struct symbols *symbols;
	struct modules *modules;
	struct module_list *module_list;
	struct struct_pages *struct_pages;
	uint64_t *variables;
	uint64_t *per_cpu_offsets;
	size_t nr_cpus;
};

/**
 * kernel_of() - what is known of a kernel through a back end
 * @backend: the back end; it owns the result
 *
 * Return: the kernel, or NULL without memory.
 */
struct kernel *kernel_of(struct backend *backend);

/**
 * kernel_reader() - find a way to read a kernel's memory
 * @root: the system
 * @backend: used when it can read, else another one is opened; may be NULL
 * @own: the other one, to be released with backend_close(); or NULL
 * @ret: the kernel, borrowed from the back end
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_reader(const struct root *root, struct backend *backend, struct backend **own,
		  struct kernel **ret, struct error *err) _must_check_;

/**
 * kernel_frames() - facts about page frames, see struct memmap_frame
 * @backend: the back end
 * @frames: zeroed but for their pfn
 * @nr: at most MEMMAP_MAX_ITEMS
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
		  struct error *err) _must_check_;

/**
 * kernel_symbol() - name an address: "symbol+0xoff/0xsize [module]"
 * @backend: the back end
 * @virt_addr: the address
 * @ret: the name; empty when the address belongs to no symbol
 * @size: room at @ret
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		  struct error *err) _must_check_;

/**
 * kernel_knows_areas() - whether it is worth to ask for the vmalloc areas
 * @backend: the back end, or NULL
 */
bool kernel_knows_areas(const struct backend *backend);

/**
 * kernel_areas() - the vmalloc areas, from the kernel's own list
 * @backend: the back end
 * @ret: the areas sorted by address, to be released with vmap_area_array_clear(). Their kind is
 * "vm_map_ram", "unpurged" or, as all the others are told apart by bits that are known to the
 * kernel's build alone, "other"
 * @err: filled on failure; ERROR_HIDDEN when this back end cannot tell
 *
 * Return: 0 or -errno.
 */
int kernel_areas(struct backend *backend, struct vmap_area_array *ret,
		 struct error *err) _must_check_;

#endif
