/* SPDX-License-Identifier: GPL-2.0-or-later */
/* resolve.h - paths below a directory, whose links lead nowhere else: as chroot(2) has them. */
#ifndef MEMMAP_BASE_RESOLVE_H
#define MEMMAP_BASE_RESOLVE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/**
 * typedef read_link_function - what a path of a tree links to
 * @tree: the tree
 * @path: below its top; none of its directories is a link
 * @ret: the target, without a NUL
 * @size: room at @ret
 *
 * Return: length of the target, or -errno where there is no link.
 */
typedef ssize_t read_link_function(const void *tree, const char *path, char *ret, size_t size);

/**
 * resolve_links() - the same place by a path without links, "." and ".."
 * @path: a path; where it begins and what absolute links lead to is the top of the tree
 * @follow_last: the last component is followed, too, if it is a link
 * @read_link: tells what is a link
 * @tree: passed to @read_link
 * @ret: the path; "" for the top
 *
 * Return: 0, -ELOOP or -ENAMETOOLONG.
 */
int resolve_links(const char *path, bool follow_last, read_link_function *read_link,
		  const void *tree, char ret[PATH_MAX]);

/**
 * resolve_open() - openat(2) that never leaves the directory, through whatever links
 * @dir_fd: the top of the tree
 * @path: below it
 * @flags: of open(2)
 *
 * Links of the kernel's own, such as those of /proc/PID/fd, lead to what they stand for nowhere.
 *
 * Return: a file descriptor or -errno.
 */
int resolve_open(int dir_fd, const char *path, int flags);

#endif
