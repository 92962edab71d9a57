/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kallsyms.h - from symbol names to addresses, by one pass over /proc/kallsyms. */
#ifndef MEMMAP_READER_KALLSYMS_H
#define MEMMAP_READER_KALLSYMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/root.h"

/* How many places of an ambiguous name are kept for the message. */
#define SYMBOL_MAX_MATCHES 8

/**
 * struct symbol_match - one place where a symbol was found
 * @address: its address
 * @type: the letter of nm(1)
 * @module: the module it belongs to, or "" for the kernel itself
 */
struct symbol_match {
	uint64_t address;
	char type;
	char module[64];
};

/**
 * struct symbol_query - a name to look up
 * @name: the name; borrowed
 * @nr_matches: out, different addresses found; may be more than @matches holds
 * @matches: out, the first of them
 */
struct symbol_query {
	const char *name;
	unsigned int nr_matches;
	struct symbol_match matches[SYMBOL_MAX_MATCHES];
};

/**
 * typedef kallsyms_fn - look at one symbol
 * @address: its address
 * @type: the letter of nm(1)
 * @name: its name
 * @module: the module it belongs to, or ""
 * @context: what kallsyms_each() was given
 *
 * Return: whether to go on.
 */
typedef bool kallsyms_fn(uint64_t address, char type, const char *name, const char *module,
			 void *context);

/**
 * kallsyms_each() - look at all symbols in the order of the file
 * @root: where from
 * @each: called for each until it returns false
 * @context: passed to @each
 * @err: filled on failure
 *
 * The kernel's own come first, by address; then those of each module, in the order of its symbol
 * table.
 *
 * Context: as kallsyms_lookup().
 *
 * Return: 0 or -errno.
 */
int kallsyms_each(const struct root *root, kallsyms_fn *each, void *context,
		  struct error *err) _must_check_;

/**
 * kallsyms_is_label() - whether a symbol of the file names nothing
 * @name: its name
 *
 * Labels of the compiler and marks in the code, which modules of arm64 have many of, are no names:
 * is_mapping_symbol() of the kernel.
 *
 * Return: whether it does.
 */
bool kallsyms_is_label(const char *name);

/**
 * kallsyms_is_module() - whether symbols are those of a module
 * @module: what the file has in brackets
 *
 * The kernel lists BPF programs, trampolines and pages of kprobes as if they were of modules "bpf"
 * and "__builtin__…".
 *
 * Return: whether it is a module.
 */
bool kallsyms_is_module(const char *module);

/**
 * kallsyms_lookup() - look up many names in one pass
 * @root: where from
 * @queries: the names in, the matches out; the order changes
 * @nr: how many
 * @err: filled on failure
 *
 * The file has a line for each of some 200,000 symbols, so it is streamed and never kept.
 *
 * Context: real addresses need CAP_SYSLOG, and kptr_restrict below 2; else ERROR_HIDDEN.
 * Source: s_show() in kernel/kallsyms.c.
 *
 * Return: 0 or -errno.
 */
int kallsyms_lookup(const struct root *root, struct symbol_query *queries, size_t nr,
		    struct error *err) _must_check_;

/**
 * symbol_query_address() - the one address that a name stands for
 * @query: after kallsyms_lookup()
 * @ret: the address
 * @err: says that the name is unknown, or lists the places where it was found
 *
 * Return: 0 or -errno.
 */
int symbol_query_address(const struct symbol_query *query, uint64_t *ret,
			 struct error *err) _must_check_;

#endif
