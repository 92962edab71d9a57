// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench.c - what memmap costs, each figure as a ratio to a floor measured in the same run.
 *
 *	bench pair NAME RUNS COMMAND FLOOR	wall time of two shell-less command lines, in turn
 *	bench walk RUNS NAME			WALK over all of vmalloc space against /proc/self/pagemap
 *	bench scan [FILE]			just such a WALK, to be the FLOOR of a pair; reads FILE too
 *
 * Medians, since one run of anything may be disturbed.
 */
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <uapi/memmap.h>

#define MAX_RUNS     1000
#define MAX_WORDS    4096
#define PAGEMAP_PAGES (64 << 10)

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static double median(uint64_t *values, size_t nr)
{
	qsort(values, nr, sizeof(*values), compare);
	return (double)values[nr / 2];
}

static void split(char *line, char *words[MAX_WORDS])
{
	char *state = NULL;
	int nr = 0;

	for (char *word = strtok_r(line, " ", &state); word && nr < MAX_WORDS - 1;
	     word = strtok_r(NULL, " ", &state))
		words[nr++] = word;
	words[nr] = NULL;
}

/* Runs a command with its output thrown away; nanoseconds, and its peak memory in KiB. */
static uint64_t run(char *const words[], long *max_rss_kib)
{
	uint64_t begin = now_ns();
	struct rusage usage;
	int status;
	pid_t pid;

	pid = vfork();
	if (pid < 0)
		err(1, "vfork");
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		execvp(words[0], words);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0)
		err(1, "wait4");
	/* Status 4 is memmap's for an answer with holes in it. */
	if (status && !(WIFEXITED(status) && WEXITSTATUS(status) == 4))
		errx(1, "%s: status 0x%x", words[0], status);
	if (usage.ru_maxrss > *max_rss_kib)
		*max_rss_kib = usage.ru_maxrss;
	return now_ns() - begin;
}

static void pair(const char *name, size_t nr, char *command, char *floor)
{
	static uint64_t times[2][MAX_RUNS];
	char *words[2][MAX_WORDS];
	long rss_kib[2] = {0, 0};
	double ms[2];

	split(command, words[0]);
	split(floor, words[1]);
	for (int which = 0; which < 2; which++)
		run(words[which], &rss_kib[which]);
	rss_kib[0] = rss_kib[1] = 0;
	for (size_t i = 0; i < nr; i++)
		for (int which = 0; which < 2; which++)
			times[which][i] = run(words[which], &rss_kib[which]);
	for (int which = 0; which < 2; which++)
		ms[which] = median(times[which], nr) / 1e6;
	printf("%-28s %8.2f ms  floor %8.2f ms  ratio %5.2f  peak %.1f MiB\n", name, ms[0], ms[1],
	       ms[0] / ms[1], (double)rss_kib[0] / 1024);
}

static struct memmap_region vmalloc_region(int device)
{
	struct memmap_region regions[64];
	struct memmap_info info = {.regions = (uintptr_t)regions, .nr_regions = 64};

	if (ioctl(device, MEMMAP_IOC_INFO, &info) < 0)
		err(1, "INFO");
	for (unsigned int i = 0; i < info.nr_regions && i < 64; i++)
		if (regions[i].type == MEMMAP_REGION_VMALLOC)
			return regions[i];
	errx(1, "no vmalloc region");
}

/* Walks the region and returns the pages that are mapped in it. */
static uint64_t walk_all(int device, const struct memmap_region *region)
{
	static struct memmap_extent extents[MEMMAP_MAX_ITEMS];
	uint64_t at = region->start, nr_pages = 0;

	while (at <= region->last) {
		struct memmap_walk walk = {
			.start = at,
			.length = region->last - at + 1,
			.extents = (uintptr_t)extents,
			.nr_extents = MEMMAP_MAX_ITEMS,
		};

		if (ioctl(device, MEMMAP_IOC_WALK, &walk) < 0)
			err(1, "WALK");
		for (unsigned int i = 0; i < walk.nr_extents; i++)
			nr_pages += extents[i].length >> 12;
		at = walk.next;
	}
	return nr_pages;
}

static double pagemap_ns_per_page(size_t nr_runs)
{
	static uint64_t entries[PAGEMAP_PAGES];
	static uint64_t times[MAX_RUNS];
	int fd = open("/proc/self/pagemap", O_RDONLY);
	char *memory = mmap(NULL, PAGEMAP_PAGES * 4096UL, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (fd < 0 || memory == MAP_FAILED)
		err(1, "pagemap");
	/* Small pages, all present: what most entries of a process are. */
	madvise(memory, PAGEMAP_PAGES * 4096UL, MADV_NOHUGEPAGE);
	memset(memory, 1, PAGEMAP_PAGES * 4096UL);
	for (size_t i = 0; i < nr_runs; i++) {
		uint64_t begin = now_ns();

		if (pread(fd, entries, sizeof(entries), (uintptr_t)memory / 4096 * 8) !=
		    sizeof(entries))
			err(1, "pagemap");
		times[i] = now_ns() - begin;
	}
	munmap(memory, PAGEMAP_PAGES * 4096UL);
	close(fd);
	return median(times, nr_runs) / PAGEMAP_PAGES;
}

static int open_device(void)
{
	int device = open("/dev/" MEMMAP_DEVICE_NAME, O_RDONLY);

	if (device < 0)
		err(1, "/dev/" MEMMAP_DEVICE_NAME);
	return device;
}

static void scan(const char *file)
{
	static char buffer[128 << 10];
	int device = open_device(), fd = file ? open(file, O_RDONLY) : -1;
	struct memmap_region region = vmalloc_region(device);

	if (!walk_all(device, &region))
		errx(1, "nothing is mapped in vmalloc space");
	if (file && fd < 0)
		err(1, "%s", file);
	while (file && read(fd, buffer, sizeof(buffer)) > 0)
		;
}

static void walk(size_t nr_runs, const char *name)
{
	static uint64_t times[MAX_RUNS];
	int device = open_device();
	struct memmap_region region;
	uint64_t nr_pages = 0;
	double per_page, floor;

	region = vmalloc_region(device);
	for (size_t i = 0; i < nr_runs; i++) {
		uint64_t begin = now_ns();

		nr_pages = walk_all(device, &region);
		times[i] = now_ns() - begin;
	}
	close(device);
	per_page = median(times, nr_runs) / (double)nr_pages;
	floor = pagemap_ns_per_page(nr_runs);
	printf("%-28s %8.1f ns  floor %8.1f ns  ratio %5.2f  %ju pages in %.2f ms\n",
	       name, per_page, floor, per_page / floor, (uintmax_t)nr_pages,
	       per_page * (double)nr_pages / 1e6);
}

static size_t parse_runs(const char *text)
{
	long nr = strtol(text, NULL, 10);

	if (nr < 1 || nr > MAX_RUNS)
		errx(2, "%s: from 1 to %d runs", text, MAX_RUNS);
	return nr;
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "pair"))
		pair(argv[2], parse_runs(argv[3]), argv[4], argv[5]);
	else if (argc == 4 && !strcmp(argv[1], "walk"))
		walk(parse_runs(argv[2]), argv[3]);
	else if ((argc == 2 || argc == 3) && !strcmp(argv[1], "scan"))
		scan(argv[2]);
	else
		errx(2, "usage: bench pair NAME RUNS COMMAND FLOOR | bench walk RUNS NAME | bench scan [FILE]");
	return 0;
}
