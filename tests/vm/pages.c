// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pages.c - user memory whose page frames are known, for as long as standard input stays open.
 *
 * Prints "KIND PFN MAPPINGS" by /proc/self/pagemap: "shared" is one frame that is mapped three times,
 * "anonymous" is mapped once, "secret" is memory of memfd_secret(), which the kernel takes out of its
 * direct map; it is missing where the kernel does not offer that.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* arm64 may have larger ones. */
#define PAGE ((size_t)sysconf(_SC_PAGESIZE))

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

static char *map(int fd, int flags)
{
	char *memory = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (memory == MAP_FAILED)
		err(1, "mmap");
	memory[0] = 1;
	return memory;
}

static void show(const char *kind, const char *memory, int nr_mappings)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry;

	if (fd < 0 || pread(fd, &entry, sizeof(entry), (uintptr_t)memory / PAGE * sizeof(entry)) !=
			      sizeof(entry))
		err(1, "/proc/self/pagemap");
	close(fd);
	printf("%s 0x%jx %d\n", kind, (uintmax_t)(entry & ((1ULL << 55) - 1)), nr_mappings);
}

int main(void)
{
	int shared = memfd_create("shared", 0), secret = syscall(SYS_memfd_secret, 0);
	char byte;

	if (shared < 0 || ftruncate(shared, PAGE) < 0)
		err(1, "memfd");
	map(shared, MAP_SHARED);
	map(shared, MAP_SHARED);
	show("shared", map(shared, MAP_SHARED), 3);
	show("anonymous", map(-1, MAP_PRIVATE | MAP_ANONYMOUS), 1);
	if (secret >= 0 && ftruncate(secret, PAGE) == 0)
		show("secret", map(secret, MAP_SHARED), 1);
	fflush(stdout);
	fclose(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return 0;
}
