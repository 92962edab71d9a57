/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmallocinfo.h - read /proc/vmallocinfo. */
#ifndef MEMMAP_READER_VMALLOCINFO_H
#define MEMMAP_READER_VMALLOCINFO_H

#include "base/root.h"
#include "model/memory.h"

/**
 * vmallocinfo_parse() - parse the text of /proc/vmallocinfo
 * @text: the text; it is cut up
 * @ret: the areas sorted by address, to be released with vmap_area_array_clear()
 * @err: filled on failure
 *
 * Since 6.9 (d093602919ad) areas come unsorted. Addresses are printed with %pK: hashed with
 * kptr_restrict=0 even for root, zero with 2. Hashes are told from addresses because a real area
 * is page aligned and as long as its size column says; @ret then has @hashed_items, for
 * unhash_areas() to find out where they lie, and no others. With zeros it has the same, though
 * nothing can be found out from them.
 *
 * Source: s_show() and vmalloc_info_show() in mm/vmalloc.c.
 *
 * Return: 0 or -errno.
 */
int vmallocinfo_parse(char *text, struct vmap_area_array *ret, struct error *err) _must_check_;

/**
 * vmallocinfo_sum() - how many areas there are, and how large they are together
 * @text: the text of /proc/vmallocinfo
 * @ret_nr_areas: how many
 * @ret_size_bytes: their sizes, guard pages included
 * @err: filled on failure
 *
 * Sizes are right whatever is shown instead of addresses, so this is all that many need.
 *
 * Return: 0 or -errno.
 */
int vmallocinfo_sum(const char *text, uint64_t *ret_nr_areas, uint64_t *ret_size_bytes,
		    struct error *err) _must_check_;

/**
 * vmallocinfo_read() - read and parse /proc/vmallocinfo
 * @root: where from
 * @ret: the areas, to be released with vmap_area_array_clear()
 * @err: filled on failure
 *
 * Context: mode 0400; real addresses need CAP_SYSLOG and kptr_restrict=1.
 *
 * Return: 0 or -errno.
 */
int vmallocinfo_read(const struct root *root, struct vmap_area_array *ret,
		     struct error *err) _must_check_;

#endif
