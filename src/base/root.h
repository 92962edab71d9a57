/* SPDX-License-Identifier: GPL-2.0-or-later */
/* root.h - the directory that stands for "/": the live system, a snapshot or a test fixture. */
#ifndef MEMMAP_BASE_ROOT_H
#define MEMMAP_BASE_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct tar;

/*
 * A root that is not the running system may come from a stranger: links in it lead below it, as
 * they would if it was "/", and of what is neither a file nor a directory nothing is opened.
 */

/**
 * struct root - where every /proc and /sys path starts
 * @fd: open directory, or the tar file
 * @live: it is the running system, not a copy
 * @path: what the user called it, for messages; "" for the live system
 * @tar: what is in the tar file, which is read where it stands; NULL for a directory
 */
struct root {
	int fd;
	bool live;
	char *path;
	struct tar *tar;
};

/**
 * root_open() - open a root directory
 * @path: a directory with proc/ and sys/ in it, a tar file of one, or NULL for the running system
 * @ret: filled on success; release it with root_clear()
 * @err: filled on failure
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
 * Who reads it as a whole does better with one of the functions below: of a tar file this makes a
 * copy in memory.
 *
 * Return: a file descriptor or -errno.
 */
int root_open_file(const struct root *root, const char *path, struct error *err) _must_check_;

/**
 * root_find() - whether there is something
 * @root: the root
 * @path: relative path
 *
 * Return: 0 or -errno.
 */
int root_find(const struct root *root, const char *path);

/**
 * root_read_link() - what a symbolic link leads to
 * @root: the root
 * @path: relative path
 * @ret: the target
 * @size: room at @ret; a target that does not fit is cut off
 *
 * Return: length of the target, or -errno, where @ret is empty: it is no link, most of all.
 */
ssize_t root_read_link(const struct root *root, const char *path, char *ret, size_t size);

/**
 * struct root_names - what is in a directory
 * @items: the names, without "." and "..", in the order of strverscmp(3)
 * @nr: how many
 */
struct root_names {
	char **items;
	size_t nr;
};

/**
 * root_list() - read a directory
 * @root: the root
 * @path: relative path
 * @ret: the names, to be released with root_names_clear()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int root_list(const struct root *root, const char *path, struct root_names *ret,
	      struct error *err) _must_check_;

/**
 * root_names_clear() - free the names
 * @names: may be zeroed
 */
void root_names_clear(struct root_names *names);

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
 * root_read_small() - read a file of few bytes, where allocating would cost more than reading
 * @root: the root
 * @path: relative path
 * @ret: the bytes and a NUL behind them
 * @size: room at @ret; what does not fit is left out
 *
 * Return: how many bytes, or -errno.
 */
ssize_t root_read_small(const struct root *root, const char *path, char *ret, size_t size);

/**
 * struct root_map - a regular file as memory
 * @data: its bytes; NULL when it is empty
 * @size: how many
 */
struct root_map {
	const void *data;
	size_t size;
};

/**
 * root_map() - map a whole file
 * @root: the root
 * @path: relative path
 * @ret: the bytes, to be released with root_unmap()
 * @err: filled on failure
 *
 * It takes no memory for what is a hole in the file. Who makes the file shorter meanwhile ends the
 * program.
 *
 * Return: 0 or -errno.
 */
int root_map(const struct root *root, const char *path, struct root_map *ret,
	     struct error *err) _must_check_;

/**
 * root_unmap() - release the bytes
 * @map: may be zeroed
 */
void root_unmap(struct root_map *map);

/**
 * root_read_line() - the first line of a small file, or NULL if it cannot be read
 * @root: the root
 * @path: relative path
 *
 * Return: a string to be freed by the caller, without the newline.
 */
char *root_read_line(const struct root *root, const char *path);

#endif
