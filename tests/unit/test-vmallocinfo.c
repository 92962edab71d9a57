// SPDX-License-Identifier: GPL-2.0-or-later
/* test-vmallocinfo.c - the lines of every kernel version, shown, hashed and hidden. */
#include <errno.h>

#include "reader/vmallocinfo.h"

#include "support.h"
#include "tap.h"

static int parse(const char *text, struct vmap_area_array *ret, struct error *err)
{
	char *copy = strdup(text);
	int rc;

	must(copy);
	rc = vmallocinfo_parse(copy, ret, err);
	free(copy);
	return rc;
}

static const char raw[] =
	"0xffffc90000000000-0xffffc90000005000   20480 irq_init_percpu_irqstack+0xf0/0x120 vmap\n"
	"0xffffc9000000d000-0xffffc9000000f000    8192 hpet_enable+0xc7/0x3dc "
	"phys=0x00000000fed00000 ioremap\n"
	"0xffffc90000200000-0xffffc90000401000 2101248 alloc_large_system_hash+0x18a/0x2b0 "
	"pages=512 vmalloc vpages N0=256 N1=256\n"
	"0xffffc90000405000-0xffffc90000407000    8192 n_tty_open+0x17/0xa0 [n_tty] pages=1 "
	"vmalloc "
	"N0=1\n"
	"0xffffc90000408000-0xffffc9000040a000    8192 unpurged vm_area\n"
	"0xffffc9000040b000-0xffffc9000040f000   16384 vm_map_ram\n"
	"0xffffc90000410000-0xffffc90000412000    8192 vmalloc_user+0x1c/0x80 pages=1 vmalloc user "
	"N0=1\n"
	"0xffffc90000420000-0xffffc90000422000    8192 remap+0x1c/0x80 user\n"
	"0xffffc90000430000-0xffffc90000432000    8192 dma_common_remap+0x1/0x2 dma-coherent\n"
	"0xffffc90000440000-0xffffc90000442000    8192 0xffffffffc0123456 pages=1 vmalloc N0=1\n"
	"0xffffc90000450000-0xffffc90000452000    8192\n"
	"0xffffc90000460000-0xffffc90000462000    8192 pcpu+0x1/0x2 a-word-of-the-future\n"
	"0xffffc90000470000-0xffffc90000472000    8192 init+0x1/0x2 sparse\n";

static const struct expected {
	uint64_t start, size_bytes, phys_addr, nr_pages;
	const char *caller, *kind;
} areas[] = {
	{0xffffc90000000000, 20480, ABSENT, ABSENT, "irq_init_percpu_irqstack+0xf0/0x120", "vmap"},
	{0xffffc9000000d000, 8192, 0xfed00000, ABSENT, "hpet_enable+0xc7/0x3dc", "ioremap"},
	{0xffffc90000200000, 2101248, ABSENT, 512, "alloc_large_system_hash+0x18a/0x2b0",
	 "vmalloc"},
	{0xffffc90000405000, 8192, ABSENT, 1, "n_tty_open+0x17/0xa0 [n_tty]", "vmalloc"},
	{0xffffc90000408000, 8192, ABSENT, ABSENT, NULL, "unpurged"},
	{0xffffc9000040b000, 16384, ABSENT, ABSENT, NULL, "vm_map_ram"},
	{0xffffc90000410000, 8192, ABSENT, 1, "vmalloc_user+0x1c/0x80", "vmalloc"},
	{0xffffc90000420000, 8192, ABSENT, ABSENT, "remap+0x1c/0x80", "user"},
	{0xffffc90000430000, 8192, ABSENT, ABSENT, "dma_common_remap+0x1/0x2", "dma-coherent"},
	{0xffffc90000440000, 8192, ABSENT, 1, "0xffffffffc0123456", "vmalloc"},
	{0xffffc90000450000, 8192, ABSENT, ABSENT, NULL, "other"},
	{0xffffc90000460000, 8192, ABSENT, ABSENT, "pcpu+0x1/0x2", "other"},
	{0xffffc90000470000, 8192, ABSENT, ABSENT, "init+0x1/0x2", "sparse"},
};

static void is_area(const struct vmap_area *got, const struct expected *want)
{
	is_hex(got->start, want->start);
	is_int(got->size_bytes, want->size_bytes);
	is_hex(got->phys_addr, want->phys_addr);
	is_hex(got->nr_pages, want->nr_pages);
	is_str(got->caller, want->caller);
	is_str(got->kind, want->kind);
}

static void test_raw(void)
{
	struct vmap_area_array got = {0};
	struct error err = {0};

	about("raw addresses");
	is_int(parse(raw, &got, &err), 0);
	is_str(err.text, "");
	ok(!got.hashed && !got.hidden);
	if (is_int(got.nr, ARRAY_SIZE(areas)))
		for (size_t i = 0; i < got.nr; i++) {
			about("area %zu", i);
			is_area(&got.items[i], &areas[i]);
		}
	about("vmap_area_find");
	ok(vmap_area_find(&got, 0xffffc90000000000) == &got.items[0]);
	ok(vmap_area_find(&got, 0xffffc90000004fff) == &got.items[0]);
	ok(!vmap_area_find(&got, 0xffffc90000005000));
	ok(!vmap_area_find(&got, 0xffffc8ffffffffff));
	ok(vmap_area_find(&got, 0xffffc90000471fff) == &got.items[got.nr - 1]);
	ok(!vmap_area_find(&got, UINT64_MAX));
	vmap_area_array_clear(&got);
	ok(!vmap_area_find(&got, 0));
}

/* 6.9 and later print node by node. */
static void test_unsorted(void)
{
	struct vmap_area_array got = {0};

	about("unsorted");
	is_int(parse("0x5000-0x7000    8192 b+0x0/0x1 vmalloc\n0x9000-0xb000    8192 c+0x0/0x1 "
		     "vmap\n"
		     "0x1000-0x3000    8192 a+0x0/0x1 ioremap\n",
		     &got, NULL),
	       0);
	is_int(got.nr, 3);
	is_hex(got.items[0].start, 0x1000);
	is_str(got.items[0].caller, "a+0x0/0x1");
	is_hex(got.items[1].start, 0x5000);
	is_hex(got.items[2].start, 0x9000);
	is_str(got.items[2].kind, "vmap");
	vmap_area_array_clear(&got);
}

/* What has no address is kept apart. */
static void test_no_address(const char *what, const char *text, size_t nr_lines, bool hashed,
			    bool hidden)
{
	struct vmap_area_array got = {0};

	about("%s", what);
	is_int(parse(text, &got, NULL), 0);
	is_int(got.nr, 0);
	if (is_int(got.nr_hashed, nr_lines))
		for (size_t i = 0; i < nr_lines; i++)
			is_hex(got.hashed_items[i].area.start, ABSENT);
	is_int(got.hashed, hashed);
	is_int(got.hidden, hidden);
	vmap_area_array_clear(&got);
}

/* show_numa_info() prints nodes with pages alone, in rising order. */
static void test_nodes(void)
{
	struct vmap_area_array got = {0};

	about("nodes");
	is_int(parse("0x1000-0x9000 32768 a+0/1 pages=7 vmalloc N0=4 N2=1 N1023=2\n"
		     "0xa000-0xc000 8192 b+0/1 pages=1 vmalloc NEW\n",
		     &got, NULL),
	       0);
	if (is_int(got.nr, 2) && is_int(got.items[0].nr_nodes, 3)) {
		is_int(got.items[0].nodes[0].node, 0);
		is_int(got.items[0].nodes[0].pages, 4);
		is_int(got.items[0].nodes[1].node, 2);
		is_int(got.items[0].nodes[2].node, 1023);
		is_int(got.items[0].nodes[2].pages, 2);
		is_int(got.items[1].nr_nodes, 0);
	}
	vmap_area_array_clear(&got);
}

/* Hashes are kept apart from addresses, in the order of the file. */
static void test_hashes(void)
{
	struct vmap_area_array got = {0};

	about("hashed lines");
	is_int(parse("0x00000000f14ce802-0x0000000014ec21ef   20480 a+0xf0/0x120 pages=4 vmalloc\n"
		     "0x0000000014ec2000-0x00000000aff1e358    8192 b+0x1b6/0x1d0 phys=0x3ffe1000 "
		     "ioremap\n"
		     "0x00000000f6512000-0x00000000f6514000    8192 unpurged vm_area\n",
		     &got, NULL),
	       0);
	ok(got.hashed && !got.nr && !got.items);
	if (is_int(got.nr_hashed, 3)) {
		is_hex(got.hashed_items[0].start_hash, 0xf14ce802);
		is_hex(got.hashed_items[0].end_hash, 0x14ec21ef);
		is_hex(got.hashed_items[0].area.start, ABSENT);
		is_int(got.hashed_items[0].area.size_bytes, 20480);
		is_int(got.hashed_items[0].area.nr_pages, 4);
		is_str(got.hashed_items[0].area.caller, "a+0xf0/0x120");
		is_hex(got.hashed_items[1].area.phys_addr, 0x3ffe1000);
		/* That one looks like an address, but the others give it away. */
		is_hex(got.hashed_items[2].start_hash, 0xf6512000);
		is_hex(got.hashed_items[2].area.start, ABSENT);
		is_str(got.hashed_items[2].area.kind, "unpurged");
	}
	ok(!vmap_area_find(&got, 0xf14ce802) && !vmap_area_find(&got, 0xf6512000));
	vmap_area_array_clear(&got);
	is_int(got.nr_hashed, 0);

	about("hashes and zeros");
	is_int(parse("0x00000000f14ce802-0x0000000014ec21ef 20480 a+0/1 vmap\n0x0-0x0 4096 vmap\n",
		     &got, NULL),
	       0);
	ok(got.hashed && got.hidden && !got.nr);
	is_int(got.nr_hashed, 2);
	vmap_area_array_clear(&got);
}

static void test_bad(const char *text, const char *want)
{
	struct vmap_area_array got = {.nr = 99};
	struct error err = {0};

	about("bad \"%.40s\"", text);
	is_int(parse(text, &got, &err), -EBADMSG);
	is_int(err.code, ERROR_PARSE);
	contains(err.text, want);
	is_int(got.nr, 99);
}

static void test_truncated(const char *text)
{
	unsigned int nr_refused = 0, nr_wrong = 0;

	for (size_t length = 0; length <= strlen(text); length++) {
		struct vmap_area_array got = {0};
		struct error err = {0};
		char *cut = strndup(text, length);
		int rc = parse(cut, &got, &err);
		bool whole = length && cut[length - 1] == '\n';

		nr_refused += rc < 0;
		nr_wrong += (rc == 0) != whole || (rc < 0 && err.code != ERROR_PARSE);
		vmap_area_array_clear(&got);
		free(cut);
	}
	about("cut off at each byte");
	is_int(nr_wrong, 0);
	ok(nr_refused);
}

/* The same as the parser finds, of any file that it understands. */
static void test_sum(const char *name, const struct root *root,
		     const struct vmap_area_array *parsed)
{
	_cleanup_free_ char *text = NULL;
	uint64_t nr = 0, bytes = 0;

	about("sum of %s", name);
	must(root_read(root, "proc/vmallocinfo", &text, NULL) == 0);
	is_int(vmallocinfo_sum(text, &nr, &bytes, NULL), 0);
	is_int(nr, parsed->nr + parsed->nr_hashed);
	for (size_t i = 0; i < parsed->nr; i++)
		bytes -= parsed->items[i].size_bytes;
	for (size_t i = 0; i < parsed->nr_hashed; i++)
		bytes -= parsed->hashed_items[i].area.size_bytes;
	is_int(bytes, 0);
	text[strlen(text) - 1] = '\0';
	is_int(vmallocinfo_sum(text, &nr, &bytes, NULL), -EBADMSG);
	is_int(vmallocinfo_sum("", &nr, &bytes, NULL), -EBADMSG);
}

static void test_fixtures(void)
{
	for (const char *const *name = fixture_names; *name; name++) {
		struct vmap_area_array got = {0};
		struct error err = {0};
		struct root root;
		bool hashed = strstr(*name, "hashed"), sorted = true;

		about("%s", *name);
		fixture_root(*name, &root);
		is_int(vmallocinfo_read(&root, &got, &err), 0);
		is_str(err.text, "");
		is_int(got.hashed, hashed);
		ok(!got.hidden);
		ok(hashed ? !got.nr : got.nr > 20);
		ok(hashed ? got.nr_hashed > 20 : !got.nr_hashed);
		for (size_t i = 1; i < got.nr; i++)
			sorted &= got.items[i - 1].start < got.items[i].start;
		ok(sorted);
		test_sum(*name, &root, &got);
		vmap_area_array_clear(&got);
		root_clear(&root);
	}
}

DEFINE_UNIT(vmallocinfo)
{
	test_raw();
	test_unsorted();
	test_nodes();
	test_bad("", "it is empty");
	test_no_address(
		"hashes",
		"0x00000000f14ce802-0x0000000014ec21ef   20480 a+0xf0/0x120 vmap\n"
		"0x0000000014ec21ef-0x00000000aff1e358    8192 b+0x1b6/0x1d0 phys=0x3ffe1000 "
		"ioremap\n",
		2, true, false);
	test_no_address("zeros",
			"0x0000000000000000-0x0000000000000000   20480 a+0xf0/0x120 vmap\n"
			"0x0000000000000000-0x0000000000000000    8192 unpurged vm_area\n",
			2, false, true);
	test_hashes();
	test_bad("nonsense\n", "line 1 is not understood: \"nonsense\"");
	test_bad("0x1000-0x3000 8192 a+0/1 vmap\n\n", "line 2 is not understood");
	test_bad("0x1000-0x3000\n", "line 1");
	test_bad("0x1000-0x3000 \n", "line 1");
	test_bad("0x1000-0x3000 8192x\n", "line 1");
	test_bad("0x1000 0x3000 8192\n", "line 1");
	test_bad("0xfffff000000000000-0x3000 8192 vmap\n", "line 1");
	test_bad("0x1000-0x3000 8192 a+0/1 pages=many vmap\n", "line 1");
	test_bad("0x1000-0x3000 8192 a+0/1 phys=here ioremap\n", "line 1");
	test_bad("0x1000-0x3000 8192 a+0/1 pages=1 vmalloc N0\n", "line 1");
	test_bad("0x1000-0x3000 8192 a+0/1 pages=1 vmalloc N0=\n", "line 1");
	test_bad("0x1000-0x3000 8192 a+0/1 pages=1 vmalloc N0=1x\n", "line 1");
	test_bad("0x1000-0x3000 8192 a+0/1 pages=1 vmalloc N99999999999999999999=1\n", "line 1");
	test_bad("0x1000-0x3000 99999999999999999999 vmap\n", "line 1");
	test_bad("0x1000-0x3000 8192 a+0/1 vmap", "cut off");
	test_bad("\033[31mred\n", "\"?[31mred\"");
	test_truncated(raw);
	test_fixtures();
}
