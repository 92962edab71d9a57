// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * steps.c - every page-table entry on the way to one address; see steps.h.
 *
 * The helper module has a twin of this, src/module/steps.c; see walk.c.
 */
#include <errno.h>
#include <string.h>

#include "arch/steps.h"
#include "model/translation.h"

/* How often to read again what changed meanwhile, as the helper module does. */
#define RACE_RETRIES 3

static int read_entry(const struct page_tables *tables, const struct paging_level *level,
		      uint64_t addr, __u64 *ret, struct error *err)
{
	_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
		       "a short entry fills the low half");
	char what[32];

	snprintf(what, sizeof(what), "%s entry", level_name(level->level));
	*ret = 0;
	return memory_read_phys(tables->memory, addr, ret, tables->paging.format->entry_bytes, what,
				err);
}

static void found_leaf(const struct paging *paging, const struct paging_level *level,
		       unsigned int granted, uint64_t entry, struct memmap_steps *ret)
{
	ret->status = MEMMAP_STATUS_OK;
	ret->phys_addr =
		paging_phys(paging, level, entry) + (ret->virt_addr & ((1ULL << level->shift) - 1));
	ret->prot = paging_prot(paging, granted, entry);
	ret->memtype = paging_memtype(paging, level, entry);
	ret->leaf_shift = level->shift;
}

/* Go down once. A table that is not in RAM, or has just left it, is no failure but a status. */
static int descend(const struct page_tables *tables, uint64_t virt_addr, struct memmap_steps *ret,
		   struct error *err)
{
	const struct paging *paging = &tables->paging;
	unsigned int granted = PAGING_ALL_GRANTS;
	uint64_t table = tables->root_table;

	*ret = (struct memmap_steps){.virt_addr = virt_addr, .status = MEMMAP_STATUS_UNREADABLE};
	for (unsigned int depth = 0; depth < paging->format->nr_levels; depth++) {
		const struct paging_level *level = &paging->format->levels[depth];
		struct memmap_step step = {
			.table_phys_addr = table,
			.index = paging_index(level, virt_addr),
			.level = level->level,
			.shift = level->shift,
		};
		struct error why = {0};
		int rc;

		rc = read_entry(tables, level, table + step.index * paging->format->entry_bytes,
				&step.entry, &why);
		if (rc == -EFAULT)
			return 0;
		if (rc < 0)
			return error_set(err, why.code, "%s", why.text);
		ret->steps[ret->nr_steps++] = step;
		if (!paging_valid(level, step.entry)) {
			ret->status = MEMMAP_STATUS_UNMAPPED;
			return 0;
		}
		if (paging_is_leaf(level, step.entry)) {
			found_leaf(paging, level, granted, step.entry, ret);
			return 0;
		}
		granted = paging_inherit(paging, level, granted, step.entry);
		table = paging_table(paging, step.entry);
	}
	return 0;
}

static bool same_way(const struct memmap_steps *a, const struct memmap_steps *b, uint64_t key)
{
	if (a->status != b->status || a->nr_steps != b->nr_steps)
		return false;
	for (unsigned int i = 0; i < a->nr_steps; i++)
		if (a->steps[i].table_phys_addr != b->steps[i].table_phys_addr ||
		    (a->steps[i].entry ^ b->steps[i].entry) & key)
			return false;
	return true;
}

int page_tables_steps(const struct page_tables *tables, struct memmap_steps *steps,
		      struct error *err)
{
	const uint64_t virt_addr = steps->virt_addr;
	struct memmap_steps before;
	int rc;

	if (virt_addr < tables->paging.kernel_start || virt_addr > tables->paging.kernel_last) {
		steps->status = virt_addr < tables->paging.user_end ? MEMMAP_STATUS_USER
								    : MEMMAP_STATUS_NONCANONICAL;
		return 0;
	}
	rc = descend(tables, virt_addr, steps, err);
	for (unsigned int tries = 0; rc == 0 && tries <= RACE_RETRIES; tries++) {
		before = *steps;
		rc = descend(tables, virt_addr, steps, err);
		if (same_way(&before, steps, tables->paging.format->key_mask))
			return rc;
	}
	steps->status = MEMMAP_STATUS_RACED;
	return rc;
}
