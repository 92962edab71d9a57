/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmcoreinfo.h - the note that the kernel writes for those who read its memory. */
#ifndef MEMMAP_READER_VMCOREINFO_H
#define MEMMAP_READER_VMCOREINFO_H

#include <stdbool.h>
#include <stdint.h>

/**
 * vmcoreinfo_symbol() - address of a symbol
 * @text: the note
 * @name: of SYMBOL(name)=hexadecimal
 * @ret: the address
 *
 * Return: whether the note has it.
 */
bool vmcoreinfo_symbol(const char *text, const char *name, uint64_t *ret);

/**
 * vmcoreinfo_number() - a number
 * @text: the note
 * @kind: "NUMBER", signed, or "OFFSET", "SIZE" or "LENGTH", or NULL for a plain "name=number"
 * @name: of KIND(name)=decimal
 * @ret: the number; negative ones modulo 2^64
 *
 * Return: whether the note has it.
 */
bool vmcoreinfo_number(const char *text, const char *kind, const char *name, uint64_t *ret);

/**
 * vmcoreinfo_value() - the text behind a key
 * @text: the note
 * @kind: "SYMBOL" …, or NULL for a plain "name=value"
 * @name: the key
 *
 * Return: the value, which a newline ends, borrowed from @text; or NULL.
 */
const char *vmcoreinfo_value(const char *text, const char *kind, const char *name);

#endif
