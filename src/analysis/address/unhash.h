/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unhash.h - find out where the areas of a hashed /proc/vmallocinfo lie. */
#ifndef MEMMAP_ANALYSIS_UNHASH_H
#define MEMMAP_ANALYSIS_UNHASH_H

#include "backend/backend.h"
#include "model/memory.h"

/**
 * unhash_areas() - turn hashed lines into areas
 * @backend: tells what is mapped, and what the kernel prints for an address
 * @areas: from vmallocinfo_parse(); lines that are found move from @hashed_items to @items, which
 * stay sorted; what is left in @hashed_items could not be found, which is all when @hidden
 * @err: filled on failure; @areas is valid then too
 *
 * A line belongs to an address whose hash is its start hash and behind which, after as many bytes
 * as the line says, lies an address with its end hash: 64 bits in all, so that chance plays no
 * part. Tried are where mapped runs of the vmalloc and modules regions begin and where the areas
 * found so far end. While a line is left that should have a mapping, all pages outside known areas
 * are tried too, with some unmapped ones in front of each run. Lines that stay are of areas with
 * nothing mapped in or in front of them, "unpurged" ones most of all.
 *
 * Memory use does not depend on how much is mapped.
 *
 * Return: 0 or -errno.
 */
int unhash_areas(struct backend *backend, struct vmap_area_array *areas,
		 struct error *err) _must_check_;

#endif
