// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-tar.c - tar files: whatever is in one, only its members are found. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/tar.h"

#include "fuzz.h"

#define BLOCK 512

static int no_name(const char *name, size_t length, void *context)
{
	always(length && !memchr(name, '/', length));
	return 0;
}

/* A sum that fits, so that mutations get behind it. */
static void reseal(char *header)
{
	unsigned int sum = 0;

	memcpy(header + 257, "ustar", 5);
	memset(header + 148, ' ', 8);
	for (int i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
}

/* What is found is a member, and as long as it is said to be. */
static void try_member(const struct tar *tar, size_t i)
{
	const char *path = tar->members[i].path + tar->top_length;
	const struct tar_member *found;
	char bytes[BLOCK];
	ssize_t got;

	if (!*path)
		return;
	always(*path != '/' && strncmp(path, "../", 3) != 0);
	/* Where a directory of it is a link, something else is meant, or nothing. */
	if (tar_find(tar, path, false, &found) < 0)
		return;
	always(!found || (found >= tar->members && found < tar->members + tar->nr));
	if (!found || found->target) {
		(void)!tar_find(tar, path, true, &found);
		(void)!tar_list(tar, path, no_name, NULL);
		return;
	}
	got = tar_read(tar, found, 0, bytes, sizeof(bytes));
	always(got >= 0 && (size_t)got <= found->size);
	always(found->size > BLOCK || (size_t)got == found->size);
}

static void look(const char *data, size_t size)
{
	int fd = open(fuzz_file((const uint8_t *)data, size), O_RDONLY | O_CLOEXEC);
	struct error err = {0};
	struct tar tar;

	always(fd >= 0);
	if (tar_open(fd, &tar, &err) == 0) {
		for (size_t i = 0; i < tar.nr; i++)
			try_member(&tar, i);
		(void)!tar_list(&tar, "", no_name, NULL);
		tar_close(&tar);
	} else {
		always(err.code && *err.text);
	}
	close(fd);
}

/* Mutations change headers: all that look like one get a sum that fits. */
static void run(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	always(copy);
	memcpy(copy, data, size);
	for (size_t at = 0; at + BLOCK <= size; at += BLOCK)
		if (!at || !memcmp(copy + at + 257, "ustar", 5))
			reseal(copy + at);
	look(copy, size);
	free(copy);
}

static char *add_header(char *at, const char *path, char type, const char *target, size_t size)
{
	strcpy(at, path);
	snprintf(at + 124, 12, "%011o", (unsigned int)size);
	at[156] = type;
	strcpy(at + 157, target);
	strcpy(at + 257, "ustar");
	return at + BLOCK;
}

static void add_seeds(void (*add)(const void *data, size_t size))
{
	static const char record[] = "20 path=proc/longer\n";
	char bytes[16 * BLOCK] = "", *at = bytes;

	at = add_header(at, "snapshot/", '5', "", 0);
	at = add_header(at, "snapshot/proc/text", '0', "", 5);
	strcpy(at, "text\n");
	at = add_header(at + BLOCK, "snapshot/proc/link", '2', "text", 0);
	at = add_header(at, "snapshot/proc/up", '2', "/proc/../proc/link", 0);
	add(bytes, at + 2 * BLOCK - bytes);
	memset(bytes, 0, sizeof(bytes));
	at = add_header(bytes, "./sys/", '5', "", 0);
	at = add_header(at, "././@LongLink", 'L', "", 12);
	strcpy(at, "proc/longer");
	at = add_header(at + BLOCK, "proc/long", '0', "", 0);
	at = add_header(at, "header", 'x', "", sizeof(record) - 1);
	strcpy(at, record);
	at = add_header(at + BLOCK, "proc/long", '0', "", 0);
	add(bytes, at + 2 * BLOCK - bytes);
}

DEFINE_TARGET(tar) = {.run = run, .seeds = add_seeds};
