// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fake_module.c - stands in for backend/module.c, so that the whole program runs without a kernel
 * module: tests/cli/machine is the /proc that fits these mappings.
 */
#include <string.h>

#include "fake.h"

#define MIB (1ULL << 20)

#define RW   MEMMAP_PROT_WRITE
#define EXEC MEMMAP_PROT_EXEC
#define WB   MEMMAP_MEMTYPE_WB

static const struct memmap_extent extents[] = {
	/* The direct map. */
	{0xffff888000100000, 0x100000, 1 * MIB, .prot = RW, .memtype = WB, .leaf_shift = 12},
	{0xffff888000200000, 0x200000, 62 * MIB, .prot = RW, .memtype = WB, .leaf_shift = 21},
	/* vmalloc: four pages, of which the middle two lie together; then the guard page. */
	{0xffffc90000000000, 0x5000, 0x1000, .prot = RW, .memtype = WB, .leaf_shift = 12},
	{0xffffc90000001000, 0x9000, 0x2000, .prot = RW, .memtype = WB, .leaf_shift = 12},
	{0xffffc90000003000, 0x7000, 0x1000, .prot = RW, .memtype = WB, .leaf_shift = 12},
	/* ioremap */
	{0xffffc90000008000, 0xfed00000, 0x1000, .prot = RW, .memtype = MEMMAP_MEMTYPE_UC_MINUS,
	 .leaf_shift = 12},
	{0xffffc90000200000, 0x2200000, 2 * MIB, .prot = RW, .memtype = WB, .leaf_shift = 21},
	/* What trouble looks like. */
	{0xffffc90000600000, 0x8000, 0x1000, .status = MEMMAP_STATUS_RACED, .prot = RW,
	 .memtype = WB, .leaf_shift = 12},
	{0xffffc90000601000, 0, 0x1000, .status = MEMMAP_STATUS_UNREADABLE},
	/* A second mapping of the direct map's frames, cached otherwise: vmap(…, VM_MAP, WC). */
	{0xffffc90000a00000, 0x2300000, 0x2000, .prot = RW, .memtype = MEMMAP_MEMTYPE_WC,
	 .leaf_shift = 12},
	/* Kernel text, data and a module. */
	{0xffffffff81000000, 0x1000000, 4 * MIB, .prot = EXEC, .memtype = WB, .leaf_shift = 21},
	{0xffffffff81400000, 0x1400000, 2 * MIB, .prot = RW, .memtype = WB, .leaf_shift = 21},
	{0xffffffffc0000000, 0x6000, 0x1000, .prot = EXEC, .memtype = WB, .leaf_shift = 12},
	{0xfffffffffffff000, 0x4000, 0x1000, .memtype = WB, .leaf_shift = 12},
};

static struct memmap_region regions[] = {
	{0, FAKE_USER, 0, MEMMAP_REGION_USER, MEMMAP_REGION_PER_MM},
	{0xffffc90000000000, 0xffffe8ffffffffff, 0, MEMMAP_REGION_VMALLOC},
	{0xffffea0000000000, 0xffffea0000ffffff, 0, MEMMAP_REGION_VMEMMAP},
	{0xffffffff81000000, 0xffffffff81ffffff, 0x1000000, MEMMAP_REGION_KERNEL_IMAGE,
	 MEMMAP_REGION_LINEAR},
	{0xffffffffc0000000, 0xffffffffff5fffff, 0, MEMMAP_REGION_MODULES},
	{0xffff888000000000, 0xffffc87fffffffff, 0, MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
};

#define FRAME(pfn_, flags_)                                                          \
	{                                                                            \
		.pfn = (pfn_), .head_pfn = (pfn_), .flags = (flags_), .refcount = 1, \
		.zone = MEMMAP_ZONE_DMA, .buddy_order = MEMMAP_ORDER_NONE,           \
		.compound_order = MEMMAP_ORDER_NONE                                  \
	}

static const struct memmap_frame frames[] = {
	FRAME(0x5, 0),
	FRAME(0x6, 0),
	FRAME(0x9, 1ULL << 32),
	FRAME(0x1000, 1ULL << 32),
	FRAME(0x2300, 0),
	{.pfn = 0x103,
	 .head_pfn = 0x100,
	 .flags = 1 << 7 | 1 << 16,
	 .refcount = 0,
	 .node = 1,
	 .zone = MEMMAP_ZONE_NORMAL,
	 .buddy_order = MEMMAP_ORDER_NONE,
	 .compound_order = 3},
};

static const struct fake_symbol symbols[] = {
	{0xffffffff81000000, 0x40, "_text"},
	{0xffffffff81000040, 0x100, "start_kernel"},
	{0xffffffffc0000000, 0x100, "sample_init"},
};

/* Thirty-two bits, as the kernel's: see machine-hashed, whose lines were made with it. */
static uint64_t hash(uint64_t virt_addr)
{
	return (virt_addr * 0x9e3779b97f4a7c15) >> 32;
}

static struct fake_machine machine = {
	.extents = extents,
	.nr_extents = ARRAY_SIZE(extents),
	.frames = frames,
	.nr_frames = ARRAY_SIZE(frames),
	.symbols = symbols,
	.nr_symbols = ARRAY_SIZE(symbols),
	.regions = regions,
	.nr_regions = ARRAY_SIZE(regions),
	.struct_page_bytes = 64,
	.hash = hash,
};

/* Below a root with a file "lies", the second back end has something else to say. */
static struct fake_machine *machine_for(const struct root *root)
{
	static struct memmap_extent others[ARRAY_SIZE(extents)];
	static struct fake_machine other;
	static unsigned int nr_opened;

	if (nr_opened++ == 0 || faccessat(root->fd, "lies", F_OK, 0) < 0)
		return &machine;
	memcpy(others, extents, sizeof(others));
	others[2].phys_addr += 0x1000;
	other = machine;
	other.extents = others;
	return &other;
}

static int fake_open(const struct root *root, struct backend **ret, struct error *err)
{
	*ret = fake_new(machine_for(root));
	return 0;
}

const struct backend_ops backend_module = {
	.name = "module",
	.open = fake_open,
};
