// SPDX-License-Identifier: GPL-2.0-or-later
/* test-kcore_walk.c - the kcore back end over made-up page tables of 4 and 5 levels. */
#include <errno.h>
#include <linux/kernel-page-flags.h>

#include <memmap/backend/backend.h>

#include "make_core.h"
#include "support.h"
#include "tap.h"

#define NX (1ULL << 63)
#define RO 0x121ULL /* present, accessed, global */
#define RW 0x163ULL /* and writable, dirty */
#define PS 0x80ULL  /* a large leaf */

#define IMAGE	0xffffffff81000000ULL
#define RAM	0x1fe000ULL
#define RAM_END 0x40000000ULL

/* The offsets of no kernel, so that nothing can be right by chance. */
static const char info[] = "SYMBOL(swapper_pg_dir)=ffffffff81002000\n"
			   "SYMBOL(_stext)=ffffffff81000000\n"
			   "SIZE(page)=64\n"
			   "NUMBER(SECTION_SIZE_BITS)=27\n"
			   "OFFSET(page.flags)=8\n"
			   "OFFSET(page._refcount)=0\n"
			   "OFFSET(page._mapcount)=4\n"
			   "OFFSET(page.private)=16\n"
			   "OFFSET(page.mapping)=24\n"
			   "OFFSET(page.compound_head)=32\n"
			   "NUMBER(PG_head_mask)=65536\n"
			   "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=-129\n"
			   "LENGTH(zone.free_area)=11\n"
			   "NUMBER(KERNEL_IMAGE_SIZE)=1073741824\n"
			   "NUMBER(sme_mask)=140737488355328\n"
			   "NUMBER(phys_base)=-14680064\n"
			   "NUMBER(pgtable_l5_enabled)=%u\n";

static struct machine {
	struct root root;
	struct core core;
	unsigned int nr_levels;
	uint64_t direct_map, vmalloc, vmemmap;
	struct backend *backend;
} machine;

static void write_core(void)
{
	unsigned char *bytes;
	size_t size;

	bytes = core_bytes(&machine.core, &size);
	scratch_write(&machine.root, "proc/kcore", bytes, size);
	free(bytes);
}

/*
 * 2 MiB of RAM in the file, more that is not, holes between; the image begins at its start. Then
 * tables, whose memory begins at the image's.
 */
static void begin(unsigned int nr_levels)
{
	static char text[sizeof(info) + 16];
	bool five = nr_levels == 5;

	scratch_root(&machine.root);
	snprintf(text, sizeof(text), info, five);
	machine.nr_levels = nr_levels;
	machine.direct_map = five ? 0xff11000000000000 : 0xffff888000000000;
	machine.vmalloc = five ? 0xffa0000000000000 : 0xffffc90000000000;
	machine.vmemmap = five ? 0xffd4000000000000 : 0xffffea0000000000;
	machine.core = (struct core){
		.machine = EM_X86_64,
		.type = ET_CORE,
		.vmcoreinfo = text,
		.nr_levels = nr_levels,
		.root = 0x202000,
		.next_table = 0x203000,
	};
	core_add(&machine.core, machine.direct_map + RAM, RAM, 0x80000, true);
	core_add(&machine.core, machine.direct_map + 0x8000000, 0x8000000, RAM_END - 0x8000000,
		 false);
	core_add(&machine.core, machine.vmalloc, CORE_NO_PHYS,
		 (five ? 0x32000000000000 : 0x200000000000) - 1, false);
	core_add(&machine.core, machine.vmemmap + RAM / 4096 * 64 / 4096 * 4096, CORE_NO_PHYS,
		 0x3000, true);
	core_add(&machine.core, 0xffffffffc0000000, CORE_NO_PHYS, 0x3f000000, false);
	core_add(&machine.core, IMAGE, 0x200000, 0x40000, false);
}

static void open_it(void)
{
	struct error err = {0};

	write_core();
	if (backend_open(&machine.root, "kcore", &machine.backend, &err) < 0)
		note("%s", err.text);
	must(machine.backend);
}

static void reopen(void)
{
	backend_close(&machine.backend);
	open_it();
}

static void end(void)
{
	backend_close(&machine.backend);
	core_clear(&machine.core);
	scratch_remove(&machine.root);
}

static struct memmap_steps steps_of(uint64_t virt_addr)
{
	struct memmap_steps steps = {.virt_addr = virt_addr};
	struct error err = {0};

	about("%u levels, 0x%jx", machine.nr_levels, (uintmax_t)virt_addr);
	is_int(backend_steps(machine.backend, &steps, &err), 0);
	return steps;
}

static void mapped(uint64_t virt_addr, uint64_t phys_addr, unsigned int shift, unsigned int prot,
		   unsigned int memtype)
{
	struct memmap_steps steps = steps_of(virt_addr);

	is_int(steps.status, MEMMAP_STATUS_OK);
	is_hex(steps.phys_addr, phys_addr);
	is_int(steps.leaf_shift, shift);
	is_hex(steps.prot, prot);
	is_int(steps.memtype, memtype);
	is_int(steps.nr_steps, machine.nr_levels - (shift - 12) / 9);
	is_hex(steps.steps[0].table_phys_addr, 0x202000);
	is_int(steps.steps[0].level, MEMMAP_LEVEL_PGD);
	is_int(steps.steps[0].shift, 12 + 9 * (machine.nr_levels - 1));
}

static void has_status(uint64_t virt_addr, unsigned int status, unsigned int nr_steps)
{
	struct memmap_steps steps = steps_of(virt_addr);

	is_int(steps.status, status);
	is_int(steps.nr_steps, nr_steps);
	is_hex(steps.phys_addr, 0);
	is_int(steps.leaf_shift, 0);
	is_int(steps.prot, 0);
}

/* A bit of everything in vmalloc space. */
static void map_samples(void)
{
	uint64_t at = machine.vmalloc;

	/* Three pages in a row, one apart, one with another protection. */
	core_map(&machine.core, at, 12, NX | RW | 0x9000000);
	core_map(&machine.core, at + 0x1000, 12, NX | RW | 0x9001000);
	core_map(&machine.core, at + 0x2000, 12, NX | (RW & ~0x60ULL) | 0x9002000);
	core_map(&machine.core, at + 0x3000, 12, NX | RW | 0x9005000);
	core_map(&machine.core, at + 0x4000, 12, RO | 0x9006000);
	/* Not present, whatever else it says. */
	core_map(&machine.core, at + 0x5000, 12, NX | 0x9007000 | 0x1fe);
	/* Uncached, write-combining, write-through, encrypted. */
	core_map(&machine.core, at + 0x10000, 12, NX | RW | 0x18 | 0xfee00000);
	core_map(&machine.core, at + 0x11000, 12, NX | RW | 0x08 | 0xfd000000);
	core_map(&machine.core, at + 0x12000, 12, NX | RW | 0x98 | 0xfd001000);
	core_map(&machine.core, at + 0x13000, 12, NX | RW | 1ULL << 47 | 0x9008000);
	/* 2 MiB leaves, the second with its PAT bit; 1 GiB ones, the last two of a table. */
	core_map(&machine.core, at + 0x200000, 21, NX | RW | PS | 0xa000000);
	core_map(&machine.core, at + 0x400000, 21, NX | RW | PS | 0x18 | 0x1000 | 0xa200000);
	core_map(&machine.core, at + 0x7f80000000, 30, RO | PS | 0x80000000);
	core_map(&machine.core, at + 0x7fc0000000, 30, RO | PS | 0xc0000000);
	/* A table outside of RAM, and one that only has a hole. */
	core_map(&machine.core, at + 0x600000, 21, 0x67 | 0x50000000);
	core_map(&machine.core, at + 0x800000, 12, 0);
	/* Below a level that neither writes nor executes, a leaf that would. */
	core_map(&machine.core, at + 0xa00000, 12, RW | 0x9009000);
	core_map(&machine.core, at + 0xa00000, 21, NX | 0x61 | (machine.core.next_table - 0x1000));
}

static void test_steps(void)
{
	const unsigned int write = MEMMAP_PROT_WRITE, exec = MEMMAP_PROT_EXEC;
	const unsigned int global = MEMMAP_PROT_GLOBAL;
	const unsigned int wb = MEMMAP_MEMTYPE_WB;
	uint64_t at = machine.vmalloc;
	unsigned int n = machine.nr_levels;

	mapped(at + 0x123, 0x9000123, 12, write | global, wb);
	mapped(at + 0x3fff, 0x9005fff, 12, write | global, wb);
	mapped(at + 0x4000, 0x9006000, 12, exec | global, wb);
	has_status(at + 0x5000, MEMMAP_STATUS_UNMAPPED, n);
	is_hex(steps_of(at + 0x5000).steps[n - 1].entry, NX | 0x9007000 | 0x1fe);
	mapped(at + 0x10000, 0xfee00000, 12, write | global, MEMMAP_MEMTYPE_UC);
	mapped(at + 0x11000, 0xfd000000, 12, write | global, MEMMAP_MEMTYPE_WC);
	mapped(at + 0x12000, 0xfd001000, 12, write | global, MEMMAP_MEMTYPE_WT);
	mapped(at + 0x13000, 0x9008000, 12, write | global | MEMMAP_PROT_ENCRYPTED, wb);
	mapped(at + 0x3fffff, 0xa1fffff, 21, write | global, wb);
	mapped(at + 0x400000, 0xa200000, 21, write | global, MEMMAP_MEMTYPE_WT);
	mapped(at + 0x7f80000000 + 0x12345678, 0x80000000 + 0x12345678, 30, exec | global, wb);
	has_status(at + 0x600000, MEMMAP_STATUS_UNREADABLE, n - 1);
	has_status(at + 0x800000, MEMMAP_STATUS_UNMAPPED, n);
	has_status(at + 0x40000000, MEMMAP_STATUS_UNMAPPED, n - 2);
	has_status(UINT64_MAX, MEMMAP_STATUS_UNMAPPED, 1);
	has_status(0, MEMMAP_STATUS_USER, 0);
	has_status(0x7fffffffffff, MEMMAP_STATUS_USER, 0);
	has_status(0x800000000000, n == 4 ? MEMMAP_STATUS_NONCANONICAL : MEMMAP_STATUS_USER, 0);
	has_status(0x100000000000000, MEMMAP_STATUS_NONCANONICAL, 0);
	mapped(at + 0xa00fff, 0x9009fff, 12, global, wb);
}

static void test_walk(void)
{
	const unsigned int rw = MEMMAP_PROT_WRITE | MEMMAP_PROT_GLOBAL;
	const unsigned int rx = MEMMAP_PROT_EXEC | MEMMAP_PROT_GLOBAL;
	const unsigned int ok_ = MEMMAP_STATUS_OK, wb = MEMMAP_MEMTYPE_WB;
	const struct memmap_extent want[] = {
		{0x800, 0x9000800, 0x2800, ok_, rw, wb, 12},
		{0x3000, 0x9005000, 0x1000, ok_, rw, wb, 12},
		{0x4000, 0x9006000, 0x1000, ok_, rx, wb, 12},
		{0x10000, 0xfee00000, 0x1000, ok_, rw, MEMMAP_MEMTYPE_UC, 12},
		{0x11000, 0xfd000000, 0x1000, ok_, rw, MEMMAP_MEMTYPE_WC, 12},
		{0x12000, 0xfd001000, 0x1000, ok_, rw, MEMMAP_MEMTYPE_WT, 12},
		{0x13000, 0x9008000, 0x1000, ok_, rw | MEMMAP_PROT_ENCRYPTED, wb, 12},
		{0x200000, 0xa000000, 0x200000, ok_, rw, wb, 21},
		{0x400000, 0xa200000, 0x200000, ok_, rw, MEMMAP_MEMTYPE_WT, 21},
		{0x600000, 0, 0x200000, MEMMAP_STATUS_UNREADABLE, 0, 0, 0},
		{0xa00000, 0x9009000, 0x1000, ok_, MEMMAP_PROT_GLOBAL, wb, 12},
		{0x7f80000000, 0x80000000, 0x7ffff000, ok_, rx, wb, 30},
	};
	const uint64_t at = machine.vmalloc, end = 0x7fffffefffULL + 1;
	struct memmap_extent got[64];

	/* All at once, one by one, and every number between. */
	for (unsigned int room = 1; room <= ARRAY_SIZE(want) + 1; room++) {
		struct error err = {0};
		uint64_t next = at + 0x800;
		unsigned int nr = 0;

		about("%u levels, walk with room for %u", machine.nr_levels, room);
		while (next < at + end && nr + room < ARRAY_SIZE(got)) {
			struct memmap_walk walk = {
				.start = next,
				.length = at + end - next,
				.extents = (uintptr_t)(got + nr),
				.nr_extents = room,
			};

			must(backend_walk(machine.backend, &walk, &err) == 0);
			must(walk.next > next || walk.next == at + end);
			nr += walk.nr_extents;
			next = walk.next;
		}
		is_hex(next, at + end);
		is_int(nr, ARRAY_SIZE(want));
		for (unsigned int i = 0; i < ARRAY_SIZE(want) && i < nr; i++) {
			struct memmap_extent extent = want[i];

			extent.virt_addr += at;
			if (!ok(!memcmp(&extent, &got[i], sizeof(extent))))
				note("extent %u: 0x%jx 0x%jx 0x%jx %u", i,
				     (uintmax_t)got[i].virt_addr, (uintmax_t)got[i].phys_addr,
				     (uintmax_t)got[i].length, got[i].status);
		}
	}
}

static void walk_refused(uint64_t start, uint64_t length, unsigned int nr, unsigned int flags)
{
	struct memmap_extent got[2];
	struct memmap_walk walk = {
		.start = start,
		.length = length,
		.extents = (uintptr_t)got,
		.nr_extents = nr,
		.flags = flags,
	};
	struct error err = {0};

	is_int(backend_walk(machine.backend, &walk, &err), -EINVAL);
	ok(*err.text);
}

static void test_walk_limits(void)
{
	struct memmap_extent got[2];
	struct memmap_walk all = {
		.start = -(1ULL << (machine.nr_levels == 5 ? 56 : 47)),
		.extents = (uintptr_t)got,
		.nr_extents = 1,
	};
	struct error err = {0};

	about("%u levels, walk", machine.nr_levels);
	walk_refused(0x1000, 0x1000, 1, 0);
	walk_refused(0x800000000000, 0x1000, 1, 0);
	walk_refused(machine.vmalloc, 0, 1, 0);
	walk_refused(machine.vmalloc, 0x1000, 0, 0);
	walk_refused(machine.vmalloc, 0x1000, 5000, 0);
	walk_refused(machine.vmalloc, 0x1000, 1, 1);
	walk_refused(machine.vmalloc, UINT64_MAX, 1, 0);
	/* The whole half, which ends at 2^64. */
	all.length = -all.start;
	is_int(backend_walk(machine.backend, &all, &err), 0);
	is_hex(got[0].virt_addr, machine.vmalloc);
	is_hex(all.next, machine.vmalloc + 0x3000);
	all = (struct memmap_walk){
		.start = machine.vmalloc + 0x800000,
		.length = 0x1000,
		.extents = (uintptr_t)got,
		.nr_extents = 2,
	};
	is_int(backend_walk(machine.backend, &all, &err), 0);
	is_int(all.nr_extents, 0);
	is_hex(all.next, machine.vmalloc + 0x801000);
}

static void is_region(uint64_t virt_addr, unsigned int type, uint64_t start, uint64_t last)
{
	const struct memmap_region *region =
		address_space_region(&machine.backend->space, virt_addr);

	about("%u levels, region of 0x%jx", machine.nr_levels, (uintmax_t)virt_addr);
	must(region);
	is_int(region->type, type);
	is_hex(region->start, start);
	is_hex(region->last, last);
}

static void test_regions(void)
{
	bool five = machine.nr_levels == 5;
	uint64_t at;

	is_region(machine.direct_map, MEMMAP_REGION_DIRECT_MAP, machine.direct_map,
		  machine.direct_map + RAM_END - 1);
	is_region(machine.vmalloc, MEMMAP_REGION_VMALLOC, machine.vmalloc,
		  machine.vmalloc + (five ? 0x32000000000000 : 0x200000000000) - 1);
	is_region(machine.vmemmap, MEMMAP_REGION_VMEMMAP, machine.vmemmap,
		  machine.vmemmap + RAM_END / 4096 * 64 - 1);
	is_region(0xffffffffc0000000, MEMMAP_REGION_MODULES, 0xffffffffc0000000,
		  0xfffffffffeffffff);
	is_region(IMAGE, MEMMAP_REGION_KERNEL_IMAGE, 0xffffffff80000000, 0xffffffffbfffffff);
	is_hex(address_space_region(&machine.backend->space, IMAGE)->phys_addr, -0xe00000ULL);
	is_region(0xffffffffff600000, MEMMAP_REGION_VSYSCALL, 0xffffffffff600000,
		  0xffffffffff600fff);
	is_region(0xffffffffff5ff000, MEMMAP_REGION_FIXMAP, 0xffffffffff000000, 0xffffffffff7fffff);
	is_region(0xfffffe0000001000, MEMMAP_REGION_CPU_ENTRY_AREA, 0xfffffe0000000000,
		  0xfffffe7fffffffff);
	is_region(0xffffff0000001000, MEMMAP_REGION_ESPFIX, 0xffffff0000000000, 0xffffff7fffffffff);
	is_region(0xfffffffeff000000, MEMMAP_REGION_EFI, 0xffffffef00000000, 0xfffffffeffffffff);
	at = five ? 0xff10000000000000 : 0xffff880000000000;
	is_region(at, MEMMAP_REGION_LDT, at, at + (five ? 1ULL << 48 : 1ULL << 39) - 1);
	at = five ? 0xff00000000000000 : 0xffff800000000000;
	is_region(at, MEMMAP_REGION_GUARD, at, at + (five ? 1ULL << 52 : 1ULL << 43) - 1);
	is_region(0, MEMMAP_REGION_USER, 0, five ? 0xffffffffffffff : 0x7fffffffffff);
}

/* A struct page, which core_at() cannot find, since it has no physical address. */
static unsigned char *page_at(uint64_t pfn)
{
	const struct core_segment *segment = &machine.core.segments[3];

	return segment->data + (machine.vmemmap + pfn * 64 - segment->virt_addr);
}

static void set_page(uint64_t pfn, uint64_t flags, uint32_t refcount, uint32_t mapcount,
		     uint64_t private, uint64_t compound_head)
{
	unsigned char *page = page_at(pfn);

	memcpy(page, &refcount, 4);
	memcpy(page + 4, &mapcount, 4);
	memcpy(page + 8, &flags, 8);
	memcpy(page + 16, &private, 8);
	memcpy(page + 32, &compound_head, 8);
}

static const char zoneinfo[] = "Node 0, zone    DMA32\n  pages free     1\n        min      1\n"
			       "        low      1\n        high     1\n        spanned  1048576\n"
			       "        present  1\n        managed  1\n        protection: (0)\n"
			       "  start_pfn:           1\n";

static struct memmap_frame frame_of(uint64_t pfn)
{
	struct memmap_frame frame = {.pfn = pfn};
	struct error err = {0};

	about("%u levels, frame 0x%jx", machine.nr_levels, (uintmax_t)pfn);
	if (!is_int(backend_frames(machine.backend, &frame, 1, &err), 0))
		note("%s", err.text);
	return frame;
}

static void make_frames(void)
{
	static uint64_t flags[0x280];
	uint64_t head = machine.vmemmap + 0x210 * 64;

	scratch_text(&machine.root, "proc/zoneinfo", zoneinfo);
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		flags[i] = 0;
	flags[0x201] = 1ULL << KPF_SLAB | 1ULL << KPF_ANON | 1ULL << KPF_KSM;
	flags[0x202] = 1ULL << KPF_NOPAGE;
	flags[0x203] = 1ULL << KPF_ANON | 1ULL << KPF_KSM;
	flags[0x20b] = 1ULL << KPF_BUDDY;
	flags[0x213] = 1ULL << KPF_COMPOUND_TAIL | 1ULL << KPF_ZERO_PAGE | 1ULL << KPF_THP;
	scratch_write(&machine.root, "proc/kpageflags", flags, sizeof(flags));
	set_page(0x201, 0x200, 3, UINT32_MAX, 0, 0);
	set_page(0x203, 0, 1, UINT32_MAX, 0, 0);
	/* A free block of order 3, and a compound page of order 4. */
	set_page(0x208, 0, 0, -129, 3, 0);
	set_page(0x20b, 0, 0, UINT32_MAX, 0, 0);
	set_page(0x210, 65536, 2, UINT32_MAX, 0, 0);
	set_page(0x211, 4, 0, UINT32_MAX, 0, head + 1);
	set_page(0x213, 0, 0, UINT32_MAX, 0, head + 1);
	/* A tail of which the head knows nothing. */
	set_page(0x230, 0, 0, UINT32_MAX, 0, machine.vmemmap + 0x220 * 64 + 1);
	/* Never initialised. */
	memset(page_at(0x231), 0xff, 64);
}

static void test_frames(void)
{
	struct memmap_frame frame = frame_of(0x201);

	is_int(frame.status, MEMMAP_FRAME_OK);
	is_int(frame.node, 0);
	is_int(frame.zone, MEMMAP_ZONE_DMA32);
	is_int(frame.refcount, 3);
	is_hex(frame.flags, 1ULL << KPF_SLAB);
	is_int(frame.buddy_order, MEMMAP_ORDER_NONE);
	is_int(frame.compound_order, MEMMAP_ORDER_NONE);
	is_int(frame_of(0x202).status, MEMMAP_FRAME_ABSENT);
	is_hex(frame_of(0x203).flags, 1ULL << KPF_ANON);
	frame = frame_of(0x20b);
	is_int(frame.buddy_order, 3);
	is_hex(frame.head_pfn, 0x208);
	is_int(frame_of(0x200).buddy_order, MEMMAP_ORDER_NONE);
	frame = frame_of(0x213);
	is_int(frame.compound_order, 4);
	is_hex(frame.head_pfn, 0x210);
	is_hex(frame.flags, 1ULL << KPF_COMPOUND_TAIL);
	is_int(frame_of(0x210).compound_order, 4);
	is_int(frame_of(0x210).refcount, 2);
	is_int(frame_of(0x230).compound_order, MEMMAP_ORDER_NONE);
	is_int(frame_of(0x231).status, MEMMAP_FRAME_ABSENT);
	/* No RAM: a hole, I/O memory, and what no address can be. */
	is_int(frame_of(0x1000).status, MEMMAP_FRAME_ABSENT);
	is_int(frame_of(0xfee00).status, MEMMAP_FRAME_ABSENT);
	is_int(frame_of(UINT64_MAX).status, MEMMAP_FRAME_ABSENT);
	is_int(frame_of(1ULL << 52 | 0x201).status, MEMMAP_FRAME_ABSENT);
}

static void test_levels(unsigned int nr_levels)
{
	begin(nr_levels);
	map_samples();
	make_frames();
	open_it();
	about("%u levels", nr_levels);
	is_int(machine.backend->space.nr_levels, nr_levels);
	is_int(machine.backend->space.va_bits, nr_levels == 5 ? 57 : 48);
	test_regions();
	test_steps();
	test_walk();
	test_walk_limits();
	test_frames();
	end();
}

/* From v7.1 on: what leads to a head has another name, and is a mask or still an address. */
static void test_head_masks(void)
{
	const uint64_t mask = -(64ULL << 4);
	char text[sizeof(info) + 16], *member;

	for (unsigned int is_mask = 0; is_mask < 2; is_mask++) {
		begin(4);
		snprintf(text, sizeof(text), "%s", machine.core.vmcoreinfo);
		member = strstr(text, "compound_head");
		must(member);
		memcpy(member, "compound_info", strlen("compound_info"));
		machine.core.vmcoreinfo = text;
		make_frames();
		if (is_mask) {
			set_page(0x211, 4, 0, UINT32_MAX, 0, mask + 1);
			set_page(0x213, 0, 0, UINT32_MAX, 0, mask + 1);
			set_page(0x230, 0, 0, UINT32_MAX, 0, mask + 1);
		}
		open_it();
		test_frames();
		end();
	}
}

static void refused(const char *text)
{
	struct error err = {0};

	write_core();
	ok(backend_open(&machine.root, "kcore", &machine.backend, &err) < 0);
	is_int(err.code, ERROR_NO_BACKEND);
	contains(err.text, text);
	machine.backend = NULL;
	end();
}

static void test_refused(void)
{
	about("a machine of no name");
	begin(4);
	machine.core.machine = EM_SPARC;
	refused("another architecture");
	about("no page tables");
	begin(4);
	machine.core.vmcoreinfo = "PAGESIZE=4096\n";
	refused("page tables");
	about("Xen PV");
	begin(4);
	scratch_text(&machine.root, "sys/hypervisor/guest_type", "PV\n");
	refused("Xen PV");
	about("RAM that contradicts itself");
	begin(4);
	machine.core.segments[1].virt_addr += 0x1000;
	refused("contradict");
}

static void test_nopat(void)
{
	begin(4);
	map_samples();
	scratch_text(&machine.root, "proc/cmdline", "quiet nopat ro\n");
	open_it();
	is_int(steps_of(machine.vmalloc).memtype, MEMMAP_MEMTYPE_WB);
	is_int(steps_of(machine.vmalloc + 0x10000).memtype, MEMMAP_MEMTYPE_UC);
	is_int(steps_of(machine.vmalloc + 0x11000).memtype, MEMMAP_MEMTYPE_UNKNOWN);
	is_int(steps_of(machine.vmalloc + 0x12000).memtype, MEMMAP_MEMTYPE_UNKNOWN);
	end();
}

static const char kallsyms[] = "0000000000000000 A fixed_percpu_data\n"
			       "ffffffff81000000 T _text\n"
			       "ffffffff81000000 T _stext\n"
			       "ffffffff81001000 t f\n"
			       "ffffffff81001800 T g\n"
			       "ffffffff81003000 B last\n"
			       "ffffffffc0001100 t mod_g\t[mod]\n"
			       "ffffffffc0001000 t mod_f\t[mod]\n"
			       "ffffffffc0001000 t mod_alias\t[mod]\n"
			       "ffffffffc0001180 r .LC0\t[mod]\n"
			       "0000000000039000 a mod_percpu\t[mod]\n"
			       "ffffffffc0002010 d mod_data\t[mod]\n"
			       "ffffffffc0010000 t split_f\t[split]\n"
			       "ffffffffc0020010 d split_d\t[split]\n"
			       "ffffffffc0030000 t bpf_prog_1\t[bpf]\n";

static void is_named(uint64_t virt_addr, const char *want)
{
	struct error err = {0};
	char name[256] = "?";

	about("symbol of 0x%jx", (uintmax_t)virt_addr);
	is_int(backend_symbol(machine.backend, virt_addr, name, sizeof(name), &err), 0);
	is_str(name, want);
}

/* Without the kernel's own table, which VMCOREINFO lacks here. */
static void test_symbols(void)
{
	begin(4);
	scratch_text(&machine.root, "proc/kallsyms", kallsyms);
	scratch_text(&machine.root, "proc/modules",
		     "split 8192 1 - Live 0xffffffffc0010000\n"
		     "mod 8192 0 - Live 0xffffffffc0001000 (OE)\n");
	/* A module in one piece, one in two, a program that is neither. */
	core_map(&machine.core, 0xffffffffc0001000, 12, RO | 0x9000000);
	core_map(&machine.core, 0xffffffffc0002000, 12, NX | RW | 0x9001000);
	core_map(&machine.core, 0xffffffffc0010000, 12, RO | 0x9002000);
	core_map(&machine.core, 0xffffffffc0020000, 12, NX | RW | 0x9003000);
	core_map(&machine.core, 0xffffffffc0030000, 12, RO | 0x9004000);
	open_it();
	is_named(IMAGE - 1, "");
	is_named(IMAGE + 0x10, "_text+0x10/0x1000");
	is_named(IMAGE + 0x1000, "f+0x0/0x800");
	is_named(IMAGE + 0x1801, "g+0x1/0x1800");
	is_named(IMAGE + 0x3ffff, "last+0x3cfff/0x3d000");
	is_named(IMAGE + 0x40000, "");
	is_named(machine.vmalloc, "");
	is_named(machine.direct_map, "");
	is_named(0x1000, "");
	is_named(0xffffffffc0001004, "mod_f+0x4/0x100 [mod]");
	is_named(0xffffffffc0001200, "mod_g+0x100/0xf00 [mod]");
	is_named(0xffffffffc0002000, "mod_g+0xf00/0xf00 [mod]");
	is_named(0xffffffffc0002018, "mod_data+0x8 [mod]");
	is_named(0xffffffffc0005000, "");
	is_named(0xffffffffc0010004, "split_f+0x4/0x1000 [split]");
	is_named(0xffffffffc0020000, "");
	is_named(0xffffffffc0020018, "split_d+0x8/0xff0 [split]");
	is_named(0xffffffffc0030004, "");
	/* A module goes, and what was read of it with it; references do not matter. */
	scratch_text(&machine.root, "proc/kallsyms", kallsyms + 5 * 24);
	scratch_text(&machine.root, "proc/modules",
		     "split 8192 0 - Live 0xffffffffc0010000\n"
		     "mod 8192 2 a,b, Live 0xffffffffc0001000 (OE)\n");
	is_named(0xffffffffc0001004, "mod_f+0x4/0x100 [mod]");
	scratch_text(&machine.root, "proc/kallsyms", "ffffffff81000000 T _text\n");
	scratch_text(&machine.root, "proc/modules", "");
	is_named(0xffffffffc0001004, "");
	/* The kernel itself stays as it is: its symbols are read once. */
	is_named(IMAGE + 0x1000, "f+0x0/0x800");
	/* Hidden, or not there at all. */
	reopen();
	scratch_text(&machine.root, "proc/kallsyms", "0000000000000000 T _text\n");
	is_named(IMAGE + 0x10, "");
	/* That is looked at once, for 100,000 lines take their time; modules, until they show. */
	scratch_text(&machine.root, "proc/kallsyms", kallsyms);
	is_named(IMAGE + 0x10, "");
	scratch_text(&machine.root, "proc/kallsyms", "0000000000000000 T _text\n");
	scratch_text(&machine.root, "proc/modules", "mod 8192 0 - Live 0x0000000000000000 (OE)\n");
	is_named(0xffffffffc0001004, "");
	scratch_text(&machine.root, "proc/kallsyms", kallsyms);
	is_named(0xffffffffc0001004, "");
	scratch_text(&machine.root, "proc/modules", "mod 8192 0 - Live 0xffffffffc0001000 (OE)\n");
	is_named(0xffffffffc0001004, "mod_f+0x4/0x100 [mod]");
	unlinkat(machine.root.fd, "proc/kallsyms", 0);
	reopen();
	is_named(IMAGE + 0x10, "");
	end();
}

DEFINE_UNIT(kcore_walk)
{
	test_levels(4);
	test_levels(5);
	test_refused();
	test_head_masks();
	test_nopat();
	test_symbols();
}
