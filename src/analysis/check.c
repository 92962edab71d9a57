// SPDX-License-Identifier: GPL-2.0-or-later
/* check.c - see check.h: the table of checks, and what all of them share. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include <memmap/backend/backends.h>
#include <memmap/base/array.h>
#include <memmap/base/suggest.h>
#include <memmap/reader/hints.h>
#include <memmap/reader/meminfo.h>
#include <memmap/reader/snapshot.h>
#include <memmap/reader/zones.h>

#include "check_run.h"

/**
 * struct check - one check
 * @spec: what it is
 * @run: measures
 * @low_is_bad: of several values, the smallest decides
 */
static const struct check {
	struct check_spec spec;
	check_fn *run;
	bool low_is_bad;
} checks[] = {
	{{"watermarks", "%", "/proc/zoneinfo",
	  "free pages that allocations for each zone may still have before min, all zones they may "
	  "use together, without the lowmem reserve and CMA's: 0 is min, 100 is low",
	  "Below low kswapd reclaims; below min allocations must reclaim themselves or fail.",
	  "memmap account tells what takes the memory; free some, or raise vm.min_free_kbytes",
	  "25:", "0:"},
	 check_watermarks,
	 true},
	{{"fragmentation", "%", "/proc/buddyinfo",
	  "free memory of each node that is in blocks too small for an order (--order, else 3), "
	  "without CMA's",
	  "Order 3 is the largest that the kernel rarely fails; drivers and stacks ask for it.",
	  "echo 1 > /proc/sys/vm/compact_memory; memmap zones shows the blocks", "90", "98"},
	 check_fragmentation,
	 false},
	{{"high-order", "", "/proc/buddyinfo",
	  "free blocks of that order that each node has, larger ones counted as several",
	  "When none is left, the next such request waits for compaction or fails.",
	  "echo 1 > /proc/sys/vm/compact_memory; memmap fit --order 3 tells what is short",
	  "64:", "8:"},
	 check_high_order,
	 true},
	{{"lowmem", "%", "/proc/meminfo: LowFree, LowTotal",
	  "free part of low memory, without CMA's",
	  "On 32-bit machines the kernel itself lives in low memory only, however much there is.",
	  "use a 64-bit kernel, or lower what memmap slabs shows as largest", "10:", "5:"},
	 check_lowmem,
	 true},
	{{"numa-balance", "%", "/sys/devices/system/node/node*/meminfo",
	  "distance between the nodes with most and with least memory that can be had",
	  "A full node's allocations go to far memory, or reclaim while others are idle.",
	  "numastat -p tells whose memory is where; see numactl --interleave", "60", "85"},
	 check_numa_balance,
	 false},
	{{"slab", "%", "/proc/meminfo: SUnreclaim", "unreclaimable slab memory, of MemTotal",
	  "It can only be had back from whoever allocated it; leaks show here first.",
	  "memmap slabs shows the caches, memmap diff which ones grow", "20", "40"},
	 check_slab,
	 false},
	{{"slab-growth", "%", "/proc/meminfo and /proc/slabinfo, now and in the baseline",
	  "growth of unreclaimable slab memory since the baseline, of MemTotal",
	  "Steady growth is a leak, long before memory runs out.",
	  "memmap diff BASELINE names the caches", "5", "15"},
	 check_slab_growth,
	 false},
	{{"vmalloc-space", "%", "/proc/vmallocinfo, /proc/meminfo: VmallocTotal",
	  "vmalloc space that areas take",
	  "On 32-bit machines it is small; without it modules and drivers cannot load.",
	  "memmap vmalloc --by caller shows who; boot with vmalloc=SIZE on 32-bit", "80", "90"},
	 check_vmalloc_space,
	 false},
	{{"vmalloc-hole", "B", "/proc/vmallocinfo, /proc/meminfo: VmallocTotal",
	  "at least so large is the largest hole in vmalloc space",
	  "An area needs a hole of its size, however much space is free in pieces.",
	  "memmap vmalloc --by caller shows who; boot with vmalloc=SIZE on 32-bit", "16M:", "4M:"},
	 check_vmalloc_hole,
	 true},
	{{"vmalloc-growth", "B", "/proc/vmallocinfo, now and in the baseline",
	  "growth of the caller whose areas grew most since the baseline",
	  "An owner that only takes leaks; the caller's name tells which driver.",
	  "memmap diff BASELINE shows the areas", "256M", "1G"},
	 check_vmalloc_growth,
	 false},
	{{"percpu", "%", "/proc/meminfo: Percpu", "per-CPU memory, of MemTotal",
	  "It grows with the number of CPUs times cgroups, and no other counter shows it.",
	  "look for control groups that are dead or too many: /sys/fs/cgroup/cgroup.stat", "5",
	  "15"},
	 check_percpu,
	 false},
	{{"unaccounted", "%", "all that memmap account reads", "memory that nothing counts",
	  "Drivers that take pages themselves, and leaks of such pages, appear nowhere else.",
	  "memmap account --frames; page_owner=on on the kernel's command line", "15", "30"},
	 check_unaccounted,
	 false},
	{{"hwpoison", "B", "/proc/meminfo: HardwareCorrupted",
	  "memory taken out of use after errors",
	  "Memory that failed once fails again: what comes next may hit the kernel.",
	  "replace the memory module; the kernel's log and rasdaemon tell which", "0", "16M"},
	 check_hwpoison,
	 false},
	{{"direct-map-splits", "%", "/proc/meminfo: DirectMap*",
	  "direct map that is mapped by the smallest pages",
	  "Each split large page costs the whole kernel TLB misses, and is not undone.",
	  "memmap layout shows where; modules, BPF programs and vmalloc'd code split it", "50",
	  "90"},
	 check_direct_map_splits,
	 false},
	{{"wx", "B", "the kernel's page tables (module or /proc/kcore)",
	  "kernel memory that is mapped both writable and executable",
	  "Whoever can write there runs code in the kernel.",
	  "memmap layout --columns region,by_prot; find the driver that asked for it", "", "0",
	  true},
	 check_wx,
	 false},
	{{"module", "", "/sys/module/memmap, /dev/memmap",
	  "what is wrong with the helper module: 1 other version or forced load, 2 refused",
	  "With another interface its answers cannot be trusted, so they are refused.",
	  "memmap module unload; memmap module build; memmap module load", "0", "1", true},
	 check_module,
	 false},
};

const struct check_spec *const check_specs[] = {
	&checks[0].spec,  &checks[1].spec,  &checks[2].spec,  &checks[3].spec,
	&checks[4].spec,  &checks[5].spec,  &checks[6].spec,  &checks[7].spec,
	&checks[8].spec,  &checks[9].spec,  &checks[10].spec, &checks[11].spec,
	&checks[12].spec, &checks[13].spec, &checks[14].spec, &checks[15].spec,
};
const size_t nr_checks = ARRAY_SIZE(checks);

_Static_assert(ARRAY_SIZE(checks) == ARRAY_SIZE(check_specs), "each check is on the list");
_Static_assert(ARRAY_SIZE(checks) <= CHECK_MAX, "settings have room for each check");

int check_find(const char *name, size_t length)
{
	for (size_t i = 0; i < nr_checks; i++)
		if (!strncmp(checks[i].spec.name, name, length) && !checks[i].spec.name[length])
			return i;
	return -1;
}

int check_unknown(const char *name, size_t length, struct error *err)
{
	struct suggestion best = {0};
	char typed[40];
	int rc;

	snprintf(typed, sizeof(typed), "%.*s", (int)length, name);
	rc = error_set(err, ERROR_USAGE, "there is no check \"%s\"", typed);
	for (size_t i = 0; i < nr_checks; i++)
		suggest(&best, typed, checks[i].spec.name);
	if (!suggest_remedy(&best, err))
		error_remedy(err, "\"memmap check --list\" has them all");
	return rc;
}

void check_add(struct check_result *ret, double value, const char *instance, const char *format,
	       ...)
{
	struct check_value *to;
	va_list args;

	if (array_grow(&ret->values, ret->nr_values, NULL) < 0) {
		ret->out_of_memory = true;
		return;
	}
	to = &ret->values[ret->nr_values++];
	*to = (struct check_value){.value = value};
	snprintf(to->instance, sizeof(to->instance), "%s", instance);
	va_start(args, format);
	vsnprintf(to->detail, sizeof(to->detail), format, args);
	va_end(args);
}

int check_not_applicable(struct check_result *ret, const char *why)
{
	ret->verdict = VERDICT_NOT_APPLICABLE;
	ret->detail = why;
	return 0;
}

char *check_size(double bytes, char ret[24])
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
	size_t unit = 0;

	while (fabs(bytes) >= 1024 && unit + 1 < ARRAY_SIZE(units)) {
		bytes /= 1024;
		unit++;
	}
	snprintf(ret, 24, "%.*f %s", unit && bytes != floor(bytes) ? 1 : 0, bytes, units[unit]);
	return ret;
}

int check_text(struct check_input *input, enum check_file file, const char **ret, struct error *err)
{
	static const char *const paths[] = {
		[CHECK_MEMINFO] = "proc/meminfo",
		[CHECK_ZONEINFO] = "proc/zoneinfo",
		[CHECK_VMALLOCINFO] = "proc/vmallocinfo",
	};
	int rc = 0;

	if (!input->texts[file])
		rc = root_read(input->root, paths[file], &input->texts[file], err);
	/* The others can be read by everyone, so that each capture should have them. */
	if (rc == -ENOENT && file == CHECK_VMALLOCINFO)
		input->unreachable = !input->root->live;
	if (rc == 0)
		*ret = input->texts[file];
	return rc;
}

int check_line(struct check_input *input, const char *name, uint64_t *ret, struct error *err)
{
	const char *meminfo = NULL;
	int rc = check_text(input, CHECK_MEMINFO, &meminfo, err);

	if (rc == 0 && meminfo_bytes(meminfo, "MemTotal") == ABSENT)
		rc = error_set(err, ERROR_PARSE, "%s/proc/meminfo: no MemTotal in it",
			       input->root->path);
	if (rc == 0)
		*ret = meminfo_bytes(meminfo, name);
	return rc;
}

int check_total(struct check_input *input, uint64_t *ret, struct error *err)
{
	const char *meminfo = NULL;
	int rc = check_line(input, "MemTotal", ret, err);

	if (rc < 0 || check_text(input, CHECK_MEMINFO, &meminfo, NULL) < 0 ||
	    !meminfo_is_lxcfs(input->root, meminfo))
		return rc;
	error_set(err, ERROR_HIDDEN, "not known: " MEMINFO_LXCFS);
	hint_give(err, input->root, HINT_MEMINFO);
	return -EPERM;
}

bool check_has_mmu(struct check_input *input, struct check_result *ret)
{
	const char *meminfo = NULL;

	if (check_text(input, CHECK_MEMINFO, &meminfo, NULL) < 0 || !meminfo_has_no_mmu(meminfo))
		return true;
	check_not_applicable(ret, "this kernel has no MMU");
	return false;
}

static bool has_cma(const struct zone_array *zones)
{
	for (size_t i = 0; i < zones->nr; i++)
		if (zones->items[i].free_cma_pages != ABSENT && zones->items[i].free_cma_pages)
			return true;
	return false;
}

/* They tell which blocks are CMA's; without them the number of its pages must do. */
static void forget_free_lists(struct zone_array *zones)
{
	for (size_t i = 0; i < zones->nr; i++)
		zones->items[i].nr_free_lists = 0;
}

static int read_zones(struct check_input *input, struct zone_array *ret, struct error *err)
{
	_cleanup_free_ char *zoneinfo = NULL, *buddyinfo = NULL;
	const char *text = NULL;
	int rc = check_text(input, CHECK_ZONEINFO, &text, err);

	if (rc == 0)
		rc = root_read(input->root, "proc/buddyinfo", &buddyinfo, err);
	if (rc < 0)
		return rc;
	zoneinfo = strdup(text);
	if (!zoneinfo)
		return error_no_memory(err);
	rc = zones_parse(input->root, zoneinfo, buddyinfo, ret, err);
	if (rc == 0 && has_cma(ret) && free_lists_read(input->root, ret, NULL) < 0)
		forget_free_lists(ret);
	return rc;
}

int check_zones(struct check_input *input, const struct zone_array **ret, struct error *err)
{
	int rc = input->zones.nr ? 0 : read_zones(input, &input->zones, err);

	if (rc == 0)
		*ret = &input->zones;
	return rc;
}

/*
 * Whether each way is barred to this caller or missing in this kernel or capture. A way that is
 * there and broken is another matter.
 */
static int find_broken(const char *name, struct backend *backend, const struct error *why,
		       void *context)
{
	return why->code != ERROR_NO_BACKEND && why->code != ERROR_NOT_LOADED &&
	       why->code != ERROR_NO_MODULES && why->code != ERROR_PERMISSION &&
	       why->code != ERROR_LOCKDOWN;
}

static bool is_out_of_reach(const struct root *root)
{
	return !backends_try(root, find_broken, NULL) || backend_check_machine(root, NULL) < 0;
}

int check_backend(struct check_input *input, struct backend **ret, struct error *err)
{
	int rc = 0;

	if (!input->backend)
		rc = backend_open(input->root, NULL, &input->backend, err);
	if (rc == 0)
		*ret = input->backend;
	else
		input->unreachable = is_out_of_reach(input->root);
	return rc;
}

int check_given(struct check_input *input, int rc)
{
	input->is_given |= rc < 0;
	return rc;
}

int check_baseline(struct check_input *input, struct check_result *result, const struct root **ret,
		   struct error *err)
{
	*ret = NULL;
	if (!input->settings->baseline)
		return check_not_applicable(result, "no --baseline to compare with");
	if (input->baseline.fd < 0) {
		int rc = root_open(input->settings->baseline, &input->baseline, err);

		if (rc == 0)
			rc = snapshot_check(&input->baseline, err);
		if (rc < 0)
			return check_given(input, error_prefix(err, rc, "baseline: "));
	}
	*ret = &input->baseline;
	return 0;
}

static void clear_input(struct check_input *input)
{
	for (size_t i = 0; i < NR_CHECK_FILES; i++)
		free(input->texts[i]);
	zone_array_clear(&input->zones);
	backend_close(&input->backend);
	if (input->baseline.fd >= 0)
		root_clear(&input->baseline);
}

/* Of values with the same verdict the most extreme one is shown. */
static void judge(const struct check *check, const struct range *warning,
		  const struct range *critical, struct check_result *ret)
{
	const struct check_value *worst = NULL;

	for (unsigned int i = 0; i < ret->nr_values; i++) {
		struct check_value *value = &ret->values[i];

		value->verdict = range_alerts(critical, value->value)  ? VERDICT_CRITICAL
				 : range_alerts(warning, value->value) ? VERDICT_WARNING
								       : VERDICT_OK;
		if (!worst || value->verdict > worst->verdict ||
		    (value->verdict == worst->verdict &&
		     (check->low_is_bad ? value->value < worst->value
					: value->value > worst->value)))
			worst = value;
	}
	if (!worst)
		return;
	ret->verdict = worst->verdict;
	ret->worst = worst->value;
	ret->instance = *worst->instance ? worst->instance : NULL;
	ret->detail = worst->detail;
	if (ret->verdict != VERDICT_OK)
		ret->remedy = *ret->remedy_text ? ret->remedy_text : check->spec.remedy;
}

static bool is_privilege(enum error_code code)
{
	return code == ERROR_PERMISSION || code == ERROR_LOCKDOWN || code == ERROR_HIDDEN;
}

/* Whoever cannot follow the remedy can at least do without the check. */
static void advise(const struct root *root, const struct error *why, struct check_result *ret)
{
	const char *remedy = *why->remedy ? why->remedy : NULL;

	/* That other commands work is no way to measure. */
	if (remedy && !strcmp(remedy, hint_text(root, HINT_PAGE_TABLES)))
		remedy = NULL;
	if (!remedy && why->code == ERROR_PERMISSION && root->live)
		remedy = hint_text(root, HINT_PRIVILEGE);
	if (root->live)
		snprintf(ret->remedy_text, sizeof(ret->remedy_text), "%s%s\"%s = off\" in /%s",
			 remedy ?: "", remedy ? "; or " : "", ret->name, CHECK_CONFIG_FILE);
	else
		snprintf(ret->remedy_text, sizeof(ret->remedy_text), "%s", remedy ?: "");
	ret->remedy = *ret->remedy_text ? ret->remedy_text : NULL;
}

/* A monitoring system is not to ring for what can never be measured where it looks. */
static void blame(const struct check_input *input, const struct error *why,
		  struct check_result *ret)
{
	bool never = !input->is_given && (input->unreachable || is_privilege(why->code));

	ret->verdict = never ? VERDICT_NOT_APPLICABLE : VERDICT_UNKNOWN;
	ret->nr_values = 0;
	ret->code = error_code_name(why->code);
	snprintf(ret->detail_text, sizeof(ret->detail_text), "%s", why->text);
	ret->detail = ret->detail_text;
	if (!never || input->root->live)
		advise(input->root, why, ret);
}

static void run_check(struct check_input *input, size_t i, struct check_result *ret)
{
	const struct check_settings *settings = input->settings;
	struct error why = {0};

	*ret = (struct check_result){
		.name = checks[i].spec.name,
		.unit = checks[i].spec.unit,
		.worst = NAN,
		.warning = settings->warning[i].given ? settings->warning[i].text : NULL,
		.critical = settings->critical[i].given ? settings->critical[i].text : NULL,
	};
	input->unreachable = input->is_given = false;
	if (checks[i].run(input, ret, &why) < 0 ||
	    (ret->out_of_memory && error_no_memory(&why) < 0))
		blame(input, &why, ret);
	else if (ret->verdict != VERDICT_NOT_APPLICABLE)
		judge(&checks[i], &settings->warning[i], &settings->critical[i], ret);
}

/*
 * The verdict of all. That nothing is wrong can be said where something was measured, or where
 * there is nothing to measure; not where all of it is out of reach.
 */
static void find_worst(struct check_report *report)
{
	const struct check_result *unreached = NULL;

	for (size_t i = 0; i < report->nr; i++) {
		const struct check_result *result = &report->items[i];

		if (!report->worst || verdict_worse(report->worst->verdict, result->verdict) !=
					      report->worst->verdict)
			report->worst = result;
		if (result->code && !unreached)
			unreached = result;
	}
	if (!report->worst)
		return;
	if (report->worst->verdict != VERDICT_NOT_APPLICABLE) {
		report->verdict = report->worst->verdict;
	} else if (unreached) {
		report->verdict = VERDICT_UNKNOWN;
		report->worst = unreached;
	}
}

int check_run(const struct root *root, uint64_t page_bytes, const struct check_settings *settings,
	      struct check_report *ret, struct error *err)
{
	_cleanup_(clear_input) struct check_input input = {
		.root = root,
		.page_bytes = page_bytes,
		.settings = settings,
		.baseline = {.fd = -1},
	};
	struct check_report report = {.items = calloc(nr_checks, sizeof(*report.items))};

	if (!report.items)
		return error_no_memory(err);
	for (size_t i = 0; i < nr_checks; i++) {
		struct check_result *result = &report.items[report.nr];

		if (!settings->wanted[i])
			continue;
		run_check(&input, i, result);
		report.nr++;
	}
	find_worst(&report);
	*ret = report;
	return 0;
}

void check_report_clear(struct check_report *report)
{
	for (size_t i = 0; i < report->nr; i++)
		free(report->items[i].values);
	free(report->items);
	*report = (struct check_report){0};
}
