/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snapshot_facts.h - ask a back end for all that a snapshot saves of it. */
#ifndef MEMMAP_ANALYSIS_SNAPSHOT_FACTS_H
#define MEMMAP_ANALYSIS_SNAPSHOT_FACTS_H

#include "backend/translations.h"
#include "model/memory.h"
#include "model/snapshot.h"

/**
 * struct snapshot_progress - who wants to know how far it is
 * @update: called now and then with what is done of how much; may be NULL
 * @context: passed to it
 */
struct snapshot_progress {
	void (*update)(uint64_t done, uint64_t total, void *context);
	void *context;
};

/**
 * snapshot_facts_extents() - all that is mapped in the kernel's half
 * @backend: whom to ask
 * @ret: its space and extents are filled
 * @progress: who is told how far it is; may be NULL
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int snapshot_facts_extents(struct backend *backend, struct translations *ret,
			   const struct snapshot_progress *progress,
			   struct error *err) _must_check_;

/**
 * snapshot_facts_frames() - page frames
 * @backend: whom to ask
 * @zones: where RAM is
 * @wanted: which ones
 * @ret: has extents; its frames are filled
 * @nr_frames: how many frames that are
 * @progress: who is told how far it is; may be NULL
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int snapshot_facts_frames(struct backend *backend, const struct zone_array *zones,
			  enum snapshot_frames wanted, struct translations *ret,
			  uint64_t *nr_frames, const struct snapshot_progress *progress,
			  struct error *err) _must_check_;

/**
 * snapshot_facts_ram() - frames that zones span
 * @zones: the zones
 *
 * Return: how many, holes included.
 */
uint64_t snapshot_facts_ram(const struct zone_array *zones);

#endif
