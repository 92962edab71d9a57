/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lines.h - read lines from a file descriptor in constant memory. */
#ifndef MEMMAP_BASE_LINES_H
#define MEMMAP_BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* The longest line that is returned whole; longer ones are skipped and reported. */
#define LINE_MAX_BYTES 4096

/**
 * struct line_reader - lines of a file descriptor, which stays the caller's
 * @fd: where they come from
 * @buffer: LINES_BUFFER_BYTES, allocated by line_reader_init()
 * @start: first byte not yet returned
 * @end: end of what was read
 * @eof: the file has ended
 * @line: number of the last line returned, from 1
 */
struct line_reader {
	int fd;
	char *buffer;
	size_t start, end;
	bool eof;
	uint64_t line;
};

/**
 * line_reader_init() - start reading lines
 * @reader: the reader; release it with line_reader_clear()
 * @fd: a readable file descriptor
 *
 * Return: 0 or -ENOMEM.
 */
int line_reader_init(struct line_reader *reader, int fd) _must_check_;

/**
 * line_reader_clear() - free what line_reader_init() allocated; the descriptor stays open
 * @reader: may be zeroed
 */
void line_reader_clear(struct line_reader *reader);

/**
 * line_reader_next() - the next line
 * @reader: the reader
 * @ret: the line, NUL-terminated, without its newline; valid until the next call that reads
 *
 * Lines are returned while they last in the buffer, so earlier ones stay valid as long as
 * line_reader_buffered() said that the next one needed no read.
 *
 * Return: 1 with a line, 0 at the end, -E2BIG when the line was longer than LINE_MAX_BYTES and was
 * skipped, or another -errno.
 */
int line_reader_next(struct line_reader *reader, char **ret) _must_check_;

/**
 * line_reader_buffered() - whether the next line is complete in the buffer
 * @reader: the reader
 *
 * Return: true if line_reader_next() would return without reading.
 */
bool line_reader_buffered(const struct line_reader *reader);

#endif
