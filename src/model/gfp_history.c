// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp_history.c - see gfp_history.h. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/gfp_history.h"

/* Bits that did not change before 5.1. */
#define OLD_BITS                                                                                 \
	[MEMMAP_GFP_DMA] = 0x1, [MEMMAP_GFP_HIGHMEM] = 0x2, [MEMMAP_GFP_DMA32] = 0x4,            \
	[MEMMAP_GFP_MOVABLE] = 0x8, [MEMMAP_GFP_HIGH] = 0x20, [MEMMAP_GFP_IO] = 0x40,            \
	[MEMMAP_GFP_FS] = 0x80, [MEMMAP_GFP_NOWARN] = 0x200, [MEMMAP_GFP_RETRY_MAYFAIL] = 0x400, \
	[MEMMAP_GFP_NOFAIL] = 0x800, [MEMMAP_GFP_NORETRY] = 0x1000,                              \
	[MEMMAP_GFP_MEMALLOC] = 0x2000, [MEMMAP_GFP_COMP] = 0x4000, [MEMMAP_GFP_ZERO] = 0x8000,  \
	[MEMMAP_GFP_NOMEMALLOC] = 0x10000, [MEMMAP_GFP_HARDWALL] = 0x20000,                      \
	[MEMMAP_GFP_THISNODE] = 0x40000

/* By the first release that has them, the newest first. */
static const struct layout {
	struct release from;
	uint32_t masks[GFP_FIRST_COMPOSITE];
} layouts[] = {
	/* "mm: Shuffle GFP_* flags" brought GFP_KERNEL from 0x6000c0 to 0xcc0. */
	{{5, 1},
	 {[MEMMAP_GFP_DMA] = 0x1,
	  [MEMMAP_GFP_HIGHMEM] = 0x2,
	  [MEMMAP_GFP_DMA32] = 0x4,
	  [MEMMAP_GFP_MOVABLE] = 0x8,
	  [MEMMAP_GFP_RECLAIMABLE] = 0x10,
	  [MEMMAP_GFP_HIGH] = 0x20,
	  [MEMMAP_GFP_IO] = 0x40,
	  [MEMMAP_GFP_FS] = 0x80,
	  [MEMMAP_GFP_ZERO] = 0x100,
	  [MEMMAP_GFP_ATOMIC_FLAG] = 0x200,
	  [MEMMAP_GFP_DIRECT_RECLAIM] = 0x400,
	  [MEMMAP_GFP_KSWAPD_RECLAIM] = 0x800,
	  [MEMMAP_GFP_WRITE] = 0x1000,
	  [MEMMAP_GFP_NOWARN] = 0x2000,
	  [MEMMAP_GFP_RETRY_MAYFAIL] = 0x4000,
	  [MEMMAP_GFP_NOFAIL] = 0x8000,
	  [MEMMAP_GFP_NORETRY] = 0x10000,
	  [MEMMAP_GFP_MEMALLOC] = 0x20000,
	  [MEMMAP_GFP_COMP] = 0x40000,
	  [MEMMAP_GFP_NOMEMALLOC] = 0x80000,
	  [MEMMAP_GFP_HARDWALL] = 0x100000,
	  [MEMMAP_GFP_THISNODE] = 0x200000,
	  [MEMMAP_GFP_ACCOUNT] = 0x400000}},
	/* The bits that __GFP_COLD and __GFP_NOTRACK left were taken; RHEL 8 is 4.18. */
	{{4, 18},
	 {OLD_BITS, [MEMMAP_GFP_RECLAIMABLE] = 0x10, [MEMMAP_GFP_WRITE] = 0x100,
	  [MEMMAP_GFP_ATOMIC_FLAG] = 0x80000, [MEMMAP_GFP_ACCOUNT] = 0x100000,
	  [MEMMAP_GFP_DIRECT_RECLAIM] = 0x200000, [MEMMAP_GFP_KSWAPD_RECLAIM] = 0x400000}},
	/* 41b6167e8f74 ("mm: get rid of __GFP_OTHER_NODE") */
	{{4, 10},
	 {OLD_BITS, [MEMMAP_GFP_RECLAIMABLE] = 0x10, [MEMMAP_GFP_ATOMIC_FLAG] = 0x80000,
	  [MEMMAP_GFP_ACCOUNT] = 0x100000, [MEMMAP_GFP_DIRECT_RECLAIM] = 0x400000,
	  [MEMMAP_GFP_WRITE] = 0x800000, [MEMMAP_GFP_KSWAPD_RECLAIM] = 0x1000000}},
	/* d0164adc89f6 parted __GFP_WAIT. */
	{{4, 4},
	 {OLD_BITS, [MEMMAP_GFP_RECLAIMABLE] = 0x10, [MEMMAP_GFP_ATOMIC_FLAG] = 0x80000,
	  [MEMMAP_GFP_ACCOUNT] = 0x100000, [MEMMAP_GFP_DIRECT_RECLAIM] = 0x400000,
	  [MEMMAP_GFP_WRITE] = 0x1000000, [MEMMAP_GFP_KSWAPD_RECLAIM] = 0x2000000}},
	/* What cannot wait is atomic, and all wake kswapd that do not say otherwise. RHEL 7
	   is 3.10. */
	{{3, 0},
	 {OLD_BITS, [MEMMAP_GFP_DIRECT_RECLAIM] = 0x10, [MEMMAP_GFP_RECLAIMABLE] = 0x80000,
	  [MEMMAP_GFP_WRITE] = 0x1000000}},
};

#define RECLAIM (GFP_SET(DIRECT_RECLAIM) | GFP_SET(KSWAPD_RECLAIM))

const struct gfp_gone_word gfp_gone_words[GFP_NR_GONE] = {
	[GFP_GONE_WAIT] = {"__GFP_WAIT", {3, 0}, {4, 4}, 0, RECLAIM, "may sleep"},
	[GFP_GONE_NO_KSWAPD] =
		{"__GFP_NO_KSWAPD", {3, 0}, {4, 4}, 0x400000, 0, "does not wake kswapd"},
	{"__GFP_KMEMCG", {3, 8}, {4, 1}, 0x100000, 0, "charged to the memory cgroup"},
	{"__GFP_NOACCOUNT", {4, 1}, {4, 5}, 0x100000, 0, "not charged to the memory cgroup"},
	{"__GFP_OTHER_NODE", {3, 0}, {4, 10}, 0x800000, 0, "on behalf of another node"},
	{"__GFP_REPEAT", {3, 0}, {4, 13}, 0, GFP_SET(RETRY_MAYFAIL), "tries hard, yet may fail"},
	{"__GFP_COLD", {3, 0}, {4, 15}, 0x100, 0, "a page that is in no cache of a CPU"},
	{"__GFP_NOTRACK", {3, 0}, {4, 15}, 0x200000, 0, "kmemcheck leaves it alone"},
	{"GFP_TEMPORARY",
	 {3, 0},
	 {4, 15},
	 0,
	 RECLAIM | GFP_SET(IO) | GFP_SET(FS) | GFP_SET(RECLAIMABLE),
	 "as GFP_KERNEL, not for long"},
	{"GFP_IOFS", {3, 0}, {4, 4}, 0, GFP_SET(IO) | GFP_SET(FS), "reclaim may start I/O"},
};

int gfp_find_gone(const char *name, size_t length)
{
	for (int i = 0; i < GFP_NR_GONE; i++)
		if (strlen(gfp_gone_words[i].name) == length &&
		    !memcmp(gfp_gone_words[i].name, name, length))
			return i;
	return -1;
}

static bool has_word(struct release release, const struct gfp_gone_word *word)
{
	return release_is_before(release, word->until.major, word->until.minor) &&
	       !release_is_before(release, word->from.major, word->from.minor);
}

bool gfp_has_gone(const struct gfp_bits *bits, int gone)
{
	return has_word(bits->release, &gfp_gone_words[gone]);
}

const char *gfp_flag_name(const struct gfp_bits *bits, int word)
{
	if (word == MEMMAP_GFP_DIRECT_RECLAIM && bits->has_wait)
		return gfp_gone_words[GFP_GONE_WAIT].name;
	for (int i = 0; i < GFP_NR_GONE; i++)
		if (gfp_gone_words[i].set == 1ULL << word && gfp_has_gone(bits, i))
			return gfp_gone_words[i].name;
	return gfp_words[word].name;
}

static const struct layout *find_layout(struct release release)
{
	for (size_t i = 0; i < ARRAY_SIZE(layouts); i++)
		if (!release_is_before(release, layouts[i].from.major, layouts[i].from.minor))
			return &layouts[i];
	return NULL;
}

/*
 * Within the newest layout 2973d8229b78 ("mm: discard __GFP_ATOMIC"), v6.3, took that flag away and
 * left its bit unused, and __GFP_ZEROTAGS came with 013bb59dbb7c, v5.14.
 */
static const char *assume_newest(struct gfp_bits *bits, struct release release)
{
	bool has_atomic = release_is_before(release, 6, 3);
	bool has_zerotags = !release_is_before(release, 5, 14);

	if (!has_atomic)
		bits->masks[MEMMAP_GFP_ATOMIC_FLAG] = 0;
	if (has_zerotags)
		bits->masks[MEMMAP_GFP_ZEROTAGS] = 0x800000;
	return !has_zerotags ? "5.10" : has_atomic ? "6.1" : "6.12";
}

/* Releases before the oldest layout get the newest: their words are explained, not their bits. */
void gfp_assume(struct gfp_bits *bits, struct release release)
{
	const struct layout *layout = find_layout(release);
	struct release of = layout ? release : (struct release){0};

	*bits = (struct gfp_bits){.unknown = !layout};
	layout = layout ?: &layouts[0];
	memcpy(bits->masks, layout->masks, sizeof(layout->masks));
	if (layout == &layouts[0])
		snprintf(bits->from, sizeof(bits->from), "assumed: as in Linux %s",
			 assume_newest(bits, of));
	else
		snprintf(bits->from, sizeof(bits->from), "assumed: as in Linux %u.%u",
			 layout->from.major, layout->from.minor);
	if (bits->unknown)
		snprintf(bits->from, sizeof(bits->from), "unknown: of Linux before 3.0");
	for (int i = 0; i < GFP_NR_GONE; i++)
		if (has_word(of, &gfp_gone_words[i]))
			bits->gone_masks[i] = gfp_gone_words[i].mask;
	/* ___GFP_ACCOUNT was its opposite before a9bb7e620efd. */
	if (release_is_before(of, 4, 5))
		bits->masks[MEMMAP_GFP_ACCOUNT] = 0;
	gfp_complete(bits, of);
}
