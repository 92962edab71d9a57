// SPDX-License-Identifier: GPL-2.0-or-later
/* user.c - see user.h. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "model/user.h"

/*
 * Numbers from here on are no swap areas: MAX_SWAPFILES of a kernel with all kinds of special
 * entries (migration, hwpoison, device, marker), see include/linux/swap.h.
 */
#define FIRST_SPECIAL_TYPE 23

void vm_area_array_clear(struct vm_area_array *areas)
{
	for (size_t i = 0; i < areas->nr; i++)
		free(areas->items[i].name);
	free(areas->items);
	*areas = (struct vm_area_array){0};
}

const struct vm_area *vm_area_find(const struct vm_area_array *areas, uint64_t virt_addr)
{
	size_t low = 0, high = areas->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (areas->items[middle].last < virt_addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low < areas->nr && areas->items[low].start <= virt_addr ? &areas->items[low] : NULL;
}

/* The zero page is mapped without being counted, so it is never exclusive and of no file. */
static enum user_backing backing_without_frame(uint64_t entry)
{
	if (entry & PAGEMAP_FILE)
		return USER_FILE_OR_SHARED;
	return entry & PAGEMAP_EXCLUSIVE ? USER_ANONYMOUS : USER_ANONYMOUS_OR_ZERO;
}

enum user_backing user_backing_of(uint64_t entry, const struct memmap_frame *frame)
{
	if (entry & PAGEMAP_GUARD)
		return USER_GUARD;
	if (entry & PAGEMAP_SWAPPED)
		return PAGEMAP_SWAP_TYPE(entry) < FIRST_SPECIAL_TYPE ? USER_SWAP : USER_SPECIAL;
	if (!(entry & PAGEMAP_PRESENT))
		return USER_NOTHING;
	if (!frame)
		return backing_without_frame(entry);
	if (frame->flags & FRAME_ZERO_PAGE)
		return USER_ZERO_PAGE;
	if (frame->flags & FRAME_HUGETLB)
		return USER_HUGETLB;
	if (!(entry & PAGEMAP_FILE) || frame->flags & FRAME_ANON)
		return USER_ANONYMOUS;
	return frame->flags & FRAME_SWAPBACKED ? USER_SHARED : USER_FILE;
}

uint64_t user_leaf_bytes(const struct memmap_frame *frame, uint64_t page_bytes)
{
	bool has_order = frame->compound_order != MEMMAP_ORDER_NONE;

	if (frame->flags & FRAME_HUGETLB)
		return has_order ? page_bytes << frame->compound_order : ABSENT;
	/* Memory of devices is mapped by large leaves without being made of large pages. */
	if (has_order || frame->flags & (FRAME_COMPOUND | FRAME_THP) ||
	    frame->zone == MEMMAP_ZONE_DEVICE)
		return ABSENT;
	return page_bytes;
}

const char *user_backing_name(uint64_t backing)
{
	static const char *const names[] = {
		[USER_ANONYMOUS] = "anonymous",
		[USER_ANONYMOUS_OR_ZERO] = "anonymous or zero page",
		[USER_ZERO_PAGE] = "zero page",
		[USER_FILE] = "file",
		[USER_SHARED] = "shared memory",
		[USER_FILE_OR_SHARED] = "file or shared memory",
		[USER_HUGETLB] = "hugetlb",
		[USER_SWAP] = "swap",
		[USER_GUARD] = "guard",
		[USER_SPECIAL] = "special entry",
	};

	return backing < ARRAY_SIZE(names) ? names[backing] : NULL;
}

unsigned int user_status_of(enum user_backing backing)
{
	switch (backing) {
	case USER_NOTHING:
		return STATUS_UNTOUCHED;
	case USER_SWAP:
		return STATUS_SWAPPED;
	case USER_GUARD:
		return STATUS_GUARD;
	case USER_SPECIAL:
		return STATUS_SPECIAL;
	default:
		return MEMMAP_STATUS_OK;
	}
}
