// SPDX-License-Identifier: GPL-2.0-or-later
/* test-extents.c - walking ranges of made-up page tables, in any number of steps. */
#include <errno.h>

#include "analysis/address/extents.h"

#include "fake.h"
#include "tap.h"

#define BASE 0xffffc90000000000ULL
#define PAGE 0x1000ULL

/* @count pages at BASE + @page; EXTENT() says how they are mapped. */
#define EXTENT(page, phys_page, count, leaf_shift_, prot_, memtype_, status_)         \
	{                                                                             \
		.virt_addr = BASE + (page)*PAGE, .phys_addr = (phys_page)*PAGE,       \
		.length = (count)*PAGE, .leaf_shift = (leaf_shift_), .prot = (prot_), \
		.memtype = (memtype_), .status = (status_)                            \
	}
#define PAGES(page, phys_page, count) \
	EXTENT(page, phys_page, count, 12, MEMMAP_PROT_WRITE, MEMMAP_MEMTYPE_WB, MEMMAP_STATUS_OK)

/**
 * struct seen - what a visitor saw
 * @extents: the extents
 * @nr: how many
 * @done_bytes: last progress
 * @nr_progress: how often it was told
 * @unordered: an extent did not lie behind the one before
 */
struct seen {
	struct extent extents[64];
	size_t nr;
	uint64_t done_bytes;
	unsigned int nr_progress;
	bool unordered;
};

static void see_extent(const struct extent *extent, void *context)
{
	struct seen *seen = context;

	if (seen->nr) {
		const struct extent *last = &seen->extents[seen->nr - 1];

		seen->unordered |= extent->virt_addr < last->virt_addr + last->length_bytes;
	}
	if (seen->nr < ARRAY_SIZE(seen->extents))
		seen->extents[seen->nr++] = *extent;
}

static void see_progress(uint64_t done_bytes, void *context)
{
	struct seen *seen = context;

	seen->unordered |= done_bytes < seen->done_bytes;
	seen->done_bytes = done_bytes;
	seen->nr_progress++;
}

static int walk(struct fake_machine *machine, uint64_t start, uint64_t length,
		struct address *range, struct seen *seen, struct error *err)
{
	_cleanup_(backend_close) struct backend *backend = fake_new(machine);
	struct extent_visitor visitor = {see_extent, see_progress, seen};

	*seen = (struct seen){0};
	*range = (struct address){.virt_addr = start, .length_bytes = length};
	return extents_walk(backend, range, &visitor, err);
}

static void is_extent(const struct extent *extent, uint64_t page, uint64_t phys_page,
		      uint64_t count)
{
	is_hex(extent->virt_addr, BASE + page * PAGE);
	is_hex(extent->phys_addr, phys_page * PAGE);
	is_int(extent->length_bytes, count * PAGE);
	is_int(extent->leaf_bytes, PAGE);
	is_int(extent->status, MEMMAP_STATUS_OK);
}

static void is_range(const struct address *range, unsigned int status, uint64_t nr_extents,
		     uint64_t nr_runs, uint64_t mapped, uint64_t largest, bool contiguous)
{
	is_int(range->status, status);
	is_int(range->nr_extents, nr_extents);
	is_int(range->nr_runs, nr_runs);
	is_int(range->mapped_bytes, mapped * PAGE);
	is_int(range->largest_run_bytes, largest * PAGE);
	is_int(range->contiguous, contiguous);
}

static const struct memmap_extent contiguous[] = {PAGES(0, 0x100, 8)};
static const struct memmap_extent scattered[] = {PAGES(0, 0x10, 1), PAGES(1, 0x20, 2),
						 PAGES(3, 0x30, 1)};

static void test_whole(void)
{
	struct fake_machine machine = {.extents = contiguous, .nr_extents = 1};
	struct address range;
	struct seen seen;

	about("one extent");
	is_int(walk(&machine, BASE, 8 * PAGE, &range, &seen, NULL), 0);
	is_range(&range, MEMMAP_STATUS_OK, 1, 1, 8, 8, true);
	is_int(seen.nr, 1);
	is_extent(&seen.extents[0], 0, 0x100, 8);
	is_int(seen.done_bytes, 8 * PAGE);

	about("a part of an extent");
	is_int(walk(&machine, BASE + 2 * PAGE, 3 * PAGE, &range, &seen, NULL), 0);
	is_range(&range, MEMMAP_STATUS_OK, 1, 1, 3, 3, true);
	is_extent(&seen.extents[0], 2, 0x102, 3);

	about("bytes");
	is_int(walk(&machine, BASE + 5, 7, &range, &seen, NULL), 0);
	is_int(range.status, MEMMAP_STATUS_OK);
	is_int(range.mapped_bytes, 7);
	is_hex(seen.extents[0].phys_addr, 0x100005);

	about("scattered pages");
	machine = (struct fake_machine){.extents = scattered, .nr_extents = 3};
	is_int(walk(&machine, BASE, 4 * PAGE, &range, &seen, NULL), 0);
	is_range(&range, MEMMAP_STATUS_OK, 3, 3, 4, 2, false);
	is_extent(&seen.extents[1], 1, 0x20, 2);
	ok(!seen.unordered);
}

static void see_total(uint64_t done_bytes, uint64_t total_bytes, void *context)
{
	is_int(total_bytes, 4 * PAGE);
	see_progress(done_bytes, context);
}

/* Who has nothing to tell leaves it to the back end, which hears of the end in any case. */
static void test_progress_of_backend(void)
{
	struct fake_machine machine = {.extents = scattered, .nr_extents = 3};
	_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
	struct address range = {.virt_addr = BASE, .length_bytes = 4 * PAGE};
	struct seen seen = {0}, other = {0};
	struct extent_visitor visitor = {.extent = see_extent, .context = &seen};

	about("the back end's progress");
	backend->progress = see_total;
	backend->progress_context = &other;
	is_int(extents_walk(backend, &range, &visitor, NULL), 0);
	is_int(other.done_bytes, 4 * PAGE);
	ok(other.nr_progress >= 2 && !other.unordered);
	is_int(seen.nr_progress, 0);

	about("a visitor that tells somebody else");
	other = (struct seen){0};
	visitor.progress = see_progress;
	is_int(extents_walk(backend, &range, &visitor, NULL), 0);
	is_int(seen.done_bytes, 4 * PAGE);
	is_int(other.nr_progress, 0);

	about("a walk that fails");
	range = (struct address){.virt_addr = 0x1000, .length_bytes = 4 * PAGE};
	visitor.progress = NULL;
	is_int(extents_walk(backend, &range, &visitor, NULL), 0);
	is_int(other.done_bytes, 4 * PAGE);
	is_int(other.nr_progress, 1);
}

/* However a walk is cut into steps, the answer is the same. */
static void test_steps(void)
{
	static const struct {
		size_t extents;
		uint64_t bytes;
	} cuts[] = {{1, 0}, {2, 0}, {0, PAGE}, {0, 3 * PAGE}, {1, 2 * PAGE}};

	for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
		struct fake_machine machine = {
			.extents = contiguous,
			.nr_extents = 1,
			.walk_extents = cuts[i].extents,
			.walk_bytes = cuts[i].bytes,
		};
		struct address range;
		struct seen seen;

		about("%zu extents and %ju bytes a step", cuts[i].extents,
		      (uintmax_t)cuts[i].bytes);
		is_int(walk(&machine, BASE, 8 * PAGE, &range, &seen, NULL), 0);
		is_range(&range, MEMMAP_STATUS_OK, 1, 1, 8, 8, true);
		is_int(seen.nr, 1);
		ok(!cuts[i].bytes || machine.nr_walks > 1);
		is_int(seen.nr_progress, machine.nr_walks);

		machine.extents = scattered;
		machine.nr_extents = 3;
		is_int(walk(&machine, BASE, 4 * PAGE, &range, &seen, NULL), 0);
		is_range(&range, MEMMAP_STATUS_OK, 3, 3, 4, 2, false);
		is_extent(&seen.extents[1], 1, 0x20, 2);
		ok(!seen.unordered);
	}
}

/* More extents than one batch holds. */
static void test_many(void)
{
	enum { NR = 5000 };
	struct memmap_extent *extents = calloc(NR, sizeof(*extents));
	struct fake_machine machine = {.extents = extents, .nr_extents = NR};
	struct address range;
	struct seen seen;

	about("5000 extents");
	must(extents);
	for (unsigned int i = 0; i < NR; i++)
		extents[i] = (struct memmap_extent)PAGES(i, 0x100000 - i, 1);
	is_int(walk(&machine, BASE, NR * PAGE, &range, &seen, NULL), 0);
	is_range(&range, MEMMAP_STATUS_OK, NR, NR, NR, 1, false);
	ok(machine.nr_walks > 1);
	free(extents);
}

static void test_holes(void)
{
	static const struct memmap_extent holey[] = {PAGES(1, 0x101, 1), PAGES(3, 0x103, 1)};
	struct fake_machine machine = {.extents = holey, .nr_extents = 2};
	struct address range;
	struct seen seen;

	about("holes");
	is_int(walk(&machine, BASE, 4 * PAGE, &range, &seen, NULL), 0);
	/* Physically in line, but not virtually without a hole: two runs. */
	is_range(&range, STATUS_PARTIAL, 2, 2, 2, 1, false);
	about("only a hole");
	is_int(walk(&machine, BASE + 2 * PAGE, PAGE, &range, &seen, NULL), 0);
	is_range(&range, MEMMAP_STATUS_UNMAPPED, 0, 0, 0, 0, false);
	is_int(seen.nr, 0);
	about("a hole at the end");
	is_int(walk(&machine, BASE + PAGE, 2 * PAGE, &range, &seen, NULL), 0);
	is_range(&range, STATUS_PARTIAL, 1, 1, 1, 1, false);
	about("nothing mapped at all");
	machine.nr_extents = 0;
	is_int(walk(&machine, BASE, 1ULL << 40, &range, &seen, NULL), 0);
	is_range(&range, MEMMAP_STATUS_UNMAPPED, 0, 0, 0, 0, false);
	is_int(machine.nr_walks, 4);
}

/* What is mapped differently is another extent, though the run goes on. */
static void test_attributes(void)
{
	enum { RW = MEMMAP_PROT_WRITE, X = MEMMAP_PROT_EXEC };
	enum { WB = MEMMAP_MEMTYPE_WB, UC = MEMMAP_MEMTYPE_UC };
	static const struct memmap_extent mixed[] = {
		EXTENT(0, 0x100, 1, 12, RW, WB, 0),
		EXTENT(1, 0x101, 1, 12, X, WB, 0),
		EXTENT(2, 0x102, 1, 12, X, UC, 0),
		EXTENT(3, 0x103, 1, 21, X, UC, 0),
	};
	struct fake_machine machine = {.extents = mixed, .nr_extents = 4};
	struct address range;
	struct seen seen;

	about("different attributes");
	is_int(walk(&machine, BASE, 4 * PAGE, &range, &seen, NULL), 0);
	is_range(&range, MEMMAP_STATUS_OK, 4, 1, 4, 4, true);
	is_int(seen.extents[3].leaf_bytes, 2 << 20);
	is_int(seen.extents[2].memtype, MEMMAP_MEMTYPE_UC);
	is_int(seen.extents[1].prot, MEMMAP_PROT_EXEC);
}

static void test_trouble(void)
{
	static const struct memmap_extent trouble[] = {
		PAGES(0, 0x100, 1),
		EXTENT(1, 0x101, 1, 12, MEMMAP_PROT_WRITE, MEMMAP_MEMTYPE_WB, MEMMAP_STATUS_RACED),
		PAGES(2, 0x102, 1),
		EXTENT(3, 0, 1, 0, 0, 0, MEMMAP_STATUS_UNREADABLE),
	};
	struct fake_machine machine = {.extents = trouble, .nr_extents = 4};
	struct address range;
	struct seen seen;

	about("raced and unreadable");
	is_int(walk(&machine, BASE, 4 * PAGE, &range, &seen, NULL), 0);
	is_range(&range, STATUS_PARTIAL, 4, 2, 2, 1, false);
	is_int(seen.extents[1].status, MEMMAP_STATUS_RACED);
	is_hex(seen.extents[1].phys_addr, 0x101000);
	is_int(seen.extents[3].status, MEMMAP_STATUS_UNREADABLE);
	is_hex(seen.extents[3].phys_addr, ABSENT);
	is_hex(seen.extents[3].leaf_bytes, ABSENT);
}

static void test_outside(void)
{
	struct fake_machine machine = {.extents = contiguous, .nr_extents = 1};
	struct error err = {0};
	struct address range;
	struct seen seen;

	about("a user range");
	is_int(walk(&machine, 0x400000, 16 * PAGE, &range, &seen, &err), 0);
	is_int(range.status, MEMMAP_STATUS_USER);
	is_int(seen.nr, 0);
	is_int(range.contiguous, 0);
	about("a non-canonical range");
	is_int(walk(&machine, 0x800000000000, 16 * PAGE, &range, &seen, &err), 0);
	is_int(range.status, MEMMAP_STATUS_NONCANONICAL);
	about("an end that wraps");
	is_str(err.text, "");
	is_int(walk(&machine, 0xfffffffffffff000, 2 * PAGE, &range, &seen, &err), -EINVAL);
	is_int(err.code, ERROR_BAD_INPUT);
	about("up to the last byte");
	is_int(walk(&machine, 0xfffffffffffff000, PAGE, &range, &seen, NULL), 0);
	is_int(range.status, MEMMAP_STATUS_UNMAPPED);
}

static void test_failure(const char *what, struct fake_machine machine, const char *message,
			 size_t nr_seen)
{
	struct error err = {0};
	struct address range;
	struct seen seen;

	about("%s", what);
	machine.extents = scattered;
	machine.nr_extents = 3;
	ok(walk(&machine, BASE, 4 * PAGE, &range, &seen, &err) < 0);
	is_int(err.code, ERROR_IO);
	contains(err.text, message);
	is_int(seen.nr, nr_seen);
	/* It must have given up, not tried for ever. */
	ok(machine.nr_walks < 10);
}

static void test_failed_steps(void)
{
	struct fake_machine machine = {.fail_steps = true};
	struct error err = {0};
	struct address range;
	struct seen seen;

	about("translating fails behind a refused range");
	is_int(walk(&machine, 0x400000, PAGE, &range, &seen, &err), -EIO);
	is_str(err.text, "the fake translation fails as told");
}

DEFINE_UNIT(extents)
{
	test_whole();
	test_progress_of_backend();
	test_steps();
	test_many();
	test_holes();
	test_attributes();
	test_trouble();
	test_outside();
	test_failure("the first walk fails", (struct fake_machine){.fail_walk = 1},
		     "the fake walk fails as told", 0);
	test_failure("a later walk fails",
		     (struct fake_machine){.fail_walk = BASE + 2 * PAGE, .walk_bytes = PAGE},
		     "the fake walk fails as told", 1);
	test_failure("a walk that does not advance", (struct fake_machine){.stuck = true},
		     "the walk does not advance at 0xffffc90000000000", 2);
	test_failure("a walk that goes too far", (struct fake_machine){.overshoot = true},
		     "the walk does not advance at 0xffffc90000000000", 2);
	test_failed_steps();
}
