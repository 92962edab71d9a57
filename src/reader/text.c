// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - see text.h. */
#include <ctype.h>
#include <string.h>

#include <memmap/reader/text.h>

int text_check_complete(const char *text, struct error *err)
{
	size_t length = strlen(text);

	if (length && text[length - 1] != '\n')
		return error_set(err, ERROR_PARSE, "the last line is cut off");
	return 0;
}

int text_bad_line(struct error *err, unsigned int line_nr, const char *line)
{
	char quoted[64];
	size_t i;

	for (i = 0; line[i] && i < sizeof(quoted) - 1; i++)
		quoted[i] = isprint((unsigned char)line[i]) ? line[i] : '?';
	quoted[i] = '\0';
	return error_set(err, ERROR_PARSE, "line %u is not understood: \"%s\"", line_nr, quoted);
}
