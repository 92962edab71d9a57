/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tar.h - a tree of files and links as one file, in the format "ustar" of POSIX.1-1988. */
#ifndef MEMMAP_BASE_TAR_H
#define MEMMAP_BASE_TAR_H

#include <memmap/base/error.h>

/**
 * tar_add() - append a file or link
 * @out: the archive
 * @dir_fd: the top of the tree
 * @path: below it; its name in the archive too
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int tar_add(FILE *out, int dir_fd, const char *path, struct error *err) _must_check_;

/**
 * tar_end() - append what ends an archive, and see to it that all is on the disk
 * @out: the archive
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int tar_end(FILE *out, struct error *err) _must_check_;

/**
 * tar_unpack() - unpack an archive
 * @in: the archive
 * @dir_fd: an empty directory
 * @err: filled on failure: it is cut off or damaged, it holds something else than files,
 * directories and links to neighbours, or it would write elsewhere
 *
 * What is unpacked is the owner's alone, whatever modes the archive has.
 *
 * Return: 0 or -errno.
 */
int tar_unpack(FILE *in, int dir_fd, struct error *err) _must_check_;

#endif
