/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gfp_text.h - what a mask of GFP flags says: as a set, and as the kernel prints it. */
#ifndef MEMMAP_MODEL_GFP_TEXT_H
#define MEMMAP_MODEL_GFP_TEXT_H

#include "model/gfp.h"

/**
 * gfp_set_of() - the flags in a mask
 * @bits: the kernel's bits
 * @mask: the mask
 * @ret_unknown: bits that are no flag there, nor one of those that are gone
 *
 * Return: a set of 1 << enum memmap_gfp, with what goes without saying in kernels before 4.4.
 */
uint64_t gfp_set_of(const struct gfp_bits *bits, uint32_t mask, uint32_t *ret_unknown);

/**
 * gfp_text() - write a mask as the kernel's %pGg does: the largest words first, the rest as a
 * number
 * @bits: the kernel's bits
 * @mask: the mask
 * @ret: the text; for 0 "none", as traces have it
 *
 * Flags that the kernel's own table lacks are named all the same: __GFP_NOLOCKDEP,
 * __GFP_NO_OBJ_EXT.
 */
void gfp_text(const struct gfp_bits *bits, uint32_t mask, char ret[GFP_TEXT_BYTES]);

#endif
