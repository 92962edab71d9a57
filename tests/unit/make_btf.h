/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make_btf.h - type information of types that need not make sense. */
#ifndef MEMMAP_TESTS_MAKE_BTF_H
#define MEMMAP_TESTS_MAKE_BTF_H

#include <stddef.h>
#include <stdint.h>

#include "base/root.h"

/* The kind_flag of a type. */
#define MAKE_BTF_FLAG (1U << 31)

/**
 * struct make_btf - a file in the making
 * @types: the section of types
 * @types_bytes: bytes of it
 * @names: the section of names
 * @names_bytes: bytes of it
 * @bytes: the file, once finished
 * @size: bytes of it
 */
struct make_btf {
	unsigned char *types, *names, *bytes;
	size_t types_bytes, names_bytes, size;
};

/* make_btf_init() - begin a file; release it with make_btf_clear(), or make_btf_write() */
void make_btf_init(struct make_btf *file);
void make_btf_clear(struct make_btf *file);

/* make_btf_name() - add a name; returns its offset, 0 for "" */
uint32_t make_btf_name(struct make_btf *file, const char *name);

/* make_btf_type() - add a type; what follows it comes with make_btf_words() */
void make_btf_type(struct make_btf *file, const char *name, unsigned int kind, uint32_t flag,
		   unsigned int vlen, uint32_t size_or_type);
void make_btf_words(struct make_btf *file, const uint32_t *words, size_t nr);

/* make_btf_finish() - put the sections together */
void make_btf_finish(struct make_btf *file);

/* make_btf_write() - finish it, put it into a new scratch root, and release it */
void make_btf_write(struct make_btf *file, struct root *ret);

#endif
