/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meminfo.h - numbers of /proc/meminfo. */
#ifndef MEMMAP_READER_MEMINFO_H
#define MEMMAP_READER_MEMINFO_H

#include <stdint.h>

#include <memmap/base/cleanup.h>

/**
 * meminfo_bytes() - a number of /proc/meminfo
 * @text: the text of the file, or NULL
 * @name: what stands before the colon: "SReclaimable"
 *
 * Return: bytes, or ABSENT when there is no such line or it is no count of kB.
 */
uint64_t meminfo_bytes(const char *text, const char *name);

#endif
