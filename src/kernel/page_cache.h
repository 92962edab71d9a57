/* SPDX-License-Identifier: GPL-2.0-or-later */
/* page_cache.h - pages of files. */
#ifndef MEMMAP_KERNEL_PAGE_CACHE_H
#define MEMMAP_KERNEL_PAGE_CACHE_H

#include "kernel/owner_finder.h"

/**
 * owner_page_cache() - the owner of a frame, if that is a file
 * @finder: the finder
 * @frame: the frame
 * @is_sure: it is a file's, but which one may stay unknown
 * @ret: filled if so
 *
 * Return: whether it is.
 */
bool owner_page_cache(struct owner_finder *finder, const struct memmap_frame *frame, bool is_sure,
		      struct owner *ret);

#endif
