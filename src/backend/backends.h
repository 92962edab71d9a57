/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backends.h - all back ends, and choosing the one for a system. */
#ifndef MEMMAP_BACKEND_BACKENDS_H
#define MEMMAP_BACKEND_BACKENDS_H

#include "backend/backend.h"

/* The names that backend_open() takes, NULL-terminated: "auto" and those of the back ends. */
extern const char *const backend_names[];

/**
 * backend_open() - open a back end
 * @root: the system to look at
 * @name: which one, or NULL or "auto" for the first that works here
 * @ret: the back end, to be released with backend_close()
 * @err: why it refused; when all did, the code and remedy are the first one's, and the text tells
 *       why the others refused, too, unless backend_check_machine() says it all; a file that is not
 * what it should be makes ERROR_NO_BACKEND
 *
 * Return: 0 or -errno.
 */
int backend_open(const struct root *root, const char *name, struct backend **ret,
		 struct error *err) _must_check_;

/**
 * backend_open_able() - open a back end for the sake of something that not all can do
 * @root: the system to look at
 * @ability: what it must be able to do
 * @ret: the first that can and works here, to be released with backend_close()
 * @err: why there is none: what the last that can said
 *
 * Return: 0 or -errno.
 */
int backend_open_able(const struct root *root, enum backend_ability ability, struct backend **ret,
		      struct error *err) _must_check_;

/**
 * backend_open_other() - open a back end that is not the one there is
 * @root: the system to look at
 * @first: the one there is
 * @ret: another one, to be released with backend_close()
 * @err: why there is none
 *
 * Return: 0 or -errno.
 */
int backend_open_other(const struct root *root, const struct backend *first, struct backend **ret,
		       struct error *err) _must_check_;

/**
 * typedef backends_try_fn - who is told what came of opening a back end
 * @name: its name
 * @backend: it, valid during the call; NULL when it refused
 * @why: why it refused
 * @context: what backends_try() was given
 *
 * Return: 0 to go on, anything else to stop.
 */
typedef int backends_try_fn(const char *name, struct backend *backend, const struct error *why,
			    void *context);

/**
 * backends_try() - open each back end that is made for a root, one after the other
 * @root: the system to look at
 * @tried: called for each
 * @context: passed to @tried
 *
 * Return: 0, or what @tried stopped with.
 */
int backends_try(const struct root *root, backends_try_fn *tried, void *context);

#endif
