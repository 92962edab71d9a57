/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress.h - tell people at a terminal that long work is on its way. */
#ifndef MEMMAP_OUTPUT_PROGRESS_H
#define MEMMAP_OUTPUT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct progress - one piece of work
 * @what: what is being done; borrowed
 * @total: how much there is to do
 * @next_ms: when to write next, on the monotonic clock
 * @shown: something is on the terminal
 * @enabled: stderr is a terminal
 */
struct progress {
	const char *what;
	uint64_t total;
	int64_t next_ms;
	bool shown, enabled;
};

/**
 * progress_begin() - begin; nothing is shown during the first second
 * @progress: the work
 * @what: what is being done
 * @total: how much there is to do
 */
void progress_begin(struct progress *progress, const char *what, uint64_t total);

/**
 * progress_update() - show how much is done, a few times a second at most
 * @progress: the work
 * @done: how much of the total
 */
void progress_update(struct progress *progress, uint64_t done);

/**
 * progress_tell() - progress_update() as a callback for work that knows both
 * @done: how much is done; when that is all, the line is wiped
 * @total: how much there is to do
 * @progress: the work, a struct progress
 */
void progress_tell(uint64_t done, uint64_t total, void *progress);

/**
 * progress_end() - wipe the line; what goes on later writes it anew
 * @progress: the work
 */
void progress_end(struct progress *progress);

#endif
