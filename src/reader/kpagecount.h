/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kpagecount.h - read /proc/kpagecount. */
#ifndef MEMMAP_READER_KPAGECOUNT_H
#define MEMMAP_READER_KPAGECOUNT_H

#include <stdint.h>

#include "base/root.h"

/**
 * kpagecount_read() - how often a page frame is mapped into user address spaces
 * @root: where from
 * @pfn: page frame number
 * @ret: the count; ABSENT for a frame behind the end of the file
 * @err: filled on failure
 *
 * Context: the file is mode 0400, and needs CONFIG_PROC_PAGE_MONITOR.
 * Source: kpagecount_read() in fs/proc/page.c.
 *
 * Return: 0 or -errno.
 */
int kpagecount_read(const struct root *root, uint64_t pfn, uint64_t *ret,
		    struct error *err) _must_check_;

#endif
