// SPDX-License-Identifier: GPL-2.0-or-later
/* support.c - see fuzz.h. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/tar.h"

#include "fuzz.h"

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	always(text);
	for (size_t i = 0; i < size; i++)
		text[i] = data[i] ? data[i] : '?';
	text[size] = '\0';
	return text;
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
	static char path[40];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	always(fd >= 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
	/* Afterwards: what pages it has are used again. */
	always(ftruncate(fd, size) == 0);
	return path;
}

/* The end of a file's bytes: before the newline in front of the next "=", or all there is. */
static const char *file_end(const char *at, const char *end)
{
	for (const char *next = at; (next = memmem(next, end - next, "\n=", 2)); next++)
		return next + 1;
	return end;
}

static void add_files(FILE *out, const char *at, const char *end)
{
	while (at < end && *at == '=') {
		const char *newline = memchr(at, '\n', end - at);
		const char *data = newline ? newline + 1 : end;
		const char *next = file_end(newline ?: end, end);
		char *path = fuzz_text((const uint8_t *)at + 1, (newline ?: end) - at - 1);

		if (next < data)
			next = data;
		if (tar_add_file(out, path, data, next - data, NULL) < 0)
			(void)!tar_add_file(out, "too-long", "", 0, NULL);
		free(path);
		at = next;
	}
}

bool fuzz_root(const uint8_t *data, size_t size, struct root *ret)
{
	struct error err = {0};
	char *bytes = NULL;
	size_t tar_bytes;
	FILE *out = open_memstream(&bytes, &tar_bytes);
	int rc;

	always(out);
	add_files(out, (const char *)data, (const char *)data + size);
	always(tar_end(out, NULL) == 0 && fclose(out) == 0);
	rc = root_open(fuzz_file((const uint8_t *)bytes, tar_bytes), ret, &err);
	always(rc == 0 || (err.code && *err.text));
	free(bytes);
	return rc == 0;
}
