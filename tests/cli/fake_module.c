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
	FRAME(0x110, 0),
	FRAME(0x120, 0),
	FRAME(0x130, 1 << 7),
	FRAME(0x140, 1 << 7),
	FRAME(0x150, 1 << 7),
	FRAME(0x160, 0),
	FRAME(0x170, 0),
	FRAME(0x180, 0),
	FRAME(0x800, 0),
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

#define DMA_FLAG (1ULL << MEMMAP_GFP_DMA)
#define HIGH	 (1ULL << MEMMAP_GFP_HIGH)

/* handle, virtual address, size, physical address, the last one, nanoseconds, of a page in zone DMA
 */
#define SAMPLE(kind_, size_, gfp_, handle_, virt, given, phys, end, ns, ...)               \
	{                                                                                  \
		MEMMAP_ALLOC_##kind_, (size_), (gfp_),                                     \
		{                                                                          \
			.handle = (handle_), .virt_addr = (virt), .size = (given),         \
			.phys_addr = (phys), .last_phys_addr = (end), .duration_ns = (ns), \
			__VA_ARGS__                                                        \
		}                                                                          \
	}

static const struct fake_sample samples[] = {
	SAMPLE(ZEROED_PAGE, 0, 0, 1, 0xffff888000110000, 4096, 0x110000, 0x110fff, 900,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(PAGES, 32768, 0, 2, 0xffff888000120000, 32768, 0x120000, 0x127fff, 1100,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(KMALLOC, 100, 0, 3, 0xffff888000130080, 128, 0x130080, 0x1300ff, 120, .nr_runs = 1,
	       .zone = MEMMAP_ZONE_DMA),
	SAMPLE(KMALLOC, 100, 0, 4, 0xffff888000130200, 128, 0x130200, 0x13027f, 110, .nr_runs = 1,
	       .zone = MEMMAP_ZONE_DMA),
	SAMPLE(KMALLOC, 100, HIGH, 5, 0xffff888000130180, 128, 0x130180, 0x1301ff, 130,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(KMALLOC, 100, DMA_FLAG, 6, 0xffff888000140080, 128, 0x140080, 0x1400ff, 140,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(KMALLOC, 4 * MIB, 0, 7, 0xffff888000800000, 4 * MIB, 0x800000, 0xbfffff, 250000,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(KMEM_CACHE, 0, 0, 8, 0xffff8880001500c0, 192, 0x1500c0, 0x15017f, 150, .nr_runs = 1,
	       .zone = MEMMAP_ZONE_DMA),
	SAMPLE(VMALLOC, 1000000, 0, 9, 0xffffc90000000000, 16384, 0x5000, 0x7fff, 60000,
	       .nr_runs = 3, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(VMALLOC_HUGE, 4 * MIB, 0, 10, 0xffffc90000200000, 2 * MIB, 0x2200000, 0x23fffff,
	       90000, .nr_runs = 1, .node = -1),
	SAMPLE(VMAP, 65536, 0, 11, 0xffffc90000001000, 12288, 0x9000, 0x7fff, 3000, .nr_runs = 2,
	       .zone = MEMMAP_ZONE_DMA),
	SAMPLE(PERCPU, 64, 0, 12, 0xffff888000160040, 64, 0x160040, 0x16007f, 2000, .cpu = 0,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(PERCPU, 64, 0, 12, 0xffff888000170040, 64, 0x170040, 0x17007f, 2000, .cpu = 1,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(DMA_COHERENT, 4096, 0, 13, 0xffff888000180000, 4096, 0x180000, 0x180fff, 5000,
	       .dma_addr = 0x180000, .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	/* What a lie looks like. */
	SAMPLE(DMA_COHERENT, 8192, 0, 14, 0xffff888000180000, 8192, 0x190000, 0x191fff, 5000,
	       .nr_runs = 1, .zone = MEMMAP_ZONE_DMA),
	SAMPLE(IOREMAP, 0, 0, 15, 0xffffc90000008000, 4096, 0xfed00000, 0xfed00fff, 4000,
	       .nr_runs = 1, .node = -1),
	SAMPLE(LIST, 64, 0, 16, 0xffff888000130400, 64, 0x130400, 0x13043f, 100,
	       .prev_addr = 0xffff888000130800, .next_addr = 0xffff888000150400, .nr_runs = 1,
	       .zone = MEMMAP_ZONE_DMA),
	SAMPLE(LIST, 64, 0, 16, 0xffff888000150400, 64, 0x150400, 0x15043f, 90,
	       .prev_addr = 0xffff888000130400, .next_addr = 0xffff888000130440, .nr_runs = 1,
	       .zone = MEMMAP_ZONE_DMA),
	SAMPLE(LIST, 64, 0, 16, 0xffff888000130440, 64, 0x130440, 0x13047f, 80,
	       .prev_addr = 0xffff888000150400, .next_addr = 0xffff888000130800, .nr_runs = 1,
	       .zone = MEMMAP_ZONE_DMA),
};

/* As the module, of which tests/vm sees the whole. */
static unsigned int refuse(struct memmap_alloc *alloc)
{
	if (alloc->kind == MEMMAP_ALLOC_KMALLOC && alloc->gfp & 1ULL << MEMMAP_GFP_HIGHMEM)
		return MEMMAP_ALLOC_GFP_HIGHMEM;
	if (alloc->kind == MEMMAP_ALLOC_KMALLOC && alloc->gfp & 1ULL << MEMMAP_GFP_DMA32)
		return MEMMAP_ALLOC_GFP_SLAB_DMA32;
	if (alloc->kind == MEMMAP_ALLOC_VMALLOC && alloc->gfp & (DMA_FLAG | HIGH))
		return alloc->gfp & HIGH ? MEMMAP_ALLOC_GFP_SLEEPS : MEMMAP_ALLOC_GFP_ZONE;
	alloc->limit = 4 * MIB;
	return alloc->size > alloc->limit ? MEMMAP_ALLOC_TOO_LARGE : MEMMAP_ALLOC_OK;
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
	.samples = samples,
	.nr_samples = ARRAY_SIZE(samples),
	.refuse = refuse,
};

/*
 * Below a root with a file "lies", the second back end has something else to say; with a file
 * "no-frames" it cannot tell of frames, as /proc/kcore where there is no /proc/kpageflags.
 */
static struct fake_machine *machine_for(const struct root *root)
{
	static struct memmap_extent others[ARRAY_SIZE(extents)];
	static struct fake_machine other;
	static unsigned int nr_opened;

	machine.fail_frames = faccessat(root->fd, "no-frames", F_OK, 0) == 0;
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
	.alloc = fake_alloc,
	.free = fake_free,
};
