// SPDX-License-Identifier: GPL-2.0-only
/*
 * steps.c - MEMMAP_IOC_STEPS: every page-table entry on the way to one address.
 *
 * The program has a twin of this, src/arch/steps.c; see walk.c.
 */
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "table.h"

static enum memmap_status found_leaf(const struct memmap_paging *paging,
				     const struct memmap_table_level *level, pteval_t inherited,
				     pteval_t entry, struct memmap_steps *ret)
{
	u64 offset = ret->virt_addr & ((1ULL << level->shift) - 1);

	ret->phys_addr = memmap_entry_phys(level, entry) + offset;
	ret->prot = memmap_entry_prot(level, inherited, entry);
	ret->memtype = memmap_entry_memtype(paging, level, entry);
	ret->leaf_shift = level->shift;
	return MEMMAP_STATUS_OK;
}

/* Go down once. @ret is zeroed but for its virt_addr. */
static enum memmap_status descend(const struct memmap_paging *paging, const pteval_t *table,
				  struct memmap_steps *ret)
{
	pteval_t inherited = MEMMAP_INHERIT_TOP;
	struct memmap_ram ram = { };
	unsigned int depth;

	for (depth = 0; depth < paging->nr_levels && table; depth++) {
		const struct memmap_table_level *level = &paging->levels[depth];
		struct memmap_step *step = &ret->steps[depth];
		pteval_t raw, entry;

		step->level = level->level;
		step->shift = level->shift;
		step->index = memmap_table_index(level, ret->virt_addr);
		step->table_phys_addr = __pa(table);
		if (copy_from_kernel_nofault(&raw, table + step->index, sizeof(raw))) {
			memset(step, 0, sizeof(*step));
			break;
		}
		step->entry = raw;
		ret->nr_steps = depth + 1;
		entry = memmap_entry_val(raw);
		if (!memmap_entry_valid(entry))
			return MEMMAP_STATUS_UNMAPPED;
		if (memmap_entry_leaf(level, entry))
			return found_leaf(paging, level, inherited, entry, ret);
		inherited = memmap_entry_inherit(level, inherited, entry);
		table = memmap_table_follow(&ram, entry);
	}
	return MEMMAP_STATUS_UNREADABLE;
}

static bool same_way(const struct memmap_steps *a, const struct memmap_steps *b)
{
	unsigned int i;

	if (a->status != b->status || a->nr_steps != b->nr_steps)
		return false;
	for (i = 0; i < a->nr_steps; i++)
		if (a->steps[i].table_phys_addr != b->steps[i].table_phys_addr ||
		    (a->steps[i].entry ^ b->steps[i].entry) & MEMMAP_ENTRY_KEY)
			return false;
	return true;
}

int memmap_ioctl_steps(void *data)
{
	struct memmap_steps *arg = data;
	struct memmap_steps ways[2] = { };
	struct memmap_paging paging;
	unsigned int tries;

	if (arg->flags || memchr_inv(arg->reserved, 0, sizeof(arg->reserved)))
		return -EINVAL;
	memmap_arch_paging(&paging);
	ways[0].virt_addr = arg->virt_addr;
	if (arg->virt_addr < paging.kernel_start || arg->virt_addr > paging.kernel_last) {
		*arg = ways[0];
		arg->status = arg->virt_addr < paging.user_end ? MEMMAP_STATUS_USER :
								 MEMMAP_STATUS_NONCANONICAL;
		return 0;
	}
	memmap_online_lock();
	ways[0].status = descend(&paging, memmap_arch_root(), &ways[0]);
	for (tries = 0; tries <= MEMMAP_RACE_RETRIES; tries++) {
		struct memmap_steps *now = &ways[(tries + 1) % 2], *before = &ways[tries % 2];

		memset(now, 0, sizeof(*now));
		now->virt_addr = arg->virt_addr;
		now->status = descend(&paging, memmap_arch_root(), now);
		*arg = *now;
		if (same_way(now, before))
			break;
		arg->status = MEMMAP_STATUS_RACED;
	}
	memmap_online_unlock();
	return 0;
}
