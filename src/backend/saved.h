/* SPDX-License-Identifier: GPL-2.0-or-later */
/* saved.h - the parts of the back end that answers from a snapshot. */
#ifndef MEMMAP_BACKEND_SAVED_H
#define MEMMAP_BACKEND_SAVED_H

#include "backend/translations.h"
#include "reader/symbol_index.h"

/**
 * struct snapshot_backend - the back end
 * @backend: what others see
 * @root: the snapshot
 * @content: its translations; their regions are those of @backend
 * @user_end: first address behind the user's half
 * @kernel_start: first address of the kernel's half
 * @kernel_last: its last address
 * @has_all_frames: those that are missing do not exist
 * @symbols: its symbols
 */
struct snapshot_backend {
	struct backend backend;
	const struct root *root;
	struct translations content;
	uint64_t user_end, kernel_start, kernel_last;
	bool has_all_frames;
	struct symbol_index symbols;
};

/**
 * snapshot_symbol() - name an address from the saved /proc/kallsyms, see kernel_symbol()
 * @backend: the back end
 * @virt_addr: the address
 * @ret: the name; empty without a symbol, or when their addresses were hidden
 * @size: room at @ret
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int snapshot_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		    struct error *err) _must_check_;

#endif
