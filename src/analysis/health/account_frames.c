// SPDX-License-Identifier: GPL-2.0-or-later
/* account_frames.c - what the flags of page frames show of those that nobody counts. */
#include <errno.h>
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "analysis/health/account.h"
#include "backend/backends.h"
#include "base/array.h"
#include "kernel/kernel.h"
#include "reader/manifest.h"
#include "reader/zones.h"

/* "Kernel hacking assistances" of fs/proc/page.c: set at boot, and no part of MemTotal. */
#define KPF_RESERVED 32

/* Frames read with one call, and the pieces of a sample. */
#define FRAMES_AT_ONCE 8192
#define SAMPLE_FRAMES  512

#define FLAG(name) (1ULL << KPF_##name)

/* Whoever has one of these is counted by a line of /proc/meminfo, or is no memory in use. */
#define COUNTED                                                                             \
	(FLAG(LRU) | FLAG(SLAB) | FLAG(BUDDY) | FLAG(ANON) | FLAG(SWAPCACHE) | FLAG(HUGE) | \
	 FLAG(THP) | FLAG(UNEVICTABLE) | FLAG(PGTABLE) | FLAG(NOPAGE) | FLAG(HWPOISON) |    \
	 FLAG(KSM) | FLAG(RESERVED))

/* What tells one use from another; the rest changes from moment to moment. */
#define TELLING                                                                   \
	(FLAG(MMAP) | FLAG(COMPOUND_HEAD) | FLAG(COMPOUND_TAIL) | FLAG(OFFLINE) | \
	 FLAG(ZERO_PAGE) | FLAG(SWAPBACKED))

/**
 * struct reading - frames on their way into the survey
 * @fd: /proc/kpageflags
 * @snapshot: what has flags where that file is missing
 * @stride: pieces of SAMPLE_FRAMES begin so many frames apart; less if all are read
 * @survey: what they come to
 * @progress: told how many are read, or NULL
 * @context: passed to it
 */
struct reading {
	int fd;
	struct backend *snapshot;
	uint64_t stride;
	struct frame_survey *survey;
	void (*progress)(uint64_t nr_read, uint64_t nr_all, void *context);
	void *context;
};

static void tell_progress(const struct reading *reading)
{
	uint64_t all = reading->survey->nr_frames;

	if (reading->stride > SAMPLE_FRAMES)
		all = all / reading->stride * SAMPLE_FRAMES;
	if (reading->progress)
		reading->progress(reading->survey->nr_read, all, reading->context);
}

static int count_frame(struct frame_survey *survey, uint64_t flags, struct error *err)
{
	size_t i = 0;
	int rc;

	if (flags & COUNTED)
		return 0;
	flags &= TELLING;
	while (i < survey->nr_groups && survey->groups[i].flags != flags)
		i++;
	if (i == survey->nr_groups) {
		rc = array_grow(&survey->groups, survey->nr_groups, err);
		if (rc < 0)
			return rc;
		survey->groups[survey->nr_groups++] = (struct frame_group){.flags = flags};
	}
	survey->groups[i].nr_frames++;
	return 0;
}

static void close_flags(struct reading *reading)
{
	if (reading->fd >= 0)
		close(reading->fd);
	backend_close(&reading->snapshot);
}

static int open_flags(const struct root *root, struct reading *reading, struct error *err)
{
	_cleanup_free_ char *saved = manifest_value(root, "frames");

	if (!snapshot_is(root)) {
		reading->fd = root_open_file(root, "proc/kpageflags", err);
		return reading->fd < 0 ? reading->fd : 0;
	}
	if (!saved || strcmp(saved, "all"))
		return error_set(err, ERROR_NOT_FOUND,
				 "%s: the snapshot was taken without the flags of all frames",
				 root->path);
	return backend_open(root, NULL, &reading->snapshot, err);
}

static ssize_t read_saved(struct backend *snapshot, uint64_t pfn, size_t nr, uint64_t *ret,
			  struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < nr && rc == 0; i++) {
		struct memmap_frame frame = {.pfn = pfn + i};

		rc = kernel_frames(snapshot, &frame, 1, err);
		ret[i] = frame.status == MEMMAP_FRAME_OK ? frame.flags : FLAG(NOPAGE);
	}
	return rc < 0 ? rc : (ssize_t)nr;
}

/* How many were read, or -errno: the file may end before. */
static ssize_t read_flags(const struct reading *reading, uint64_t pfn, size_t nr, uint64_t *ret,
			  struct error *err)
{
	ssize_t got;

	if (reading->snapshot)
		return read_saved(reading->snapshot, pfn, nr, ret, err);
	do
		got = pread(reading->fd, ret, nr * sizeof(*ret), pfn * sizeof(*ret));
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_errno(err, errno, "/proc/kpageflags");
	return got / sizeof(*ret);
}

/* Frames from @pfn on; what lies behind the end of the file does not exist. */
static int read_run(const struct reading *reading, uint64_t pfn, uint64_t nr, struct error *err)
{
	_cleanup_free_ uint64_t *flags = calloc(FRAMES_AT_ONCE, sizeof(*flags));
	int rc = 0;

	if (!flags)
		return error_no_memory(err);
	while (nr && rc == 0) {
		ssize_t got = read_flags(reading, pfn, nr < FRAMES_AT_ONCE ? nr : FRAMES_AT_ONCE,
					 flags, err);

		if (got <= 0)
			return got;
		for (ssize_t i = 0; i < got && rc == 0; i++)
			rc = count_frame(reading->survey, flags[i], err);
		reading->survey->nr_read += got;
		tell_progress(reading);
		pfn += got;
		nr -= got;
	}
	return rc;
}

static int read_zone(const struct reading *reading, uint64_t pfn, uint64_t end, struct error *err)
{
	int rc = 0;

	if (reading->stride <= SAMPLE_FRAMES)
		return read_run(reading, pfn, end - pfn, err);
	for (; pfn < end && rc == 0; pfn += reading->stride)
		rc = read_run(reading, pfn, end - pfn < SAMPLE_FRAMES ? end - pfn : SAMPLE_FRAMES,
			      err);
	return rc;
}

static int compare_starts(const void *a, const void *b)
{
	const struct zone *left = a, *right = b;

	return (left->start_pfn > right->start_pfn) - (left->start_pfn < right->start_pfn);
}

static int compare_groups(const void *a, const void *b)
{
	const struct frame_group *left = a, *right = b;

	return (left->nr_frames < right->nr_frames) - (left->nr_frames > right->nr_frames);
}

/* Spans of nodes may overlap: each frame counts once. Unpopulated zones have no start. */
static int read_zones(struct reading *reading, struct zone_array *zones, uint64_t max_frames,
		      struct error *err)
{
	struct frame_survey *survey = reading->survey;
	uint64_t next = 0;
	int rc = 0;

	qsort(zones->items, zones->nr, sizeof(*zones->items), compare_starts);
	for (size_t i = 0; i < zones->nr; i++)
		survey->nr_frames +=
			zones->items[i].start_pfn == ABSENT ? 0 : zones->items[i].spanned_pages;
	if (max_frames && survey->nr_frames > max_frames)
		reading->stride = SAMPLE_FRAMES * (survey->nr_frames / max_frames + 1);
	for (size_t i = 0; i < zones->nr && rc == 0; i++) {
		const struct zone *zone = &zones->items[i];
		uint64_t start = zone->start_pfn > next ? zone->start_pfn : next;
		uint64_t end = zone->start_pfn + zone->spanned_pages;

		if (zone->start_pfn == ABSENT || end <= start)
			continue;
		rc = read_zone(reading, start, end, err);
		next = end;
	}
	return rc;
}

/* Whole pages, of an estimate too. */
static void weigh_group(const struct reading *reading, struct frame_group *group,
			uint64_t page_bytes)
{
	const struct frame_survey *survey = reading->survey;
	uint64_t nr_pages = group->nr_frames;

	group->estimated = reading->stride > SAMPLE_FRAMES;
	if (group->estimated)
		nr_pages = (double)nr_pages * survey->nr_frames / survey->nr_read + 0.5;
	group->bytes = nr_pages * page_bytes;
}

int frame_survey_read(const struct root *root, uint64_t page_bytes, uint64_t max_frames,
		      void (*progress)(uint64_t nr_read, uint64_t nr_all, void *context),
		      void *context, struct frame_survey *ret, struct error *err)
{
	_cleanup_(frame_survey_clear) struct frame_survey survey = {0};
	_cleanup_(zone_array_clear) struct zone_array zones = {0};
	_cleanup_(close_flags) struct reading reading = {
		.fd = -1,
		.survey = &survey,
		.progress = progress,
		.context = context,
	};
	int rc = open_flags(root, &reading, err);

	if (rc == 0)
		rc = zones_read(root, &zones, err);
	if (rc == 0)
		rc = read_zones(&reading, &zones, max_frames, err);
	if (rc < 0)
		return rc;
	if (survey.nr_groups)
		qsort(survey.groups, survey.nr_groups, sizeof(*survey.groups), compare_groups);
	for (size_t i = 0; i < survey.nr_groups; i++)
		weigh_group(&reading, &survey.groups[i], page_bytes);
	*ret = survey;
	survey = (struct frame_survey){0};
	return 0;
}

void frame_survey_clear(struct frame_survey *survey)
{
	free(survey->groups);
	*survey = (struct frame_survey){0};
}
