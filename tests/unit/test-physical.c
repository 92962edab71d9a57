// SPDX-License-Identifier: GPL-2.0-or-later
/* test-physical.c - what is at physical addresses of a made-up machine, and who maps it. */
#include <errno.h>
#include <string.h>

#include "analysis/address/aliases.h"
#include "analysis/address/physical.h"
#include "base/cleanup.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

#define DIRECT	0xffff888000000000ULL
#define VMALLOC 0xffffc90000000000ULL
#define ESPFIX	0xffffff0000000000ULL
#define IMAGE	0xffffffff81000000ULL
#define VMEMMAP 0xffffea0000000000ULL

#define RW MEMMAP_PROT_WRITE
#define X  MEMMAP_PROT_EXEC
#define WB MEMMAP_MEMTYPE_WB
#define UC MEMMAP_MEMTYPE_UC

#define MAP(virt, phys, bytes, prot_, memtype_)                                                \
	{                                                                                      \
		.virt_addr = (virt), .phys_addr = (phys), .length = (bytes), .leaf_shift = 12, \
		.prot = (prot_), .memtype = (memtype_)                                         \
	}

static const struct memmap_extent extents[] = {
	/* Below all regions. */
	MAP(FAKE_KERNEL, 0x9000, 0x1000, 0, WB),
	/* Frame 3 is missing in the direct map. */
	MAP(DIRECT + 0x1000, 0x1000, 0x2000, RW, WB),
	MAP(DIRECT + 0x4000, 0x4000, 0xc000, RW, WB),
	/* Frame 1 twice, backwards; frame 4 in another way of caching; frame 5 as code. */
	MAP(VMALLOC, 0x2000, 0x1000, RW, WB),
	MAP(VMALLOC + 0x1000, 0x1000, 0x1000, RW, WB),
	MAP(VMALLOC + 0x4000, 0x4000, 0x1000, RW, MEMMAP_MEMTYPE_WC),
	MAP(VMALLOC + 0x6000, 0x3000, 0x1000, RW, WB),
	MAP(VMALLOC + 0x8000, 0xfe000000, 0x1000, RW, UC),
	MAP(VMALLOC + 0xa000, 0xfe000000, 0x1000, RW, MEMMAP_MEMTYPE_UC_MINUS),
	{VMALLOC + 0xc000, 0, 0x1000, .status = MEMMAP_STATUS_UNREADABLE},
	/* One page of espfix stacks and two of its clones. */
	MAP(ESPFIX + 0x200003000, 0x8000, 0x1000, RW, WB),
	MAP(ESPFIX + 0x200013000, 0x8000, 0x1000, RW, WB),
	MAP(ESPFIX + 0x200023000, 0x8000, 0x1000, RW, WB),
	MAP(IMAGE, 0x5000, 0x2000, X, WB),
	/* The last page there is. */
	MAP(0xfffffffffffff000, 0x7000, 0x1000, 0, WB),
};

static struct memmap_region regions[] = {
	{0, FAKE_USER, 0, MEMMAP_REGION_USER, MEMMAP_REGION_PER_MM},
	{IMAGE, IMAGE + 0xffffff, 0x5000, MEMMAP_REGION_KERNEL_IMAGE, MEMMAP_REGION_LINEAR},
	{ESPFIX, ESPFIX + (1ULL << 39) - 1, 0, MEMMAP_REGION_ESPFIX},
	{VMEMMAP, VMEMMAP + 16 * 64 - 1, 0, MEMMAP_REGION_VMEMMAP},
	{VMALLOC, VMALLOC + 0xffffffffff, 0, MEMMAP_REGION_VMALLOC},
	{DIRECT, DIRECT + 0xffff, 0, MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
};

#define FRAME(n)                       \
	{                              \
		.pfn = (n), .node = 0, \
	}
static const struct memmap_frame frames[] = {FRAME(0), FRAME(1), FRAME(2), FRAME(3), FRAME(4),
					     FRAME(5), FRAME(7), FRAME(8), FRAME(9)};

static const struct fake_symbol symbols[] = {{IMAGE, 0x2000, "text"}};

static const struct fake_machine machine_template = {
	.extents = extents,
	.nr_extents = ARRAY_SIZE(extents),
	.frames = frames,
	.nr_frames = ARRAY_SIZE(frames),
	.symbols = symbols,
	.nr_symbols = ARRAY_SIZE(symbols),
	.regions = regions,
	.nr_regions = ARRAY_SIZE(regions),
	.struct_page_bytes = 64,
};

/**
 * struct expectation - an address and what must be said of it
 * @phys_addr: the address
 * @status: its status
 * @is_ram: whether it is RAM
 * @conflicts: CONFLICT_* bits
 * @nr: how many aliases it has
 * @aliases: the aliases
 */
static const struct expectation {
	uint64_t phys_addr;
	unsigned int status;
	bool is_ram;
	unsigned int conflicts;
	size_t nr;
	uint64_t aliases[3];
} expectations[] = {
	{0x1234, PHYSICAL_OK, true, 0, 2, {DIRECT + 0x1234, VMALLOC + 0x1234}},
	{0x2fff, PHYSICAL_OK, true, 0, 2, {DIRECT + 0x2fff, VMALLOC + 0xfff}},
	{0x3000, PHYSICAL_OK, true, 0, 2, {DIRECT + 0x3000, VMALLOC + 0x6000}},
	{0x4008, PHYSICAL_OK, true, CONFLICT_MEMTYPE, 2, {DIRECT + 0x4008, VMALLOC + 0x4008}},
	{0x5010, PHYSICAL_OK, true, CONFLICT_WRITE_EXEC, 2, {DIRECT + 0x5010, IMAGE + 0x10}},
	{0x7000, PHYSICAL_OK, true, 0, 2, {DIRECT + 0x7000, 0xfffffffffffff000}},
	{0x8000, PHYSICAL_OK, true, 0, 2, {DIRECT + 0x8000, ESPFIX + 0x200003000}},
	{0x9000, PHYSICAL_OK, true, 0, 2, {DIRECT + 0x9000, FAKE_KERNEL}},
	/* Uncached and uncached-minus do not contradict each other. */
	{0xfe000000, PHYSICAL_OK, false, 0, 2, {VMALLOC + 0x8000, VMALLOC + 0xa000}},
	{0xfd000000, PHYSICAL_OK, false, 0, 0, {}},
	{0x80000000, PHYSICAL_ABSENT, false, 0, 0, {}},
	{1ULL << 46, PHYSICAL_ABSENT, false, 0, 0, {}},
	{DIRECT, PHYSICAL_ABSENT, false, 0, 0, {}},
	{UINT64_MAX, PHYSICAL_ABSENT, false, 0, 0, {}},
};

#define NR ARRAY_SIZE(expectations)

static void is_expected(const struct physical *got, const struct expectation *want)
{
	about("0x%jx", (uintmax_t)want->phys_addr);
	is_int(got->status, want->status);
	is_int(got->is_ram, want->is_ram);
	is_int(got->conflicts, want->conflicts);
	is_int(got->warning != NULL, want->conflicts != 0);
	is_int(got->nr_aliases, want->nr);
	is_int(got->nr_found, want->nr);
	for (size_t i = 0; i < got->nr_aliases && i < want->nr; i++)
		is_hex(got->aliases[i].virt_addr, want->aliases[i]);
	if (want->status == PHYSICAL_ABSENT)
		contains(got->note, "no such memory");
}

/* All at once, in an order of their own, and in walks of @walk_extents extents. */
static void test_all(const struct root *root, size_t walk_extents)
{
	struct fake_machine machine = machine_template;
	_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
	_cleanup_(sources_clear) struct sources sources = {.root = root, .backend = backend};
	struct memmap_frame facts[NR];
	struct physical items[NR];
	struct error err = {0};

	machine.walk_extents = walk_extents;
	for (size_t i = 0; i < NR; i++)
		items[i] = (struct physical){.phys_addr = expectations[i].phys_addr};
	is_int(identify_physical(&sources, items, facts, NR, &err), 0);
	for (size_t i = 0; i < NR; i++)
		is_expected(&items[i], &expectations[i]);
	about("details");
	is_int(items[0].aliases[0].prot, RW);
	is_hex(items[0].struct_page, VMEMMAP + 64);
	is_int(items[0].mapcount, 5);
	is_str(items[0].resource->name, "System RAM");
	is_int(items[0].frame->pfn, 1);
	is_int(items[0].aliases[1].region->type, MEMMAP_REGION_VMALLOC);
	is_str(items[0].aliases[1].area->caller, "maker+0x1/0x2");
	is_int(items[2].aliases[0].status, MEMMAP_STATUS_UNMAPPED);
	is_hex(items[2].aliases[0].leaf_bytes, ABSENT);
	contains(items[2].note, "taken out of the direct map");
	contains(items[3].warning, "write-combining at 0xffffc90000004008");
	contains(items[4].warning, "executable at 0xffffffff81000010");
	is_str(items[4].aliases[1].symbol, "text+0x10/0x2000");
	ok(!items[7].aliases[1].region);
	is_hex(items[8].struct_page, ABSENT);
	is_hex(items[8].mapcount, ABSENT);
	contains(items[11].note, "46 bits");
	for (size_t i = 0; i < NR; i++)
		physical_clear(&items[i]);
}

/* However many are asked for, what is mapped is walked once. */
static void test_one_walk(const struct root *root)
{
	unsigned int nr_walks[2];

	about("walks");
	for (unsigned int many = 0; many < 2; many++) {
		struct fake_machine machine = machine_template;
		_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
		struct physical items[100] = {{0}};

		for (size_t i = 0; i < 100; i++)
			items[i].phys_addr = i * 0x80;
		is_int(aliases_find(backend, items, many ? 100 : 1, NULL), 0);
		nr_walks[many] = machine.nr_walks;
		for (size_t i = 0; i < 100; i++)
			physical_clear(&items[i]);
	}
	is_int(nr_walks[1], nr_walks[0]);
}

/* One frame mapped everywhere: all are counted, as many as there is room for are kept. */
static void test_many_aliases(const struct root *root)
{
	static struct memmap_extent everywhere[MAX_ALIASES + 10];
	struct fake_machine machine = machine_template;
	_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
	_cleanup_(sources_clear) struct sources sources = {.root = root, .backend = backend};
	struct physical item = {.phys_addr = 0x1000};
	struct memmap_frame frame;
	struct error err = {0};

	about("many aliases");
	for (size_t i = 0; i < ARRAY_SIZE(everywhere); i++)
		everywhere[i] =
			(struct memmap_extent)MAP(VMALLOC + i * 0x1000, 0x1000, 0x1000, RW, WB);
	machine.extents = everywhere;
	machine.nr_extents = ARRAY_SIZE(everywhere);
	is_int(identify_physical(&sources, &item, &frame, 1, &err), 0);
	is_int(item.nr_aliases, MAX_ALIASES);
	is_int(item.nr_found, ARRAY_SIZE(everywhere) + 1);
	physical_clear(&item);
}

/* Without /proc nothing of it is made up. */
static void test_hidden(const struct root *root)
{
	struct fake_machine machine = machine_template;
	_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
	_cleanup_(sources_clear) struct sources sources = {.root = root, .backend = backend};
	struct physical items[2] = {{.phys_addr = 0x1000}, {.phys_addr = 0x80000000}};
	struct memmap_frame facts[2];
	struct error err = {0};

	about("hidden resources");
	is_int(identify_physical(&sources, items, facts, 2, &err), 0);
	is_int(items[0].status, PHYSICAL_OK);
	is_int(items[0].is_ram, UINT8_MAX);
	contains(items[0].note, "/proc/iomem shows no addresses");
	contains(items[0].note, "/proc/vmallocinfo: No such file");
	contains(items[0].note, "user mappings unknown");
	is_hex(items[0].mapcount, ABSENT);
	is_int(items[1].status, PHYSICAL_UNKNOWN);
	for (size_t i = 0; i < 2; i++)
		physical_clear(&items[i]);
}

static void test_failures(const struct root *root)
{
	for (unsigned int i = 0; i < 3; i++) {
		struct fake_machine machine = machine_template;
		_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
		_cleanup_(sources_clear) struct sources sources = {.root = root,
								   .backend = backend};
		struct physical item = {.phys_addr = 0x1000};
		struct memmap_frame frame;
		struct error err = {0};

		about("failure %u", i);
		machine.fail_steps = i == 0;
		machine.fail_walk = i == 1 ? VMALLOC : 0;
		machine.fail_symbol = i == 2;
		ok(identify_physical(&sources, &item, &frame, 1, &err) < 0);
		contains(err.text, "as told");
		physical_clear(&item);
	}
}

static void test_frames_fail(const struct root *root)
{
	struct fake_machine machine = machine_template;
	_cleanup_(backend_close) struct backend *backend = fake_new(&machine);
	_cleanup_(sources_clear) struct sources sources = {.root = root, .backend = backend};
	struct physical item = {.phys_addr = 0x1000};
	struct memmap_frame frame;
	struct error err = {0};

	about("frames fail: all else is known");
	machine.fail_frames = true;
	is_int(identify_physical(&sources, &item, &frame, 1, &err), 0);
	is_int(item.status, PHYSICAL_OK);
	ok(!item.frame && item.resource && item.nr_aliases);
	is_int(item.is_online, UINT8_MAX);
	contains(item.note, "page frame unknown: the fake frames fail as told");
	physical_clear(&item);
}

DEFINE_UNIT(physical)
{
	static const uint64_t counts[16] = {[1] = 5};
	struct root root, hidden;

	scratch_root(&root);
	scratch_text(&root, "proc/vmallocinfo",
		     "0xffffc90000000000-0xffffc90000003000   12288 maker+0x1/0x2 pages=2 vmap\n");
	scratch_text(&root, "proc/iomem",
		     "00001000-0000ffff : System RAM\n  00005000-00006fff : Kernel code\n"
		     "fd000000-feffffff : PCI Bus 0000:00\n  fe000000-fe000fff : thing\n");
	scratch_write(&root, "proc/kpagecount", counts, sizeof(counts));
	scratch_root(&hidden);
	scratch_text(&hidden, "proc/iomem", "00000000-00000000 : System RAM\n");
	test_all(&root, 0);
	test_all(&root, 1);
	test_all(&root, 3);
	test_one_walk(&root);
	test_many_aliases(&root);
	test_hidden(&hidden);
	test_failures(&root);
	test_frames_fail(&root);
	scratch_remove(&root);
	scratch_remove(&hidden);
}
