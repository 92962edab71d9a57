/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap.h - text on as many lines as the terminal makes of it. */
#ifndef MEMMAP_OUTPUT_WRAP_H
#define MEMMAP_OUTPUT_WRAP_H

#include <stdbool.h>
#include <stdio.h>

/* terminal_columns() - how wide the terminal behind a descriptor is, 0 where there is none */
unsigned int terminal_columns(int fd);

/* terminal_has_codes() - whether it is a terminal that takes colours and moves its cursor */
bool terminal_has_codes(int fd);

/**
 * text_wrap() - write a text, broken at blanks where the terminal ends
 * @out: where to
 * @text: UTF-8; newlines stay
 * @at: the column that the cursor is in
 * @indent: the column that further lines begin in
 * @width: columns of the terminal, 0 for no limit
 *
 * Words that no line has room for are cut. No newline is written behind the text.
 */
void text_wrap(FILE *out, const char *text, size_t at, size_t indent, size_t width);

#endif
