// SPDX-License-Identifier: GPL-2.0-or-later
/* test-samples.c - samples held against the page tables, the reasons for refusals, and drawings. */
#include <errno.h>
#include <limits.h>

#include "analysis/samples/samples.h"
#include "model/gfp.h"
#include "output/draw.h"

#include "fake.h"
#include "tap.h"

#define DIRECT	0xffff888000000000ULL
#define VMALLOC 0xffffc90000000000ULL

static struct memmap_region regions[] = {
	{DIRECT, 0xffffc87fffffffff, 0, MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
	{VMALLOC, 0xffffe8ffffffffff, 0, MEMMAP_REGION_VMALLOC},
};

static const struct memmap_extent extents[] = {
	{DIRECT + 0x1000, 0x1000, 0x10000, .leaf_shift = 12},
	{VMALLOC, 0x5000, 0x1000, .leaf_shift = 12},
	{VMALLOC + 0x1000, 0x4000, 0x1000, .leaf_shift = 12},
	{VMALLOC + 0x2000, 0x3000, 0x1000, .leaf_shift = 12},
	{VMALLOC + 0x3000, 0x2000, 0x1000, .leaf_shift = 12},
};

#define FRAME(pfn_)                                               \
	{                                                         \
		.pfn = (pfn_), .node = 1, .zone = MEMMAP_ZONE_DMA \
	}

static const struct memmap_frame frames[] = {FRAME(1), FRAME(2), FRAME(3), FRAME(4), FRAME(5)};

static struct fake_sample samples[] = {
	{MEMMAP_ALLOC_KMALLOC,
	 100,
	 0,
	 {.handle = 1,
	  .virt_addr = DIRECT + 0x1080,
	  .size = 128,
	  .phys_addr = 0x1080,
	  .last_phys_addr = 0x10ff,
	  .nr_runs = 1,
	  .node = 1,
	  .zone = MEMMAP_ZONE_DMA}},
	{MEMMAP_ALLOC_VMALLOC,
	 100,
	 0,
	 {.handle = 2,
	  .virt_addr = VMALLOC,
	  .size = 0x4000,
	  .phys_addr = 0x5000,
	  .last_phys_addr = 0x2fff,
	  .nr_runs = 4,
	  .node = 1,
	  .zone = MEMMAP_ZONE_DMA}},
};

static struct fake_machine machine = {
	.extents = extents,
	.nr_extents = ARRAY_SIZE(extents),
	.frames = frames,
	.nr_frames = ARRAY_SIZE(frames),
	.regions = regions,
	.nr_regions = ARRAY_SIZE(regions),
	.samples = samples,
	.nr_samples = ARRAY_SIZE(samples),
};

static struct sample_array array;
static struct error err;

static int take(struct backend *backend, unsigned int kind)
{
	struct memmap_alloc request = {
		.kind = kind,
		.size = 100,
		.gfp = gfp_words[MEMMAP_GFP_KERNEL].set,
		.node = -1,
		.nr_samples = 1,
	};

	sample_array_clear(&array);
	err = (struct error){0};
	return samples_take(backend, &request, &array, &err);
}

static void test_take(struct backend *backend)
{
	about("a sample in the direct map");
	is_int(take(backend, MEMMAP_ALLOC_KMALLOC), 0);
	is_int(array.nr, 1);
	is_str(array.items[0].call, "kmalloc(100)");
	is_int(array.items[0].status, SAMPLE_OK);
	is_hex(array.items[0].phys_addr, 0x1080);
	is_hex(array.items[0].linear_offset, DIRECT);
	is_int(array.items[0].contiguous, 1);
	is_int(array.items[0].node, 1);
	is_int(array.items[0].zone, MEMMAP_ZONE_DMA);
	is_str(array.items[0].rule, "pa = va - PAGE_OFFSET (0xffff888000000000)");
	is_int(machine.nr_held, 1);
	is_int(samples_free(backend, &array, &err), 0);
	is_int(machine.nr_held, 0);

	about("a sample in vmalloc space");
	is_int(take(backend, MEMMAP_ALLOC_VMALLOC), 0);
	is_int(array.items[0].status, SAMPLE_OK);
	is_int(array.items[0].nr_runs, 4);
	is_int(array.items[0].contiguous, 0);
	ok(array.items[0].linear_offset == ABSENT);
	is_str(array.items[0].rule, "page tables only: 4 pages in 4 pieces");
	is_int(samples_free(backend, &array, &err), 0);

	about("a kind that is not here");
	is_int(take(backend, MEMMAP_ALLOC_KMAP), 0);
	is_int(array.items[0].status, SAMPLE_NOT_HERE);
	contains(array.items[0].note, "high memory");
	is_int(samples_free(backend, &array, &err), 0);
	is_int(machine.nr_held, 0);
}

/* Whatever the two paths differ in is told. */
static void test_differences(struct backend *backend)
{
	struct memmap_sample *word = &samples[1].sample;
	const struct memmap_sample truth = *word;

	about("the kernel's word differs");
#define LIE(member, value, text)                                 \
	do {                                                     \
		word->member = (value);                          \
		is_int(take(backend, MEMMAP_ALLOC_VMALLOC), 0);  \
		is_int(array.items[0].status, SAMPLE_DISAGREES); \
		contains(array.items[0].note, text);             \
		is_int(samples_free(backend, &array, &err), 0);  \
		*word = truth;                                   \
	} while (0)
	LIE(phys_addr, 0x6000, "0x6000");
	LIE(last_phys_addr, 0x3fff, "0x3fff");
	LIE(nr_runs, 3, "4 runs by the page tables, 3");
	LIE(node, 0, "node 1");
	LIE(zone, MEMMAP_ZONE_NORMAL, "zone Normal");
	LIE(virt_addr, VMALLOC + 0x100000, "the page tables say");
#undef LIE
	is_int(take(backend, MEMMAP_ALLOC_VMALLOC), 0);
	is_int(array.items[0].status, SAMPLE_OK);
	is_int(samples_free(backend, &array, &err), 0);
}

static void test_failures(struct backend *backend)
{
	struct fake_machine without = {.regions = regions, .nr_regions = ARRAY_SIZE(regions)};
	struct backend *other = fake_new(&without);

	about("the back end fails");
	machine.fail_alloc = true;
	is_int(take(backend, MEMMAP_ALLOC_KMALLOC), -EIO);
	machine.fail_alloc = false;
	machine.fail_walk = 1;
	is_int(take(backend, MEMMAP_ALLOC_KMALLOC), -EIO);
	machine.fail_walk = 0;
	is_int(samples_free(backend, &array, &err), 0);
	machine.fail_frames = true;
	is_int(take(backend, MEMMAP_ALLOC_KMALLOC), -EIO);
	machine.fail_frames = false;
	is_int(samples_free(backend, &array, &err), 0);
	about("a back end that makes none");
	is_int(take(other, MEMMAP_ALLOC_KMALLOC), -ENOTSUP);
	is_int(err.code, ERROR_NO_BACKEND);
	contains(err.text, "need the helper module");
	is_str(err.remedy, "memmap module load --samples");
	backend_close(&other);
}

/* Each reason that the interface has, and one that it does not have yet. */
static void test_reasons(void)
{
	for (unsigned int status = MEMMAP_ALLOC_NO_MEMORY; status <= MEMMAP_ALLOC_ZONE_BYTES + 1;
	     status++) {
		struct memmap_alloc request = {
			.kind = MEMMAP_ALLOC_VMALLOC, .status = status, .limit = 4242};

		if (status == MEMMAP_ALLOC_NOT_HERE)
			continue;
		about("status %u", status);
		err = (struct error){0};
		ok(samples_refused(&request, &err) < 0);
		ok(strlen(err.text) > 20);
		is_int(err.code == ERROR_ABI, status > MEMMAP_ALLOC_ZONE_BYTES);
		ok(status > MEMMAP_ALLOC_ZONE_BYTES || status == MEMMAP_ALLOC_TOO_SMALL ||
		   *err.remedy);
	}
	about("a limit");
	err = (struct error){0};
	samples_refused(&(struct memmap_alloc){.kind = MEMMAP_ALLOC_PAGES,
					       .status = MEMMAP_ALLOC_TOO_LARGE,
					       .limit = 4242},
			&err);
	is_str(err.text, "pages: too large: a sample has at most 4242 bytes");
}

static void test_calls(void)
{
	static const struct {
		uint32_t kind;
		uint64_t size, gfp;
		const char *call;
		unsigned int more_bits; /* of a page than 12 */
	} calls[] = {
		{MEMMAP_ALLOC_PAGES, 1, GFP_SET(DIRECT_RECLAIM), "__get_free_pages(order 0)"},
		{MEMMAP_ALLOC_PAGES, 4097, GFP_SET(DIRECT_RECLAIM), "__get_free_pages(order 1)"},
		{MEMMAP_ALLOC_PAGES, 4096, GFP_SET(DMA), "__get_free_pages(GFP_DMA, order 0)"},
		{MEMMAP_ALLOC_KMALLOC, 4 << 20, GFP_SET(DIRECT_RECLAIM), "kmalloc(4M)"},
		{MEMMAP_ALLOC_KMALLOC, 100, GFP_SET(HIGH), "kmalloc(100, GFP_ATOMIC)"},
		{MEMMAP_ALLOC_KMALLOC, 100, 0, "kmalloc(100, GFP_NOWAIT)"},
		{MEMMAP_ALLOC_VMAP, 65536, GFP_SET(DMA32), "vmap(64K, GFP_DMA32)"},
		{MEMMAP_ALLOC_IOREMAP, 0, GFP_SET(DIRECT_RECLAIM), "ioremap()"},
		{MEMMAP_ALLOC_PAGES, UINT64_MAX, GFP_SET(DMA),
		 "__get_free_pages(GFP_DMA, order 52)"},
		{MEMMAP_ALLOC_PAGES, 32768, GFP_SET(DIRECT_RECLAIM), "__get_free_pages(order 3)"},
		{MEMMAP_ALLOC_PAGES, 32768, GFP_SET(DIRECT_RECLAIM), "__get_free_pages(order 1)",
		 2},
		{MEMMAP_ALLOC_PAGES, 32768, GFP_SET(DIRECT_RECLAIM), "__get_free_pages(order 0)",
		 4},
	};
	char call[SAMPLE_CALL_BYTES];

	about("calls");
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		struct memmap_alloc request = {
			.kind = calls[i].kind, .size = calls[i].size, .gfp = calls[i].gfp};

		sample_call(&request, 4096ULL << calls[i].more_bits, call);
		is_str(call, calls[i].call);
	}
	for (int kind = 0; sample_kind_names[kind]; kind++)
		is_int(sample_kind_find(sample_kind_names[kind]), kind);
	is_int(sample_kind_find("malloc"), -1);
	ok(!sample_kind_name(99));
}

DEFINE_UNIT(samples)
{
	struct backend *backend = fake_new(&machine);

	test_take(backend);
	test_differences(backend);
	test_failures(backend);
	test_reasons();
	test_calls();
	sample_array_clear(&array);
	backend_close(&backend);
}
