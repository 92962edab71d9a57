// SPDX-License-Identifier: GPL-2.0-or-later
/* aliases.c - see aliases.h. */
#include "analysis/address/aliases.h"
#include "analysis/address/extents.h"
#include "arch/arch.h"
#include "base/array.h"

/**
 * struct scan - a walk of all that is mapped
 * @backend: how to walk
 * @sorted: what to look for, by physical address
 * @nr: entries of @sorted
 * @rc: why an alias could not be kept, or 0
 * @err: filled then
 */
struct scan {
	struct backend *backend;
	struct physical **sorted;
	size_t nr;
	int rc;
	struct error *err;
};

static int add_alias(struct physical *item, const struct alias *alias, struct error *err)
{
	int rc;

	item->nr_found++;
	if (item->nr_aliases == MAX_ALIASES)
		return 0;
	rc = array_grow(&item->aliases, item->nr_aliases, err);
	if (rc == 0)
		item->aliases[item->nr_aliases++] = *alias;
	return rc;
}

/* The first of those looked for at or above a physical address. */
static size_t lower_bound(const struct scan *scan, uint64_t phys_addr)
{
	size_t low = 0, high = scan->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (scan->sorted[middle]->phys_addr < phys_addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void match_extent(const struct extent *extent, void *context)
{
	struct scan *scan = context;

	if (extent->phys_addr == ABSENT)
		return;
	for (size_t i = lower_bound(scan, extent->phys_addr); i < scan->nr && scan->rc == 0; i++) {
		struct physical *item = scan->sorted[i];
		uint64_t offset = item->phys_addr - extent->phys_addr;
		struct alias alias = {
			.virt_addr = extent->virt_addr + offset,
			.status = extent->status,
			.leaf_bytes = extent->leaf_bytes,
			.prot = extent->prot,
			.memtype = extent->memtype,
		};

		if (offset >= extent->length_bytes)
			return;
		alias.region = address_space_region(&scan->backend->space, alias.virt_addr);
		scan->rc = add_alias(item, &alias, scan->err);
	}
}

/* Regions do not tell all: what lies between them is walked too. */
static int walk_all(struct scan *scan)
{
	const struct extent_visitor visitor = {.extent = match_extent, .context = scan};
	int rc = extents_walk_once(scan->backend, false, &visitor, scan->err);

	return rc < 0 ? rc : scan->rc;
}

/* What the direct map's rule says, held against the page tables. */
static int add_linear(struct backend *backend, const struct memmap_region *region,
		      struct physical *item, struct error *err)
{
	struct memmap_steps steps = {.virt_addr = region_linear_addr(region, item->phys_addr)};
	struct alias alias = {
		.virt_addr = steps.virt_addr,
		.region = region,
		.leaf_bytes = ABSENT,
	};
	int rc;

	if (steps.virt_addr == ABSENT)
		return 0;
	rc = backend_steps(backend, &steps, err);
	if (rc < 0)
		return rc;
	/* The region spans the holes of physical memory. */
	if (steps.status == MEMMAP_STATUS_UNMAPPED && !item->frame)
		return 0;
	alias.status = steps.status;
	if (steps.leaf_shift && steps.status != MEMMAP_STATUS_UNMAPPED) {
		alias.leaf_bytes = 1ULL << steps.leaf_shift;
		alias.prot = steps.prot;
		alias.memtype = steps.memtype;
	}
	return add_alias(item, &alias, err);
}

static int compare_phys(const void *a, const void *b)
{
	const struct physical *left = *(struct physical *const *)a;
	const struct physical *right = *(struct physical *const *)b;

	return (left->phys_addr > right->phys_addr) - (left->phys_addr < right->phys_addr);
}

int aliases_find(struct backend *backend, struct physical *items, size_t nr, struct error *err)
{
	_cleanup_free_ struct physical **sorted = calloc(nr + 1, sizeof(struct physical *));
	struct scan scan = {.backend = backend, .sorted = sorted, .nr = nr, .err = err};
	const struct address_space *space = &backend->space;
	int rc = 0;

	if (!sorted)
		return error_no_memory(err);
	for (size_t i = 0; i < nr; i++) {
		sorted[i] = &items[i];
		for (size_t j = 0; j < space->nr_regions && rc == 0; j++)
			if (space->regions[j].type == MEMMAP_REGION_DIRECT_MAP)
				rc = add_linear(backend, &space->regions[j], &items[i], err);
	}
	qsort(sorted, nr, sizeof(struct physical *), compare_phys);
	return rc < 0 || !nr ? rc : walk_all(&scan);
}

/* An MTRR makes uncached-minus write-combining at most: to mix it with uncached is no conflict. */
static unsigned int memtype_class(unsigned int memtype)
{
	return memtype == MEMMAP_MEMTYPE_UC_MINUS ? MEMMAP_MEMTYPE_UC : memtype;
}

/**
 * struct witnesses - aliases that tell of conflicts, each the first of its kind, or NULL
 * @cached: one whose memory type is known
 * @otherwise: one whose memory type is another
 * @writable: one that can be written
 * @executable: one that can be executed
 */
struct witnesses {
	const struct alias *cached, *otherwise, *writable, *executable;
};

static void hear(struct witnesses *witnesses, const struct alias *alias)
{
	unsigned int class = memtype_class(alias->memtype);

	if (alias->status != MEMMAP_STATUS_OK)
		return;
	if (class != MEMMAP_MEMTYPE_UNKNOWN && !witnesses->cached)
		witnesses->cached = alias;
	else if (class != MEMMAP_MEMTYPE_UNKNOWN && !witnesses->otherwise &&
		 class != memtype_class(witnesses->cached->memtype))
		witnesses->otherwise = alias;
	if (alias->prot & MEMMAP_PROT_WRITE && !witnesses->writable)
		witnesses->writable = alias;
	if (alias->prot & MEMMAP_PROT_EXEC && !witnesses->executable)
		witnesses->executable = alias;
}

static int warn(struct physical *item, const struct witnesses *witnesses, struct error *err)
{
	char caching[256] = "", write_exec[256] = "";

	if (item->conflicts & CONFLICT_MEMTYPE)
		snprintf(caching, sizeof(caching),
			 "%s at 0x%jx but %s at 0x%jx: what is written through one may not be seen "
			 "through the other",
			 memtype_name(witnesses->cached->memtype),
			 (uintmax_t)witnesses->cached->virt_addr,
			 memtype_name(witnesses->otherwise->memtype),
			 (uintmax_t)witnesses->otherwise->virt_addr);
	if (item->conflicts & CONFLICT_WRITE_EXEC)
		snprintf(write_exec, sizeof(write_exec),
			 "writable at 0x%jx and executable at 0x%jx: whoever can write there can "
			 "change code that the kernel runs",
			 (uintmax_t)witnesses->writable->virt_addr,
			 (uintmax_t)witnesses->executable->virt_addr);
	if (asprintf(&item->warning, "%s%s%s", caching, *caching && *write_exec ? "; " : "",
		     write_exec) < 0) {
		item->warning = NULL;
		return error_no_memory(err);
	}
	return 0;
}

int aliases_judge(const struct address_space *space, struct physical *item, struct error *err)
{
	struct witnesses witnesses = {0};

	for (size_t i = 0; i < item->nr_aliases; i++)
		hear(&witnesses, &item->aliases[i]);
	item->conflicts = 0;
	if (witnesses.otherwise)
		item->conflicts |= CONFLICT_MEMTYPE;
	/* Where no entry can forbid to execute it would be so of each page. */
	if (witnesses.writable && witnesses.executable && arch_has_nx(space))
		item->conflicts |= CONFLICT_WRITE_EXEC;
	return item->conflicts ? warn(item, &witnesses, err) : 0;
}
