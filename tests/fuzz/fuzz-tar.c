// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-tar.c - tar.h: nothing in a tar file makes anything appear outside of its directory. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memmap/base/tar.h>
#include <memmap/base/tree.h>

#include "fuzz.h"

#define BLOCK 512

/* A sum that fits, so that mutations get behind it. */
static void reseal(char *header)
{
	unsigned int sum = 0;

	memcpy(header + 257, "ustar", 6);
	memset(header + 148, ' ', 8);
	for (int i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
}

static void look(char *data, size_t size)
{
	char outer[] = "/tmp/memmap-fuzz-XXXXXX", inner[sizeof(outer) + 8];
	FILE *in = fmemopen(data, size, "r");
	int fd;

	always(in && mkdtemp(outer));
	snprintf(inner, sizeof(inner), "%s/inner", outer);
	always(mkdir(inner, 0700) == 0);
	fd = open(inner, O_RDONLY | O_DIRECTORY);
	always(fd >= 0);
	(void)!tar_unpack(in, fd, NULL);
	close(fd);
	fclose(in);
	tree_remove(inner);
	/* It is empty again unless something came to lie beside. */
	always(rmdir(outer) == 0);
}

static void run(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	always(copy);
	memcpy(copy, data, size);
	if (size >= BLOCK) {
		reseal(copy);
		look(copy, size);
	}
	free(copy);
}

static void add_seeds(void (*add)(const void *data, size_t size))
{
	char header[4 * BLOCK] = "proc/text";

	memcpy(header + 124, "00000000005", 11);
	header[156] = '0';
	strcpy(header + BLOCK, "text\n");
	add(header, sizeof(header));
	header[156] = '2';
	strcpy(header + 157, "neighbour");
	memcpy(header + 124, "00000000000", 11);
	add(header, sizeof(header));
}

DEFINE_TARGET(tar) = {.run = run, .seeds = add_seeds};
