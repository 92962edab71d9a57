/* SPDX-License-Identifier: GPL-2.0-or-later */
/* helper.h - load, unload and look at the helper module. */
#ifndef MEMMAP_HELPER_HELPER_H
#define MEMMAP_HELPER_HELPER_H

#include <stdbool.h>

#include "base/root.h"
#include "model/helper.h"

/**
 * helper_check_modules() - whether the kernel can load modules at all
 * @root: the running system
 * @err: filled when it cannot
 *
 * Return: 0 or -ENOSYS.
 */
int helper_check_modules(const struct root *root, struct error *err) _must_check_;

/**
 * helper_samples() - does the loaded helper module make sample allocations?
 * @root: the root
 *
 * Return: 1, 0, or -ENOENT when it is not loaded or too old to have the parameter.
 */
int helper_samples(const struct root *root);

/**
 * helper_answers() - whether tool and loaded module understand each other
 * @root: the running system
 * @err: filled when they do not, or the device may not be opened
 *
 * Return: 0 or -errno.
 */
int helper_answers(const struct root *root, struct error *err) _must_check_;

/**
 * helper_status() - look whether the helper module is loaded
 * @ret: filled; release it with helper_clear()
 * @err: filled on failure
 *
 * Context: needs no privilege.
 * Return: 0 or -errno.
 */
int helper_status(struct helper *ret, struct error *err) _must_check_;

/**
 * helper_load() - check a helper module and insert it
 * @root: the running system, to find out why it was refused
 * @file: the file, or NULL for the one that DKMS or helper_build() put in its place
 * @samples: it should make sample allocations, too
 * @ret: its status; release it with helper_clear()
 * @err: filled on failure: another kernel's or machine's module, no signature under lockdown, a
 *       kernel without module support, no permission, a missing file
 *
 * A module that is loaded already is no failure, unless it makes no samples and should.
 *
 * Return: 0 or -errno.
 */
int helper_load(const struct root *root, const char *file, bool samples, struct helper *ret,
		struct error *err) _must_check_;

/**
 * helper_unload() - remove the helper module
 * @root: the running system, to find out who holds it
 * @ret: its status afterwards; release it with helper_clear()
 * @err: filled on failure; ERROR_BUSY names the processes that hold the device open
 *
 * A module that is not loaded is no failure.
 *
 * Return: 0 or -errno.
 */
int helper_unload(const struct root *root, struct helper *ret, struct error *err) _must_check_;

/**
 * helper_default_file() - where helper_build() puts the module unless told otherwise
 *
 * Return: a path to be freed by the caller, or NULL when memory ran out.
 */
char *helper_default_file(void);

#endif
