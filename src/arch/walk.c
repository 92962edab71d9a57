// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * walk.c - a range of virtual addresses in, merged physical extents out; see walk.h.
 *
 * The tables may change while they are read, and may go away and come back as something else. No
 * lock is to be had from here, so the rule is the helper module's: a table counts only if a second
 * reading of it and of the entries that led to it gives the same.
 *
 * The helper module has a twin of this, src/module/walk.c, as it has of steps.c: written apart on
 * purpose, since each is the other's witness when --verify asks both. A rule that changes here
 * changes there.
 */
#include <errno.h>
#include <string.h>

#include "arch/walk.h"
#include "model/translation.h"

#define RACE_RETRIES 3

/* Why a walk stops early, beside -errno. */
enum {
	WALK_FULL = 1,	 /* an extent found no room; walk->pos is its start */
	WALK_STALE,	 /* the entry at depth walk->stale has changed; start again at walk->pos */
	WALK_UNREADABLE, /* a table is not in RAM */
};

/**
 * struct table - a table in use
 * @phys_addr: where it is
 * @entries: copy of it
 * @raced: which of @entries never stood still
 * @any_raced: whether there are any
 * @index: the entry that was followed
 */
struct table {
	uint64_t phys_addr;
	uint64_t *entries;
	bool *raced;
	bool any_raced;
	unsigned int index;
};

/**
 * struct walk - one call
 * @in: the page tables
 * @tables: tables in use, by depth
 * @again: second reading of the last one
 * @stale: see WALK_STALE
 * @once: see MEMMAP_WALK_ONCE
 * @pos: the next address to answer; all below is done
 * @last: last address of the range
 * @extents: the caller's array; the last one is open, what continues it is merged
 * @nr: how many are filled
 * @room: how many fit
 * @err: the caller's
 */
struct walk {
	const struct page_tables *in;
	struct table tables[MEMMAP_MAX_LEVELS];
	uint64_t *again;
	unsigned int stale;
	bool once;
	uint64_t pos, last;
	struct memmap_extent *extents;
	unsigned int nr, room;
	struct error *err;
};

static const struct paging_level *level_at(const struct walk *walk, unsigned int depth)
{
	return &walk->in->paging.format->levels[depth];
}

static bool continues(const struct memmap_extent *open, const struct memmap_extent *what)
{
	return open->virt_addr + open->length == what->virt_addr && open->status == what->status &&
	       open->prot == what->prot && open->memtype == what->memtype &&
	       open->leaf_shift == what->leaf_shift &&
	       (!what->leaf_shift || open->phys_addr + open->length == what->phys_addr);
}

/* Answer from walk->pos to @last, or to the end of the range, and move walk->pos behind it. */
static int emit(struct walk *walk, uint64_t last, struct memmap_extent what)
{
	struct memmap_extent *open = walk->nr ? &walk->extents[walk->nr - 1] : NULL;

	if (last > walk->last)
		last = walk->last;
	what.virt_addr = walk->pos;
	what.length = last - walk->pos + 1;
	if (open && continues(open, &what))
		open->length += what.length;
	else if (walk->nr == walk->room)
		return WALK_FULL;
	else
		walk->extents[walk->nr++] = what;
	walk->pos = last + 1;
	return 0;
}

/* A span of which only the status is known. */
static int emit_status(struct walk *walk, uint64_t last, enum memmap_status status)
{
	return emit(walk, last, (struct memmap_extent){.status = status});
}

/* One pread() for all of it; short entries are made long. */
static int read_table(const struct walk *walk, const struct paging_level *level, uint64_t phys_addr,
		      uint64_t *entries)
{
	const struct paging_format *format = walk->in->paging.format;
	size_t bytes = (size_t)level->nr_entries * format->entry_bytes;
	struct error why = {0};
	char what[32];
	int rc;

	snprintf(what, sizeof(what), "%s table", level_name(level->level));
	rc = memory_read_phys(walk->in->memory, phys_addr, entries, bytes, what, &why);
	if (rc == -EFAULT)
		return WALK_UNREADABLE;
	if (rc < 0)
		return error_set(walk->err, why.code, "%s", why.text);
	if (format->entry_bytes == sizeof(uint32_t))
		for (unsigned int i = level->nr_entries; i-- > 0;) {
			uint32_t entry;

			memcpy(&entry, (char *)entries + i * sizeof(entry), sizeof(entry));
			entries[i] = entry;
		}
	return 0;
}

/* Has one of the entries above depth @depth changed since it was followed? */
static int check_path(struct walk *walk, unsigned int depth)
{
	const struct paging_format *format = walk->in->paging.format;

	for (unsigned int i = 0; i < depth; i++) {
		const struct table *table = &walk->tables[i];
		uint64_t at = table->phys_addr + table->index * format->entry_bytes, now = 0;

		if (memory_read_phys(walk->in->memory, at, &now, format->entry_bytes, "entry",
				     NULL) < 0 ||
		    (now ^ table->entries[table->index]) & format->key_mask) {
			walk->stale = i;
			return WALK_STALE;
		}
	}
	return 0;
}

static bool is_empty(const uint64_t *entries, unsigned int nr)
{
	return !entries[0] && !memcmp(entries, entries + 1, (nr - 1) * sizeof(*entries));
}

/* Note which entries of @table differ from the second reading in a way that matters. */
static bool compare(const struct walk *walk, struct table *table, unsigned int nr)
{
	table->any_raced = false;
	/* Most are the same to the last bit. */
	if (!memcmp(table->entries, walk->again, nr * sizeof(*walk->again)))
		return true;
	for (unsigned int i = 0; i < nr; i++) {
		table->raced[i] =
			(table->entries[i] ^ walk->again[i]) & walk->in->paging.format->key_mask;
		table->any_raced |= table->raced[i];
	}
	return !table->any_raced;
}

/* Copy a table, with proof that it stood still; of the entries that never did, the last reading. */
static int copy_table(struct walk *walk, unsigned int depth)
{
	const struct paging_level *level = level_at(walk, depth);
	struct table *table = &walk->tables[depth];
	int rc = read_table(walk, level, table->phys_addr, table->entries);

	for (unsigned int tries = 0; rc == 0; tries++) {
		uint64_t *swap;
		bool same;

		rc = check_path(walk, depth);
		if (rc)
			return rc;
		table->any_raced = false;
		/* Most tables of a sparse space are empty, and one look proves that. */
		if (!tries && is_empty(table->entries, level->nr_entries))
			return 0;
		rc = read_table(walk, level, table->phys_addr, walk->again);
		if (rc)
			return rc;
		same = compare(walk, table, level->nr_entries);
		swap = walk->again;
		walk->again = table->entries;
		table->entries = swap;
		if (same || tries == RACE_RETRIES)
			return 0;
	}
	return rc;
}

/* How many entries from @first on, a leaf, continue each other in physical memory and are alike. */
static unsigned int leaf_run(const struct walk *walk, const struct paging_level *level,
			     const struct table *table, unsigned int first)
{
	const uint64_t key = walk->in->paging.format->key_mask;
	uint64_t expect = table->entries[first] & key;
	unsigned int i;

	for (i = first + 1; i < level->nr_entries; i++) {
		expect += 1ULL << level->shift;
		if ((table->entries[i] & key) != expect)
			break;
		if (table->any_raced && table->raced[i] != table->raced[first])
			break;
	}
	return i - first;
}

/* Answer for the leaf @index of @table, which covers @base and on, and the others of its run. */
static int emit_leaves(struct walk *walk, const struct paging_level *level,
		       const struct table *table, unsigned int index, unsigned int nr,
		       uint64_t base, unsigned int granted)
{
	const struct paging *paging = &walk->in->paging;
	const uint64_t entry = table->entries[index];
	bool raced = table->any_raced && table->raced[index];

	return emit(walk, base + ((uint64_t)nr << level->shift) - 1,
		    (struct memmap_extent){
			    .phys_addr = paging_phys(paging, level, entry) + (walk->pos - base),
			    .status = raced ? MEMMAP_STATUS_RACED : MEMMAP_STATUS_OK,
			    .prot = paging_prot(paging, granted, entry),
			    .memtype = paging_memtype(paging, level, entry),
			    .leaf_shift = level->shift,
		    });
}

/* Does a valid entry lead to the same table as the one before it? */
static bool leads_to_same(const struct walk *walk, const struct paging_level *level,
			  const struct table *table, unsigned int index)
{
	const uint64_t key = walk->in->paging.format->key_mask;

	return !paging_is_leaf(level, table->entries[index]) &&
	       !((table->entries[index] ^ table->entries[index - 1]) & key) &&
	       (!table->any_raced || table->raced[index] == table->raced[index - 1]);
}

static int walk_table(struct walk *walk, unsigned int depth, uint64_t phys_addr,
		      unsigned int granted);

/* Answer for a valid entry that points to a table, from walk->pos to @last. */
static int walk_below(struct walk *walk, unsigned int depth, unsigned int index, uint64_t last,
		      unsigned int granted)
{
	const struct paging *paging = &walk->in->paging;
	struct table *table = &walk->tables[depth];
	const uint64_t entry = table->entries[index];
	int rc;

	table->index = index;
	rc = walk_table(walk, depth + 1, paging_table(paging, entry),
			paging_inherit(paging, level_at(walk, depth), granted, entry));
	if (rc == WALK_UNREADABLE)
		return emit_status(walk, last, MEMMAP_STATUS_UNREADABLE);
	return rc;
}

/*
 * Answer from walk->pos to the end of the table or of the range. The recursion is at most
 * MEMMAP_MAX_LEVELS deep: entries of the last level are all leaves.
 */
static int walk_table(struct walk *walk, unsigned int depth, uint64_t phys_addr,
		      unsigned int granted)
{
	const struct paging_level *level = level_at(walk, depth);
	struct table *table = &walk->tables[depth];
	const unsigned int first = paging_index(level, walk->pos);
	const uint64_t first_base = walk->pos >> level->shift << level->shift;
	unsigned int nr;
	int rc;

	table->phys_addr = phys_addr;
	rc = copy_table(walk, depth);
	for (unsigned int i = first; rc == 0 && i < level->nr_entries; i += nr) {
		uint64_t base = first_base + ((uint64_t)(i - first) << level->shift);

		nr = 1;
		if (base > walk->last)
			break;
		if (!paging_valid(level, table->entries[i]))
			continue;
		if (walk->once && i > 0 && leads_to_same(walk, level, table, i))
			continue;
		/* Only the first entry may be met in its middle. */
		if (i > first)
			walk->pos = base;
		if (paging_is_leaf(level, table->entries[i])) {
			nr = leaf_run(walk, level, table, i);
			rc = emit_leaves(walk, level, table, i, nr, base, granted);
		} else {
			rc = walk_below(walk, depth, i, base + (1ULL << level->shift) - 1, granted);
		}
	}
	return rc;
}

/*
 * Answer until the range is done (0), the caller's room is used up (WALK_FULL), or -errno. A
 * descent that was overtaken starts again at the top, where it stopped; when that does not help,
 * the rest of what the restless entry covers is given up.
 */
static int walk_range(struct walk *walk)
{
	uint64_t stuck = walk->pos;
	unsigned int tries = 0;
	int rc;

	while ((rc = walk_table(walk, 0, walk->in->root_table, PAGING_ALL_GRANTS)) == WALK_STALE) {
		if (walk->pos != stuck)
			tries = 0;
		stuck = walk->pos;
		if (tries++ < RACE_RETRIES)
			continue;
		rc = emit_status(walk,
				 walk->pos | ((1ULL << level_at(walk, walk->stale)->shift) - 1),
				 MEMMAP_STATUS_RACED);
		if (rc || walk->pos == walk->last + 1)
			return rc;
	}
	if (rc == WALK_UNREADABLE)
		return error_set(walk->err, ERROR_IO,
				 "%s: the top page table, at 0x%jx, is not in RAM",
				 walk->in->memory->path, (uintmax_t)walk->in->root_table);
	return rc;
}

/* All alike, whatever size the tables of each level have, since two are swapped now and then. */
static int make_room(struct walk *walk, struct error *err)
{
	const struct paging_format *format = walk->in->paging.format;
	unsigned int nr = 0;
	bool all;

	for (unsigned int i = 0; i < format->nr_levels; i++)
		if (format->levels[i].nr_entries > nr)
			nr = format->levels[i].nr_entries;
	walk->again = calloc(nr, sizeof(uint64_t));
	all = walk->again;
	for (unsigned int i = 0; i < format->nr_levels; i++) {
		walk->tables[i].entries = calloc(nr, sizeof(uint64_t));
		walk->tables[i].raced = calloc(nr, sizeof(bool));
		all &= walk->tables[i].entries && walk->tables[i].raced;
	}
	return all ? 0 : error_no_memory(err);
}

static void walk_clear(struct walk *walk)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(walk->tables); i++) {
		free(walk->tables[i].entries);
		free(walk->tables[i].raced);
	}
	free(walk->again);
}

int page_tables_walk(const struct page_tables *tables, struct memmap_walk *arg, struct error *err)
{
	_cleanup_(walk_clear) struct walk walk = {
		.in = tables,
		.once = arg->flags & MEMMAP_WALK_ONCE,
		.pos = arg->start,
		.last = arg->start + (arg->length - 1),
		.extents = (struct memmap_extent *)(uintptr_t)arg->extents,
		.room = arg->nr_extents,
		.err = err,
	};
	int rc;

	if (arg->flags & ~MEMMAP_WALK_ONCE || !arg->nr_extents ||
	    arg->nr_extents > MEMMAP_MAX_ITEMS || !arg->length || walk.last < walk.pos ||
	    walk.pos < walk.in->paging.kernel_start || walk.last > walk.in->paging.kernel_last)
		return error_errno(err, EINVAL, "%s: walking the page tables",
				   walk.in->memory->path);
	rc = make_room(&walk, err);
	if (rc == 0)
		rc = walk_range(&walk);
	if (rc < 0)
		return rc;
	arg->next = rc ? walk.pos : walk.last + 1;
	arg->nr_extents = walk.nr;
	return 0;
}
