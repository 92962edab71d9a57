/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gfp_history.h - which bits GFP flags had in kernels of the past, and flags that are gone. */
#ifndef MEMMAP_MODEL_GFP_HISTORY_H
#define MEMMAP_MODEL_GFP_HISTORY_H

#include "model/gfp.h"

/**
 * struct gfp_gone_word - a word that newer kernels do not have
 * @name: as old kernels print it
 * @from: the first release with it, from 3.0 on
 * @until: the first release without it
 * @mask: its bit; 0 where it is one of those that struct gfp_bits has, or several
 * @set: what it asks for in words of today; empty where there is nothing like it
 * @meaning: one line
 */
struct gfp_gone_word {
	const char *name;
	struct release from, until;
	uint32_t mask;
	uint64_t set;
	const char *meaning;
};

/* They are entries of gfp_bits.gone_masks, in this order. */
extern const struct gfp_gone_word gfp_gone_words[GFP_NR_GONE];

/**
 * gfp_find_gone() - look a word up that is gone
 * @name: its name
 * @length: of @name
 *
 * Return: its place in gfp_gone_words, or -1.
 */
int gfp_find_gone(const char *name, size_t length);

/**
 * gfp_has_gone() - whether a kernel is old enough to have a word that is gone
 * @bits: the kernel's bits
 * @gone: its place in gfp_gone_words
 */
bool gfp_has_gone(const struct gfp_bits *bits, int gone);

/**
 * gfp_flag_name() - what a kernel calls a flag
 * @bits: the kernel's bits
 * @word: enum memmap_gfp
 */
const char *gfp_flag_name(const struct gfp_bits *bits, int word);

/**
 * gfp_assume() - take the bits that kernels of a release have, where no kernel can be asked
 * @bits: filled; @bits->from says that they are assumed and of what
 * @release: the release; an unknown one is taken for the newest
 *
 * Bits that depend on the configuration (KASAN, lockdep, object extensions) are left out. Those of
 * releases before 3.0 are not known: @bits->unknown.
 */
void gfp_assume(struct gfp_bits *bits, struct release release);

#endif
