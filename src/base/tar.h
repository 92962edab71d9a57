/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tar.h - a tree of files and links as one file, in the format "ustar" of POSIX.1-1988. */
#ifndef MEMMAP_BASE_TAR_H
#define MEMMAP_BASE_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

/**
 * tar_add_file() - append a file
 * @out: the archive
 * @path: its name in the archive
 * @data: its bytes
 * @size: how many
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int tar_add_file(FILE *out, const char *path, const void *data, size_t size,
		 struct error *err) _must_check_;

/**
 * tar_add_link() - append a symbolic link
 * @out: the archive
 * @path: its name in the archive
 * @target: what it leads to
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int tar_add_link(FILE *out, const char *path, const char *target, struct error *err) _must_check_;

/**
 * tar_end() - append what ends an archive
 * @out: the archive
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int tar_end(FILE *out, struct error *err) _must_check_;

/**
 * struct tar_member - a file, link or directory in an archive
 * @path: where it is, without a slash in front; that of a directory ends with one
 * @target: of a symbolic link, what it leads to; else NULL
 * @start: of a file, where its bytes begin in the archive
 * @size: how many there are
 */
struct tar_member {
	char *path, *target;
	uint64_t start, size;
};

/**
 * struct tar - an archive that is read where it stands
 * @fd: the archive
 * @members: in the order of their paths
 * @nr: how many
 * @top_length: bytes of each path that are left out, up to the directory that holds all of them
 */
struct tar {
	int fd;
	struct tar_member *members;
	size_t nr, top_length;
};

/**
 * tar_open() - find out what an archive holds
 * @fd: the archive, a regular file; it stays the caller's
 * @ret: the archive, to be released with tar_close()
 * @err: filled on failure: it is cut off or damaged, it holds something else than files,
 * directories and symbolic links, or something twice
 *
 * Formats are POSIX.1-1988, POSIX.1-2001 and that of GNU tar. Nothing of the files is read. When
 * all lies in one directory, as "tar -cf FILE DIRECTORY" makes it, that is the top.
 *
 * Return: 0 or -errno.
 */
int tar_open(int fd, struct tar *ret, struct error *err) _must_check_;

/**
 * tar_close() - release what tar_open() took
 * @tar: may be zeroed
 */
void tar_close(struct tar *tar);

/**
 * tar_find() - find something in an archive
 * @tar: the archive
 * @path: below its top; links lead nowhere else
 * @follow_last: if it is a link itself, what that leads to is meant
 * @ret: the member; NULL for a directory
 *
 * Return: 0 or -errno.
 */
int tar_find(const struct tar *tar, const char *path, bool follow_last,
	     const struct tar_member **ret);

/**
 * tar_list() - the names in a directory of an archive
 * @tar: the archive
 * @path: below its top; links lead nowhere else
 * @name: called for each name, of one directory more than once; stops with what it returns if that
 * is not 0
 * @context: passed to @name
 *
 * Return: 0, what @name returned, or -errno.
 */
int tar_list(const struct tar *tar, const char *path,
	     int (*name)(const char *name, size_t length, void *context), void *context);

/**
 * tar_read() - read bytes of a file
 * @tar: the archive
 * @member: the file
 * @offset: where to begin
 * @ret: the bytes
 * @size: how many at most
 *
 * Return: how many, 0 at the end, or -errno.
 */
ssize_t tar_read(const struct tar *tar, const struct tar_member *member, uint64_t offset, void *ret,
		 size_t size);

#endif
