/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make_symtab.h - a kernel's own symbol table, made as scripts/kallsyms.c of the kernel does. */
#ifndef MEMMAP_TESTS_MAKE_SYMTAB_H
#define MEMMAP_TESTS_MAKE_SYMTAB_H

#include "make_core.h"

/**
 * struct make_symtab - a table of symbols
 * @image: address of the first symbol; the others follow 16 bytes apart
 * @phys: where that is in physical memory
 * @at: where the table begins, counted from there as all that follows
 * @base: address that offsets count from
 * @offsets: of the symbols
 * @names: of the symbols
 * @markers: where each 256th name is
 * @tokens: what each byte of a name stands for, itself
 * @info: lines for VMCOREINFO
 */
struct make_symtab {
	uint64_t image, phys, at;
	uint64_t base, offsets, names, markers, tokens;
	char info[600];
};

/* make_symtab() - write it; @image, @phys and @at of @table are given, and it fills the rest */
void make_symtab(struct core *core, struct make_symtab *table, const char *const *names,
		 unsigned int nr);

/* make_symtab_put() - a word of it */
void make_symtab_put(struct core *core, const struct make_symtab *table, uint64_t at,
		     uint32_t value);

#endif
