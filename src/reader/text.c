// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - see text.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include <memmap/base/parse.h>
#include <memmap/reader/text.h>

int text_parse_lines(char *text, text_line_fn *parse, void *context, struct error *err)
{
	size_t length = strlen(text);
	unsigned int nr_lines = 0;
	char *line;

	if (length && text[length - 1] != '\n')
		return error_set(err, ERROR_PARSE, "the last line is cut off");
	while ((line = next_line(&text))) {
		int rc = parse(line, context, err);

		nr_lines++;
		if (rc == -EINVAL)
			return text_bad_line(err, nr_lines, line);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int text_bad_line(struct error *err, unsigned int line_nr, const char *line)
{
	char quoted[64];
	size_t i;

	for (i = 0; line[i] && line[i] != '\n' && i < sizeof(quoted) - 1; i++)
		quoted[i] = isprint((unsigned char)line[i]) ? line[i] : '?';
	quoted[i] = '\0';
	return error_set(err, ERROR_PARSE, "line %u is not understood: \"%s\"", line_nr, quoted);
}
