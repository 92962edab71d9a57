// SPDX-License-Identifier: GPL-2.0-or-later
/* message.c - see message.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"
#include "output/message.h"
#include "output/wrap.h"

void message(unsigned int width, const char *format, ...)
{
	static const char name[] = "memmap: ";
	char text[MESSAGE_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	make_printable(text);
	/* Where both go to one place, what was told before stands before. */
	fflush(stdout);
	fputs(name, stderr);
	text_wrap(stderr, text, strlen(name), strlen(name),
		  width ?: terminal_columns(STDERR_FILENO));
	putc('\n', stderr);
}

void error_print(const struct error *err, unsigned int width)
{
	message(width, "%s", err->text);
	if (*err->remedy)
		message(width, "hint: %s", err->remedy);
}
