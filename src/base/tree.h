/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tree.h - make and remove trees of files that are for their owner alone. */
#ifndef MEMMAP_BASE_TREE_H
#define MEMMAP_BASE_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/**
 * tree_path_is_safe() - whether a path stays below the directory that it is taken from
 * @path: the path
 *
 * Return: false for absolute and empty ones, and for those with a component "..", "." or "".
 */
bool tree_path_is_safe(const char *path);

/**
 * tree_write() - write a new file, mode 0600, and the directories it lies in, mode 0700
 * @dir_fd: the top of the tree
 * @path: below it; must be safe
 * @data: what to write
 * @size: how many bytes
 * @err: filled on failure; a file that is there already is one
 *
 * Return: 0 or -errno.
 */
int tree_write(int dir_fd, const char *path, const void *data, size_t size,
	       struct error *err) _must_check_;

/**
 * tree_link() - make a symbolic link to a neighbour
 * @dir_fd: the top of the tree
 * @path: below it; must be safe
 * @target: name of another file in the same directory
 * @err: filled on failure; a target that is no neighbour is one
 *
 * Return: 0 or -errno.
 */
int tree_link(int dir_fd, const char *path, const char *target, struct error *err) _must_check_;

/**
 * tree_remove() - remove a directory and all in it, without following links
 * @path: the directory
 */
void tree_remove(const char *path);

#endif
