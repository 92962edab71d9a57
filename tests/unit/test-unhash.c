// SPDX-License-Identifier: GPL-2.0-or-later
/* test-unhash.c - hashed lines against made-up page tables and hashes. */
#include <errno.h>

#include "analysis/address/unhash.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

#define PAGE	4096ULL
#define VMALLOC 0xffffc90000000000ULL
#define MODULES 0xffffffffc0000000ULL
#define DIRECT	0xffff888000000000ULL

static struct memmap_region regions[] = {
	{DIRECT, 0xffffc87fffffffff, 0, MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
	{VMALLOC, 0xffffe8ffffffffff, 0, MEMMAP_REGION_VMALLOC},
	{MODULES, 0xffffffffff5fffff, 0, MEMMAP_REGION_MODULES},
};

#define PAGES(virt, phys, nr) {(virt), (phys), (nr)*PAGE, .leaf_shift = 12}

static const struct memmap_extent extents[] = {
	PAGES(DIRECT, 0, 512),
	/* Two areas with guard pages, the first in pieces. */
	PAGES(VMALLOC + 1 * PAGE, 0x5000, 1),
	PAGES(VMALLOC + 2 * PAGE, 0x9000, 1),
	PAGES(VMALLOC + 4 * PAGE, 0xb000, 2),
	/* Two without any guard page between them. */
	PAGES(VMALLOC + 16 * PAGE, 0x20000, 4),
	/* One whose first two pages are not mapped. */
	PAGES(VMALLOC + 34 * PAGE, 0x30000, 1),
	PAGES(MODULES, 0x40000, 3),
};

static uint64_t good_hash(uint64_t virt_addr)
{
	return (virt_addr * 0x9e3779b97f4a7c15) >> 32;
}

/* Few hashes: each is that of many addresses, as the end hash must tell. */
static uint64_t poor_hash(uint64_t virt_addr)
{
	return virt_addr / PAGE % 3;
}

/* What no_hash_pointers does. */
static uint64_t no_hash(uint64_t virt_addr)
{
	return virt_addr;
}

static struct fake_machine machine;
static struct vmap_area_array areas;
static struct error err;

/* add_line() - a hashed line that says what the machine's hash makes of an area */
static void add_line(uint64_t start, uint64_t nr_pages, const char *kind)
{
	struct hashed_vmap_area *line;
	uint64_t size = nr_pages * PAGE;

	areas.hashed_items =
		realloc(areas.hashed_items, (areas.nr_hashed + 1) * sizeof(*areas.hashed_items));
	must(areas.hashed_items);
	line = &areas.hashed_items[areas.nr_hashed++];
	*line = (struct hashed_vmap_area){
		.start_hash = machine.hash ? machine.hash(start) : 1,
		.end_hash = machine.hash ? machine.hash(start + size) : 2,
		.area = {.start = ABSENT, .size_bytes = size, .kind = kind},
	};
	must(asprintf(&line->area.caller, "%jx", (uintmax_t)start) > 0);
}

static void begin(uint64_t (*hash)(uint64_t))
{
	machine = (struct fake_machine){
		.extents = extents,
		.nr_extents = ARRAY_SIZE(extents),
		.regions = regions,
		.nr_regions = ARRAY_SIZE(regions),
		.hash = hash,
	};
	areas = (struct vmap_area_array){.hashed = true};
	err = (struct error){0};
}

static int join(void)
{
	struct backend *backend = fake_new(&machine);
	int rc = unhash_areas(backend, &areas, &err);

	backend_close(&backend);
	return rc;
}

/* Every area is where its line was made for, and they are sorted. */
static void are_right(size_t nr, size_t nr_left)
{
	unsigned int nr_wrong = 0;

	is_int(areas.nr, nr);
	is_int(areas.nr_hashed, nr_left);
	for (size_t i = 0; i < areas.nr; i++) {
		char want[32];

		snprintf(want, sizeof(want), "%jx", (uintmax_t)areas.items[i].start);
		nr_wrong += strcmp(want, areas.items[i].caller) != 0;
		nr_wrong += i && areas.items[i - 1].start > areas.items[i].start;
	}
	is_int(nr_wrong, 0);
	for (size_t i = 0; i < areas.nr_hashed; i++)
		is_hex(areas.hashed_items[i].area.start, ABSENT);
}

static void end(void)
{
	vmap_area_array_clear(&areas);
}

static void test_match(uint64_t (*hash)(uint64_t), const char *what)
{
	about("%s", what);
	begin(hash);
	add_line(MODULES, 4, "vmalloc");
	add_line(VMALLOC + 4 * PAGE, 3, "vmalloc");
	add_line(VMALLOC + 1 * PAGE, 3, "vmap");
	is_int(join(), 0);
	is_str(err.text, "");
	are_right(3, 0);
	/* Run starts were enough. */
	ok(machine.nr_hashed < 20);
	is_str(areas.items[0].kind, "vmap");
	is_int(areas.items[0].size_bytes, 3 * PAGE);
	end();
}

static void test_nothing(void)
{
	about("no lines");
	begin(good_hash);
	is_int(join(), 0);
	are_right(0, 0);
	is_int(machine.nr_walks, 0);
	end();
	about("no lines, no hashes either");
	begin(NULL);
	is_int(join(), 0);
	end();
}

static void test_no_match(void)
{
	about("nothing is mapped there");
	begin(good_hash);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	add_line(VMALLOC + 0x10000000, 3, "vmalloc");
	add_line(DIRECT, 3, "vmalloc");
	is_int(join(), 0);
	are_right(1, 2);
	end();

	about("unpurged areas are not worth trying all pages");
	begin(good_hash);
	add_line(VMALLOC + 0x10000000, 3, "unpurged");
	is_int(join(), 0);
	are_right(0, 1);
	ok(machine.nr_hashed < 10);
	end();

	about("the end hash is another");
	begin(good_hash);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	areas.hashed_items[0].end_hash++;
	is_int(join(), 0);
	are_right(0, 1);
	end();

	about("the size is another");
	begin(good_hash);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	areas.hashed_items[0].area.size_bytes += PAGE;
	is_int(join(), 0);
	are_right(0, 1);
	end();
}

static void test_inside(void)
{
	about("an area that begins inside a run");
	begin(good_hash);
	add_line(VMALLOC + 18 * PAGE, 2, "vmap");
	is_int(join(), 0);
	are_right(1, 0);
	end();

	about("an area right behind another");
	begin(good_hash);
	add_line(VMALLOC + 16 * PAGE, 2, "vmap");
	add_line(VMALLOC + 18 * PAGE, 2, "vmap");
	is_int(join(), 0);
	are_right(2, 0);
	end();

	about("an area whose first pages are not mapped");
	begin(good_hash);
	add_line(VMALLOC + 32 * PAGE, 16, "vmalloc");
	is_int(join(), 0);
	are_right(1, 0);
	end();

	about("areas without any mapping behind one that has");
	begin(good_hash);
	add_line(VMALLOC + 4 * PAGE, 3, "vmalloc");
	add_line(VMALLOC + 9 * PAGE, 5, "unpurged");
	add_line(VMALLOC + 7 * PAGE, 2, "unpurged");
	is_int(join(), 0);
	are_right(3, 0);
	end();

	about("an area without any mapping at the start of the region");
	begin(good_hash);
	add_line(VMALLOC, 1, "unpurged");
	is_int(join(), 0);
	are_right(1, 0);
	end();
}

/* Each start hash fits a third of all addresses; start and end together are unique here. */
static void test_collisions(void)
{
	about("start hashes collide, end hashes tell");
	begin(poor_hash);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	add_line(VMALLOC + 4 * PAGE, 1, "vmalloc");
	/* Wrong for VMALLOC + 1, which comes first, and right for VMALLOC + 4 with this end. */
	areas.hashed_items[1].end_hash = 7;
	is_int(join(), 0);
	is_int(areas.nr, 1);
	is_int(areas.nr_hashed, 1);
	is_hex(areas.items[0].start, VMALLOC + 1 * PAGE);
	end();

	about("two lines with the same hashes");
	begin(good_hash);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	is_int(join(), 0);
	are_right(2, 0);
	end();
}

/* More candidates than a batch holds, all colliding with many lines. */
static void test_many(void)
{
	enum { NR = 6000 };
	struct memmap_extent *many = calloc(NR, sizeof(*many));

	must(many);
	for (size_t i = 0; i < NR; i++)
		many[i] = (struct memmap_extent)PAGES(VMALLOC + i * 4 * PAGE, i * 2 * PAGE, 3);
	about("%d areas", NR);
	begin(good_hash);
	machine.extents = many;
	machine.nr_extents = NR;
	for (size_t i = NR; i-- > 0;)
		add_line(VMALLOC + i * 4 * PAGE, 4, "vmalloc");
	is_int(join(), 0);
	are_right(NR, 0);
	end();

	about("%d candidates that collide", NR);
	begin(poor_hash);
	machine.extents = many;
	machine.nr_extents = NR;
	for (size_t i = 0; i < 10; i++) {
		add_line(VMALLOC, 4, "unpurged");
		areas.hashed_items[i].end_hash = 7;
	}
	is_int(join(), 0);
	are_right(0, 10);
	end();
	free(many);
}

static void test_failures(void)
{
	about("a back end without hashes");
	begin(NULL);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	is_int(join(), -EACCES);
	is_int(err.code, ERROR_HIDDEN);
	contains(err.text, "fake");
	are_right(0, 1);
	end();

	about("hashing fails");
	begin(good_hash);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	machine.fail_hashes = true;
	is_int(join(), -EIO);
	contains(err.text, "hashes fail");
	are_right(0, 1);
	end();

	about("walking fails");
	begin(good_hash);
	add_line(VMALLOC + 1 * PAGE, 3, "vmalloc");
	add_line(MODULES, 4, "vmalloc");
	machine.fail_walk = MODULES;
	is_int(join(), -EIO);
	contains(err.text, "walk fails");
	are_right(0, 2);
	end();
}

DEFINE_UNIT(unhash)
{
	test_match(good_hash, "lines that fit");
	test_match(no_hash, "no_hash_pointers");
	test_nothing();
	test_no_match();
	test_inside();
	test_collisions();
	test_many();
	test_failures();
}
