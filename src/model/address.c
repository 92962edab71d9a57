// SPDX-License-Identifier: GPL-2.0-or-later
/* address.c - see address.h. */
#include "model/address.h"

void address_init(struct address *address, const char *operand, uint64_t virt_addr)
{
	*address = (struct address){
		.operand = operand,
		.virt_addr = virt_addr,
		.length_bytes = ABSENT,
		.linear_offset = ABSENT,
		.struct_page_of = ABSENT,
		.phys_addr = ABSENT,
		.pfn = ABSENT,
		.leaf_bytes = ABSENT,
		.nr_extents = ABSENT,
		.nr_runs = ABSENT,
		.mapped_bytes = ABSENT,
		.largest_run_bytes = ABSENT,
		.contiguous = UINT8_MAX,
		.exclusive = UINT8_MAX,
	};
}
