/* SPDX-License-Identifier: GPL-2.0-or-later */
/* release.h - releases of the kernel, for what changed without leaving a trace to probe. */
#ifndef MEMMAP_MODEL_RELEASE_H
#define MEMMAP_MODEL_RELEASE_H

#include <stdbool.h>

/**
 * struct release - the release of a kernel, as in 6.12
 * @major: 6; 0 when it is not known
 * @minor: 12
 */
struct release {
	unsigned int major, minor;
};

/**
 * release_parse() - read a release
 * @text: as uname -r prints it, or NULL
 *
 * Return: the release, or an unknown one.
 */
struct release release_parse(const char *text);

/**
 * release_is_before() - whether a release is older than another
 * @release: the release; an unknown one is the newest
 * @major: of the other
 * @minor: of the other
 */
bool release_is_before(struct release release, unsigned int major, unsigned int minor);

#endif
