/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build.h - build the helper module for the running kernel. */
#ifndef MEMMAP_HELPER_BUILD_H
#define MEMMAP_HELPER_BUILD_H

#include "helper/helper.h"

/**
 * struct helper_build - what to build
 * @root: the running system
 * @source: directory with the staged source, see src/module/stage.sh
 * @kernel_dir: the kernel's build directory, or NULL for the running kernel's headers
 * @output: file to write
 */
struct helper_build {
	const struct root *root;
	const char *source;
	const char *kernel_dir;
	const char *output;
};

/**
 * helper_build() - build the helper module; what make says goes to stderr
 * @build: what to build
 * @ret: the file and its vermagic; release it with helper_clear()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int helper_build(const struct helper_build *build, struct helper *ret,
		 struct error *err) _must_check_;

#endif
