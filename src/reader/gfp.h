/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gfp.h - read which bits the kernel gives its GFP flags. */
#ifndef MEMMAP_READER_GFP_H
#define MEMMAP_READER_GFP_H

#include "base/root.h"
#include "model/gfp.h"

/**
 * gfp_format_parse() - find the flags in the format of a trace event that prints them
 * @text: the format; it is not changed
 * @ret: the words, on success; what the text does not name is 0
 * @err: filled on failure
 *
 * The kernel prints the table of include/trace/events/mmflags.h with its macros expanded, so each
 * value is an expression of casts, numbers and operators, and it is worked out here. Newer kernels
 * may add words that are not known; they are skipped.
 *
 * Return: 0 or -errno.
 */
int gfp_format_parse(const char *text, struct gfp_bits *ret, struct error *err) _must_check_;

/**
 * gfp_read_btf() - read the flags of the kernel from its type information
 * @root: the root
 * @ret: the flags, on success; @ret->from is "btf"; words that stand for several are 0
 * @err: filled on failure; ERROR_NOT_FOUND when it does not have them
 *
 * The flags are an enum since v6.10 (772dd0342727, "mm: enumerate all gfp flags"); older kernels
 * have macros, of which type information knows nothing.
 *
 * Return: 0 or -errno.
 */
int gfp_read_btf(const struct root *root, struct gfp_bits *ret, struct error *err) _must_check_;

/**
 * gfp_read() - read the flags of the kernel from the format of its trace event mm_page_alloc
 * @root: the root
 * @ret: the words, on success; @ret->from is "tracefs"
 * @err: filled on failure
 *
 * Context: tracefs is root's; the kernel mounts it below debugfs when it is looked at there.
 *
 * Return: 0 or -errno.
 */
int gfp_read(const struct root *root, struct gfp_bits *ret, struct error *err) _must_check_;

#endif
