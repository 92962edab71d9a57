// SPDX-License-Identifier: GPL-2.0-or-later
/* test-zones.c - zoneinfo, buddyinfo and pagetypeinfo of every captured kernel. */
#include <errno.h>
#include <linux/btf.h>

#include "analysis/zones/zones.h"
#include "reader/highatomic.h"
#include "reader/zones.h"

#include "make_btf.h"
#include "support.h"
#include "tap.h"

typedef int zone_parser(char *text, struct zone_array *zones, struct error *err);

static int parse(zone_parser *parser, const char *text, struct zone_array *zones, struct error *err)
{
	char *copy = strdup(text);
	int rc;

	must(copy);
	rc = parser(copy, zones, err);
	free(copy);
	return rc;
}

/* What the raw text of tests/fixtures/debian-6.1-686-pae says, read off by eye. */
static const struct {
	const char *name;
	uint64_t start_pfn, spanned, present, managed, free, min, low, high;
	uint64_t reserves[4];
	uint64_t nr_free[11];
	uint64_t unmovable[11], movable[11];
} want[] = {
	{"DMA",
	 1,
	 4095,
	 3998,
	 3840,
	 3840,
	 190,
	 237,
	 284,
	 {0, 798, 2990, 2990},
	 {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 3},
	 {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0},
	 {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3}},
	{"Normal",
	 4096,
	 221182,
	 221182,
	 205212,
	 197890,
	 10155,
	 12693,
	 15231,
	 {0, 0, 17535, 17535},
	 {0, 1, 4, 0, 3, 4, 1, 2, 1, 1, 192},
	 {0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0},
	 {0, 0, 2, 0, 1, 2, 1, 0, 0, 1, 192}},
	{"HighMem",
	 225278,
	 561122,
	 561122,
	 561122,
	 553096,
	 128,
	 7095,
	 14062,
	 {0, 0, 0, 0},
	 {162, 471, 122, 6, 1, 1, 2, 1, 1, 2, 537},
	 {0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0},
	 {162, 471, 122, 5, 1, 0, 1, 1, 1, 1, 537}},
	{"Movable", ABSENT, 0, 0, 0, 0, 32, 32, 32, {0, 0, 0, 0}, {0}, {0}, {0}},
};

static const char *const zone_names[] = {"DMA", "Normal", "HighMem", "Movable"};
static const char *const migratetypes[] = {"Unmovable", "Movable", "Reclaimable", "HighAtomic",
					   "Isolate"};

static void is_numbers(const struct zone *zone, size_t i)
{
	is_int(zone->node, 0);
	is_str(zone->name, want[i].name);
	is_hex(zone->start_pfn, want[i].start_pfn);
	is_int(zone->spanned_pages, want[i].spanned);
	is_int(zone->present_pages, want[i].present);
	is_int(zone->managed_pages, want[i].managed);
	is_int(zone->cma_pages, 0);
	is_int(zone->free_pages, want[i].free);
	is_int(zone->boost_pages, 0);
	is_int(zone->min_pages, want[i].min);
	is_int(zone->low_pages, want[i].low);
	is_int(zone->high_pages, want[i].high);
	is_hex(zone->promo_pages, ABSENT);
	is_int(zone->above_min_pages, (int64_t)(want[i].free - want[i].min));
	is_int(zone->above_low_pages, (int64_t)(want[i].free - want[i].low));
	is_int(zone->above_high_pages, (int64_t)(want[i].free - want[i].high));
}

static void is_blocks(const struct zone *zone, size_t i)
{
	/* An unpopulated zone has no line in buddyinfo, and no free lists. */
	bool populated = want[i].present;

	is_int(zone->nr_orders, populated ? 11 : 0);
	for (unsigned int order = 0; order < zone->nr_orders; order++)
		is_int(zone->nr_free[order], want[i].nr_free[order]);
	if (!is_int(zone->nr_free_lists, populated ? 5 : 0) || !populated)
		return;
	for (unsigned int type = 0; type < 5; type++) {
		is_str(zone->free_lists[type].migratetype, migratetypes[type]);
		is_str(zone->free_lists[type].zone, want[i].name);
		is_int(zone->free_lists[type].nr_orders, 11);
		is_int(zone->free_lists[type].truncated, 0);
	}
	for (unsigned int order = 0; order < 11; order++) {
		is_int(zone->free_lists[0].nr_free[order], want[i].unmovable[order]);
		is_int(zone->free_lists[1].nr_free[order], want[i].movable[order]);
	}
}

static void is_range(const struct zone *zone, size_t i)
{
	if (want[i].start_pfn == ABSENT) {
		is_hex(zone->start_phys_addr, ABSENT);
		is_hex(zone->last_phys_addr, ABSENT);
		return;
	}
	is_hex(zone->start_phys_addr, want[i].start_pfn * 4096);
	is_hex(zone->last_phys_addr, (want[i].start_pfn + want[i].spanned) * 4096 - 1);
}

static void test_by_eye(void)
{
	struct zone_array zones = {0};
	struct root root;

	about("debian-6.1-686-pae");
	fixture_root("debian-6.1-686-pae", &root);
	is_int(zones_read(&root, &zones, NULL), 0);
	is_int(free_lists_read(&root, &zones, NULL), 0);
	zones_derive(&zones, 4096);
	if (is_int(zones.nr, ARRAY_SIZE(want)))
		for (size_t i = 0; i < zones.nr; i++) {
			about("debian-6.1-686-pae %s", want[i].name);
			is_numbers(&zones.items[i], i);
			is_range(&zones.items[i], i);
			if (is_int(zones.items[i].nr_reserves, 4))
				for (unsigned int j = 0; j < 4; j++) {
					is_str(zones.items[i].reserves[j].highest_zone,
					       zone_names[j]);
					is_int(zones.items[i].reserves[j].pages,
					       want[i].reserves[j]);
				}
			is_blocks(&zones.items[i], i);
		}
	zone_array_clear(&zones);
	root_clear(&root);
}

/* Blocks by migratetype must add up to blocks; the fixtures are of one quiet moment. */
static void is_consistent(const struct zone *zone)
{
	uint64_t listed[MAX_ORDERS] = {0};
	bool truncated = false;

	for (unsigned int type = 0; type < zone->nr_free_lists; type++) {
		truncated |= zone->free_lists[type].truncated;
		for (unsigned int order = 0; order < zone->free_lists[type].nr_orders; order++)
			listed[order] += zone->free_lists[type].nr_free[order];
	}
	if (truncated)
		return;
	for (unsigned int order = 0; order < zone->nr_orders; order++)
		is_int(listed[order], zone->nr_free[order]);
}

static void test_fixture(const char *name)
{
	struct zone_array zones = {0};
	struct error err = {0};
	struct root root;
	int max_node = 0;

	about("%s", name);
	fixture_root(name, &root);
	is_int(zones_read(&root, &zones, &err), 0);
	is_int(free_lists_read(&root, &zones, &err), 0);
	is_str(err.text, "");
	ok(zones.nr >= 4);
	for (size_t i = 0; i < zones.nr; i++) {
		const struct zone *zone = &zones.items[i];

		about("%s node %d %s", name, zone->node, zone->name);
		is_consistent(zone);
		ok(zone->present_pages <= zone->spanned_pages);
		ok(zone->managed_pages <= zone->present_pages);
		ok(zone->min_pages <= zone->low_pages && zone->low_pages <= zone->high_pages);
		ok((zone->promo_pages != ABSENT) ==
		   (!strncmp(name, "debian-6.12", 11) || !strncmp(name, "debian-7", 8)));
		if (zone->node > max_node)
			max_node = zone->node;
	}
	about("%s", name);
	is_int(max_node, strstr(name, "numa") ? 1 : 0);
	zone_array_clear(&zones);
	root_clear(&root);
}

static const char small[] = "Node 0, zone   Normal\n"
			    "  pages free     10\n"
			    "        min      1\n"
			    "        low      2\n"
			    "        high     3\n"
			    "        spanned  40\n"
			    "        present  30\n"
			    "        managed  20\n"
			    "        protection: (0, 5)\n"
			    "  start_pfn:           16\n"
			    "Node 1, zone   Normal\n"
			    "  pages free     11\n"
			    "        min      1\n"
			    "        low      2\n"
			    "        high     3\n"
			    "        spanned  40\n"
			    "        present  30\n"
			    "        managed  20\n";

static void test_variants(void)
{
	struct zone_array zones = {0};

	about("lines that old kernels lack");
	is_int(parse(zoneinfo_parse, small, &zones, NULL), 0);
	is_int(zones.nr, 2);
	is_hex(zones.items[0].cma_pages, ABSENT);
	is_hex(zones.items[0].boost_pages, ABSENT);
	is_hex(zones.items[0].promo_pages, ABSENT);
	is_hex(zones.items[1].start_pfn, ABSENT);
	is_int(zones.items[0].nr_reserves, 2);
	is_str(zones.items[0].reserves[0].highest_zone, "Normal");
	is_str(zones.items[0].reserves[1].highest_zone, "zone1");
	is_int(zones.items[1].nr_reserves, 0);

	about("buddyinfo");
	is_int(parse(buddyinfo_parse,
		     "Node 1, zone   Normal 1 2 3 4\nNode 0, zone Normal 5 6 7 8 \n"
		     "Node 9, zone Strange 1 1 1 1\n",
		     &zones, NULL),
	       0);
	is_int(zones.items[0].nr_orders, 4);
	is_int(zones.items[0].nr_free[3], 8);
	is_int(zones.items[1].nr_free[0], 1);

	about("pagetypeinfo");
	is_int(parse(pagetypeinfo_parse,
		     "Node    0, zone   Normal, type      Movable >100000 7 0 >100000\n"
		     "Node    0, zone  Strange, type      Movable 1 2 3 4\n"
		     "Node    1, zone   Normal, type          CMA 1 2 3 4\n",
		     &zones, NULL),
	       0);
	is_int(zones.items[0].nr_free_lists, 1);
	is_int(zones.items[0].free_lists[0].truncated, 1);
	is_int(zones.items[0].free_lists[0].nr_free[0], 100000);
	is_str(zones.items[1].free_lists[0].migratetype, "CMA");
	is_int(zones.items[1].free_lists[0].truncated, 0);
	is_int(zones.items[1].free_lists[0].node, 1);
	zone_array_clear(&zones);
}

static void test_highatomic_pages(void)
{
	static const char text[] =
		"Page block order: 9\nPages per block:  512\n\n"
		"Node    0, zone   Normal, type   HighAtomic 1 2 3 4\n\n"
		"Number of blocks type     Unmovable   HighAtomic      Isolate\n"
		"Node 0, zone   Normal            7            3            0\n"
		"Node 9, zone  Strange            7            3            0\n\n"
		"Number of mixed blocks    Unmovable   HighAtomic      Isolate\n"
		"Node 1, zone   Normal            5            9            0\n";
	static const char told[] = "  reserved_highatomic: 1536\n  free_highatomic:     49\n";
	static const char end[] = "  start_pfn:           4096\n";
	struct root root = {.fd = -1};
	struct zone_array zones = {0};
	char *newer;

	about("pages of HighAtomic blocks");
	must(parse(zoneinfo_parse, small, &zones, NULL) == 0);
	is_int(zones.items[0].reserved_highatomic_pages, ABSENT);
	is_int(parse(pagetypeinfo_parse, text, &zones, NULL), 0);
	is_int(zones.items[0].reserved_highatomic_pages, 1536);
	is_int(zones.items[0].free_highatomic_pages, ABSENT);
	is_int(zones.items[1].reserved_highatomic_pages, ABSENT);
	zone_array_clear(&zones);

	about("... as newer kernels tell them");
	must(asprintf(&newer, "%s%s%s", small, end, told) > 0);
	must(parse(zoneinfo_parse, newer, &zones, NULL) == 0);
	is_int(zones.items[1].reserved_highatomic_pages, 1536);
	is_int(zones.items[1].free_highatomic_pages, 49);
	is_int(highatomic_rule_find(&root, &zones), HIGHATOMIC_FREE);
	zone_array_clear(&zones);
	free(newer);
}

/* A struct zone of numbers, the last two of which are such. */
static void make_struct_zone(struct root *root, const char *first, const char *second)
{
	struct make_btf file;

	make_btf_init(&file);
	make_btf_type(&file, "unsigned long", BTF_KIND_INT, 0, 0, 8);
	make_btf_words(&file, (uint32_t[]){64}, 1);
	make_btf_type(&file, "zone", BTF_KIND_STRUCT, 0, 2, 16);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, first), 1, 0}, 3);
	make_btf_words(&file, (uint32_t[]){make_btf_name(&file, second), 1, 64}, 3);
	make_btf_write(&file, root);
}

static void test_highatomic_rule(void)
{
	_cleanup_(zone_array_clear) struct zone_array zones = {0};
	struct root root;

	about("what the kernel counts of HighAtomic blocks");
	must(parse(zoneinfo_parse, small, &zones, NULL) == 0);
	zones.items[0].reserved_highatomic_pages = 512;
	make_struct_zone(&root, "nr_reserved_highatomic", "nr_free_highatomic");
	is_int(highatomic_rule_find(&root, &zones), HIGHATOMIC_FREE);
	scratch_remove(&root);
	make_struct_zone(&root, "nr_reserved_highatomic", "lowmem_reserve");
	is_int(highatomic_rule_find(&root, &zones), HIGHATOMIC_ALL);
	scratch_remove(&root);
	make_struct_zone(&root, "watermark", "lowmem_reserve");
	is_int(highatomic_rule_find(&root, &zones), HIGHATOMIC_UNKNOWN);
	scratch_remove(&root);
}

static void test_bad(zone_parser *parser, const char *what, const char *text, const char *message)
{
	struct zone_array zones = {0};
	struct error err = {0};

	if (parser != zoneinfo_parse)
		must(parse(zoneinfo_parse, small, &zones, NULL) == 0);
	about("%s \"%.60s\"", what, text);
	is_int(parse(parser, text, &zones, &err), -EBADMSG);
	is_int(err.code, ERROR_PARSE);
	contains(err.text, message);
	zone_array_clear(&zones);
}

/* @small with one of its lines replaced. */
static void test_bad_line(const char *old, const char *new, const char *message)
{
	const char *at = strstr(small, old);
	char *text;

	must(at &&
	     asprintf(&text, "%.*s%s%s", (int)(at - small), small, new, at + strlen(old)) > 0);
	test_bad(zoneinfo_parse, "zoneinfo", text, message);
	free(text);
}

/* Every line that all kernels print is missed when it is not there. */
static void test_lines(void)
{
	static const char *const lines[] = {"  pages free     10\n", "        min      1\n",
					    "        low      2\n",  "        high     3\n",
					    "        spanned  40\n", "        present  30\n"};
	struct zone_array zones = {0};
	struct root root;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		test_bad_line(lines[i], "", " line: is the file truncated?");

	about("before there was \"managed\"");
	fixture_root("made-3.4", &root);
	must(zones_read(&root, &zones, NULL) == 0);
	is_int(zones.items[0].free_pages, 52761);
	is_int(zones.items[0].managed_pages, 130048);
	is_int(zones.items[0].reserves[0].pages, 0);
	zone_array_clear(&zones);
	root_clear(&root);
	about("\"managed\" is not all that is missing");
	test_bad(zoneinfo_parse, "zoneinfo",
		 "Node 0, zone Normal\n  pages free 1\n  min 1\n  low 1\n  high 1\n"
		 "  spanned 2\n  present 2\n",
		 "no \"managed\" line");
}

static void test_nonsense(void)
{
	char many[1000] = "Node 0, zone Normal";

	test_bad(zoneinfo_parse, "zoneinfo", "", "no zone in it");
	test_bad(zoneinfo_parse, "zoneinfo", "nonsense\n", "no zone in it");
	test_bad(zoneinfo_parse, "zoneinfo", "Node 0, zone Normal\n", "has no \"pages free\" line");
	test_bad(zoneinfo_parse, "zoneinfo", "Node 0, zone Normal\n  pages free 1", "cut off");
	test_bad(zoneinfo_parse, "zoneinfo", "Node 99999999999, zone Normal\n", "no zone in it");
	test_bad_line("  pages free     10", "  pages free     ten", "line 2 is not understood");
	test_bad_line("min      1", "min      99999999999999999999", "line 3 is not understood");
	test_bad_line("free     10", "free     4503599627370497", "line 2 is not understood");
	test_bad_line("(0, 5)", "(0, 18446744073709551615)", "line 9 is not understood");
	test_bad_line("(0, 5)", "(0, 5", "line 9 is not understood");
	test_bad_line("(0, 5)", "()", "line 9 is not understood");
	test_bad_line("(0, 5)", "(0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16)", "line 9");
	test_bad(buddyinfo_parse, "buddyinfo", "", "no zone in it");
	test_bad(buddyinfo_parse, "buddyinfo", "nonsense\n", "line 1");
	test_bad(buddyinfo_parse, "buddyinfo", "Node 0, zone Normal\n", "line 1");
	test_bad(buddyinfo_parse, "buddyinfo", "Node 0, zone Normal 1 x\n", "line 1");
	test_bad(buddyinfo_parse, "buddyinfo", "Node 0, zone Normal 1 2\nNode 1, zone Normal 1\n",
		 "line 2");
	test_bad(buddyinfo_parse, "buddyinfo", "Node 0, zone Normal 1 2251799813685249\n",
		 "line 1");
	for (unsigned int i = 0; i <= MAX_ORDERS; i++)
		strcat(many, " 1");
	strcat(many, "\n");
	test_bad(buddyinfo_parse, "buddyinfo", many, "line 1");
	test_bad(pagetypeinfo_parse, "pagetypeinfo", "", "no free list in it");
	test_bad(pagetypeinfo_parse, "pagetypeinfo", "Page block order: 9\n", "no free list in it");
	test_bad(pagetypeinfo_parse, "pagetypeinfo", "Node 0, zone Normal, type Movable\n",
		 "line 1");
	test_bad(pagetypeinfo_parse, "pagetypeinfo", "Node 0, zone Normal, type\n", "line 1");
	test_bad(pagetypeinfo_parse, "pagetypeinfo", "Node 0, zone Normal, type A 1 -2\n",
		 "line 1");
	test_bad(pagetypeinfo_parse, "pagetypeinfo",
		 "Node 0, zone Normal, type AVeryLongMigratetypeName 1\n", "line 1");
}

/* Cut off at each byte, a text must parse or be refused as what it is. */
static void test_truncated(zone_parser *parser, const char *fixture, const char *path)
{
	_cleanup_free_ char *text = fixture_text(fixture, path);
	_cleanup_free_ char *zoneinfo = fixture_text(fixture, "proc/zoneinfo");
	unsigned int nr_wrong = 0, nr_refused = 0;

	for (size_t length = 0; length < strlen(text); length++) {
		struct zone_array zones = {0};
		struct error err = {0};
		char *cut = strndup(text, length);
		int rc;

		if (parser != zoneinfo_parse)
			must(parse(zoneinfo_parse, zoneinfo, &zones, NULL) == 0);
		rc = parse(parser, cut, &zones, &err);
		nr_refused += rc < 0;
		if (rc < 0)
			nr_wrong += err.code != ERROR_PARSE || !*err.text;
		else
			nr_wrong += !length || cut[length - 1] != '\n';
		zone_array_clear(&zones);
		free(cut);
	}
	about("%s %s cut off at each byte", fixture, path);
	is_int(nr_wrong, 0);
	ok(nr_refused);
}

static void test_missing(void)
{
	struct zone_array zones = {0};
	struct error err = {0};
	struct root root;

	about("no buddyinfo");
	scratch_root(&root);
	scratch_text(&root, "proc/zoneinfo", small);
	is_int(zones_read(&root, &zones, &err), -ENOENT);
	contains(err.text, "/proc/buddyinfo: No such file");
	about("bad buddyinfo");
	err = (struct error){0};
	scratch_text(&root, "proc/buddyinfo", "bad\n");
	is_int(zones_read(&root, &zones, &err), -EBADMSG);
	contains(err.text, "/proc/buddyinfo: line 1");
	is_int(zones.nr, 0);
	scratch_remove(&root);
}

DEFINE_UNIT(zones)
{
	test_by_eye();
	/* The hashed fixture is there for its vmallocinfo only. */
	for (const char *const *name = fixture_names; *name; name++)
		if (!strstr(*name, "hashed"))
			test_fixture(*name);
	test_variants();
	test_lines();
	test_nonsense();
	test_missing();
	test_highatomic_pages();
	test_highatomic_rule();
	test_truncated(zoneinfo_parse, "debian-6.1-amd64", "proc/zoneinfo");
	test_truncated(zoneinfo_parse, "debian-6.12-amd64", "proc/zoneinfo");
	test_truncated(buddyinfo_parse, "debian-6.1-amd64-numa", "proc/buddyinfo");
	test_truncated(pagetypeinfo_parse, "debian-6.1-686-pae", "proc/pagetypeinfo");
}
