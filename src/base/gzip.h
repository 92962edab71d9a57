/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gzip.h - unpack what the kernel packed. */
#ifndef MEMMAP_BASE_GZIP_H
#define MEMMAP_BASE_GZIP_H

#include <stddef.h>

/**
 * gzip_unpack() - unpack a text
 * @packed: a gzip file
 * @size: of it
 * @max_size: the largest text that is taken
 *
 * Return: the text, to be freed by the caller; NULL when it is no gzip file, larger than @max_size,
 * or cut off.
 */
char *gzip_unpack(const void *packed, size_t size, size_t max_size);

#endif
