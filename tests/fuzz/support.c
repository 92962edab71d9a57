// SPDX-License-Identifier: GPL-2.0-or-later
/* support.c - see fuzz.h. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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
	always(fd >= 0 && ftruncate(fd, 0) == 0);
	always(pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}
