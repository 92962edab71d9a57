/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meminfo.h - numbers of /proc/meminfo. */
#ifndef MEMMAP_READER_MEMINFO_H
#define MEMMAP_READER_MEMINFO_H

#include <stdint.h>

#include "base/root.h"

/**
 * meminfo_bytes() - a number of /proc/meminfo
 * @text: the text of the file, or NULL
 * @name: what stands before the colon: "SReclaimable"
 *
 * Return: bytes, or ABSENT when there is no such line or it is no count of kB.
 */
uint64_t meminfo_bytes(const char *text, const char *name);

/* meminfo_has_no_mmu() - whether the kernel was built without CONFIG_MMU; @text may be NULL */
bool meminfo_has_no_mmu(const char *text);

/* What there is to say where meminfo_is_lxcfs(). */
#define MEMINFO_LXCFS                                                                     \
	"/proc/meminfo is a container's, made by lxcfs: some lines are the container's, " \
	"others the machine's, and they do not add up"

/**
 * meminfo_is_lxcfs() - whether lxcfs made the file for a container, instead of the kernel
 * @root: where it is from
 * @text: the text of the file
 *
 * Its mount tells; of a copy without mounts no slab memory at all does, next to memory that is
 * reclaimable (KReclaimable, since 4.20): the kernel has no such machine.
 *
 * Return: true when it is so.
 */
bool meminfo_is_lxcfs(const struct root *root, const char *text);

#endif
