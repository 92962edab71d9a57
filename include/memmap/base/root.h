/* SPDX-License-Identifier: GPL-2.0-or-later */
/* root.h - the directory that stands for "/": the live system, a snapshot or a test fixture. */
#ifndef MEMMAP_BASE_ROOT_H
#define MEMMAP_BASE_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <memmap/base/error.h>

/**
 * struct root - where every /proc and /sys path starts
 * @fd: open directory
 * @live: it is the running system, not a copy
 * @path: what the user called it, for messages; "" for the live system
 * @keeper: of a tar file, the process that removes what was unpacked; else 0
 * @keeper_fd: what that process waits to be closed
 */
struct root {
	int fd;
	bool live;
	char *path;
	pid_t keeper;
	int keeper_fd;
};

/**
 * root_open() - open a root directory
 * @path: a directory with proc/ and sys/ in it, a tar file of one, or NULL for the running system
 * @ret: filled on success; release it with root_clear()
 * @err: filled on failure
 *
 * A tar file is unpacked into a directory of its own below $TMPDIR, which is removed by
 * root_clear(), or when the process ends otherwise.
 *
 * Return: 0 or -errno.
 */
int root_open(const char *path, struct root *ret, struct error *err) _must_check_;

/**
 * root_clear() - close a root directory
 * @root: may be zeroed
 */
void root_clear(struct root *root);

/**
 * root_open_file() - open a file for reading below the root
 * @root: the root
 * @path: relative path, "proc/zoneinfo"
 * @err: filled on failure, naming the file as the user would
 *
 * Return: a file descriptor or -errno.
 */
int root_open_file(const struct root *root, const char *path, struct error *err) _must_check_;

/**
 * root_read() - read a whole file below the root
 * @root: the root
 * @path: relative path
 * @ret: the NUL-terminated text, to be freed by the caller; NUL bytes in the file become '?'
 * @err: filled on failure
 *
 * /proc files are made while they are read, so a large buffer means few passes and a consistent
 * text. Files of more than 64 MiB are refused.
 *
 * Return: 0 or -errno.
 */
int root_read(const struct root *root, const char *path, char **ret,
	      struct error *err) _must_check_;

/**
 * root_read_bytes() - the same for files that are no text
 * @root: the root
 * @path: relative path
 * @ret: the bytes and a NUL behind them, to be freed by the caller
 * @ret_size: how many, without that NUL
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int root_read_bytes(const struct root *root, const char *path, char **ret, size_t *ret_size,
		    struct error *err) _must_check_;

/**
 * root_read_line() - the first line of a small file, or NULL if it cannot be read
 * @root: the root
 * @path: relative path
 *
 * Return: a string to be freed by the caller, without the newline.
 */
char *root_read_line(const struct root *root, const char *path);

#endif
