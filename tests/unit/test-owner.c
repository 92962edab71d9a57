// SPDX-License-Identifier: GPL-2.0-or-later
/* test-owner.c - owners by flags, places, modules and files. */
#include <limits.h>
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "make_kernel.h"
#include "support.h"
#include "tap.h"

#define KPF(name) (1ULL << KPF_##name)
#define NONE	  MEMMAP_ORDER_NONE

static const struct kernel_member members[] = {
	{"folio", "mapping", TYPE_U64, 56},	 {"folio", "index", TYPE_U64, 16},
	{"address_space", "host", TYPE_U64, 8},	 {"inode", "i_ino", TYPE_U64, 24},
	{"inode", "i_data", TYPE_U64, 512},	 {"inode", "i_sb", TYPE_U64, 104},
	{"super_block", "s_id", TYPE_NAME, 216},
};

static const struct memmap_frame plain_frame = {
	.pfn = 0x23,
	.head_pfn = 0x23,
	.refcount = 1,
	.buddy_order = NONE,
	.compound_order = NONE,
};

static void find(const struct owner_facts *facts, struct owner *ret)
{
	owner_find(&kernel.sources, facts, ret);
}

static void ask_frame(const struct memmap_frame *frame, struct owner *ret)
{
	struct owner_facts facts = {
		.virt_addr = ABSENT,
		.phys_addr = frame->pfn << 12,
		.frame = frame,
	};

	find(&facts, ret);
}

static void test_flags(void)
{
	static const struct {
		uint64_t flags;
		enum owner_kind kind;
	} cases[] = {
		{KPF(ANON) | KPF(LRU), OWNER_ANONYMOUS},
		{KPF(ANON) | KPF(KSM), OWNER_KSM},
		{KPF(HUGE) | KPF(ANON), OWNER_HUGETLB},
		{KPF(PGTABLE), OWNER_PAGE_TABLE},
		{KPF(ZERO_PAGE), OWNER_ZERO_PAGE},
		{KPF(OFFLINE), OWNER_OFFLINE},
		{KPF(HWPOISON) | KPF(ANON), OWNER_POISONED},
		{KPF(RESERVED), OWNER_RESERVED},
		{KPF(LRU), OWNER_PAGE_CACHE},
		{KPF(UPTODATE), OWNER_ALLOCATED},
		{0, OWNER_ALLOCATED},
	};
	struct memmap_frame frame;
	struct owner got;

	kernel_begin();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		about("flags 0x%jx", (uintmax_t)cases[i].flags);
		frame = plain_frame;
		frame.flags = cases[i].flags;
		ask_frame(&frame, &got);
		is_int(got.kind, cases[i].kind);
		ok((got.kind == OWNER_OFFLINE) == (got.note && strstr(got.note, "balloon")));
	}
	about("a free block");
	frame = plain_frame;
	frame.buddy_order = 3;
	frame.head_pfn = 0x20;
	ask_frame(&frame, &got);
	is_int(got.kind, OWNER_FREE);
	is_int(got.order, 3);
	is_hex(got.start_addr, KERNEL_DIRECT + 0x20000);
	about("a free block of pages of 64 KiB");
	kernel_page_shift(16);
	ask_frame(&frame, &got);
	is_hex(got.start_addr, KERNEL_DIRECT + 0x200000);
	kernel_page_shift(12);
	about("flags of /proc/kpageflags alone");
	frame = plain_frame;
	frame.refcount = INT_MIN;
	ask_frame(&frame, &got);
	is_int(got.kind, OWNER_UNKNOWN);
	frame.flags = 1 << KPF_BUDDY;
	ask_frame(&frame, &got);
	is_int(got.kind, OWNER_FREE);
	about("a compound page");
	frame = plain_frame;
	frame.compound_order = 4;
	ask_frame(&frame, &got);
	is_int(got.kind, OWNER_ALLOCATED);
	is_int(got.order, 4);
	about("no reference");
	frame = plain_frame;
	frame.refcount = 0;
	ask_frame(&frame, &got);
	is_int(got.kind, OWNER_UNKNOWN);
	contains(got.note ?: "", "without a reference");
	is_int(kernel.nr_reads, 0);
	kernel_end();
}

static void test_places(void)
{
	static const struct mem_resource code = {.name = (char *)"Kernel code"};
	static const struct mem_resource ram = {.name = (char *)"System RAM"};
	struct memmap_frame frame = plain_frame;
	struct owner_facts facts = {.virt_addr = KERNEL_IMAGE + 5, .frame = &frame};
	struct owner got;

	kernel_begin();
	scratch_text(&kernel.root, "proc/iomem",
		     "01000000-01ffffff : Kernel code\n02000000-02ffffff : Kernel rodata\n");
	about("kernel text");
	frame.flags = 1ULL << KPF_RESERVED;
	facts.resource = &code;
	find(&facts, &got);
	is_int(got.kind, OWNER_KERNEL_IMAGE);
	is_str(got.section, ".text");
	about("kernel text in the direct map");
	facts.virt_addr = KERNEL_DIRECT + 0x1000005;
	facts.phys_addr = 0x1000005;
	find(&facts, &got);
	is_int(got.kind, OWNER_KERNEL_IMAGE);
	about("given back after booting");
	facts.virt_addr = KERNEL_IMAGE + 0x200000;
	facts.resource = &ram;
	frame.flags = KPF(ANON);
	find(&facts, &got);
	is_int(got.kind, OWNER_ANONYMOUS);
	about("struct page");
	facts = (struct owner_facts){.virt_addr = KERNEL_VMEMMAP + 7 * KERNEL_PAGE_BYTES + 16,
				     .frame = &frame};
	find(&facts, &got);
	is_int(got.kind, OWNER_STRUCT_PAGE);
	is_int(got.described_pfn, 7);
	is_int(got.offset_bytes, 16);
	is_hex(got.object_addr, KERNEL_VMEMMAP + 7 * KERNEL_PAGE_BYTES);
	about("struct page of no frame that there can be");
	kernel.backend->space.phys_bits = 14;
	find(&facts, &got);
	is_int(got.kind, OWNER_UNKNOWN);
	is_hex(got.described_pfn, ABSENT);
	kernel.backend->space.phys_bits = 0;
	about("struct page of unknown size");
	kernel.backend->space.struct_page_bytes = 0;
	find(&facts, &got);
	is_int(got.kind, OWNER_STRUCT_PAGE);
	contains(got.note ?: "", "page frame unknown");
	kernel.backend->space.struct_page_bytes = KERNEL_PAGE_BYTES;
	about("no RAM, no area");
	facts = (struct owner_facts){.virt_addr = KERNEL_VMALLOC, .phys_addr = 0xfed00000};
	find(&facts, &got);
	is_int(got.kind, OWNER_UNKNOWN);
	is_str(got.note, NULL);
	is_int(kernel.nr_reads, 0);
	kernel_end();
}

/* On arm64 no resource tells code from what is read-only. */
static void test_image_code(void)
{
	static const struct memmap_extent mapped[] = {
		{KERNEL_IMAGE, 0x1000000, 0x10000, .leaf_shift = 12, .prot = MEMMAP_PROT_EXEC},
		{KERNEL_IMAGE + 0x10000, 0x1010000, 0x10000, .leaf_shift = 12},
	};
	static const struct mem_resource code = {.name = (char *)"Kernel code"};
	const struct {
		uint64_t virt_addr, phys_addr;
		const char *section;
	} cases[] = {
		{KERNEL_IMAGE + 5, 0x1000005, ".text"},
		{KERNEL_IMAGE + 0xffff, 0x100ffff, ".text"},
		{KERNEL_IMAGE + 0x10000, 0x1010000, ".rodata"},
		{KERNEL_DIRECT + 0x1010000, 0x1010000, ".rodata"},
		{ABSENT, 0x1010000, ".rodata"},
		{KERNEL_IMAGE + 0x20000, 0x1020000, NULL},
		{KERNEL_DIRECT, 0, NULL},
	};
	struct memmap_frame frame = plain_frame;
	struct owner got;

	kernel_begin();
	kernel.machine.extents = mapped;
	kernel.machine.nr_extents = ARRAY_SIZE(mapped);
	frame.flags = KPF(RESERVED);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct owner_facts facts = {cases[i].virt_addr, cases[i].phys_addr, &frame, &code};

		about("0x%jx of the image's code", (uintmax_t)cases[i].phys_addr);
		find(&facts, &got);
		is_int(got.kind, OWNER_KERNEL_IMAGE);
		is_str(got.section, cases[i].section);
	}
	kernel_end();
}

static void ask_module(uint64_t virt_addr, const char *symbol, const struct vmap_area *area,
		       struct owner *ret)
{
	struct owner_facts facts = {.virt_addr = virt_addr, .symbol = symbol, .area = area};

	find(&facts, ret);
}

static void test_modules(void)
{
	static const struct vmap_area area = {0xffffffffc0004000, 0x3000,
					      .caller = (char *)"maker"};
	static const struct vmap_area made_by_init = {KERNEL_VMALLOC, 0x3000,
						      .caller = (char *)"0xffffffffc0004812"};
	struct owner_facts facts = {0};
	struct owner got;

	kernel_begin();
	scratch_text(&kernel.root, "sys/module/mod/initstate", "live\n");
	scratch_text(&kernel.root, "sys/module/mod/sections/.text", "0xffffffffc0001000\n");
	scratch_text(&kernel.root, "sys/module/mod/sections/.data", "0xffffffffc0004000\n");
	scratch_text(&kernel.root, "sys/module/mod/sections/.init.text", "0xffffffffc0004800\n");
	scratch_text(&kernel.root, "sys/module/mod/sections/.data..percpu", "0xffffffffc0004900\n");
	scratch_text(&kernel.root, "sys/module/mod/sections/hidden", "0x0000000000000000\n");
	scratch_text(&kernel.root, "sys/module/mod/sections/broken", "text\n");
	about("text");
	ask_module(0xffffffffc0001234, "f+0x1/0x2 [mod]", NULL, &got);
	is_int(got.kind, OWNER_MODULE);
	is_str(got.name, "mod");
	is_str(got.section, ".text");
	about("data");
	ask_module(0xffffffffc0005000, "d+0x1/0x2 [mod 0123abcd]", &area, &got);
	is_str(got.section, ".data");
	about("below its area");
	ask_module(0xffffffffc0001234, "f+0x1/0x2 [mod]", &area, &got);
	is_str(got.section, NULL);
	about("below all");
	ask_module(0xffffffffc0000000, "f+0x1/0x2 [mod]", NULL, &got);
	is_str(got.section, NULL);
	about("init code that was freed");
	scratch_text(&kernel.root, "proc/modules", "mod 16384 0 - Live 0xffffffffc0001000\n");
	facts.phys_addr = ABSENT;
	facts.virt_addr = 0xffffffffc0004812;
	find(&facts, &got);
	is_int(got.kind, OWNER_MODULE);
	is_str(got.name, "mod");
	is_str(got.section, ".init.text");
	is_int(got.offset_bytes, 0x12);
	contains(got.note ?: "", "freed");
	about("... and what it made");
	facts = (struct owner_facts){.virt_addr = KERNEL_VMALLOC, .area = &made_by_init};
	find(&facts, &got);
	is_int(got.kind, OWNER_AREA);
	is_str(got.name, "0xffffffffc0004812");
	contains(got.note ?: "", "freed init code of module mod");
	about("in front of it, or something is mapped");
	facts = (struct owner_facts){.virt_addr = 0xffffffffc00047ff, .phys_addr = ABSENT};
	find(&facts, &got);
	is_int(got.kind, OWNER_UNKNOWN);
	facts = (struct owner_facts){.virt_addr = 0xffffffffc0004812, .phys_addr = 0x5000};
	find(&facts, &got);
	is_int(got.kind, OWNER_UNKNOWN);
	about("a module that is not there");
	ask_module(0xffffffffc0001234, "f+0x1/0x2 [other]", NULL, &got);
	is_int(got.kind, OWNER_MODULE);
	is_str(got.name, "other");
	is_str(got.section, NULL);
	about("a BPF program");
	ask_module(0xffffffffc0001234, "bpf_prog_1234_f+0x1/0x2 [bpf]", NULL, &got);
	is_int(got.kind, OWNER_BPF);
	is_str(got.name, "bpf_prog_1234_f");
	about("a path");
	ask_module(0xffffffffc0001234, "f+0x1/0x2 [../../proc]", NULL, &got);
	is_int(got.kind, OWNER_UNKNOWN);
	about("no symbol");
	ask_module(0xffffffffc0004000, NULL, &area, &got);
	is_int(got.kind, OWNER_AREA);
	is_str(got.name, "maker");
	kernel_end();
}

#define PAGE  (KERNEL_VMEMMAP + 0x23 * KERNEL_PAGE_BYTES)
#define INODE (KERNEL_DIRECT + 0x3000)
#define SUPER (KERNEL_DIRECT + 0x5000)

static void begin_file(void)
{
	kernel_begin();
	kernel_types(members, ARRAY_SIZE(members), NULL);
	kernel_put(PAGE + 56, INODE + 512, 8);
	kernel_put(PAGE + 16, 77, 8);
	kernel_put(INODE + 512 + 8, INODE, 8);
	kernel_put(INODE + 24, 4711, 8);
	kernel_put(INODE + 104, SUPER, 8);
	strcpy(kernel_at(SUPER + 216), "vda1");
}

static void no_file(const char *what, uint64_t at, uint64_t value)
{
	struct memmap_frame frame = plain_frame;
	uint64_t before = kernel_get(at);
	struct owner got;

	about("%s", what);
	kernel_put(at, value, 8);
	frame.flags = KPF(LRU);
	ask_frame(&frame, &got);
	is_int(got.kind, OWNER_PAGE_CACHE);
	is_hex(got.inode, ABSENT);
	is_str(got.name, NULL);
	contains(got.note ?: "", "file unknown");
	/* Flags that do not prove it are not believed. */
	frame.flags = KPF(UPTODATE);
	ask_frame(&frame, &got);
	is_int(got.kind, OWNER_ALLOCATED);
	kernel_put(at, before, 8);
}

static void test_files(void)
{
	struct memmap_frame frame = plain_frame;
	struct owner got;

	begin_file();
	for (int i = 0; i < 2; i++) {
		about("a file, %d", i);
		frame.flags = i ? KPF(UPTODATE) : KPF(LRU) | KPF(UPTODATE);
		ask_frame(&frame, &got);
		is_int(got.kind, OWNER_PAGE_CACHE);
		is_str(got.name, "vda1");
		is_int(got.inode, 4711);
		is_int(got.page_index, 77);
	}
	about("the third page of a large folio");
	frame.pfn += 2;
	ask_frame(&frame, &got);
	is_int(got.page_index, 79);
	no_file("no mapping", PAGE + 56, 0);
	no_file("anonymous", PAGE + 56, INODE + 512 + 1);
	no_file("a user's mapping", PAGE + 56, 0x400000);
	no_file("another's mapping", PAGE + 56, INODE + 1024);
	no_file("memory that is not there", PAGE + 56, KERNEL_DIRECT + 0x1000000);
	no_file("no host", INODE + 512 + 8, 0);
	no_file("another host", INODE + 512 + 8, INODE + 64);
	no_file("no super block", INODE + 104, 1);
	kernel_end();
}

static void test_copy(void)
{
	struct owner owner, copy;

	about("a copy stands by itself");
	owner_init(&owner, OWNER_SLAB);
	strcpy(owner.name_text, "name");
	strcpy(owner.note_text, "note");
	owner.name = owner.name_text;
	owner.note = owner.note_text;
	owner.section = "constant";
	copy = owner;
	owner_copied(&copy, &owner);
	memset(owner.name_text, 'x', 4);
	is_str(copy.name, "name");
	ok(copy.note == copy.note_text);
	is_str(copy.section, "constant");
}

DEFINE_UNIT(owner)
{
	test_flags();
	test_places();
	test_image_code();
	test_modules();
	test_files();
	test_copy();
}
