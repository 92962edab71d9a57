// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp_text.c - see gfp_text.h. */
#include <stdio.h>

#include "base/cleanup.h"
#include "model/gfp_history.h"
#include "model/gfp_text.h"

/*
 * The order in which the kernel looks for words in a mask (include/trace/events/mmflags.h): most
 * bits first. A kernel that lacks a word has 0 for it. What the kernel's own table lacks comes
 * last.
 */
static const uint8_t mixtures[] = {
	MEMMAP_GFP_TRANSHUGE,
	MEMMAP_GFP_TRANSHUGE_LIGHT,
	MEMMAP_GFP_HIGHUSER_MOVABLE,
	MEMMAP_GFP_HIGHUSER,
	MEMMAP_GFP_USER,
	MEMMAP_GFP_KERNEL_ACCOUNT,
	MEMMAP_GFP_KERNEL,
	MEMMAP_GFP_NOFS,
	MEMMAP_GFP_ATOMIC,
	MEMMAP_GFP_NOIO,
	MEMMAP_GFP_NOWAIT,
};

/*
 * ca29a0bf1221 ("tracing: gfp: Remove duplication of recording GFP flags"), v6.15: these, then all
 * flags by their bits.
 */
static const uint8_t flags_before_bits[] = {
	MEMMAP_GFP_DMA,
	MEMMAP_GFP_DMA32,
	MEMMAP_GFP_RECLAIM,
};

static const uint8_t listed_flags[] = {
	MEMMAP_GFP_DMA,
	MEMMAP_GFP_HIGHMEM,
	MEMMAP_GFP_DMA32,
	MEMMAP_GFP_HIGH,
	MEMMAP_GFP_ATOMIC_FLAG,
	MEMMAP_GFP_IO,
	MEMMAP_GFP_FS,
	MEMMAP_GFP_NOWARN,
	MEMMAP_GFP_RETRY_MAYFAIL,
	MEMMAP_GFP_NOFAIL,
	MEMMAP_GFP_NORETRY,
	MEMMAP_GFP_COMP,
	MEMMAP_GFP_ZERO,
	MEMMAP_GFP_NOMEMALLOC,
	MEMMAP_GFP_MEMALLOC,
	MEMMAP_GFP_HARDWALL,
	MEMMAP_GFP_THISNODE,
	MEMMAP_GFP_RECLAIMABLE,
	MEMMAP_GFP_MOVABLE,
	MEMMAP_GFP_ACCOUNT,
	MEMMAP_GFP_WRITE,
	MEMMAP_GFP_RECLAIM,
	MEMMAP_GFP_DIRECT_RECLAIM,
	MEMMAP_GFP_KSWAPD_RECLAIM,
	MEMMAP_GFP_ZEROTAGS,
	MEMMAP_GFP_SKIP_ZERO,
	MEMMAP_GFP_SKIP_KASAN,
	MEMMAP_GFP_SKIP_KASAN_POISON,
	MEMMAP_GFP_SKIP_KASAN_UNPOISON,
	MEMMAP_GFP_NOLOCKDEP,
	MEMMAP_GFP_NO_OBJ_EXT,
};

_Static_assert(sizeof(mixtures) + sizeof(listed_flags) == MEMMAP_NR_GFP, "a word is missing");

uint64_t gfp_set_of(const struct gfp_bits *bits, uint32_t mask, uint32_t *ret_unknown)
{
	uint64_t set = 0;

	*ret_unknown = mask;
	for (int i = 0; i < GFP_FIRST_COMPOSITE; i++)
		if (bits->masks[i] && (mask & bits->masks[i]) == bits->masks[i]) {
			set |= 1ULL << i;
			*ret_unknown &= ~bits->masks[i];
		}
	for (int i = 0; i < GFP_NR_GONE; i++)
		if ((mask & bits->gone_masks[i]) == bits->gone_masks[i])
			*ret_unknown &= ~bits->gone_masks[i];
	if (bits->has_wait && !(mask & gfp_gone_words[GFP_GONE_NO_KSWAPD].mask))
		set |= GFP_SET(KSWAPD_RECLAIM) |
		       (set & GFP_SET(DIRECT_RECLAIM) ? 0 : GFP_SET(ATOMIC_FLAG));
	return set;
}

/**
 * struct mask_text - a mask on its way into text
 * @text: where the text goes
 * @used: characters of it
 * @rest: bits without a name so far
 */
struct mask_text {
	char *text;
	size_t used;
	uint32_t rest;
};

static void add_name(struct mask_text *to, const char *name, uint32_t mask)
{
	to->used += snprintf(to->text + to->used, GFP_TEXT_BYTES - to->used, "%s%s",
			     to->used ? "|" : "", name);
	to->rest &= ~mask;
}

static void take_word(const struct gfp_bits *bits, int word, struct mask_text *to)
{
	uint32_t mask = bits->masks[word];

	if (!mask || (to->rest & mask) != mask)
		return;
	add_name(to, gfp_flag_name(bits, word), mask);
}

static void take_words(const struct gfp_bits *bits, const uint8_t *words, size_t nr,
		       struct mask_text *to)
{
	for (size_t i = 0; i < nr; i++)
		take_word(bits, words[i], to);
}

void gfp_text(const struct gfp_bits *bits, uint32_t mask, char ret[GFP_TEXT_BYTES])
{
	struct mask_text to = {.text = ret, .rest = mask};

	if (!mask)
		snprintf(ret, GFP_TEXT_BYTES, "none");
	take_words(bits, mixtures, ARRAY_SIZE(mixtures), &to);
	if (bits->by_bit) {
		take_words(bits, flags_before_bits, ARRAY_SIZE(flags_before_bits), &to);
		for (int i = 0; i < GFP_FIRST_COMPOSITE; i++)
			take_word(bits, i, &to);
	} else {
		take_words(bits, listed_flags, ARRAY_SIZE(listed_flags), &to);
	}
	for (int i = 0; i < GFP_NR_GONE; i++)
		if (bits->gone_masks[i] && (to.rest & bits->gone_masks[i]) == bits->gone_masks[i])
			add_name(&to, gfp_gone_words[i].name, bits->gone_masks[i]);
	if (to.rest)
		snprintf(ret + to.used, GFP_TEXT_BYTES - to.used, "%s0x%x", to.used ? "|" : "",
			 to.rest);
}
