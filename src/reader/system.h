/* SPDX-License-Identifier: GPL-2.0-or-later */
/* system.h - which kernel this is, and what it restricts. */
#ifndef MEMMAP_READER_SYSTEM_H
#define MEMMAP_READER_SYSTEM_H

#include <stdbool.h>

#include "base/root.h"

/**
 * struct system - the kernel that the answers are about
 * @kernel: release, as uname -r; NULL where a captured root does not say
 * @arch: machine, as uname -m; NULL where a captured root does not say
 * @time: when the facts were read, "2026-11-21T20:26:51Z": now, or the "time" of a captured root's
 *        manifest
 * @page_bytes: size of a page: the running kernel's; of a captured root that of its manifest, or
 *              what its meminfo and zoneinfo show
 * @page_bytes_assumed: nothing of a captured root shows it, and its architecture has several: it is
 *                      taken for 4096
 * @has_proc: it has /proc with anything of the kernel in it
 * @is_snapshot: "memmap snapshot" saved it
 */
struct system {
	char *kernel;
	char *arch;
	char *time;
	unsigned long page_bytes;
	bool page_bytes_assumed;
	bool has_proc, is_snapshot;
};

/**
 * system_read() - find out which kernel a root belongs to
 * @root: the root
 * @ret: filled; release it with system_clear()
 *
 * /proc/sys/kernel/arch exists since 6.1 (bfca3dd3d068); before that a live root asks uname(2).
 * Captured roots may say it elsewhere: /proc/version, or the output of uname that a sosreport has.
 */
void system_read(const struct root *root, struct system *ret);

/**
 * system_clear() - free the strings
 * @system: may be zeroed
 */
void system_clear(struct system *system);

/**
 * lockdown_mode() - the kernel's lockdown mode
 * @root: the root
 *
 * Return: "none", "integrity" or "confidentiality", to be freed by the caller, or NULL when the
 * kernel has no lockdown or securityfs is not mounted.
 */
char *lockdown_mode(const struct root *root);

#endif
