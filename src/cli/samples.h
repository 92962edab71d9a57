/* SPDX-License-Identifier: GPL-2.0-or-later */
/* samples.h - what the commands that make sample allocations share. */
#ifndef MEMMAP_CLI_SAMPLES_H
#define MEMMAP_CLI_SAMPLES_H

#include "analysis/samples/samples.h"
#include "cli/command.h"

/**
 * samples_open() - open the helper module, which alone makes samples
 * @context: the invocation
 * @ret: the back end, to be released with backend_close(), which frees all samples
 * @err: why it cannot be reached
 *
 * Return: 0 or -errno.
 */
int samples_open(struct context *context, struct backend **ret, struct error *err) _must_check_;

/**
 * samples_look_up_caches() - find out which slab caches served them, if the report has that
 * @context: the invocation; it chose its columns
 * @backend: who made them
 * @samples: the samples, not yet freed
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int samples_look_up_caches(const struct context *context, struct backend *backend,
			   struct sample_array *samples, struct error *err) _must_check_;

/**
 * samples_report_differences() - tell of each sample that the page tables place elsewhere
 * @context: the invocation; its report has begun
 * @samples: the samples
 *
 * Return: EXIT_OK, or EXIT_FAILED when the page tables and the kernel's own functions differ.
 */
enum exit_status samples_report_differences(struct context *context,
					    const struct sample_array *samples);

/**
 * samples_hold() - wait for a key at the terminal, or for a signal that would end the program
 * @nr_objects: what to say is being held
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int samples_hold(size_t nr_objects, struct error *err) _must_check_;

/* The flags of GFP_KERNEL, a set of 1 << enum memmap_gfp. */
uint64_t samples_gfp_kernel(void);

#endif
