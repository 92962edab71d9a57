/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gfp.h - the words of <linux/gfp_types.h> and what they mean, apart from the bits that a kernel
 * gives them.
 */
#ifndef MEMMAP_MODEL_GFP_H
#define MEMMAP_MODEL_GFP_H

#include <stdbool.h>

#include <uapi/memmap.h>

#include "model/release.h"
#include "model/value.h"

/* The first word that stands for several flags; those before it are flags. */
#define GFP_FIRST_COMPOSITE MEMMAP_GFP_TRANSHUGE

/* A set of flags, independent of the bits of any kernel. */
#define GFP_SET(word) (1ULL << MEMMAP_GFP_##word)

/**
 * struct gfp_word - one word
 * @name: as the kernel prints it
 * @alias: what else it is called in the source, or NULL
 * @meaning: one line
 * @set: the flags it stands for, its own included: a set of 1 << enum memmap_gfp
 */
struct gfp_word {
	const char *name, *alias, *meaning;
	uint64_t set;
};

/* The words by enum memmap_gfp. */
extern const struct gfp_word gfp_words[MEMMAP_NR_GFP];

/* Words that newer kernels do not have, see gfp_gone_words; some have a name here. */
enum gfp_gone { GFP_GONE_WAIT, GFP_GONE_NO_KSWAPD, GFP_NR_GONE = 10 };

/**
 * struct gfp_bits - what one kernel makes of the words
 * @masks: its gfp_t for each word; 0 for one that it does not have
 * @gone_masks: likewise, for each of gfp_gone_words
 * @release: of the kernel, where that is known
 * @unknown: the bits are not known, and those here are others
 * @has_wait: it is a kernel before 4.4, whose __GFP_WAIT stands in for __GFP_DIRECT_RECLAIM: what
 * may not wait is atomic, and what does not say __GFP_NO_KSWAPD wakes kswapd
 * @by_bit: it names the flags in a mask in the order of their bits
 * @atomic_flag_rules: only __GFP_ATOMIC may use the reserves of urgent requests, not all that is
 * __GFP_HIGH and cannot sleep; see gfp_complete()
 * @from: where that is known from: "btf", "tracefs", "module", "assumed: …" or "unknown: …"
 */
struct gfp_bits {
	uint32_t masks[MEMMAP_NR_GFP];
	uint32_t gone_masks[GFP_NR_GONE];
	struct release release;
	bool unknown, has_wait;
	bool by_bit;
	bool atomic_flag_rules;
	char from[64];
};

/**
 * gfp_find() - look a word up
 * @name: its name or alias
 * @length: of @name
 *
 * Return: enum memmap_gfp or -1.
 */
int gfp_find(const char *name, size_t length);

/**
 * gfp_complete() - work the words that stand for several flags out of those flags
 * @bits: the flags are filled; words that are not 0 stay as they are
 * @release: release of the kernel, for what changed its meaning
 */
void gfp_complete(struct gfp_bits *bits, struct release release);

/**
 * gfp_mask_of() - the mask of a set of flags
 * @bits: the kernel's bits
 * @set: set of 1 << enum memmap_gfp; flags that the kernel does not have count for nothing
 */
uint32_t gfp_mask_of(const struct gfp_bits *bits, uint64_t set);

/* Room for the text of any mask. */
#define GFP_TEXT_BYTES 640

/* The most zones that one request may try: those of all nodes. */
#define GFP_MAX_ZONES 64

/**
 * struct gfp_flag - a flag of a request
 * @name: as the kernel prints it
 * @mask: its bits; ABSENT where they are not known
 * @meaning: one line
 */
struct gfp_flag {
	const char *name;
	uint64_t mask;
	const char *meaning;
};

/**
 * struct gfp_zone - a zone that a request may be served from
 * @node: NUMA node
 * @zone: name of the zone
 * @free_pages: free pages there
 */
struct gfp_zone {
	int node;
	const char *zone;
	uint64_t free_pages;
};

/**
 * enum min_rule - what __zone_watermark_ok() leaves of the min watermark
 * @MIN_WHOLE: all of it
 * @MIN_HARDER: three quarters, for who cannot sleep (ALLOC_HARDER, ALLOC_NON_BLOCK)
 * @MIN_HIGH: half, for __GFP_HIGH (ALLOC_HIGH, ALLOC_MIN_RESERVE)
 * @MIN_HIGH_HARDER: three quarters of that half
 * @MIN_NONE: nothing, for __GFP_MEMALLOC (ALLOC_NO_WATERMARKS)
 * @NR_MIN_RULES: how many
 */
enum min_rule { MIN_WHOLE, MIN_HARDER, MIN_HIGH, MIN_HIGH_HARDER, MIN_NONE, NR_MIN_RULES };

/**
 * struct gfp_request - everything there is to say about one set of GFP flags
 * @operand: what was asked for; borrowed
 * @mask: the mask; ABSENT where its bits are not known
 * @text: as the kernel prints it
 * @flags: the flags in it
 * @nr_flags: entries of @flags
 * @unknown_bits: bits that are no flag of this kernel; ABSENT when there are none
 * @use: what it is for, or NULL for a mixture without a name
 * @context: where code may ask for it: it may sleep or not
 * @may_sleep: it may reclaim memory itself
 * @wakes_kswapd: it wakes kswapd when memory is low
 * @may_io: reclaim may start I/O
 * @may_fs: reclaim may call into file systems
 * @reserves: how far it may use what is kept back below the min watermark: "none", "part", "all"
 * @min_rule: how much of the min watermark it must leave
 * @min_share: the same in thousandths, for who reads it
 * @fails: when it fails
 * @migratetype: which blocks it comes from: "Unmovable", "Movable", "Reclaimable"; NULL if invalid
 * @slab: kmalloc() and its kin take it
 * @highest_zone: the first zone it tries, as gfp_zone() says; NULL if invalid
 * @zones: the zones it may be served from, in the order they are tried
 * @nr_zones: entries of @zones
 * @from: where the bits are known from, see struct gfp_bits; borrowed
 * @note: what to know about it, or NULL
 * @text_buffer: where @text points
 * @note_buffer: where @note points
 */
struct gfp_request {
	const char *operand;
	uint64_t mask;
	const char *text;
	struct gfp_flag flags[GFP_FIRST_COMPOSITE + GFP_NR_GONE];
	unsigned int nr_flags;
	uint64_t unknown_bits;
	const char *use, *context;
	uint8_t may_sleep, wakes_kswapd, may_io, may_fs;
	const char *reserves;
	enum min_rule min_rule;
	int min_share;
	const char *fails, *migratetype;
	uint8_t slab;
	const char *highest_zone;
	struct gfp_zone zones[GFP_MAX_ZONES];
	unsigned int nr_zones;
	const char *from, *note;
	char text_buffer[GFP_TEXT_BYTES];
	char note_buffer[512];
};

#endif
