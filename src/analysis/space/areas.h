/* SPDX-License-Identifier: GPL-2.0-or-later */
/* areas.h - vmalloc areas joined with the page tables, in groups and altogether. */
#ifndef MEMMAP_ANALYSIS_AREAS_H
#define MEMMAP_ANALYSIS_AREAS_H

#include "analysis/address/extents.h"
#include "model/area.h"

/**
 * struct area_usages - the areas of one moment
 * @items: areas sorted by address, then those whose addresses are not known
 * @nr: how many
 * @nr_located: how many have addresses
 * @totals: of all
 */
struct area_usages {
	struct area_usage *items;
	size_t nr, nr_located;
	struct area_totals totals;
};

/**
 * area_guard_bytes() - size of the guard page that the size of an area counts
 * @areas: all areas
 * @area: one of them
 * @page_bytes: size of a page
 *
 * vmallocinfo does not say which areas have one: all do but blocks of vm_map_ram(), per-CPU chunks,
 * what arm maps at boot, and areas whose pages take all of it.
 *
 * Return: bytes, 0 for none.
 */
uint64_t area_guard_bytes(const struct vmap_area_array *areas, const struct vmap_area *area,
			  uint64_t page_bytes);

/**
 * area_usages_init() - what /proc/vmallocinfo alone says
 * @areas: its lines; borrowed by @ret
 * @page_bytes: size of a page
 * @ret: the areas without physical facts; release them with area_usages_clear()
 * @err: filled on failure
 *
 * The size of an area does not count its guard page, see area_guard_bytes().
 *
 * Return: 0 or -errno.
 */
int area_usages_init(const struct vmap_area_array *areas, uint64_t page_bytes,
		     struct area_usages *ret, struct error *err) _must_check_;

/**
 * area_usages_clear() - free the areas
 * @usages: may be zeroed
 */
void area_usages_clear(struct area_usages *usages);

/**
 * area_usages_walk() - add what the page tables say
 * @usages: from area_usages_init()
 * @backend: how to walk
 * @progress: called after each step with the bytes walked so far; may be NULL
 * @context: passed to @progress
 * @err: filled on failure
 *
 * Walks vmalloc space and the modules' region once, whatever the number of areas, and joins what is
 * mapped with the areas as it comes.
 *
 * Return: 0 or -errno.
 */
int area_usages_walk(struct area_usages *usages, struct backend *backend,
		     void (*progress)(uint64_t done_bytes, void *context), void *context,
		     struct error *err) _must_check_;

/**
 * area_usages_name_modules() - find out whose memory the areas of the modules' region are
 * @usages: the areas
 * @backend: names addresses
 * @err: filled on failure
 *
 * A module's own memory is allocated by the kernel, whose function is the caller therefore. An area
 * in which several modules lie (x86 since v6.13, 5185e7f9f3bd) remains the kernel's.
 *
 * Return: 0 or -errno.
 */
int area_usages_name_modules(struct area_usages *usages, struct backend *backend,
			     struct error *err) _must_check_;

/**
 * area_usages_name_freed() - find out which areas freed init code of modules made
 * @usages: the areas
 * @root: where they are from
 * @err: filled on failure
 *
 * The kernel has an address for their caller and no symbol any more: their module becomes known.
 *
 * Return: 0 or -errno.
 */
int area_usages_name_freed(struct area_usages *usages, const struct root *root,
			   struct error *err) _must_check_;

/**
 * area_usages_find() - the area that holds an address
 * @usages: the areas
 * @virt_addr: the address; the guard page belongs to its area
 *
 * Return: the area, borrowed from @usages, or NULL.
 */
const struct area_usage *area_usages_find(const struct area_usages *usages, uint64_t virt_addr);

/**
 * area_usages_sum() - fill the totals but for what area_usages_walk() finds outside of areas
 * @usages: the areas
 */
void area_usages_sum(struct area_usages *usages);

/**
 * area_usages_drop_unpurged() - forget the areas that were freed and wait to be purged
 * @usages: the areas; their totals stay as they are
 */
void area_usages_drop_unpurged(struct area_usages *usages);

/**
 * area_usages_keep_module() - forget the areas that are not a module's memory and not made by it
 * @usages: the areas; their totals stay as they are
 * @name: its name; dashes stand for underscores, too
 */
void area_usages_keep_module(struct area_usages *usages, const char *name);

/* What area_usages_group() takes, NULL-terminated: "caller", "module" and "kind". */
extern const char *const area_groupings[];

/**
 * area_usages_group() - put areas together that have something in common
 * @usages: the areas; their order changes
 * @by: one of area_groupings
 * @ret: the groups, largest first, to be freed by the caller; their names are borrowed from @usages
 * @nr: how many
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int area_usages_group(struct area_usages *usages, const char *by, struct area_group **ret,
		      size_t *nr, struct error *err) _must_check_;

#endif
