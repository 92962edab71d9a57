// SPDX-License-Identifier: GPL-2.0-or-later
/* wrap.c - see wrap.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/wrap.h"

unsigned int terminal_columns(int fd)
{
	struct winsize size;

	if (!isatty(fd))
		return 0;
	return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

bool terminal_has_codes(int fd)
{
	const char *kind = getenv("TERM");

	return isatty(fd) && !(kind && !strcmp(kind, "dumb"));
}

/* Where not even this much is left there is nothing to be saved. */
#define MIN_COLUMNS 8

static void break_line(FILE *out, size_t indent)
{
	fprintf(out, "\n%*s", (int)indent, "");
}

/* Bytes of a text that take so many columns. */
static size_t bytes_of(const char *text, size_t columns)
{
	size_t nr = 0;

	for (; text[nr]; nr++)
		if ((text[nr] & 0xc0) != 0x80 && !columns--)
			break;
	return nr;
}

static size_t columns_of(const char *text, size_t nr)
{
	size_t columns = 0;

	for (size_t i = 0; i < nr; i++)
		columns += (text[i] & 0xc0) != 0x80;
	return columns;
}

/* A word that no line has room for is cut. */
static size_t write_word(FILE *out, const char *word, size_t nr, size_t at, size_t indent,
			 size_t width)
{
	while (width >= indent + MIN_COLUMNS && at + columns_of(word, nr) > width) {
		size_t part = bytes_of(word, width > at ? width - at : 0);

		fwrite(word, 1, part, out);
		break_line(out, indent);
		at = indent;
		word += part;
		nr -= part;
	}
	fwrite(word, 1, nr, out);
	return at + columns_of(word, nr);
}

void text_wrap(FILE *out, const char *text, size_t at, size_t indent, size_t width)
{
	while (*text) {
		size_t blanks = strspn(text, " "), nr = strcspn(text + blanks, " \n");

		if (width && at > indent && at + blanks + columns_of(text + blanks, nr) > width) {
			break_line(out, indent);
			at = indent;
			text += blanks;
			blanks = 0;
		}
		fprintf(out, "%*s", (int)blanks, "");
		at = write_word(out, text + blanks, nr, at + blanks, indent, width);
		text += blanks + nr;
		for (; *text == '\n'; text++) {
			break_line(out, text[1] == '\n' ? 0 : indent);
			at = indent;
		}
	}
}
