/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demo_kinds.h - "memmap demo": an allocation of each kind, where it lands and why. */
#ifndef MEMMAP_CLI_DEMO_KINDS_H
#define MEMMAP_CLI_DEMO_KINDS_H

#include "cli/command.h"

/**
 * struct demo_options - options of "memmap demo"
 * @common: as for all commands
 * @explain: a lesson to each step
 * @svg: file for the drawing of demo_kinds(), or NULL
 */
struct demo_options {
	struct common_options common;
	bool explain;
	const char *svg;
};

/**
 * demo_kinds() - make one allocation of each kind and show where it lands
 * @context: the invocation; its options are a struct demo_options
 * @err: filled on failure
 *
 * Return: an enum exit_status, or -errno.
 */
int demo_kinds(struct context *context, struct error *err);

#endif
