/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inputs.h - the files below /proc and /sys that answers are made from. */
#ifndef MEMMAP_READER_INPUTS_H
#define MEMMAP_READER_INPUTS_H

#include "base/root.h"

/**
 * struct input - one file, or some of one kind
 * @path: below the root; a component may be a pattern of fnmatch(3) with @(A|B)
 * @not_saved: why a snapshot leaves it out, or NULL
 */
struct input {
	const char *path;
	const char *not_saved;
};

/*
 * All of them, those that move most next to each other. Whoever teaches memmap to read a further
 * file adds it here; tests/check/source looks after that.
 */
extern const struct input inputs[];
extern const size_t nr_inputs;

/**
 * struct input_visitor - who is told of the files there are
 * @file: called for each file; stops with what it returns if that is not 0
 * @link: called for each symbolic link to a neighbour; likewise
 * @context: passed to both
 */
struct input_visitor {
	int (*file)(const char *path, void *context, struct error *err);
	int (*link)(const char *path, const char *target, void *context, struct error *err);
	void *context;
};

/**
 * input_expand() - find the files that an input stands for
 * @root: where to look
 * @input: the input
 * @visitor: who is told; of a path without pattern, whether the file is there or not
 * @err: filled on failure
 *
 * A directory that is a link to a neighbour, as those of merged slab caches are, is a link and
 * nothing below it is looked at.
 *
 * Return: 0 or -errno.
 */
int input_expand(const struct root *root, const struct input *input,
		 const struct input_visitor *visitor, struct error *err) _must_check_;

#endif
