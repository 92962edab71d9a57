// SPDX-License-Identifier: GPL-2.0-or-later
/* test-boxes.c - the address space as boxes, to the letter. */
#include "output/boxes.h"

#include "tap.h"

#define REGION(name_, start_, last_, mapped_)                                                      \
	.name = (name_), .start = (start_), .last = (last_), .size_bytes = (last_) - (start_) + 1, \
	.mapped_bytes = (mapped_)

#define LEAVES(...) .leaves = {__VA_ARGS__}, .nr_leaves = 1
#define PROTS(...)  .prots = {__VA_ARGS__}, .nr_prots = 1

#define KIB (1ULL << 10)
#define MIB (1ULL << 20)
#define RW  MEMMAP_PROT_WRITE
#define RX  MEMMAP_PROT_EXEC

static const struct layout_region x86_64[] = {
	{REGION("user", 0, 0x7fffffffffff, ABSENT)},
	{.name = "noncanonical",
	 .kind = LAYOUT_HOLE,
	 .start = 0x800000000000,
	 .last = 0xffff7fffffffffff,
	 .size_bytes = ABSENT,
	 .mapped_bytes = ABSENT},
	{REGION("guard hole", 0xffff800000000000, 0xffff87ffffffffff, 0)},
	{REGION("direct map", 0xffff880000000000, 0xffff88003fffffff, 1 << 30),
	 .leaves = {{2 * MIB, 1008 * MIB}, {4 * KIB, 16 * MIB}}, .nr_leaves = 2,
	 .prots = {{RW, 1000 * MIB}, {0, 24 * MIB}}, .nr_prots = 2},
	{REGION("unused", 0xffff880040000000, 0xffffffff7fffffff, 0), .kind = LAYOUT_HOLE},
	{REGION("kernel image", 0xffffffff80000000, 0xffffffffbfffffff, 4 * MIB),
	 LEAVES({2 * MIB, 4 * MIB}), .prots = {{RX, 2 * MIB}, {RW, 2 * MIB}}, .nr_prots = 2},
	{REGION("text", 0xffffffff81000000, 0xffffffff811fffff, 2 * MIB), .depth = 1,
	 .kind = LAYOUT_SECTION, LEAVES({2 * MIB, 2 * MIB}), PROTS({RX, 2 * MIB})},
	{REGION("data", 0xffffffff81200000, 0xffffffff813fffff, 2 * MIB), .depth = 1,
	 .kind = LAYOUT_SECTION, LEAVES({2 * MIB, 2 * MIB}), PROTS({RW, 2 * MIB})},
	{REGION("modules", 0xffffffffc0000000, 0xffffffffff5fffff, 0)},
	{REGION("unused", 0xffffffffff600000, 0xffffffffffffffff, 4 * KIB), .kind = LAYOUT_HOLE,
	 LEAVES({4 * KIB, 4 * KIB}), PROTS({0, 4 * KIB})},
};

/* What i386 will look like: nothing of the drawing knows an architecture. */
static const struct layout_region ia32[] = {
	{REGION("user", 0, 0xbfffffff, ABSENT)},
	{REGION("direct map", 0xc0000000, 0xf77fdfff, 0x377fe000), LEAVES({2 * MIB, 0x377fe000}),
	 PROTS({RW, 0x377fe000})},
	{REGION("text", 0xc1000000, 0xc19fffff, 0xa00000), .depth = 1, .kind = LAYOUT_SECTION,
	 LEAVES({2 * MIB, 0xa00000}), PROTS({RX, 0xa00000})},
	{REGION("unused", 0xf77fe000, 0xf7ffdfff, 0), .kind = LAYOUT_HOLE},
	{REGION("vmalloc", 0xf7ffe000, 0xff7fdfff, 0x1000), LEAVES({4 * KIB, 0x1000}),
	 PROTS({RW, 0x1000})},
	{REGION("unused", 0xff7fe000, 0xff7fffff, 0), .kind = LAYOUT_HOLE},
	{REGION("pkmap", 0xff800000, 0xff9fffff, 0)},
	{REGION("unused", 0xffa00000, 0xffa53fff, 0), .kind = LAYOUT_HOLE},
	{REGION("fixmap", 0xffa54000, 0xffffefff, 0x2000), LEAVES({4 * KIB, 0x2000}),
	 PROTS({RW, 0x2000})},
	{REGION("unused", 0xfffff000, 0xffffffff, 0), .kind = LAYOUT_HOLE},
};

static void is_drawing(struct text_style style, const struct layout_region *regions, size_t nr,
		       const char *want)
{
	size_t size;
	char *got;

	style.out = open_memstream(&got, &size);
	must(style.out);
	boxes_write(&style, regions, nr);
	must(fclose(style.out) == 0);
	is_str(got, want);
	free(got);
}

static void test_x86_64(void)
{
	about("x86-64, 80 columns, Unicode");
	is_drawing((struct text_style){.width = 80, .unicode = true}, x86_64, ARRAY_SIZE(x86_64),
		   "0xffffffffffffffff ┌──────────────────────────────────────────────┐\n"
		   "                   ≈┄┄┄┄┄┄┄┄┄┄┄ 10M unused, 4K mapped ┄┄┄┄┄┄┄┄┄┄┄┄≈\n"
		   "0xffffffffff5fffff │ modules       1014M                          │\n"
		   "0xffffffffc0000000 ├──────────────────────────────────────────────┤\n"
		   "                   │ kernel image     1G  4M mapped  2M 100%      │\n"
		   "0xffffffff81200000 │ ├ data           2M  2M mapped  2M 100%      │\n"
		   "0xffffffff81000000 │ └ text           2M  2M mapped  2M 100%      │\n"
		   "0xffffffff80000000 ≈┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 120.0T unused ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄≈\n"
		   "0xffff88003fffffff │ direct map       1G  1G mapped  2M 98% 4K 2% │\n"
		   "0xffff880000000000 ├──────────────────────────────────────────────┤\n"
		   "                   │ guard hole       8T                          │\n"
		   "                   │                                              │\n"
		   "                   │                                              │\n"
		   "                   │                                              │\n"
		   "0xffff800000000000 ≈┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ noncanonical ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄≈\n"
		   "    0x7fffffffffff ≈ user           128T                          ≈\n"
		   "                   ≈┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄≈\n"
		   "               0x0 └──────────────────────────────────────────────┘\n"
		   "A line more stands for 16 times the size; ≈ marks what is cut short.\n");
	about("x86-64, 200 columns, ASCII");
	is_drawing(
		(struct text_style){.width = 200}, x86_64, ARRAY_SIZE(x86_64),
		"0xffffffffffffffff +---------------------------------------------------------------+\n"
		"                   ~.................... 10M unused, 4K mapped ....................~\n"
		"0xffffffffff5fffff | modules       1014M                                           |\n"
		"0xffffffffc0000000 +---------------------------------------------------------------+\n"
		"                   | kernel image     1G  4M mapped  2M 100%       r-x 50% rw- 50% |\n"
		"0xffffffff81200000 | + data           2M  2M mapped  2M 100%       rw- 100%        |\n"
		"0xffffffff81000000 | + text           2M  2M mapped  2M 100%       r-x 100%        |\n"
		"0xffffffff80000000 ~........................ 120.0T unused ........................~\n"
		"0xffff88003fffffff | direct map       1G  1G mapped  2M 98% 4K 2%  rw- 98% r-- 2%  |\n"
		"0xffff880000000000 +---------------------------------------------------------------+\n"
		"                   | guard hole       8T                                           |\n"
		"                   |                                                               |\n"
		"                   |                                                               |\n"
		"                   |                                                               |\n"
		"0xffff800000000000 ~........................ noncanonical .........................~\n"
		"    0x7fffffffffff ~ user           128T                                           ~\n"
		"                   ~...............................................................~\n"
		"               0x0 +---------------------------------------------------------------+\n"
		"A line more stands for 16 times the size; ~ marks what is cut short.\n");
}

/* The cells on the right are left out, rather than the lines broken. */
static void test_narrow(void)
{
	about("x86-64, 50 columns");
	is_drawing((struct text_style){.width = 50}, x86_64, ARRAY_SIZE(x86_64),
		   "0xffffffffffffffff +------------------------+\n"
		   "                   ~ 10M unused, 4K mapped .~\n"
		   "0xffffffffff5fffff | modules       1014M    |\n"
		   "0xffffffffc0000000 +------------------------+\n"
		   "                   | kernel image     1G    |\n"
		   "0xffffffff81200000 | + data           2M    |\n"
		   "0xffffffff81000000 | + text           2M    |\n"
		   "0xffffffff80000000 ~.... 120.0T unused .....~\n"
		   "0xffff88003fffffff | direct map       1G    |\n"
		   "0xffff880000000000 +------------------------+\n"
		   "                   | guard hole       8T    |\n"
		   "                   |                        |\n"
		   "                   |                        |\n"
		   "                   |                        |\n"
		   "0xffff800000000000 ~..... noncanonical .....~\n"
		   "    0x7fffffffffff ~ user           128T    ~\n"
		   "                   ~........................~\n"
		   "               0x0 +------------------------+\n"
		   "A line more stands for 16 times the size; ~ marks\n"
		   "what is cut short.\n");
}

static void test_i386(void)
{
	about("ia32, no width known, ASCII");
	is_drawing((struct text_style){0}, ia32, ARRAY_SIZE(ia32),
		   "0xffffffff +------------------------------------------------------+\n"
		   "           ~..................... 4K unused ......................~\n"
		   "0xffffefff | fixmap        5.7M      8K mapped  4K 100%  rw- 100% |\n"
		   "0xffa54000 ~.................... 336K unused .....................~\n"
		   "0xff9fffff | pkmap           2M                                   |\n"
		   "0xff800000 ~..................... 8K unused ......................~\n"
		   "0xff7fdfff | vmalloc       120M      4K mapped  4K 100%  rw- 100% |\n"
		   "           |                                                      |\n"
		   "0xf7ffe000 ~..................... 8M unused ......................~\n"
		   "0xf77fdfff | direct map  888.0M  888.0M mapped  2M 100%  rw- 100% |\n"
		   "0xc1000000 | + text         10M     10M mapped  2M 100%  r-x 100% |\n"
		   "           |                                                      |\n"
		   "0xc0000000 +------------------------------------------------------+\n"
		   "           ~ user            3G                                   ~\n"
		   "           ~......................................................~\n"
		   "       0x0 +------------------------------------------------------+\n"
		   "A line more stands for 16 times the size; ~ marks what is cut short.\n");
}

/* What is mapped where nothing should be wants attention. */
static void test_color(void)
{
	about("colours");
	is_drawing(
		(struct text_style){.width = 80, .color = true}, x86_64 + 8, 2,
		"0xffffffffffffffff +------------------------+\n"
		"                   ~ \033[33m10M unused, 4K mapped\033[0m .~\n"
		"0xffffffffff5fffff | \033[1mmodules\033[0m  1014M         |\n"
		"0xffffffffc0000000 +------------------------+\n"
		"\033[36mA line more stands for 4 times the size; ~ marks what is cut short.\033[0m\n");
}

static void test_nothing(void)
{
	about("nothing to draw");
	is_drawing((struct text_style){.width = 80}, NULL, 0, "");
	about("one region, narrower than any box");
	is_drawing((struct text_style){.width = 18}, ia32 + 6, 1,
		   "0xff9fffff +-------+\n"
		   "           | pkmap |\n"
		   "0xff800000 +-------+\n"
		   "A line more stands\nfor 4 times the\nsize; ~ marks what\nis cut short.\n");
}

DEFINE_UNIT(boxes)
{
	test_x86_64();
	test_narrow();
	test_i386();
	test_color();
	test_nothing();
}
