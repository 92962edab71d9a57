/* SPDX-License-Identifier: GPL-2.0-or-later */
/* snapshot.h - save all that answers are made from, so that every view can be had again later. */
#ifndef MEMMAP_ANALYSIS_SNAPSHOT_H
#define MEMMAP_ANALYSIS_SNAPSHOT_H

#include "analysis/address/sources.h"
#include "analysis/snapshot/snapshot_facts.h"
#include "reader/system.h"

/**
 * struct snapshot_request - what to save, and where
 * @system: which kernel it is
 * @sources: the root and, if it has one, the back end; its areas are read
 * @destination: a directory, or a tar file if it ends in ".tar"; it must not exist; "-" for a
 * tar file to stdout
 * @frames: "auto", "all", "mapped" or "none"; NULL for auto
 * @redact: leave the kernel's virtual addresses out
 * @progress: who is told how far it is
 */
struct snapshot_request {
	const struct system *system;
	struct sources *sources;
	const char *destination;
	const char *frames;
	bool redact;
	struct snapshot_progress progress;
};

/**
 * snapshot_take() - take a snapshot
 * @request: what, and where
 * @ret: filled
 * @missing: the first reason why something that is there could not be saved
 * @err: filled on failure; then there is nothing at the destination
 *
 * All is written beside the destination, as "DESTINATION.partial-XXXXXX", which cannot be taken for
 * a whole one, and gets its name when it is whole. It is given up, and nothing is left, when a
 * signal comes that signals_hold() makes wait.
 *
 * Return: 0 or -errno.
 */
int snapshot_take(const struct snapshot_request *request, struct snapshot *ret,
		  struct error *missing, struct error *err) _must_check_;

#endif
