/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * structs.h - reading the running kernel's own structs.
 *
 * The kernel changes all of it while it is read, and nothing is locked. So whoever follows a
 * pointer checks what it finds, counts its steps, and reads again what must not have changed.
 */
#ifndef MEMMAP_KERNEL_STRUCTS_H
#define MEMMAP_KERNEL_STRUCTS_H

#include "kernel/kernel.h"
#include "reader/btf.h"

/* No struct that is read in one piece is larger; task_struct has 10 KB. */
#define KERNEL_STRUCT_BYTES 32768

/**
 * kernel_is_pointer() - whether a value may point to data of the kernel
 * @kernel: the kernel
 * @value: the value; all that is readable is in the direct map, in vmalloc space or in the image
 *
 * Return: whether it is one, to a whole word.
 */
bool kernel_is_pointer(const struct kernel *kernel, uint64_t value);

/**
 * kernel_layout() - look up where members lie
 * @kernel: the kernel
 * @fields: what to look for, to be filled
 * @nr: how many
 * @err: filled on failure; says that the kernel has no BTF
 *
 * Return: 0 or -errno.
 */
int kernel_layout(const struct kernel *kernel, struct btf_field *fields, size_t nr,
		  struct error *err) _must_check_;

/**
 * kernel_read() - copy memory
 * @kernel: the kernel
 * @virt_addr: where from
 * @buffer: where to
 * @size: bytes
 * @what: what is read, for the message
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_read(const struct kernel *kernel, uint64_t virt_addr, void *buffer, size_t size,
		const char *what, struct error *err) _must_check_;

/**
 * kernel_read_fields() - copy members of one struct, all in one read
 * @kernel: the kernel
 * @fields: members that were looked up; those that the kernel lacks read as 0
 * @nr: how many
 * @virt_addr: the struct
 * @ret: their values
 * @err: filled on failure; names the first field's struct
 *
 * Return: 0 or -errno.
 */
int kernel_read_fields(const struct kernel *kernel, const struct btf_field *fields, size_t nr,
		       uint64_t virt_addr, uint64_t *ret, struct error *err) _must_check_;

/**
 * kernel_read_text() - copy a string
 * @kernel: the kernel
 * @virt_addr: where from
 * @ret: the string, cut to its room
 * @size: room
 *
 * Return: whether it is one: not empty, and all of it printable.
 */
bool kernel_read_text(const struct kernel *kernel, uint64_t virt_addr, char *ret,
		      size_t size) _must_check_;

/**
 * struct kernel_list_walk - a walk along a list that may have become a loop without its head
 * @marked: an element that was passed
 * @nr: elements so far
 */
struct kernel_list_walk {
	uint64_t marked;
	size_t nr;
};

/**
 * kernel_list_step() - come to the next element
 * @walk: zeroed at the list's head
 * @at: the element
 * @max: no list has more of them
 *
 * Return: whether to go on; not when a loop is found, in less than three times its length.
 */
bool kernel_list_step(struct kernel_list_walk *walk, uint64_t at, size_t max);

#endif
