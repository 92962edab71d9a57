/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * manifest.h - a root that "memmap snapshot" made: what it says of itself, and whether it is whole.
 *
 * Its file "manifest" has lines "key: value". Of a snapshot the first is "snapshot: 1" and the last
 * "manifest_crc32", over all before it. The file "checksums" has a line for each other file,
 * "CRC32 SIZE PATH", or "link TARGET PATH". Other captured roots have a manifest without
 * "snapshot", or none.
 */
#ifndef MEMMAP_READER_MANIFEST_H
#define MEMMAP_READER_MANIFEST_H

#include <stdbool.h>

#include "base/root.h"

#define SNAPSHOT_VERSION   "1"
#define SNAPSHOT_MANIFEST  "manifest"
#define SNAPSHOT_CHECKSUMS "checksums"

/* "manifest_crc32: ", 8 digits and the newline. */
#define MANIFEST_SEAL_BYTES 32

/**
 * struct manifest_key - one line of the manifest of a snapshot
 * @name: what stands before the colon
 * @help: what stands behind it
 */
struct manifest_key {
	const char *name, *help;
};

/* In the order of the file. */
extern const struct manifest_key manifest_keys[];
extern const size_t nr_manifest_keys;

/**
 * manifest_value() - what a captured root's manifest says
 * @root: the root
 * @key: what stands before the colon
 *
 * Return: the value, to be freed by the caller, or NULL.
 */
char *manifest_value(const struct root *root, const char *key);

/**
 * manifest_seal() - the last line of a snapshot's manifest
 * @text: all before it
 * @length: how many bytes these are
 * @ret: room for the line
 */
void manifest_seal(const char *text, size_t length, char ret[MANIFEST_SEAL_BYTES]);

/**
 * snapshot_is() - whether a root was made by "memmap snapshot"
 * @root: the root
 *
 * Return: false for the live system and for other captured roots.
 */
bool snapshot_is(const struct root *root);

/**
 * snapshot_check() - refuse a snapshot that was not finished or is damaged
 * @root: the root; roots that are no snapshots pass
 * @err: filled on failure
 *
 * Each byte is read, so that no view tells of a file that changed behind the snapshot's back.
 *
 * Return: 0 or -errno.
 */
int snapshot_check(const struct root *root, struct error *err) _must_check_;

#endif
