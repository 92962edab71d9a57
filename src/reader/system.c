// SPDX-License-Identifier: GPL-2.0-or-later
/* system.c - see system.h. */
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/parse.h"
#include "model/value.h"
#include "reader/banner.h"
#include "reader/manifest.h"
#include "reader/meminfo.h"
#include "reader/system.h"
#include "reader/zones.h"

/* Of all architectures, but for those that let the configuration choose. */
#define SMALLEST_PAGE_BYTES 4096

static char *time_now(void)
{
	char text[CLOCK_UTC_BYTES];

	clock_utc(text);
	return strdup(text);
}

/* The largest that a kernel can be built for: 256 KiB on hexagon and ppc44x. */
#define MAX_PAGE_BYTES (256 << 10)

/* What as many pages come to, whatever changed between two files: a power of two, or 0. */
static unsigned long size_of_page(uint64_t bytes, uint64_t pages)
{
	if (bytes == ABSENT || pages == ABSENT || !pages)
		return 0;
	for (unsigned long size = SMALLEST_PAGE_BYTES; size <= MAX_PAGE_BYTES; size *= 2)
		if (pages <= UINT64_MAX / size && size * pages <= bytes + bytes / 8 &&
		    size * pages >= bytes - bytes / 8)
			return size;
	return 0;
}

/* /proc/meminfo counts kilobytes of what /proc/zoneinfo counts pages of. */
static unsigned long ask_files(const struct root *root)
{
	_cleanup_free_ char *meminfo = NULL, *zoneinfo = NULL;

	if (root_read(root, "proc/meminfo", &meminfo, NULL) < 0 ||
	    root_read(root, "proc/zoneinfo", &zoneinfo, NULL) < 0)
		return 0;
	return size_of_page(meminfo_bytes(meminfo, "MemTotal"), zoneinfo_sum(zoneinfo, "managed"))
		       ?: size_of_page(meminfo_bytes(meminfo, "MemFree"),
				       zoneinfo_sum(zoneinfo, "pages free"));
}

/* Architectures whose kernels have pages of one size only. */
static bool has_small_pages(const char *arch)
{
	static const char *const begins[] = {"x86", "i3",   "i4",    "i5",
					     "i6",  "armv", "riscv", "s390"};

	for (size_t i = 0; arch && i < ARRAY_SIZE(begins); i++)
		if (!strncmp(arch, begins[i], strlen(begins[i])))
			return true;
	return false;
}

static unsigned long ask_manifest(const struct root *root)
{
	_cleanup_free_ char *value = manifest_value(root, "page_bytes");
	uint64_t bytes;

	if (!value || parse_size(value, &bytes) < 0 || !bytes || bytes & (bytes - 1))
		return 0;
	return bytes;
}

static void find_page_bytes(const struct root *root, struct system *system)
{
	if (root->live)
		system->page_bytes = sysconf(_SC_PAGESIZE);
	else
		system->page_bytes = ask_manifest(root) ?: ask_files(root);
	system->page_bytes_assumed = !system->page_bytes && !has_small_pages(system->arch);
	if (!system->page_bytes)
		system->page_bytes = SMALLEST_PAGE_BYTES;
}

/* "Linux HOST RELEASE ... MACHINE GNU/Linux", as sosreports have it. */
static char *uname_word(const struct root *root, bool machine)
{
	_cleanup_free_ char *line = root_read_line(root, "sos_commands/kernel/uname_-a");
	char *word, *state = NULL, *before = NULL;
	size_t nr = 0;

	for (word = line ? strtok_r(line, " ", &state) : NULL; word;
	     word = strtok_r(NULL, " ", &state)) {
		if (!machine && nr == 2)
			return strdup(word);
		if (machine && !strcmp(word, "GNU/Linux") && before)
			return strdup(before);
		before = word;
		nr++;
	}
	return NULL;
}

/* /proc/version is a file that people copy; osrelease lies deeper. */
static char *banner_kernel(const struct root *root)
{
	_cleanup_free_ char *line = root_read_line(root, "proc/version");
	char release[64];

	if (!line || !banner_release(line, release, sizeof(release)))
		return NULL;
	return strdup(release);
}

void system_read(const struct root *root, struct system *ret)
{
	struct utsname uts;

	*ret = (struct system){
		.kernel = root_read_line(root, "proc/sys/kernel/osrelease"),
		.arch = root_read_line(root, "proc/sys/kernel/arch"),
		.time = root->live ? time_now() : manifest_value(root, "time"),
		.has_proc = root_find(root, "proc/sys/kernel") == 0 ||
			    root_find(root, "proc/meminfo") == 0,
		.is_snapshot = snapshot_is(root),
	};
	if (root->live && uname(&uts) == 0) {
		ret->kernel = ret->kernel ?: strdup(uts.release);
		ret->arch = ret->arch ?: strdup(uts.machine);
	}
	if (!ret->kernel && !root->live)
		ret->kernel = banner_kernel(root) ?: uname_word(root, false);
	if (!ret->arch && !root->live)
		ret->arch = manifest_value(root, "arch") ?: uname_word(root, true);
	find_page_bytes(root, ret);
}

void system_clear(struct system *system)
{
	free(system->kernel);
	free(system->arch);
	free(system->time);
	*system = (struct system){0};
}

char *lockdown_mode(const struct root *root)
{
	_cleanup_free_ char *line = root_read_line(root, "sys/kernel/security/lockdown");
	char *start = line ? strchr(line, '[') : NULL;

	if (!start)
		return NULL;
	return strndup(start + 1, strcspn(start + 1, "]"));
}
