// SPDX-License-Identifier: GPL-2.0-or-later
/* test-redact.c - tokens in the place of the kernel's addresses. */
#include <string.h>

#include "analysis/snapshot/redact.h"

#include "tap.h"

#define DIRECT_MAP 0xffff9a3f40000000ULL
#define VMALLOC	   0xffffb6c280000000ULL
#define VMEMMAP	   0xffffd98c00000000ULL
#define IMAGE	   0xffffffff80000000ULL
#define TEXT	   0xffffffffa3200000ULL
#define MODULES	   0xffffffffc0000000ULL
#define GIB	   (1ULL << 30)

static const struct memmap_region regions[] = {
	{.start = 0, .last = 0x7fffffffffff, .type = MEMMAP_REGION_USER},
	{.start = 0xffff800000000000, .last = 0xffff87ffffffffff, .type = MEMMAP_REGION_GUARD},
	{.start = DIRECT_MAP,
	 .last = DIRECT_MAP + 64 * GIB - 1,
	 .type = MEMMAP_REGION_DIRECT_MAP,
	 .flags = MEMMAP_REGION_LINEAR},
	{.start = VMALLOC, .last = VMALLOC + 32768 * GIB - 1, .type = MEMMAP_REGION_VMALLOC},
	{.start = VMEMMAP, .last = VMEMMAP + GIB - 1, .type = MEMMAP_REGION_VMEMMAP},
	{.start = 0xfffffe0000000000,
	 .last = 0xfffffe7fffffffff,
	 .type = MEMMAP_REGION_CPU_ENTRY_AREA},
	{.start = IMAGE,
	 .last = IMAGE + GIB - 1,
	 .phys_addr = 0x1000000 - (TEXT - IMAGE),
	 .type = MEMMAP_REGION_KERNEL_IMAGE,
	 .flags = MEMMAP_REGION_LINEAR},
	{.start = MODULES, .last = 0xfffffffffeffffff, .type = MEMMAP_REGION_MODULES},
};

static const struct memmap_extent extents[] = {
	{.virt_addr = DIRECT_MAP, .phys_addr = 0, .length = GIB, .leaf_shift = 30},
	{.virt_addr = VMALLOC + 0x1000, .phys_addr = 0x7000, .length = 0x3000, .leaf_shift = 12},
	{.virt_addr = 0xfffffe0000000000,
	 .phys_addr = 0x9000,
	 .length = 0x8000000000,
	 .leaf_shift = 12},
	{.virt_addr = TEXT, .phys_addr = 0x1000000, .length = 0x2000000, .leaf_shift = 21},
	{.virt_addr = MODULES + 0x5000, .phys_addr = 0x3000, .length = 0x2000, .leaf_shift = 12},
};

static void fill(struct translations *ret, const struct memmap_region *from, size_t nr_regions,
		 const struct memmap_extent *mapped, size_t nr_extents)
{
	*ret = (struct translations){
		.space = {.page_shift = 12,
			  .nr_levels = 4,
			  .va_bits = 48,
			  .struct_page_bytes = 64,
			  .regions = calloc(nr_regions, sizeof(*from)),
			  .nr_regions = nr_regions},
		.extents = calloc(nr_extents, sizeof(*mapped)),
		.nr_extents = nr_extents,
	};
	must(ret->space.regions && ret->extents);
	memcpy(ret->space.regions, from, nr_regions * sizeof(*from));
	memcpy(ret->extents, mapped, nr_extents * sizeof(*mapped));
}

static void make(struct translations *ret)
{
	fill(ret, regions, ARRAY_SIZE(regions), extents, ARRAY_SIZE(extents));
}

/*
 * As Linux 6.1 has it on arm64, with KASLR: the image lies in vmalloc space, and modules near it.
 * The direct map begins at the same address on each machine, and RAM lies somewhere in it.
 */
#define ARM64_RAM     0xffff1b5a00000000ULL
#define ARM64_PHYS    0x40000000ULL
#define ARM64_VMALLOC 0xffff800008000000ULL
#define ARM64_MODULE  0xffffb69c9ac31000ULL
#define ARM64_TEXT    0xffffb69cd8a00000ULL
#define ARM64_STEXT   (ARM64_TEXT + 0x10000)
#define ARM64_END     (ARM64_TEXT + 0x2c00000)
#define ARM64_PERCPU  0xfffffbffed7a0000ULL
#define ARM64_PAGES   0xfffffc6d68000000ULL
#define ARM64_OFFSET  (ARM64_TEXT - ARM64_VMALLOC)

static const struct memmap_region arm64_regions[] = {
	{.start = 0xfffffbfffe800000, .last = 0xfffffbffff7fffff, .type = MEMMAP_REGION_PCI_IO},
	{.start = 0xfffffbfff0000000, .last = 0xfffffbfffdffffff, .type = MEMMAP_REGION_FIXMAP},
	{.start = 0xfffffc0000000000,
	 .last = ARM64_PAGES + 0xffffff,
	 .phys_addr = ARM64_PHYS - (ARM64_RAM - 0xffff000000000000),
	 .type = MEMMAP_REGION_VMEMMAP},
	{.start = 0xffff800000000000, .last = ARM64_VMALLOC - 1, .type = MEMMAP_REGION_MODULES},
	{.start = ARM64_STEXT,
	 .last = ARM64_END - 1,
	 .phys_addr = ARM64_PHYS + 0x210000,
	 .type = MEMMAP_REGION_KERNEL_IMAGE,
	 .flags = MEMMAP_REGION_LINEAR},
	{.start = ARM64_VMALLOC, .last = 0xfffffbffefffffff, .type = MEMMAP_REGION_VMALLOC},
	{.start = 0xffff000000000000,
	 .last = ARM64_RAM + GIB - 1,
	 .phys_addr = ARM64_PHYS - (ARM64_RAM - 0xffff000000000000),
	 .type = MEMMAP_REGION_DIRECT_MAP,
	 .flags = MEMMAP_REGION_LINEAR},
	{.start = 0, .last = 0xffffffffffff, .type = MEMMAP_REGION_USER},
};

static const struct memmap_extent arm64_extents[] = {
	{.virt_addr = ARM64_RAM, .phys_addr = ARM64_PHYS, .length = GIB, .leaf_shift = 12},
	{.virt_addr = ARM64_VMALLOC, .phys_addr = 0x7000, .length = 0x4000, .leaf_shift = 12},
	{.virt_addr = ARM64_VMALLOC + 0x2e0000, .phys_addr = 0, .length = 0x4000, .leaf_shift = 12},
	{.virt_addr = ARM64_MODULE, .phys_addr = 0x3000, .length = 0x2000, .leaf_shift = 12},
	{.virt_addr = ARM64_STEXT,
	 .phys_addr = ARM64_PHYS + 0x210000,
	 .length = ARM64_END - ARM64_STEXT,
	 .leaf_shift = 16},
	{.virt_addr = ARM64_PERCPU, .phys_addr = 0x9000, .length = 0x8000, .leaf_shift = 12},
	{.virt_addr = ARM64_PAGES, .phys_addr = 0x5000000, .length = 0x1000000, .leaf_shift = 21},
};

static void make_arm64(struct translations *ret)
{
	fill(ret, arm64_regions, ARRAY_SIZE(arm64_regions), arm64_extents,
	     ARRAY_SIZE(arm64_extents));
}

static uint64_t token(const struct redaction *redaction, uint64_t virt_addr)
{
	return redact_address(redaction, virt_addr);
}

static void test_addresses(const struct redaction *redaction)
{
	uint64_t direct = token(redaction, DIRECT_MAP), area = token(redaction, VMALLOC);

	about("the same address, the same token");
	is_hex(token(redaction, DIRECT_MAP), direct);
	about("distances and order stay");
	is_hex(token(redaction, DIRECT_MAP + 0x12345), direct + 0x12345);
	is_hex(token(redaction, VMALLOC + 20000 * GIB + 7), area + 20000 * GIB + 7);
	ok(direct < area && area < token(redaction, VMEMMAP));
	ok(direct > 0xffff87ffffffffff);
	ok(token(redaction, VMEMMAP + GIB - 1) < 0xfffffe0000000000);
	is_hex(direct % GIB, 0);
	is_hex(token(redaction, TEXT + 0x123) - token(redaction, TEXT), 0x123);
	ok(token(redaction, TEXT) >= IMAGE && token(redaction, TEXT + 0x1ffffff) < MODULES);
	is_hex(token(redaction, TEXT) % (2 << 20), 0);
	is_hex(token(redaction, MODULES + 0x5678) % 4096, 0x678);
	ok(token(redaction, MODULES) >= MODULES);
	about("nothing lies where something else was");
	ok(token(redaction, TEXT) >= TEXT + 0x2000000 ||
	   token(redaction, TEXT) + 0x2000000 <= TEXT);
	ok(token(redaction, MODULES + 0x5000) >= MODULES + 0x7000 ||
	   token(redaction, MODULES + 0x6fff) < MODULES + 0x5000);

	about("what is none of the kernel's stays, what is in no region is gone");
	is_hex(token(redaction, 0x7ffd00001000), 0x7ffd00001000);
	is_hex(token(redaction, 0), 0);
	is_hex(token(redaction, 0xffff880000000000), 0);
}

static void test_translations(const struct redaction *redaction)
{
	struct translations content;
	uint64_t bytes = 0;

	about("extents and regions");
	make(&content);
	is_hex(redact_kaslr_offset(redaction, &content.space, TEXT - 0xffffffff81000000),
	       token(redaction, TEXT) - 0xffffffff81000000);
	is_int(redact_translations(redaction, &content, NULL), 0);
	for (size_t i = 0; i < content.nr_extents; i++) {
		const struct memmap_extent *extent = &content.extents[i];

		bytes += extent->length;
		ok(!i || extent->virt_addr >= extent[-1].virt_addr + extent[-1].length);
		if (extent->leaf_shift == 30)
			is_hex(extent->virt_addr, token(redaction, DIRECT_MAP));
		if (extent->leaf_shift != 21)
			continue;
		/* What is linear is so at its new place, too. */
		is_hex(extent->virt_addr, token(redaction, TEXT));
		is_hex(extent->phys_addr, extent->virt_addr - content.space.regions[6].start +
						  content.space.regions[6].phys_addr);
	}
	is_hex(bytes, GIB + 0x3000 + 0x8000000000 + 0x2000000 + 0x2000);
	is_hex(content.space.regions[2].start, token(redaction, DIRECT_MAP));
	is_hex(content.space.regions[3].last, token(redaction, VMALLOC) + 32768 * GIB - 1);
	is_hex(content.space.regions[6].start, IMAGE);
	translations_clear(&content);
}

static void test_text(const struct redaction *redaction)
{
	char wanted[200], text[200];
	_cleanup_free_ char *exact = NULL;

	about("texts");
	snprintf(text, sizeof(text),
		 "0x%016llx-0x%016llx  8192 f+0x12/0x34 phys=0x%016x\n%llx t x\n", VMALLOC,
		 VMALLOC + 8192, 0xfee00000, TEXT);
	snprintf(wanted, sizeof(wanted),
		 "0x%016jx-0x%016jx  8192 f+0x12/0x34 phys=0x%016x\n%jx t x\n",
		 (uintmax_t)token(redaction, VMALLOC), (uintmax_t)token(redaction, VMALLOC + 8192),
		 0xfee00000, (uintmax_t)token(redaction, TEXT));
	redact_text(redaction, text);
	is_str(text, wanted);
	strcpy(text, "ffffffffa32000001 xffffffffa3200000y ffffffffa320000 name_ffffffffa3200000");
	snprintf(wanted, sizeof(wanted), "%s", text);
	redact_text(redaction, text);
	is_str(text, wanted);

	about("the command line");
	strcpy(text, "BOOT_IMAGE=/boot/x root=UUID=12-3 ro nopat a=\"b c\" quiet\n");
	redact_command_line(text);
	is_str(text, "BOOT_IMAGE=* root=* ro nopat a=* quiet\n");
	strcpy(text, "a=\"b");
	redact_command_line(text);
	is_str(text, "a=*");
	strcpy(text, "a= b=1 c==\nd=\n");
	redact_command_line(text);
	is_str(text, "a= b=* c=*\nd=\n");

	about("a command line that ends with an empty value");
	exact = strdup("quiet a=");
	must(exact);
	redact_command_line(exact);
	is_str(exact, "quiet a=");
}

static const struct memmap_region *region_at(const struct translations *content, uint64_t virt_addr)
{
	const struct memmap_region *region = address_space_region(&content->space, virt_addr);

	must(region);
	return region;
}

/* What each machine has at the same address must not tell where the rest is. */
static void test_arm64_addresses(const struct redaction *redaction)
{
	const uint64_t text = token(redaction, ARM64_TEXT), area = token(redaction, ARM64_VMALLOC);
	struct translations before;
	uint64_t nr_same = 0, nr_lost = 0;

	make_arm64(&before);
	about("arm64: nothing lies where something was");
	for (size_t i = 0; i < before.nr_extents; i++)
		for (uint64_t at = 0; at < before.extents[i].length; at += 1 << 16) {
			uint64_t to = token(redaction, before.extents[i].virt_addr + at);
			size_t hit = translations_extent(&before, to);

			nr_same += hit < before.nr_extents && before.extents[hit].virt_addr <= to;
			nr_lost += !to;
		}
	is_int(nr_same, 0);
	is_int(nr_lost, 0);
	translations_clear(&before);
	about("arm64: the image, the modules near it, and the rest of vmalloc space");
	is_hex(token(redaction, ARM64_STEXT) - text, ARM64_STEXT - ARM64_TEXT);
	is_hex(token(redaction, ARM64_END + 0x1000) - text, ARM64_END + 0x1000 - ARM64_TEXT);
	is_hex(text % (2 << 20), 0);
	is_hex(text - token(redaction, ARM64_MODULE), ARM64_TEXT - ARM64_MODULE);
	is_hex(token(redaction, ARM64_VMALLOC + 0x2e0000) - area, 0x2e0000);
	is_hex(token(redaction, ARM64_VMALLOC + (8ULL << 30)) - area, 8ULL << 30);
	ok(area > 0xffff800008000000 && area < text);
	ok(text < token(redaction, ARM64_PERCPU));
	ok(token(redaction, ARM64_PERCPU + 0x8000) < 0xfffffbfff0000000);
	ok(text - area != ARM64_TEXT - ARM64_VMALLOC);
	ok(token(redaction, ARM64_PERCPU) - text != ARM64_PERCPU - ARM64_TEXT);
	about("arm64: the direct map and struct pages stay in the kernel's half");
	ok(token(redaction, ARM64_RAM) >= 0xffff000000000000);
	ok(token(redaction, ARM64_RAM + GIB - 1) < 0xffff800000000000);
	ok(token(redaction, ARM64_PAGES) > 0xfffffbffff7fffff);
}

static void test_arm64_translations(const struct redaction *redaction)
{
	const uint64_t pages = token(redaction, ARM64_PAGES), ram = token(redaction, ARM64_RAM);
	const struct memmap_region *region;
	struct translations content;

	about("arm64: extents and regions");
	make_arm64(&content);
	is_hex(redact_kaslr_offset(redaction, &content.space, ARM64_OFFSET),
	       ARM64_OFFSET + token(redaction, ARM64_TEXT) - ARM64_TEXT);
	is_int(redact_translations(redaction, &content, NULL), 0);
	is_int(content.nr_extents, ARRAY_SIZE(arm64_extents));
	for (size_t i = 0; i < content.nr_extents; i++) {
		is_hex(content.extents[i].virt_addr, token(redaction, arm64_extents[i].virt_addr));
		is_hex(content.extents[i].length, arm64_extents[i].length);
		is_int(region_at(&content, content.extents[i].virt_addr)->type,
		       i < 1	? MEMMAP_REGION_DIRECT_MAP
		       : i > 5	? MEMMAP_REGION_VMEMMAP
		       : i == 4 ? MEMMAP_REGION_KERNEL_IMAGE
				: MEMMAP_REGION_VMALLOC);
	}
	region = region_at(&content, token(redaction, ARM64_STEXT));
	is_hex(region->start, token(redaction, ARM64_STEXT));
	is_hex(region->last, token(redaction, ARM64_END - 1));
	is_hex(region->phys_addr, ARM64_PHYS + 0x210000);
	/* How far they are from where they begin on each machine is what KASLR hides. */
	region = region_at(&content, ram);
	is_hex(region->start, ram);
	is_hex(region->last, ram + GIB - 1);
	is_hex(region->phys_addr, ARM64_PHYS);
	region = region_at(&content, pages);
	is_hex(region->start, pages);
	is_hex(vmemmap_base(&content.space, region, 64) + (ARM64_PHYS >> 12) * 64, pages);
	is_hex(region_at(&content, token(redaction, ARM64_PERCPU))->start,
	       token(redaction, ARM64_VMALLOC));
	translations_clear(&content);
}

/* A chunk of per-CPU memory goes up to the end of vmalloc space, where the fixmap begins. */
static void test_arm64_text(const struct redaction *redaction)
{
	char wanted[100], text[100];

	about("arm64: the end of an area belongs to the area");
	snprintf(text, sizeof(text), "0x%016llx-0x%016llx %llx-%llx", ARM64_PERCPU,
		 0xfffffbfff0000000ULL, ARM64_VMALLOC, ARM64_VMALLOC + 0x4000);
	snprintf(wanted, sizeof(wanted), "0x%016jx-0x%016jx %jx-%jx",
		 (uintmax_t)token(redaction, ARM64_PERCPU),
		 (uintmax_t)token(redaction, 0xfffffbffefffffff) + 1,
		 (uintmax_t)token(redaction, ARM64_VMALLOC),
		 (uintmax_t)token(redaction, ARM64_VMALLOC) + 0x4000);
	redact_text(redaction, text);
	is_str(text, wanted);
}

/* Without KASLR the image begins vmalloc space, and modules lie below. */
static void test_arm64_nokaslr(void)
{
	struct redaction redaction = {0};
	struct translations content;

	about("arm64: nokaslr");
	make_arm64(&content);
	content.space.regions[4].start = ARM64_VMALLOC + 0x10000;
	content.space.regions[4].last = ARM64_VMALLOC + 0x2bfffff;
	content.extents[1].virt_addr = 0xffff800000000000 + 0x2000;
	content.extents[2].virt_addr = ARM64_VMALLOC + 0x10000;
	content.extents[2].length = 0x2bf0000;
	content.extents[3].virt_addr = ARM64_VMALLOC + 0x2c10000;
	memmove(&content.extents[4], &content.extents[5], 2 * sizeof(content.extents[0]));
	content.nr_extents--;
	must(redaction_init(&redaction, &content, NULL) == 0);
	ok(token(&redaction, ARM64_VMALLOC + 0x10000) > ARM64_VMALLOC + 0x2c12000);
	is_hex(token(&redaction, ARM64_VMALLOC + 0x2c10000) - token(&redaction, ARM64_VMALLOC),
	       0x2c10000);
	ok(token(&redaction, 0xffff800000002000) < ARM64_VMALLOC);
	ok(token(&redaction, 0xffff800000002000) >= 0xffff800000006000 ||
	   token(&redaction, 0xffff800000005fff) < 0xffff800000002000);
	redaction_clear(&redaction);
	translations_clear(&content);
}

DEFINE_UNIT(redact)
{
	struct translations content;
	struct redaction first = {0}, second = {0};

	/* Drawn at random: whatever comes out, it must hold. */
	for (int i = 0; i < 50; i++) {
		redaction_clear(&first);
		make(&content);
		must(redaction_init(&first, &content, NULL) == 0);
		translations_clear(&content);
		test_addresses(&first);
		test_translations(&first);
		redaction_clear(&second);
		make_arm64(&content);
		must(redaction_init(&second, &content, NULL) == 0);
		translations_clear(&content);
		test_arm64_addresses(&second);
		test_arm64_translations(&second);
		test_arm64_text(&second);
		test_arm64_nokaslr();
	}
	redaction_clear(&second);
	test_text(&first);
	make(&content);
	must(redaction_init(&second, &content, NULL) == 0);
	about("two snapshots");
	ok(token(&first, DIRECT_MAP) != token(&second, DIRECT_MAP) ||
	   token(&first, VMALLOC) != token(&second, VMALLOC) ||
	   token(&first, MODULES) != token(&second, MODULES));
	redaction_clear(&second);
	translations_clear(&content);
	about("nothing known of the address space");
	must(redaction_init(&second, &content, NULL) == 0);
	is_hex(token(&second, DIRECT_MAP), 0);
	redaction_clear(&first);
	redaction_clear(&second);
}
