// SPDX-License-Identifier: GPL-2.0-or-later
/* inputs.c - see inputs.h. */
#include <fnmatch.h>
#include <limits.h>
#include <string.h>

#include "reader/inputs.h"

static const char of_process[] = "it belongs to a process";
static const char of_caller[] = "it tells of whoever asks, not of the machine";
static const char in_osrelease[] = "osrelease and the manifest have what is needed of it";
static const char of_hints[] = "remedies alone look at it";
static const char in_translations[] = "the translations have what is needed of it";

const struct input inputs[] = {
	{"proc/buddyinfo"},
	{"proc/zoneinfo"},
	{"proc/pagetypeinfo"},
	{"sys/kernel/debug/extfrag/@(unusable_index|extfrag_index)"},
	{"proc/meminfo"},
	{"proc/vmstat"},
	{"proc/vmallocinfo"},
	{"proc/slabinfo"},
	{"sys/kernel/slab/*/@(object_size|slab_size|objs_per_slab|order|align|usersize|objects|"
	 "total_objects|slabs|ctor|reclaim_account|hwcache_align|cache_dma|destroy_by_rcu|"
	 "sanity_checks|red_zone|poison|store_user|trace|failslab|skip_kfence|aliases)"},
	{"proc/iomem"},
	{"proc/ioports"},
	{"proc/modules"},
	{"proc/kallsyms"},
	{"proc/cmdline"},
	{"proc/spl/kstat/zfs/@(abdstats|arcstats)"},
	{"proc/swaps"},
	{"proc/sys/kernel/@(osrelease|arch|kptr_restrict|modules_disabled)"},
	{"proc/sys/vm/@(min_free_kbytes|lowmem_reserve_ratio|watermark_scale_factor)"},
	{"sys/devices/system/memory/block_size_bytes"},
	{"sys/devices/system/memory/memory*/valid_zones"},
	{"sys/devices/system/node/"
	 "@(possible|online|has_memory|has_normal_memory|has_cpu)"},
	{"sys/devices/system/node/node*/@(meminfo|numastat|distance|cpulist|vmstat)"},
	{"sys/kernel/mm/hugepages/*/@(nr_hugepages|free_hugepages)"},
	{"sys/kernel/security/lockdown"},
	{"sys/kernel/tracing/events/kmem/mm_page_alloc/format"},
	{"sys/kernel/debug/tracing/events/kmem/mm_page_alloc/format"},
	{"sys/kernel/btf/vmlinux"},
	{"sys/hypervisor/guest_type"},
	{"sys/module/memmap/version"},
	{"sys/module/memmap/parameters/samples"},
	{"sys/module/*/initstate"},
	{"sys/module/*/sections/*"},
	{"sys/devices/system/cpu/possible"},
	{"proc/kcore", .not_saved = in_translations},
	{"proc/kpageflags", .not_saved = in_translations},
	{"proc/kpagecount", .not_saved = "it counts mappings of processes"},
	{"proc/sys/kernel/random/boot_id", .not_saved = "the manifest has it"},
	{"proc/mounts", .not_saved = "it names what the machine is used for"},
	{"proc/config.gz", .not_saved = of_hints},
	{"proc/version", .not_saved = in_osrelease},
	{"sos_commands/kernel/uname_-a", .not_saved = in_osrelease},
	{"proc/self/uid_map", .not_saved = of_caller},
	{"proc/self/status", .not_saved = of_caller},
	{"proc/[0-9]*/@(maps|smaps|pagemap|status|comm)", .not_saved = of_process},
	{"proc/[0-9]*/fd", .not_saved = of_process},
};

const size_t nr_inputs = ARRAY_SIZE(inputs);

/* What becomes of a name that a pattern fits, with the rest of the pattern behind it. */
static int expand(const struct root *root, const char *done, const char *rest,
		  const struct input_visitor *visitor, struct error *err);

static bool is_pattern(const char *text, size_t length)
{
	return strcspn(text, "*?[@") < length;
}

static int take_name(const struct root *root, const char *directory, const char *name,
		     const char *rest, const struct input_visitor *visitor, struct error *err)
{
	char path[PATH_MAX], target[NAME_MAX + 1];

	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >= (int)sizeof(path))
		return 0;
	if (*rest && root_read_link(root, path, target, sizeof(target)) > 0 && !strchr(target, '/'))
		return visitor->link(path, target, visitor->context, err);
	return expand(root, path, rest, visitor, err);
}

/* "@(a|b)" is one of these names; only glibc's fnmatch() knows such a pattern. */
static bool fits(const char *pattern, const char *name)
{
	size_t length;

	if (pattern[0] != '@')
		return fnmatch(pattern, name, 0) == 0;
	for (pattern += 2; *pattern; pattern += length + 1) {
		length = strcspn(pattern, "|)");
		if (!strncmp(pattern, name, length) && !name[length])
			return true;
	}
	return false;
}

/* A directory that is not there, or not for this reader, has no names. */
static int expand_pattern(const struct root *root, const char *directory, const char *pattern,
			  const char *rest, const struct input_visitor *visitor, struct error *err)
{
	_cleanup_(root_names_clear) struct root_names names = {0};
	int rc = 0;

	if (root_list(root, directory, &names, NULL) < 0)
		return 0;
	for (size_t i = 0; i < names.nr && rc == 0; i++)
		if (fits(pattern, names.items[i]))
			rc = take_name(root, directory, names.items[i], rest, visitor, err);
	return rc;
}

static int expand(const struct root *root, const char *done, const char *rest,
		  const struct input_visitor *visitor, struct error *err)
{
	char path[PATH_MAX], pattern[PATH_MAX];
	size_t length = strcspn(rest, "/");

	if (!*rest)
		return visitor->file(done, visitor->context, err);
	snprintf(pattern, sizeof(pattern), "%.*s", (int)length, rest);
	rest += length + (rest[length] == '/');
	if (is_pattern(pattern, length))
		return expand_pattern(root, done, pattern, rest, visitor, err);
	if (snprintf(path, sizeof(path), "%s%s%s", done, *done ? "/" : "", pattern) >=
	    (int)sizeof(path))
		return 0;
	return expand(root, path, rest, visitor, err);
}

int input_expand(const struct root *root, const struct input *input,
		 const struct input_visitor *visitor, struct error *err)
{
	return expand(root, "", input->path, visitor, err);
}
