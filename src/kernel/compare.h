/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare.h - a back end that asks two others, and tells where they do not say the same. */
#ifndef MEMMAP_KERNEL_COMPARE_H
#define MEMMAP_KERNEL_COMPARE_H

#include "backend/backend.h"

/**
 * struct difference - something that the two say differently each time they are asked
 * @where: what it is about: an address, "pfn 0x…" or the name of a region
 * @what: which member of the answer
 * @names: names of the two back ends
 * @says: what each of them says
 */
struct difference {
	char where[40];
	char what[40];
	const char *names[2];
	char says[2][200];
};

/**
 * typedef compare_fn - who is told of differences
 * @difference: the difference; valid during the call
 * @context: what compare_open() was given
 */
typedef void compare_fn(const struct difference *difference, void *context);

/**
 * compare_open() - hold a back end against another one
 * @first: the back end whose answers are passed on; belongs to the result on success
 * @second: the back end that they are held against; belongs to the result on success
 * @differ: called for each difference, from here on and by every question
 * @context: passed to @differ
 * @ret: the back end, to be released with backend_close(); it has the name of @first
 * @err: filled when memory ran out
 *
 * Bounds of the regions are compared here. Memory moves while two back ends are asked one after the
 * other, so where they differ both are asked again; only what differs each time is told, and the
 * answer is the last one of @first. Needs no more memory for a long range than for a short one.
 *
 * Return: 0 or -errno.
 */
int compare_open(struct backend *first, struct backend *second, compare_fn *differ, void *context,
		 struct backend **ret, struct error *err) _must_check_;

/**
 * compare_nr_differences() - how many differences were told so far
 * @backend: any back end
 *
 * Return: the number; 0 when it is not from compare_open().
 */
uint64_t compare_nr_differences(const struct backend *backend);

#endif
