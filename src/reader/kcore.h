/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kcore.h - the kernel's memory through /proc/kcore. */
#ifndef MEMMAP_READER_KCORE_H
#define MEMMAP_READER_KCORE_H

#include "base/root.h"
#include "reader/memory.h"

/**
 * struct kcore - an opened core file of the running kernel
 * @memory: what it holds; first, so that the one leads to the other
 * @fd: the file
 */
struct kcore {
	struct memory memory;
	int fd;
};

/**
 * kcore_open() - open proc/kcore and read its headers
 * @root: where from
 * @ret: filled on success; release it with kcore_clear()
 * @err: filled on failure, with the system call's errno where there is one
 *
 * Context: needs CAP_SYS_RAWIO and a kernel that is not locked down against it.
 * Source: fs/proc/kcore.c; physical addresses since v4.11 (464920104bf7), the VMCOREINFO note since
 * v4.19 (23c85094fe18).
 *
 * Return: 0 or -errno.
 */
int kcore_open(const struct root *root, struct kcore *ret, struct error *err) _must_check_;

/**
 * kcore_parse() - the same with a file that is open already
 * @fd: the file; becomes @ret's on success alone
 * @path: its name for messages
 * @ret: filled on success; release it with kcore_clear()
 * @err: filled on failure; ERROR_PARSE when it is not the core of a kernel
 *
 * Return: 0 or -errno.
 */
int kcore_parse(int fd, const char *path, struct kcore *ret, struct error *err) _must_check_;

/**
 * kcore_clear() - close it
 * @kcore: may be zeroed
 */
void kcore_clear(struct kcore *kcore);

/**
 * kaslr_offset_read() - by how much KASLR moved the kernel image: what KERNELOFFSET of the note of
 * /proc/kcore says, which x86-64 and arm64 have, or the "kaslr_offset" of a snapshot's manifest
 * @root: where from
 * @ret: the offset
 *
 * Return: 0, or -errno when nobody tells.
 */
int kaslr_offset_read(const struct root *root, uint64_t *ret) _must_check_;

#endif
