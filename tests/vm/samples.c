// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * samples.c - what sample allocations are refused, that their caps hold, and that nothing of them
 *is left behind whoever dies how.
 *
 *	samples off		a module that was loaded without samples answers neither command
 *	samples refuse		requests and the reasons they must be refused with
 *	samples user		answers that cannot be written, or not yet
 *	samples caps		64 processes ask for all they can get at once
 *	samples kill		holders of all kinds are killed; memory comes back
 *
 * Runs as root in a guest with memmap.ko loaded. Prints TAP; exits 1 when something failed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../include/uapi/memmap.h"

#define DEVICE	   "/dev/" MEMMAP_DEVICE_NAME
#define NR_OPENERS 64
#define NR_KINDS   (MEMMAP_ALLOC_LIST + 1)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define GFP(word) (1ULL << MEMMAP_GFP_##word)
#define KERNEL	  (GFP(DIRECT_RECLAIM) | GFP(KSWAPD_RECLAIM) | GFP(IO) | GFP(FS))
#define ATOMIC	  (GFP(HIGH) | GFP(ATOMIC_FLAG) | GFP(KSWAPD_RECLAIM))
#define MIB	  (1ULL << 20)

static unsigned int nr_tests, nr_failed;

__attribute__((format(printf, 2, 3))) static void check(bool ok, const char *name, ...)
{
	va_list args;

	nr_failed += !ok;
	printf("%s %u - ", ok ? "ok" : "not ok", ++nr_tests);
	va_start(args, name);
	vprintf(name, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
}

static int open_device(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		printf("Bail out! %s: %s\n", DEVICE, strerror(errno));
		exit(1);
	}
	return fd;
}

static struct memmap_sample samples[MEMMAP_MAX_ITEMS];

/* Returns the errno, or 0 with @alloc answered. */
static int ask(int fd, struct memmap_alloc *alloc)
{
	alloc->samples = (uintptr_t)samples;
	return ioctl(fd, MEMMAP_IOC_ALLOC, alloc) ? errno : 0;
}

static int give_back(int fd, uint64_t handle)
{
	struct memmap_free arg = {.handle = handle};

	return ioctl(fd, MEMMAP_IOC_FREE, &arg) ? errno : 0;
}

/* The number of lines of a file that hold a text. */
static long lines_with(const char *path, const char *text)
{
	char line[1024];
	long nr = 0;
	FILE *file = fopen(path, "r");

	while (file && fgets(line, sizeof(line), file))
		nr += strstr(line, text) != NULL;
	if (file)
		fclose(file);
	return nr;
}

/* A value of /proc/meminfo in KiB. */
static long meminfo(const char *name)
{
	char line[256];
	long value = -1;
	FILE *file = fopen("/proc/meminfo", "r");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':')
			value = strtol(line + strlen(name) + 1, NULL, 10);
	if (file)
		fclose(file);
	return value;
}

static long devices(void)
{
	FILE *pipe = popen("ls /sys/devices/platform | grep -c memmap-sample", "r");
	long nr = -1;

	if (pipe && fscanf(pipe, "%ld", &nr) != 1)
		nr = -1;
	if (pipe)
		pclose(pipe);
	return nr;
}

/* Pages that the allocator has of all zones of a name. */
static uint64_t managed_pages(const char *zone)
{
	FILE *file = fopen("/proc/zoneinfo", "r");
	char line[256], name[32] = "";
	uint64_t sum = 0, nr;

	while (file && fgets(line, sizeof(line), file)) {
		sscanf(line, "Node %*d, zone %31s", name);
		if (!strcmp(name, zone) && sscanf(line, " managed %ju", &nr) == 1)
			sum += nr;
	}
	if (file)
		fclose(file);
	return sum;
}

/* Whether the kernel knows high memory: a zone that it could have is listed though it is empty. */
static bool has_highmem(void)
{
	return lines_with("/proc/zoneinfo", "HighMem") > 0;
}

/* Requests that the kernel must not be asked for, and why not. */
static const struct refusal {
	const char *what;
	uint32_t kind;
	uint64_t size, gfp;
	int32_t node;
	uint32_t status;
} refusals[] = {
#define R(kind_, size_, gfp_, node_, status_)                                                    \
	{                                                                                        \
#kind_ " " #size_ " " #gfp_ " node " #node_ ": " #status_, MEMMAP_ALLOC_##kind_, \
			size_, gfp_, node_, MEMMAP_ALLOC_##status_                               \
	}
	R(KMALLOC, 100, KERNEL | GFP(HIGHMEM), -1, GFP_HIGHMEM),
	R(PAGES, 100, KERNEL | GFP(HIGHMEM), -1, GFP_HIGHMEM),
	R(ZEROED_PAGE, 0, KERNEL | GFP(HIGHMEM), -1, GFP_HIGHMEM),
	R(KMEM_CACHE, 0, KERNEL | GFP(HIGHMEM), -1, GFP_HIGHMEM),
	R(LIST, 64, KERNEL | GFP(HIGHMEM), -1, GFP_HIGHMEM),
	R(KMALLOC, 100, KERNEL | GFP(DMA32), -1, GFP_SLAB_DMA32),
	R(KMALLOC, 4 * MIB, KERNEL | GFP(DMA32), -1, GFP_SLAB_DMA32),
	R(LIST, 64, KERNEL | GFP(DMA32), -1, GFP_SLAB_DMA32),
	R(KMEM_CACHE, 0, KERNEL | GFP(DMA32), -1, GFP_SLAB_DMA32),
	R(KMEM_CACHE, 0, KERNEL | GFP(DMA), -1, GFP_SLAB_ZONE),
	R(VMALLOC, 4096, KERNEL | GFP(DMA), -1, GFP_ZONE),
	R(VMALLOC, 4096, KERNEL | GFP(DMA32), -1, GFP_ZONE),
	R(VMALLOC, 4096, KERNEL | GFP(HIGHMEM), -1, GFP_ZONE),
	R(VMALLOC_HUGE, 4096, KERNEL | GFP(HIGHMEM), -1, GFP_ZONE),
	R(PERCPU, 64, KERNEL | GFP(DMA), -1, GFP_ZONE),
	R(DMA_COHERENT, 4096, KERNEL | GFP(DMA), -1, GFP_ZONE),
	R(IOREMAP, 0, KERNEL | GFP(DMA32), -1, GFP_ZONE),
	R(PAGES, 4096, KERNEL | GFP(DMA) | GFP(DMA32), -1, GFP_ZONES),
	R(VMAP, 4096, KERNEL | GFP(DMA) | GFP(HIGHMEM), -1, GFP_ZONES),
	R(KMALLOC, 100, KERNEL | GFP(DMA) | GFP(DMA32) | GFP(HIGHMEM), -1, GFP_ZONES),
	R(PAGES, 4096, KERNEL | GFP(MOVABLE), -1, GFP_MOVABLE),
	R(KMALLOC, 4 * MIB, KERNEL | GFP(MOVABLE), -1, GFP_MOVABLE),
	R(VMALLOC, 4096, ATOMIC, -1, GFP_SLEEPS),
	R(VMALLOC, 4096, 0, -1, GFP_SLEEPS),
	R(VMALLOC_HUGE, 4096, KERNEL & ~GFP(FS), -1, GFP_SLEEPS),
	R(IOREMAP, 0, ATOMIC, -1, GFP_SLEEPS),
	R(DMA_COHERENT, 4096, ATOMIC, -1, GFP_SLEEPS),
	R(DMA_COHERENT, 4096, GFP(KSWAPD_RECLAIM), -1, GFP_SLEEPS),
	R(KMALLOC, 100, KERNEL | GFP(COMP), -1, GFP_OTHER),
	R(DMA_COHERENT, 4096, KERNEL | GFP(COMP), -1, GFP_OTHER),
	R(PAGES, 4096, KERNEL | GFP(NOFAIL), -1, GFP_OTHER),
	R(PAGES, 4 * MIB, KERNEL | GFP(DMA) | GFP(ATOMIC_FLAG), -1, GFP_OTHER),
	R(KMALLOC, 100, KERNEL | ATOMIC, -1, GFP_OTHER),
	R(LIST, 64, GFP(DIRECT_RECLAIM) | GFP(ATOMIC_FLAG), -1, GFP_OTHER),
	R(PAGES, 4096, KERNEL | GFP(MEMALLOC), -1, GFP_OTHER),
	R(KMALLOC, 100, KERNEL | GFP(RETRY_MAYFAIL), -1, GFP_OTHER),
	R(KMALLOC, 100, KERNEL | GFP(NO_OBJ_EXT), -1, GFP_OTHER),
	R(VMALLOC, 4096, KERNEL | GFP(THISNODE), 0, GFP_OTHER),
	R(VMALLOC, 4096, KERNEL | GFP(ACCOUNT), 0, GFP_OTHER),
	R(VMALLOC_HUGE, 4096, KERNEL, 0, NODE_UNUSED),
	R(PERCPU, 64, KERNEL, 0, NODE_UNUSED),
	R(IOREMAP, 0, KERNEL | GFP(THISNODE), -1, NODE_UNUSED),
	R(KMALLOC, 100, KERNEL, 77, NO_NODE),
	R(PAGES, 4096, KERNEL, 1 << 20, NO_NODE),
	R(PAGES, 4096, KERNEL, INT32_MAX, NO_NODE),
	R(KMALLOC, 4 * MIB + 1, KERNEL, -1, TOO_LARGE),
	R(PAGES, UINT64_MAX, KERNEL, -1, TOO_LARGE),
	R(VMALLOC, 4 * MIB + 1, KERNEL, -1, TOO_LARGE),
	R(VMALLOC_HUGE, 1ULL << 63, KERNEL, -1, TOO_LARGE),
	R(VMAP, 4 * MIB + 1, KERNEL, -1, TOO_LARGE),
	R(PERCPU, 32769, KERNEL, -1, TOO_LARGE),
	R(DMA_COHERENT, 262145, KERNEL, -1, TOO_LARGE),
	R(LIST, 4097, KERNEL, -1, TOO_LARGE),
	R(KMALLOC, 0, KERNEL, -1, TOO_SMALL),
	R(PAGES, 0, KERNEL, -1, TOO_SMALL),
	R(VMALLOC, 0, KERNEL, -1, TOO_SMALL),
	R(LIST, 2 * sizeof(void *) - 1, KERNEL, -1, TOO_SMALL),
	R(ZEROED_PAGE, 1, KERNEL, -1, FIXED_SIZE),
	R(KMEM_CACHE, 192, KERNEL, -1, FIXED_SIZE),
	R(IOREMAP, 4096, KERNEL, -1, FIXED_SIZE),
};

/* Where the kernel knows no high memory. */
static const struct refusal refusals_without_highmem[] = {
	R(VMAP, 4096, KERNEL | GFP(HIGHMEM), -1, NOT_HERE),
	R(KMAP, 0, KERNEL, -1, NOT_HERE),
	R(KMAP_LOCAL, 0, KERNEL, -1, NOT_HERE),
};

/* Where it does; no such kernel has the zone DMA32. */
static const struct refusal refusals_with_highmem[] = {
	R(PAGES, 4096, KERNEL | GFP(DMA32), -1, NOT_HERE),
	R(VMAP, 4096, KERNEL | GFP(DMA32), -1, NOT_HERE),
	R(KMAP, 0, KERNEL | GFP(DMA32), -1, NOT_HERE),
	R(KMAP, 0, KERNEL | GFP(DMA) | GFP(HIGHMEM), -1, GFP_ZONES),
	R(KMAP, 0, KERNEL | GFP(MOVABLE), -1, GFP_MOVABLE),
	R(KMAP, 0, KERNEL | GFP(COMP), -1, GFP_OTHER),
	R(KMAP, 0, KERNEL, 77, NO_NODE),
	R(KMAP, 4096, KERNEL, -1, FIXED_SIZE),
	R(KMAP_LOCAL, 0, KERNEL | GFP(DMA32), -1, NOT_HERE),
	R(KMAP_LOCAL, 4096, KERNEL, -1, FIXED_SIZE),
#undef R
};

/* What is refused where there is no high memory. */
static const struct memmap_alloc highmem_requests[] = {
	{.kind = MEMMAP_ALLOC_VMAP, .size = 4096, .gfp = KERNEL | GFP(HIGHMEM), .node = -1},
	{.kind = MEMMAP_ALLOC_KMAP, .gfp = KERNEL, .node = -1},
	{.kind = MEMMAP_ALLOC_KMAP, .gfp = KERNEL | GFP(HIGHMEM), .node = -1},
	{.kind = MEMMAP_ALLOC_KMAP_LOCAL, .gfp = KERNEL, .node = -1},
};

/* vmalloc_huge() came with v5.18: where it is not, that is what every request is told. */
static bool has_huge(int fd)
{
	struct memmap_alloc alloc = {.kind = MEMMAP_ALLOC_VMALLOC_HUGE,
				     .size = 4096,
				     .gfp = KERNEL,
				     .node = -1,
				     .nr_samples = 1};
	int err = ask(fd, &alloc);

	if (!err && alloc.status == MEMMAP_ALLOC_OK)
		give_back(fd, samples[0].handle);
	return err || alloc.status != MEMMAP_ALLOC_NOT_HERE;
}

static void refuse_each(int fd, const struct refusal *refusals_of, size_t nr)
{
	bool huge = has_huge(fd);

	for (size_t i = 0; i < nr; i++) {
		const struct refusal *r = &refusals_of[i];
		struct memmap_alloc alloc = {.kind = r->kind,
					     .size = r->size,
					     .gfp = r->gfp,
					     .node = r->node,
					     .nr_samples = 1};
		uint32_t status = r->status;
		int err = ask(fd, &alloc);

		if (r->kind == MEMMAP_ALLOC_VMALLOC_HUGE && !huge)
			status = MEMMAP_ALLOC_NOT_HERE;
		check(!err && alloc.status == status && !alloc.nr_samples,
		      "%s # error %d, status %u, %u made", r->what, err, alloc.status,
		      alloc.nr_samples);
	}
}

static void test_refusals(int fd)
{
	refuse_each(fd, refusals, ARRAY_SIZE(refusals));
	if (!has_highmem()) {
		refuse_each(fd, refusals_without_highmem, ARRAY_SIZE(refusals_without_highmem));
		return;
	}
	refuse_each(fd, refusals_with_highmem, ARRAY_SIZE(refusals_with_highmem));
	for (size_t i = 0; i < ARRAY_SIZE(highmem_requests); i++) {
		struct memmap_alloc alloc = highmem_requests[i];
		int err;

		alloc.nr_samples = 1;
		err = ask(fd, &alloc);
		check(!err && alloc.status == MEMMAP_ALLOC_OK && alloc.nr_samples == 1,
		      "kind %u with flags %#jx is served with high memory # error %d, status %u",
		      alloc.kind, (uintmax_t)alloc.gfp, err, alloc.status);
		if (!err && alloc.nr_samples)
			give_back(fd, samples[0].handle);
	}
}

static void test_malformed(int fd)
{
	const struct memmap_alloc good = {.kind = MEMMAP_ALLOC_KMALLOC,
					  .size = 100,
					  .gfp = KERNEL,
					  .node = -1,
					  .nr_samples = 1};
	struct memmap_alloc arg;
	struct memmap_free gone = {.handle = 1};

#define BAD(member, value)                                                      \
	do {                                                                    \
		arg = good;                                                     \
		arg.member = (value);                                           \
		check(ask(fd, &arg) == EINVAL, "ALLOC: " #member " = " #value); \
	} while (0)
	BAD(kind, NR_KINDS);
	BAD(kind, UINT32_MAX);
	BAD(flags, 1);
	BAD(reserved, 1);
	BAD(node, -2);
	BAD(node, INT32_MIN);
	BAD(nr_samples, 0);
	BAD(nr_samples, MEMMAP_MAX_ITEMS + 1);
	BAD(nr_samples, UINT32_MAX);
	BAD(gfp, GFP(TRANSHUGE));
	BAD(gfp, KERNEL | 1ULL << 63);
#undef BAD
	check(give_back(fd, 0) == ENOENT, "FREE: 0 is no object");
	check(give_back(fd, UINT64_MAX) == ENOENT, "FREE: no such object");
	gone.flags = 1;
	check(ioctl(fd, MEMMAP_IOC_FREE, &gone) && errno == EINVAL, "FREE: flags");
	gone = (struct memmap_free){.handle = 1, .reserved = 1};
	check(ioctl(fd, MEMMAP_IOC_FREE, &gone) && errno == EINVAL, "FREE: reserved");
}

static void test_ownership(int fd)
{
	struct memmap_alloc alloc = {.kind = MEMMAP_ALLOC_KMALLOC,
				     .size = 100,
				     .gfp = KERNEL,
				     .node = -1,
				     .nr_samples = 3};
	int other = open_device();
	uint64_t handles[3];

	check(!ask(fd, &alloc) && !alloc.status && alloc.nr_samples == 3, "three objects");
	for (int i = 0; i < 3; i++)
		handles[i] = samples[i].handle;
	check(handles[0] && handles[0] != handles[1] && handles[1] != handles[2],
	      "each has a name of its own");
	check(give_back(other, handles[1]) == ENOENT, "another file cannot free it");
	check(!give_back(fd, handles[1]), "its own file can");
	check(give_back(fd, handles[1]) == ENOENT, "only once");
	check(!give_back(fd, handles[0]) && !give_back(fd, handles[2]), "the others too");
	close(other);
	alloc.nr_samples = 1;
	alloc.samples = 1;
	check(ioctl(fd, MEMMAP_IOC_ALLOC, &alloc) && errno == EFAULT, "a bad pointer");
	check(give_back(fd, handles[2] + 1) == ENOENT, "... leaves no object behind");
}

static void test_file_caps(int fd)
{
	struct memmap_alloc alloc = {.kind = MEMMAP_ALLOC_KMALLOC,
				     .size = 8,
				     .gfp = KERNEL,
				     .node = -1,
				     .nr_samples = 100};
	int other = open_device();

	check(!ask(fd, &alloc) && alloc.status == MEMMAP_ALLOC_FILE_OBJECTS &&
		      alloc.nr_samples == MEMMAP_ALLOC_MAX_FILE_OBJECTS &&
		      alloc.limit == MEMMAP_ALLOC_MAX_FILE_OBJECTS,
	      "no more than 64 objects a file");
	alloc = (struct memmap_alloc){.kind = MEMMAP_ALLOC_VMALLOC,
				      .size = 4 * MIB,
				      .gfp = KERNEL,
				      .node = -1,
				      .nr_samples = 100};
	check(!ask(other, &alloc) && alloc.status == MEMMAP_ALLOC_FILE_BYTES &&
		      alloc.nr_samples == 4 && alloc.limit == MEMMAP_ALLOC_MAX_FILE_BYTES,
	      "no more than 16 MiB a file # status %u, %u", alloc.status, alloc.nr_samples);
	close(other);
	other = open_device();
	alloc = (struct memmap_alloc){.kind = MEMMAP_ALLOC_LIST,
				      .size = 4096,
				      .gfp = KERNEL,
				      .node = -1,
				      .nr_samples = MEMMAP_MAX_ITEMS};
	check(!ask(other, &alloc) && !alloc.status && alloc.nr_samples == MEMMAP_MAX_ITEMS,
	      "a list of 16 MiB");
	alloc.nr_samples = 1;
	check(!ask(other, &alloc) && alloc.status == MEMMAP_ALLOC_FILE_BYTES,
	      "... and not a node more");
	check(!give_back(other, samples[0].handle), "freed by the name of any of its nodes");
	close(other);
}

/* Whatever the caches for such nodes make of their size: arm64 has none below 128 bytes. */
static void test_list_cap(void)
{
	struct memmap_alloc alloc = {.kind = MEMMAP_ALLOC_LIST,
				     .size = 2 * sizeof(void *),
				     .gfp = KERNEL,
				     .node = -1,
				     .nr_samples = MEMMAP_MAX_ITEMS};
	long before = meminfo("SUnreclaim"), grown;
	int fd = open_device();
	unsigned int nr = 0;

	while (!ask(fd, &alloc) && !alloc.status)
		nr++;
	grown = meminfo("SUnreclaim") - before;
	check(nr && (alloc.status == MEMMAP_ALLOC_FILE_BYTES ||
		     alloc.status == MEMMAP_ALLOC_FILE_OBJECTS),
	      "lists of small nodes until a cap is met # %u, status %u", nr, alloc.status);
	check(grown <= 18 << 10, "... take no more than 16 MiB # %ld KiB", grown);
	close(fd);
}

/* Of a small zone others need some, too. */
static void test_zone_share(void)
{
	struct memmap_alloc alloc = {.kind = MEMMAP_ALLOC_PAGES,
				     .size = 256 << 10,
				     .gfp = KERNEL | GFP(DMA),
				     .node = -1,
				     .nr_samples = 64};
	uint64_t share = managed_pages("DMA") / 2 * 4096;
	int fd = open_device();

	if (!share || share >= MEMMAP_ALLOC_MAX_FILE_BYTES) {
		check(true, "a share of zone DMA # SKIP the zone is large, or not there");
		close(fd);
		return;
	}
	check(!ask(fd, &alloc) && alloc.status == MEMMAP_ALLOC_ZONE_BYTES && alloc.limit == share,
	      "no more than half of zone DMA # status %u, limit %ju, wanted %ju", alloc.status,
	      (uintmax_t)alloc.limit, (uintmax_t)share);
	check(alloc.nr_samples == share / alloc.size, "... but as much # %u objects",
	      alloc.nr_samples);
	close(fd);
	fd = open_device();
	alloc.nr_samples = 1;
	check(!ask(fd, &alloc) && alloc.status == MEMMAP_ALLOC_OK,
	      "... and there is some again when the file is closed");
	close(fd);
}

/* The kernel has few places for kmap(), and whoever finds none waits: no more than 8 are taken. */
static void test_kmap_cap(void)
{
	struct memmap_alloc alloc = {
		.kind = MEMMAP_ALLOC_KMAP, .gfp = KERNEL, .node = -1, .nr_samples = 64};
	int fd = open_device(), other = open_device();

	check(!ask(fd, &alloc) && alloc.status == MEMMAP_ALLOC_MODULE_KMAPS &&
		      alloc.nr_samples == MEMMAP_ALLOC_MAX_MODULE_KMAPS &&
		      alloc.limit == MEMMAP_ALLOC_MAX_MODULE_KMAPS,
	      "no more than 8 mappings by kmap() # status %u, %u", alloc.status, alloc.nr_samples);
	alloc.nr_samples = 1;
	check(!ask(other, &alloc) && alloc.status == MEMMAP_ALLOC_MODULE_KMAPS && !alloc.nr_samples,
	      "... of all files together");
	close(fd);
	alloc.nr_samples = 1;
	check(!ask(other, &alloc) && alloc.status == MEMMAP_ALLOC_OK && alloc.nr_samples == 1,
	      "... and there are some again when a file is closed");
	close(other);
}

/* An argument of a call, in memory that cannot be written. */
static void *read_only(const void *argument, size_t size)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memcpy(page, argument, size);
	mprotect(page, 4096, PROT_READ);
	return page;
}

/* Whoever is told that a call failed has nothing to free, and nothing was freed. */
static void test_unwritable(int fd)
{
	const struct memmap_alloc large = {.kind = MEMMAP_ALLOC_VMALLOC,
					   .size = 4 * MIB,
					   .gfp = KERNEL,
					   .node = -1,
					   .nr_samples = 4,
					   .samples = (uintptr_t)samples};
	struct memmap_alloc alloc = large;
	struct memmap_free gone = {0};
	void *argument = read_only(&alloc, sizeof(alloc));

	check(ioctl(fd, MEMMAP_IOC_ALLOC, argument) && errno == EFAULT,
	      "ALLOC: an argument that cannot be written");
	munmap(argument, 4096);
	check(!ask(fd, &alloc) && !alloc.status && alloc.nr_samples == 4,
	      "... leaves nothing behind # status %u, %u made", alloc.status, alloc.nr_samples);
	for (unsigned int i = 0; i < 4; i++) {
		gone.handle = samples[i].handle;
		argument = read_only(&gone, sizeof(gone));
		check(!ioctl(fd, MEMMAP_IOC_FREE, argument), "FREE needs to write nothing");
		munmap(argument, 4096);
	}
	alloc = large;
	alloc.samples = 1;
	check(ioctl(fd, MEMMAP_IOC_ALLOC, &alloc) && errno == EFAULT,
	      "ALLOC: samples that cannot be written");
	alloc = large;
	check(!ask(fd, &alloc) && !alloc.status && alloc.nr_samples == 4,
	      "... leave nothing behind # status %u, %u made", alloc.status, alloc.nr_samples);
	for (unsigned int i = 0; i < 4; i++)
		give_back(fd, samples[i].handle);
}

/* A page that nobody will ever fill: whoever touches it waits. */
static void *unserved_page(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_api api = {.api = UFFD_API};
	struct uffdio_register range = {
		.range = {.start = (uintptr_t)page, .len = 4096},
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int uffd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api) || ioctl(uffd, UFFDIO_REGISTER, &range))
		return NULL;
	return page;
}

/* Whether a process ends by itself before a minute is over; killed if not. */
static bool ends(pid_t pid, int *status)
{
	for (int i = 0; i < 600; i++) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return true;
		usleep(100000);
	}
	kill(pid, SIGKILL);
	return false;
}

/* The first letter of a process's state. */
static char state_of(pid_t pid)
{
	char path[64], state = '?';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (file && fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = '?';
	if (file)
		fclose(file);
	return state;
}

/* While one waits for user memory, another who shares the file goes on. */
static void test_blocked_user(int fd)
{
	struct memmap_alloc alloc = {.kind = MEMMAP_ALLOC_KMALLOC,
				     .size = 100,
				     .gfp = KERNEL,
				     .node = -1,
				     .nr_samples = 1};
	int status = -1;
	pid_t blocked, other;

	check(!ask(fd, &alloc) && !alloc.status, "an object");
	blocked = fork();
	if (!blocked) {
		alloc.samples = (uintptr_t)unserved_page();
		alloc.nr_samples = 1;
		_exit(alloc.samples ? ioctl(fd, MEMMAP_IOC_ALLOC, &alloc) != 0 : 77);
	}
	for (int i = 0; i < 100 && (i < 10 || state_of(blocked) != 'S'); i++)
		usleep(50000);
	if (waitpid(blocked, &status, WNOHANG) == blocked) {
		check(WEXITSTATUS(status) == 77, "ALLOC into a userfaultfd # SKIP there is none");
		return;
	}
	other = fork();
	if (!other)
		_exit(give_back(fd, samples[0].handle));
	check(ends(other, &status) && status == 0,
	      "FREE does not wait for the user memory of an ALLOC # status %#x", status);
	kill(blocked, SIGKILL);
	waitpid(blocked, NULL, 0);
	alloc = (struct memmap_alloc){.kind = MEMMAP_ALLOC_KMALLOC,
				      .size = 8,
				      .gfp = KERNEL,
				      .node = -1,
				      .nr_samples = MEMMAP_ALLOC_MAX_FILE_OBJECTS};
	check(!ask(fd, &alloc) && !alloc.status,
	      "... which leaves nothing behind when it is killed # status %u", alloc.status);
}

/* Both commands are unknown to a module that was not told to make samples. */
static void test_off(void)
{
	struct memmap_alloc alloc = {.kind = MEMMAP_ALLOC_KMALLOC,
				     .size = 8,
				     .gfp = KERNEL,
				     .node = -1,
				     .nr_samples = 1};
	struct memmap_info info = {0};
	int fd = open_device();

	check(!ioctl(fd, MEMMAP_IOC_INFO, &info) && !(info.features & MEMMAP_FEATURE_ALLOC),
	      "without samples: no feature");
	check(ask(fd, &alloc) == ENOTTY, "without samples: ALLOC is no command");
	check(give_back(fd, 1) == ENOTTY, "without samples: FREE is no command");
	check(devices() == 0, "without samples: no device");
	close(fd);
}

/* What each of many takes, in memory that all share. */
struct tally {
	uint64_t bytes[NR_OPENERS], module_full[NR_OPENERS], strange[NR_OPENERS];
	uint32_t ready, go, done;
};

/* Large ones first, so that the caps are met; then what is left, by smaller ones. */
static void take_all(struct tally *tally, unsigned int me)
{
	static const struct {
		uint32_t kind;
		uint64_t size;
	} wanted[] = {
		{MEMMAP_ALLOC_VMALLOC, 4 * MIB},	{MEMMAP_ALLOC_KMALLOC, 4 * MIB},
		{MEMMAP_ALLOC_PAGES, 2 * MIB},		{MEMMAP_ALLOC_VMAP, MIB},
		{MEMMAP_ALLOC_DMA_COHERENT, 256 << 10}, {MEMMAP_ALLOC_KMALLOC, 4096},
	};
	int fd = open_device();

	__atomic_fetch_add(&tally->ready, 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&tally->go, __ATOMIC_SEQ_CST))
		usleep(1000);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		struct memmap_alloc alloc = {.kind = wanted[i].kind,
					     .size = wanted[i].size,
					     .gfp = KERNEL,
					     .node = -1,
					     .nr_samples = 64};

		if (ask(fd, &alloc))
			tally->strange[me]++;
		else
			tally->bytes[me] += alloc.nr_samples * wanted[i].size;
		tally->module_full[me] += alloc.status == MEMMAP_ALLOC_MODULE_BYTES;
	}
	__atomic_fetch_add(&tally->done, 1, __ATOMIC_SEQ_CST);
	for (;;)
		pause();
}

static void await(uint32_t *count)
{
	for (int i = 0; i < 60000 && __atomic_load_n(count, __ATOMIC_SEQ_CST) < NR_OPENERS; i++)
		usleep(1000);
}

static void test_parallel(void)
{
	struct tally *tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t sum = 0, full = 0, strange = 0;
	bool each = true;
	pid_t pids[NR_OPENERS];

	fflush(stdout);
	for (unsigned int i = 0; i < NR_OPENERS; i++) {
		pids[i] = fork();
		if (!pids[i])
			take_all(tally, i);
	}
	await(&tally->ready);
	tally->go = 1;
	await(&tally->done);
	for (unsigned int i = 0; i < NR_OPENERS; i++) {
		sum += tally->bytes[i];
		full += tally->module_full[i];
		strange += tally->strange[i];
		each = each && tally->bytes[i] <= MEMMAP_ALLOC_MAX_FILE_BYTES;
	}
	check(tally->done == NR_OPENERS, "all %u openers were answered", NR_OPENERS);
	check(sum <= MEMMAP_ALLOC_MAX_MODULE_BYTES,
	      "together they hold %ju bytes, no more than 64 MiB", (uintmax_t)sum);
	check(sum >= MEMMAP_ALLOC_MAX_MODULE_BYTES * 7ULL / 8, "... nor much less");
	check(each, "none holds more than 16 MiB");
	check(full > 0 && !strange, "those who came late were told why # %ju told, %ju errors",
	      (uintmax_t)full, (uintmax_t)strange);
	for (unsigned int i = 0; i < NR_OPENERS; i++)
		kill(pids[i], SIGKILL);
	for (unsigned int i = 0; i < NR_OPENERS; i++)
		waitpid(pids[i], NULL, 0);
	munmap(tally, sizeof(*tally));
}

/* Free memory in KiB, with what lies on the lists of the CPUs, which MemFree leaves out. */
static long free_kib(void)
{
	char line[256];
	long pages = 0, nr;
	FILE *file = fopen("/proc/zoneinfo", "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, " pages free %ld", &nr) == 1 ||
		    sscanf(line, " count: %ld", &nr) == 1)
			pages += nr;
	if (file)
		fclose(file);
	return pages * 4;
}

/* Objects in use of a slab cache, by /proc/slabinfo; free ones of the CPUs' own slabs would count
 * too. */
static long slab_objects(const char *name)
{
	char line[1024], cache[128];
	long nr = -1, used;
	FILE *file;

	snprintf(line, sizeof(line), "/sys/kernel/slab/%s/shrink", name);
	file = fopen(line, "w");
	if (file) {
		fputs("1", file);
		fclose(file);
	}
	file = fopen("/proc/slabinfo", "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%127s %ld", cache, &used) == 2 && !strcmp(cache, name))
			nr = used;
	if (file)
		fclose(file);
	return nr;
}

/* Some of each kind, then sleep until killed. */
static void hold_kinds(uint32_t *ready)
{
	static const uint64_t sizes[NR_KINDS] = {
		[MEMMAP_ALLOC_PAGES] = 256 << 10,	[MEMMAP_ALLOC_KMALLOC] = 3000,
		[MEMMAP_ALLOC_VMALLOC] = 1000000,	[MEMMAP_ALLOC_VMALLOC_HUGE] = 2 << 20,
		[MEMMAP_ALLOC_VMAP] = 64 << 10,		[MEMMAP_ALLOC_PERCPU] = 8 << 10,
		[MEMMAP_ALLOC_DMA_COHERENT] = 64 << 10, [MEMMAP_ALLOC_LIST] = 512,
	};
	int fd = open_device();

	for (uint32_t kind = 0; kind < NR_KINDS; kind++) {
		struct memmap_alloc alloc = {.kind = kind,
					     .size = sizes[kind],
					     .gfp = KERNEL,
					     .node = -1,
					     .nr_samples = kind == MEMMAP_ALLOC_LIST ? 100 : 2};

		if (ask(fd, &alloc))
			_exit(1);
	}
	__atomic_fetch_add(ready, 1, __ATOMIC_SEQ_CST);
	for (;;)
		pause();
}

static void kill_holders(unsigned int nr, bool check_held)
{
	uint32_t *ready = mmap(NULL, sizeof(*ready), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pids[8];

	for (unsigned int i = 0; i < nr; i++) {
		pids[i] = fork();
		if (!pids[i])
			hold_kinds(ready);
	}
	for (int i = 0; i < 30000 && __atomic_load_n(ready, __ATOMIC_SEQ_CST) < nr; i++)
		usleep(1000);
	if (check_held) {
		check(*ready == nr, "%u holders of all kinds", nr);
		check(slab_objects("memmap_sample") > 0, "their objects are in the cache # %ld",
		      slab_objects("memmap_sample"));
		check(lines_with("/proc/vmallocinfo", "[memmap]") > 0,
		      "their areas are in /proc/vmallocinfo # %ld",
		      lines_with("/proc/vmallocinfo", "[memmap]"));
		check(devices() == 1, "one device is enough for all # %ld", devices());
	}
	for (unsigned int i = 0; i < nr; i++)
		kill(pids[i], SIGKILL);
	for (unsigned int i = 0; i < nr; i++)
		waitpid(pids[i], NULL, 0);
	munmap(ready, sizeof(*ready));
}

static void test_kill(void)
{
	long before, after, percpu;
	int fd;

	/* The first round leaves caches and page tables filled that stay filled. */
	kill_holders(4, false);
	sleep(1);
	before = free_kib();
	percpu = meminfo("Percpu");
	kill_holders(4, true);
	for (int round = 0; round < 9; round++)
		kill_holders(4, false);
	sleep(1);
	after = free_kib();
	for (int i = 0; i < 50 && before - after >= 8 << 10; i++) {
		usleep(100000);
		after = free_kib();
	}
	check(slab_objects("memmap_sample") == 0, "no object is left in the cache # %ld",
	      slab_objects("memmap_sample"));
	/* vfree() of the last may be on its way: it is a work of its own. */
	for (int i = 0; i < 50 && lines_with("/proc/vmallocinfo", "[memmap]"); i++)
		usleep(100000);
	check(lines_with("/proc/vmallocinfo", "[memmap]") == 0, "no area is left # %ld",
	      lines_with("/proc/vmallocinfo", "[memmap]"));
	check(meminfo("Percpu") <= percpu, "no per-cpu memory is left # %ld KiB, before %ld",
	      meminfo("Percpu"), percpu);
	/* Ten rounds of four holders took about 40 times 6 MiB. */
	check(before - after < 8 << 10, "memory is back # %ld KiB less", before - after);
	fd = open_device();
	test_file_caps(fd);
	close(fd);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int fd;

	if (!strcmp(what, "off")) {
		test_off();
	} else if (!strcmp(what, "user")) {
		fd = open_device();
		test_unwritable(fd);
		test_blocked_user(fd);
		close(fd);
	} else if (!strcmp(what, "refuse")) {
		fd = open_device();
		test_refusals(fd);
		test_malformed(fd);
		test_ownership(fd);
		close(fd);
	} else if (!strcmp(what, "caps")) {
		fd = open_device();
		test_file_caps(fd);
		close(fd);
		test_list_cap();
		test_zone_share();
		if (has_highmem())
			test_kmap_cap();
		test_parallel();
		/* What was counted for those who were killed is free again. */
		test_parallel();
	} else if (!strcmp(what, "kill")) {
		test_kill();
	} else {
		fprintf(stderr, "usage: samples off|refuse|user|caps|kill\n");
		return 2;
	}
	printf("1..%u\n", nr_tests);
	return nr_failed > 0;
}
