// SPDX-License-Identifier: GPL-2.0-or-later
/* progress.c - see progress.h. */
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "output/progress.h"
#include "output/wrap.h"

#define FIRST_MS 1000
#define EVERY_MS 200

void progress_begin(struct progress *progress, const char *what, uint64_t total)
{
	*progress = (struct progress){
		.what = what, .total = total, .enabled = terminal_has_codes(STDERR_FILENO)};
	if (progress->enabled)
		progress->next_ms = clock_ms() + FIRST_MS;
}

void progress_update(struct progress *progress, uint64_t done)
{
	int64_t now;

	if (!progress->enabled)
		return;
	now = clock_ms();
	if (now < progress->next_ms)
		return;
	progress->next_ms = now + EVERY_MS;
	progress->shown = true;
	if (done > progress->total)
		done = progress->total;
	fprintf(stderr, "\r%s: %.0f%%\033[K", progress->what,
		progress->total ? 100.0 * (double)done / (double)progress->total : 0.0);
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}

void progress_tell(uint64_t done, uint64_t total, void *progress)
{
	struct progress *work = progress;

	work->total = total;
	if (done < total)
		progress_update(work, done);
	else
		progress_end(work);
}
