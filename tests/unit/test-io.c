// SPDX-License-Identifier: GPL-2.0-or-later
/* test-io.c - resources of memory and ports, and which mappings belong to which. */
#include <errno.h>

#include "analysis/space/io.h"
#include "reader/iomem.h"
#include "reader/vmallocinfo.h"

#include "fake.h"
#include "support.h"
#include "tap.h"

#define VMALLOC 0xffffc90000000000ULL
#define DIRECT	0xffff888000000000ULL
#define FIXMAP	0xffffffffff578000ULL

static const char iomem[] = "00000000-00000fff : Reserved\n"
			    "00001000-0009fbff : System RAM\n"
			    "00100000-3fffffff : System RAM\n"
			    "  01000000-01ffffff : Kernel code\n"
			    "  02000000-027fffff : Kernel data\n"
			    "c0000000-febfffff : PCI Bus 0000:00\n"
			    "  fd000000-fdffffff : 0000:00:02.0\n"
			    "    fd000000-fd0fffff : driver\n"
			    "  fe000000-fe000fff : 0000:00:03.0\n"
			    "fec00000-fec003ff : IOAPIC 0\n"
			    "fed00000-fed003ff : HPET 0\n"
			    "  fed00000-fed003ff : PNP0103:00\n";

static const char vmallocinfo[] =
	"0xffffc90000000000-0xffffc90000002000 8192 hpet+0x1/0x2 phys=0xfed00000 ioremap\n"
	"0xffffc90000002000-0xffffc90000004000 8192 acpi+0x1/0x2 phys=0xfed00000 ioremap\n"
	"0xffffc90000010000-0xffffc90000031000 135168 drv+0x1/0x2 [drv] phys=0xfd0f0000 ioremap\n"
	"0xffffc90000040000-0xffffc90000042000 8192 stack+0x1/0x2 pages=1 vmalloc\n"
	"0xffffc90000050000-0xffffc90000052000 8192 odd+0x1/0x2 phys=0xff000000 ioremap\n"
	"0xffffc90000060000-0xffffc90000062000 8192 ram+0x1/0x2 phys=0x00200000 ioremap\n";

static struct memmap_region regions[] = {
	{FIXMAP, FIXMAP + 0x87fff, 0, MEMMAP_REGION_FIXMAP},
	{0xffffffff81000000, 0xffffffff827fffff, 0x1000000, MEMMAP_REGION_KERNEL_IMAGE,
	 MEMMAP_REGION_LINEAR},
	{DIRECT, DIRECT + 0x3fffffffff, 0, MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
	{0xffffea0000000000, 0xffffea0000ffffff, 0, MEMMAP_REGION_VMEMMAP},
	{VMALLOC, VMALLOC + 0xffffffff, 0, MEMMAP_REGION_VMALLOC},
};

#define WB MEMMAP_MEMTYPE_WB
#define UC MEMMAP_MEMTYPE_UC_MINUS

static const struct memmap_extent extents[] = {
	/* Everything below 640 KiB, then RAM in two pieces that differ in leaves alone. */
	{DIRECT, 0, 0xa0000, .memtype = WB, .leaf_shift = 12},
	{DIRECT + 0x100000, 0x100000, 0x100000, .memtype = WB, .leaf_shift = 12},
	{DIRECT + 0x200000, 0x200000, 0x3fe00000, .memtype = WB, .leaf_shift = 21},
	{VMALLOC, 0xfed00000, 0x1000, .memtype = UC, .leaf_shift = 12},
	{VMALLOC + 0x2000, 0xfed00000, 0x1000, .memtype = UC, .leaf_shift = 12},
	/* Over the end of the driver's part. */
	{VMALLOC + 0x10000, 0xfd0f0000, 0x20000, .memtype = UC, .leaf_shift = 12},
	{VMALLOC + 0x40000, 0x300000, 0x1000, .memtype = WB, .leaf_shift = 12},
	{VMALLOC + 0x50000, 0xff000000, 0x1000, .memtype = MEMMAP_MEMTYPE_WC, .leaf_shift = 12},
	{VMALLOC + 0x60000, 0x200000, 0x1000, .memtype = WB, .leaf_shift = 12},
	{VMALLOC + 0x70000, 0, 0x1000, .status = MEMMAP_STATUS_UNREADABLE},
	{0xffffea0000000000, 0x400000, 0x200000, .memtype = WB, .leaf_shift = 21},
	{0xffffffff81000000, 0x1000000, 0x1800000, .memtype = WB, .leaf_shift = 21},
	{FIXMAP + 0x5000, 0xfec00000, 0x1000, .memtype = MEMMAP_MEMTYPE_UC, .leaf_shift = 12},
};

static struct fake_machine machine = {
	.extents = extents,
	.nr_extents = ARRAY_SIZE(extents),
	.regions = regions,
	.nr_regions = ARRAY_SIZE(regions),
};

enum { RESERVED, LOW_RAM, RAM, CODE, DATA, BUS, GPU, DRIVER, NIC, IOAPIC, HPET, PNP, REST };

static void parse_resources(const char *text, struct mem_resource_array *ret)
{
	char *copy = strdup(text);

	must(copy);
	must(iomem_parse(copy, ret, NULL) == 0);
	free(copy);
}

static void parse_areas(const char *text, struct vmap_area_array *ret)
{
	char *copy = strdup(text);

	must(copy);
	must(vmallocinfo_parse(copy, ret, NULL) == 0);
	free(copy);
}

static void is_mapping(const struct io_resource *item, size_t at, uint64_t virt_addr,
		       uint64_t phys_addr, uint64_t length, unsigned int memtype,
		       const char *caller)
{
	const struct io_mapping *mapping = &item->mappings[at];

	about("%s, mapping %zu", item->name ?: "no resource", at);
	if (!ok(item->nr_mappings > at))
		return;
	is_hex(mapping->virt_addr, virt_addr);
	is_hex(mapping->phys_addr, phys_addr);
	is_hex(mapping->length_bytes, length);
	is_int(mapping->memtype, memtype);
	is_str(mapping->caller, caller);
}

static void is_io(const struct io_tree *tree, unsigned int memtype)
{
	const struct io_resource *items = tree->items;

	is_mapping(&items[PNP], 0, VMALLOC, 0xfed00000, 0x1000, memtype, "hpet+0x1/0x2");
	is_mapping(&items[PNP], 1, VMALLOC + 0x2000, 0xfed00000, 0x1000, memtype, "acpi+0x1/0x2");
	/* Of the device, since the driver has claimed only a part of it. */
	is_mapping(&items[GPU], 0, VMALLOC + 0x10000, 0xfd0f0000, 0x20000, memtype,
		   "drv+0x1/0x2 [drv]");
	about("resources around and beside mappings");
	is_int(items[HPET].nr_mappings, 0);
	ok(items[HPET].inner_mapped && items[BUS].inner_mapped && !items[GPU].inner_mapped);
	is_int(items[BUS].nr_mappings, 0);
	is_int(items[DRIVER].nr_mappings, 0);
	is_int(items[NIC].nr_mappings, 0);
	ok(!items[NIC].inner_mapped);
}

static void check_walked(const struct io_tree *tree)
{
	const struct io_resource *items = tree->items;

	if (!is_int(tree->nr, REST + 1))
		return;
	is_io(tree, UC);
	is_mapping(&items[RESERVED], 0, DIRECT, 0, 0x1000, WB, NULL);
	is_mapping(&items[LOW_RAM], 0, DIRECT + 0x1000, 0x1000, 0x9f000, WB, NULL);
	is_mapping(&items[RAM], 0, DIRECT + 0x100000, 0x100000, 0x3ff00000, WB, NULL);
	is_int(items[RAM].mappings[0].region, MEMMAP_REGION_DIRECT_MAP);
	is_mapping(&items[RAM], 1, VMALLOC + 0x60000, 0x200000, 0x1000, WB, "ram+0x1/0x2");
	is_str(items[RAM].mappings[1].kind, "ioremap");
	is_mapping(&items[RAM], 2, 0xffffffff81000000, 0x1000000, 0x1800000, WB, NULL);
	is_mapping(&items[IOAPIC], 0, FIXMAP + 0x5000, 0xfec00000, 0x1000, MEMMAP_MEMTYPE_UC, NULL);
	is_int(items[IOAPIC].mappings[0].region, MEMMAP_REGION_FIXMAP);
	is_mapping(&items[REST], 0, VMALLOC + 0x50000, 0xff000000, 0x1000, MEMMAP_MEMTYPE_WC,
		   "odd+0x1/0x2");
	about("the rest");
	is_str(items[REST].name, NULL);
	is_hex(items[REST].start, ABSENT);
	is_int(items[RAM].nr_mappings, 3);
	is_int(items[CODE].nr_mappings, 0);
	is_str(items[CODE].parent, "System RAM");
	is_int(items[DRIVER].depth, 2);
}

static void test_walked(size_t walk_extents)
{
	struct mem_resource_array resources = {0};
	struct sources sources = {.areas_read = true};
	struct io_tree tree = {0};

	machine.walk_extents = walk_extents;
	sources.backend = fake_new(&machine);
	parse_resources(iomem, &resources);
	parse_areas(vmallocinfo, &sources.areas);
	about("walked by %zu", walk_extents);
	is_int(io_tree_add(&tree, &resources, "mem", NULL), 0);
	is_int(io_tree_map(&tree, &sources, 4096, NULL), 0);
	check_walked(&tree);

	io_tree_keep_mapped(&tree);
	about("mapped ones alone");
	if (is_int(tree.nr, 9)) {
		is_str(tree.items[0].name, "Reserved");
		is_str(tree.items[2].name, "System RAM");
		is_str(tree.items[3].name, "PCI Bus 0000:00");
		is_str(tree.items[4].name, "0000:00:02.0");
		is_str(tree.items[5].name, "IOAPIC 0");
		is_str(tree.items[6].name, "HPET 0");
		is_str(tree.items[7].name, "PNP0103:00");
	}
	io_tree_clear(&tree);
	io_tree_clear(&tree);
	mem_resource_array_clear(&resources);
	backend_close(&sources.backend);
	sources_clear(&sources);
}

/* Without page tables "phys=" is all there is. */
static void test_areas_alone(void)
{
	struct mem_resource_array resources = {0};
	struct sources sources = {.areas_read = true};
	struct io_tree tree = {0};

	parse_resources(iomem, &resources);
	parse_areas(vmallocinfo, &sources.areas);
	about("areas alone");
	is_int(io_tree_add(&tree, &resources, "mem", NULL), 0);
	is_int(io_tree_map(&tree, &sources, 4096, NULL), 0);
	if (is_int(tree.nr, REST + 1)) {
		is_io(&tree, 0);
		about("areas alone");
		is_int(tree.items[RAM].nr_mappings, 1);
		is_int(tree.items[IOAPIC].nr_mappings, 0);
	}
	io_tree_clear(&tree);
	mem_resource_array_clear(&resources);
	sources_clear(&sources);
}

/* Areas without addresses lend their callers to what the page tables show. */
static void test_hidden_areas(void)
{
	struct mem_resource_array resources = {0};
	struct sources sources = {.areas_read = true};
	struct io_tree tree = {0};

	sources.backend = fake_new(&machine);
	parse_resources(iomem, &resources);
	parse_areas("0x0-0x0 8192 hpet+0x1/0x2 phys=0xfed00000 ioremap\n"
		    "0x0-0x0 8192 acpi+0x1/0x2 phys=0xfed00000 ioremap\n"
		    "0x0-0x0 8192 gone+0x1/0x2 phys=0xfe000000 ioremap\n",
		    &sources.areas);
	is_int(io_tree_add(&tree, &resources, "mem", NULL), 0);
	is_int(io_tree_map(&tree, &sources, 4096, NULL), 0);
	is_mapping(&tree.items[PNP], 0, VMALLOC, 0xfed00000, 0x1000, UC, "hpet+0x1/0x2");
	is_mapping(&tree.items[PNP], 1, VMALLOC + 0x2000, 0xfed00000, 0x1000, UC, "acpi+0x1/0x2");
	is_mapping(&tree.items[NIC], 0, ABSENT, 0xfe000000, 0x1000, 0, "gone+0x1/0x2");
	io_tree_clear(&tree);
	mem_resource_array_clear(&resources);
	backend_close(&sources.backend);
	sources_clear(&sources);
}

/* As on arm64, where each segment of the image has its area, whose physical address is shown. */
static void test_image_in_vmalloc(void)
{
	static struct memmap_region nested[] = {
		{VMALLOC + 0x200000, VMALLOC + 0x3fffff, 0x200000, MEMMAP_REGION_KERNEL_IMAGE,
		 MEMMAP_REGION_LINEAR},
		{VMALLOC, VMALLOC + 0xffffffff, 0, MEMMAP_REGION_VMALLOC},
	};
	static const struct memmap_extent mapped[] = {
		{VMALLOC, 0xfed00000, 0x1000, .memtype = UC, .leaf_shift = 12},
		{VMALLOC + 0x200000, 0x200000, 0x200000, .memtype = WB, .leaf_shift = 21},
	};
	struct fake_machine arm64 = {
		.extents = mapped,
		.nr_extents = ARRAY_SIZE(mapped),
		.regions = nested,
		.nr_regions = ARRAY_SIZE(nested),
	};
	struct mem_resource_array resources = {0};
	struct sources sources = {.areas_read = true};
	struct io_tree tree = {0};

	sources.backend = fake_new(&arm64);
	parse_resources(iomem, &resources);
	parse_areas(
		"0xffffc90000000000-0xffffc90000002000 8192 hpet+0x1/0x2 phys=0xfed00000 ioremap\n"
		"0xffffc90000200000-0xffffc90000401000 2101248 image+0x1/0x2 phys=0x200000 vmap\n",
		&sources.areas);
	is_int(io_tree_add(&tree, &resources, "mem", NULL), 0);
	is_int(io_tree_map(&tree, &sources, 4096, NULL), 0);
	is_mapping(&tree.items[RAM], 0, VMALLOC + 0x200000, 0x200000, 0x200000, WB,
		   "image+0x1/0x2");
	about("a kernel image in vmalloc space");
	is_int(tree.items[RAM].nr_mappings, 1);
	is_int(tree.items[RAM].mappings[0].region, MEMMAP_REGION_KERNEL_IMAGE);
	is_int(tree.items[PNP].nr_mappings, 1);
	io_tree_clear(&tree);
	mem_resource_array_clear(&resources);
	backend_close(&sources.backend);
	sources_clear(&sources);
}

static void test_hidden(void)
{
	struct mem_resource_array resources = {0};
	struct io_tree tree = {0};

	about("hidden resources");
	parse_resources("0000-0000 : PCI Bus 0000:00\n  0000-0000 : dma1\n", &resources);
	is_int(io_tree_add(&tree, &resources, "port", NULL), 0);
	is_int(tree.nr, 2);
	is_hex(tree.items[1].start, ABSENT);
	is_hex(tree.items[1].last, ABSENT);
	is_hex(tree.items[1].size_bytes, ABSENT);
	is_str(tree.items[1].parent, "PCI Bus 0000:00");
	is_str(tree.items[1].space, "port");
	io_tree_clear(&tree);
	mem_resource_array_clear(&resources);
}

static void test_failure(void)
{
	struct mem_resource_array resources = {0};
	struct sources sources = {.areas_read = true};
	struct io_tree tree = {0};
	struct error err = {0};

	about("a walk that fails");
	machine.fail_walk = VMALLOC;
	sources.backend = fake_new(&machine);
	parse_resources(iomem, &resources);
	is_int(io_tree_add(&tree, &resources, "mem", NULL), 0);
	ok(io_tree_map(&tree, &sources, 4096, &err) < 0);
	is_int(err.code, ERROR_IO);
	io_tree_clear(&tree);
	mem_resource_array_clear(&resources);
	backend_close(&sources.backend);
	machine.fail_walk = 0;
}

static void test_fixtures(void)
{
	for (const char *const *name = fixture_names; *name; name++) {
		struct mem_resource_array got = {0};
		struct root root;

		if (strstr(*name, "hashed"))
			continue;
		about("ports of %s", *name);
		fixture_root(*name, &root);
		is_int(ioports_read(&root, &got, NULL), 0);
		ok(!got.hidden && got.nr > 20);
		is_str(mem_resource_find(&got, 0x70)->name, "rtc0");
		mem_resource_array_clear(&got);
		root_clear(&root);
	}
}

DEFINE_UNIT(io)
{
	test_walked(0);
	test_walked(1);
	machine.walk_extents = 0;
	test_areas_alone();
	test_hidden_areas();
	test_image_in_vmalloc();
	test_hidden();
	test_failure();
	test_fixtures();
}
