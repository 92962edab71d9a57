// SPDX-License-Identifier: GPL-2.0-or-later
/* test-iomem.c - nesting, hidden addresses and nonsense. */
#include <errno.h>

#include "reader/iomem.h"

#include "support.h"
#include "tap.h"

static const char text[] = "00000000-00000fff : Reserved\n"
			   "00100000-3ffdffff : System RAM\n"
			   "  17a00000-18801d31 : Kernel code\n"
			   "  18a00000-192eafff : Kernel rodata\n"
			   "40000000-febfffff : PCI Bus 0000:00\n"
			   "  fd000000-fdffffff : 0000:00:02.0\n"
			   "    fd000000-fd0fffff : bochs-drm : with a colon\n"
			   "  febf0000-febf0fff : \n"
			   "100000000-17fffffff : PCI Bus 0000:00\n";

static int parse(const char *from, struct mem_resource_array *ret, struct error *err)
{
	char *copy = strdup(from);
	int rc;

	must(copy);
	rc = iomem_parse(copy, ret, err);
	free(copy);
	return rc;
}

static void is_resource(const struct mem_resource *got, uint64_t start, uint64_t last,
			unsigned int depth, const char *name, const struct mem_resource *parent)
{
	about("resource \"%s\"", name);
	is_hex(got->start, start);
	is_hex(got->last, last);
	is_int(got->depth, depth);
	is_str(got->name, name);
	ok(got->parent == parent);
}

static const char *name_at(const struct mem_resource_array *resources, uint64_t phys_addr)
{
	const struct mem_resource *found = mem_resource_find(resources, phys_addr);

	return found ? found->name : NULL;
}

static void test_nesting(void)
{
	struct mem_resource_array got = {0};
	struct mem_resource *items;

	about("nesting");
	is_int(parse(text, &got, NULL), 0);
	ok(!got.hidden);
	if (!is_int(got.nr, 9))
		return;
	items = got.items;
	is_resource(&items[0], 0, 0xfff, 0, "Reserved", NULL);
	is_resource(&items[1], 0x100000, 0x3ffdffff, 0, "System RAM", NULL);
	is_resource(&items[2], 0x17a00000, 0x18801d31, 1, "Kernel code", &items[1]);
	is_resource(&items[3], 0x18a00000, 0x192eafff, 1, "Kernel rodata", &items[1]);
	is_resource(&items[4], 0x40000000, 0xfebfffff, 0, "PCI Bus 0000:00", NULL);
	is_resource(&items[5], 0xfd000000, 0xfdffffff, 1, "0000:00:02.0", &items[4]);
	is_resource(&items[6], 0xfd000000, 0xfd0fffff, 2, "bochs-drm : with a colon", &items[5]);
	is_resource(&items[7], 0xfebf0000, 0xfebf0fff, 1, "", &items[4]);
	is_resource(&items[8], 0x100000000, 0x17fffffff, 0, "PCI Bus 0000:00", NULL);

	about("mem_resource_find");
	is_str(name_at(&got, 0), "Reserved");
	is_str(name_at(&got, 0xfff), "Reserved");
	is_str(name_at(&got, 0x1000), NULL);
	is_str(name_at(&got, 0x17a00000), "Kernel code");
	is_str(name_at(&got, 0x18801d31), "Kernel code");
	is_str(name_at(&got, 0x18801d32), "System RAM");
	is_str(name_at(&got, 0xfd000000), "bochs-drm : with a colon");
	is_str(name_at(&got, 0xfd100000), "0000:00:02.0");
	is_str(name_at(&got, 0x17fffffff), "PCI Bus 0000:00");
	is_str(name_at(&got, UINT64_MAX), NULL);
	mem_resource_array_clear(&got);
	is_str(name_at(&got, 0), NULL);
}

static void test_hidden(void)
{
	struct mem_resource_array got = {0};

	about("hidden");
	is_int(parse("00000000-00000000 : Reserved\n  00000000-00000000 : System RAM\n", &got,
		     NULL),
	       0);
	ok(got.hidden);
	mem_resource_array_clear(&got);

	about("one resource at zero among others");
	is_int(parse("00000000-00000000 : a\n00000001-00000001 : b\n", &got, NULL), 0);
	ok(!got.hidden);
	mem_resource_array_clear(&got);

	about("an empty file");
	is_int(parse("", &got, NULL), 0);
	is_int(got.nr, 0);
	ok(!got.hidden);
	mem_resource_array_clear(&got);
}

/* Depths that jump must not confuse the search for parents. */
static void test_jumps(void)
{
	struct mem_resource_array got = {0};

	about("depths that jump");
	is_int(parse("      1-2 : a\n  1-2 : b\n          1-2 : c\n    1-2 : d\n1-2 : e\n", &got,
		     NULL),
	       0);
	is_int(got.nr, 5);
	ok(!got.items[0].parent && !got.items[1].parent && !got.items[4].parent);
	ok(got.items[2].parent == &got.items[1]);
	ok(got.items[3].parent == &got.items[1]);
	mem_resource_array_clear(&got);
}

static void test_bad(const char *from)
{
	struct mem_resource_array got = {.nr = 99};
	struct error err = {0};

	about("bad \"%.40s\"", from);
	is_int(parse(from, &got, &err), -EBADMSG);
	is_int(err.code, ERROR_PARSE);
	is_int(got.nr, 99);
}

static void test_truncated(void)
{
	unsigned int nr_wrong = 0;

	for (size_t length = 0; length < sizeof(text); length++) {
		struct mem_resource_array got = {0};
		char *cut = strndup(text, length);
		int rc = parse(cut, &got, NULL);

		nr_wrong += (rc == 0) != (!length || cut[length - 1] == '\n');
		mem_resource_array_clear(&got);
		free(cut);
	}
	about("cut off at each byte");
	is_int(nr_wrong, 0);
}

static void test_fixtures(void)
{
	for (const char *const *name = fixture_names; *name; name++) {
		struct mem_resource_array got = {0};
		const struct mem_resource *code = NULL;
		struct root root;

		about("%s", *name);
		fixture_root(*name, &root);
		is_int(iomem_read(&root, &got, NULL), 0);
		ok(!got.hidden);
		for (size_t i = 0; i < got.nr; i++)
			if (!strcmp(got.items[i].name, "Kernel code"))
				code = &got.items[i];
		if (ok(code)) {
			is_str(code->parent ? code->parent->name : NULL, "System RAM");
			ok(mem_resource_find(&got, code->last) == code);
		}
		mem_resource_array_clear(&got);
		root_clear(&root);
	}
}

DEFINE_UNIT(iomem)
{
	test_nesting();
	test_hidden();
	test_jumps();
	test_bad("nonsense\n");
	test_bad("\n");
	test_bad("1000-2000\n");
	test_bad("1000 : System RAM\n");
	test_bad("1000-2000 System RAM\n");
	test_bad("10000000000000000-2 : too large\n");
	test_bad("1000-2000 : cut");
	test_truncated();
	test_fixtures();
}
