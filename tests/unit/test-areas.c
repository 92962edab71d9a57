// SPDX-License-Identifier: GPL-2.0-or-later
/* test-areas.c - vmalloc areas joined with what is mapped: edges, holes, guards, huge leaves. */
#include <errno.h>

#include "analysis/space/areas.h"
#include "reader/vmallocinfo.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

#define BASE	0xffffc90000000000ULL
#define SPACE	0x100000000ULL
#define MODULES 0xffffffffc0000000ULL
#define MIB	(1ULL << 20)

static struct memmap_region regions[] = {
	/* Not in the order of addresses: most specific first is all that is promised. */
	{MODULES, MODULES + 0xfffff, 0, MEMMAP_REGION_MODULES},
	{BASE, BASE + SPACE - 1, 0, MEMMAP_REGION_VMALLOC},
	{0xffff888000000000, 0xffff888000ffffff, 0, MEMMAP_REGION_DIRECT_MAP},
};

/* An area: START END in pages from BASE, then what vmallocinfo says. */
#define AREA(start, end, rest)                                     \
	{                                                          \
		BASE + ((start) << 12), BASE + ((end) << 12), rest \
	}
#define PAGES(at, pfn, nr)                                                                        \
	{                                                                                         \
		.virt_addr = BASE + ((at) << 12), .phys_addr = (pfn) << 12, .length = (nr) << 12, \
		.prot = 1, .memtype = MEMMAP_MEMTYPE_WB, .leaf_shift = 12,                        \
	}

static const struct line {
	uint64_t start, end;
	const char *rest;
} lines[] = {
	AREA(0x0ULL, 0x5ULL, "scattered+0x1/0x2 [mod] pages=4 vmalloc N0=3 N1=1"),
	/* Back to back with the next, and physically contiguous with it: no guard between them. */
	AREA(0x5ULL, 0x9ULL, "vm_map_ram"),
	AREA(0x9ULL, 0xbULL, "next+0x1/0x2 vmap"),
	/* VM_NO_GUARD: its last page is mapped. */
	AREA(0x10ULL, 0x12ULL, "noguard+0x1/0x2 vmap"),
	/* Half of it is mapped, with a hole. */
	AREA(0x20ULL, 0x29ULL, "holes+0x1/0x2 vmap"),
	AREA(0x30ULL, 0x32ULL, "unpurged vm_area"),
	/* Mapped by one 2M leaf and a page. */
	AREA(0x200ULL, 0x402ULL, "huge+0x1/0x2 pages=513 vmalloc"),
	AREA(0x800ULL, 0x810ULL, "pcpu_get_vm_areas+0x0/0x9 vmalloc"),
	AREA(0x810ULL, 0x820ULL, "full+0x1/0x2 pages=16 vmalloc"),
	{MODULES, MODULES + 0x3000, "load_module+0x1/0x2 pages=2 vmalloc N0=2"},
	{MODULES + 0x4000, MODULES + 0x6000, "empty+0x1/0x2 vmap"},
};

enum { SCATTERED, BLOCK, NEXT, NO_GUARD, HOLES, UNPURGED, HUGE_LEAF, PER_CPU, FULL, MODULE, EMPTY };

static const struct memmap_extent extents[] = {
	PAGES(0x0ULL, 0x50ULL, 1ULL),
	PAGES(0x1ULL, 0x40ULL, 2ULL),
	PAGES(0x3ULL, 0x70ULL, 1ULL),
	/* One extent over the end of an area, and into the next. */
	PAGES(0x5ULL, 0x100ULL, 5ULL),
	PAGES(0x10ULL, 0x200ULL, 2ULL),
	PAGES(0x21ULL, 0x300ULL, 2ULL),
	{.virt_addr = BASE + 0x23000, .length = 0x1000, .status = MEMMAP_STATUS_UNREADABLE},
	PAGES(0x25ULL, 0x500ULL, 1ULL),
	/* Nobody's. */
	PAGES(0x100ULL, 0x600ULL, 3ULL),
	{.virt_addr = BASE + 0x200000,
	 .phys_addr = 16 * MIB,
	 .length = 2 * MIB,
	 .prot = 1,
	 .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 21},
	PAGES(0x400ULL, 0x1200ULL, 1ULL),
	{.virt_addr = MODULES, .phys_addr = 0x7000, .length = 0x1000, .leaf_shift = 12},
	{.virt_addr = MODULES + 0x1000, .phys_addr = 0x9000, .length = 0x1000, .leaf_shift = 12},
};

/* The first area of modules is of one; in the second lie two. */
static const struct fake_symbol symbols[] = {
	{MODULES + 0x10, 0x1ff0, "sample_init [sample]"},
	{MODULES + 0x4000, 0x800, "one_init [one]"},
	{MODULES + 0x4800, 0x800, "two_init [two]"},
};

static struct fake_machine machine = {
	.extents = extents,
	.nr_extents = ARRAY_SIZE(extents),
	.regions = regions,
	.nr_regions = ARRAY_SIZE(regions),
	.symbols = symbols,
	.nr_symbols = ARRAY_SIZE(symbols),
};

static void parse(const char *text, struct vmap_area_array *ret)
{
	char *copy = strdup(text);

	must(copy);
	must(vmallocinfo_parse(copy, ret, NULL) == 0);
	free(copy);
}

/* The lines in the order of a 6.9 kernel, which is none. */
static void make_areas(struct vmap_area_array *ret)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	must(out);
	for (size_t i = ARRAY_SIZE(lines); i--;)
		fprintf(out, "0x%jx-0x%jx %ju %s\n", (uintmax_t)lines[i].start,
			(uintmax_t)lines[i].end, (uintmax_t)(lines[i].end - lines[i].start),
			lines[i].rest);
	must(fclose(out) == 0);
	parse(text, ret);
	free(text);
}

static void is_counted(const struct area_usage *usage, uint64_t mapped_pages, uint64_t nr_extents,
		       uint64_t nr_runs, uint64_t largest_pages)
{
	is_int(usage->mapped_bytes, mapped_pages << 12);
	is_int(usage->nr_extents, nr_extents);
	is_int(usage->nr_runs, nr_runs);
	is_int(usage->largest_run_bytes, largest_pages << 12);
}

static void is_sized(const struct area_usage *usage, uint64_t nr_pages, uint64_t guard_pages)
{
	is_int(usage->size_bytes, nr_pages << 12);
	is_int(usage->guard_bytes, guard_pages << 12);
	is_hex(usage->last, usage->start + (nr_pages << 12) - 1);
}

static void test_alone(const struct vmap_area_array *areas)
{
	struct area_usages got = {0};

	about("without page tables");
	is_int(area_usages_init(areas, 4096, &got, NULL), 0);
	area_usages_sum(&got);
	is_int(got.nr, ARRAY_SIZE(lines));
	is_int(got.nr_located, ARRAY_SIZE(lines));
	is_sized(&got.items[SCATTERED], 4, 1);
	is_str(got.items[SCATTERED].function, "scattered");
	is_str(got.items[SCATTERED].module, "mod");
	is_str(got.items[SCATTERED].caller, "scattered+0x1/0x2 [mod]");
	is_int(got.items[SCATTERED].nr_nodes, 2);
	is_str(got.items[NEXT].module, NULL);
	is_sized(&got.items[BLOCK], 4, 0);
	is_str(got.items[BLOCK].function, NULL);
	is_sized(&got.items[NO_GUARD], 1, 1);
	is_sized(&got.items[UNPURGED], 2, 0);
	is_sized(&got.items[PER_CPU], 16, 0);
	is_sized(&got.items[FULL], 16, 0);
	is_str(got.items[HUGE_LEAF].kind, "vmalloc");
	is_hex(got.items[HUGE_LEAF].mapped_bytes, ABSENT);
	is_int(got.items[HUGE_LEAF].contiguous, UINT8_MAX);
	is_hex(got.totals.mapped_bytes, ABSENT);
	is_hex(got.totals.space_bytes, ABSENT);
	is_hex(got.totals.hole_bytes, ABSENT);
	is_int(got.totals.nr_areas, ARRAY_SIZE(lines) - 1);
	is_int(got.totals.nr_unpurged, 1);
	is_int(got.totals.unpurged_bytes, 8192);
	is_int(got.totals.nr_pages, 4 + 513 + 16 + 2);
	area_usages_clear(&got);
	area_usages_clear(&got);
}

/* arm64's kernel image, by its physical addresses: these are shown whatever hides the others. */
static void test_segments(bool hidden)
{
	static const char shown_text[] =
		"0xffff800008010000-0xffff800008e10000 14680064 init+0x1/0x2 phys=0x40210000 vmap\n"
		"0xffff800008e10000-0xffff800009000000 2031616 init+0x1/0x2 phys=0x41010000 vmap\n"
		"0xffff800009000000-0xffff800009201000 2101248 init+0x1/0x2 phys=0x41200000 vmap\n"
		"0xffff800009202000-0xffff800009204000 8192 uart+0x1/0x2 phys=0x41401000 ioremap\n";
	static const char hidden_text[] = "0x0-0x0 14680064 init+0x1/0x2 phys=0x40210000 vmap\n"
					  "0x0-0x0 2031616 init+0x1/0x2 phys=0x41010000 vmap\n"
					  "0x0-0x0 2101248 init+0x1/0x2 phys=0x41200000 vmap\n"
					  "0x0-0x0 8192 uart+0x1/0x2 phys=0x41401000 ioremap\n";
	static const uint64_t guards[] = {0, 0, 4096, 4096};
	_cleanup_free_ char *text = strdup(hidden ? hidden_text : shown_text);
	struct vmap_area_array areas = {0};
	struct area_usages got = {0};

	must(text && vmallocinfo_parse(text, &areas, NULL) == 0);
	about("segments of a kernel image, %s", hidden ? "hidden" : "shown");
	is_int(area_usages_init(&areas, 4096, &got, NULL), 0);
	if (is_int(got.nr, ARRAY_SIZE(guards)))
		for (size_t i = 0; i < got.nr; i++)
			is_int(got.items[i].guard_bytes, guards[i]);
	is_int(got.items[0].size_bytes, 14680064);
	is_int(got.items[2].size_bytes, 2097152);
	area_usages_clear(&got);
	vmap_area_array_clear(&areas);
}

/* What arm maps at boot has no guard page; hashed or not, callers tell. */
static void test_static_mappings(void)
{
	static const uint64_t guards[] = {0, 4096, 0};
	struct vmap_area_array areas = {0};
	struct area_usages got = {0};
	struct root root;

	about("static mappings of arm");
	fixture_root("made-armv7", &root);
	must(vmallocinfo_read(&root, &areas, NULL) == 0);
	is_int(area_usages_init(&areas, 4096, &got, NULL), 0);
	if (is_int(got.nr, ARRAY_SIZE(guards)))
		for (size_t i = 0; i < got.nr; i++)
			is_int(got.items[i].guard_bytes, guards[i]);
	is_int(got.items[0].size_bytes, 127926272);
	area_usages_clear(&got);
	vmap_area_array_clear(&areas);
	root_clear(&root);
}

static void check_areas(const struct area_usages *got)
{
	is_counted(&got->items[SCATTERED], 4, 3, 3, 2);
	is_int(got->items[SCATTERED].contiguous, 0);
	is_counted(&got->items[BLOCK], 4, 1, 1, 4);
	is_int(got->items[BLOCK].contiguous, 1);
	is_counted(&got->items[NEXT], 1, 1, 1, 1);
	is_sized(&got->items[NEXT], 1, 1);
	is_int(got->items[NEXT].contiguous, 1);
	is_counted(&got->items[NO_GUARD], 2, 1, 1, 2);
	is_sized(&got->items[NO_GUARD], 2, 0);
	is_int(got->items[NO_GUARD].contiguous, 1);
	is_counted(&got->items[HOLES], 3, 3, 2, 2);
	is_int(got->items[HOLES].contiguous, 0);
	is_counted(&got->items[UNPURGED], 0, 0, 0, 0);
	is_counted(&got->items[HUGE_LEAF], 513, 2, 1, 513);
	is_int(got->items[HUGE_LEAF].huge_bytes, 2 * MIB);
	is_str(got->items[HUGE_LEAF].kind, "huge");
	is_int(got->items[HUGE_LEAF].contiguous, 1);
	is_counted(&got->items[PER_CPU], 0, 0, 0, 0);
	is_sized(&got->items[PER_CPU], 16, 0);
	is_str(got->items[FULL].kind, "vmalloc");
	is_counted(&got->items[MODULE], 2, 2, 2, 1);
	is_str(got->items[MODULE].kind, "module");
	is_counted(&got->items[EMPTY], 0, 0, 0, 0);
	is_str(got->items[EMPTY].kind, "vmap");
}

/* Whatever a walk returns at a time, the join is the same. */
static void test_walked(const struct vmap_area_array *areas, size_t walk_extents,
			uint64_t walk_bytes)
{
	struct area_usages got = {0};
	struct backend *backend;

	machine.walk_extents = walk_extents;
	machine.walk_bytes = walk_bytes;
	machine.nr_walks = 0;
	backend = fake_new(&machine);
	about("%zu extents or 0x%jx bytes a walk", walk_extents, (uintmax_t)walk_bytes);
	is_int(area_usages_init(areas, 4096, &got, NULL), 0);
	is_int(area_usages_walk(&got, backend, NULL, NULL, NULL), 0);
	area_usages_sum(&got);
	if (!walk_extents && !walk_bytes)
		is_int(machine.nr_walks, 2);
	check_areas(&got);
	is_int(got.totals.mapped_bytes, (4 + 4 + 1 + 2 + 3 + 513 + 2) << 12);
	is_int(got.totals.huge_bytes, 2 * MIB);
	is_int(got.totals.other_mapped_bytes, 3 << 12);
	is_int(got.totals.space_bytes, SPACE);
	is_hex(got.totals.hole_start, BASE + 0x820000);
	is_hex(got.totals.hole_bytes, SPACE - 0x820000);

	ok(area_usages_find(&got, BASE) == &got.items[SCATTERED]);
	ok(area_usages_find(&got, BASE + 0x4fff) == &got.items[SCATTERED]);
	ok(area_usages_find(&got, BASE + 0x5000) == &got.items[BLOCK]);
	ok(!area_usages_find(&got, BASE + 0xb000));
	ok(!area_usages_find(&got, BASE - 1));
	ok(area_usages_find(&got, MODULES + 0x5fff) == &got.items[EMPTY]);
	ok(!area_usages_find(&got, UINT64_MAX));
	area_usages_clear(&got);
	backend_close(&backend);
}

static void is_group(const struct area_group *group, const char *name, uint64_t nr_areas,
		     uint64_t nr_pages, uint64_t mapped_bytes)
{
	about("group %s", name ?: "without name");
	is_str(group->name, name);
	is_int(group->nr_areas, nr_areas);
	is_int(group->nr_pages, nr_pages);
	is_hex(group->mapped_bytes, mapped_bytes);
}

static void test_groups(const struct vmap_area_array *areas)
{
	struct backend *backend = fake_new(&machine);
	struct area_usages got = {0};
	struct area_group *groups;
	uint64_t nr_areas = 0;
	size_t nr;

	is_int(area_usages_init(areas, 4096, &got, NULL), 0);
	is_int(area_usages_walk(&got, backend, NULL, NULL, NULL), 0);
	is_int(area_usages_group(&got, "kind", &groups, &nr, NULL), 0);
	if (is_int(nr, 6)) {
		is_group(&groups[0], "huge", 1, 513, 513 << 12);
		is_int(groups[0].huge_bytes, 2 * MIB);
		is_int(groups[0].largest_bytes, 513 << 12);
		is_group(&groups[1], "vmalloc", 3, 20, 4 << 12);
		is_int(groups[1].size_bytes, 36 << 12);
		is_group(&groups[2], "vmap", 4, 0, 6 << 12);
		is_group(&groups[3], "vm_map_ram", 1, 0, 4 << 12);
		is_group(&groups[4], "module", 1, 2, 2 << 12);
		is_group(&groups[5], "unpurged", 1, 0, 0);
	}
	free(groups);
	is_int(area_usages_group(&got, "module", &groups, &nr, NULL), 0);
	if (is_int(nr, 3)) {
		is_group(&groups[0], "[kernel]", 8, 531, 521 << 12);
		is_group(&groups[1], NULL, 2, 0, 4 << 12);
		is_group(&groups[2], "mod", 1, 4, 4 << 12);
	}
	free(groups);
	is_int(area_usages_group(&got, "caller", &groups, &nr, NULL), 0);
	about("by caller");
	is_int(nr, 10);
	for (size_t i = 0; i < nr; i++)
		nr_areas += groups[i].nr_areas;
	is_int(nr_areas, ARRAY_SIZE(lines));
	is_str(groups[0].name, "huge");
	free(groups);
	area_usages_clear(&got);
	backend_close(&backend);
}

static void test_modules(const struct vmap_area_array *areas)
{
	struct backend *backend = fake_new(&machine);
	struct area_usages got = {0};
	struct area_group *groups;
	struct error err = {0};
	size_t nr;

	about("whose memory it is");
	is_int(area_usages_init(areas, 4096, &got, NULL), 0);
	is_int(area_usages_name_modules(&got, backend, NULL), 0);
	is_str(got.items[MODULE].module, "sample");
	is_str(got.items[MODULE].function, "load_module");
	is_str(got.items[MODULE].caller_module, NULL);
	is_str(got.items[EMPTY].module, NULL);
	is_str(got.items[SCATTERED].module, "mod");
	is_int(area_usages_group(&got, "module", &groups, &nr, NULL), 0);
	is_int(nr, 4);
	is_str(groups[2].name, "mod");
	is_str(groups[3].name, "sample");
	free(groups);
	machine.fail_symbol = true;
	area_usages_clear(&got);
	is_int(area_usages_init(areas, 4096, &got, NULL), 0);
	ok(area_usages_name_modules(&got, backend, &err) < 0);
	is_int(err.code, ERROR_IO);
	machine.fail_symbol = false;
	area_usages_clear(&got);
	backend_close(&backend);
}

/* What an init function allocated; its code has gone, and with it its name. */
static void test_freed_init(void)
{
	static const char modules[] = "late 16384 0 - Live 0xffffffffc0040000\n"
				      "first 16384 1 late, Live 0xffffffffc0010000 (OE)\n"
				      "going 16384 0 - Unloading 0xffffffffc0030000\n";
	static char text[] =
		"0xffffc90000000000-0xffffc90000002000    8192 0xffffffffc0016123 pages=1 vmalloc\n"
		"0xffffc90000002000-0xffffc90000004000    8192 0xffffffffc0041000 pages=1 vmalloc\n"
		"0xffffc90000004000-0xffffc90000006000    8192 0xffffffffc0015fff pages=1 vmalloc\n"
		"0xffffc90000006000-0xffffc90000008000    8192 0xffffffffc0026000 pages=1 vmalloc\n"
		"0xffffc90000008000-0xffffc9000000a000    8192 f+0x1/0x2 pages=1 vmalloc\n";
	static const char *const want[] = {"first", NULL, NULL, NULL, NULL};
	struct vmap_area_array areas = {0};
	struct area_usages got = {0};
	struct root root;

	about("what freed init code made");
	scratch_root(&root);
	scratch_text(&root, "proc/modules", modules);
	scratch_text(&root, "sys/module/first/sections/.init.text", "0xffffffffc0016000\n");
	scratch_text(&root, "sys/module/late/sections/.init.text", "0x0000000000000000\n");
	scratch_text(&root, "sys/module/going/sections/.init.text", "0xffffffffc0015f00\n");
	is_int(vmallocinfo_parse(text, &areas, NULL), 0);
	is_int(area_usages_init(&areas, 4096, &got, NULL), 0);
	is_int(area_usages_name_freed(&got, &root, NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		is_str(got.items[i].module, want[i]);
	is_str(got.items[0].function, "0xffffffffc0016123");
	about("where another module is in between");
	area_usages_clear(&got);
	scratch_text(&root, "proc/modules",
		     "first 16384 0 - Live 0xffffffffc0010000\n"
		     "other 16384 0 - Live 0xffffffffc0016100\n");
	is_int(area_usages_init(&areas, 4096, &got, NULL), 0);
	is_int(area_usages_name_freed(&got, &root, NULL), 0);
	is_str(got.items[0].module, NULL);
	area_usages_clear(&got);
	vmap_area_array_clear(&areas);
	scratch_remove(&root);
}

static void test_unpurged(const struct vmap_area_array *areas)
{
	struct area_usages got = {0};

	about("without areas that wait to be purged");
	is_int(area_usages_init(areas, 4096, &got, NULL), 0);
	area_usages_sum(&got);
	area_usages_drop_unpurged(&got);
	is_int(got.nr, ARRAY_SIZE(lines) - 1);
	is_int(got.nr_located, ARRAY_SIZE(lines) - 1);
	is_str(got.items[UNPURGED].function, "huge");
	is_int(got.totals.nr_unpurged, 1);
	is_int(got.totals.unpurged_bytes, 2 << 12);
	area_usages_clear(&got);
}

static void test_hidden(void)
{
	struct vmap_area_array areas = {0};
	struct backend *backend = fake_new(&machine);
	struct area_usages got = {0};

	about("hidden addresses");
	parse("0x0-0x0 20480 a+0x1/0x2 pages=4 vmalloc\n0x0-0x0 8192 unpurged vm_area\n", &areas);
	is_int(area_usages_init(&areas, 4096, &got, NULL), 0);
	is_int(area_usages_walk(&got, backend, NULL, NULL, NULL), 0);
	area_usages_sum(&got);
	is_int(got.nr_located, 0);
	is_int(got.totals.nr_hidden, 2);
	is_int(got.totals.nr_areas, 1);
	is_int(got.totals.nr_pages, 4);
	is_hex(got.totals.mapped_bytes, ABSENT);
	is_hex(got.items[0].start, ABSENT);
	is_hex(got.items[0].last, ABSENT);
	is_int(got.items[0].size_bytes, 16384);
	is_hex(got.items[0].mapped_bytes, ABSENT);
	ok(!area_usages_find(&got, BASE));
	area_usages_clear(&got);
	vmap_area_array_clear(&areas);
	backend_close(&backend);
}

/* No kernel prints such lines; what they say must not lead astray. */
static void test_nonsense(void)
{
	struct vmap_area_array areas = {0};
	struct backend *backend = fake_new(&machine);
	struct area_usages got = {0};

	about("overlapping and endless areas");
	parse("0xffffc90000000000-0xffffc90000009000 36864 a+0x1/0x2 vmap\n"
	      "0xffffc90000001000-0xffffc90000003000 8192 b+0x1/0x2 vmap\n"
	      "0xffffc90000002000-0xffffc90000002000 0 c+0x1/0x2 vmap\n"
	      "0xfffffffffffff000-0x1000 8192 d+0x1/0x2 vmap\n",
	      &areas);
	is_int(area_usages_init(&areas, 4096, &got, NULL), 0);
	is_int(area_usages_walk(&got, backend, NULL, NULL, NULL), 0);
	area_usages_sum(&got);
	is_int(got.nr, 4);
	ok(got.items[0].mapped_bytes <= got.items[0].size_bytes + 4096);
	ok(area_usages_find(&got, UINT64_MAX) == &got.items[3]);
	area_usages_clear(&got);
	vmap_area_array_clear(&areas);
	backend_close(&backend);
}

static void test_failure(const struct vmap_area_array *areas)
{
	struct backend *backend = fake_new(&machine);
	struct area_usages got = {0};
	struct error err = {0};

	about("a walk that fails");
	machine.fail_walk = BASE;
	is_int(area_usages_init(areas, 4096, &got, NULL), 0);
	ok(area_usages_walk(&got, backend, NULL, NULL, &err) < 0);
	is_int(err.code, ERROR_IO);
	machine.fail_walk = 0;
	area_usages_clear(&got);
	backend_close(&backend);
}

DEFINE_UNIT(areas)
{
	struct vmap_area_array areas = {0};

	make_areas(&areas);
	test_alone(&areas);
	test_segments(false);
	test_segments(true);
	test_static_mappings();
	test_walked(&areas, 0, 0);
	test_walked(&areas, 1, 0);
	test_walked(&areas, 3, 0);
	test_walked(&areas, 0, 0x3000000);
	machine.walk_extents = machine.walk_bytes = 0;
	test_groups(&areas);
	test_modules(&areas);
	test_freed_init();
	test_unpurged(&areas);
	test_hidden();
	test_nonsense();
	test_failure(&areas);
	vmap_area_array_clear(&areas);
}
