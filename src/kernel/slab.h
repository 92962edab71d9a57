/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slab.h - objects of slab caches. */
#ifndef MEMMAP_KERNEL_SLAB_H
#define MEMMAP_KERNEL_SLAB_H

#include "kernel/owner_finder.h"

/**
 * owner_slab() - the owner of an address in a slab
 * @finder: the finder
 * @linear: the address in the direct map
 * @frame: its frame, which is a slab's
 * @ret: filled
 */
void owner_slab(struct owner_finder *finder, uint64_t linear, const struct memmap_frame *frame,
		struct owner *ret);

#endif
