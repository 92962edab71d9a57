/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slabinfo.h - read /proc/slabinfo. */
#ifndef MEMMAP_READER_SLABINFO_H
#define MEMMAP_READER_SLABINFO_H

#include "base/root.h"
#include "model/slab.h"

/**
 * slabinfo_parse() - parse the text of /proc/slabinfo
 * @text: the text; it is cut up
 * @ret: the caches, to be released with slab_cache_array_clear()
 * @err: filled on failure
 *
 * What its column <objsize> shows is the slot: the object with what the allocator adds to it.
 *
 * Source: print_slabinfo_header() and cache_show() in mm/slab_common.c, version 2.1.
 *
 * Return: 0 or -errno.
 */
int slabinfo_parse(char *text, struct slab_cache_array *ret, struct error *err) _must_check_;

/**
 * slabinfo_read() - read and parse /proc/slabinfo
 * @root: where from
 * @ret: the caches, to be released with slab_cache_array_clear()
 * @err: filled on failure
 *
 * The file is root's, and is missing without CONFIG_SLUB_DEBUG and with CONFIG_SLUB_TINY.
 *
 * Return: 0 or -errno.
 */
int slabinfo_read(const struct root *root, struct slab_cache_array *ret,
		  struct error *err) _must_check_;

#endif
