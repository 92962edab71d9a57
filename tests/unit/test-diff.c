// SPDX-License-Identifier: GPL-2.0-or-later
/* test-diff.c - what is different between two made-up moments. */
#include <limits.h>
#include <string.h>

#include "analysis/health/diff.h"

#include "support.h"
#include "tap.h"

#define SLABINFO "slabinfo - version: 2.1\n# name <active_objs> ...\n"

/**
 * struct moment - one side
 * @root: its files
 * @system: its kernel
 * @sources: its sources
 */
struct moment {
	struct root root;
	struct system system;
	struct sources sources;
};

static void moment_begin(struct moment *moment, const char *boot_id)
{
	char manifest[80];

	*moment = (struct moment){.system.page_bytes = 4096};
	scratch_root(&moment->root);
	moment->sources.root = &moment->root;
	snprintf(manifest, sizeof(manifest), "boot_id: %s\n", boot_id ?: "");
	if (boot_id)
		scratch_text(&moment->root, "manifest", manifest);
}

static void moment_end(struct moment *moment)
{
	sources_clear(&moment->sources);
	scratch_remove(&moment->root);
}

static void count_missing(const struct error *why, void *context)
{
	++*(unsigned int *)context;
}

static unsigned int compare(struct moment *before, struct moment *after, struct change_array *ret,
			    struct comparison *comparison)
{
	struct diff_side sides[] = {{&before->sources, &before->system},
				    {&after->sources, &after->system}};
	unsigned int nr_missing = 0;

	must(diff_read(&sides[0], &sides[1], count_missing, &nr_missing, ret, comparison, NULL) ==
	     0);
	return nr_missing;
}

static void fill(struct moment *before, struct moment *after)
{
	scratch_text(&before->root, "proc/slabinfo",
		     SLABINFO "same 10 10 64 64 1 : tunables 0 0 0 : slabdata 1 1 0\n"
			      "grown 10 64 64 64 1 : tunables 0 0 0 : slabdata 1 1 0\n"
			      "gone 10 64 64 64 2 : tunables 0 0 0 : slabdata 3 3 0\n");
	scratch_text(&after->root, "proc/slabinfo",
		     SLABINFO "new 1 64 64 64 1 : tunables 0 0 0 : slabdata 1 1 0\n"
			      "same 10 10 64 64 1 : tunables 0 0 0 : slabdata 1 1 0\n"
			      "grown 99 128 64 64 1 : tunables 0 0 0 : slabdata 3 3 0\n");
	scratch_text(&before->root, "proc/meminfo",
		     "MemTotal:  1000 kB\nMemFree:  500 kB\nHugePages_Total:  0\n");
	scratch_text(&after->root, "proc/meminfo",
		     "MemTotal:  1000 kB\nMemFree:  100 kB\nHugePages_Total:  9\nNew:  1 kB\n");
	scratch_text(&before->root, "proc/vmallocinfo",
		     "0xffffc90000000000-0xffffc90000002000    8192 f+0x1/0x2 pages=1 vmalloc\n"
		     "0xffffc90000004000-0xffffc90000006000    8192 g+0x1/0x2 pages=1 vmalloc\n"
		     "0xffffc90000008000-0xffffc9000000a000    8192 unpurged vm_area\n");
	scratch_text(&after->root, "proc/vmallocinfo",
		     "0xffffc90000000000-0xffffc90000002000    8192 f+0x1/0x2 pages=1 vmalloc\n"
		     "0xffffc90000004000-0xffffc90000009000   20480 f+0x1/0x2 pages=4 vmalloc\n");
}

static const struct change *find(const struct change_array *changes, unsigned int section,
				 const char *name, uint64_t start)
{
	for (size_t i = 0; i < changes->nr; i++) {
		const struct change *change = &changes->items[i];

		if (change->section == section && !strcmp(change->name ?: "", name) &&
		    (start == ABSENT || change->start == start))
			return change;
	}
	return NULL;
}

static void is_change(const struct change *change, unsigned int kind, int64_t delta_bytes)
{
	must(change);
	is_int(change->kind, kind);
	is_int(change->delta_bytes, delta_bytes);
	is_int(change->after_bytes - change->before_bytes, delta_bytes);
}

static void test_sections(void)
{
	struct comparison comparison;
	struct change_array changes = {0};
	struct moment before, after;
	const struct change *change;

	moment_begin(&before, "one");
	moment_begin(&after, "one");
	fill(&before, &after);
	/* There are no zones: that is said, and the rest compared. */
	is_int(compare(&before, &after, &changes, &comparison), 1);
	is_int(comparison.same_boot, 1);
	is_str(comparison.note ?: "", "");

	about("caches");
	is_change(find(&changes, CHANGE_CACHE, "gone", ABSENT), CHANGE_WENT, -3 * 8192);
	is_change(find(&changes, CHANGE_CACHE, "new", ABSENT), CHANGE_CAME, 4096);
	change = find(&changes, CHANGE_CACHE, "grown", ABSENT);
	is_change(change, CHANGE_GREW, 2 * 4096);
	is_int(change->nr_before, 10);
	is_int(change->nr_after, 99);
	ok(!find(&changes, CHANGE_CACHE, "same", ABSENT));
	is_str(changes.items[0].name, "gone");
	about("areas");
	is_change(find(&changes, CHANGE_CALLER, "f+0x1/0x2", ABSENT), CHANGE_GREW, 20480);
	is_change(find(&changes, CHANGE_CALLER, "g+0x1/0x2", ABSENT), CHANGE_WENT, -8192);
	is_change(find(&changes, CHANGE_AREA, "f+0x1/0x2", 0xffffc90000004000), CHANGE_CAME, 20480);
	is_change(find(&changes, CHANGE_AREA, "g+0x1/0x2", 0xffffc90000004000), CHANGE_WENT, -8192);
	ok(!find(&changes, CHANGE_AREA, "f+0x1/0x2", 0xffffc90000000000));
	ok(!find(&changes, CHANGE_AREA, "", 0xffffc90000008000));
	about("meminfo");
	is_change(find(&changes, CHANGE_MEMINFO, "MemFree", ABSENT), CHANGE_SHRANK, -400 * 1024);
	is_change(find(&changes, CHANGE_MEMINFO, "New", ABSENT), CHANGE_CAME, 1 << 10);
	ok(!find(&changes, CHANGE_MEMINFO, "MemTotal", ABSENT));
	ok(!find(&changes, CHANGE_MEMINFO, "HugePages_Total", ABSENT));
	is_int(changes.nr, 9);
	change_array_clear(&changes);
	moment_end(&before);
	moment_end(&after);
}

static void test_boots(const char *first, const char *second, int same, const char *note)
{
	struct comparison comparison;
	struct change_array changes = {0};
	struct moment before, after;

	moment_begin(&before, first);
	moment_begin(&after, second);
	fill(&before, &after);
	compare(&before, &after, &changes, &comparison);
	is_int(comparison.same_boot, same);
	contains(comparison.note ?: "", note);
	ok(find(&changes, CHANGE_CALLER, "f+0x1/0x2", ABSENT));
	ok(!find(&changes, CHANGE_AREA, "f+0x1/0x2", ABSENT));
	change_array_clear(&changes);
	moment_end(&before);
	moment_end(&after);
}

static void test_hashed(void)
{
	struct comparison comparison;
	struct change_array changes = {0};
	struct moment before, after;

	about("hashed on one side");
	moment_begin(&before, "one");
	moment_begin(&after, "one");
	fill(&before, &after);
	scratch_text(&after.root, "proc/vmallocinfo",
		     "0x000000001234abcd-0x00000000abcd1234    8192 f+0x1/0x2 pages=1 vmalloc\n");
	compare(&before, &after, &changes, &comparison);
	contains(comparison.note ?: "", "hidden");
	is_change(find(&changes, CHANGE_CALLER, "g+0x1/0x2", ABSENT), CHANGE_WENT, -8192);
	ok(!find(&changes, CHANGE_CALLER, "f+0x1/0x2", ABSENT));
	change_array_clear(&changes);
	moment_end(&before);
	moment_end(&after);
}

static void test_fixtures(void)
{
	struct comparison comparison;
	struct change_array changes = {0};
	struct moment before = {.system.page_bytes = 4096}, after = {.system.page_bytes = 4096};

	about("captured kernels");
	fixture_root("debian-6.1-amd64-numa", &before.root);
	fixture_root("debian-6.12-amd64", &after.root);
	before.sources.root = &before.root;
	after.sources.root = &after.root;
	is_int(compare(&before, &after, &changes, &comparison), 0);
	for (size_t i = 1; i < changes.nr; i++)
		ok(changes.items[i].section > changes.items[i - 1].section ||
		   llabs(changes.items[i].delta_bytes) <= llabs(changes.items[i - 1].delta_bytes));
	change_array_clear(&changes);

	about("nothing changed");
	sources_clear(&before.sources);
	before.sources = (struct sources){.root = &after.root};
	compare(&before, &after, &changes, &comparison);
	is_int(changes.nr, 0);
	change_array_clear(&changes);
	sources_clear(&before.sources);
	sources_clear(&after.sources);
	root_clear(&before.root);
	root_clear(&after.root);
}

DEFINE_UNIT(diff)
{
	test_sections();
	about("two boots");
	test_boots("one", "other", 0, "different boots");
	about("a redacted one");
	test_boots("one", NULL, UINT8_MAX, "redacted");
	test_hashed();
	test_fixtures();
}
