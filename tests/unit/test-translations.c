// SPDX-License-Identifier: GPL-2.0-or-later
/* test-translations.c - the file of translations: there and back, and every kind of damage. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "backend/translations.h"
#include "base/checksum.h"

#include "tap.h"

static struct memmap_frame frame(uint64_t pfn, uint64_t head_pfn, uint64_t flags)
{
	return (struct memmap_frame){.pfn = pfn, .head_pfn = head_pfn, .flags = flags};
}

static void make(struct translations *ret)
{
	static const struct memmap_extent extents[] = {
		{.virt_addr = 0xffffc90000000000, .phys_addr = 0x5000, .length = 0x3000,
		 .leaf_shift = 12},
		{.virt_addr = 0xfffffffffffff000, .phys_addr = 0x9000, .length = 0x1000,
		 .leaf_shift = 12},
	};
	static const struct memmap_region region = {
		.start = 0xffffc90000000000, .last = 0xffffe8ffffffffff,
		.type = MEMMAP_REGION_VMALLOC};
	/* Single pages, a block whose pages have one head, a hole, and a page alone. */
	const struct memmap_frame frames[] = {
		frame(1, 1, 4), frame(2, 2, 4), frame(3, 3, 4),	  frame(4, 4, 8), frame(5, 4, 8),
		frame(6, 4, 8), frame(7, 7, 8), frame(9, 9, 8), frame(UINT64_MAX - 1, 0, 0),
	};

	*ret = (struct translations){
		.space = {.format = MEMMAP_FORMAT_X86_64, .page_shift = 12, .nr_levels = 4,
			  .va_bits = 48, .phys_bits = 46, .struct_page_bytes = 64,
			  .regions = malloc(sizeof(region)), .nr_regions = 1},
		.extents = malloc(sizeof(extents)),
		.nr_extents = ARRAY_SIZE(extents),
		.gfp = {1, 2, 3},
		.nr_gfp = 3,
	};
	must(ret->space.regions && ret->extents);
	memcpy(ret->space.regions, &region, sizeof(region));
	memcpy(ret->extents, extents, sizeof(extents));
	for (size_t i = 0; i < ARRAY_SIZE(frames); i++)
		must(translations_add_frame(ret, &frames[i], NULL) == 0);
}

static void is_frame(const struct translations *from, uint64_t pfn, uint64_t head_pfn,
		     uint64_t flags)
{
	struct memmap_frame found = {0};

	ok(translations_frame(from, pfn, &found));
	is_hex(found.pfn, pfn);
	is_hex(found.head_pfn, head_pfn);
	is_hex(found.flags, flags);
}

static void test_round_trip(void)
{
	struct translations content, back = {0};
	struct memmap_frame found;
	struct error err = {0};
	char *data = NULL;
	size_t size;

	about("there and back");
	make(&content);
	is_int(translations_format(&content, &data, &size, &err), 0);
	is_int(translations_parse(data, size, &back, &err), 0);
	is_str(err.text, "");
	is_int(back.space.nr_levels, 4);
	is_int(back.space.struct_page_bytes, 64);
	is_int(back.space.nr_regions, 1);
	is_hex(back.space.regions[0].last, 0xffffe8ffffffffff);
	is_int(back.nr_extents, 2);
	is_int(memcmp(back.extents, content.extents, 2 * sizeof(*back.extents)), 0);
	is_int(back.nr_gfp, 3);
	is_int(back.gfp[2], 3);

	about("page frames");
	is_frame(&back, 1, 1, 4);
	is_frame(&back, 3, 3, 4);
	is_frame(&back, 4, 4, 8);
	is_frame(&back, 6, 4, 8);
	is_frame(&back, 7, 7, 8);
	is_frame(&back, 9, 9, 8);
	is_frame(&back, UINT64_MAX - 1, 0, 0);
	ok(!translations_frame(&back, 0, &found));
	ok(!translations_frame(&back, 8, &found));
	ok(!translations_frame(&back, UINT64_MAX, &found));
	is_int(back.nr_frames, 5);

	about("extents by address");
	is_int(translations_extent(&back, 0), 0);
	is_int(translations_extent(&back, 0xffffc90000002fff), 0);
	is_int(translations_extent(&back, 0xffffc90000003000), 1);
	is_int(translations_extent(&back, UINT64_MAX), 1);
	translations_clear(&content);
	translations_clear(&back);
	free(data);
}

/* With a checksum that fits, so that what is behind it is looked at. */
static void seal(char *data)
{
	struct translations_header *header = (struct translations_header *)data;

	header->checksum = checksum(header + 1, header->size);
}

static void refuses(const char *data, size_t size, int rc, const char *why)
{
	struct translations content = {0};
	struct error err = {0};

	is_int(translations_parse(data, size, &content, &err), rc);
	contains(err.text, why);
	ok(!content.extents && !content.frames);
}

static void test_damage(void)
{
	struct translations content;
	struct translations_header *header;
	struct translations_section *section;
	struct memmap_extent *extents;
	char *data, *copy;
	size_t size;

	make(&content);
	must(translations_format(&content, &data, &size, NULL) == 0);
	copy = malloc(size + 1);
	must(copy);
	header = (struct translations_header *)copy;
	section = (struct translations_section *)(header + 1);
#define AGAIN memcpy(copy, data, size)

	about("cut off at each byte");
	for (size_t at = 0; at < size; at++) {
		struct translations none = {0};

		if (translations_parse(data, at, &none, NULL) >= 0)
			ok(!"a cut file passes");
	}
	refuses(data, size - 1, -EBADMSG, "cut off");
	refuses(data, 3, -EBADMSG, "cut off");
	refuses(data, 0, -EBADMSG, "cut off");

	about("each byte changed");
	for (size_t at = 0; at < size; at++) {
		struct translations none = {0};

		AGAIN;
		copy[at] ^= 0x10;
		if (translations_parse(copy, size, &none, NULL) >= 0)
			ok(!"a changed file passes");
	}
	AGAIN;
	copy[size - 1] ^= 1;
	refuses(copy, size, -EBADMSG, "damaged");

	about("another file, machine or version");
	AGAIN;
	header->magic = __builtin_bswap64(header->magic);
	refuses(copy, size, -EBADMSG, "byte order");
	header->magic = 0;
	refuses(copy, size, -EBADMSG, "no file of translations");
	AGAIN;
	header->version = 2;
	refuses(copy, size, -EPROTO, "version 2");
	AGAIN;
	copy[size] = 0;
	refuses(copy, size + 1, -EBADMSG, "follows its end");

	about("sections that make no sense");
	AGAIN;
	section->type = 99;
	seal(copy);
	refuses(copy, size, -EBADMSG, "address space is missing");
	AGAIN;
	section->item_bytes = 4;
	section->nr_items = 6;
	seal(copy);
	refuses(copy, size, -EBADMSG, "not what it should be");
	AGAIN;
	section->nr_items = UINT64_MAX / 2;
	seal(copy);
	refuses(copy, size, -EBADMSG, "cut off");
	AGAIN;
	((struct stored_space *)(section + 1))->page_shift = 77;
	seal(copy);
	refuses(copy, size, -EBADMSG, "makes no sense");

	about("extents out of order");
	AGAIN;
	extents = memmem(copy, size, content.extents, sizeof(*content.extents));
	must(extents);
	extents[0].length = 0;
	seal(copy);
	refuses(copy, size, -EBADMSG, "extents are out of order");
	extents[0] = content.extents[1];
	seal(copy);
	refuses(copy, size, -EBADMSG, "extents are out of order");
	free(data);
	free(copy);
	translations_clear(&content);
}

static long peak_kib(void)
{
	struct rusage usage;

	must(getrusage(RUSAGE_SELF, &usage) == 0);
	return usage.ru_maxrss;
}

/* Items in a hole of a sparse file: memory that nothing was written to is zeros and takes none. */
static void test_sparse(uint32_t type, uint32_t item_bytes)
{
	enum { BYTES = 256 << 20 };
	struct translations_header header = {TRANSLATIONS_MAGIC, TRANSLATIONS_VERSION, 0, 0};
	struct translations_section section = {type, item_bytes, 0};
	struct translations content = {0};
	struct error err = {0};
	long before = peak_kib();
	char *data = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	about("a hole of type %u", type);
	must(data != MAP_FAILED);
	header.size = BYTES - sizeof(header);
	section.nr_items = (header.size - sizeof(section)) / item_bytes;
	header.size = sizeof(section) + section.nr_items * item_bytes;
	memcpy(data + sizeof(header), &section, sizeof(section));
	header.checksum = checksum(data + sizeof(header), header.size);
	memcpy(data, &header, sizeof(header));
	ok(translations_parse(data, sizeof(header) + header.size, &content, &err) < 0);
	ok(err.code && *err.text);
	ok(peak_kib() - before < BYTES >> 12);
	munmap(data, BYTES);
}

DEFINE_UNIT(translations)
{
	test_round_trip();
	test_damage();
	test_sparse(TRANSLATIONS_SPACE, sizeof(struct stored_space));
	test_sparse(TRANSLATIONS_REGIONS, sizeof(struct memmap_region));
	test_sparse(TRANSLATIONS_EXTENTS, sizeof(struct memmap_extent));
	test_sparse(TRANSLATIONS_FRAMES, sizeof(struct frame_run));
	test_sparse(TRANSLATIONS_GFP, sizeof(uint32_t));
}
