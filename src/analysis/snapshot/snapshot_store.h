/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snapshot_store.h - write the files of a snapshot so that a half one is never taken for a whole.
 */
#ifndef MEMMAP_ANALYSIS_SNAPSHOT_STORE_H
#define MEMMAP_ANALYSIS_SNAPSHOT_STORE_H

#include <stdint.h>

#include "base/error.h"

/**
 * struct snapshot_store - a snapshot being written
 * @destination: what it will be called; borrowed
 * @partial: what it is called until it is whole; NULL once it is, or when it was given up
 * @fd: that directory; -1 for a tar file
 * @tar: that tar file; NULL for a directory
 * @manifest: lines of the manifest
 * @manifest_text: what they are kept in
 * @manifest_bytes: length of that
 * @checksums: lines of the list of checksums
 * @checksums_text: what they are kept in
 * @checksums_bytes: length of that
 * @size_bytes: what was written so far
 */
struct snapshot_store {
	const char *destination;
	char *partial;
	int fd;
	FILE *tar, *manifest, *checksums;
	char *manifest_text, *checksums_text;
	size_t manifest_bytes, checksums_bytes;
	uint64_t size_bytes;
};

/**
 * snapshot_store_open() - begin
 * @store: filled; release it with snapshot_store_close()
 * @destination: a directory, or a tar file if it ends in ".tar"; "-" for a tar file to stdout
 * @err: filled on failure; that it exists is one
 *
 * Return: 0 or -errno.
 */
int snapshot_store_open(struct snapshot_store *store, const char *destination,
			struct error *err) _must_check_;

/**
 * snapshot_store_say() - add a line to the manifest
 * @store: the snapshot
 * @format: printf format of "key: value", without the newline
 */
void snapshot_store_say(struct snapshot_store *store, const char *format, ...) _printf_(2, 3);

/**
 * snapshot_store_file() - write a file
 * @store: the snapshot
 * @path: where
 * @data: what
 * @size: how many bytes
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int snapshot_store_file(struct snapshot_store *store, const char *path, const void *data,
			size_t size, struct error *err) _must_check_;

/**
 * snapshot_store_link() - make a symbolic link to a neighbour
 * @store: the snapshot
 * @path: where
 * @target: the neighbour
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int snapshot_store_link(struct snapshot_store *store, const char *path, const char *target,
			struct error *err) _must_check_;

/**
 * snapshot_store_finish() - make it whole and give it its name
 * @store: the snapshot
 * @err: filled on failure
 *
 * A tar file is on the disk then. Of a directory that would mean to write out all else that waits
 * for its file system, or each of some thousand files by itself; if power fails before the kernel
 * has written it, snapshot_check() will tell.
 *
 * Return: 0 or -errno.
 */
int snapshot_store_finish(struct snapshot_store *store, struct error *err) _must_check_;

/**
 * snapshot_store_close() - release, and remove what was not finished
 * @store: from snapshot_store_open()
 */
void snapshot_store_close(struct snapshot_store *store);

/**
 * snapshot_store_left() - an unfinished snapshot of a name
 * @destination: the name
 *
 * It is being taken, or what took it was killed.
 *
 * Return: what it is called, to be freed by the caller; NULL when there is none.
 */
char *snapshot_store_left(const char *destination);

#endif
