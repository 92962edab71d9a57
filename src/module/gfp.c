// SPDX-License-Identifier: GPL-2.0-only
/*
 * gfp.c - MEMMAP_IOC_GFP: the bits that this kernel gives the flags of <linux/gfp_types.h>.
 */
#include <linux/build_bug.h>
#include <linux/gfp.h>
#include <linux/string.h>

#include "internal.h"

#define WORD(name, value)	[MEMMAP_GFP_##name] = (__force u32)(value)

/* What a kernel never heard of is a macro that is missing; what it leaves out is 0. */
static const u32 masks[MEMMAP_NR_GFP] = {
	WORD(DMA, __GFP_DMA),
	WORD(HIGHMEM, __GFP_HIGHMEM),
	WORD(DMA32, __GFP_DMA32),
	WORD(MOVABLE, __GFP_MOVABLE),
	WORD(RECLAIMABLE, __GFP_RECLAIMABLE),
	WORD(HIGH, __GFP_HIGH),
	WORD(IO, __GFP_IO),
	WORD(FS, __GFP_FS),
	WORD(ZERO, __GFP_ZERO),
#ifdef __GFP_ATOMIC
	WORD(ATOMIC_FLAG, __GFP_ATOMIC),
#endif
	WORD(DIRECT_RECLAIM, __GFP_DIRECT_RECLAIM),
	WORD(KSWAPD_RECLAIM, __GFP_KSWAPD_RECLAIM),
	WORD(WRITE, __GFP_WRITE),
	WORD(NOWARN, __GFP_NOWARN),
	WORD(RETRY_MAYFAIL, __GFP_RETRY_MAYFAIL),
	WORD(NOFAIL, __GFP_NOFAIL),
	WORD(NORETRY, __GFP_NORETRY),
	WORD(MEMALLOC, __GFP_MEMALLOC),
	WORD(COMP, __GFP_COMP),
	WORD(NOMEMALLOC, __GFP_NOMEMALLOC),
	WORD(HARDWALL, __GFP_HARDWALL),
	WORD(THISNODE, __GFP_THISNODE),
	WORD(ACCOUNT, __GFP_ACCOUNT),
#ifdef __GFP_ZEROTAGS
	WORD(ZEROTAGS, __GFP_ZEROTAGS),
#endif
#ifdef __GFP_SKIP_ZERO
	WORD(SKIP_ZERO, __GFP_SKIP_ZERO),
#endif
#ifdef __GFP_SKIP_KASAN
	WORD(SKIP_KASAN, __GFP_SKIP_KASAN),
#endif
#ifdef __GFP_SKIP_KASAN_UNPOISON
	WORD(SKIP_KASAN_UNPOISON, __GFP_SKIP_KASAN_UNPOISON),
#endif
#ifdef __GFP_SKIP_KASAN_POISON
	WORD(SKIP_KASAN_POISON, __GFP_SKIP_KASAN_POISON),
#endif
	WORD(NOLOCKDEP, __GFP_NOLOCKDEP),
#ifdef __GFP_NO_OBJ_EXT
	WORD(NO_OBJ_EXT, __GFP_NO_OBJ_EXT),
#endif
	WORD(TRANSHUGE, GFP_TRANSHUGE),
	WORD(TRANSHUGE_LIGHT, GFP_TRANSHUGE_LIGHT),
	WORD(HIGHUSER_MOVABLE, GFP_HIGHUSER_MOVABLE),
	WORD(HIGHUSER, GFP_HIGHUSER),
	WORD(USER, GFP_USER),
	WORD(KERNEL_ACCOUNT, GFP_KERNEL_ACCOUNT),
	WORD(KERNEL, GFP_KERNEL),
	WORD(NOFS, GFP_NOFS),
	WORD(ATOMIC, GFP_ATOMIC),
	WORD(NOIO, GFP_NOIO),
	WORD(NOWAIT, GFP_NOWAIT),
	WORD(RECLAIM, __GFP_RECLAIM),
};

int memmap_ioctl_gfp(void *data)
{
	struct memmap_gfp_masks *arg = data;

	BUILD_BUG_ON(MEMMAP_NR_GFP > MEMMAP_MAX_GFP);
	if (arg->flags)
		return -EINVAL;
	memset(arg, 0, sizeof(*arg));
	memcpy(arg->masks, masks, sizeof(masks));
	arg->nr_masks = MEMMAP_NR_GFP;
	return 0;
}
