// SPDX-License-Identifier: GPL-2.0-or-later
/* test-walk.c - the kcore back end over made-up page tables of 4 and 5 levels. */
#include <errno.h>
#include <limits.h>
#include <linux/kernel-page-flags.h>

#include "analysis/address/extents.h"
#include "analysis/snapshot/snapshot_facts.h"
#include "backend/backends.h"
#include "kernel/kernel.h"

#include "make_machine.h"
#include "support.h"
#include "tap.h"

static void reopen(void)
{
	backend_close(&machine.backend);
	machine_open();
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
	is_hex(steps_of(at + 0x5000).steps[n - 1].entry, MACHINE_NX | 0x9007000 | 0x1fe);
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
	walk_refused(machine.vmalloc, 0x1000, 1, 2);
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
		  machine.direct_map + MACHINE_RAM_END - 1);
	is_region(machine.vmalloc, MEMMAP_REGION_VMALLOC, machine.vmalloc,
		  machine.vmalloc + (five ? 0x32000000000000 : 0x200000000000) - 1);
	is_region(machine.vmemmap, MEMMAP_REGION_VMEMMAP, machine.vmemmap,
		  machine.vmemmap + MACHINE_RAM_END / 4096 * 64 - 1);
	is_region(0xffffffffc0000000, MEMMAP_REGION_MODULES, 0xffffffffc0000000,
		  0xfffffffffeffffff);
	is_region(MACHINE_IMAGE, MEMMAP_REGION_KERNEL_IMAGE, 0xffffffff80000000,
		  0xffffffffbfffffff);
	is_hex(address_space_region(&machine.backend->space, MACHINE_IMAGE)->phys_addr,
	       -0xe00000ULL);
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

static struct memmap_frame frame_of(uint64_t pfn)
{
	struct memmap_frame frame = {.pfn = pfn};
	struct error err = {0};

	about("%u levels, frame 0x%jx", machine.nr_levels, (uintmax_t)pfn);
	if (!is_int(kernel_frames(machine.backend, &frame, 1, &err), 0))
		note("%s", err.text);
	return frame;
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
	machine_begin(nr_levels);
	machine_map_samples();
	machine_make_frames();
	machine_open();
	about("%u levels", nr_levels);
	is_int(machine.backend->space.nr_levels, nr_levels);
	is_int(machine.backend->space.va_bits, nr_levels == 5 ? 57 : 48);
	test_regions();
	test_steps();
	test_walk();
	test_walk_limits();
	test_frames();
	machine_end();
}

/* Walks from @at to @last with some room; returns how many extents, of which @ret has the first. */
static unsigned int walk_once(uint64_t at, uint64_t last, unsigned int room,
			      struct memmap_extent *ret, unsigned int max)
{
	unsigned int nr = 0, nr_calls = 0;

	while (at <= last && nr_calls++ < 4000) {
		struct memmap_extent got[600];
		struct memmap_walk walk = {
			.start = at,
			.length = last - at + 1,
			.extents = (uintptr_t)got,
			.nr_extents = room,
			.flags = MEMMAP_WALK_ONCE,
		};
		struct error err = {0};

		must(backend_walk(machine.backend, &walk, &err) == 0);
		for (unsigned int i = 0; i < walk.nr_extents; i++, nr++)
			if (nr < max)
				ret[nr] = got[i];
		at = walk.next;
	}
	is_hex(at, last + 1);
	return nr;
}

/*
 * KASAN's shadow: one page, by one table of each level, again and again. Some terabytes on, a page
 * of its own beside the common tables, and then the common ones once more.
 */
static void map_shadow(uint64_t start, unsigned int top_shift)
{
	uint64_t tables[MEMMAP_MAX_LEVELS], own = start + (2ULL << top_shift);
	unsigned int nr = 0;

	for (unsigned int shift = top_shift; shift > 12; shift -= 9, nr++)
		tables[nr] = machine.core.next_table + nr * 0x1000;
	for (unsigned int i = 0; i < 512; i++)
		core_map(&machine.core, start + i * 0x1000ULL, 12,
			 MACHINE_NX | MACHINE_RO | 0x9000000);
	for (unsigned int level = 1; level < nr; level++)
		for (unsigned int i = 0; i < 512; i++)
			core_map(&machine.core, start + ((uint64_t)i << (top_shift - 9 * level)),
				 top_shift - 9 * level, 0x67 | tables[level]);
	core_map(&machine.core, start + (1ULL << top_shift), top_shift, 0x67 | tables[0]);
	for (unsigned int i = 0; i < 8; i++)
		core_map(&machine.core, own + (i << 21), 21, 0x67 | tables[nr - 1]);
	core_map(&machine.core, own + (8 << 21), 12, MACHINE_NX | MACHINE_RW | 0x9001000);
	for (unsigned int i = 9; i < 512; i++)
		core_map(&machine.core, own + (i << 21), 21, 0x67 | tables[nr - 1]);
	core_map(&machine.core, start + (3ULL << top_shift), top_shift, 0x67 | tables[0]);
	core_map(&machine.core, start + (4ULL << top_shift), top_shift, 0x67 | tables[0]);
}

static void count(const struct extent *extent, void *context)
{
	(void)extent;
	++*(unsigned int *)context;
}

/* Whoever surveys the whole address space meets the shadow, which would be 2^32 extents and more.
 */
static void is_surveyed(void)
{
	_cleanup_(translations_clear) struct translations saved = {0};
	unsigned int nr = 0;
	struct extent_visitor visitor = {.extent = count, .context = &nr};
	struct error err = {0};

	is_int(extents_walk_kernel(machine.backend, &visitor, &err), 0);
	is_int(nr, 4 * 512 + 1);
	nr = 0;
	is_int(extents_walk_once(machine.backend, true, &visitor, &err), 0);
	is_int(nr, 4 * 512 + 1);
	is_int(snapshot_facts_extents(machine.backend, &saved, NULL, &err), 0);
	is_int(saved.nr_extents, 4 * 512 + 1);
}

static void test_once(unsigned int nr_levels)
{
	const unsigned int top_shift = nr_levels == 5 ? 48 : 39;
	const uint64_t start = nr_levels == 5 ? 0xffdf000000000000 : 0xffffec0000000000;
	const uint64_t last = 0xfffffbffffffffff;
	struct memmap_extent got[4 * 512 + 2];
	unsigned int nr;

	machine_begin(nr_levels);
	map_shadow(start, top_shift);
	machine_open();
	is_region(start + 0x12345, MEMMAP_REGION_KASAN_SHADOW, start, last);
	for (unsigned int room = 1; room <= 600; room += 599) {
		about("%u levels, what repeats itself, room for %u", nr_levels, room);
		nr = walk_once(start, last, room, got, ARRAY_SIZE(got));
		/* The common tables in the first entry, twice beside the page and after it. */
		is_int(nr, 4 * 512 + 1);
		if (nr != 4 * 512 + 1)
			continue;
		is_hex(got[0].virt_addr, start);
		is_hex(got[511].virt_addr, start + 511 * 0x1000);
		is_hex(got[511].phys_addr, 0x9000000);
		is_hex(got[512].virt_addr, start + (2ULL << top_shift));
		is_hex(got[1024].virt_addr, start + (2ULL << top_shift) + (8 << 21));
		is_hex(got[1024].phys_addr, 0x9001000);
		is_hex(got[1025].virt_addr, start + (2ULL << top_shift) + (9 << 21));
		is_hex(got[1025 + 512].virt_addr, start + (3ULL << top_shift));
	}
	about("%u levels, surveys", nr_levels);
	is_surveyed();
	about("an address that is left out");
	mapped(start + (1ULL << top_shift) + 0x5123, 0x9000123, 12, MEMMAP_PROT_GLOBAL,
	       MEMMAP_MEMTYPE_WB);
	machine_end();
}

/* From v7.1 on: what leads to a head has another name, and is a mask or still an address. */
static void test_head_masks(void)
{
	const uint64_t mask = -(64ULL << 4);
	char text[sizeof(machine.info)], *member;

	for (unsigned int is_mask = 0; is_mask < 2; is_mask++) {
		machine_begin(4);
		snprintf(text, sizeof(text), "%s", machine.core.vmcoreinfo);
		member = strstr(text, "compound_head");
		must(member);
		memcpy(member, "compound_info", strlen("compound_info"));
		machine.core.vmcoreinfo = text;
		machine_make_frames();
		if (is_mask) {
			machine_set_page(0x211, 4, 0, UINT32_MAX, 0, mask + 1);
			machine_set_page(0x213, 0, 0, UINT32_MAX, 0, mask + 1);
			machine_set_page(0x230, 0, 0, UINT32_MAX, 0, mask + 1);
		}
		machine_open();
		test_frames();
		machine_end();
	}
}

/* What struct pages and zones would tell is not known without them, and no zero. */
static void test_unknown_frames(void)
{
	char text[sizeof(machine.info)], *member;
	struct memmap_frame frame;

	machine_begin(4);
	snprintf(text, sizeof(text), "%s", machine.core.vmcoreinfo);
	member = strstr(text, "page._refcount");
	must(member);
	*member = 'P';
	machine.core.vmcoreinfo = text;
	machine_make_frames();
	machine_open();
	frame = frame_of(0x213);
	is_int(frame.status, MEMMAP_FRAME_OK);
	is_int(frame.node, 0);
	is_int(frame.refcount, INT_MIN);
	is_hex(frame.head_pfn, ABSENT);
	is_hex(frame.flags, 1ULL << KPF_COMPOUND_TAIL);
	machine_end();

	machine_begin(4);
	machine_make_frames();
	scratch_text(&machine.root, "proc/zoneinfo",
		     "Node 0, zone    DMA32\n  pages free     1\n        min      1\n"
		     "        low      1\n        high     1\n        spanned  1\n"
		     "        present  1\n        managed  1\n  start_pfn:           1\n");
	machine_open();
	frame = frame_of(0x201);
	is_int(frame.status, MEMMAP_FRAME_OK);
	is_int(frame.node, INT_MIN);
	is_int(frame.zone, MEMMAP_ZONE_UNKNOWN);
	is_int(frame.refcount, 3);
	machine_end();
}

static void refused(const char *text)
{
	struct error err = {0};

	machine_write();
	ok(backend_open(&machine.root, "kcore", &machine.backend, &err) < 0);
	is_int(err.code, ERROR_NO_BACKEND);
	contains(err.text, text);
	machine.backend = NULL;
	machine_end();
}

static void test_refused(void)
{
	about("a machine of no name");
	machine_begin(4);
	machine.core.machine = EM_SPARC;
	refused("another architecture");
	about("no page tables");
	machine_begin(4);
	machine.core.vmcoreinfo = "PAGESIZE=4096\n";
	refused("page tables");
	about("Xen PV");
	machine_begin(4);
	scratch_text(&machine.root, "sys/hypervisor/guest_type", "PV\n");
	refused("Xen PV");
	about("RAM that contradicts itself");
	machine_begin(4);
	machine.core.segments[1].virt_addr += 0x1000;
	refused("contradict");
}

static void test_nopat(void)
{
	machine_begin(4);
	machine_map_samples();
	scratch_text(&machine.root, "proc/cmdline", "quiet nopat ro\n");
	machine_open();
	is_int(steps_of(machine.vmalloc).memtype, MEMMAP_MEMTYPE_WB);
	is_int(steps_of(machine.vmalloc + 0x10000).memtype, MEMMAP_MEMTYPE_UC);
	is_int(steps_of(machine.vmalloc + 0x11000).memtype, MEMMAP_MEMTYPE_UNKNOWN);
	is_int(steps_of(machine.vmalloc + 0x12000).memtype, MEMMAP_MEMTYPE_UNKNOWN);
	machine_end();
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
	is_int(kernel_symbol(machine.backend, virt_addr, name, sizeof(name), &err), 0);
	is_str(name, want);
}

/* Without the kernel's own table, which VMCOREINFO lacks here. */
static void test_symbols(void)
{
	machine_begin(4);
	scratch_text(&machine.root, "proc/kallsyms", kallsyms);
	scratch_text(&machine.root, "proc/modules",
		     "split 8192 1 - Live 0xffffffffc0010000\n"
		     "mod 8192 0 - Live 0xffffffffc0001000 (OE)\n");
	/* A module in one piece, one in two, a program that is neither. */
	core_map(&machine.core, 0xffffffffc0001000, 12, MACHINE_RO | 0x9000000);
	core_map(&machine.core, 0xffffffffc0002000, 12, MACHINE_NX | MACHINE_RW | 0x9001000);
	core_map(&machine.core, 0xffffffffc0010000, 12, MACHINE_RO | 0x9002000);
	core_map(&machine.core, 0xffffffffc0020000, 12, MACHINE_NX | MACHINE_RW | 0x9003000);
	core_map(&machine.core, 0xffffffffc0030000, 12, MACHINE_RO | 0x9004000);
	machine_open();
	is_named(MACHINE_IMAGE - 1, "");
	is_named(MACHINE_IMAGE + 0x10, "_text+0x10/0x1000");
	is_named(MACHINE_IMAGE + 0x1000, "f+0x0/0x800");
	is_named(MACHINE_IMAGE + 0x1801, "g+0x1/0x1800");
	is_named(MACHINE_IMAGE + 0x3ffff, "last+0x3cfff/0x3d000");
	is_named(MACHINE_IMAGE + 0x40000, "");
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
	is_named(MACHINE_IMAGE + 0x1000, "f+0x0/0x800");
	/* Hidden, or not there at all. */
	reopen();
	scratch_text(&machine.root, "proc/kallsyms", "0000000000000000 T _text\n");
	is_named(MACHINE_IMAGE + 0x10, "");
	/* That is looked at once, for 100,000 lines take their time; modules, until they show. */
	scratch_text(&machine.root, "proc/kallsyms", kallsyms);
	is_named(MACHINE_IMAGE + 0x10, "");
	scratch_text(&machine.root, "proc/kallsyms", "0000000000000000 T _text\n");
	scratch_text(&machine.root, "proc/modules", "mod 8192 0 - Live 0x0000000000000000 (OE)\n");
	is_named(0xffffffffc0001004, "");
	scratch_text(&machine.root, "proc/kallsyms", kallsyms);
	is_named(0xffffffffc0001004, "");
	scratch_text(&machine.root, "proc/modules", "mod 8192 0 - Live 0xffffffffc0001000 (OE)\n");
	is_named(0xffffffffc0001004, "mod_f+0x4/0x100 [mod]");
	unlinkat(machine.root.fd, "proc/kallsyms", 0);
	reopen();
	is_named(MACHINE_IMAGE + 0x10, "");
	machine_end();
}

DEFINE_UNIT(walk)
{
	test_levels(4);
	test_levels(5);
	test_once(4);
	test_once(5);
	test_refused();
	test_head_masks();
	test_unknown_frames();
	test_nopat();
	test_symbols();
}
