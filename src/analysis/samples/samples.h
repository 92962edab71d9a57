/* SPDX-License-Identifier: GPL-2.0-or-later */
/* samples.h - have samples allocated, and hold the page tables against what the kernel says. */
#ifndef MEMMAP_ANALYSIS_SAMPLES_H
#define MEMMAP_ANALYSIS_SAMPLES_H

#include "analysis/address/sources.h"
#include "model/sample.h"

/**
 * samples_take() - make samples and find out where they landed
 * @backend: who makes and translates them
 * @request: what to make; its @samples, @status and @limit are used
 * @samples: where they are appended to
 * @err: filled on failure, with the reason when the kernel would not make as many
 *
 * What was made before a failure is appended all the same. Where this kernel has nothing of the
 * kind that is no failure: one sample is appended that says so.
 *
 * Return: 0 or -errno.
 */
int samples_take(struct backend *backend, struct memmap_alloc *request,
		 struct sample_array *samples, struct error *err) _must_check_;

/**
 * samples_find_caches() - find out which slab caches served them
 * @sources: the sources, over the back end that made them
 * @samples: the samples, not yet freed; filled where it can be found out
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int samples_find_caches(struct sources *sources, struct sample_array *samples,
			struct error *err) _must_check_;

/**
 * samples_free() - have the kernel free what it made
 * @backend: who made them
 * @samples: the samples; what is known about them stays
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int samples_free(struct backend *backend, struct sample_array *samples,
		 struct error *err) _must_check_;

/**
 * samples_refused() - say why the kernel did not make samples
 * @request: the request, answered with a status that is neither OK nor NOT_HERE
 * @err: filled
 *
 * Return: -errno.
 */
int samples_refused(const struct memmap_alloc *request, struct error *err);

/**
 * samples_explain() - write the lesson of each sample
 * @samples: all samples of the demonstration, which are compared with each other
 * @err: filled on failure
 *
 * Return: 0 or -ENOMEM.
 */
int samples_explain(struct sample_array *samples, struct error *err) _must_check_;

#endif
