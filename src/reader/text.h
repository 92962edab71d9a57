/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - what all parsers of /proc text share: lines, and saying which one is broken. */
#ifndef MEMMAP_READER_TEXT_H
#define MEMMAP_READER_TEXT_H

#include "base/error.h"

/**
 * typedef text_line_fn - parse one line
 * @line: the line without its newline; may be cut up
 * @context: what text_parse_lines() was given
 * @err: filled on failures other than -EINVAL
 *
 * Return: 0, -EINVAL when the line cannot be understood, or another -errno.
 */
typedef int text_line_fn(char *line, void *context, struct error *err);

/**
 * text_parse_lines() - parse a text line by line
 * @text: the whole text of a file; it is cut up
 * @parse: called for each line until it fails
 * @context: passed to @parse
 * @err: filled on failure; says which line could not be understood
 *
 * Every /proc file read here ends with a newline, so a last line without one was cut off and is
 * refused: half a number must not pass for a number.
 *
 * Return: 0 or -errno.
 */
int text_parse_lines(char *text, text_line_fn *parse, void *context,
		     struct error *err) _must_check_;

/**
 * text_bad_line() - record that a line could not be understood
 * @err: where to; may be NULL
 * @line_nr: its number, from 1
 * @line: the line, which ends with a newline or the text; only its beginning is quoted
 *
 * Return: -EBADMSG.
 */
int text_bad_line(struct error *err, unsigned int line_nr, const char *line);

#endif
