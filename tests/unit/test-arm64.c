// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test-arm64.c - page-table formats of arm64, with entries as Linux makes them, and the kcore
 * back end over made-up tables of 48 bits.
 */
#include <errno.h>
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "backend/backends.h"
#include "model/address.h"
#include "arch/arch.h"
#include "kernel/kernel.h"
#include "model/translation.h"

#include "make_core.h"
#include "support.h"
#include "tap.h"

#define RW     MEMMAP_PROT_WRITE
#define X      MEMMAP_PROT_EXEC
#define USER   MEMMAP_PROT_USER
#define GLOBAL MEMMAP_PROT_GLOBAL
#define WB     MEMMAP_MEMTYPE_WB
#define NC     MEMMAP_MEMTYPE_NORMAL_NC
#define NGNRE  MEMMAP_MEMTYPE_DEVICE_NGNRE

/**
 * struct vector - an entry and what it says
 * @format: enum memmap_format
 * @page_shift: log2 of the page size
 * @va_bits: bits of an address
 * @level: enum memmap_level
 * @entry: the entry
 * @phys_addr: where it leads
 * @is_leaf: it maps memory
 * @prot: of a leaf
 * @memtype: of a leaf
 */
static const struct vector {
	unsigned int format, page_shift, va_bits, level;
	uint64_t entry, phys_addr;
	bool is_leaf;
	unsigned int prot, memtype;
} vectors[] = {
	/* Seen on Debian's 6.1: tables, the image's text, a module's text, ioremap(). */
	{MEMMAP_FORMAT_ARM64, 12, 48, MEMMAP_LEVEL_PGD, 0x100000007ffff003, 0x7ffff000},
	{MEMMAP_FORMAT_ARM64, 12, 48, MEMMAP_LEVEL_PUD, 0x100000007fffe003, 0x7fffe000},
	{MEMMAP_FORMAT_ARM64, 12, 48, MEMMAP_LEVEL_PMD, 0x00c0000040400f81, 0x40400000, true, X,
	 WB},
	{MEMMAP_FORMAT_ARM64, 12, 48, MEMMAP_LEVEL_PTE, 0x00c00000490f7f83, 0x490f7000, true, X,
	 WB},
	{MEMMAP_FORMAT_ARM64, 12, 48, MEMMAP_LEVEL_PTE, 0x0068000009000f13, 0x9000000, true, RW,
	 NGNRE},
	/* Seen on Debian's 6.12 with LPA2, where nothing is shared and all is global. */
	{MEMMAP_FORMAT_ARM64_LPA2, 12, 52, MEMMAP_LEVEL_PGD, 0x1000000042d18003, 0x42d18000},
	{MEMMAP_FORMAT_ARM64_LPA2, 12, 52, MEMMAP_LEVEL_P4D, 0x1000000042d19003, 0x42d19000},
	{MEMMAP_FORMAT_ARM64_LPA2, 12, 52, MEMMAP_LEVEL_PMD, 0x00c0000040400481, 0x40400000, true,
	 X | GLOBAL, WB},
	{MEMMAP_FORMAT_ARM64_LPA2, 12, 52, MEMMAP_LEVEL_PTE, 0x0068000009000413, 0x9000000, true,
	 RW | GLOBAL, NGNRE},
	/* Bits 51 and 50 of the address stand in bits 9 and 8, bits 49 and 48 in their place. */
	{MEMMAP_FORMAT_ARM64_LPA2, 12, 52, MEMMAP_LEVEL_PTE, 0x006bfffffffff713, 0xffffffffff000,
	 true, RW | GLOBAL, NGNRE},
	{MEMMAP_FORMAT_ARM64_LPA2, 12, 52, MEMMAP_LEVEL_PMD, 0x1000000042d1a203, 0x8000042d1a000},
	/* Without LPA2 the same bits say that a page is shared. */
	{MEMMAP_FORMAT_ARM64, 12, 48, MEMMAP_LEVEL_PTE, 0x0068ffffffffff03, 0xfffffffff000, true,
	 RW, WB},
	/* 39 bits: blocks of 1 GiB in the top table; contiguous ones; a user's page; memory
	   uncached. */
	{MEMMAP_FORMAT_ARM64, 12, 39, MEMMAP_LEVEL_PGD, 0x0078000080000701, 0x80000000, true,
	 RW | GLOBAL, WB},
	{MEMMAP_FORMAT_ARM64, 12, 39, MEMMAP_LEVEL_PTE, 0x00e8000041234fc3, 0x41234000, true, USER,
	 WB},
	{MEMMAP_FORMAT_ARM64, 12, 39, MEMMAP_LEVEL_PTE, 0x006800004810070b, 0x48100000, true,
	 RW | GLOBAL, NC},
	/* 16 KiB: the offset is two bits wider; blocks of 32 MiB. */
	{MEMMAP_FORMAT_ARM64, 14, 48, MEMMAP_LEVEL_PGD, 0x10000008ffff8003, 0x8ffff8000},
	{MEMMAP_FORMAT_ARM64, 14, 47, MEMMAP_LEVEL_PMD, 0x0068000842000701, 0x842000000, true,
	 RW | GLOBAL, WB},
	{MEMMAP_FORMAT_ARM64, 14, 36, MEMMAP_LEVEL_PTE, 0x006800084000cf03, 0x84000c000, true, RW,
	 WB},
	{MEMMAP_FORMAT_ARM64_LPA2, 14, 52, MEMMAP_LEVEL_PTE, 0x006a000840010703,
	 0x2000840010000 | 0xc000000000000, true, RW | GLOBAL, WB},
	/* 64 KiB: bits 51 to 48 of the address stand in bits 15 to 12; blocks of 512 MiB. */
	{MEMMAP_FORMAT_ARM64, 16, 52, MEMMAP_LEVEL_PGD, 0x10000000fffea003, 0xa0000fffe0000},
	{MEMMAP_FORMAT_ARM64, 16, 48, MEMMAP_LEVEL_PMD, 0x0068000060000701, 0x60000000, true,
	 RW | GLOBAL, WB},
	{MEMMAP_FORMAT_ARM64, 16, 52, MEMMAP_LEVEL_PTE, 0x006800008001f703, 0xf000080010000, true,
	 RW | GLOBAL, WB},
	{MEMMAP_FORMAT_ARM64, 16, 42, MEMMAP_LEVEL_PTE, 0x00680000800b0703, 0x800b0000, true,
	 RW | GLOBAL, WB},
};

static const struct paging_level *level_of(const struct paging_format *format, unsigned int level)
{
	for (unsigned int i = 0; i < format->nr_levels; i++)
		if (format->levels[i].level == level)
			return &format->levels[i];
	return NULL;
}

static void test_vector(const struct vector *vector)
{
	const struct paging_format *format =
		paging_find(vector->format, vector->page_shift, vector->va_bits);
	const struct paging_level *level;
	struct paging paging;

	about("%u-bit pages, %u bits, %s, 0x%jx", vector->page_shift, vector->va_bits,
	      level_name(vector->level), (uintmax_t)vector->entry);
	must(format);
	paging_init(&paging, format, 0, true);
	level = level_of(format, vector->level);
	must(level);
	ok(paging_valid(level, vector->entry));
	ok(!paging_valid(level, vector->entry & ~1ULL));
	is_int(paging_is_leaf(level, vector->entry), vector->is_leaf);
	if (!vector->is_leaf) {
		is_hex(paging_table(&paging, vector->entry), vector->phys_addr);
		is_hex(paging_inherit(&paging, level, PAGING_ALL_GRANTS, vector->entry),
		       PAGING_ALL_GRANTS);
		return;
	}
	is_hex(paging_phys(&paging, level, vector->entry), vector->phys_addr);
	is_hex(paging_prot(&paging, PAGING_ALL_GRANTS, vector->entry), vector->prot);
	is_int(paging_memtype(&paging, level, vector->entry), vector->memtype);
}

/* Levels fit each other: a table covers what an entry of the level above does. */
static void test_formats(void)
{
	static const struct {
		unsigned int format, page_shift, va_bits;
	} all[] = {
		{MEMMAP_FORMAT_ARM64, 12, 39},	    {MEMMAP_FORMAT_ARM64, 12, 48},
		{MEMMAP_FORMAT_ARM64_LPA2, 12, 52}, {MEMMAP_FORMAT_ARM64, 14, 36},
		{MEMMAP_FORMAT_ARM64, 14, 47},	    {MEMMAP_FORMAT_ARM64, 14, 48},
		{MEMMAP_FORMAT_ARM64_LPA2, 14, 52}, {MEMMAP_FORMAT_ARM64, 16, 42},
		{MEMMAP_FORMAT_ARM64, 16, 48},	    {MEMMAP_FORMAT_ARM64, 16, 52},
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const struct paging_format *format =
			paging_find(all[i].format, all[i].page_shift, all[i].va_bits);
		unsigned int shift = all[i].va_bits;
		struct paging paging;

		about("pages of %u bits, %u bits of address", all[i].page_shift, all[i].va_bits);
		must(format);
		for (unsigned int j = 0; j < format->nr_levels; j++) {
			const struct paging_level *level = &format->levels[j];

			is_hex((uint64_t)level->nr_entries << level->shift, 1ULL << shift);
			shift = level->shift;
		}
		is_int(shift, all[i].page_shift);
		paging_init(&paging, format, 0, true);
		is_hex(paging.user_end, 1ULL << all[i].va_bits);
		is_hex(paging.kernel_start, -(1ULL << all[i].va_bits));
	}
	ok(!paging_find(MEMMAP_FORMAT_ARM64, 12, 52));
}

/* What tables take away is gone below; what a leaf grants changes nothing about that. */
static void test_inherit(void)
{
	const struct paging_format *format = paging_find(MEMMAP_FORMAT_ARM64, 12, 48);
	struct paging paging;
	unsigned int granted;

	about("restrictions of tables");
	must(format);
	paging_init(&paging, format, 0, true);
	granted = paging_inherit(&paging, &format->levels[0], PAGING_ALL_GRANTS,
				 1ULL << 62 | 0x40000003);
	is_hex(granted, X | USER);
	granted = paging_inherit(&paging, &format->levels[1], granted, 1ULL << 59 | 0x40000003);
	is_hex(granted, USER);
	is_hex(paging_prot(&paging, granted, 0x40000743), USER | GLOBAL);
	granted = paging_inherit(&paging, &format->levels[2], granted, 1ULL << 61 | 0x40000003);
	is_hex(paging_prot(&paging, granted, 0x40000743), GLOBAL);
}

static void test_names(void)
{
	static const struct {
		unsigned int format, level;
		uint64_t entry;
		const char *want;
	} entries[] = {
		{MEMMAP_FORMAT_ARM64, MEMMAP_LEVEL_PGD, 0x100000007ffff003, "valid table uxn"},
		{MEMMAP_FORMAT_ARM64, MEMMAP_LEVEL_PMD, 0xc0000040400f81,
		 "valid rdonly af ng uxn dirty attr0 inner"},
		{MEMMAP_FORMAT_ARM64_LPA2, MEMMAP_LEVEL_PTE, 0x68000009000713,
		 "valid af dbm pxn uxn attr4"},
		{MEMMAP_FORMAT_ARM64, MEMMAP_LEVEL_PTE, 0, "none"},
		{MEMMAP_FORMAT_ARM64, MEMMAP_LEVEL_PTE, 0x68000009000712, "not present"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		struct memmap_step step = {.entry = entries[i].entry, .level = entries[i].level};
		struct names names = {0};
		char got[256] = "";

		about("names of 0x%jx", (uintmax_t)step.entry);
		arch_name_entry(&names, entries[i].format, &step);
		for (size_t j = 0; j < names.nr; j++) {
			strcat(got, j ? " " : "");
			strcat(got, names.text[j]);
		}
		is_str(got, entries[i].want);
	}
}

#define DIRECT_MAP 0xffff1b5a00000000ULL
#define RAM	   0x40000000ULL
#define IMAGE	   0xffffb69cd8a00000ULL
#define IMAGE_PHYS (RAM + 0x200000)
#define VMALLOC	   0xffff800008000000ULL
#define VMEMMAP	   0xfffffc0000000000ULL

static const char vmcoreinfo[] =
	"PAGESIZE=4096\nSYMBOL(swapper_pg_dir)=ffffb69cd8a20000\nSYMBOL(_stext)=ffffb69cd8a10000\n"
	"SIZE(page)=64\nNUMBER(SECTION_SIZE_BITS)=27\n"
	"NUMBER(VA_BITS)=48\nNUMBER(MODULES_VADDR)=0xffff800000000000\n"
	"NUMBER(MODULES_END)=0xffff800008000000\nNUMBER(VMALLOC_START)=0xffff800008000000\n"
	"NUMBER(VMALLOC_END)=0xfffffbfff0000000\nNUMBER(VMEMMAP_START)=0xfffffc0000000000\n"
	"NUMBER(VMEMMAP_END)=0xfffffe0000000000\nNUMBER(kimage_voffset)=0xffffb69c98800000\n"
	"NUMBER(PHYS_OFFSET)=0xffffe4a640000000\nNUMBER(TCR_EL1_T1SZ)=0x10\n";

static void begin(struct root *root, struct core *core)
{
	scratch_root(root);
	*core = (struct core){
		.machine = EM_AARCH64,
		.type = ET_CORE,
		.vmcoreinfo = vmcoreinfo,
		.nr_levels = 4,
		.root = IMAGE_PHYS + 0x20000,
		.next_table = RAM + 0x100000,
	};
	core_add(core, IMAGE, IMAGE_PHYS, 0x100000, false);
	core_add(core, VMALLOC, CORE_NO_PHYS, 0xfffffbfff0000000 - VMALLOC, false);
	core_add(core, DIRECT_MAP, RAM, 0x400000, true);
	/* The image but for its head, which is not mapped; a device. */
	for (uint64_t at = 0x10000; at < 0x30000; at += 0x1000)
		core_map(core, IMAGE + at, 12, 0x00c0000000000f83 | (IMAGE_PHYS + at));
	core_map(core, VMALLOC + 0x37000, 12, 0x0068000009000f13);
}

static int open_it(struct root *root, const struct core *core, struct backend **ret,
		   struct error *err)
{
	unsigned char *bytes;
	size_t size;

	bytes = core_bytes(core, &size);
	scratch_write(root, "proc/kcore", bytes, size);
	free(bytes);
	return backend_open(root, "kcore", ret, err);
}

static void is_region(const struct backend *backend, uint64_t virt_addr, unsigned int type,
		      uint64_t start, uint64_t last, uint64_t phys_addr)
{
	const struct memmap_region *region = address_space_region(&backend->space, virt_addr);

	about("region of 0x%jx", (uintmax_t)virt_addr);
	must(region);
	is_int(region->type, type);
	is_hex(region->start, start);
	is_hex(region->last, last);
	is_hex(region->phys_addr, phys_addr);
}

static void test_regions(const struct backend *backend)
{
	is_region(backend, DIRECT_MAP, MEMMAP_REGION_DIRECT_MAP, 0xffff000000000000,
		  DIRECT_MAP + 0x3fffff, 0xffffe4a640000000);
	is_region(backend, IMAGE + 0x10000, MEMMAP_REGION_KERNEL_IMAGE, IMAGE + 0x10000,
		  IMAGE + 0xfffff, IMAGE_PHYS + 0x10000);
	is_region(backend, IMAGE, MEMMAP_REGION_VMALLOC, VMALLOC, 0xfffffbffefffffff, 0);
	is_region(backend, 0xffff800000000000, MEMMAP_REGION_MODULES, 0xffff800000000000,
		  VMALLOC - 1, 0);
	is_region(backend, 0xfffffbffff000000, MEMMAP_REGION_PCI_IO, 0xfffffbfffe800000,
		  0xfffffbffff7fffff, 0);
	is_region(backend, 0xfffffbfffdc00000, MEMMAP_REGION_FIXMAP, 0xfffffbfff0000000,
		  0xfffffbfffdffffff, 0);
	is_region(backend, 0xfffffc6d68000000 + 64, MEMMAP_REGION_VMEMMAP, VMEMMAP,
		  0xfffffc6d681fffff, 0xffffe4a640000000);
	about("struct page of the first frame of RAM");
	is_hex(vmemmap_base(&backend->space,
			    address_space_region(&backend->space, 0xfffffc6d68000000), 64) +
		       (RAM >> 12) * 64,
	       0xfffffc6d68000000);
	ok(arch_holds_modules(&backend->space,
				       address_space_region(&backend->space, IMAGE)));
}

static void test_kcore(void)
{
	struct backend *backend = NULL;
	struct memmap_steps steps = {.virt_addr = VMALLOC + 0x37123};
	char symbol[SYMBOL_BYTES];
	struct error err = {0};
	struct core core;
	struct root root;

	about("kcore");
	begin(&root, &core);
	is_int(open_it(&root, &core, &backend, &err), 0);
	if (!backend)
		note("%s", err.text);
	must(backend);
	is_int(backend->space.va_bits, 48);
	is_int(backend->space.phys_bits, 48);
	is_int(backend->space.page_shift, 12);
	test_regions(backend);
	about("a device");
	is_int(backend_steps(backend, &steps, &err), 0);
	is_int(steps.status, MEMMAP_STATUS_OK);
	is_hex(steps.phys_addr, 0x9000123);
	is_hex(steps.prot, RW);
	is_int(steps.memtype, NGNRE);
	is_int(steps.nr_steps, 4);
	is_hex(steps.steps[0].table_phys_addr, IMAGE_PHYS + 0x20000);
	about("the last address of the user's half, and the next");
	steps = (struct memmap_steps){.virt_addr = 0xffffffffffff};
	is_int(backend_steps(backend, &steps, &err), 0);
	is_int(steps.status, MEMMAP_STATUS_USER);
	steps = (struct memmap_steps){.virt_addr = 0x1000000000000};
	is_int(backend_steps(backend, &steps, &err), 0);
	is_int(steps.status, MEMMAP_STATUS_NONCANONICAL);
	backend_close(&backend);

	about("memory types of an older kernel");
	core_map(&core, IMAGE + 0x20000, 12, 0x00c0000000000f93 | (IMAGE_PHYS + 0x20000));
	is_int(open_it(&root, &core, &backend, &err), 0);
	must(backend);
	steps = (struct memmap_steps){.virt_addr = VMALLOC + 0x37123};
	is_int(backend_steps(backend, &steps, &err), 0);
	is_int(steps.memtype, MEMMAP_MEMTYPE_UNKNOWN);
	backend_close(&backend);

	about("a mapped head of the image, which the kernel has no name for");
	core_map(&core, IMAGE, 12, 0x00e0000000000f83 | IMAGE_PHYS);
	scratch_text(&root, "proc/kallsyms",
		     "ffffb69cd8a00000 T _text\nffffb69cd8a10000 T _stext\n"
		     "ffffb69cd8a10040 T next\n");
	is_int(open_it(&root, &core, &backend, &err), 0);
	must(backend);
	is_int(kernel_symbol(backend, IMAGE + 0x80, symbol, sizeof(symbol), &err), 0);
	is_str(symbol, "");
	is_int(kernel_symbol(backend, IMAGE + 0x10010, symbol, sizeof(symbol), &err), 0);
	is_str(symbol, "_stext+0x10/0x40");
	backend_close(&backend);

	about("a note that does not tell enough");
	core.vmcoreinfo = "PAGESIZE=4096\nNUMBER(VA_BITS)=48\n";
	ok(open_it(&root, &core, &backend, &err) < 0);
	contains(err.text, "PHYS_OFFSET");
	core_clear(&core);
	scratch_remove(&root);
}

/**
 * struct shadow - KASAN's shadow in a machine of 48 bits
 * @start: where it begins; 0 for none
 * @first: the first byte that stands for the shadow itself
 * @behind: the byte behind the last such one
 */
static const struct shadow {
	uint64_t start, first, behind;
} shadows[] = {
	/* Generic, software tags, and none but RAM in the same place. */
	{0xffff600000000000, 0xffff6c0000000000, 0xffff700000000000},
	{0xffff700000000000, 0xffff770000000000, 0xffff780000000000},
	{0, 0xffff6c0000000000, 0xffff700000000000},
};

/* One page all over, where it is shadow. */
static void test_shadow(const struct shadow *shadow)
{
	const uint64_t end = 0xffff800000000000, page = RAM + 0x3000;
	const struct memmap_region *region;
	struct backend *backend = NULL;
	struct error err = {0};
	struct core core;
	struct root root;

	begin(&root, &core);
	core_map(&core, shadow->first, 12, 0x00e0000000000f83 | page);
	core_map(&core, shadow->behind - 0x1000, 12,
		 0x00e0000000000f83 | (shadow->start ? page : page + 0x1000));
	is_int(open_it(&root, &core, &backend, &err), 0);
	must(backend);
	if (shadow->start)
		is_region(backend, end - 1, MEMMAP_REGION_KASAN_SHADOW, shadow->start, end - 1, 0);
	about("no shadow where there is none");
	region = address_space_region(&backend->space, end - 1);
	is_int(region && region->type == MEMMAP_REGION_KASAN_SHADOW, shadow->start != 0);
	test_regions(backend);
	backend_close(&backend);
	core_clear(&core);
	scratch_remove(&root);
}

#define STRUCT_PAGES 0x4000

/**
 * struct big_pages - a machine whose pages are larger than 4 KiB, without KASLR
 * @root: its files
 * @core: its memory
 * @page_shift: log2 of the page size
 * @vmemmap: struct page of the first frame of RAM
 * @first: that frame
 * @info: its VMCOREINFO
 */
struct big_pages {
	struct root root;
	struct core core;
	unsigned int page_shift;
	uint64_t vmemmap, first;
	char info[2048];
};

static void put_page(struct big_pages *big, uint64_t into, uint64_t flags, uint32_t refcount,
		     uint32_t mapcount, uint64_t private, uint64_t compound_head)
{
	unsigned char *page = big->core.segments[0].data + into * 64;

	memcpy(page, &flags, 8);
	memcpy(page + 8, &refcount, 4);
	memcpy(page + 12, &mapcount, 4);
	memcpy(page + 16, &private, 8);
	memcpy(page + 32, &compound_head, 8);
}

static void put_flags(struct big_pages *big, uint64_t into, uint64_t flags)
{
	uint64_t *all = calloc(big->first + 256, sizeof(*all));

	must(all);
	all[big->first + into] = flags;
	scratch_write(&big->root, "proc/kpageflags", all, (big->first + 256) * sizeof(*all));
	free(all);
}

static void begin_big(struct big_pages *big, unsigned int page_shift)
{
	static const char layout[] =
		"PAGESIZE=%u\nSYMBOL(swapper_pg_dir)=ffff800080020000\n"
		"SYMBOL(_stext)=ffff800080010000\nSIZE(page)=64\n"
		"NUMBER(SECTION_SIZE_BITS)=29\nNUMBER(VA_BITS)=48\n"
		"NUMBER(MODULES_VADDR)=0xffff800000000000\nNUMBER(MODULES_END)=0xffff800080000000\n"
		"NUMBER(VMALLOC_START)=0xffff800080000000\nNUMBER(VMALLOC_END)=0xfffffdffbfff0000\n"
		"NUMBER(VMEMMAP_START)=0xfffffdffc0000000\nNUMBER(VMEMMAP_END)=0xffffffffc0000000\n"
		"NUMBER(kimage_voffset)=0xffff800040000000\nNUMBER(PHYS_OFFSET)=0x40000000\n"
		"NUMBER(TCR_EL1_T1SZ)=0x10\nOFFSET(page.flags)=0\nOFFSET(page._refcount)=8\n"
		"OFFSET(page._mapcount)=12\nOFFSET(page.private)=16\n"
		"OFFSET(page.compound_head)=32\nNUMBER(PG_head_mask)=64\n"
		"NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=-129\nLENGTH(zone.free_area)=12\n";
	char zone[256];

	*big = (struct big_pages){
		.page_shift = page_shift,
		.vmemmap = 0xfffffdffc0000000,
		.first = RAM >> page_shift,
		.core = {.machine = EM_AARCH64,
			 .type = ET_CORE,
			 .vmcoreinfo = big->info,
			 .nr_levels = 4},
	};
	scratch_root(&big->root);
	snprintf(big->info, sizeof(big->info), layout, 1U << page_shift);
	core_add(&big->core, big->vmemmap, CORE_NO_PHYS, STRUCT_PAGES, true);
	core_add(&big->core, 0xffff000000000000, RAM, 0x20000000, false);
	core_add(&big->core, 0xffff800080000000, RAM, 0x100000, false);
	snprintf(zone, sizeof(zone),
		 "Node 0, zone      DMA\n  pages free     1\n        min      1\n"
		 "        low      1\n        high     1\n        spanned  256\n"
		 "        present  1\n        managed  1\n        protection: (0)\n"
		 "  start_pfn:           %ju\n",
		 (uintmax_t)big->first);
	scratch_text(&big->root, "proc/zoneinfo", zone);
}

static struct memmap_frame big_frame(struct big_pages *big, struct backend *backend, uint64_t into)
{
	struct memmap_frame frame = {.pfn = big->first + into};
	struct error err = {0};

	about("pages of %u bits, frame %ju of RAM", big->page_shift, (uintmax_t)into);
	if (!is_int(kernel_frames(backend, &frame, 1, &err), 0))
		note("%s", err.text);
	return frame;
}

/* A frame's number is no longer its physical address by 12 bits. */
static void test_big_pages(unsigned int page_shift)
{
	uint64_t tail_of;
	struct backend *backend = NULL;
	struct memmap_frame frame;
	struct error err = {0};
	struct big_pages big;

	begin_big(&big, page_shift);
	tail_of = big.vmemmap + 16 * 64 + 1;
	put_page(&big, 3, 0x200, 7, UINT32_MAX, 0, 0);
	put_page(&big, 8, 0, 0, -129, 3, 0);
	put_page(&big, 16, 64, 2, UINT32_MAX, 0, 0);
	put_page(&big, 17, 4, 0, UINT32_MAX, 0, tail_of);
	put_page(&big, 21, 0, 0, UINT32_MAX, 0, tail_of);
	put_flags(&big, 3, 1ULL << KPF_SLAB);
	is_int(open_it(&big.root, &big.core, &backend, &err), 0);
	if (!backend)
		note("%s", err.text);
	must(backend);
	is_int(backend->space.page_shift, page_shift);
	frame = big_frame(&big, backend, 3);
	is_int(frame.status, MEMMAP_FRAME_OK);
	is_int(frame.zone, MEMMAP_ZONE_DMA);
	is_int(frame.refcount, 7);
	is_hex(frame.flags, 1ULL << KPF_SLAB);
	frame = big_frame(&big, backend, 11);
	is_int(frame.buddy_order, 3);
	is_hex(frame.head_pfn, big.first + 8);
	frame = big_frame(&big, backend, 21);
	is_int(frame.compound_order, 4);
	is_hex(frame.head_pfn, big.first + 16);
	is_int(big_frame(&big, backend, -1).status, MEMMAP_FRAME_ABSENT);
	/* The last frame of RAM, whose struct page is not in the file, and what is behind. */
	is_int(big_frame(&big, backend, (0x20000000 >> page_shift) - 1).status,
	       MEMMAP_FRAME_ABSENT);
	is_int(big_frame(&big, backend, 0x20000000 >> page_shift).status, MEMMAP_FRAME_ABSENT);
	is_int(big_frame(&big, backend, 1ULL << (64 - page_shift)).status, MEMMAP_FRAME_ABSENT);
	backend_close(&backend);
	core_clear(&big.core);
	scratch_remove(&big.root);
}

DEFINE_UNIT(arm64)
{
	for (size_t i = 0; i < ARRAY_SIZE(vectors); i++)
		test_vector(&vectors[i]);
	test_formats();
	test_inherit();
	test_names();
	test_kcore();
	for (size_t i = 0; i < ARRAY_SIZE(shadows); i++)
		test_shadow(&shadows[i]);
	test_big_pages(14);
	test_big_pages(16);
}
