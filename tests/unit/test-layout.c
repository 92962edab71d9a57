// SPDX-License-Identifier: GPL-2.0-or-later
/* test-layout.c - the address space of made-up machines: bounds, nesting, what is mapped where. */
#include <errno.h>

#include "analysis/space/layout.h"

#include "fake.h"
#include "make_core.h"
#include "support.h"
#include "tap.h"

#define MIB	(1ULL << 20)
#define GUARD	0xffff800000000000ULL
#define DIRECT	0xffff888000000000ULL
#define VMALLOC 0xffffc90000000000ULL
#define IMAGE	0xffffffff80000000ULL
#define TEXT	(IMAGE + 80 * MIB)
#define FIXMAP	0xffffffffff579000ULL

#define RW MEMMAP_PROT_WRITE
#define RX MEMMAP_PROT_EXEC
#define GL MEMMAP_PROT_GLOBAL

/* As a back end gives them: the most specific first. Physical address 0 is 16 MiB into the image.
 */
static struct memmap_region regions[] = {
	{0xffffffffff600000, 0xffffffffff600fff, 0, MEMMAP_REGION_VSYSCALL},
	{FIXMAP, 0xffffffffff7fffff, 0, MEMMAP_REGION_FIXMAP},
	{IMAGE, 0xffffffffbfffffff, -16 * MIB, MEMMAP_REGION_KERNEL_IMAGE, MEMMAP_REGION_LINEAR},
	{VMALLOC, 0xffffe8ffffffffff, 0, MEMMAP_REGION_VMALLOC},
	{DIRECT, DIRECT + 128 * MIB - 1, 0, MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
	{GUARD, 0xffff87ffffffffff, 0, MEMMAP_REGION_GUARD},
	{0, FAKE_USER, 0, MEMMAP_REGION_USER, MEMMAP_REGION_PER_MM},
};

static const struct memmap_extent extents[] = {
	/* In the guard hole, where nothing should be. */
	{GUARD + MIB, 0x9000, 0x1000, .prot = RW, .leaf_shift = 12},
	{DIRECT, 0, 2 * MIB, .prot = RW | GL, .leaf_shift = 12},
	{DIRECT + 2 * MIB, 2 * MIB, 30 * MIB, .prot = RW | GL, .leaf_shift = 21},
	{DIRECT + 32 * MIB, 32 * MIB, 64 * MIB, .prot = GL, .leaf_shift = 21},
	{VMALLOC, 0x5000, 0x3000, .prot = RW | GL, .leaf_shift = 12},
	{VMALLOC + MIB, 0, 0x1000, .status = MEMMAP_STATUS_UNREADABLE},
	{VMALLOC + 2 * MIB, 0x8000, 0x1000, .status = MEMMAP_STATUS_RACED, .prot = RW,
	 .leaf_shift = 12},
	/* One run over text and what follows it. */
	{TEXT, 64 * MIB, 6 * MIB, .prot = RX | GL, .leaf_shift = 21},
	{0xffffffffff600000, 0x3000, 0x1000, .prot = MEMMAP_PROT_USER, .leaf_shift = 12},
};

static const char iomem[] = "00000000-00000fff : Reserved\n"
			    "00001000-0009ffff : System RAM\n"
			    "00100000-05ffffff : System RAM\n"
			    "  04000000-043fffff : Kernel code\n"
			    "  04400000-04400fff : Kernel data\n"
			    "07f00000-0fffffff : System RAM (kmem)\n"
			    "fed00000-fed003ff : HPET 0\n"
			    "fffffffff0000000-fffffffff0000fff : Kernel bss\n";

static struct root root;
static struct fake_machine machine;
static struct sources sources;
static struct layout layout;
static struct error missing, err;
static int rc;
static unsigned int nr_updates;

static void count_update(uint64_t done_bytes, uint64_t total_bytes, void *context)
{
	nr_updates++;
	ok(done_bytes <= total_bytes);
	is_hex(total_bytes, 1ULL << 47);
}

static void read_machine(void)
{
	missing = err = (struct error){0};
	sources = (struct sources){.root = &root, .backend = fake_new(&machine)};
	sources.backend->progress = count_update;
	rc = layout_read(&sources, &layout, &missing, &err);
}

static void done(void)
{
	layout_clear(&layout);
	sources_clear(&sources);
	backend_close(&sources.backend);
}

static const struct layout_region *find(const char *name)
{
	for (size_t i = 0; i < layout.nr_regions; i++)
		if (!strcmp(layout.regions[i].name, name))
			return &layout.regions[i];
	printf("Bail out! no region %s\n", name);
	exit(99);
}

static void is_region(const char *name, uint64_t start, uint64_t last, unsigned int depth,
		      uint64_t mapped_bytes)
{
	const struct layout_region *region = find(name);

	about("%s", name);
	is_hex(region->start, start);
	is_hex(region->last, last);
	is_int(region->depth, depth);
	is_int(region->mapped_bytes, mapped_bytes);
}

/* Side by side, the pieces at depth 0 are all there is, each address in one of them. */
static void test_tiling(void)
{
	uint64_t next = 0;

	about("tiling");
	for (size_t i = 0; i < layout.nr_regions; i++) {
		const struct layout_region *region = &layout.regions[i];

		if (region->depth)
			continue;
		is_hex(region->start, next);
		next = region->last + 1;
	}
	is_hex(next, 0);
}

static void test_regions(void)
{
	read_machine();
	is_int(rc, 0);
	is_int(missing.code, 0);
	ok(nr_updates > 0);
	test_tiling();
	is_region("user", 0, FAKE_USER, 0, ABSENT);
	is_region("noncanonical", FAKE_USER + 1, GUARD - 1, 0, ABSENT);
	is_hex(find("noncanonical")->size_bytes, ABSENT);
	is_int(find("noncanonical")->kind, LAYOUT_HOLE);
	is_region("guard hole", GUARD, 0xffff87ffffffffff, 0, 0x1000);
	is_region("direct map", DIRECT, DIRECT + 128 * MIB - 1, 0, 96 * MIB);
	is_hex(find("direct map")->phys_addr, 0);
	is_hex(find("direct map")->phys_last, 128 * MIB - 1);
	is_region("vmalloc", VMALLOC, 0xffffe8ffffffffff, 0, 0x4000);
	is_hex(find("vmalloc")->phys_addr, ABSENT);
	is_region("kernel image", IMAGE, 0xffffffffbfffffff, 0, 6 * MIB);
	is_hex(find("kernel image")->phys_addr, ABSENT);
	is_region("text", TEXT, TEXT + 4 * MIB - 1, 1, 4 * MIB);
	is_int(find("text")->kind, LAYOUT_SECTION);
	is_str(find("text")->parent, "kernel image");
	is_hex(find("text")->phys_addr, 64 * MIB);
	is_region("data", TEXT + 4 * MIB, TEXT + 4 * MIB + 0xfff, 1, 0x1000);
	is_region("fixmap", FIXMAP, 0xffffffffff7fffff, 0, 0x1000);
	is_region("vsyscall", 0xffffffffff600000, 0xffffffffff600fff, 1, 0x1000);
	is_str(find("vsyscall")->parent, "fixmap");
	about("a section elsewhere is none of this kernel's");
	for (size_t i = 0; i < layout.nr_regions; i++)
		ok(strcmp(layout.regions[i].name, "bss"));
}

static void test_shares(void)
{
	const struct layout_region *map = find("direct map"), *vsyscall = find("vsyscall");

	about("leaf sizes, the largest first");
	is_int(map->nr_leaves, 2);
	is_int(map->leaves[0].leaf_bytes, 2 * MIB);
	is_int(map->leaves[0].mapped_bytes, 94 * MIB);
	is_int(map->leaves[1].leaf_bytes, 4096);
	is_int(map->leaves[1].mapped_bytes, 2 * MIB);
	about("protections, the most first");
	is_int(map->nr_prots, 2);
	is_int(map->prots[0].prot, 0);
	is_int(map->prots[0].mapped_bytes, 64 * MIB);
	is_int(map->prots[1].prot, RW);
	is_int(map->prots[1].mapped_bytes, 32 * MIB);
	is_int(vsyscall->prots[0].prot, MEMMAP_PROT_USER);
}

static void is_physical(size_t i, const char *name, uint64_t phys_addr, uint64_t phys_last,
			uint64_t mapped_bytes)
{
	const struct layout_region *piece = &layout.physical[i];

	about("physical piece %zu", i);
	is_str(piece->name, name);
	is_str(piece->parent, "direct map");
	is_hex(piece->phys_addr, phys_addr);
	is_hex(piece->phys_last, phys_last);
	is_hex(piece->start, DIRECT + phys_addr);
	is_int(piece->mapped_bytes, mapped_bytes);
}

static void test_physical(void)
{
	is_int(layout.nr_physical, 6);
	must(layout.nr_physical == 6);
	is_physical(0, "not RAM", 0, 0xfff, 0x1000);
	is_physical(1, "System RAM", 0x1000, 0x9ffff, 0x9f000);
	is_physical(2, "not RAM", 0xa0000, 0xfffff, 0x60000);
	is_physical(3, "System RAM", MIB, 96 * MIB - 1, 95 * MIB);
	is_physical(4, "not RAM", 96 * MIB, 127 * MIB - 1, 0);
	/* More of it lies beyond the direct map. */
	is_physical(5, "System RAM", 127 * MIB, 128 * MIB - 1, 0);
}

static void test_space(uint64_t kaslr_offset)
{
	const struct layout_space *space = &layout.space;

	about("the address space");
	is_int(space->nr_levels, 4);
	is_int(space->levels[0].entry_bytes, 512ULL << 30);
	is_int(space->levels[3].entry_bytes, 4096);
	is_int(space->va_bits, 48);
	is_hex(space->page_offset, DIRECT);
	is_hex(space->linear_offset, DIRECT);
	is_hex(space->text, TEXT);
	is_hex(space->kaslr_offset, kaslr_offset);
	is_hex(space->link_addr, kaslr_offset == ABSENT ? ABSENT : TEXT - kaslr_offset);
	is_int(space->mapped_bytes, 102 * MIB + 6 * 0x1000);
}

/* VMCOREINFO alone says where the image was linked to be. */
static void test_kaslr(const char *vmcoreinfo, uint64_t kaslr_offset)
{
	struct core core = {.machine = EM_X86_64, .type = ET_CORE, .vmcoreinfo = vmcoreinfo};
	unsigned char *bytes;
	size_t size;

	core_add(&core, DIRECT, 0, 0x1000, true);
	bytes = core_bytes(&core, &size);
	scratch_write(&root, "proc/kcore", bytes, size);
	free(bytes);
	core_clear(&core);
	read_machine();
	is_int(rc, 0);
	test_space(kaslr_offset);
	done();
}

static void test_high_memory(const char *meminfo, uint64_t bytes)
{
	scratch_text(&root, "proc/meminfo", meminfo);
	read_machine();
	about("high memory in \"%s\"", meminfo);
	is_int(rc, 0);
	is_int(layout.space.high_memory_bytes, bytes);
	done();
}

/* Without addresses in /proc/iomem the regions are as good; something says what is missing. */
static void test_no_iomem(const char *text, enum error_code code)
{
	if (text)
		scratch_text(&root, "proc/iomem", text);
	else
		unlinkat(root.fd, "proc/iomem", 0);
	read_machine();
	about("no resources: %s", text ?: "no file");
	is_int(rc, 0);
	is_int(missing.code, code);
	contains(missing.text, "sections of the kernel image");
	is_int(layout.nr_physical, 0);
	is_int(layout.space.mapped_bytes, 102 * MIB + 6 * 0x1000);
	is_hex(layout.space.text, ABSENT);
	is_hex(layout.space.kaslr_offset, ABSENT);
	test_tiling();
	done();
}

/*
 * As on arm64: with KASLR the direct map begins at a "negative" physical address, and the resource
 * of code holds a header and what is read-only, too.
 */
static void test_arm64(void)
{
	static const struct memmap_extent its_extents[] = {
		{DIRECT + 32 * MIB, 0, 96 * MIB, .prot = RW | GL, .leaf_shift = 21},
		{TEXT, 64 * MIB, 0x10000, .prot = GL, .leaf_shift = 12},
		{TEXT + 0x10000, 64 * MIB + 0x10000, 4 * MIB - 0x10000, .prot = RX | GL,
		 .leaf_shift = 12},
		{TEXT + 4 * MIB, 68 * MIB, 2 * MIB, .prot = GL, .leaf_shift = 21},
	};
	static struct memmap_region its_regions[] = {
		{TEXT, TEXT + 6 * MIB - 1, 64 * MIB, MEMMAP_REGION_KERNEL_IMAGE,
		 MEMMAP_REGION_LINEAR},
		{DIRECT, DIRECT + 128 * MIB - 1, -32 * MIB, MEMMAP_REGION_DIRECT_MAP,
		 MEMMAP_REGION_LINEAR},
		{0, FAKE_USER, 0, MEMMAP_REGION_USER, MEMMAP_REGION_PER_MM},
	};

	scratch_text(&root, "proc/iomem",
		     "00000000-05ffffff : System RAM\n  04000000-045fffff : Kernel code\n");
	machine = (struct fake_machine){
		.extents = its_extents,
		.nr_extents = ARRAY_SIZE(its_extents),
		.regions = its_regions,
		.nr_regions = ARRAY_SIZE(its_regions),
	};
	read_machine();
	is_int(rc, 0);
	test_tiling();
	is_region("text", TEXT + 0x10000, TEXT + 4 * MIB - 1, 1, 4 * MIB - 0x10000);
	is_hex(find("text")->phys_addr, 64 * MIB + 0x10000);
	is_region("rodata", TEXT + 4 * MIB, TEXT + 6 * MIB - 1, 1, 2 * MIB);
	is_hex(find("rodata")->phys_addr, 68 * MIB);
	is_hex(layout.space.text, TEXT + 0x10000);
	about("a direct map with a negative beginning");
	is_int(layout.nr_physical, 2);
	must(layout.nr_physical == 2);
	is_str(layout.physical[0].name, "not RAM");
	is_hex(layout.physical[0].start, DIRECT);
	is_hex(layout.physical[0].last, DIRECT + 32 * MIB - 1);
	is_hex(layout.physical[0].phys_addr, ABSENT);
	is_str(layout.physical[1].name, "System RAM");
	is_hex(layout.physical[1].start, DIRECT + 32 * MIB);
	is_hex(layout.physical[1].last, DIRECT + 128 * MIB - 1);
	is_hex(layout.physical[1].phys_addr, 0);
	is_int(layout.physical[1].mapped_bytes, 96 * MIB);
	done();
}

static void test_failures(void)
{
	about("a walk that fails");
	machine.fail_walk = VMALLOC;
	machine.walk_bytes = 1ULL << 40;
	read_machine();
	is_int(rc < 0, 1);
	is_int(err.code, ERROR_IO);
	ok(!layout.regions);
	done();
	about("translating fails");
	machine.fail_steps = true;
	read_machine();
	is_int(rc < 0, 1);
	done();
}

DEFINE_UNIT(layout)
{
	scratch_root(&root);
	scratch_text(&root, "proc/iomem", iomem);
	machine = (struct fake_machine){
		.extents = extents,
		.nr_extents = ARRAY_SIZE(extents),
		.regions = regions,
		.nr_regions = ARRAY_SIZE(regions),
	};
	test_regions();
	test_shares();
	test_physical();
	test_space(ABSENT);
	done();
	test_kaslr("KERNELOFFSET=4000000\n", 0x4000000);
	test_kaslr("KERNELOFFSET=x\n", ABSENT);
	test_kaslr("PAGESIZE=4096\n", ABSENT);
	test_no_iomem("00000000-00000000 : System RAM\n00000000-00000000 : Kernel code\n",
		      ERROR_HIDDEN);
	test_no_iomem("nonsense\n", ERROR_PARSE);
	test_no_iomem(NULL, ERROR_NOT_FOUND);
	test_high_memory("MemTotal:  4096 kB\n", ABSENT);
	test_high_memory("HighTotal:  1024 kB\n", MIB);
	test_failures();
	test_arm64();
	scratch_remove(&root);
}
