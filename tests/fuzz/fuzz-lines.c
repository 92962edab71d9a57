// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-lines.c - line_reader against the plainest way to cut a text into lines. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/lines.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	_cleanup_close_ int fd = open(fuzz_file(data, size), O_RDONLY | O_CLOEXEC);
	char *text = fuzz_text(data, size), *line;
	size_t at = 0;

	always(fd >= 0 && line_reader_init(&reader, fd) == 0);
	while (at < size) {
		size_t length = strcspn(text + at, "\n");
		int rc = line_reader_next(&reader, &line);

		always(rc == (length > LINE_MAX_BYTES ? -E2BIG : 1));
		always(rc < 0 || (strlen(line) == length && !memcmp(line, text + at, length)));
		at += length + 1;
	}
	always(line_reader_next(&reader, &line) == 0);
	free(text);
}

DEFINE_TARGET(lines) = {.run = run};
