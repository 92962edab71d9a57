// SPDX-License-Identifier: GPL-2.0-or-later
/* test-translation.c - names for entries, protection, page flags, statuses and regions. */
#include "arch/arch.h"
#include "base/cleanup.h"
#include "model/translation.h"

#include "tap.h"

static void join(const struct names *names, char *ret)
{
	*ret = '\0';
	for (size_t i = 0; i < names->nr; i++) {
		strcat(ret, i ? " " : "");
		strcat(ret, names->text[i]);
	}
}

static void is_names(const struct names *names, const char *want)
{
	char got[64 * 33];

	join(names, got);
	is_str(got, want);
}

static void test_entry(unsigned int level, uint64_t entry, const char *want)
{
	struct memmap_step step = {.entry = entry, .level = level};
	struct names names = {0};

	about("%s 0x%jx", level_name(level), (uintmax_t)entry);
	arch_name_entry(&names, MEMMAP_FORMAT_X86_64, &step);
	is_names(&names, want);
}

static void test_entries(void)
{
	static const unsigned int levels[] = {MEMMAP_LEVEL_PTE, MEMMAP_LEVEL_PMD, MEMMAP_LEVEL_PUD,
					      MEMMAP_LEVEL_P4D, MEMMAP_LEVEL_PGD};

	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		test_entry(levels[i], 0, "none");
		/* Software may keep anything in an entry that is not present. */
		test_entry(levels[i], 0xfffffffffffffffe, "not present");
		test_entry(levels[i], 0x67, "present rw user accessed dirty");
		/* The address, and bits 57:52 that the CPU leaves to software, are no flags. */
		test_entry(levels[i], 0x03f0123456789001 & ~0xff0, "present");
		test_entry(levels[i], 0x8000000000000001, "present nx");
	}
	test_entry(MEMMAP_LEVEL_PTE, 0x163, "present rw accessed dirty global");
	test_entry(MEMMAP_LEVEL_PTE, 0x19, "present pwt pcd");
	/* PAT is bit 7 of a PTE, where larger leaves have PSE, and bit 12 of those. */
	test_entry(MEMMAP_LEVEL_PTE, 0x81, "present pat");
	test_entry(MEMMAP_LEVEL_PTE, 0x1001, "present");
	test_entry(MEMMAP_LEVEL_PMD, 0x81, "present pse");
	test_entry(MEMMAP_LEVEL_PMD, 0x1081, "present pse pat");
	test_entry(MEMMAP_LEVEL_PUD, 0x1081, "present pse pat");
	test_entry(MEMMAP_LEVEL_PMD, 0x1001, "present");
	test_entry(MEMMAP_LEVEL_PTE, 0xe01, "present softw1 softw2 softw3");
	test_entry(MEMMAP_LEVEL_PTE, 0x7c00000000000001, "present softw4 pkey0 pkey1 pkey2 pkey3");
}

static void test_unknown_format(void)
{
	struct memmap_step step = {.entry = 0x67};
	struct names names = {0};

	about("an unknown format");
	arch_name_entry(&names, MEMMAP_FORMAT_UNKNOWN, &step);
	is_int(names.nr, 0);
}

static void test_prot(unsigned int prot, const char *want)
{
	struct names names = {0};

	about("prot 0x%x", prot);
	prot_names(&names, prot);
	is_names(&names, want);
}

static void test_page_flags(uint64_t flags, const char *want)
{
	struct names names = {0};

	about("page flags 0x%jx", (uintmax_t)flags);
	page_flag_names(&names, flags);
	is_names(&names, want);
}

static void test_all_page_flags(void)
{
	struct names names = {0};

	about("all page flags");
	page_flag_names(&names, UINT64_MAX);
	is_int(names.nr, 64);
	for (size_t i = 0; i < names.nr; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(names.text[i], names.text[j]))
				ok(!"two bits have one name");
	names_add(&names, "one more");
	is_int(names.nr, 64);
}

/* arm64 with KASLR, where the array begins with the struct page of a "negative" address. */
static void test_described(void)
{
	static const struct memmap_region vmemmap = {
		.start = 0xfffffc0000000000,
		.last = 0xfffffc6d681fffff,
		.phys_addr = 0xffffe4a640000000,
		.type = MEMMAP_REGION_VMEMMAP,
	};
	struct address_space space = {.page_shift = 12, .phys_bits = 48, .struct_page_bytes = 64};

	about("struct pages of arm64");
	is_hex(address_space_described_pfn(&space, &vmemmap, 0xfffffc6d68000000), 0x40000);
	is_hex(address_space_described_pfn(&space, &vmemmap, 0xfffffc6d6800007f), 0x40001);
	is_hex(address_space_described_pfn(&space, &vmemmap, 0xfffffc6d67000000), 0);
	is_hex(address_space_described_pfn(&space, &vmemmap, 0xfffffc6d66ffffff), ABSENT);
	is_hex(address_space_described_pfn(&space, &vmemmap, 0xfffffc000330a480), ABSENT);
	space.phys_bits = 0;
	is_hex(address_space_described_pfn(&space, &vmemmap, 0xfffffc000330a480), ABSENT);
}

static void test_enum(const char *what, const char *(*name)(uint64_t), unsigned int first,
		      unsigned int last)
{
	about("%s", what);
	for (unsigned int value = first; value <= last; value++)
		ok(name(value) && *name(value));
	is_str(name(last + 1), NULL);
	is_str(name(UINT64_MAX), NULL);
}

static void test_enums(void)
{
	test_enum("level_name", level_name, MEMMAP_LEVEL_PTE, MEMMAP_LEVEL_PGD);
	test_enum("region_name", region_name, MEMMAP_REGION_NONE, MEMMAP_REGION_KASAN_SHADOW);
	test_enum("zone_type_name", zone_type_name, MEMMAP_ZONE_DMA, MEMMAP_ZONE_DEVICE);
	test_enum("memtype_name", memtype_name, MEMMAP_MEMTYPE_WB, MEMMAP_MEMTYPE_DEVICE_GRE);
	test_enum("status_name", status_name, MEMMAP_STATUS_OK, MEMMAP_STATUS_UNREADABLE);
	is_str(status_name(STATUS_PARTIAL), "partial");
	is_str(status_name(STATUS_UNKNOWN + 1), NULL);
	is_str(memtype_name(MEMMAP_MEMTYPE_UNKNOWN), NULL);
	is_str(zone_type_name(MEMMAP_ZONE_UNKNOWN), NULL);
}

static void test_regions(void)
{
	struct memmap_region regions[] = {
		{0x2000, 0x2fff, .type = MEMMAP_REGION_MODULES},
		{0x1000, 0x8fff, .type = MEMMAP_REGION_KERNEL_IMAGE},
		{0xfffffffffffff000, UINT64_MAX, .type = MEMMAP_REGION_VSYSCALL},
	};
	struct address_space space = {.regions = regions, .nr_regions = ARRAY_SIZE(regions)};

	about("address_space_region");
	ok(address_space_region(&space, 0x2000) == &regions[0]);
	ok(address_space_region(&space, 0x2fff) == &regions[0]);
	ok(address_space_region(&space, 0x3000) == &regions[1]);
	ok(address_space_region(&space, 0x1000) == &regions[1]);
	ok(!address_space_region(&space, 0xfff));
	ok(!address_space_region(&space, 0x9000));
	ok(address_space_region(&space, UINT64_MAX) == &regions[2]);
}

DEFINE_UNIT(translation)
{
	test_entries();
	test_unknown_format();
	test_described();
	test_prot(0, "ro nx");
	test_prot(MEMMAP_PROT_WRITE, "rw nx");
	test_prot(MEMMAP_PROT_EXEC, "ro x");
	test_prot(0x1f, "rw x user global encrypted");
	test_prot(0x21, "rw nx bit5");
	test_page_flags(0, "");
	test_page_flags(1ULL << 7 | 1ULL << 15, "slab compound_head");
	test_page_flags(1ULL << 32 | 1ULL << 38, "reserved arch");
	test_page_flags(1ULL << 63 | 1, "locked bit63");
	test_all_page_flags();
	test_enums();
	test_regions();
}
