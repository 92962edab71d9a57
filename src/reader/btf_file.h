/* SPDX-License-Identifier: GPL-2.0-or-later */
/* btf_file.h - the types in a type information file one by one, for btf.c; its users need btf.h. */
#ifndef MEMMAP_READER_BTF_FILE_H
#define MEMMAP_READER_BTF_FILE_H

#include <linux/btf.h>

#include "reader/btf.h"

/**
 * struct btf_walk - a walk over the types, from {.id = 1}
 * @id: of the next type
 * @offset: where it begins in the section of types
 */
struct btf_walk {
	uint32_t id, offset;
};

/**
 * btf_next_type() - the next type
 * @btf: the file
 * @walk: where the walk is; moved behind the type
 * @ret: the type, which lasts as long as @btf; all that belongs to it has been read
 * @err: filled on failure
 *
 * Return: 1 with a type, 0 behind the last, or -errno.
 */
int btf_next_type(struct btf *btf, struct btf_walk *walk, const struct btf_type **ret,
		  struct error *err) _must_check_;

/**
 * btf_type_by_id() - a type that another one refers to
 * @btf: the file
 * @id: its number
 * @ret: the type
 * @err: filled on failure; ERROR_PARSE when there is none of that number
 *
 * Return: 0 or -errno.
 */
int btf_type_by_id(struct btf *btf, uint32_t id, const struct btf_type **ret,
		   struct error *err) _must_check_;

/**
 * btf_name_at() - a name
 * @btf: the file
 * @offset: where it stands in the section of names
 * @ret: the name, which lasts as long as @btf; "" for what has none
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int btf_name_at(struct btf *btf, uint32_t offset, const char **ret, struct error *err) _must_check_;

/**
 * btf_broken() - record that the file is not what it should be
 * @btf: the file
 * @err: where to
 * @what: in which way, "it is cut off"
 *
 * Return: a negative errno.
 */
int btf_broken(const struct btf *btf, struct error *err, const char *what);

#endif
