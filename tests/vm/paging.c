// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * paging.c - memory in every state that a page of a process can have, for tests/vm/guest/user.sh.
 *
 *	paging FILE [GIGABYTES]
 *
 * FILE is on a file system of its own, GIGABYTES the size of an area with one page in it. A line
 *for each page, then "ready", and it sleeps:
 *
 *	NAME va=0x... in=0|1 pfn=0x...|-
 *
 * `in` is what mincore(2) says, `pfn` what get_user_pages() in the truth module says, where asking
 * does not change the state.
 */
#define _GNU_SOURCE
/* Addresses are positions in a file here, in 32 bits too. */
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096UL
#define HUGE (2UL << 20)

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

static int truth;

static void *must_map(size_t size, int flags, int fd)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (at == MAP_FAILED) {
		printf("failed: mmap: %s\n", strerror(errno));
		exit(1);
	}
	return at;
}

static char *own_pages(size_t nr)
{
	char *at = must_map(nr * PAGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	madvise(at, nr * PAGE, MADV_NOHUGEPAGE);
	return at;
}

static void tell(const char *name, const void *at, int may_ask)
{
	unsigned char in = 0;
	uint64_t pfn;
	int rc = mincore((void *)((uintptr_t)at & ~(PAGE - 1)), 1, &in);

	printf("%s va=0x%jx in=%d pfn=", name, (uintmax_t)(uintptr_t)at, rc ? -1 : in & 1);
	if (may_ask && pread(truth, &pfn, sizeof(pfn), (uintptr_t)at) == sizeof(pfn))
		printf("0x%jx\n", (uintmax_t)pfn);
	else
		puts("-");
}

static void anonymous(void)
{
	char *at = own_pages(8);

	tell("untouched", at, 0);
	(void)*(volatile char *)(at + PAGE);
	tell("zero-page", at + PAGE + 5, 1);
	at[2 * PAGE] = 1;
	tell("anonymous", at + 2 * PAGE, 1);
	/* One that was there and went. */
	at[3 * PAGE] = 1;
	madvise(at + 3 * PAGE, PAGE, MADV_DONTNEED);
	tell("given-back", at + 3 * PAGE, 0);
	munmap(at + 7 * PAGE, PAGE);
	tell("no-vma", at + 7 * PAGE, 0);
}

static void files(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	char *at, *copy;

	if (fd < 0 || ftruncate(fd, 4 * PAGE)) {
		printf("failed: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	at = must_map(4 * PAGE, MAP_SHARED, fd);
	at[0] = 1;
	tell("file", at, 1);
	copy = must_map(4 * PAGE, MAP_PRIVATE, fd);
	(void)*(volatile char *)copy;
	tell("file-private", copy, 1);
	copy[PAGE] = 2;
	tell("file-copied", copy + PAGE, 1);
	at = must_map(4 * PAGE, MAP_SHARED | MAP_ANONYMOUS, -1);
	at[PAGE] = 1;
	tell("shared-memory", at + PAGE, 1);
}

static void huge(void)
{
	char *at = must_map(4 * HUGE, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	at = (char *)(((uintptr_t)at + HUGE - 1) & ~(HUGE - 1));
	madvise(at, 2 * HUGE, MADV_HUGEPAGE);
	at[0] = 1;
	tell("huge", at + 5 * PAGE, 1);
	at = mmap(NULL, HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1,
		  0);
	if (at == MAP_FAILED) {
		printf("# no hugetlb: %s\n", strerror(errno));
		return;
	}
	at[0] = 1;
	tell("hugetlb", at + 7 * PAGE, 1);
}

static void swapped(void)
{
	char *at = own_pages(64);

	memset(at, 1, 64 * PAGE);
	madvise(at, 64 * PAGE, MADV_PAGEOUT);
	for (int i = 0; i < 64; i++)
		tell("swapped", at + i * PAGE, 0);
}

/* Much address space, one page of it in the middle. */
static void sparse(size_t gigabytes)
{
	size_t size = gigabytes << 30;
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		return;
	madvise(at, size, MADV_NOHUGEPAGE);
	at[size / 2] = 1;
	tell("sparse", at + size / 2, 1);
}

int main(int argc, char **argv)
{
	truth = open("/proc/memmap_truth_user", O_RDONLY);
	anonymous();
	files(argv[1]);
	huge();
	swapped();
	if (argc > 2)
		sparse(strtoul(argv[2], NULL, 10));
	puts("ready");
	fflush(stdout);
	for (;;)
		pause();
}
