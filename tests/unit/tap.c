// SPDX-License-Identifier: GPL-2.0-or-later
/* tap.c - see tap.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

static unsigned int tap_nr, tap_nr_failed;
static char tap_about[160];

void about(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(tap_about, sizeof(tap_about), format, args);
	va_end(args);
}

void note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("# ", stdout);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
}

/* A hash would begin a TAP directive, a newline another line. */
static void tap_plain(const char *text)
{
	for (; *text; text++)
		putchar(*text == '#' || (unsigned char)*text < ' ' ? '?' : *text);
}

bool tap_ok(bool passed, const char *what, const char *file, int line)
{
	printf("%sok %u - ", passed ? "" : "not ", ++tap_nr);
	tap_plain(tap_about);
	fputs(*tap_about ? ": " : "", stdout);
	tap_plain(what);
	putchar('\n');
	if (!passed) {
		tap_nr_failed++;
		note("failed at %s:%d", file, line);
	}
	/* After a crash the last line tells how far it came. */
	fflush(stdout);
	return passed;
}

bool tap_int(int64_t got, int64_t want, const char *what, const char *file, int line)
{
	bool passed = tap_ok(got == want, what, file, line);

	if (!passed)
		note("expected %jd, got %jd", (intmax_t)want, (intmax_t)got);
	return passed;
}

bool tap_hex(uint64_t got, uint64_t want, const char *what, const char *file, int line)
{
	bool passed = tap_ok(got == want, what, file, line);

	if (!passed)
		note("expected 0x%jx, got 0x%jx", (uintmax_t)want, (uintmax_t)got);
	return passed;
}

static void tap_quote(const char *label, const char *text)
{
	printf("# %s ", label);
	if (!text)
		fputs("NULL", stdout);
	for (; text && *text; text++) {
		putchar(*text);
		if (*text == '\n')
			fputs("#          ", stdout);
	}
	putchar('\n');
}

bool tap_str(const char *got, const char *want, const char *what, const char *file, int line)
{
	bool passed = tap_ok(got && want ? !strcmp(got, want) : got == want, what, file, line);

	if (!passed) {
		tap_quote("expected", want);
		tap_quote("got     ", got);
	}
	return passed;
}

bool tap_contains(const char *text, const char *part, const char *what, const char *file, int line)
{
	bool passed = tap_ok(text && strstr(text, part), what, file, line);

	if (!passed) {
		tap_quote("to contain", part);
		tap_quote("got       ", text);
	}
	return passed;
}

void skip(const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++tap_nr, tap_about, why);
}

int tap_done(void)
{
	printf("1..%u\n", tap_nr);
	return tap_nr_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
