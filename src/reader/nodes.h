/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nodes.h - read /sys/devices/system/node. */
#ifndef MEMMAP_READER_NODES_H
#define MEMMAP_READER_NODES_H

#include "base/root.h"
#include "model/memory.h"
#include "model/node.h"

/**
 * nodes_read() - read which nodes there are and how far they are apart
 * @root: the root
 * @zones: the zones, whose nodes there must be
 * @ret: the nodes, to be released with numa_nodes_clear()
 * @err: filled on failure
 *
 * A kernel without CONFIG_NUMA has no such directory: that is one node. Neither has a copy of /proc
 * alone, whose zones may have several: their distances are not known, and all the same.
 *
 * Return: 0, or 1 when distances are not known, or -errno.
 */
int nodes_read(const struct root *root, const struct zone_array *zones, struct numa_nodes *ret,
	       struct error *err) _must_check_;

/**
 * nodes_with_memory() - read which nodes have memory
 * @root: the root
 * @ret: by node
 * @err: filled on failure; a kernel without CONFIG_NUMA has no such file
 *
 * Return: 0 or -errno.
 */
int nodes_with_memory(const struct root *root, bool ret[MAX_NODES], struct error *err) _must_check_;

/**
 * node_list_parse() - read a list of numbers as the kernel prints it: "0-1,4"
 * @text: the list
 * @ret: true for each number in it
 *
 * Return: 0, or -EINVAL for anything else and for numbers from MAX_NODES on.
 */
int node_list_parse(const char *text, bool ret[MAX_NODES]) _must_check_;

#endif
