// SPDX-License-Identifier: GPL-2.0-or-later
/* space.c - see space.h. */
#include "arch/space.h"
#include "reader/vmcoreinfo.h"

unsigned int arch_struct_page_bytes(const struct memory *memory)
{
	uint64_t bytes;

	if (!vmcoreinfo_number(memory->vmcoreinfo, "SIZE", "page", &bytes) ||
	    bytes > ARCH_MAX_STRUCT_PAGE_BYTES)
		return 0;
	return bytes;
}

struct memmap_region *arch_add_region(struct address_space *space, unsigned int type,
				      uint64_t start, uint64_t last)
{
	struct memmap_region *region = &space->regions[space->nr_regions++];

	*region = (struct memmap_region){.type = type, .start = start, .last = last};
	return region;
}

void arch_add_linear(struct address_space *space, unsigned int type, uint64_t start, uint64_t last,
		     uint64_t phys_addr)
{
	struct memmap_region *region = arch_add_region(space, type, start, last);

	region->flags = MEMMAP_REGION_LINEAR;
	region->phys_addr = phys_addr;
}
