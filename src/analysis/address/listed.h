/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listed.h - the vmalloc areas as the kernel's own list has them, where its file hides them. */
#ifndef MEMMAP_ANALYSIS_LISTED_H
#define MEMMAP_ANALYSIS_LISTED_H

#include "backend/backend.h"
#include "model/memory.h"

/**
 * listed_areas() - replace lines without addresses by the areas of the kernel's list
 * @backend: tells the areas
 * @areas: from vmallocinfo_parse(), hashed or hidden; left as it is on failure, unless memory lacks
 * @err: filled on failure
 *
 * The list tells neither the kind of an area nor the nodes of its pages. The lines do: an area has
 * the kind that all lines of its size, pages, physical address and caller have, else "other", and
 * the nodes that all of them have, else none. And they are the proof that the list was understood:
 * most of it must fit lines, and most lines it, but for areas that were freed. Where the list has
 * none of those, their lines stay without an address.
 *
 * Return: 0 or -errno.
 */
int listed_areas(struct backend *backend, struct vmap_area_array *areas,
		 struct error *err) _must_check_;

#endif
