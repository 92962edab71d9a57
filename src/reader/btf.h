/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * btf.h - where the running kernel's structs keep what, and the values of its enums, as its type
 * information (BTF) says.
 *
 * The file has some 5 MB, which sysfs hands out a page a call, so it is read from its front and no
 * further than what is asked for needs: types that all of the kernel uses stand first. A name that
 * the kernel does not have costs all of it.
 */
#ifndef MEMMAP_READER_BTF_H
#define MEMMAP_READER_BTF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/root.h"

#define BTF_FILE "sys/kernel/btf/vmlinux"

/**
 * struct btf_section - a part of the file
 * @bytes: room for all of it, and a NUL behind
 * @size: its bytes
 * @nr_read: of which so many have been read
 * @offset: where it begins in the file
 */
struct btf_section {
	unsigned char *bytes;
	uint32_t size, nr_read;
	uint64_t offset;
};

/**
 * struct btf - an opened type information file
 * @fd: the file
 * @path: what the user calls it, for messages
 * @types: section of types, one behind the other; the first has id 1
 * @names: section of names
 * @index: where in @types each 64th type begins, as far as they have been seen
 * @nr_indexed: entries of @index
 * @pointer_bytes: size of a pointer, 0 while it was not needed
 */
struct btf {
	int fd;
	char *path;
	struct btf_section types, names;
	uint32_t *index;
	size_t nr_indexed;
	uint32_t pointer_bytes;
};

/**
 * struct btf_field - a member of a struct or union, or all of it
 * @type: name of the struct or union
 * @member: name of the member, "flags"; of a member of a member, "list.next", where an array stands
 * for its first item. Members of unnamed structs and unions in it are its own, as in C. NULL for
 * the struct itself
 * @optional: kernels that lack it are fine
 * @found: out, whether the kernel has it; all the others are 0 if not
 * @offset: out, bytes in front of it; of a bit-field, in front of the byte with its first bit
 * @size: out, its bytes; of a bit-field, as many as it lies in
 * @nr_items: out, of an array: how many items it has in all dimensions together, of @size /
 * @nr_items bytes each; else 0
 * @nr_bits: out, of a bit-field: how many it has; else 0
 * @shift: out, of a bit-field: how many bits of its first byte stand below it
 */
struct btf_field {
	const char *type, *member;
	bool optional, found;
	uint32_t offset, size, nr_items;
	uint8_t nr_bits, shift;
};

/**
 * struct btf_enumerator - a constant of an enum
 * @name: its name
 * @optional: kernels that lack it are fine
 * @found: out, whether the kernel has it
 * @value: out, its value; unsigned ones modulo 2^64
 */
struct btf_enumerator {
	const char *name;
	bool optional, found;
	int64_t value;
};

/**
 * btf_open() - open sys/kernel/btf/vmlinux
 * @root: where from
 * @ret: filled on success; release it with btf_close()
 * @err: filled on failure; ERROR_NOT_FOUND when there is no such file
 *
 * Source: kernel/bpf/sysfs_btf.c since v5.4 (341dfcf8d78e), with CONFIG_DEBUG_INFO_BTF.
 *
 * Return: 0 or -errno.
 */
int btf_open(const struct root *root, struct btf *ret, struct error *err) _must_check_;

/**
 * btf_parse() - the same with a file that is open already
 * @fd: the file; becomes @ret's on success alone
 * @path: its name for messages
 * @ret: filled on success; release it with btf_close()
 * @err: filled on failure; ERROR_PARSE when it is no type information
 *
 * Return: 0 or -errno.
 */
int btf_parse(int fd, const char *path, struct btf *ret, struct error *err) _must_check_;

/**
 * btf_close() - close it
 * @btf: may be zeroed
 */
void btf_close(struct btf *btf);

/**
 * btf_find_fields() - look up where members lie, all in one pass
 * @btf: the file
 * @fields: what to look for, to be filled; of several structs with one name the first counts
 * @nr: how many
 * @err: filled on failure; ERROR_NOT_FOUND when there is no such member that is not optional
 *
 * Return: 0 or -errno.
 */
int btf_find_fields(struct btf *btf, struct btf_field *fields, size_t nr,
		    struct error *err) _must_check_;

/**
 * btf_number() - the value of a member in a copy of its struct
 * @field: a number, pointer or bit-field that was found, or one that was not
 * @copy: the struct's bytes, at least up to the end of the member
 *
 * Return: the value, not sign-extended; 0 for a member that the kernel lacks.
 */
uint64_t btf_number(const struct btf_field *field, const void *copy);

/**
 * btf_find_enumerators() - look up the values of constants in enums, named or not, in one pass
 * @btf: the file
 * @items: what to look for, to be filled; of several with one name the first counts
 * @nr: how many
 * @err: filled on failure; ERROR_NOT_FOUND when there is no such constant that is not optional
 *
 * Return: 0 or -errno.
 */
int btf_find_enumerators(struct btf *btf, struct btf_enumerator *items, size_t nr,
			 struct error *err) _must_check_;

/**
 * btf_list_enum() - all constants of an enum
 * @btf: the file
 * @name: one of them, as the enum may have no name
 * @ret: the constants in the order of the source, to be freed by the caller; their names last as
 * long as @btf
 * @nr: how many
 * @err: filled on failure; ERROR_NOT_FOUND when there is no such constant
 *
 * Return: 0 or -errno.
 */
int btf_list_enum(struct btf *btf, const char *name, struct btf_enumerator **ret, size_t *nr,
		  struct error *err) _must_check_;

#endif
