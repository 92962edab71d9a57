/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - what all parsers of /proc text share: saying where a file is broken. */
#ifndef MEMMAP_READER_TEXT_H
#define MEMMAP_READER_TEXT_H

#include <memmap/base/error.h>

/**
 * text_check_complete() - refuse a file that was cut off
 * @text: the whole text
 * @err: filled on failure
 *
 * Every /proc file read here ends with a newline, so a last line without one was cut off, and half
 * a number must not pass for a number.
 *
 * Return: 0 or -EBADMSG.
 */
int text_check_complete(const char *text, struct error *err) _must_check_;

/**
 * text_bad_line() - record that a line could not be understood
 * @err: where to; may be NULL
 * @line_nr: its number, from 1
 * @line: the line; only its beginning is quoted
 *
 * Return: -EBADMSG.
 */
int text_bad_line(struct error *err, unsigned int line_nr, const char *line);

#endif
