// SPDX-License-Identifier: GPL-2.0-or-later
/* test-identify.c - joining page tables, symbols, frames and /proc into one answer. */
#include <errno.h>

#include "analysis/address/identify.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

#define VMALLOC 0xffffc90000000000ULL
#define TEXT	0xffffffff81000000ULL

static const struct memmap_extent extents[] = {
	{0xffff888000000000, 0x0, 1 << 30, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 30},
	{VMALLOC, 0x5000, 0x1000, .prot = MEMMAP_PROT_WRITE, .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 12},
	{VMALLOC + 0x8000, 0xfed00000, 0x1000, .memtype = MEMMAP_MEMTYPE_UC, .leaf_shift = 12},
	{VMALLOC + 0x9000, 0x7000, 0x1000, .status = MEMMAP_STATUS_RACED, .leaf_shift = 12},
	{VMALLOC + 0xa000, 0, 0x1000, .status = MEMMAP_STATUS_UNREADABLE},
	{VMALLOC + 0xb000, 0, 0x1000, .status = MEMMAP_STATUS_RACED},
	{TEXT, 0x1000000, 1 << 21, .prot = MEMMAP_PROT_EXEC, .memtype = MEMMAP_MEMTYPE_WB,
	 .leaf_shift = 21},
};

static struct memmap_region regions[] = {
	{0xffff888000000000, 0xffffc87fffffffff, 0, MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
	{VMALLOC, 0xffffe8ffffffffff, 0, MEMMAP_REGION_VMALLOC},
	{TEXT, TEXT + 0xffffff, 0x1000000, MEMMAP_REGION_KERNEL_IMAGE, MEMMAP_REGION_LINEAR},
};

static const struct memmap_frame frames[] = {
	{.pfn = 5,
	 .head_pfn = 4,
	 .refcount = 3,
	 .node = 1,
	 .zone = MEMMAP_ZONE_DMA,
	 .buddy_order = MEMMAP_ORDER_NONE,
	 .compound_order = 1},
};

static const struct fake_symbol symbols[] = {{TEXT + 0x40, 0x100, "start_kernel"}};

static const struct fake_machine plain_machine = {
	.extents = extents,
	.nr_extents = ARRAY_SIZE(extents),
	.frames = frames,
	.nr_frames = ARRAY_SIZE(frames),
	.symbols = symbols,
	.nr_symbols = ARRAY_SIZE(symbols),
	.regions = regions,
	.nr_regions = ARRAY_SIZE(regions),
};

static const char vmallocinfo[] =
	"0xffffc90000000000-0xffffc90000002000    8192 sample+0x1/0x2 pages=1 vmalloc N1=1\n"
	"0xffffc90000008000-0xffffc9000000c000   16384 hpet+0xc7/0x3dc phys=0xfed00000 ioremap\n";

static const char iomem[] = "00001000-0009ffff : System RAM\n"
			    "01000000-0fffffff : System RAM\n"
			    "  01000000-01ffffff : Kernel code\n"
			    "fed00000-fed003ff : HPET 0\n";

static struct root root;
static struct fake_machine machine;
static struct backend *backend;
static struct sources sources;

static void begin(void)
{
	scratch_root(&root);
	scratch_text(&root, "proc/vmallocinfo", vmallocinfo);
	scratch_text(&root, "proc/iomem", iomem);
	machine = plain_machine;
	backend = fake_new(&machine);
	sources = (struct sources){.root = &root, .backend = backend};
}

static void end(void)
{
	sources_clear(&sources);
	backend_close(&backend);
	scratch_remove(&root);
}

static void ask(uint64_t virt_addr, struct address *ret)
{
	struct error err = {0};

	is_int(identify_address(&sources, "operand", virt_addr, ret, &err), 0);
	is_str(err.text, "");
	is_str(ret->operand, "operand");
	is_hex(ret->virt_addr, virt_addr);
	is_hex(ret->length_bytes, ABSENT);
	is_hex(ret->nr_extents, ABSENT);
	ok(ret->contiguous > 1);
}

static void test_vmalloc(void)
{
	struct address got;

	about("vmalloc");
	ask(VMALLOC + 0x123, &got);
	is_int(got.status, MEMMAP_STATUS_OK);
	is_hex(got.phys_addr, 0x5123);
	is_hex(got.pfn, 5);
	is_int(got.leaf_bytes, 4096);
	is_int(got.nr_steps, 4);
	is_int(got.steps[0].step.level, MEMMAP_LEVEL_PGD);
	is_int(got.steps[3].step.level, MEMMAP_LEVEL_PTE);
	is_int(got.steps[3].format, MEMMAP_FORMAT_X86_64);
	ok(got.region == &regions[1]);
	is_hex(got.linear_offset, ABSENT);
	is_str(got.symbol, NULL);
	is_str(got.area ? got.area->caller : NULL, "sample+0x1/0x2");
	is_str(got.resource ? got.resource->name : NULL, "System RAM");
	if (ok(got.frame)) {
		is_int(got.frame->node, 1);
		is_int(got.frame->refcount, 3);
		is_int(got.frame->compound_order, 1);
	}
	is_str(got.note, NULL);
}

static void test_kinds(void)
{
	struct address got;

	about("direct map");
	ask(0xffff888000002345, &got);
	is_hex(got.phys_addr, 0x2345);
	is_int(got.leaf_bytes, 1 << 30);
	is_int(got.nr_steps, 2);
	is_hex(got.linear_offset, 0xffff888000000000);
	ok(!got.area && !got.frame);
	is_str(got.resource ? got.resource->name : NULL, "System RAM");

	about("kernel text");
	ask(TEXT + 0x50, &got);
	is_hex(got.phys_addr, 0x1000050);
	is_str(got.symbol, "start_kernel+0x10/0x100");
	is_str(got.resource ? got.resource->name : NULL, "Kernel code");
	is_hex(got.linear_offset, TEXT - 0x1000000);
	is_int(got.prot, MEMMAP_PROT_EXEC);

	about("ioremap");
	ask(VMALLOC + 0x8010, &got);
	is_hex(got.phys_addr, 0xfed00010);
	is_int(got.memtype, MEMMAP_MEMTYPE_UC);
	is_str(got.resource ? got.resource->name : NULL, "HPET 0");
	is_str(got.area ? got.area->kind : NULL, "ioremap");
	ok(!got.frame);
}

static void is_unmapped(const struct address *got, unsigned int status)
{
	is_int(got->status, status);
	is_hex(got->phys_addr, ABSENT);
	is_hex(got->pfn, ABSENT);
	is_hex(got->leaf_bytes, ABSENT);
	ok(!got->frame && !got->resource);
}

static void test_statuses(void)
{
	struct address got;

	about("a guard page");
	ask(VMALLOC + 0x1000, &got);
	is_unmapped(&got, MEMMAP_STATUS_UNMAPPED);
	ok(got.area);
	ok(got.nr_steps > 0);
	is_str(got.note, NULL);
	about("a hole outside all regions");
	ask(0xffffff0000000000, &got);
	is_unmapped(&got, MEMMAP_STATUS_UNMAPPED);
	ok(!got.region && !got.area);
	about("a user address");
	ask(0x400000, &got);
	is_unmapped(&got, MEMMAP_STATUS_USER);
	contains(got.note, "--pid");
	is_int(got.nr_steps, 0);
	about("a non-canonical address");
	ask(0x8000000000000000, &got);
	is_unmapped(&got, MEMMAP_STATUS_NONCANONICAL);
	contains(got.note, "no page table");
	about("a race with something seen");
	ask(VMALLOC + 0x9004, &got);
	is_int(got.status, MEMMAP_STATUS_RACED);
	is_hex(got.phys_addr, 0x7004);
	contains(got.note, "try again");
	about("a race with nothing seen");
	ask(VMALLOC + 0xb000, &got);
	is_unmapped(&got, MEMMAP_STATUS_RACED);
	about("unreadable");
	ask(VMALLOC + 0xa000, &got);
	is_unmapped(&got, MEMMAP_STATUS_UNREADABLE);
	contains(got.note, "outside online RAM");
}

/* What /proc does not tell is missing, with a word about why, and the rest stands. */
static void test_proc(const char *what, const char *path, const char *text, const char *note)
{
	struct address got;
	char *file;

	begin();
	about("%s", what);
	if (text) {
		scratch_text(&root, path, text);
	} else {
		must(asprintf(&file, "%s/%s", root.path, path) > 0 && unlink(file) == 0);
		free(file);
	}
	for (int i = 0; i < 2; i++) {
		ask(VMALLOC, &got);
		is_hex(got.phys_addr, 0x5000);
		ok(!got.area == !strcmp(path, "proc/vmallocinfo"));
		ok(!got.resource == !strcmp(path, "proc/iomem"));
		contains(got.note, note);
	}
	end();
}

static uint64_t hash(uint64_t virt_addr)
{
	return (virt_addr * 0x9e3779b97f4a7c15) >> 32;
}

/* Hashes that can be resolved are as good as addresses. */
static void test_hashed(void)
{
	struct address got;
	char text[400];
	size_t nr_hashed;

	begin();
	machine.hash = hash;
	backend_close(&backend);
	sources.backend = backend = fake_new(&machine);
	snprintf(text, sizeof(text),
		 "0x%016jx-0x%016jx 8192 sample+0x1/0x2 pages=1 vmalloc\n"
		 "0x%016jx-0x%016jx 4096 unpurged vm_area\n",
		 (uintmax_t)hash(VMALLOC), (uintmax_t)hash(VMALLOC + 0x2000),
		 (uintmax_t)hash(VMALLOC + 0x100000), (uintmax_t)hash(VMALLOC + 0x101000));
	scratch_text(&root, "proc/vmallocinfo", text);
	about("hashes resolved");
	ask(TEXT, &got);
	is_int(machine.nr_hashed, 0);
	ask(VMALLOC + 0x10, &got);
	is_str(got.area ? got.area->caller : NULL, "sample+0x1/0x2");
	is_hex(got.area ? got.area->start : 0, VMALLOC);
	is_str(got.note, NULL);
	about("hashes resolved, but for one line");
	nr_hashed = machine.nr_hashed;
	ask(VMALLOC + 0x8000, &got);
	ok(!got.area);
	contains(got.note, "1 of 2 lines of /proc/vmallocinfo have hashes");
	contains(got.note, "a capture taken as root with kernel.kptr_restrict=1");
	about("resolved once");
	is_int(machine.nr_hashed, nr_hashed);
	end();
}

/* Lines of the list below: of two with one size, and of two with one size and one caller. */
#define LINES(show)                                                                                               \
	show(1) " 8192 sample+0x1/0x2 pages=1 vmalloc N1=1\n" show(2) " 8192 sample+0x1/0x2 pages=2 vmap\n" show( \
		3) " 8192 twin+0x1/0x2 pages=1 vmalloc N0=1\n" show(4) " 8192 twin+0x1/0x2 pages=1 vmap N1=1\n" show(5) " 4096 unpurged vm_area\n"
#define HASHED(i) "0x00000000f14ce80" #i "-0x0000000014ec21e" #i
#define HIDDEN(i) "0x0000000000000000-0x0000000000000000"

static const struct vmap_area listed[] = {
	{VMALLOC, 0x2000, ABSENT, 1, (char *)"sample+0x1/0x2", "other"},
	{VMALLOC + 0x4000, 0x2000, ABSENT, 2, (char *)"sample+0x1/0x2", "other"},
	{VMALLOC + 0x8000, 0x2000, ABSENT, 1, (char *)"twin+0x1/0x2", "other"},
	{VMALLOC + 0xa000, 0x1000, ABSENT, ABSENT, NULL, "unpurged"},
	{VMALLOC + 0xb000, 0x1000, ABSENT, 1, (char *)"new+0x1/0x2", "other"},
};

static void begin_list(const char *lines, size_t nr_areas, bool fail)
{
	begin();
	scratch_text(&root, "proc/vmallocinfo", lines);
	machine.areas = listed;
	machine.nr_areas = nr_areas;
	machine.fail_areas = fail;
	backend_close(&backend);
	sources.backend = backend = fake_new(&machine);
}

static void is_listed(uint64_t virt_addr, const char *caller, const char *kind)
{
	struct address got;

	ask(virt_addr, &got);
	is_str(got.area ? got.area->caller : "no area", caller);
	is_str(got.area ? got.area->kind : "no area", kind);
}

/* The page of an area lies on a node, or it is not known where. */
static void is_on_node(uint64_t virt_addr, int node)
{
	struct address got;

	ask(virt_addr, &got);
	must(got.area);
	is_int(got.area->nr_nodes, node >= 0);
	if (got.area->nr_nodes)
		is_int(got.area->nodes[0].node, node);
}

static void test_listed(const char *lines, const char *shown)
{
	struct address got;

	about("a list, and lines with %s", shown);
	begin_list(lines, ARRAY_SIZE(listed), false);
	is_listed(VMALLOC + 0x123, "sample+0x1/0x2", "vmalloc");
	is_listed(VMALLOC + 0x5000, "sample+0x1/0x2", "vmap");
	is_listed(VMALLOC + 0x8000, "twin+0x1/0x2", "other");
	is_listed(VMALLOC + 0xa000, NULL, "unpurged");
	is_listed(VMALLOC + 0xb000, "new+0x1/0x2", "other");
	is_on_node(VMALLOC, 1);
	is_on_node(VMALLOC + 0x4000, -1);
	is_on_node(VMALLOC + 0x8000, -1);
	is_on_node(VMALLOC + 0xb000, -1);
	ask(VMALLOC + 0x20000, &got);
	ok(!got.area);
	is_str(got.note, NULL);
	end();

	about("a list that is not the lines', with %s", shown);
	begin_list(lines, 1, false);
	ask(VMALLOC, &got);
	ok(!got.area);
	contains(got.note, "the kernel's list of them does not fit");
	contains(got.note, "1 areas, of which 1 are like one of its 4 lines");
	contains(got.note, shown);
	end();

	about("no list, and %s", shown);
	begin_list(lines, 2, true);
	ask(VMALLOC, &got);
	ok(!got.area);
	contains(
		got.note,
		"and the fake areas fail as told; a capture taken as root with kernel.kptr_restrict=1");
	contains(got.note, shown);
	end();
}

#define FREED "0x0000000000000000-0x0000000000000000 4096 unpurged vm_area\n"

/* However many were freed, those in use are known by a list that has none of these. */
static void test_listed_freed(void)
{
	struct address got;

	about("a list without freed areas, which are many");
	begin_list(
		"0x0000000000000000-0x0000000000000000 8192 sample+0x1/0x2 pages=1 vmalloc\n" FREED
			FREED FREED FREED FREED FREED,
		2, false);
	is_listed(VMALLOC + 0x123, "sample+0x1/0x2", "vmalloc");

	about("an address that one of these may hold");
	ask(VMALLOC + 0x20000, &got);
	ok(!got.area);
	contains(got.note, "if it has any: 6 of 8 lines of /proc/vmallocinfo are of freed areas");
	end();
}

static void test_range(void)
{
	struct error err = {0};
	struct address got;

	about("a range");
	is_int(identify_range(&sources, "r", VMALLOC, 0x2000, &got, &err), 0);
	is_hex(got.length_bytes, 0x2000);
	ok(got.area && got.region == &regions[1]);
	is_hex(got.phys_addr, ABSENT);
	is_int(got.nr_steps, 0);
}

static void test_failures(void)
{
	struct error err = {0};
	struct address got;

	about("translating fails");
	machine.fail_steps = true;
	is_int(identify_address(&sources, "x", VMALLOC, &got, &err), -EIO);
	contains(err.text, "translation fails");
	machine.fail_steps = false;

	about("frames fail: all else is known, and only that is not");
	machine.fail_frames = true;
	ask(VMALLOC + 0x123, &got);
	is_int(got.status, MEMMAP_STATUS_OK);
	is_hex(got.phys_addr, 0x5123);
	is_int(got.nr_steps, 4);
	ok(got.area && got.resource && !got.frame);
	is_str(got.note, "page frame unknown: the fake frames fail as told");
	is_int(sources.frames_error.code, ERROR_IO);
	machine.fail_frames = false;

	about("symbols fail");
	err = (struct error){0};
	machine.fail_symbol = true;
	is_int(identify_address(&sources, "x", VMALLOC, &got, &err), -EIO);
	is_int(identify_range(&sources, "x", VMALLOC, 1, &got, &err), -EIO);
	contains(err.text, "symbols fail");
}

DEFINE_UNIT(identify)
{
	struct sources zeroed = {0};

	begin();
	test_vmalloc();
	test_kinds();
	test_statuses();
	test_range();
	test_failures();
	end();
	test_proc("no vmallocinfo", "proc/vmallocinfo", NULL, "/proc/vmallocinfo: No such file");
	test_proc("nonsense in vmallocinfo", "proc/vmallocinfo", "x\n", "line 1 is not understood");
	test_proc(
		"hashed vmallocinfo", "proc/vmallocinfo",
		"0x00000000f14ce802-0x0000000014ec21ef   20480 a+0xf0/0x120 vmap\n",
		"hashed addresses, and the back end \"fake\" cannot resolve them; a capture taken as "
		"root with kernel.kptr_restrict=1");
	test_hashed();
	test_listed(LINES(HASHED), "hashed addresses");
	test_listed(LINES(HIDDEN), "no addresses");
	test_listed_freed();
	test_proc("hidden vmallocinfo", "proc/vmallocinfo",
		  "0x0000000000000000-0x0000000000000000   20480 a+0xf0/0x120 vmap\n",
		  "shows no addresses");
	test_proc("no iomem", "proc/iomem", NULL, "/proc/iomem: No such file");
	test_proc("hidden iomem", "proc/iomem", "00000000-00000000 : System RAM\n",
		  "CAP_SYS_ADMIN is missing");
	sources_clear(&zeroed);
}
