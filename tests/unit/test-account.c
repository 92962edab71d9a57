// SPDX-License-Identifier: GPL-2.0-or-later
/* test-account.c - parts of memory add up, each page once; flags of frames that nothing counts. */
#include <errno.h>
#include <linux/kernel-page-flags.h>

#include "analysis/health/account.h"
#include "reader/zones.h"

#include "support.h"
#include "tap.h"

static uint64_t part(const struct account *account, const char *name)
{
	for (size_t i = 0; i < account->nr_parts; i++)
		if (!strcmp(account->parts[i].name, name))
			return account->parts[i].bytes;
	return ABSENT;
}

static uint64_t sum(const struct account *account)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < account->nr_parts; i++)
		bytes += account->parts[i].bytes;
	return bytes;
}

static void test_fixtures(void)
{
	for (const char *const *name = fixture_names; *name; name++) {
		struct account account = {0};
		struct error err = {0};
		struct root root;

		/* That one has but a few files. */
		if (strstr(*name, "hashed"))
			continue;
		about("%s", *name);
		fixture_root(*name, &root);
		if (is_int(account_read(&root, 4096, &account, &err), 0)) {
			is_int(sum(&account), account.total_bytes);
			is_str(account.parts[account.nr_parts - 1].name, "rest");
			is_int(account.nr_nodes, strstr(*name, "numa")	? 2
						 : strstr(*name, "686") ? 0
									: 1);
		}
		account_clear(&account);
		root_clear(&root);
	}
}

static const char meminfo[] = "MemTotal:        1000 kB\nMemFree:          400 kB\n"
			      "Buffers:           10 kB\nCached:           110 kB\n"
			      "SwapCached:        20 kB\nActive(anon):      60 kB\n"
			      "Inactive(anon):    75 kB\nAnonPages:        100 kB\n"
			      "Shmem:             30 kB\nKReclaimable:      26 kB\n"
			      "SReclaimable:      20 kB\nSUnreclaim:        30 kB\n"
			      "KernelStack:       16 kB\nPageTables:         8 kB\n"
			      "SecPageTables:      4 kB\nVmallocUsed:       56 kB\n"
			      "Percpu:            12 kB\nHugePages_Total:       3\n"
			      "Hugepagesize:      16 kB\n";
static const char stacks[] = "0xf0000000-0xf0005000   20480 kernel_clone+0x1/0x2 pages=4 vmalloc\n";
static const char no_stacks[] =
	"0xf0000000-0xf0005000   20480 load_module+0x1/0x2 pages=4 vmalloc\n";
static const char zoneinfo[] = "Node 0, zone   Normal\n      nr_zspages   2\n"
			       "    cpu: 0\n              count: 1\n"
			       "    cpu: 1\n              count: 3\n";

static void test_parts(void)
{
	struct account account = {0};
	struct error err = {0};
	struct root root;

	about("parts");
	scratch_root(&root);
	scratch_text(&root, "proc/meminfo", meminfo);
	scratch_text(&root, "proc/zoneinfo", zoneinfo);
	scratch_text(&root, "proc/vmallocinfo", stacks);
	must(account_read(&root, 4096, &account, &err) == 0);
	is_int(sum(&account), 1000 << 10);
	is_int(part(&account, "free"), 400 << 10);
	is_int(part(&account, "free, held by CPUs"), 16 << 10);
	is_int(part(&account, "file cache"), 90 << 10);
	is_int(part(&account, "shmem"), 30 << 10);
	/* 135 on the lists of anonymous pages, 130 of them mapped or shmem. */
	is_int(part(&account, "swap cache"), 5 << 10);
	is_int(part(&account, "other reclaimable"), 6 << 10);
	is_int(part(&account, "kernel stacks"), 16 << 10);
	is_int(part(&account, "vmalloc"), 40 << 10);
	is_int(part(&account, "page tables"), 12 << 10);
	is_int(part(&account, "hugetlb"), 48 << 10);
	is_int(part(&account, "zsmalloc"), 8 << 10);
	is_int(part(&account, "poisoned"), ABSENT);
	is_int(account_rest(&account), part(&account, "rest"));
	is_int(account_rest(&account), 167 << 10);
	is_int(account.excess_bytes, 0);
	account_clear(&account);

	about("stacks outside of vmalloc space");
	scratch_text(&root, "proc/vmallocinfo", no_stacks);
	must(account_read(&root, 4096, &account, &err) == 0);
	is_int(part(&account, "vmalloc"), 56 << 10);
	is_int(sum(&account), 1000 << 10);
	account_clear(&account);
	scratch_remove(&root);
}

static void test_excess(void)
{
	struct account account = {0};
	struct root root;

	about("more than there is, within Percpu");
	scratch_root(&root);
	scratch_text(&root, "proc/meminfo",
		     "MemTotal: 100 kB\nMemFree: 95 kB\nPercpu: 20 kB\nMemX");
	must(account_read(&root, 4096, &account, NULL) == 0);
	is_int(sum(&account), 100 << 10);
	is_int(part(&account, "percpu"), 5 << 10);
	is_int(account.excess_bytes, 0);
	account_clear(&account);

	about("more than there is");
	scratch_text(&root, "proc/meminfo",
		     "MemTotal: 100 kB\nMemFree: 95 kB\nAnonPages: 20 kB\nPercpu: 8 kB\n");
	must(account_read(&root, 4096, &account, NULL) == 0);
	is_int(sum(&account), 100 << 10);
	is_int(account.excess_bytes, 15 << 10);
	is_int(part(&account, "free"), 80 << 10);
	account_clear(&account);
	scratch_remove(&root);
}

/* What a fixture with one change comes to; no fixture has all. */
static void read_changed(const char *fixture, const char *line, const char *modules,
			 struct account *ret)
{
	_cleanup_free_ char *lines = NULL, *text = NULL;
	struct root root, scratch;

	fixture_root(fixture, &root);
	must(root_read(&root, "proc/meminfo", &lines, NULL) == 0);
	must(asprintf(&text, "%s\n%s", line, lines) > 0);
	scratch_root(&scratch);
	scratch_text(&scratch, "proc/meminfo", text);
	if (modules)
		scratch_text(&scratch, "proc/modules", modules);
	must(account_read(&scratch, 4096, ret, NULL) == 0);
	scratch_remove(&scratch);
	root_clear(&root);
}

static bool has_note(const struct account *account, const char *what)
{
	for (size_t i = 0; i < account->nr_notes; i++)
		if (strstr(account->notes[i].text, what))
			return true;
	return false;
}

static void test_gpu(void)
{
	struct account account = {0};

	about("pages of graphics drivers");
	read_changed("made-gpu", "", NULL, &account);
	is_int(part(&account, "gpu"), 80000ULL << 10);
	is_int(part(&account, "gpu pools"), 24000000ULL << 10);
	is_int(account_rest(&account), 936000ULL << 10);
	is_int(account.nr_notes, 0);
	account_clear(&account);

	about("more than there are");
	read_changed("made-gpu", "GPUReclaim: 99000000 kB", NULL, &account);
	is_int(part(&account, "gpu pools"), 24936000ULL << 10);
	is_int(sum(&account), account.total_bytes);
	is_int(account_rest(&account), ABSENT);
	ok(has_note(&account, "GPUReclaim is 96679 MiB"));
	account_clear(&account);
}

static void test_balloon(void)
{
	struct account account = {0};

	about("a balloon that MemTotal is without");
	read_changed("made-gpu", "Balloon: 500000 kB", "virtio_balloon 1 0 - Live 0x0\n", &account);
	is_int(part(&account, "balloon"), 0);
	is_int(account_rest(&account), 936000ULL << 10);
	ok(has_note(&account, "a balloon gave 488 MiB"));
	account_clear(&account);

	about("a balloon that MemTotal has");
	read_changed("made-gpu", "Balloon: 500000 kB", "vmw_balloon 1 0 - Live 0x0\n", &account);
	is_int(part(&account, "balloon"), 500000ULL << 10);
	is_int(account_rest(&account), 436000ULL << 10);
	is_int(account.nr_notes, 0);
	account_clear(&account);
}

static void test_takers(void)
{
	static const struct {
		const char *release, *modules, *taker;
	} cases[] = {
		{"4.18.0", "hv_balloon 1 0 - Live 0x0\n", "hv_balloon"},
		{"5.10.1", "a 1 0\nhv_balloon 1 0 - Live 0x0\n", "hv_balloon"},
		{"5.11.0", "hv_balloon 1 0 - Live 0x0\n", NULL},
		{"6.15.0", "vmw_balloon 1 0 - Live 0x0\n", "vmw_balloon"},
		{"6.16.0", "vmw_balloon 1 0 - Live 0x0\n", NULL},
		{"4.18.0", "hv_balloon_x 1 0 - Live 0x0\nx hv_balloon\n", NULL},
	};
	struct account account = {0};
	struct root root;

	scratch_root(&root);
	scratch_text(&root, "proc/meminfo", "MemTotal: 1000 kB\nMemFree: 500 kB\n");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		about("taker %zu", i);
		scratch_text(&root, "proc/sys/kernel/osrelease", cases[i].release);
		scratch_text(&root, "proc/modules", cases[i].modules);
		must(account_read(&root, 4096, &account, NULL) == 0);
		is_str(account.taker, cases[i].taker);
		is_int(account.nr_notes, cases[i].taker != NULL);
		account_clear(&account);
	}
	about("a rest that is small");
	scratch_text(&root, "proc/meminfo", "MemTotal: 1000 kB\nMemFree: 960 kB\n");
	must(account_read(&root, 4096, &account, NULL) == 0);
	is_str(account.taker, NULL);
	account_clear(&account);
	scratch_remove(&root);
}

static void test_zfs(void)
{
	struct account account = {0};
	struct root root;

	scratch_root(&root);
	scratch_text(&root, "proc/meminfo", "MemTotal: 1000 kB\nMemFree: 500 kB\n");
	scratch_text(&root, "proc/spl/kstat/zfs/arcstats",
		     "13 1 0x01 96 26112 5 9\nname type data\nhits 4 7\nsize   4    350208\n");
	about("the ARC alone");
	must(account_read(&root, 4096, &account, NULL) == 0);
	is_int(part(&account, "zfs"), ABSENT);
	is_str(account.taker, "the ARC of ZFS");
	account_clear(&account);

	about("pages of ZFS");
	scratch_text(&root, "proc/spl/kstat/zfs/abdstats",
		     "name type data\nlinear_data_size 4 900000\nscatter_data_size 4 306176\n"
		     "scatter_chunk_waste 4 1024\n");
	must(account_read(&root, 4096, &account, NULL) == 0);
	is_int(part(&account, "zfs"), 300 << 10);
	is_int(account_rest(&account), 200 << 10);
	is_str(account.taker, NULL);
	account_clear(&account);
	scratch_remove(&root);
}

static void test_container(void)
{
	struct account account = {0};
	struct root root;

	about("lxcfs by what no kernel says");
	fixture_root("made-lxcfs", &root);
	must(account_read(&root, 4096, &account, NULL) == 0);
	ok(account.of_container && has_note(&account, "lxcfs"));
	is_int(part(&account, "rest"), ABSENT);
	is_int(account_rest(&account), ABSENT);
	is_int(account.excess_bytes, 0);
	account_clear(&account);
	root_clear(&root);

	about("lxcfs by its mount");
	scratch_root(&root);
	scratch_text(&root, "proc/meminfo", meminfo);
	scratch_text(&root, "proc/mounts",
		     "proc /proc proc rw 0 0\nlxcfs /proc/meminfo fuse.lxcfs rw,nosuid 0 0\n");
	must(account_read(&root, 4096, &account, NULL) == 0);
	ok(account.of_container);
	account_clear(&account);
	about("lxcfs over something else");
	scratch_text(&root, "proc/mounts",
		     "proc /proc proc rw 0 0\nlxcfs /proc/stat fuse.lxcfs rw,nosuid 0 0\n");
	must(account_read(&root, 4096, &account, NULL) == 0);
	ok(!account.of_container);
	account_clear(&account);
	scratch_remove(&root);
}

static void test_zones_disagree(void)
{
	static const struct {
		unsigned int managed;
		bool disagrees;
	} cases[] = {{250, false}, {247, false}, {253, false}, {96, true}, {300, true}};
	struct account account = {0};
	struct root root;
	char text[80];

	scratch_root(&root);
	scratch_text(&root, "proc/meminfo", meminfo);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		about("zones of %u pages of 250", cases[i].managed);
		snprintf(text, sizeof(text), "Node 0, zone   Normal\n        managed  %u\n",
			 cases[i].managed);
		scratch_text(&root, "proc/zoneinfo", text);
		must(account_read(&root, 4096, &account, NULL) == 0);
		is_int(has_note(&account, "all zones add up to"), cases[i].disagrees);
		account_clear(&account);
	}
	scratch_remove(&root);
}

static void test_bad(void)
{
	static const char *const texts[] = {"", "MemTotal: 0 kB\nMemFree: 0 kB\n", "MemTotal: x\n",
					    "MemTotal: 5 kB\n"};
	struct account account = {0};
	struct error err = {0};
	struct root root;

	scratch_root(&root);
	about("no meminfo");
	is_int(account_read(&root, 4096, &account, &err), -ENOENT);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		about("bad meminfo %zu", i);
		err = (struct error){0};
		scratch_text(&root, "proc/meminfo", texts[i]);
		ok(account_read(&root, 4096, &account, &err) < 0);
		contains(err.text, "no MemTotal and MemFree");
	}
	scratch_remove(&root);
}

#define FLAG(name) (1ULL << KPF_##name)

static const char spans[] = "Node 0, zone Normal\n pages free 1\n min 1\n low 1\n high 1\n"
			    " spanned 8\n present 8\n managed 8\n start_pfn: 2\n"
			    "Node 1, zone Normal\n pages free 1\n min 1\n low 1\n high 1\n"
			    " spanned 6\n present 6\n managed 6\n start_pfn: 6\n";

static void test_frames(void)
{
	/* Frames 0 and 1 belong to no zone, 6 to 9 to two; 12 and on are behind the zones. */
	static const uint64_t flags[] = {
		0,
		0,
		0,
		FLAG(LRU),
		FLAG(SLAB) | FLAG(COMPOUND_HEAD),
		FLAG(BUDDY),
		0,
		FLAG(REFERENCED),
		FLAG(MMAP) | FLAG(DIRTY),
		FLAG(NOPAGE),
		FLAG(PGTABLE),
		0,
		0,
		0,
	};
	struct frame_survey survey = {0};
	struct error err = {0};
	struct root root;

	about("frames");
	scratch_root(&root);
	scratch_text(&root, "proc/zoneinfo", spans);
	scratch_text(&root, "proc/buddyinfo", "Node 0, zone Normal 1\nNode 1, zone Normal 1\n");
	is_int(frame_survey_read(&root, 4096, 0, NULL, NULL, &survey, &err), -ENOENT);
	scratch_write(&root, "proc/kpageflags", flags, sizeof(flags));
	must(frame_survey_read(&root, 4096, 0, NULL, NULL, &survey, &err) == 0);
	is_int(survey.nr_read, 10);
	if (is_int(survey.nr_groups, 2)) {
		is_hex(survey.groups[0].flags, 0);
		is_int(survey.groups[0].nr_frames, 4);
		is_hex(survey.groups[1].flags, FLAG(MMAP));
		is_int(survey.groups[1].nr_frames, 1);
		is_int(survey.groups[1].bytes, 4096);
		is_int(survey.groups[1].estimated, false);
	}
	frame_survey_clear(&survey);

	about("a file that ends early");
	scratch_write(&root, "proc/kpageflags", flags, 3 * sizeof(*flags) + 4);
	must(frame_survey_read(&root, 4096, 0, NULL, NULL, &survey, &err) == 0);
	is_int(survey.nr_read, 1);
	frame_survey_clear(&survey);
	about("no file at all behind its name");
	scratch_write(&root, "proc/kpageflags", flags, 0);
	must(frame_survey_read(&root, 4096, 0, NULL, NULL, &survey, &err) == 0);
	is_int(survey.nr_groups, 0);
	frame_survey_clear(&survey);
	scratch_remove(&root);
}

struct told {
	uint64_t nr_read, nr_all;
};

static void note_progress(uint64_t nr_read, uint64_t nr_all, void *context)
{
	struct told *told = context;

	ok(nr_read > told->nr_read);
	*told = (struct told){nr_read, nr_all};
}

static void test_sample(void)
{
	struct told told = {0};
	const size_t nr = 100000;
	uint64_t *flags = calloc(nr, sizeof(*flags));
	struct frame_survey survey = {0};
	struct root root;

	about("a sample");
	must(flags);
	for (size_t i = 0; i < nr; i++)
		flags[i] = i / 10000 % 2 ? FLAG(LRU) : 0;
	scratch_root(&root);
	scratch_text(&root, "proc/zoneinfo",
		     "Node 0, zone Normal\n pages free 1\n min 1\n low 1\n high 1\n"
		     " spanned 100000\n present 8\n managed 8\n start_pfn: 0\n");
	scratch_text(&root, "proc/buddyinfo", "Node 0, zone Normal 1\n");
	scratch_write(&root, "proc/kpageflags", flags, nr * sizeof(*flags));
	must(frame_survey_read(&root, 4096, 10000, note_progress, &told, &survey, NULL) == 0);
	ok(survey.nr_read >= 8000 && survey.nr_read <= 12000);
	is_int(told.nr_read, survey.nr_read);
	ok(told.nr_all >= 8000 && told.nr_all <= 12000);
	is_int(survey.nr_frames, nr);
	/* Half of them, more or less a piece of the sample. */
	is_int(survey.nr_groups, 1);
	ok(survey.groups[0].bytes > 180000000 && survey.groups[0].bytes < 230000000);
	is_int(survey.groups[0].bytes % 4096, 0);
	is_int(survey.groups[0].estimated, true);
	frame_survey_clear(&survey);
	scratch_remove(&root);
	free(flags);
}

static void test_sums(void)
{
	about("sums of zoneinfo");
	is_int(zoneinfo_sum(zoneinfo, "count:"), 4);
	is_int(zoneinfo_sum(zoneinfo, "nr_zspages"), 2);
	is_int(zoneinfo_sum(zoneinfo, "nr_zspage"), ABSENT);
	is_int(zoneinfo_sum("", "x"), ABSENT);
	is_int(zoneinfo_sum("  x 5", "x"), 5);
}

DEFINE_UNIT(account)
{
	test_fixtures();
	test_parts();
	test_excess();
	test_gpu();
	test_balloon();
	test_takers();
	test_zfs();
	test_container();
	test_zones_disagree();
	test_bad();
	test_frames();
	test_sample();
	test_sums();
}
