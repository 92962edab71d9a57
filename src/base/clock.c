// SPDX-License-Identifier: GPL-2.0-or-later
/* clock.c - see clock.h. */
#include <time.h>

#include "base/clock.h"

void clock_utc(char ret[CLOCK_UTC_BYTES])
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(ret, CLOCK_UTC_BYTES, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}
