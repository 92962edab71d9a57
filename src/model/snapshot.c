// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot.c - see snapshot.h. */
#include "model/snapshot.h"
#include "base/cleanup.h"

const char *snapshot_frames_name(uint64_t frames)
{
	static const char *const names[] = {"none", "mapped", "all"};

	return frames < ARRAY_SIZE(names) ? names[frames] : NULL;
}
