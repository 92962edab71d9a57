// SPDX-License-Identifier: GPL-2.0-or-later
/* test-check.c - ranges, settings, and each check brought to every verdict. */
#include <errno.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/health/check.h"

#include "make_core.h"
#include "support.h"
#include "tap.h"

static const struct {
	const char *text;
	double start, end;
	bool inside;
} ranges[] = {
	{"10", 0, 10, false},
	{"10:", 10, INFINITY, false},
	{"~:10", -INFINITY, 10, false},
	{":10", 0, 10, false},
	{"10:20", 10, 20, false},
	{"@10:20", 10, 20, true},
	{"@5", 0, 5, true},
	{"-5:5", -5, 5, false},
	{"1.5:2.25", 1.5, 2.25, false},
	{"4K:16M", 4096, 16 << 20, false},
	{"1G", 0, 1 << 30, false},
	{"2T:", 2.0 * (1ULL << 40), INFINITY, false},
	{"5%:90%", 5, 90, false},
	{"~:", -INFINITY, INFINITY, false},
	{"0", 0, 0, false},
	{":", 0, INFINITY, false},
};

static const char *const no_ranges[] = {
	"a",	 "10:a",
	"20:10", "@",
	"1:2:3", "~",
	"~10",	 "1 :2",
	" 1",	 "0x10",
	"inf",	 "nan",
	"1KK",	 "--1",
	"1-",	 "10:~",
	"1e3",	 "@@1",
	"1.2.3", "-",
	"10@20", "1,5",
	"%",	 ":@",
	"5:-5",	 "10:11111111111111111111111111111111111111111111111111",
};

static void test_ranges(void)
{
	struct range range;

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		about("range %s", ranges[i].text);
		if (!is_int(range_parse(ranges[i].text, &range), 0))
			continue;
		ok(range.given && range.start == ranges[i].start && range.end == ranges[i].end);
		is_int(range.inside, ranges[i].inside);
		is_str(range.text, ranges[i].text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(no_ranges); i++) {
		about("no range \"%s\"", no_ranges[i]);
		is_int(range_parse(no_ranges[i], &range), -EINVAL);
	}
	about("no range at all");
	is_int(range_parse("", &range), 0);
	ok(!range.given && !range_alerts(&range, 1e9));
}

static void test_alerts(void)
{
	static const struct {
		const char *range;
		double value;
		bool alerts;
	} cases[] = {
		{"10", 10, false},    {"10", 10.1, true},    {"10", -0.1, true},
		{"10:", 10, false},   {"10:", 9.9, true},    {"~:10", -99, false},
		{"~:10", 11, true},   {"10:20", 15, false},  {"10:20", 9, true},
		{"10:20", 21, true},  {"@10:20", 10, true},  {"@10:20", 20, true},
		{"@10:20", 9, false}, {"@10:20", 21, false}, {"0", 0, false},
		{"0", 1, true},	      {"0:", -1, true},
	};
	struct range range;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		about("%g by %s", cases[i].value, cases[i].range);
		must(range_parse(cases[i].range, &range) == 0);
		is_int(range_alerts(&range, cases[i].value), cases[i].alerts);
	}
}

static void test_defaults(void)
{
	struct range range;

	is_int(nr_checks, 16);
	for (size_t i = 0; i < nr_checks; i++) {
		const struct check *spec = checks[i];

		about("%s", spec->name);
		is_int(check_find(spec->name, strlen(spec->name)), i);
		is_int(range_parse(spec->warning, &range), 0);
		is_int(range_parse(spec->critical, &range), 0);
		ok(range.given);
		ok(*spec->reads && *spec->measures && *spec->why && *spec->remedy);
		ok(!strpbrk(spec->name, "= ,.|'"));
	}
	is_int(check_find("slabs", 5), -1);
	is_int(check_find("slab", 3), -1);
}

/* A machine that is well, but for one baseline earlier. */
static const char meminfo[] = "MemTotal:        1000000 kB\n"
			      "MemFree:          700000 kB\n"
			      "Buffers:           10000 kB\n"
			      "Cached:           150000 kB\n"
			      "SwapCached:            0 kB\n"
			      "AnonPages:         50000 kB\n"
			      "Shmem:              1000 kB\n"
			      "LowTotal:         500000 kB\n"
			      "LowFree:          400000 kB\n"
			      "SReclaimable:      20000 kB\n"
			      "SUnreclaim:        30000 kB\n"
			      "KernelStack:        2000 kB\n"
			      "PageTables:         3000 kB\n"
			      "VmallocTotal:     122880 kB\n"
			      "VmallocUsed:        5000 kB\n"
			      "Percpu:             1000 kB\n"
			      "HardwareCorrupted:     0 kB\n"
			      "DirectMap4k:        1000 kB\n"
			      "DirectMap2M:      999000 kB\n";

#define ZONE(node, free)                                                                  \
	"Node " node ", zone   Normal\n  pages free     " free                            \
	"\n        min      1000\n        low      1100\n        high     1200\n"         \
	"        spanned  125000\n        present  125000\n        managed  125000\n"     \
	"        protection: (0, 0)\n    pagesets\n    cpu: 0\n              count: 10\n" \
	"  start_pfn:           16\n"

static const char zoneinfo[] = ZONE("0", "90000") ZONE("1", "80000");
static const char buddyinfo[] =
	"Node 0, zone   Normal 100 100 100 100 100 100 100 100 100 100 100\n"
	"Node 1, zone   Normal 100 100 100 100 100 100 100 100 100 100 100\n";
static const char vmallocinfo[] =
	"0xf0000000-0xf0003000   12288 leaky_init+0x1/0x2 [leaky] pages=2 vmalloc\n"
	"0xf0010000-0xf0013000   12288 other+0x1/0x2 pages=2 vmalloc\n";
static const char slabinfo[] =
	"slabinfo - version: 2.1\n"
	"# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : "
	"tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> "
	"<sharedavail>\n"
	"dentry 100 100 192 21 1 : tunables 0 0 0 : slabdata 5 5 0\n";
static const char node0[] = "Node 0 MemTotal:  500000 kB\nNode 0 MemFree:  400000 kB\n"
			    "Node 0 FilePages:  10000 kB\nNode 0 Shmem:     0 kB\n";
static const char node1[] = "Node 1 MemTotal:  500000 kB\nNode 1 MemFree:  300000 kB\n"
			    "Node 1 FilePages:  10000 kB\nNode 1 Shmem:     0 kB\n";

#define NODES "sys/devices/system/node/"

static const struct file {
	const char *path, *text;
} files[] = {
	{"proc/meminfo", meminfo},
	{"proc/zoneinfo", zoneinfo},
	{"proc/buddyinfo", buddyinfo},
	{"proc/vmallocinfo", vmallocinfo},
	{"proc/slabinfo", slabinfo},
	{NODES "online", "0-1\n"},
	{NODES "has_memory", "0-1\n"},
	{NODES "has_cpu", "0-1\n"},
	{NODES "node0/distance", "10 20\n"},
	{NODES "node1/distance", "20 10\n"},
	{NODES "node0/meminfo", node0},
	{NODES "node1/meminfo", node1},
	{"sys/module/memmap/version", "0.1.0\n"},
	{"sys/module/memmap/taint", "OE\n"},
	{"baseline/proc/meminfo", meminfo},
	{"baseline/proc/vmallocinfo", vmallocinfo},
	{"baseline/proc/slabinfo", slabinfo},
};

/* Not applicable, and for a reason that leaves nothing known. */
#define OUT_OF_REACH (VERDICT_NOT_APPLICABLE + 1)

/* One change to that machine, and what becomes of a check; without @from the file is left out. */
static const struct scene {
	const char *check, *path, *from, *to;
	unsigned int verdict;
	const char *detail;
} scenes[] = {
	{"watermarks", "", NULL, NULL, VERDICT_OK, "node 1 Normal: 308.6 MiB above min"},
	{"watermarks", "proc/zoneinfo", "free     80000", "free     1020", VERDICT_WARNING,
	 "node 1 Normal: 80 KiB above min"},
	{"watermarks", "proc/zoneinfo", "free     80000", "free     900", VERDICT_CRITICAL,
	 "-400 KiB above min, low is 400 KiB"},
	{"watermarks", "proc/zoneinfo", "free     80000",
	 "free     81020\n      nr_free_cma  80000", VERDICT_WARNING,
	 "node 1 Normal: 80 KiB above min"},
	{"watermarks", "proc/zoneinfo", NULL, NULL, VERDICT_UNKNOWN, "zoneinfo: No such file"},
	{"watermarks", "proc/zoneinfo", "high     1200", "nigh", VERDICT_UNKNOWN, "no \"high\""},
	{"fragmentation", "", NULL, NULL, VERDICT_OK, "0.3% of free memory cannot serve order 3"},
	{"fragmentation", "proc/buddyinfo",
	 "Node 1, zone   Normal 100 100 100 100 100 100 100 100 100 100 100",
	 "Node 1, zone   Normal 9999 100 100 100 0 0 0 0 0 0 0", VERDICT_WARNING, "node 1: 92.9%"},
	{"fragmentation", "proc/buddyinfo",
	 "Node 0, zone   Normal 100 100 100 100 100 100 100 100 100 100 100",
	 "Node 0, zone   Normal 9999 0 0 0 0 0 0 0 0 0 0", VERDICT_CRITICAL, "node 0: 100.0%"},
	{"fragmentation", "proc/buddyinfo", NULL, NULL, VERDICT_UNKNOWN, "buddyinfo"},
	{"high-order", "", NULL, NULL, VERDICT_OK, "node 0: 25500 free blocks of order 3"},
	{"high-order", "proc/buddyinfo",
	 "Node 1, zone   Normal 100 100 100 100 100 100 100 100 100 100 100",
	 "Node 1, zone   Normal 9999 0 0 20 10 0 0 0 0 0 0", VERDICT_WARNING, "node 1: 40 free"},
	{"high-order", "proc/buddyinfo",
	 "Node 1, zone   Normal 100 100 100 100 100 100 100 100 100 100 100",
	 "Node 1, zone   Normal 9999 0 0 7 0 0 0 0 0 0 0", VERDICT_CRITICAL, "node 1: 7 free"},
	{"high-order", "proc/buddyinfo", " 100 100\nNode 1", " x\nNode 1", VERDICT_UNKNOWN,
	 "line 1 is not understood"},
	{"lowmem", "", NULL, NULL, VERDICT_OK, "390.6 MiB of low memory"},
	{"lowmem", "proc/meminfo", "LowFree:          4", "LowFree:          0", VERDICT_CRITICAL,
	 "0 B"},
	{"lowmem", "proc/meminfo", "LowFree:          400000", "LowFree:          40000",
	 VERDICT_WARNING, "39.1 MiB"},
	{"lowmem", "proc/zoneinfo", "free     80000", "free     80000\n      nr_free_cma  80000",
	 VERDICT_OK, "78.1 MiB of low memory are free, without 312.5 MiB of CMA"},
	{"lowmem", "proc/meminfo", "LowFree", "Other", VERDICT_NOT_APPLICABLE, "all memory is low"},
	{"lowmem", "proc/meminfo", NULL, NULL, VERDICT_UNKNOWN, "meminfo"},
	{"numa-balance", "", NULL, NULL, VERDICT_OK, "62% of node 1 can be had, but 82% of node 0"},
	{"numa-balance", NODES "node1/meminfo", "MemFree:  300000", "MemFree:  90000",
	 VERDICT_WARNING, "20% of node 1"},
	{"numa-balance", NODES "node0/meminfo", "MemFree:  400000", "MemFree:  490000", VERDICT_OK,
	 "100% of node 0"},
	{"numa-balance", NODES "has_memory", "0-1", "0", VERDICT_NOT_APPLICABLE, "one node only"},
	{"numa-balance", NODES "node1/meminfo", NULL, NULL, OUT_OF_REACH, "node1/meminfo"},
	{"numa-balance", NODES "has_memory", NULL, NULL, OUT_OF_REACH, "no nodes in it"},
	{"slab", "", NULL, NULL, VERDICT_OK, "29.3 MiB"},
	{"slab", "proc/meminfo", "SUnreclaim:        30000", "SUnreclaim:       200001",
	 VERDICT_WARNING, "195.3 MiB"},
	{"slab", "proc/meminfo", "SUnreclaim:        30000", "SUnreclaim:       400001",
	 VERDICT_CRITICAL, "390.6 MiB"},
	{"slab", "proc/meminfo", "SUnreclaim", "SXXreclaim", VERDICT_UNKNOWN, "no SUnreclaim"},
	{"slab-growth", "", NULL, NULL, VERDICT_OK, "grew by 0 B"},
	{"slab-growth", "proc/meminfo", "SUnreclaim:        30000", "SUnreclaim:        20000",
	 VERDICT_OK, "shrank by 9.8 MiB"},
	{"slab-growth", "proc/meminfo", "SUnreclaim:        30000", "SUnreclaim:        90000",
	 VERDICT_WARNING, "grew by 58.6 MiB"},
	{"slab-growth", "proc/meminfo", "SUnreclaim:        30000", "SUnreclaim:       190000",
	 VERDICT_CRITICAL, "grew by 156.2 MiB"},
	{"slab-growth", "proc/slabinfo", "5 5 0", "5 50 0", VERDICT_OK,
	 "dentry grew most: by 180 KiB"},
	{"slab-growth", "baseline/proc/meminfo", NULL, NULL, VERDICT_UNKNOWN, "baseline"},
	{"slab-growth", "baseline/proc/meminfo", "SUnreclaim", "SXXreclaim", VERDICT_UNKNOWN,
	 "no SUnreclaim"},
	{"vmalloc-space", "", NULL, NULL, VERDICT_OK, "2 areas take 24 KiB of 120 MiB"},
	{"vmalloc-space", "proc/meminfo", "VmallocTotal:     122880", "VmallocTotal:     28",
	 VERDICT_WARNING, "of 28 KiB"},
	{"vmalloc-space", "proc/meminfo", "VmallocTotal:     122880", "VmallocTotal:     25",
	 VERDICT_CRITICAL, "of 25 KiB"},
	{"vmalloc-space", "proc/vmallocinfo", NULL, NULL, OUT_OF_REACH, "vmallocinfo"},
	{"vmalloc-space", "proc/vmallocinfo", "0xf0010000-0xf0013000", "0xf0010000+0xf0013000",
	 VERDICT_UNKNOWN, "proc/vmallocinfo: line 2 is not understood: \"0xf0010000+"},
	{"vmalloc-space", "proc/vmallocinfo",
	 "pages=2 vmalloc\n0xf0010000-0xf0013000   12288 other",
	 "pages=2 vmalloc\n0x0-0x0   8192\n0x0-0x0   12288 other", VERDICT_OK,
	 "3 areas take 32 KiB"},
	{"vmalloc-hole", "", NULL, NULL, VERDICT_OK, "40.0 MiB"},
	{"vmalloc-hole", "proc/meminfo", "VmallocTotal:     122880", "VmallocTotal:      30720",
	 VERDICT_WARNING, "10.0 MiB"},
	{"vmalloc-hole", "proc/meminfo", "VmallocTotal:     122880", "VmallocTotal:      3072",
	 VERDICT_CRITICAL, "1016 KiB"},
	{"vmalloc-hole", "proc/vmallocinfo", "0xf0010000-0xf0013000", "0xf1010000-0xf1013000",
	 VERDICT_OK, "40.0 MiB"},
	/* Hashed: what is free by the number of areas may be enough, or nothing is known. */
	{"vmalloc-hole", "proc/vmallocinfo", "0xf0010000-0xf0013000", "0xf6512f82-0x6483a098",
	 VERDICT_OK, "40.0 MiB"},
	{"vmalloc-hole", "proc/vmallocinfo", "0xf0010000-0xf0013000   12288",
	 "0xf6512f82-0x6483a098 100663296", OUT_OF_REACH, "hashed addresses"},
	{"vmalloc-hole", "proc/meminfo", "VmallocTotal", "Vmalloctotal", VERDICT_UNKNOWN,
	 "no VmallocTotal"},
	{"vmalloc-growth", "", NULL, NULL, VERDICT_OK, "no caller's areas grew"},
	{"vmalloc-growth", "proc/vmallocinfo", "0xf0000000-0xf0003000   12288",
	 "0x90000000-0xa4001000   335548416", VERDICT_WARNING,
	 "areas of leaky_init [leaky] grew by 320.0 MiB"},
	{"vmalloc-growth", "proc/vmallocinfo", "0xf0000000-0xf0003000   12288",
	 "0x80000000-0xd0001000   1342181376", VERDICT_CRITICAL, "1.2 GiB"},
	{"vmalloc-growth", "baseline/proc/vmallocinfo", NULL, NULL, VERDICT_UNKNOWN,
	 "baseline/proc/vmallocinfo"},
	{"percpu", "", NULL, NULL, VERDICT_OK, "1000 KiB"},
	{"percpu", "proc/meminfo", "Percpu:             1000", "Percpu:           60000",
	 VERDICT_WARNING, "58.6 MiB"},
	{"percpu", "proc/meminfo", "Percpu:             1000", "Percpu:          200000",
	 VERDICT_CRITICAL, "195.3 MiB"},
	{"percpu", "proc/meminfo", "Percpu", "Perxpu", VERDICT_NOT_APPLICABLE,
	 "does not count per-CPU memory"},
	{"unaccounted", "", NULL, NULL, VERDICT_OK, "28.2 MiB"},
	{"unaccounted", "proc/meminfo", "MemFree:          7", "MemFree:          5",
	 VERDICT_WARNING, "223.6 MiB"},
	{"unaccounted", "proc/meminfo", "MemFree:          7", "MemFree:          2",
	 VERDICT_CRITICAL, "516.5 MiB"},
	{"unaccounted", "proc/meminfo", "MemFree", "MemFrei", VERDICT_UNKNOWN, "no MemTotal and"},
	{"hwpoison", "", NULL, NULL, VERDICT_OK, "0 B taken out"},
	{"hwpoison", "proc/meminfo", "Corrupted:     0", "Corrupted:     4", VERDICT_WARNING,
	 "4 KiB taken out"},
	{"hwpoison", "proc/meminfo", "Corrupted:     0", "Corrupted: 20000", VERDICT_CRITICAL,
	 "19.5 MiB"},
	{"hwpoison", "proc/meminfo", "HardwareC", "HardwarX", VERDICT_NOT_APPLICABLE,
	 "CONFIG_MEMORY_FAILURE"},
	{"hwpoison", "proc/meminfo", NULL, NULL, VERDICT_UNKNOWN, "meminfo"},
	{"direct-map-splits", "", NULL, NULL, VERDICT_OK, "1000 KiB of the direct map"},
	{"direct-map-splits", "proc/meminfo", "DirectMap4k:        1000",
	 "DirectMap4k:     2000000", VERDICT_WARNING, "1.9 GiB"},
	{"direct-map-splits", "proc/meminfo", "DirectMap2M:      999000",
	 "DirectMap2M:           0", VERDICT_CRITICAL, "1000 KiB"},
	{"direct-map-splits", "proc/meminfo", "DirectMap4k", "DirektMap4k", VERDICT_NOT_APPLICABLE,
	 "no DirectMap lines"},
	{"direct-map-splits", "proc/meminfo", "MemTotal", "MemTutal", VERDICT_UNKNOWN,
	 "no MemTotal"},
	{"wx", "", NULL, NULL, OUT_OF_REACH, "captured root"},
	{"slab", "proc/meminfo", "Percpu", "Slab: 0 kB\nKReclaimable: 5 kB\nPercpu", OUT_OF_REACH,
	 "made by lxcfs"},
	{"slab-growth", "proc/meminfo", "Percpu", "Slab: 0 kB\nKReclaimable: 5 kB\nPercpu",
	 OUT_OF_REACH, "made by lxcfs"},
	{"unaccounted", "proc/meminfo", "Percpu", "Slab: 0 kB\nKReclaimable: 5 kB\nPercpu",
	 OUT_OF_REACH, "made by lxcfs"},
	{"unaccounted", "proc/meminfo", "Percpu", "GPUReclaim: 99999999 kB\nPercpu", OUT_OF_REACH,
	 "GPUReclaim is"},
	{"unaccounted", "proc/meminfo", "Percpu", "MmapCopy: 9 kB\nPercpu", VERDICT_NOT_APPLICABLE,
	 "no MMU"},
	{"vmalloc-space", "proc/meminfo", "Percpu", "MmapCopy: 9 kB\nPercpu",
	 VERDICT_NOT_APPLICABLE, "no MMU"},
	{"vmalloc-hole", "proc/meminfo", "Percpu", "MmapCopy: 9 kB\nPercpu", VERDICT_NOT_APPLICABLE,
	 "no MMU"},
	{"wx", "proc/meminfo", "Percpu", "MmapCopy: 9 kB\nPercpu", VERDICT_NOT_APPLICABLE,
	 "no MMU"},
	{"module", "", NULL, NULL, VERDICT_OK, "version 0.1.0 is loaded"},
	{"module", "sys/module/memmap/version", "0.1.0", "0.0.9", VERDICT_WARNING,
	 "version 0.0.9 is loaded"},
	{"module", "sys/module/memmap/taint", "OE", "FOE", VERDICT_WARNING, "by force"},
	{"module", "sys/module/memmap/version", NULL, NULL, VERDICT_NOT_APPLICABLE, "not loaded"},
};

static void write_changed(const struct root *root, const struct file *file,
			  const struct scene *scene)
{
	const char *at = scene->from ? strstr(file->text, scene->from) : NULL;
	char text[4096];

	if (strcmp(file->path, scene->path)) {
		scratch_text(root, file->path, file->text);
		return;
	}
	if (!scene->from)
		return;
	must(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - file->text), file->text, scene->to,
		 at + strlen(scene->from));
	scratch_text(root, file->path, text);
}

/* Runs one check of a root whose baseline, if it has one, lies in it. */
static void run_one(const struct root *root, const char *check, struct check_settings *settings,
		    struct check_report *ret)
{
	char baseline[4096];
	struct error err = {0};

	check_settings_init(settings);
	memset(settings->wanted, false, sizeof(settings->wanted));
	settings->wanted[check_find(check, strlen(check))] = true;
	snprintf(baseline, sizeof(baseline), "%s/baseline", root->path);
	settings->baseline = strdup(baseline);
	is_int(check_run(root, 4096, settings, ret, &err), 0);
	is_int(ret->nr, 1);
}

static void test_scene(const struct scene *scene)
{
	struct check_settings settings;
	struct check_report report = {0};
	const struct check_result *result;
	bool out_of_reach = scene->verdict == OUT_OF_REACH;
	struct root root;

	about("%s with %s in %s", scene->check,
	      scene->from    ? scene->to
	      : *scene->path ? "nothing"
			     : "all well",
	      *scene->path ? scene->path : "all");
	scratch_root(&root);
	scratch_text(&root, "baseline/manifest", "");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		write_changed(&root, &files[i], scene);
	run_one(&root, scene->check, &settings, &report);
	result = &report.items[0];
	is_str(verdict_name(result->verdict),
	       verdict_name(out_of_reach ? VERDICT_NOT_APPLICABLE : scene->verdict));
	contains(result->detail, scene->detail);
	ok((result->verdict == VERDICT_UNKNOWN || out_of_reach) == (result->code != NULL));
	ok((result->nr_values > 0) == (result->verdict <= VERDICT_CRITICAL));
	/* Nothing else was measured, so that nothing is known. */
	is_int(report.verdict, out_of_reach				  ? VERDICT_UNKNOWN
			       : scene->verdict == VERDICT_NOT_APPLICABLE ? VERDICT_OK
									  : scene->verdict);
	if (scene->verdict == VERDICT_WARNING || scene->verdict == VERDICT_CRITICAL)
		ok(result->remedy != NULL);
	check_report_clear(&report);
	check_settings_clear(&settings);
	scratch_remove(&root);
}

/* Who names a baseline wants to know that it cannot be read. */
static void test_given(const char *check, const char *file)
{
	struct check_settings settings;
	struct check_report report = {0};
	struct root root;
	int rc;

	about("%s without leave to read %s", check, file);
	scratch_root(&root);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		scratch_text(&root, files[i].path, files[i].text);
	scratch_text(&root, "baseline/manifest", "");
	must(fchmodat(root.fd, ".", 0755, 0) == 0 && fchmodat(root.fd, file, 0, 0) == 0);
	rc = geteuid() == 0 ? seteuid(65534) : 0;
	must(rc == 0);
	run_one(&root, check, &settings, &report);
	if (getuid() == 0)
		must(seteuid(0) == 0);
	is_int(report.items[0].verdict, VERDICT_UNKNOWN);
	is_str(report.items[0].code, "no-permission");
	must(fchmodat(root.fd, file, 0755, 0) == 0);
	check_report_clear(&report);
	check_settings_clear(&settings);
	scratch_remove(&root);
}

/* On the running system the way out is told, too; of a capture there is none. */
static void test_advice(bool modules, const char *remedy)
{
	struct check_settings settings;
	struct check_report report = {0};
	struct root root;

	about("advice %s modules", modules ? "with" : "without");
	scratch_root(&root);
	if (modules)
		scratch_text(&root, "proc/modules", "");
	root.live = true;
	run_one(&root, "wx", &settings, &report);
	is_int(report.items[0].verdict, VERDICT_NOT_APPLICABLE);
	is_str(report.items[0].code, modules ? "not-loaded" : "no-module-support");
	contains(report.items[0].remedy, remedy);
	contains(report.items[0].remedy, "\"wx = off\" in /etc/memmap/check.conf");
	check_report_clear(&report);
	check_settings_clear(&settings);
	root.live = false;
	scratch_remove(&root);
}

/* A kernel of three pages: code, data, and one that may be both or neither. */
static void test_wx(uint64_t entry, unsigned int verdict, const char *detail)
{
	struct core core = {
		.machine = EM_X86_64,
		.type = ET_CORE,
		.vmcoreinfo = "SYMBOL(swapper_pg_dir)=ffffffff81002000\n"
			      "SYMBOL(_stext)=ffffffff81000000\nNUMBER(KERNEL_IMAGE_SIZE)="
			      "1073741824\nNUMBER(phys_base)=-14680064\n"
			      "NUMBER(pgtable_l5_enabled)=0\n",
		.nr_levels = 4,
		.root = 0x202000,
		.next_table = 0x203000,
	};
	struct check_settings settings;
	struct check_report report = {0};
	unsigned char *bytes;
	struct root root;
	size_t size;

	about("wx: %s", detail);
	scratch_root(&root);
	core_add(&core, 0xffffffff81000000, 0x200000, 0x20000, true);
	core_add(&core, 0xffff888000001000, 0x1000, 0x1fe000, true);
	core_add(&core, 0xffff888000200000, 0x200000, 0x20000, true);
	core_map(&core, 0xffffffff81000000, 12, 0x200121);
	core_map(&core, 0xffff888000201000, 12, 1ULL << 63 | 0x201163);
	core_map(&core, 0xffffc90000005000, 12, entry);
	bytes = core_bytes(&core, &size);
	scratch_write(&root, "proc/kcore", bytes, size);
	run_one(&root, "wx", &settings, &report);
	is_str(verdict_name(report.verdict), verdict_name(verdict));
	contains(report.items[0].detail, detail);
	free(bytes);
	core_clear(&core);
	check_report_clear(&report);
	check_settings_clear(&settings);
	scratch_remove(&root);
}

static int parse(const char *text, struct check_settings *settings, struct error *err)
{
	char *copy = strdup(text);
	int rc;

	must(copy);
	*err = (struct error){0};
	rc = check_settings_parse(copy, "check.conf", settings, err);
	free(copy);
	return rc;
}

static void test_settings(void)
{
	static const struct {
		const char *text, *message;
	} bad[] = {
		{"\n\nslab.warning = x\n", "check.conf:3: slab: \"x\" is no range"},
		{"slabs.warning = 1\n", "check.conf:1: there is no check \"slabs\""},
		{"slab.warnings = 1\n", "check.conf:1: slab.warnings: NAME.warning"},
		{"slab = maybe\n", "check.conf:1: slab: NAME.warning"},
		{"slab.warning\n", "check.conf:1: \"slab.warning\": NAME = VALUE is wanted"},
		{"order = 99\n", "check.conf:1: order: a number below 32 is wanted"},
		{"order = 3x\n", "check.conf:1: order"},
		{"= 3\n", "check.conf:1: there is no check \"\""},
	};
	struct check_settings settings;
	struct error err;
	int slab = check_find("slab", 4);

	check_settings_init(&settings);
	about("settings");
	is_int(parse("# all of it\r\n\n  slab.warning=5 # half\nslab.critical = @1:2\nwx = off\n"
		     "order = 9\nbaseline = /a b\nbaseline = /var/lib/x\n",
		     &settings, &err),
	       0);
	is_str(settings.warning[slab].text, "5");
	ok(settings.critical[slab].inside);
	ok(!settings.wanted[check_find("wx", 2)] && settings.wanted[slab]);
	is_int(settings.order, 9);
	is_str(settings.baseline, "/var/lib/x");
	is_int(check_settings_list("slab=7,percpu=1:", false, &settings, &err), 0);
	is_str(settings.warning[slab].text, "7");
	is_str(settings.warning[check_find("percpu", 6)].text, "1:");
	is_int(check_settings_list("slab=", true, &settings, &err), 0);
	ok(!settings.critical[slab].given);
	is_int(check_settings_list("slab", false, &settings, &err), -EINVAL);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		about("settings: %s", bad[i].message);
		ok(parse(bad[i].text, &settings, &err) < 0);
		contains(err.text, bad[i].message);
	}
	check_settings_clear(&settings);
}

DEFINE_UNIT(check)
{
	test_ranges();
	test_alerts();
	test_defaults();
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++)
		test_scene(&scenes[i]);
	test_given("slab-growth", "baseline");
	test_given("slab-growth", "baseline/proc/meminfo");
	test_given("vmalloc-growth", "baseline/proc/vmallocinfo");
	test_advice(true, "memmap module load");
	test_advice(false, "\"wx = off\"");
	test_wx(1ULL << 63 | 0x203163, VERDICT_OK, "nothing is mapped both");
	test_wx(0x203163, VERDICT_CRITICAL, "4 KiB mapped writable and executable");
	test_settings();
	about("the worse verdict");
	is_int(verdict_worse(VERDICT_OK, VERDICT_NOT_APPLICABLE), VERDICT_OK);
	is_int(verdict_worse(VERDICT_UNKNOWN, VERDICT_WARNING), VERDICT_WARNING);
	is_int(verdict_worse(VERDICT_CRITICAL, VERDICT_UNKNOWN), VERDICT_CRITICAL);
	is_int(verdict_worse(VERDICT_OK, VERDICT_UNKNOWN), VERDICT_UNKNOWN);
}
