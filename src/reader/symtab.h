/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * symtab.h - the kernel's own symbol table, as it lies in its memory.
 *
 * To name one address, a few reads here replace all 100,000 lines of /proc/kallsyms.
 */
#ifndef MEMMAP_READER_SYMTAB_H
#define MEMMAP_READER_SYMTAB_H

#include "reader/memory.h"

/* The kernel's KSYM_NAME_LEN is 512. */
#define SYMTAB_NAME_BYTES 1024

/**
 * struct symtab - where the table is, and what is needed to read it
 * @nr: symbols
 * @offsets: address of the table of their addresses
 * @from_place: these are relative to where they stand themselves
 * @base: what they are relative to otherwise
 * @absolute_percpu: they are signed: positive ones are addresses, negative ones count from @base -
 * 1
 * @names: address of the compressed names
 * @markers: address of the table that says where each 256th name begins
 * @tokens: texts that the bytes of a name stand for
 * @tokens_bytes: size of @tokens
 * @token_index: where in @tokens each byte's text begins
 */
struct symtab {
	uint32_t nr;
	uint64_t offsets, base;
	bool from_place, absolute_percpu;
	uint64_t names, markers;
	char *tokens;
	size_t tokens_bytes;
	uint16_t token_index[256];
};

/**
 * struct symtab_symbol - a symbol
 * @start: its address
 * @end: address of the next one, or ABSENT behind the last
 * @name: its name; of several with the same address the first, as the kernel prints
 */
struct symtab_symbol {
	uint64_t start, end;
	char name[SYMTAB_NAME_BYTES];
};

/**
 * symtab_init() - find the table and prove that it is understood
 * @symtab: filled; release it with symtab_clear(), on failure too
 * @memory: the kernel's memory
 *
 * Its places are in VMCOREINFO since v6.0 (5fd8fea935a1). The format is the kernel's own affair
 * (scripts/kallsyms.c), hence the proof: _stext must have its name at its address.
 *
 * Return: whether it can be used; if not, there is /proc/kallsyms.
 */
bool symtab_init(struct symtab *symtab, const struct memory *memory) _must_check_;

/**
 * symtab_clear() - free what symtab_init() allocated
 * @symtab: may be zeroed
 */
void symtab_clear(struct symtab *symtab);

/**
 * symtab_find() - the last symbol at or below an address
 * @symtab: the table
 * @memory: the kernel's memory
 * @virt_addr: the address
 * @ret: the symbol
 *
 * Return: whether there is one.
 */
bool symtab_find(const struct symtab *symtab, const struct memory *memory, uint64_t virt_addr,
		 struct symtab_symbol *ret);

/**
 * symtab_addresses() - the addresses of symbols
 * @symtab: the table
 * @memory: the kernel's memory
 * @names: the symbols' names
 * @nr: how many
 * @ret: room for as many addresses; ABSENT for a name that no symbol has, or several
 *
 * Reads all names, some 2 MB, once: nothing sorts them before v6.2.
 */
void symtab_addresses(const struct symtab *symtab, const struct memory *memory,
		      const char *const *names, size_t nr, uint64_t *ret);

#endif
