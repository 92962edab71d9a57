/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demo_paging.h - "memmap demo paging": what happens when a process touches memory. */
#ifndef MEMMAP_CLI_DEMO_PAGING_H
#define MEMMAP_CLI_DEMO_PAGING_H

#include "cli/demo_kinds.h"

/**
 * demo_paging() - map memory, touch it, fork, and show after each step what is behind it
 * @context: the invocation; its options are a struct demo_options
 * @err: filled on failure
 *
 * Return: an enum exit_status, or -errno.
 */
int demo_paging(struct context *context, struct error *err);

#endif
