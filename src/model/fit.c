// SPDX-License-Identifier: GPL-2.0-or-later
/* fit.c - see fit.h. */
#include "model/fit.h"
#include "base/cleanup.h"

const char *fit_verdict_name(uint64_t verdict)
{
	static const char *const names[] = {
		[FIT_SERVES] = "serves",
		[FIT_SHORT] = "short",
		[FIT_FRAGMENTED] = "fragmented",
	};

	return verdict < ARRAY_SIZE(names) ? names[verdict] : NULL;
}
