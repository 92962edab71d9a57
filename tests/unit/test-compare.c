// SPDX-License-Identifier: GPL-2.0-or-later
/* test-compare.c - differences between two back ends are found, each of them, and nothing else is.
 */
#include <errno.h>

#include "analysis/address/extents.h"
#include "analysis/address/identify.h"
#include "kernel/compare.h"
#include "kernel/compare_walk.h"
#include "kernel/kernel.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

#define BASE 0xffffc90000000000ULL

static const struct memmap_extent truth[] = {
	{BASE, 0x5000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 12},
	{BASE + 0x4000, 0x9000, 0x1000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 12},
};

static struct memmap_region regions[] = {
	{BASE, BASE + 0xffffff, 0, MEMMAP_REGION_VMALLOC, 0},
	{0xffffffffff579000, 0xffffffffff7fffff, 0, MEMMAP_REGION_FIXMAP, 0},
};

/* What the second back end says otherwise about the first extent. */
static const struct lie {
	const char *about;
	struct memmap_extent extent;
	const char *address, *range;
} lies[] = {
	{"nothing",
	 {BASE, 0x5000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	  .leaf_shift = 12},
	 "",
	 ""},
	/* A wrong physical address is a wrong last entry, too. */
	{"phys_addr",
	 {BASE, 0x6000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	  .leaf_shift = 12},
	 "0xffffc90000000000 phys_addr 0x5000 0x6000\n"
	 "0xffffc90000000000 PTE entry 0x8000000000005163 0x8000000000006163\n",
	 "0xffffc90000000000 extents "
	 "phys_addr 0x5000 (ok, leaf_shift 12, write-back, rw nx) "
	 "phys_addr 0x6000 (ok, leaf_shift 12, write-back, rw nx)\n"},
	{"prot",
	 {BASE, 0x5000, 0x2000, .memtype = MEMMAP_MEMTYPE_WB, .leaf_shift = 12},
	 "0xffffc90000000000 prot 0x1 0x0\n",
	 "0xffffc90000000000 extents "
	 "phys_addr 0x5000 (ok, leaf_shift 12, write-back, rw nx) "
	 "phys_addr 0x5000 (ok, leaf_shift 12, write-back, ro nx)\n"},
	{"memtype",
	 {BASE, 0x5000, 0x2000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_UC,
	  .leaf_shift = 12},
	 "0xffffc90000000000 memtype write-back uncached\n",
	 "0xffffc90000000000 extents "
	 "phys_addr 0x5000 (ok, leaf_shift 12, write-back, rw nx) "
	 "phys_addr 0x5000 (ok, leaf_shift 12, uncached, rw nx)\n"},
	/* The address itself is right, only the range shows it. */
	{"length",
	 {BASE, 0x5000, 0x1000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	  .leaf_shift = 12},
	 "",
	 "0xffffc90000001000 extents "
	 "phys_addr 0x6000 (ok, leaf_shift 12, write-back, rw nx) nothing is mapped\n"},
	{"more length",
	 {BASE, 0x5000, 0x3000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	  .leaf_shift = 12},
	 "",
	 "0xffffc90000002000 extents nothing is mapped "
	 "phys_addr 0x7000 (ok, leaf_shift 12, write-back, rw nx)\n"},
	{"all",
	 {BASE + 0x8000000, 0x5000, 0x1000, .leaf_shift = 12},
	 "0xffffc90000000000 status ok unmapped\n"
	 "0xffffc90000000000 phys_addr 0x5000 0x0\n"
	 "0xffffc90000000000 prot 0x1 0x0\n"
	 "0xffffc90000000000 memtype write-back 0x0\n"
	 "0xffffc90000000000 leaf_shift 0xc 0x0\n"
	 "0xffffc90000000000 nr_steps 0x4 0x3\n"
	 "0xffffc90000000000 PMD entry 0x13067 0x0\n",
	 "0xffffc90000000000 extents "
	 "phys_addr 0x5000 (ok, leaf_shift 12, write-back, rw nx) nothing is mapped\n"},
};

/* Two machines, what is told about them, and who asks. */
static struct fake_machine first, second;
static struct memmap_extent extents[2];
static struct backend *backend;
static char told[2000];

static void remember(const struct difference *difference, void *context)
{
	size_t used = strlen(told);

	is_str(difference->names[0], "fake");
	is_str(difference->names[1], "fake");
	ok(context == &told);
	snprintf(told + used, sizeof(told) - used, "%s %s %s %s\n", difference->where,
		 difference->what, difference->says[0], difference->says[1]);
}

static void open_both(void)
{
	struct error err = {0};

	*told = '\0';
	is_int(compare_open(fake_new(&first), fake_new(&second), remember, &told, &backend, &err),
	       0);
	must(backend);
}

static void begin(const struct lie *lie)
{
	extents[0] = lie->extent;
	extents[1] = truth[1];
	if (lie->extent.virt_addr > truth[1].virt_addr) {
		extents[0] = truth[1];
		extents[1] = lie->extent;
	}
	first = (struct fake_machine){
		.extents = truth, .nr_extents = 2, .regions = regions, .nr_regions = 2};
	second = first;
	second.extents = extents;
	open_both();
}

/* Everything that was told is in @want, a line each, and was counted. */
static void end(const char *want)
{
	unsigned int nr = 0;

	for (const char *at = want; *at; at++)
		nr += *at == '\n';
	is_str(told, want);
	is_int(compare_nr_differences(backend), nr);
	backend_close(&backend);
}

static void test_address(const struct root *root, const struct lie *lie)
{
	struct sources sources = {.root = root};
	struct address answer;
	struct error err = {0};

	about("an address, lied about: %s", lie->about);
	begin(lie);
	sources.backend = backend;
	is_int(identify_address(&sources, "x", BASE, &answer, &err), 0);
	is_hex(answer.phys_addr, 0x5000);
	sources_clear(&sources);
	end(lie->address);
}

static void take_extent(const struct extent *extent, void *context)
{
	(*(unsigned int *)context)++;
}

/* Wherever either back end cuts its answers. */
static void test_range(const struct root *root, const struct lie *lie, size_t walk_extents,
		       uint64_t walk_bytes)
{
	struct sources sources = {.root = root};
	unsigned int nr = 0;
	struct extent_visitor visitor = {.extent = take_extent, .context = &nr};
	struct address answer;
	struct error err = {0};

	about("a range, lied about: %s, cut after %zu extents, %ju bytes", lie->about, walk_extents,
	      (uintmax_t)walk_bytes);
	begin(lie);
	first.walk_extents = walk_extents;
	second.walk_bytes = walk_bytes;
	sources.backend = backend;
	is_int(identify_range(&sources, "x", BASE, 0x8000, &answer, &err), 0);
	is_int(extents_walk(backend, &answer, &visitor, &err), 0);
	is_int(nr, 2);
	sources_clear(&sources);
	end(lie->range);
}

static const struct fake_symbol name = {BASE, 0x100, "here"};
static const struct fake_symbol in_module = {BASE, 0x100, "here [module]"};
static const struct fake_symbol unsized = {BASE, 0x100, "here [module]", true};
static const struct fake_symbol elsewhere = {BASE, 0x100, "here [other]", true};

static void test_symbol(void)
{
	struct error err = {0};
	char text[80];

	about("a symbol");
	begin(&lies[0]);
	first.symbols = &name;
	first.nr_symbols = 1;
	is_int(kernel_symbol(backend, BASE + 4, text, sizeof(text), &err), 0);
	is_str(text, "here+0x4/0x100");
	is_int(kernel_symbol(backend, BASE + 0x200, text, sizeof(text), &err), 0);
	is_str(text, "");
	end("0xffffc90000000004 symbol \"here+0x4/0x100\" \"\"\n");

	about("a symbol whose size one of them does not know");
	begin(&lies[0]);
	first.symbols = &in_module;
	second.symbols = &unsized;
	first.nr_symbols = second.nr_symbols = 1;
	is_int(kernel_symbol(backend, BASE + 4, text, sizeof(text), &err), 0);
	is_str(text, "here+0x4/0x100 [module]");
	end("");

	about("the same of another module");
	begin(&lies[0]);
	first.symbols = &in_module;
	second.symbols = &elsewhere;
	first.nr_symbols = second.nr_symbols = 1;
	is_int(kernel_symbol(backend, BASE + 4, text, sizeof(text), &err), 0);
	end("0xffffc90000000004 symbol \"here+0x4/0x100 [module]\" \"here+0x4 [other]\"\n");
}

static void test_frames(void)
{
	static const struct memmap_frame ram[] = {
		{.pfn = 5, .refcount = 1, .zone = MEMMAP_ZONE_DMA},
		{.pfn = 6, .refcount = 1, .zone = MEMMAP_ZONE_DMA},
	};
	static const struct memmap_frame other[] = {
		{.pfn = 5, .refcount = 1, .zone = MEMMAP_ZONE_DMA},
		{.pfn = 6, .refcount = 2, .zone = MEMMAP_ZONE_NORMAL},
		{.pfn = 7},
	};
	struct memmap_frame frames[] = {{.pfn = 5}, {.pfn = 6}, {.pfn = 7}, {.pfn = 8}};
	struct error err = {0};

	about("frames");
	begin(&lies[0]);
	first.frames = ram;
	first.nr_frames = 2;
	second.frames = other;
	second.nr_frames = 3;
	is_int(kernel_frames(backend, frames, 4, &err), 0);
	is_int(frames[1].refcount, 1);
	is_int(frames[2].status, MEMMAP_FRAME_ABSENT);
	end("pfn 0x6 zone DMA Normal\n"
	    "pfn 0x6 refcount 0x1 0x2\n"
	    "pfn 0x7 status 0x1 0x0\n");
}

/* What only one of them can know is no difference: where the fixmap begins. */
static void test_regions(void)
{
	struct memmap_region others[] = {regions[0], regions[1]};

	about("regions");
	others[1].start += 0x1000;
	begin(&lies[0]);
	end("");
	first.regions = regions;
	second.regions = others;
	open_both();
	end("");
	others[0].start += 0x1000;
	open_both();
	end("vmalloc start 0xffffc90000000000 0xffffc90000001000\n");
	others[0] = regions[0];
	others[1].last -= 0x1000;
	open_both();
	end("fixmap last 0xffffffffff7fffff 0xffffffffff7fefff\n");
	second.nr_regions = 1;
	open_both();
	end("fixmap region 0xffffffffff579000-0xffffffffff7fffff there is none\n");
	second.nr_regions = 2;
	others[1] = regions[1];
	first.nr_regions = 1;
	open_both();
	end("fixmap region there is none 0xffffffffff579000-0xffffffffff7fffff\n");
}

/*
 * Memory that moves: one back end in both roles, asked in turn, that says something else to each
 * until it was asked @settles times; in every round about the same, or with @wanders about another
 * member.
 */
static struct moving {
	struct backend backend;
	unsigned int nr_asked, settles;
	bool wanders;
} moving;

static int moving_steps(struct backend *self, struct memmap_steps *steps, struct error *err)
{
	bool differs = moving.nr_asked % 2 && moving.nr_asked < moving.settles;
	bool odd_round = moving.nr_asked / 2 % 2;

	moving.nr_asked++;
	steps->phys_addr = 0x1000;
	steps->prot = differs && !(moving.wanders && odd_round);
	steps->memtype = differs && moving.wanders && odd_round;
	return 0;
}

static int moving_walk(struct backend *self, struct memmap_walk *walk, struct error *err)
{
	struct memmap_extent *extent = (struct memmap_extent *)(uintptr_t)walk->extents;

	/* One page, at another place each time. */
	walk->nr_extents = 1;
	*extent = (struct memmap_extent){walk->start, 0x1000, 0x1000, .leaf_shift = 12};
	if (moving.nr_asked < moving.settles)
		extent->virt_addr += 0x1000 * moving.nr_asked;
	moving.nr_asked++;
	walk->next = walk->start + walk->length;
	return 0;
}

static void moving_close(struct backend *self)
{
}

static const struct backend_ops moving_ops = {
	.name = "fake",
	.close = moving_close,
	.steps = moving_steps,
	.walk = moving_walk,
};

static void test_moving(unsigned int settles, bool wanders, unsigned int nr_asked, const char *want)
{
	struct memmap_steps steps = {.virt_addr = BASE};
	struct error err = {0};

	about("memory that moves up to question %u%s", settles,
	      wanders ? ", each time another way" : "");
	*told = '\0';
	moving = (struct moving){
		.backend = {.ops = &moving_ops}, .settles = settles, .wanders = wanders};
	is_int(compare_open(&moving.backend, &moving.backend, remember, &told, &backend, &err), 0);
	is_int(backend_steps(backend, &steps, &err), 0);
	is_int(moving.nr_asked, nr_asked);
	end(want);
}

static void test_moving_walk(void)
{
	struct memmap_extent room[4];
	struct memmap_walk walk = {
		.start = BASE, .length = 0x100000, .extents = (uintptr_t)room, .nr_extents = 4};
	struct error err = {0};

	about("a range that never stands still, but parts elsewhere each time");
	*told = '\0';
	moving = (struct moving){.backend = {.ops = &moving_ops}, .settles = UINT32_MAX};
	is_int(compare_open(&moving.backend, &moving.backend, remember, &told, &backend, &err), 0);
	is_int(backend_walk(backend, &walk, &err), 0);
	is_int(moving.nr_asked, 8);
	end("");
}

static uint64_t one(uint64_t virt_addr)
{
	return 1;
}

static uint64_t two(uint64_t virt_addr)
{
	return 2;
}

static void test_hashes(uint64_t (*hash_first)(uint64_t), uint64_t (*hash_second)(uint64_t),
			uint64_t want)
{
	uint64_t addr = BASE, hash = 0;
	struct error err = {0};

	about("hashes come from whichever knows them: %ju", (uintmax_t)want);
	begin(&lies[0]);
	backend_close(&backend);
	first.hash = hash_first;
	second.hash = hash_second;
	open_both();
	is_int(backend_hashes(backend, &addr, 1, &hash, &err) < 0, !want);
	is_int(hash, want);
	end("");
}

/* Return: what the comparing back end says when one of the two fails. */
static void test_failure(struct fake_machine *who, bool second_fails)
{
	struct memmap_extent room[4];
	struct memmap_walk walk = {
		.start = BASE, .length = 0x8000, .extents = (uintptr_t)room, .nr_extents = 4};
	struct memmap_steps steps = {.virt_addr = BASE};
	struct memmap_frame frame = {.pfn = 1};
	struct error err[4] = {{0}};
	char text[80];

	about("the %s one fails", second_fails ? "second" : "first");
	begin(&lies[0]);
	who->fail_walk = 1;
	who->fail_steps = who->fail_frames = who->fail_symbol = true;
	ok(backend_walk(backend, &walk, &err[0]) < 0);
	ok(backend_steps(backend, &steps, &err[1]) < 0);
	ok(kernel_frames(backend, &frame, 1, &err[2]) < 0);
	ok(kernel_symbol(backend, BASE, text, sizeof(text), &err[3]) < 0);
	for (size_t i = 0; i < 4; i++) {
		is_int(err[i].code, ERROR_IO);
		is_int(strncmp(err[i].text, "--verify: ", 10) == 0, second_fails);
	}
	end("");
}

static void test_stuck(void)
{
	struct memmap_extent room[4];
	struct memmap_walk walk = {
		.start = BASE, .length = 0x8000, .extents = (uintptr_t)room, .nr_extents = 4};
	struct error err = {0};

	about("the second one does not advance");
	begin(&lies[0]);
	second.stuck = true;
	ok(backend_walk(backend, &walk, &err) < 0);
	contains(err.text, "does not advance");
	end("");
	about("the second one goes too far");
	begin(&lies[0]);
	second.overshoot = true;
	walk.nr_extents = 4;
	err = (struct error){0};
	ok(backend_walk(backend, &walk, &err) < 0);
	end("");
}

/* The last page of the address space has an end that is 0. */
static void test_last_page(void)
{
	static const struct memmap_extent last[] = {
		{0xfffffffffffff000, 0x4000, 0x1000, .leaf_shift = 12}};
	struct memmap_extent room[4];
	struct memmap_walk walk = {.start = 0xffffffffffff0000,
				   .length = 0x10000,
				   .extents = (uintptr_t)room,
				   .nr_extents = 4};
	struct error err = {0};

	about("the last page");
	begin(&lies[0]);
	first.extents = last;
	first.nr_extents = 1;
	is_int(backend_walk(backend, &walk, &err), 0);
	is_int(walk.next, 0);
	end("0xfffffffffffff000 extents "
	    "phys_addr 0x4000 (ok, leaf_shift 12, unknown, ro nx) nothing is mapped\n");
}

DEFINE_UNIT(compare)
{
	static const uint64_t cuts[] = {0, 0x1000, 0x3000};
	struct root root;

	scratch_root(&root);
	scratch_text(&root, "proc/vmallocinfo", "");
	scratch_text(&root, "proc/iomem", "");
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		test_address(&root, &lies[i]);
		for (size_t j = 0; j < ARRAY_SIZE(cuts); j++) {
			test_range(&root, &lies[i], 0, cuts[j]);
			test_range(&root, &lies[i], 1, cuts[j]);
		}
	}
	test_symbol();
	test_frames();
	test_regions();
	test_moving(0, false, 2, "");
	test_moving(6, false, 8, "");
	test_moving(8, true, 4, "");
	test_moving(8, false, 8, "0xffffc90000000000 prot 0x0 0x1\n");
	test_moving_walk();
	test_hashes(one, two, 1);
	test_hashes(one, NULL, 1);
	test_hashes(NULL, two, 2);
	test_hashes(NULL, NULL, 0);
	test_failure(&first, false);
	test_failure(&second, true);
	test_stuck();
	test_last_page();
	scratch_remove(&root);
}
