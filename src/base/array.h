/* SPDX-License-Identifier: GPL-2.0-or-later */
/* array.h - growing an array of items. */
#ifndef MEMMAP_BASE_ARRAY_H
#define MEMMAP_BASE_ARRAY_H

#include "base/error.h"

/**
 * array_grow() - make room for one more item
 * @items: pointer to the array pointer, reallocated as needed
 * @nr: items in use
 * @item_bytes: size of an item
 * @err: filled on failure
 *
 * Room grows to powers of two, so no capacity needs to be kept: the array is full whenever @nr is
 * zero or a power of two.
 *
 * Return: 0 or -ENOMEM; the array stays as it was on failure.
 */
int array_grow_(void **items, size_t nr, size_t item_bytes, struct error *err) _must_check_;
#define array_grow(items, nr, err) array_grow_((void **)(items), nr, sizeof(**(items)), err)

#endif
