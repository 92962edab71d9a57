/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hints.h - what to do about what is missing, true for the kernel and the capture at hand.
 *
 * To add one: a name in enum hint and a row of the table in hints.c.
 */
#ifndef MEMMAP_READER_HINTS_H
#define MEMMAP_READER_HINTS_H

#include "base/root.h"

/**
 * enum hint - what is missing
 * @HINT_MODULE: the helper module
 * @HINT_KCORE: /proc/kcore
 * @HINT_PAGE_TABLES: page tables that memmap knows
 * @HINT_TRANSLATION: page tables, of a captured root
 * @HINT_AREA_ADDRESSES: addresses in /proc/vmallocinfo
 * @HINT_SYMBOL_ADDRESSES: addresses in /proc/kallsyms
 * @HINT_DATA_SYMBOLS: symbols of data in /proc/kallsyms
 * @HINT_PAGE_FLAGS: /proc/kpageflags
 * @HINT_TYPES: /sys/kernel/btf/vmlinux
 * @HINT_DEBUGFS: files below /sys/kernel/debug
 * @HINT_PRIVILEGE: the right to read a file that is root's
 * @HINT_SLABS: /proc/slabinfo and /sys/kernel/slab
 * @HINT_MEMINFO: a /proc/meminfo of the kernel's own, in a container
 * @NR_HINTS: how many
 */
enum hint {
	HINT_MODULE,
	HINT_KCORE,
	HINT_PAGE_TABLES,
	HINT_TRANSLATION,
	HINT_AREA_ADDRESSES,
	HINT_SYMBOL_ADDRESSES,
	HINT_DATA_SYMBOLS,
	HINT_PAGE_FLAGS,
	HINT_TYPES,
	HINT_DEBUGFS,
	HINT_PRIVILEGE,
	HINT_SLABS,
	HINT_MEMINFO,
	NR_HINTS,
};

/**
 * hint_text() - what to do
 * @root: where it is missing
 * @hint: what is missing
 *
 * Looks at the configuration of the kernel where the answer hangs on that, so it is for failures.
 *
 * Return: a text, or NULL where nothing can be done.
 */
const char *hint_text(const struct root *root, enum hint hint);

/**
 * hint_give() - say what to do, unless it has been said
 * @err: a failure
 * @root: where it happened
 * @hint: what is missing
 */
void hint_give(struct error *err, const struct root *root, enum hint hint);

#endif
