// SPDX-License-Identifier: GPL-2.0-or-later
/* test-fragmentation.c - the indices by hand, and against what the captured kernels computed. */
#include "analysis/zones/fragmentation.h"
#include "analysis/zones/zones.h"
#include "base/parse.h"
#include "reader/zones.h"

#include "support.h"
#include "tap.h"

static void test_by_hand(void)
{
	static const uint64_t nothing[4] = {0}, pages[4] = {100, 0, 0, 0}, large[4] = {0, 0, 0, 2};
	static const uint64_t mixed[4] = {4, 2, 1, 0};

	about("nothing is free");
	is_int(unusable_free_index(nothing, 4, 0), 1000);
	is_int(unusable_free_index(nothing, 4, 3), 1000);
	is_int(fragmentation_index(nothing, 4, 0), 0);
	is_int(fragmentation_index(nothing, 4, 3), 0);

	about("100 single pages");
	is_int(unusable_free_index(pages, 4, 0), 0);
	is_int(unusable_free_index(pages, 4, 1), 1000);
	is_int(fragmentation_index(pages, 4, 0), -1000);
	/* 1000 - (1000 + 100 * 1000 / 2) / 100 */
	is_int(fragmentation_index(pages, 4, 1), 490);
	/* 1000 - (1000 + 100 * 1000 / 8) / 100 */
	is_int(fragmentation_index(pages, 4, 3), 865);

	about("two blocks of order 3");
	is_int(unusable_free_index(large, 4, 3), 0);
	is_int(fragmentation_index(large, 4, 3), -1000);

	about("4, 2 and 1 blocks: 12 pages, 7 blocks");
	is_int(unusable_free_index(mixed, 4, 0), 0);
	is_int(unusable_free_index(mixed, 4, 1), 333);
	is_int(unusable_free_index(mixed, 4, 2), 666);
	is_int(unusable_free_index(mixed, 4, 3), 1000);
	is_int(fragmentation_index(mixed, 4, 2), -1000);
	/* 1000 - (1000 + 12 * 1000 / 8) / 7 = 1000 - 2500 / 7 */
	is_int(fragmentation_index(mixed, 4, 3), 643);

	about("lack of memory");
	/* One page for a request of eight: 1000 - (1000 + 125) / 1 */
	is_int(fragmentation_index((const uint64_t[4]){1}, 4, 3), -125);
}

/* "0.017" or "-1.000" in thousandths. */
static int thousandths(const char **text)
{
	bool negative = skip_prefix(text, "-");
	uint64_t whole = 0, part = 0;

	must(parse_u64(text, 10, &whole) == 0 && skip_prefix(text, ".") &&
	     parse_u64(text, 10, &part) == 0);
	return (negative ? -1 : 1) * (int)(whole * 1000 + part);
}

/* One of the kernel's own files: each line a zone, each number an order. */
static void test_against(const char *fixture, const char *path, const struct zone_array *zones,
			 size_t index_offset)
{
	_cleanup_free_ char *text = fixture_text(fixture, path);
	char *rest = text, *line;
	unsigned int nr_lines = 0;

	while ((line = next_line(&rest))) {
		const char *at = line;
		char name[NAME_BYTES];
		int node;

		about("%s %s line %u", fixture, path, ++nr_lines);
		must(sscanf(line, "Node %d, zone %23s", &node, name) == 2);
		for (size_t i = 0; i < zones->nr; i++) {
			const struct zone *zone = &zones->items[i];
			const int *got = (const int *)((const char *)zone + index_offset);

			if (zone->node != node || strcmp(zone->name, name))
				continue;
			at = strstr(line, name) + strlen(name);
			for (unsigned int order = 0; order < zone->nr_orders; order++) {
				at = skip_spaces(at);
				is_int(got[order], thousandths(&at));
			}
			is_str(skip_spaces(at), "");
		}
		ok(at != line);
	}
	ok(nr_lines);
}

static void test_fixture(const char *name)
{
	struct zone_array zones = {0};
	struct root root;

	about("%s", name);
	fixture_root(name, &root);
	if (faccessat(root.fd, "sys/kernel/debug/extfrag", F_OK, 0) < 0) {
		skip("this fixture has no extfrag");
	} else {
		must(zones_read(&root, &zones, NULL) == 0);
		zones_derive(&zones, 4096);
		test_against(name, "sys/kernel/debug/extfrag/unusable_index", &zones,
			     offsetof(struct zone, unusable_index));
		test_against(name, "sys/kernel/debug/extfrag/extfrag_index", &zones,
			     offsetof(struct zone, fragmentation_index));
		zone_array_clear(&zones);
	}
	root_clear(&root);
}

static void test_cma_blocks(void)
{
	struct zone zone = {.nr_orders = 4, .nr_free = {5, 3, 2, 4}, .free_cma_pages = ABSENT};
	struct cma_blocks blocks;

	about("a kernel that does not count CMA's free pages");
	cma_blocks_find(&zone, &blocks);
	ok(!memcmp(blocks.others, zone.nr_free, sizeof(zone.nr_free)) && !blocks.estimated);

	about("none is free");
	zone.free_cma_pages = 0;
	cma_blocks_find(&zone, &blocks);
	ok(!memcmp(blocks.others, zone.nr_free, sizeof(zone.nr_free)) && !blocks.estimated);

	about("by their number: the largest, and all that they have");
	zone.free_cma_pages = 8 * 3 + 4 + 1;
	cma_blocks_find(&zone, &blocks);
	ok(blocks.estimated);
	ok(blocks.cma[3] == 3 && blocks.cma[2] == 1 && blocks.cma[1] == 0 && blocks.cma[0] == 1);
	ok(blocks.others[3] == 1 && blocks.others[2] == 1 && blocks.others[1] == 3 &&
	   blocks.others[0] == 4);

	about("more than there is");
	zone.free_cma_pages = 1000;
	cma_blocks_find(&zone, &blocks);
	ok(blocks.others[3] + blocks.others[2] + blocks.others[1] + blocks.others[0] == 0);

	about("by their list");
	zone.nr_free_lists = 2;
	zone.free_lists[0] =
		(struct free_list){.migratetype = "Unmovable", .nr_free = {4, 3, 2, 1}};
	zone.free_lists[1] = (struct free_list){.migratetype = "CMA", .nr_free = {1, 0, 0, 3}};
	cma_blocks_find(&zone, &blocks);
	ok(!blocks.estimated);
	ok(blocks.cma[3] == 3 && blocks.cma[0] == 1);
	ok(blocks.others[3] == 1 && blocks.others[2] == 2 && blocks.others[0] == 4);
}

DEFINE_UNIT(fragmentation)
{
	test_cma_blocks();
	test_by_hand();
	for (const char *const *name = fixture_names; *name; name++)
		test_fixture(*name);
}
