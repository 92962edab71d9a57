/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zfs.h - what OpenZFS, a module of others, says of the memory that it takes. */
#ifndef MEMMAP_READER_ZFS_H
#define MEMMAP_READER_ZFS_H

#include <stdint.h>

#include "base/root.h"

/**
 * kstat_value() - a number of one of its tables, lines of "name type value"
 * @text: the table
 * @name: of the number
 *
 * Return: the number, or ABSENT.
 */
uint64_t kstat_value(const char *text, const char *name);

/**
 * zfs_arc_bytes() - size of its cache, the ARC
 * @root: where from
 *
 * Return: bytes, whatever they are taken from: slab caches, vmalloc or pages; ABSENT without ZFS.
 */
uint64_t zfs_arc_bytes(const struct root *root);

/**
 * zfs_page_bytes() - what it took from the page allocator itself for buffers (scatter ABDs)
 * @root: where from
 *
 * Nothing in /proc/meminfo counts these.
 *
 * Return: bytes, or ABSENT without ZFS and before its 0.7.
 */
uint64_t zfs_page_bytes(const struct root *root);

#endif
