/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock.h - what time it is. */
#ifndef MEMMAP_BASE_CLOCK_H
#define MEMMAP_BASE_CLOCK_H

#include <stdint.h>

/* Room for a time as clock_utc() writes it. */
#define CLOCK_UTC_BYTES sizeof("YYYY-MM-DDTHH:MM:SSZ")

/**
 * clock_utc() - the time of day, as RFC 3339 has it
 * @ret: filled with "2026-11-21T20:26:51Z"
 */
void clock_utc(char ret[CLOCK_UTC_BYTES]);

/**
 * clock_ms() - milliseconds of a clock that nobody sets
 *
 * Return: what tells durations, since some moment before the program began.
 */
int64_t clock_ms(void);

#endif
