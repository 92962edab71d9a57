/* SPDX-License-Identifier: GPL-2.0-or-later */
/* operand.h - the addresses, symbols and ranges that users type. */
#ifndef MEMMAP_CLI_OPERAND_H
#define MEMMAP_CLI_OPERAND_H

#include "base/root.h"

#include <stdint.h>

/**
 * struct point - an address, perhaps one that a symbol must be looked up for
 * @symbol: name of the symbol, or NULL
 * @value: the address, or what to add to the symbol's
 */
struct point {
	char *symbol;
	uint64_t value;
};

/**
 * struct operand - one address or range
 * @text: what the user typed
 * @start: the address
 * @end: where a range given as START-END ends
 * @has_end: it is a range of that form
 * @is_pfn: @start is a page frame number
 * @line: line of standard input it came from, 0 for the command line
 * @length: length of a range, 0 for a single address; known after operands_resolve()
 * @error: why this operand has no address
 */
struct operand {
	char *text;
	struct point start, end;
	bool has_end, is_pfn;
	uint64_t line;
	uint64_t length;
	struct error error;
};

/**
 * operand_parse() - understand one operand
 * @text: "ADDRESS", "SYMBOL", "SYMBOL+OFFSET", "START-END" or "START+LENGTH"; what the kernel
 * prints, "symbol+0x10/0x40", is understood too
 * @ret: the operand, to be released with operand_clear(), on failure too
 *
 * Addresses are hexadecimal with or without 0x. Offsets and lengths are decimal, or hexadecimal
 * with 0x, and may end in K, M, G or T. END is the first address behind the range, as in
 * /proc/PID/maps.
 *
 * Return: 0, or -errno with @ret->error filled.
 */
int operand_parse(const char *text, struct operand *ret);

/**
 * operand_parse_phys() - understand one operand that is a physical address
 * @text: "ADDRESS", hexadecimal with or without 0x, or "pfn:NUMBER", decimal or hexadecimal with 0x
 * @ret: the operand, to be released with operand_clear(), on failure too
 *
 * Return: 0, or -EINVAL with @ret->error filled.
 */
int operand_parse_phys(const char *text, struct operand *ret);

/**
 * operand_clear() - free an operand
 * @operand: may be zeroed
 */
void operand_clear(struct operand *operand);

/**
 * operands_resolve() - look up all symbols in one pass and check the ranges
 * @root: where /proc/kallsyms is
 * @operands: the operands; one that fails has its error filled, the others are complete
 * @nr: how many
 */
void operands_resolve(const struct root *root, struct operand *operands, size_t nr);

#endif
