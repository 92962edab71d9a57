/* SPDX-License-Identifier: GPL-2.0-or-later */
/* io.h - physical resources, each with the kernel's mappings of it. */
#ifndef MEMMAP_ANALYSIS_IO_H
#define MEMMAP_ANALYSIS_IO_H

#include "analysis/address/sources.h"
#include "model/io.h"

/**
 * struct io_tree - resources in the order of their file, with mappings
 * @items: the resources; mappings of what is no resource stand in a last one without name
 * @nr: how many
 * @mappings: all mappings by virtual address
 * @nr_mappings: how many
 */
struct io_tree {
	struct io_resource *items;
	size_t nr;
	struct io_mapping *mappings;
	size_t nr_mappings;
};

/**
 * io_tree_add() - add the resources of a file
 * @tree: zeroed at first; release it with io_tree_clear(), on failure too
 * @resources: the resources; borrowed
 * @space: "mem" or "port"
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int io_tree_add(struct io_tree *tree, const struct mem_resource_array *resources, const char *space,
		struct error *err) _must_check_;

/**
 * io_tree_map() - find what the kernel has mapped and hang it into the tree
 * @tree: has the resources of /proc/iomem, and no others yet
 * @sources: page tables, without which areas alone tell of mappings, and areas
 * @page_bytes: size of a page
 * @err: filled on failure
 *
 * The direct map and the kernel image show everything they map; other regions what is no RAM, and
 * what ioremap() made. A mapping that goes through several resources is shown in each, cut to it;
 * one within a resource is shown in the innermost one that has all its pages.
 *
 * Return: 0 or -errno.
 */
int io_tree_map(struct io_tree *tree, struct sources *sources, uint64_t page_bytes,
		struct error *err) _must_check_;

/**
 * io_tree_keep_mapped() - leave out what has no mapping, itself or within it
 * @tree: the tree
 */
void io_tree_keep_mapped(struct io_tree *tree);

/**
 * io_tree_clear() - free a tree
 * @tree: may be zeroed
 */
void io_tree_clear(struct io_tree *tree);

#endif
