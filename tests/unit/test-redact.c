// SPDX-License-Identifier: GPL-2.0-or-later
/* test-redact.c - tokens in the place of the kernel's addresses. */
#include <string.h>

#include <memmap/analysis/redact.h>

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

static void make(struct translations *ret)
{
	*ret = (struct translations){
		.space = {.page_shift = 12,
			  .nr_levels = 4,
			  .va_bits = 48,
			  .regions = malloc(sizeof(regions)),
			  .nr_regions = ARRAY_SIZE(regions)},
		.extents = malloc(sizeof(extents)),
		.nr_extents = ARRAY_SIZE(extents),
	};
	must(ret->space.regions && ret->extents);
	memcpy(ret->space.regions, regions, sizeof(regions));
	memcpy(ret->extents, extents, sizeof(extents));
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
	is_hex(redact_kaslr_offset(redaction, &content.space, TEXT - 0xffffffff81000000),
	       token(redaction, TEXT) - 0xffffffff81000000);
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
	}
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
