/* SPDX-License-Identifier: GPL-2.0-or-later */
/* support.h - files, roots and fixtures for the unit tests. */
#ifndef MEMMAP_TESTS_SUPPORT_H
#define MEMMAP_TESTS_SUPPORT_H

#include "base/root.h"

/* Names of the captured kernels below tests/fixtures, NULL-terminated. */
extern const char *const fixture_names[];

/* fixture_root() - open a captured kernel; clear it with root_clear() */
void fixture_root(const char *name, struct root *ret);

/* fixture_text() - a file of a captured kernel, to be freed; ends the test when it is missing */
char *fixture_text(const char *name, const char *path);

/* scratch_root() - an empty directory as a root, which scratch_remove() removes with its files */
void scratch_root(struct root *ret);
void scratch_remove(struct root *root);

/* scratch_write() - put a file, and the directories it needs, into a scratch root */
void scratch_write(const struct root *root, const char *path, const void *data, size_t size);
void scratch_text(const struct root *root, const char *path, const char *text);

/* fd_with() - a descriptor from which @size bytes can be read */
int fd_with(const void *data, size_t size);

#endif
