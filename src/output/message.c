// SPDX-License-Identifier: GPL-2.0-or-later
/* message.c - see message.h. */
#include <stdarg.h>
#include <stdio.h>

#include <memmap/base/printable.h>
#include <memmap/output/message.h>

void message(const char *format, ...)
{
	char text[MESSAGE_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	make_printable(text);
	/* Where both go to one place, what was told before stands before. */
	fflush(stdout);
	fprintf(stderr, "memmap: %s\n", text);
}

void error_print(const struct error *err)
{
	message("%s", err->text);
	if (*err->remedy)
		message("hint: %s", err->remedy);
}
