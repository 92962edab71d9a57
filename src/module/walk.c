// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c - MEMMAP_IOC_WALK: a range of virtual addresses in, merged physical extents out.
 *
 * The program has a twin of this, src/arch/walk.c, as it has of steps.c: written apart on purpose,
 * since each is the other's witness when --verify asks both. A rule that changes here changes there.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "table.h"

/* Extents that are gathered before user memory is touched; the array fits 8 KiB. */
#define BOUNCE_EXTENTS	250U

/* Tables read before hot-removal gets its chance; some milliseconds. */
#define BUDGET_TABLES	1024

/* Why a walk stops early, beside -errno. */
enum {
	WALK_FULL = 1,	/* an extent found no room, or a signal came; w->pos is where to go on */
	WALK_STALE,	/* the entry at depth w->stale has changed; start again at w->pos */
	WALK_UNREADABLE, /* a table cannot be read */
};

/**
 * struct walk - the state of one WALK call
 * @paging: levels and how to decode
 * @ram: cache of memmap_online_page()
 * @root: top table
 * @copies: by depth, private copy of the part of the table in range
 * @again: second reading of the table last read
 * @path: by depth, an entry of the table in use: the one that was followed, where it is and what it
 *        said
 * @depth: how many tables are in use
 * @stale: see WALK_STALE
 * @budget: tables to read before the lock is dropped
 * @once: see MEMMAP_WALK_ONCE
 * @start: first address of the range
 * @pos: the next address to answer; all below is done
 * @last: last address of the range
 * @bounce: extents for user memory; the last one is open, what continues it is merged
 * @nr_bounce: how many are in @bounce
 * @max_bounce: how many fit there
 * @user: the caller's array, from the first that is to be filled
 * @room: how many more the caller takes, those in @bounce included
 */
struct walk {
	struct memmap_paging paging;
	struct memmap_ram ram;
	const pteval_t *root;
	pteval_t *copies[MEMMAP_MAX_LEVELS];
	pteval_t *again;
	struct {
		const pteval_t *entryp;
		pteval_t entry;
	} path[MEMMAP_MAX_LEVELS];
	unsigned int depth;
	unsigned int stale;
	unsigned int budget;
	bool once;
	u64 start;
	u64 pos;
	u64 last;
	struct memmap_extent *bounce;
	u32 nr_bounce;
	u32 max_bounce;
	struct memmap_extent __user *user;
	u32 room;
};

/*
 * After the lock was dropped, may the tables on the way down to here still be read? If so
 * the walk goes on with its copies of them, which are no worse for their age: whatever is followed
 * from a copy is compared with the table again.
 */
static int walk_relock(struct walk *w)
{
	unsigned int i;

	memmap_online_lock();
	w->budget = BUDGET_TABLES;
	memset(&w->ram, 0, sizeof(w->ram));
	for (i = 0; i < w->depth; i++) {
		if (!memmap_table_readable(&w->ram, PHYS_PFN(__pa(w->path[i].entryp)))) {
			w->stale = i ? i - 1 : 0;
			return WALK_STALE;
		}
	}
	return 0;
}

/* Give the caller what was found. No lock is held here. */
static int walk_flush(struct walk *w)
{
	if (copy_to_user(w->user, w->bounce, w->nr_bounce * sizeof(*w->bounce)))
		return -EFAULT;
	w->user += w->nr_bounce;
	w->room -= w->nr_bounce;
	w->nr_bounce = 0;
	return 0;
}

/* Append a copy of @what for w->pos to @last. */
static int emit_new(struct walk *w, u64 last, const struct memmap_extent *what)
{
	struct memmap_extent *new;

	if (w->nr_bounce == w->room)
		return WALK_FULL;
	if (w->nr_bounce == w->max_bounce) {
		int flushed, ret;

		memmap_online_unlock();
		flushed = walk_flush(w);
		ret = walk_relock(w);
		if (flushed || ret)
			return flushed ? flushed : ret;
	}
	new = &w->bounce[w->nr_bounce++];
	*new = *what;
	new->virt_addr = w->pos;
	new->length = last - w->pos + 1;
	return 0;
}

/* Answer from w->pos to @last, or to the end of the range, and move w->pos behind it. */
static int emit(struct walk *w, u64 last, const struct memmap_extent *what)
{
	struct memmap_extent *open = w->nr_bounce ? &w->bounce[w->nr_bounce - 1] : NULL;
	int ret = 0;

	last = min(last, w->last);
	if (open && open->virt_addr + open->length == w->pos &&
	    open->status == what->status && open->prot == what->prot &&
	    open->memtype == what->memtype && open->leaf_shift == what->leaf_shift &&
	    (!what->leaf_shift || open->phys_addr + open->length == what->phys_addr))
		open->length += last - w->pos + 1;
	else
		ret = emit_new(w, last, what);
	if (!ret)
		w->pos = last + 1;
	return ret;
}

/* A span of which only the status is known. */
static int emit_status(struct walk *w, u64 last, enum memmap_status status)
{
	struct memmap_extent what = { .status = status };

	return emit(w, last, &what);
}

/* Has one of the entries above depth @depth changed since it was followed? */
static int check_path(struct walk *w, unsigned int depth)
{
	unsigned int i;
	pteval_t now;

	for (i = 0; i < depth; i++) {
		if (memmap_table_read(&now, w->path[i].entryp, 1) ||
		    (now ^ w->path[i].entry) & MEMMAP_ENTRY_KEY) {
			w->stale = i;
			return WALK_STALE;
		}
	}
	return 0;
}

static bool same_entries(const pteval_t *a, const pteval_t *b, unsigned int nr)
{
	pteval_t diff = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		diff |= a[i] ^ b[i];
	return !(diff & MEMMAP_ENTRY_KEY);
}

/* Mark the entries of @b that differ from @a in a way that matters. */
static void mark_raced(const pteval_t *a, pteval_t *b, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		b[i] &= ~MEMMAP_ENTRY_MARK;
		if ((a[i] ^ b[i]) & MEMMAP_ENTRY_KEY)
			b[i] |= MEMMAP_ENTRY_MARK;
	}
}

/*
 * Copy @nr entries from @src to w->copies[@depth], with proof that they stood still. @key receives
 * the bits of the copy to go by: the entries that never stood still, if any, bear
 * MEMMAP_ENTRY_MARK.
 */
static int read_entries(struct walk *w, unsigned int depth, const pteval_t *src, unsigned int nr,
			pteval_t *key)
{
	unsigned int tries;

	*key = MEMMAP_ENTRY_KEY;
	if (memmap_table_read(w->copies[depth], src, nr))
		return WALK_UNREADABLE;
	for (tries = 0;; tries++) {
		int ret = check_path(w, depth);

		if (ret)
			return ret;
		/* Most tables of a sparse space are empty, and one look proves that. */
		if (!tries && !memchr_inv(w->copies[depth], 0, nr * sizeof(*src)))
			return 0;
		if (memmap_table_read(w->again, src, nr))
			return WALK_UNREADABLE;
		if (same_entries(w->copies[depth], w->again, nr))
			return 0;
		if (tries == MEMMAP_RACE_RETRIES) {
			mark_raced(w->copies[depth], w->again, nr);
			*key |= MEMMAP_ENTRY_MARK;
		}
		swap(w->copies[depth], w->again);
		if (tries == MEMMAP_RACE_RETRIES)
			return 0;
	}
}

/*
 * How many of the @nr entries, the first of which is a leaf, continue each other. The compare is
 * all there is to do for most pages of a mapping: where the key of an entry is that of its
 * forerunner plus one leaf, it goes on in physical memory with the same protection and memory type.
 */
static unsigned int leaf_run(const struct memmap_table_level *level, const pteval_t *entries,
			     unsigned int nr, pteval_t key)
{
	const pteval_t size = (pteval_t)1 << level->shift;
	pteval_t expect = entries[0] & key;
	unsigned int i;

	for (i = 1; i < nr; i++) {
		expect += size;
		if ((entries[i] & key) != expect)
			break;
	}
	return i;
}

/* Answer for the leaf @entry, which covers @base and on, and the @nr - 1 that continue it. */
static int emit_leaves(struct walk *w, const struct memmap_table_level *level, pteval_t entry,
		       bool raced, u64 base, unsigned int nr, pteval_t inherited)
{
	struct memmap_extent what = {
		.phys_addr = memmap_entry_phys(level, entry) + (w->pos - base),
		.status = raced ? MEMMAP_STATUS_RACED : MEMMAP_STATUS_OK,
		.prot = memmap_entry_prot(level, inherited, entry),
		.memtype = memmap_entry_memtype(&w->paging, level, entry),
		.leaf_shift = level->shift,
	};

	return emit(w, base + ((u64)nr << level->shift) - 1, &what);
}

/* Does a valid entry lead to the same table as the one before it? */
static bool leads_to_same(const struct memmap_table_level *level, const pteval_t *entries,
			  pteval_t key)
{
	return !memmap_entry_leaf(level, entries[0]) && !((entries[0] ^ entries[-1]) & key);
}

static int walk_table(struct walk *w, unsigned int depth, const pteval_t *table,
		      pteval_t inherited);

/* Answer for the valid non-leaf @entry at @entryp, from w->pos to @last. */
static int walk_below(struct walk *w, unsigned int depth, const pteval_t *entryp, pteval_t entry,
		      u64 last, pteval_t inherited)
{
	const struct memmap_table_level *level = &w->paging.levels[depth];
	const pteval_t *table = memmap_table_follow(&w->ram, entry);
	int ret;

	if (!table)
		return emit_status(w, last, MEMMAP_STATUS_UNREADABLE);
	w->path[depth].entryp = entryp;
	w->path[depth].entry = entry;
	ret = walk_table(w, depth + 1, table, memmap_entry_inherit(level, inherited, entry));
	w->depth = depth + 1;
	if (ret == WALK_UNREADABLE)
		return emit_status(w, last, MEMMAP_STATUS_UNREADABLE);
	return ret;
}

/*
 * Answer from w->pos to the end of @table or of the range. The recursion is at most
 * MEMMAP_MAX_LEVELS deep: entries of the last level are all leaves.
 */
static int walk_table(struct walk *w, unsigned int depth, const pteval_t *table,
		      pteval_t inherited)
{
	const struct memmap_table_level *level = &w->paging.levels[depth];
	const unsigned int first = memmap_table_index(level, w->pos);
	const u64 first_base = w->pos >> level->shift << level->shift;
	/* The entry before the first is read too, for what it leads to. */
	const unsigned int before = w->once && first;
	unsigned int nr = (1U << (level->span_shift - level->shift)) - first;
	unsigned int i = 0, run;
	pteval_t key;
	int ret;

	w->path[depth].entryp = table + first;
	w->depth = depth + 1;
	if (fatal_signal_pending(current))
		return -EINTR;
	/* Whoever catches a signal may want to stop, and can go on otherwise. A call always advances. */
	if (signal_pending(current) && w->pos != w->start)
		return WALK_FULL;
	cond_resched();
	if (!w->budget--) {
		memmap_online_unlock();
		ret = walk_relock(w);
		if (ret)
			return ret;
	}
	if ((w->last ^ w->pos) >> level->span_shift == 0)
		nr = memmap_table_index(level, w->last) - first + 1;
	ret = read_entries(w, depth, table + first - before, nr + before, &key);
	for (; !ret && i < nr; i += run) {
		const pteval_t *entries = w->copies[depth] + before + i;
		u64 base = first_base + ((u64)i << level->shift);

		run = 1;
		if (!memmap_entry_valid(*entries))
			continue;
		if (w->once && before + i && leads_to_same(level, entries, key))
			continue;
		/* Only the first entry may be met in its middle. */
		if (i)
			w->pos = base;
		if (memmap_entry_leaf(level, *entries)) {
			run = leaf_run(level, entries, nr - i, key);
			ret = emit_leaves(w, level, *entries, *entries & key & MEMMAP_ENTRY_MARK,
					  base, run, inherited);
		} else {
			ret = walk_below(w, depth, table + first + i, *entries,
					 base + (1ULL << level->shift) - 1, inherited);
		}
	}
	return ret;
}

/* Give up on the rest of what the restless entry at depth w->stale covers. */
static int emit_stale(struct walk *w)
{
	return emit_status(w, w->pos | ((1ULL << w->paging.levels[w->stale].shift) - 1),
			   MEMMAP_STATUS_RACED);
}

/*
 * Answer until the range is done (0), the caller's room is used up (WALK_FULL), or -errno. A
 * descent that was overtaken starts again at the top, where it stopped.
 */
static int walk_range(struct walk *w)
{
	unsigned int tries = 0;
	u64 stuck = w->pos;
	int ret;

	walk_relock(w);
	while ((ret = walk_table(w, 0, w->root, MEMMAP_INHERIT_TOP)) == WALK_STALE) {
		if (w->pos != stuck)
			tries = 0;
		stuck = w->pos;
		if (tries++ < MEMMAP_RACE_RETRIES)
			continue;
		ret = emit_stale(w);
		if (ret || w->pos == w->last + 1)
			break;
	}
	memmap_online_unlock();
	return ret == WALK_UNREADABLE ? -EIO : ret;
}

static void walk_clear(struct walk *w)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(w->copies); i++)
		kfree(w->copies[i]);
	kfree(w->again);
	kfree(w->bounce);
}

/*
 * Make room for what the range can need at most, which is a lot less than whole tables when it is a
 * page. @w knows paging, range and room. After failure too, walk_clear() is due.
 */
static int walk_init(struct walk *w)
{
	u64 nr = 1, nr_max = 1;
	unsigned int i;

	w->root = memmap_arch_root();
	if (!w->root)
		return -EINVAL;
	for (i = 0; i < w->paging.nr_levels; i++) {
		const struct memmap_table_level *level = &w->paging.levels[i];

		/* Down the levels it only grows, but for the limit of a table. */
		nr = (w->last >> level->shift) - (w->pos >> level->shift) + 1;
		nr_max = max(nr_max, min(nr, 1ULL << (level->span_shift - level->shift)));
	}
	for (i = 0; i <= w->paging.nr_levels; i++) {
		pteval_t **copy = i ? &w->copies[i - 1] : &w->again;

		/* With room for the entry before, see walk_table(). */
		*copy = kmalloc_array(nr_max + 1, sizeof(**copy), GFP_KERNEL_ACCOUNT);
		if (!*copy)
			return -ENOMEM;
	}
	w->max_bounce = min3(nr, (u64)w->room, (u64)BOUNCE_EXTENTS);
	w->bounce = kmalloc_array(w->max_bounce, sizeof(*w->bounce), GFP_KERNEL_ACCOUNT);
	return w->bounce ? 0 : -ENOMEM;
}

int memmap_ioctl_walk(void *data)
{
	struct memmap_walk *arg = data;
	struct walk w = {
		.once = arg->flags & MEMMAP_WALK_ONCE,
		.start = arg->start,
		.pos = arg->start,
		.user = u64_to_user_ptr(arg->extents),
		.room = arg->nr_extents,
	};
	int ret;

	memmap_arch_paging(&w.paging);
	if (arg->flags & ~MEMMAP_WALK_ONCE || !arg->nr_extents ||
	    arg->nr_extents > MEMMAP_MAX_ITEMS || !arg->length ||
	    check_add_overflow(arg->start, arg->length - 1, &w.last) ||
	    arg->start < w.paging.kernel_start || w.last > w.paging.kernel_last)
		return -EINVAL;
	ret = walk_init(&w);
	if (!ret)
		ret = walk_range(&w);
	if (ret >= 0) {
		arg->next = ret ? w.pos : w.last + 1;
		ret = walk_flush(&w);
		arg->nr_extents -= w.room;
	}
	walk_clear(&w);
	return ret;
}
