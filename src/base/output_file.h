/* SPDX-License-Identifier: GPL-2.0-or-later */
/* output_file.h - write what an option such as --output names. */
#ifndef MEMMAP_BASE_OUTPUT_FILE_H
#define MEMMAP_BASE_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/* output_file_is_stdout() - whether a name is "-", which stands for standard output */
bool output_file_is_stdout(const char *path);

/**
 * output_file_write() - write a file whole
 * @path: its name, or "-" for standard output
 * @mode: permissions of a new file; 0 for what the umask leaves of reading and writing
 * @bytes: what to write
 * @nr: how many
 * @err: filled on failure
 *
 * Readers of a regular file see the old bytes or all of the new ones; it keeps its owner, its group
 * and its mode, and a symbolic link stays one. Where whoever asks may write the file but cannot put
 * another one like it in its place, its bytes are overwritten. Devices, FIFOs and what standard
 * output is are written to.
 *
 * Return: 0 or -errno.
 */
int output_file_write(const char *path, mode_t mode, const char *bytes, size_t nr,
		      struct error *err) _must_check_;

/**
 * output_file_renew() - write a file whole that nobody else may change afterwards
 * @path: its name, or "-" for standard output
 * @mode: its permissions
 * @bytes: what to write
 * @nr: how many
 * @err: filled on failure
 *
 * As output_file_write(), but a regular file becomes a new one, which belongs to whoever writes it
 * and has no other name.
 *
 * Return: 0 or -errno.
 */
int output_file_renew(const char *path, mode_t mode, const char *bytes, size_t nr,
		      struct error *err) _must_check_;

#endif
