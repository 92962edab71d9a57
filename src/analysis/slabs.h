/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slabs.h - join what /proc/slabinfo and /sys/kernel/slab say about the slab caches. */
#ifndef MEMMAP_ANALYSIS_SLABS_H
#define MEMMAP_ANALYSIS_SLABS_H

#include "base/root.h"
#include "model/slab.h"

/**
 * struct slabs_wanted - what to find out
 * @facts: SLAB_SYSFS_* bits
 * @names: directories and aliases too
 * @cache: only the cache that goes by this name, or NULL for all
 * @page_bytes: size of a page
 */
struct slabs_wanted {
	unsigned int facts;
	bool names;
	const char *cache;
	uint64_t page_bytes;
};

/**
 * slabs_read() - read the slab caches from the sources there are
 * @root: where from
 * @wanted: what to find out
 * @ret: the caches, to be released with slab_cache_array_clear()
 * @missing: filled when one source could not be read, with what is not known for lack of it
 * @err: filled on failure: neither source can be read, or there is no such cache
 *
 * /proc/slabinfo is one file and so of about one moment: counts are taken from it where it can be
 * read, from /sys/kernel/slab else, and everything else from there.
 *
 * Return: 0 or -errno.
 */
int slabs_read(const struct root *root, const struct slabs_wanted *wanted,
	       struct slab_cache_array *ret, struct error *missing, struct error *err) _must_check_;

/**
 * slabs_total() - what reclaimable caches, others, and all come to
 * @caches: the caches
 * @meminfo: the text of /proc/meminfo, or NULL
 * @ret: the totals
 *
 * Return: how many: all three, or the last one alone where nobody knows which are reclaimable.
 */
size_t slabs_total(const struct slab_cache_array *caches, const char *meminfo,
		   struct slab_total ret[3]);

#endif
