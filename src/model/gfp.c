// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp.c - see gfp.h. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/gfp.h"

#define FLAG(word, name_, meaning_) \
	[MEMMAP_GFP_##word] = {.name = (name_), .meaning = (meaning_), .set = GFP_SET(word)}
#define ZONE_FLAG(word, name_, alias_, meaning_) \
	[MEMMAP_GFP_##word] = {                  \
		.name = (name_), .alias = (alias_), .meaning = (meaning_), .set = GFP_SET(word)}
#define WORD(word, meaning_) \
	[MEMMAP_GFP_##word] = {.name = "GFP_" #word, .meaning = (meaning_), .set = SET_##word}

#define SET_RECLAIM	   (GFP_SET(DIRECT_RECLAIM) | GFP_SET(KSWAPD_RECLAIM))
#define SET_NOIO	   SET_RECLAIM
#define SET_NOFS	   (SET_RECLAIM | GFP_SET(IO))
#define SET_KERNEL	   (SET_NOFS | GFP_SET(FS))
#define SET_KERNEL_ACCOUNT (SET_KERNEL | GFP_SET(ACCOUNT))
#define SET_USER	   (SET_KERNEL | GFP_SET(HARDWALL))
#define SET_HIGHUSER	   (SET_USER | GFP_SET(HIGHMEM))
#define SET_SKIP_KASAN \
	(GFP_SET(SKIP_KASAN) | GFP_SET(SKIP_KASAN_UNPOISON) | GFP_SET(SKIP_KASAN_POISON))
#define SET_HIGHUSER_MOVABLE (SET_HIGHUSER | GFP_SET(MOVABLE) | SET_SKIP_KASAN)
#define SET_TRANSHUGE                                                                     \
	((SET_HIGHUSER_MOVABLE | GFP_SET(COMP) | GFP_SET(NOMEMALLOC) | GFP_SET(NOWARN)) & \
	 ~GFP_SET(KSWAPD_RECLAIM))
#define SET_TRANSHUGE_LIGHT (SET_TRANSHUGE & ~GFP_SET(DIRECT_RECLAIM))
#define SET_ATOMIC	    (GFP_SET(HIGH) | GFP_SET(ATOMIC_FLAG) | GFP_SET(KSWAPD_RECLAIM))
#define SET_NOWAIT	    (GFP_SET(KSWAPD_RECLAIM) | GFP_SET(NOWARN))

const struct gfp_word gfp_words[MEMMAP_NR_GFP] = {
	ZONE_FLAG(DMA, "GFP_DMA", "__GFP_DMA", "from zone DMA, for devices that reach no further"),
	FLAG(HIGHMEM, "__GFP_HIGHMEM", "may be high memory, which the kernel must map to use"),
	ZONE_FLAG(DMA32, "GFP_DMA32", "__GFP_DMA32",
		  "from zone DMA32, for devices with 32-bit addresses"),
	FLAG(MOVABLE, "__GFP_MOVABLE", "the page can be moved to another frame, or reclaimed"),
	FLAG(RECLAIMABLE, "__GFP_RECLAIMABLE", "slab pages that a shrinker can free"),
	FLAG(HIGH, "__GFP_HIGH", "high priority: may go below the min watermark"),
	FLAG(IO, "__GFP_IO", "reclaim may start I/O"),
	FLAG(FS, "__GFP_FS", "reclaim may call into file systems"),
	FLAG(ZERO, "__GFP_ZERO", "filled with zeros"),
	FLAG(ATOMIC_FLAG, "__GFP_ATOMIC", "cannot sleep and matters: may go further below min"),
	FLAG(DIRECT_RECLAIM, "__GFP_DIRECT_RECLAIM", "may reclaim memory itself, and so sleep"),
	FLAG(KSWAPD_RECLAIM, "__GFP_KSWAPD_RECLAIM", "wakes kswapd below the low watermark"),
	FLAG(WRITE, "__GFP_WRITE", "will be dirtied: spread dirty pages over zones and nodes"),
	FLAG(NOWARN, "__GFP_NOWARN", "no report in the log if it fails"),
	FLAG(RETRY_MAYFAIL, "__GFP_RETRY_MAYFAIL", "tries hard, yet fails rather than kill"),
	FLAG(NOFAIL, "__GFP_NOFAIL", "never fails: tries for ever"),
	FLAG(NORETRY, "__GFP_NORETRY", "one light round of reclaim, then it fails"),
	FLAG(MEMALLOC, "__GFP_MEMALLOC", "may take all reserves: it frees more than it takes"),
	FLAG(COMP, "__GFP_COMP", "a compound page"),
	FLAG(NOMEMALLOC, "__GFP_NOMEMALLOC", "never from the reserves"),
	FLAG(HARDWALL, "__GFP_HARDWALL", "only from nodes that the task's cpuset allows"),
	FLAG(THISNODE, "__GFP_THISNODE", "only from the node asked for"),
	FLAG(ACCOUNT, "__GFP_ACCOUNT", "charged to the memory cgroup"),
	FLAG(ZEROTAGS, "__GFP_ZEROTAGS", "memory tags (arm64 MTE) zeroed with the memory"),
	FLAG(SKIP_ZERO, "__GFP_SKIP_ZERO", "not zeroed by init_on_alloc"),
	FLAG(SKIP_KASAN, "__GFP_SKIP_KASAN", "KASAN leaves it alone"),
	FLAG(SKIP_KASAN_UNPOISON, "__GFP_SKIP_KASAN_UNPOISON", "not unpoisoned by KASAN"),
	FLAG(SKIP_KASAN_POISON, "__GFP_SKIP_KASAN_POISON", "not poisoned by KASAN when freed"),
	FLAG(NOLOCKDEP, "__GFP_NOLOCKDEP", "lockdep does not look at this request"),
	FLAG(NO_OBJ_EXT, "__GFP_NO_OBJ_EXT", "slab objects without extensions"),
	WORD(TRANSHUGE, "a huge page, compaction and reclaim worth the while"),
	WORD(TRANSHUGE_LIGHT, "a huge page if one is free"),
	WORD(HIGHUSER_MOVABLE, "pages of processes, which the kernel can move"),
	WORD(HIGHUSER, "pages of processes that must stay in their frame"),
	WORD(USER, "for processes, and the kernel reads or writes it too"),
	WORD(KERNEL_ACCOUNT, "as GFP_KERNEL, charged to whoever causes it"),
	WORD(KERNEL, "process context, no locks that reclaim could want: the normal case"),
	WORD(NOFS, "in a file system, holding locks that reclaim through it would want"),
	WORD(ATOMIC, "interrupts and under spinlocks, where it must not fail lightly"),
	WORD(NOIO, "in block drivers, where reclaim must not start I/O"),
	WORD(NOWAIT, "where it must not sleep and there is a way out if it fails"),
	[MEMMAP_GFP_RECLAIM] = {.name = "__GFP_RECLAIM",
				.meaning = "reclaims itself and wakes kswapd",
				.set = SET_RECLAIM},
};

static bool is_called(const char *word, const char *name, size_t length)
{
	return word && strlen(word) == length && !memcmp(word, name, length);
}

int gfp_find(const char *name, size_t length)
{
	for (int i = 0; i < MEMMAP_NR_GFP; i++)
		if (is_called(gfp_words[i].name, name, length) ||
		    is_called(gfp_words[i].alias, name, length))
			return i;
	return -1;
}

uint32_t gfp_mask_of(const struct gfp_bits *bits, uint64_t set)
{
	uint32_t mask = 0;

	for (int i = 0; i < GFP_FIRST_COMPOSITE; i++)
		if (set >> i & 1)
			mask |= bits->masks[i];
	return mask;
}

/*
 * 1ebbb21811b7 ("explicitly define how __GFP_HIGH non-blocking allocations accesses reserves"),
 * v6.3, looks at __GFP_DIRECT_RECLAIM instead of __GFP_ATOMIC. The stable series 5.15 and 6.1 have
 * had it since November 2024, though they keep the flag.
 */
static bool has_atomic_flag_rules(struct release release)
{
	return release_is_before(release, 6, 3) && !(release.major == 5 && release.minor == 15) &&
	       !(release.major == 6 && release.minor == 1);
}

/*
 * GFP_TRANSHUGE is what it is since 4.8, of which GFP_TRANSHUGE_LIGHT is a part since 25160354b4b1;
 * and without its flag GFP_KERNEL_ACCOUNT would be GFP_KERNEL.
 */
static bool has_word(const struct gfp_bits *bits, int word)
{
	if (word == MEMMAP_GFP_TRANSHUGE || word == MEMMAP_GFP_TRANSHUGE_LIGHT)
		return !release_is_before(bits->release, 4, 8);
	return word != MEMMAP_GFP_KERNEL_ACCOUNT || bits->masks[MEMMAP_GFP_ACCOUNT];
}

void gfp_complete(struct gfp_bits *bits, struct release release)
{
	bits->release = release;
	bits->has_wait = release_is_before(release, 4, 4);
	bits->by_bit = !release_is_before(release, 6, 15);
	bits->atomic_flag_rules = (bits->masks[MEMMAP_GFP_ATOMIC_FLAG] || bits->has_wait) &&
				  has_atomic_flag_rules(release);
	for (int i = GFP_FIRST_COMPOSITE; i < MEMMAP_NR_GFP; i++) {
		uint64_t set = gfp_words[i].set;

		/* 16f5dfbc851b ("gfp: include __GFP_NOWARN in GFP_NOWAIT"), v6.8. */
		if (i == MEMMAP_GFP_NOWAIT && release_is_before(release, 6, 8))
			set &= ~GFP_SET(NOWARN);
		if (!bits->masks[i] && has_word(bits, i))
			bits->masks[i] = gfp_mask_of(bits, set);
	}
}
