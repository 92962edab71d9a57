// SPDX-License-Identifier: GPL-2.0-or-later
/* test-slabs.c - /proc/slabinfo and /sys/kernel/slab, alone and together, whole and broken. */
#include <errno.h>
#include <sys/stat.h>

#include "analysis/slabs.h"
#include "reader/meminfo.h"
#include "reader/slab_sysfs.h"
#include "reader/slabinfo.h"

#include "support.h"
#include "tap.h"

#define HEADER                                                                              \
	"slabinfo - version: 2.1\n"                                                         \
	"# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> " \
	": tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> "         \
	"<num_slabs> <sharedavail>\n"
#define TAIL " : tunables    0    0    0 : slabdata      "

static const char small[] =
	HEADER "ext4_inode_cache    18     20   1136   28    8" TAIL "1      3      0\n"
	       "with two  blanks   100    114    208   19    1" TAIL "6      6      0\n"
	       "old_slab             1      2     64   60    1 : tunables  120   60    8 : "
	       "slabdata      1      2      0 : globalstat  1 2 3 4 5 6 7 8 : cpustat 1 2 3 4\n";

static int parse(const char *text, struct slab_cache_array *ret, struct error *err)
{
	char *copy = strdup(text);
	int rc;

	must(copy);
	rc = slabinfo_parse(copy, ret, err);
	free(copy);
	return rc;
}

static void test_slabinfo(void)
{
	struct slab_cache_array caches = {0};
	const struct slab_cache *cache;

	about("slabinfo");
	is_int(parse(small, &caches, NULL), 0);
	must(caches.nr == 3);
	cache = &caches.items[0];
	is_str(cache->name, "ext4_inode_cache");
	is_int(cache->nr_active_objects, 18);
	is_int(cache->nr_objects, 20);
	is_int(cache->slot_bytes, 1136);
	is_int(cache->objects_per_slab, 28);
	is_int(cache->order, 3);
	is_int(cache->nr_slabs, 3);
	ok(cache->object_bytes == ABSENT);
	ok(cache->reclaimable > 1);
	is_str(caches.items[1].name, "with two  blanks");
	is_int(caches.items[1].nr_active_objects, 100);
	is_str(caches.items[2].name, "old_slab");
	is_int(caches.items[2].nr_slabs, 2);
	slab_cache_array_clear(&caches);
}

static void test_bad_slabinfo(const char *text, const char *want)
{
	struct slab_cache_array caches = {0};
	struct error err = {0};

	about("slabinfo \"%.60s\"", text);
	is_int(parse(text, &caches, &err), -EBADMSG);
	contains(err.text, want);
	ok(!caches.items);
}

static void test_bad(void)
{
	test_bad_slabinfo("", "no slab cache in it");
	test_bad_slabinfo(HEADER, "no slab cache in it");
	test_bad_slabinfo("slabinfo - version: 3.0\n", "line 1 is not understood");
	test_bad_slabinfo("slabinfo - version: 2.1", "cut off");
	test_bad_slabinfo(HEADER "a 1 2 3 4 1\n", "line 3 is not understood");
	test_bad_slabinfo(HEADER "a 1 2 3 4 1 : tunables 0 0 0\n", "line 3");
	test_bad_slabinfo(HEADER "a 1 2 3 4 1" TAIL "1\n", "line 3");
	test_bad_slabinfo(HEADER "a 1 2 3 4 1" TAIL "1 x 0\n", "line 3");
	test_bad_slabinfo(HEADER "a 1 2 3 4 3" TAIL "1 1 0\n", "line 3");
	test_bad_slabinfo(HEADER "a 1 2 3 4 0" TAIL "1 1 0\n", "line 3");
	test_bad_slabinfo(HEADER "a 1 2 3 4 2097152" TAIL "1 1 0\n", "line 3");
	test_bad_slabinfo(HEADER "a 1 2 -3 4 1" TAIL "1 1 0\n", "line 3");
	test_bad_slabinfo(HEADER "1 2 3 4 1" TAIL "1 1 0\n", "line 3");
	test_bad_slabinfo(HEADER " 1 2 3 4 1" TAIL "1 1 0\n", "line 3");
	test_bad_slabinfo(HEADER "a 99999999999999999999 2 3 4 1" TAIL "1 1 0\n", "line 3");
}

static void test_file(const char *file, const char *text, int want)
{
	struct slab_cache_array caches = {0};
	struct slab_cache *cache;

	about("%s \"%s\"", file, text);
	must(slab_cache_new(&caches, strdup("cache"), &cache) == 0);
	is_int(slab_sysfs_parse(file, text, cache), want);
	slab_cache_array_clear(&caches);
}

static void test_files(void)
{
	test_file("object_size", "200\n", 0);
	test_file("object_size", "200", -EINVAL);
	test_file("object_size", "\n", -EINVAL);
	test_file("object_size", "200 \n", -EINVAL);
	test_file("objects", "7\n", 0);
	test_file("objects", "7 N0=3 N1=4\n", 0);
	test_file("objects", "7 N0=3 N1=4 \n", -EINVAL);
	test_file("objects", "7 N0=\n", -EINVAL);
	test_file("objects", "7 N1024=1\n", -EINVAL);
	test_file("objects", "7 N0=3", -EINVAL);
	test_file("slabs", "", -EINVAL);
	test_file("trace", "1\n", 0);
	test_file("trace", "2\n", -EINVAL);
	test_file("ctor", "", 0);
	test_file("ctor", "f+0x0/0x10 [m]\n", 0);
	test_file("shrink", "1\n", -ENOENT);
}

/* Two plain caches, and one that three names share. */
static void make_sysfs(const struct root *root)
{
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/object_size", "1120\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/reclaim_account", "1\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/slab_size", "1136\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/order", "3\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/objs_per_slab", "28\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/objects", "17 N0=10 N1=7\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/total_objects", "84 N0=56 N1=28\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/slabs", "3 N0=2 N1=1\n");
	scratch_text(root, "sys/kernel/slab/ext4_inode_cache/ctor", "init_once+0x0/0x10\n");
	scratch_text(root, "sys/kernel/slab/a!b/object_size", "8\n");
	scratch_text(root, "sys/kernel/slab/:0000208/object_size", "200\n");
	scratch_text(root, "sys/kernel/slab/:0000208/reclaim_account", "0\n");
	must(symlinkat(":0000208", root->fd, "sys/kernel/slab/with two  blanks") == 0);
	must(symlinkat(":0000208", root->fd, "sys/kernel/slab/x-9") == 0);
	must(symlinkat(":0000208", root->fd, "sys/kernel/slab/x-10") == 0);
}

static const struct slabs_wanted all_facts = {
	.facts = SLAB_SYSFS_OBJECT | SLAB_SYSFS_RECLAIM | SLAB_SYSFS_FLAGS | SLAB_SYSFS_DETAILS |
		 SLAB_SYSFS_NODES,
	.names = true,
	.page_bytes = 4096,
};

static const struct slab_cache *find(const struct slab_cache_array *caches, const char *name)
{
	for (size_t i = 0; i < caches->nr; i++)
		if (!strcmp(caches->items[i].name, name))
			return &caches->items[i];
	return NULL;
}

static void is_ext4(const struct slab_cache *cache)
{
	must(cache);
	is_int(cache->object_bytes, 1120);
	is_int(cache->slot_bytes, 1136);
	is_int(cache->slab_bytes, 32768);
	is_int(cache->memory_bytes, 3 * 32768);
	is_int(cache->reclaimable, 1);
	ok(cache->flags_known && cache->flags == 1);
	is_str(cache->ctor, "init_once+0x0/0x10");
	is_str(cache->id, "ext4_inode_cache");
	is_int(cache->nr_aliases, 0);
	if (!is_int(cache->nr_nodes, 2))
		return;
	is_int(cache->nodes[1].node, 1);
	is_int(cache->nodes[1].nr_active_objects, 7);
	is_int(cache->nodes[1].nr_objects, 28);
	is_int(cache->nodes[1].nr_slabs, 1);
	is_int(cache->nodes[1].memory_bytes, 32768);
}

static void test_both(const struct root *root)
{
	struct slab_cache_array caches = {0};
	struct error missing = {0}, err = {0};
	const struct slab_cache *cache;

	about("both sources");
	is_int(slabs_read(root, &all_facts, &caches, &missing, &err), 0);
	is_int(missing.code, ERROR_NONE);
	/* "a!b" is only in sysfs. */
	is_int(caches.nr, 4);
	cache = find(&caches, "ext4_inode_cache");
	is_ext4(cache);
	/* Counts are those of slabinfo. */
	is_int(cache->nr_active_objects, 18);
	is_int(cache->waste_bytes, 3 * 32768 - 18 * 1120);
	cache = find(&caches, "with two  blanks");
	must(cache);
	is_str(cache->id, ":0000208");
	if (is_int(cache->nr_aliases, 2)) {
		is_str(cache->aliases[0], "x-9");
		is_str(cache->aliases[1], "x-10");
	}
	is_int(cache->reclaimable, 0);
	cache = find(&caches, "old_slab");
	must(cache);
	ok(!cache->id && !cache->flags_known && cache->waste_bytes == ABSENT);
	slab_cache_array_clear(&caches);
}

static void test_one_cache(const struct root *root, const char *name, const char *want)
{
	struct slabs_wanted wanted = all_facts;
	struct slab_cache_array caches = {0};
	struct error missing = {0}, err = {0};

	about("cache \"%s\"", name);
	wanted.cache = name;
	if (want) {
		is_int(slabs_read(root, &wanted, &caches, &missing, &err), 0);
		is_int(caches.nr, 1);
		is_str(caches.items[0].name, want);
	} else {
		is_int(slabs_read(root, &wanted, &caches, &missing, &err), -ENOENT);
		contains(err.text, name);
	}
	slab_cache_array_clear(&caches);
}

static void test_totals(const struct root *root)
{
	struct slab_cache_array caches = {0};
	struct error missing = {0}, err = {0};
	struct slab_total totals[3];

	about("totals");
	is_int(slabs_read(root, &all_facts, &caches, &missing, &err), 0);
	is_int(slabs_total(&caches, "Slab: 3 kB\nSReclaimable:   2 kB\nSUnreclaim: 1\n", totals),
	       3);
	is_str(totals[0].kind, "reclaimable");
	is_int(totals[0].nr_caches, 1);
	is_int(totals[0].memory_bytes, 3 * 32768);
	is_int(totals[0].waste_bytes, 3 * 32768 - 18 * 1120);
	is_int(totals[0].meminfo_bytes, 2048);
	is_int(totals[1].nr_caches, 1);
	is_int(totals[1].memory_bytes, 6 * 4096);
	ok(totals[1].meminfo_bytes == ABSENT);
	is_int(totals[2].nr_caches, 4);
	is_int(totals[2].nr_active_objects, 119);
	is_int(totals[2].memory_bytes, 3 * 32768 + 8 * 4096);
	ok(totals[2].waste_bytes == ABSENT);
	is_int(totals[2].meminfo_bytes, 3072);
	slab_cache_array_clear(&caches);
}

static void test_sysfs_only(void)
{
	struct slab_cache_array caches = {0};
	struct error missing = {0}, err = {0};
	const struct slab_cache *cache;
	struct root root;

	about("sysfs alone");
	scratch_root(&root);
	make_sysfs(&root);
	is_int(slabs_read(&root, &all_facts, &caches, &missing, &err), 0);
	is_int(missing.code, ERROR_NOT_FOUND);
	contains(missing.text, "counts are read cache by cache: ");
	is_int(caches.nr, 3);
	cache = find(&caches, "ext4_inode_cache");
	is_ext4(cache);
	is_int(cache->nr_active_objects, 17);
	is_int(cache->nr_objects, 84);
	/* Nobody tells which of the names came first. */
	cache = find(&caches, "with two  blanks");
	must(cache);
	is_int(cache->nr_aliases, 2);
	slab_cache_array_clear(&caches);

	about("sysfs with a bad file");
	scratch_text(&root, "sys/kernel/slab/ext4_inode_cache/order", "three\n");
	is_int(slabs_read(&root, &all_facts, &caches, &missing, &err), -EBADMSG);
	is_int(err.code, ERROR_PARSE);
	contains(err.text, "slab/ext4_inode_cache/order is not understood: \"three\"");
	err = (struct error){0};
	missing = (struct error){0};
	about("that file is not needed with slabinfo");
	scratch_text(&root, "proc/slabinfo", small);
	is_int(slabs_read(&root, &all_facts, &caches, &missing, &err), 0);
	slab_cache_array_clear(&caches);
	about("a bad file costs the rest of sysfs");
	scratch_text(&root, "sys/kernel/slab/ext4_inode_cache/object_size", "");
	is_int(slabs_read(&root, &all_facts, &caches, &missing, &err), 0);
	is_int(missing.code, ERROR_PARSE);
	is_int(caches.items[0].nr_active_objects, 18);
	slab_cache_array_clear(&caches);
	scratch_remove(&root);
}

static void test_slabinfo_only(void)
{
	struct slab_cache_array caches = {0};
	struct error missing = {0}, err = {0};
	struct slab_total totals[3];
	struct root root;

	about("slabinfo alone");
	scratch_root(&root);
	is_int(slabs_read(&root, &all_facts, &caches, &missing, &err), -ENOTSUP);
	is_int(err.code, ERROR_NO_BACKEND);
	contains(err.text, "/proc/slabinfo: No such file");
	contains(err.text, "/sys/kernel/slab: No such file");
	err = (struct error){0};
	scratch_text(&root, "proc/slabinfo", small);
	is_int(slabs_read(&root, &all_facts, &caches, &missing, &err), 0);
	contains(missing.text, "object sizes, waste, flags, aliases and nodes are not known: ");
	is_int(caches.nr, 3);
	is_int(caches.items[0].memory_bytes, 3 * 32768);
	ok(caches.items[0].waste_bytes == ABSENT);
	is_int(slabs_total(&caches, NULL, totals), 1);
	is_str(totals[0].kind, "all");
	is_int(totals[0].nr_caches, 3);
	slab_cache_array_clear(&caches);
	scratch_remove(&root);
}

/* Every line of a captured slabinfo, and what sysfs of the same moment said of the same caches. */
static void test_fixture(const char *name)
{
	struct slab_cache_array caches = {0};
	struct error missing = {0}, err = {0};
	struct slab_total totals[3];
	unsigned int nr_odd = 0;
	struct root root;

	about("fixture %s", name);
	fixture_root(name, &root);
	is_int(slabs_read(&root, &all_facts, &caches, &missing, &err), 0);
	is_str(err.text, "");
	ok(caches.nr > 5);
	for (size_t i = 0; i < caches.nr; i++) {
		const struct slab_cache *cache = &caches.items[i];

		nr_odd += cache->nr_active_objects > cache->nr_objects ||
			  cache->objects_per_slab * cache->slot_bytes > cache->slab_bytes ||
			  cache->nr_objects > cache->nr_slabs * cache->objects_per_slab;
		if (cache->id)
			nr_odd += cache->object_bytes > cache->slot_bytes ||
				  cache->waste_bytes > cache->memory_bytes;
	}
	is_int(nr_odd, 0);
	ok(slabs_total(&caches, NULL, totals) > 0);
	slab_cache_array_clear(&caches);
	root_clear(&root);
}

static void test_meminfo(void)
{
	static const char text[] = "MemTotal:        1000 kB\nSlab:  20 kB\nHugePages_Total:   7\n";

	about("meminfo");
	is_int(meminfo_bytes(text, "MemTotal"), 1024000);
	is_int(meminfo_bytes(text, "Slab"), 20480);
	ok(meminfo_bytes(text, "Sla") == ABSENT);
	ok(meminfo_bytes(text, "HugePages_Total") == ABSENT);
	ok(meminfo_bytes(NULL, "Slab") == ABSENT);
	ok(meminfo_bytes("Slab: 20 kB", "Slab") == ABSENT);
	ok(meminfo_bytes("Slab: 18446744073709551615 kB\n", "Slab") == ABSENT);
}

DEFINE_UNIT(slabs)
{
	struct root root;

	test_slabinfo();
	test_bad();
	test_files();
	scratch_root(&root);
	make_sysfs(&root);
	scratch_text(&root, "proc/slabinfo", small);
	test_both(&root);
	test_one_cache(&root, "ext4_inode_cache", "ext4_inode_cache");
	test_one_cache(&root, "x-10", "with two  blanks");
	test_one_cache(&root, ":0000208", "with two  blanks");
	test_one_cache(&root, "x-1", NULL);
	test_totals(&root);
	scratch_remove(&root);
	test_sysfs_only();
	test_slabinfo_only();
	for (const char *const *name = fixture_names; *name; name++)
		if (!strstr(*name, "hashed"))
			test_fixture(*name);
	test_meminfo();
}
