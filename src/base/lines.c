// SPDX-License-Identifier: GPL-2.0-or-later
/* lines.c - see lines.h. */
#include <errno.h>
#include <string.h>

#include "base/lines.h"

#define BUFFER_BYTES (64 << 10)

int line_reader_init(struct line_reader *reader, int fd)
{
	*reader = (struct line_reader){.fd = fd, .buffer = malloc(BUFFER_BYTES + 1)};
	return reader->buffer ? 0 : -ENOMEM;
}

void line_reader_clear(struct line_reader *reader)
{
	free(reader->buffer);
	*reader = (struct line_reader){.fd = -1};
}

static char *find_newline(const struct line_reader *reader)
{
	return memchr(reader->buffer + reader->start, '\n', reader->end - reader->start);
}

bool line_reader_buffered(const struct line_reader *reader)
{
	return find_newline(reader);
}

/* Read more behind what is there; 0 at the end of the file. */
static ssize_t fill(struct line_reader *reader)
{
	ssize_t got;

	memmove(reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
	reader->end -= reader->start;
	reader->start = 0;
	do
		got = read(reader->fd, reader->buffer + reader->end, BUFFER_BYTES - reader->end);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	reader->end += got;
	reader->eof = got == 0;
	return got;
}

/* Drop the rest of a line that is too long to keep. */
static int skip_long_line(struct line_reader *reader)
{
	char *newline;

	while (!(newline = find_newline(reader))) {
		ssize_t got;

		reader->start = reader->end;
		got = fill(reader);
		if (got < 0)
			return got;
		if (got == 0)
			return -E2BIG;
	}
	reader->start = newline + 1 - reader->buffer;
	return -E2BIG;
}

static int take_line(struct line_reader *reader, char *end, char **ret)
{
	char *line = reader->buffer + reader->start;

	reader->start = end - reader->buffer;
	if (reader->start < reader->end)
		reader->start++;
	reader->line++;
	*end = '\0';
	if (end - line > LINE_MAX_BYTES)
		return -E2BIG;
	/* A NUL byte would silently cut the line short for every caller. */
	for (char *nul; (nul = memchr(line, '\0', end - line));)
		*nul = '?';
	*ret = line;
	return 1;
}

int line_reader_next(struct line_reader *reader, char **ret)
{
	char *newline;

	while (!(newline = find_newline(reader))) {
		ssize_t got;

		if (reader->eof && reader->start == reader->end)
			return 0;
		if (reader->eof)
			return take_line(reader, reader->buffer + reader->end, ret);
		if (reader->end - reader->start > LINE_MAX_BYTES) {
			reader->line++;
			return skip_long_line(reader);
		}
		got = fill(reader);
		if (got < 0)
			return got;
	}
	return take_line(reader, newline, ret);
}
