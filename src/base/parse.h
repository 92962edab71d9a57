/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parse.h - numbers and words out of text; nothing here knows what they mean. */
#ifndef MEMMAP_BASE_PARSE_H
#define MEMMAP_BASE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/**
 * parse_u64() - read a number at the start of a text
 * @text: pointer to the text; moved past the digits on success
 * @base: 10 or 16; no prefix, sign or space is taken
 * @ret: the number
 *
 * Return: 0, -EINVAL when there is no digit, or -ERANGE when it needs more than 64 bits.
 */
int parse_u64(const char **text, unsigned int base, uint64_t *ret) _must_check_;

/**
 * parse_address() - read a whole text as a hexadecimal address, with or without 0x
 * @text: the text
 * @ret: the address
 *
 * Return: 0, -EINVAL when it is no such number, or -ERANGE when it needs more than 64 bits.
 */
int parse_address(const char *text, uint64_t *ret) _must_check_;

/**
 * parse_size() - read a whole text as a size: decimal, or 0x and hexadecimal, then K, M, G or T
 * @text: the text
 * @ret: bytes; the suffixes are powers of 1024
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int parse_size(const char *text, uint64_t *ret) _must_check_;

/**
 * skip_prefix() - move past a prefix if the text begins with it
 * @text: pointer to the text; moved only on success
 * @prefix: the prefix
 *
 * Return: whether it began with @prefix.
 */
bool skip_prefix(const char **text, const char *prefix);

/**
 * skip_spaces() - move past blanks and tabs
 * @text: the text
 *
 * Return: the first other character.
 */
const char *skip_spaces(const char *text);

/**
 * next_line() - cut the next line off a text
 * @text: pointer to the rest of the text; moved past the line
 *
 * Return: the line, its newline replaced by NUL, or NULL at the end of the text.
 */
char *next_line(char **text);

#endif
