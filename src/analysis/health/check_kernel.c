// SPDX-License-Identifier: GPL-2.0-or-later
/* check_kernel.c - checks of what the kernel itself takes, by /proc/meminfo. */
#include <errno.h>
#include <string.h>

#include "reader/meminfo.h"
#include "reader/slabinfo.h"

#include "check_input.h"

/* A line as a share of MemTotal; some kernels lack some lines. */
static int share_of_total(struct check_input *input, const char *name, const char *what,
			  struct check_result *ret, struct error *err)
{
	uint64_t total, bytes;
	char text[24];
	int rc = check_total(input, &total, err);

	if (rc == 0)
		rc = check_line(input, name, &bytes, err);
	if (rc < 0)
		return rc;
	if (bytes == ABSENT || !total)
		return error_set(err, ERROR_NOT_FOUND, "%s/proc/meminfo: no %s in it",
				 input->root->path, name);
	check_add(ret, (double)bytes * 100 / total, "", "%s of %s", check_size(bytes, text), what);
	return 0;
}

static int measure_slab(struct check_input *input, struct check_result *ret, struct error *err)
{
	return share_of_total(input, "SUnreclaim", "unreclaimable slab memory", ret, err);
}

const struct check check_slab = {
	.name = "slab",
	.unit = "%",
	.reads = "/proc/meminfo: SUnreclaim",
	.measures = "unreclaimable slab memory, of MemTotal",
	.why = "It can only be had back from whoever allocated it; leaks show here first.",
	.remedy = "memmap slabs shows the caches, memmap diff which ones grow",
	.warning = "20",
	.critical = "40",
	.measure = measure_slab,
};

static int measure_percpu(struct check_input *input, struct check_result *ret, struct error *err)
{
	uint64_t bytes;
	int rc = check_line(input, "Percpu", &bytes, err);

	/* It came with 4.20 (7e8a6304d541). */
	if (rc == 0 && bytes == ABSENT)
		return check_not_applicable(ret, "this kernel does not count per-CPU memory");
	return rc < 0 ? rc : share_of_total(input, "Percpu", "per-CPU memory", ret, err);
}

const struct check check_percpu = {
	.name = "percpu",
	.unit = "%",
	.reads = "/proc/meminfo: Percpu",
	.measures = "per-CPU memory, of MemTotal",
	.why = "It grows with the number of CPUs times cgroups, and no other counter shows it.",
	.remedy = "look for control groups that are dead or too many: /sys/fs/cgroup/cgroup.stat",
	.warning = "5",
	.critical = "15",
	.measure = measure_percpu,
};

static int measure_hwpoison(struct check_input *input, struct check_result *ret, struct error *err)
{
	uint64_t bytes;
	char text[24];
	int rc = check_line(input, "HardwareCorrupted", &bytes, err);

	if (rc < 0)
		return rc;
	if (bytes == ABSENT)
		return check_not_applicable(ret, "this kernel is without CONFIG_MEMORY_FAILURE");
	check_add(ret, bytes, "", "%s taken out of use after memory errors",
		  check_size(bytes, text));
	return 0;
}

const struct check check_hwpoison = {
	.name = "hwpoison",
	.unit = "B",
	.reads = "/proc/meminfo: HardwareCorrupted",
	.measures = "memory taken out of use after errors",
	.why = "Memory that failed once fails again: what comes next may hit the kernel.",
	.remedy = "replace the memory module; the kernel's log and rasdaemon tell which",
	.warning = "0",
	.critical = "16M",
	.measure = measure_hwpoison,
};

static int measure_direct_map_splits(struct check_input *input, struct check_result *ret,
				     struct error *err)
{
	/* By rising size; which of the larger ones there are depends on PAE. */
	static const char *const lines[] = {"DirectMap4k", "DirectMap2M", "DirectMap4M",
					    "DirectMap1G"};
	uint64_t smallest = ABSENT, all = 0;
	char text[24];

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		uint64_t bytes;
		int rc = check_line(input, lines[i], &bytes, err);

		if (rc < 0)
			return rc;
		if (i == 0)
			smallest = bytes;
		all += bytes == ABSENT ? 0 : bytes;
	}
	if (smallest == ABSENT || !all)
		return check_not_applicable(ret, "/proc/meminfo has no DirectMap lines here");
	check_add(ret, (double)smallest * 100 / all, "",
		  "%s of the direct map are in pages of 4 KiB", check_size(smallest, text));
	return 0;
}

const struct check check_direct_map_splits = {
	.name = "direct-map-splits",
	.unit = "%",
	.reads = "/proc/meminfo: DirectMap*",
	.measures = "direct map that is mapped by the smallest pages",
	.why = "Each split large page costs the whole kernel TLB misses, and is not undone.",
	.remedy = "memmap layout shows where; modules, BPF programs and vmalloc'd code split it",
	.warning = "50",
	.critical = "90",
	.measure = measure_direct_map_splits,
};

static int measure_unaccounted(struct check_input *input, struct check_result *ret,
			       struct error *err)
{
	struct account_texts texts = {0};
	struct account account;
	char text[24];
	int rc = check_text(input, CHECK_MEMINFO, &texts.meminfo, err);

	if (rc < 0 || !check_has_mmu(input, ret))
		return rc;
	if (check_text(input, CHECK_ZONEINFO, &texts.zoneinfo, NULL) < 0)
		texts.zoneinfo = NULL;
	if (check_text(input, CHECK_VMALLOCINFO, &texts.vmallocinfo, NULL) < 0)
		texts.vmallocinfo = NULL;
	rc = account_divide(input->root, &texts, input->page_bytes, &account, err);
	if (rc < 0)
		return rc;
	/* A counter that tells nonsense stays, until the kernel is another one. */
	if (account_rest(&account) == ABSENT) {
		input->unreachable = true;
		*err = account.notes[0];
		return -ENODATA;
	}
	check_add(ret, (double)account_rest(&account) * 100 / account.total_bytes, "",
		  "%s of MemTotal are counted nowhere%s%s",
		  check_size(account_rest(&account), text),
		  account.taker ? ", likely taken by " : "", account.taker ?: "");
	if (account.taker)
		snprintf(ret->remedy_text, sizeof(ret->remedy_text), "memmap account; %s",
			 account.notes[account.nr_notes - 1].remedy);
	return 0;
}

const struct check check_unaccounted = {
	.name = "unaccounted",
	.unit = "%",
	.reads = "all that memmap account reads",
	.measures = "memory that nothing counts",
	.why = "Drivers that take pages themselves, and leaks of such pages, appear nowhere else.",
	.remedy = "memmap account --frames; page_owner=on on the kernel's command line",
	.warning = "15",
	.critical = "30",
	.measure = measure_unaccounted,
};

static const struct slab_cache *find_cache(const struct slab_cache_array *caches, const char *name)
{
	for (size_t i = 0; i < caches->nr; i++)
		if (!strcmp(caches->items[i].name, name))
			return &caches->items[i];
	return NULL;
}

static double cache_bytes(const struct slab_cache *cache, uint64_t page_bytes)
{
	if (!cache || cache->nr_slabs == ABSENT || cache->order == ABSENT)
		return 0;
	return (double)cache->nr_slabs * (double)(page_bytes << cache->order);
}

/* Which cache grew most, as far as /proc/slabinfo can be read: that is root's. */
static void name_growth(struct check_input *input, const struct root *baseline, char *ret,
			size_t size)
{
	_cleanup_(slab_cache_array_clear) struct slab_cache_array now = {0}, then = {0};
	const struct slab_cache *most = NULL;
	double most_bytes = 0;
	char text[24];

	*ret = '\0';
	if (slabinfo_read(input->root, &now, NULL) < 0 || slabinfo_read(baseline, &then, NULL) < 0)
		return;
	for (size_t i = 0; i < now.nr; i++) {
		double grown = cache_bytes(&now.items[i], input->page_bytes) -
			       cache_bytes(find_cache(&then, now.items[i].name), input->page_bytes);

		if (grown > most_bytes) {
			most = &now.items[i];
			most_bytes = grown;
		}
	}
	if (most)
		snprintf(ret, size, ", of all caches %.40s grew most: by %s", most->name,
			 check_size(most_bytes, text));
}

static int measure_slab_growth(struct check_input *input, struct check_result *ret,
			       struct error *err)
{
	const struct root *baseline;
	_cleanup_free_ char *meminfo = NULL;
	uint64_t total, now = ABSENT, then;
	char text[24], most[100];
	double grown;
	int rc = check_baseline(input, ret, &baseline, err);

	if (rc < 0 || !baseline)
		return rc;
	rc = check_total(input, &total, err);
	if (rc == 0)
		rc = check_line(input, "SUnreclaim", &now, err);
	if (rc == 0)
		rc = check_given(input, root_read(baseline, "proc/meminfo", &meminfo, err));
	if (rc < 0)
		return rc;
	then = meminfo_bytes(meminfo, "SUnreclaim");
	if (now == ABSENT || then == ABSENT || !total)
		return error_set(err, ERROR_PARSE, "%s/proc/meminfo: no SUnreclaim in it",
				 then == ABSENT ? baseline->path : input->root->path);
	grown = (double)now - (double)then;
	name_growth(input, baseline, most, sizeof(most));
	/* Ranges without a start begin at 0, and to have shrunk is well. */
	check_add(ret, grown > 0 ? grown * 100 / total : 0, "",
		  "unreclaimable slab memory %s by %s%s", grown < 0 ? "shrank" : "grew",
		  check_size(grown < 0 ? -grown : grown, text), most);
	return 0;
}

const struct check check_slab_growth = {
	.name = "slab-growth",
	.unit = "%",
	.reads = "/proc/meminfo and /proc/slabinfo, now and in the baseline",
	.measures = "growth of unreclaimable slab memory since the baseline, of MemTotal",
	.why = "Steady growth is a leak, long before memory runs out.",
	.remedy = "memmap diff BASELINE names the caches",
	.warning = "5",
	.critical = "15",
	.measure = measure_slab_growth,
};
