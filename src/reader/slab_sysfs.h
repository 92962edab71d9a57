/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * slab_sysfs.h - read /sys/kernel/slab: a directory for each slab cache, with a file for each fact.
 *
 * Opening a file costs more than reading it and there are some thirty for each of some two hundred
 * caches, so whoever asks says which facts are needed.
 */
#ifndef MEMMAP_READER_SLAB_SYSFS_H
#define MEMMAP_READER_SLAB_SYSFS_H

#include "base/root.h"
#include "model/slab.h"

/* Facts to read. */
#define SLAB_SYSFS_OBJECT  (1 << 0) /* size of an object */
#define SLAB_SYSFS_RECLAIM (1 << 1) /* whether it is reclaimable */
#define SLAB_SYSFS_FLAGS   (1 << 2) /* all flags */
#define SLAB_SYSFS_DETAILS (1 << 3) /* alignment, usercopy, constructor */
#define SLAB_SYSFS_NODES   (1 << 4) /* counts for each node */
#define SLAB_SYSFS_COUNTS  (1 << 5) /* what /proc/slabinfo says */

/**
 * struct slab_sysfs - the directory
 * @root: where it is; borrowed; NULL where there is none
 */
struct slab_sysfs {
	const struct root *root;
};

/**
 * slab_sysfs_open() - find the directory
 * @root: where it is
 * @ret: the directory
 * @err: filled on failure
 *
 * It is missing with CONFIG_SLUB_TINY, with the SLAB allocator (removed in 6.8, 16a1d968358a) and
 * without CONFIG_SYSFS.
 *
 * Return: 0 or -errno.
 */
int slab_sysfs_open(const struct root *root, struct slab_sysfs *ret,
		    struct error *err) _must_check_;

/**
 * slab_sysfs_list() - find the directory and the aliases of each cache, and caches not known yet
 * @sysfs: the directory
 * @caches: caches of /proc/slabinfo, or none
 * @err: filled on failure
 *
 * Caches of the same layout are merged: their names are symbolic links to one directory, whose own
 * name begins with a colon.
 *
 * Return: 0 or -errno.
 */
int slab_sysfs_list(const struct slab_sysfs *sysfs, struct slab_cache_array *caches,
		    struct error *err) _must_check_;

/**
 * slab_sysfs_fill() - read facts about a cache
 * @sysfs: the directory
 * @cache: the cache; what it knows already stays
 * @facts: SLAB_SYSFS_* bits
 * @err: filled on failure
 *
 * A file that does not exist leaves its fact unknown: kernels differ, and caches go.
 *
 * Return: 0 or -errno.
 */
int slab_sysfs_fill(const struct slab_sysfs *sysfs, struct slab_cache *cache, unsigned int facts,
		    struct error *err) _must_check_;

/**
 * slab_sysfs_parse() - understand one file of a cache's directory
 * @file: its name
 * @text: what it says
 * @cache: filled
 *
 * Return: 0, -EINVAL when it is not understood, -ENOENT for a file that is not needed, or -ENOMEM.
 */
int slab_sysfs_parse(const char *file, const char *text, struct slab_cache *cache) _must_check_;

#endif
