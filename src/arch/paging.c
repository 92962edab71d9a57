// SPDX-License-Identifier: GPL-2.0-or-later
/* paging.c - see paging.h. */
#include <stddef.h>

#include "arch/paging.h"
#include "base/cleanup.h"

const struct paging_format *paging_pick(const struct paging_format *formats, size_t nr,
					unsigned int format, unsigned int page_shift,
					unsigned int va_bits)
{
	for (size_t i = 0; i < nr; i++)
		if (formats[i].format == format && formats[i].va_bits == va_bits &&
		    formats[i].levels[formats[i].nr_levels - 1].shift == page_shift)
			return &formats[i];
	return NULL;
}

bool paging_has_nx(const struct paging_format *format)
{
	for (unsigned int i = 0; i < PAGING_NR_GRANTS; i++)
		if (format->grants[i].prot == MEMMAP_PROT_EXEC)
			return format->grants[i].page.mask;
	return false;
}

void paging_init(struct paging *paging, const struct paging_format *format,
		 uint64_t encryption_mask, bool has_memtypes)
{
	const uint64_t half = 1ULL << (format->va_bits - !format->two_roots);

	*paging = (struct paging){
		.format = format,
		.encryption_mask = encryption_mask,
		.memtypes = has_memtypes ? format->memtypes : format->sure_memtypes,
		.user_end = half,
		.kernel_start = -half,
		.kernel_last = UINT64_MAX,
	};
}

static bool passes(const struct paging_test *test, uint64_t entry)
{
	return (entry & test->mask) == test->value;
}

unsigned int paging_index(const struct paging_level *level, uint64_t virt_addr)
{
	return (virt_addr >> level->shift) & (level->nr_entries - 1);
}

bool paging_valid(const struct paging_level *level, uint64_t entry)
{
	return passes(&level->valid, entry);
}

bool paging_is_leaf(const struct paging_level *level, uint64_t entry)
{
	return level->has_leaves && passes(&level->leaf, entry);
}

uint64_t paging_table(const struct paging *paging, uint64_t entry)
{
	const struct paging_format *format = paging->format;

	return ((entry & format->addr_mask) | (entry & format->high_mask) << format->high_shift) &
	       ~paging->encryption_mask;
}

uint64_t paging_phys(const struct paging *paging, const struct paging_level *level, uint64_t entry)
{
	return paging_table(paging, entry) & ~((1ULL << level->shift) - 1);
}

unsigned int paging_inherit(const struct paging *paging, const struct paging_level *level,
			    unsigned int granted, uint64_t entry)
{
	for (unsigned int i = 0; i < PAGING_NR_GRANTS && !level->no_rights; i++)
		if (!passes(&paging->format->grants[i].table, entry))
			granted &= ~paging->format->grants[i].prot;
	return granted;
}

unsigned int paging_prot(const struct paging *paging, unsigned int granted, uint64_t entry)
{
	for (unsigned int i = 0; i < PAGING_NR_GRANTS; i++)
		if (!passes(&paging->format->grants[i].page, entry))
			granted &= ~paging->format->grants[i].prot;
	if (passes(&paging->format->global, entry))
		granted |= MEMMAP_PROT_GLOBAL;
	if (entry & paging->encryption_mask)
		granted |= MEMMAP_PROT_ENCRYPTED;
	return granted;
}

unsigned int paging_memtype(const struct paging *paging, const struct paging_level *level,
			    uint64_t entry)
{
	unsigned int index = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(level->memtype_bits); i++)
		index |= (entry >> level->memtype_bits[i] & 1) << i;
	return paging->memtypes[index];
}
