// SPDX-License-Identifier: GPL-2.0-or-later
/* process.c - see process.h. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/array.h"
#include "base/parse.h"
#include "model/value.h"
#include "reader/manifest.h"
#include "reader/process.h"
#include "reader/text.h"

/* Longer than "/proc/PID/pagemap" of any PID. */
#define PATH_BYTES 64

/* PAGEMAP_SCAN of <linux/fs.h>, which may be older than the kernel. */
struct scan_region {
	uint64_t start, end, categories;
};

struct scan_arg {
	uint64_t size, flags, start, end, walk_end, regions, nr_regions, max_pages;
	uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

#define SCAN	     _IOWR('f', 16, struct scan_arg)
#define SCAN_PRESENT (1 << 3)
#define SCAN_SWAPPED (1 << 4)
#define SCAN_ZERO    (1 << 5)

/* Regions that one call reports at most. */
#define SCAN_REGIONS 64

/* "START-END PERMS OFFSET DEVICE INODE", then blanks and the name. */
static int parse_maps_line(char *line, void *context, struct error *err)
{
	struct vm_area_array *areas = context;
	struct vm_area area = {0};
	const char *at = line;
	size_t length;
	uint64_t end;
	int rc;

	if (parse_u64(&at, 16, &area.start) < 0 || !skip_prefix(&at, "-") ||
	    parse_u64(&at, 16, &end) < 0 || end <= area.start || !skip_prefix(&at, " "))
		return -EINVAL;
	area.last = end - 1;
	length = strcspn(at, " ");
	if (!length || length >= sizeof(area.perms))
		return -EINVAL;
	memcpy(area.perms, at, length);
	at = skip_spaces(at + length);
	if (parse_u64(&at, 16, &area.offset_bytes) < 0)
		return -EINVAL;
	at = skip_spaces(at);
	length = strcspn(at, " ");
	if (!length || length >= sizeof(area.device))
		return -EINVAL;
	memcpy(area.device, at, length);
	at = skip_spaces(at + length);
	if (parse_u64(&at, 10, &area.inode) < 0 || (*at && *at != ' '))
		return -EINVAL;
	if (areas->nr && areas->items[areas->nr - 1].last >= area.start)
		return -EINVAL;
	at = skip_spaces(at);
	if (*at)
		area.name = strdup(at);
	if (*at && !area.name)
		return error_no_memory(err);
	rc = array_grow(&areas->items, areas->nr, err);
	if (rc < 0)
		free(area.name);
	else
		areas->items[areas->nr++] = area;
	return rc;
}

int maps_parse(char *text, struct vm_area_array *ret, struct error *err)
{
	struct vm_area_array areas = {0};
	int rc = text_parse_lines(text, parse_maps_line, &areas, err);

	if (rc < 0)
		vm_area_array_clear(&areas);
	else
		*ret = areas;
	return rc;
}

struct smaps {
	const struct vm_area_array *areas;
	uint64_t *bytes;
	const struct vm_area *current;
};

/* Lines of smaps are "Key: NUMBER kB", but for those that begin an area and the flags. */
static int parse_smaps_line(char *line, void *context, struct error *err)
{
	static const char *const keys[] = {
		"AnonHugePages:",  "ShmemPmdMapped:",  "FilePmdMapped:",
		"Shared_Hugetlb:", "Private_Hugetlb:",
	};
	struct smaps *smaps = context;
	const char *at = line;
	uint64_t value;
	size_t i;

	if (parse_u64(&at, 16, &value) == 0 && *at == '-') {
		smaps->current = vm_area_find(smaps->areas, value);
		if (smaps->current)
			smaps->bytes[smaps->current - smaps->areas->items] = 0;
		return 0;
	}
	at = line;
	for (i = 0; i < ARRAY_SIZE(keys) && !skip_prefix(&at, keys[i]); i++)
		;
	if (i == ARRAY_SIZE(keys) || !smaps->current)
		return 0;
	at = skip_spaces(at);
	if (parse_u64(&at, 10, &value) < 0 || strcmp(at, " kB") || value > UINT64_MAX >> 20)
		return -EINVAL;
	smaps->bytes[smaps->current - smaps->areas->items] += value << 10;
	return 0;
}

int smaps_parse(char *text, const struct vm_area_array *areas, uint64_t *ret, struct error *err)
{
	struct smaps smaps = {.areas = areas, .bytes = ret};

	return text_parse_lines(text, parse_smaps_line, &smaps, err);
}

char *swap_area_parse(char *text)
{
	char *heading = next_line(&text), *line = heading ? next_line(&text) : NULL;
	char *more = line ? next_line(&text) : NULL;

	if (!line || (more && *more))
		return NULL;
	return strndup(line, strcspn(line, " \t"));
}

static void path_of(const struct process *process, const char *file, char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "proc/%.20s/%s", process->pid, file);
}

/* PF_KTHREAD in the flags of /proc/PID/stat, the seventh field behind the name in parentheses. */
static bool is_kernel_thread(const char *line)
{
	const char *at;
	unsigned int flags;

	at = line ? strrchr(line, ')') : NULL;
	return at && sscanf(at, ") %*c %*d %*d %*d %*d %*d %u", &flags) == 1 && flags & 0x200000;
}

/* Empty files, and in newer kernels files that do not open (ESRCH), are of processes without
 * memory. */
static int no_memory_of_its_own(const struct process *process, struct error *err)
{
	_cleanup_free_ char *line = NULL;
	char path[PATH_BYTES];

	path_of(process, "stat", path);
	line = root_read_line(process->root, path);
	if (!line && snapshot_is(process->root))
		return error_set(err, ERROR_NOT_FOUND, "a snapshot has nothing of processes");
	if (!line)
		return error_set(err, ERROR_NOT_FOUND, "there is no process %.20s", process->pid);
	if (is_kernel_thread(line)) {
		error_set(err, ERROR_BAD_INPUT, "%.20s is a kernel thread: it has no user memory",
			  process->pid);
		error_remedy(err, "kernel addresses need no --pid");
		return -EINVAL;
	}
	return error_set(err, ERROR_NOT_FOUND, "process %.20s has ended", process->pid);
}

static int cannot_open(const struct process *process, int rc, struct error *why, struct error *err)
{
	if (rc == -ENOENT || rc == -ESRCH)
		return no_memory_of_its_own(process, err);
	if (rc == -EACCES || rc == -EPERM) {
		error_set(err, ERROR_PERMISSION, "the memory of process %.20s: %s", process->pid,
			  strerror(-rc));
		error_remedy(err, "%s",
			     geteuid() ? "be its user, or root: reading it is for those who may "
					 "ptrace(2) it"
				       : "root needs CAP_SYS_PTRACE for it, which containers lack");
		return rc;
	}
	*err = *why;
	return rc;
}

static int read_maps(struct process *process, struct error *err)
{
	_cleanup_free_ char *text = NULL;
	struct error why = {0};
	char path[PATH_BYTES];
	int rc;

	path_of(process, "maps", path);
	rc = root_read(process->root, path, &text, &why);
	if (rc < 0)
		return cannot_open(process, rc, &why, err);
	rc = maps_parse(text, &process->areas, err);
	if (rc < 0)
		return error_prefix(err, rc, "%s/%s: ", process->root->path, path);
	return process->areas.nr ? 0 : no_memory_of_its_own(process, err);
}

static int open_pagemap(struct process *process, struct error *err)
{
	struct error why = {0};
	char path[PATH_BYTES];

	path_of(process, "pagemap", path);
	process->pagemap_fd = root_open_file(process->root, path, &why);
	if (process->pagemap_fd >= 0)
		return 0;
	return cannot_open(process, process->pagemap_fd, &why, err);
}

static bool is_pid(const char *pid)
{
	return !strcmp(pid, "self") ||
	       (*pid && strspn(pid, "0123456789") == strlen(pid) && strlen(pid) <= 10);
}

int process_open(const struct root *root, const char *pid, uint64_t page_bytes, struct process *ret,
		 struct error *err)
{
	struct process process = {.root = root, .pid = pid, .page_bytes = page_bytes};
	char *swaps = NULL;
	int rc;

	process.pagemap_fd = -1;
	if (!is_pid(pid))
		return error_set(err, ERROR_USAGE, "\"%.40s\" is no number of a process", pid);
	/* Opened first: whatever becomes of the number, it stays with the memory it was opened for.
	 */
	rc = open_pagemap(&process, err);
	if (rc == 0)
		rc = read_maps(&process, err);
	if (rc < 0) {
		process_close(&process);
		return rc;
	}
	if (root_read(root, "proc/swaps", &swaps, NULL) == 0)
		process.swap_area = swap_area_parse(swaps);
	free(swaps);
	*ret = process;
	return 0;
}

void process_close(struct process *process)
{
	vm_area_array_clear(&process->areas);
	if (process->pagemap_fd >= 0)
		close(process->pagemap_fd);
	free(process->swap_area);
	process->pagemap_fd = -1;
	process->swap_area = NULL;
}

void process_huge_bytes(const struct process *process, uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;
	char path[PATH_BYTES];

	for (size_t i = 0; i < process->areas.nr; i++)
		ret[i] = ABSENT;
	path_of(process, "smaps", path);
	if (root_read(process->root, path, &text, NULL) == 0 &&
	    smaps_parse(text, &process->areas, ret, NULL) < 0)
		for (size_t i = 0; i < process->areas.nr; i++)
			ret[i] = ABSENT;
}

int process_pagemap(const struct process *process, uint64_t virt_addr, uint64_t *ret, size_t nr,
		    struct error *err)
{
	uint64_t offset = virt_addr / process->page_bytes * sizeof(*ret);
	size_t done = 0, bytes = nr * sizeof(*ret);

	while (done < bytes) {
		ssize_t got =
			pread(process->pagemap_fd, (char *)ret + done, bytes - done, offset + done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "%s/proc/%.20s/pagemap", process->root->path,
					   process->pid);
		if (got == 0)
			return error_set(err, ERROR_NOT_FOUND,
					 "process %.20s has ended or executed another program "
					 "meanwhile",
					 process->pid);
		done += got;
	}
	return 0;
}

uint64_t process_skip(const struct process *process, uint64_t start, uint64_t end)
{
	struct scan_region region;
	struct scan_arg scan = {
		.size = sizeof(scan),
		.start = start,
		.end = end,
		.regions = (uintptr_t)&region,
		.nr_regions = 1,
		.max_pages = 1,
		.category_anyof_mask = SCAN_PRESENT | SCAN_SWAPPED,
		.return_mask = SCAN_PRESENT | SCAN_SWAPPED,
	};
	int nr;

	if (!process->root->live)
		return start;
	nr = ioctl(process->pagemap_fd, SCAN, &scan);
	if (nr < 0)
		return start;
	if (nr == 0)
		return scan.walk_end < end && scan.walk_end > start ? scan.walk_end : end;
	return region.start > start && region.start < end ? region.start : start;
}

uint64_t process_zero_pages(const struct process *process, uint64_t start, uint64_t end)
{
	struct scan_region regions[SCAN_REGIONS];
	uint64_t pages = 0;

	while (process->root->live && start < end) {
		struct scan_arg scan = {
			.size = sizeof(scan),
			.start = start,
			.end = end,
			.regions = (uintptr_t)regions,
			.nr_regions = SCAN_REGIONS,
			.category_mask = SCAN_ZERO,
			.return_mask = SCAN_ZERO,
		};
		int nr = ioctl(process->pagemap_fd, SCAN, &scan);

		if (nr < 0 || nr > SCAN_REGIONS || scan.walk_end <= start)
			return ABSENT;
		for (int i = 0; i < nr; i++)
			pages += (regions[i].end - regions[i].start) / process->page_bytes;
		start = scan.walk_end;
	}
	return process->root->live ? pages : ABSENT;
}
