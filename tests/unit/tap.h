/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tap.h - just enough of the Test Anything Protocol: one line a check, and where it failed, what
 * was wanted and what came.
 */
#ifndef MEMMAP_TESTS_TAP_H
#define MEMMAP_TESTS_TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* DEFINE_UNIT() - the head of the function that main.c calls for the unit of this name */
#define DEFINE_UNIT(name)                        \
	void unit_##name(int argc, char **argv); \
	void unit_##name(int argc, char **argv)

/* Each returns whether it passed. */
#define ok(condition)	     tap_ok(condition, #condition, __FILE__, __LINE__)
#define is_int(got, want)    tap_int(got, want, #got, __FILE__, __LINE__)
#define is_hex(got, want)    tap_hex(got, want, #got, __FILE__, __LINE__)
#define is_str(got, want)    tap_str(got, want, #got, __FILE__, __LINE__)
#define contains(text, part) tap_contains(text, part, #text, __FILE__, __LINE__)

bool tap_ok(bool passed, const char *what, const char *file, int line);
bool tap_int(int64_t got, int64_t want, const char *what, const char *file, int line);
bool tap_hex(uint64_t got, uint64_t want, const char *what, const char *file, int line);
bool tap_str(const char *got, const char *want, const char *what, const char *file, int line);
bool tap_contains(const char *text, const char *part, const char *what, const char *file, int line);

/* about() - what the checks from here on are about; stands in front of each */
void __attribute__((format(printf, 1, 2))) about(const char *format, ...);

/* note() - a line for whoever reads the log */
void __attribute__((format(printf, 1, 2))) note(const char *format, ...);

/* skip() - one check that cannot run here */
void skip(const char *why);

/* tap_done() - what main() ends with: the plan; returns whether all passed, as an exit status */
int tap_done(void);

/* Setting a test up must work, or nothing it says can be believed. */
#define must(condition)                                                                  \
	do {                                                                             \
		if (!(condition)) {                                                      \
			printf("Bail out! %s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(99);                                                        \
		}                                                                        \
	} while (0)

#endif
