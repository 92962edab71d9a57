// SPDX-License-Identifier: GPL-2.0-or-later
/* system.c - see system.h. */
#include <string.h>
#include <sys/utsname.h>

#include <memmap/base/clock.h>
#include <memmap/base/parse.h>
#include <memmap/reader/snapshot.h>
#include <memmap/reader/system.h>

static char *time_now(void)
{
	char text[CLOCK_UTC_BYTES];

	clock_utc(text);
	return strdup(text);
}

static unsigned long page_bytes(const struct root *root)
{
	_cleanup_free_ char *value = NULL;
	uint64_t bytes;

	if (root->live)
		return sysconf(_SC_PAGESIZE);
	value = manifest_value(root, "page_bytes");
	if (!value || parse_size(value, &bytes) < 0 || !bytes || bytes & (bytes - 1))
		return 4096;
	return bytes;
}

void system_read(const struct root *root, struct system *ret)
{
	struct utsname uts;

	*ret = (struct system){
		.kernel = root_read_line(root, "proc/sys/kernel/osrelease"),
		.arch = root_read_line(root, "proc/sys/kernel/arch"),
		.page_bytes = page_bytes(root),
		.time = root->live ? time_now() : manifest_value(root, "time"),
		.is_snapshot = snapshot_is(root),
	};
	if (!ret->arch && root->live && uname(&uts) == 0)
		ret->arch = strdup(uts.machine);
	if (!ret->arch)
		ret->arch = manifest_value(root, "arch");
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
