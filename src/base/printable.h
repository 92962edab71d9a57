/* SPDX-License-Identifier: GPL-2.0-or-later */
/* printable.h - text of strangers, made fit for a terminal: names of files, words, broken lines. */
#ifndef MEMMAP_BASE_PRINTABLE_H
#define MEMMAP_BASE_PRINTABLE_H

#include <stdbool.h>

/**
 * make_printable() - take out of a text what a terminal would obey
 * @text: changed in place, and never longer then: each byte below 0x20, 0x7f, each of the control
 * characters U+0080 to U+009F and each byte that is no UTF-8 becomes "?"
 */
void make_printable(char *text);

/* is_printable() - whether make_printable() would leave a text as it is */
bool is_printable(const char *text);

/* Room for what is quoted of a text in a message. */
#define QUOTE_BYTES 80

/**
 * quote() - the beginning of a text, for a message
 * @text: the text
 * @ret: what fits of it, printable, and "..." where it goes on
 *
 * Return: @ret.
 */
const char *quote(const char *text, char ret[QUOTE_BYTES]);

#endif
