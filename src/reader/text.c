// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - see text.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/printable.h"
#include "reader/text.h"

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
	char only[2 * QUOTE_BYTES], quoted[QUOTE_BYTES];

	snprintf(only, sizeof(only), "%.*s", (int)strcspn(line, "\n"), line);
	return error_set(err, ERROR_PARSE, "line %u is not understood: \"%s\"", line_nr,
			 quote(only, quoted));
}
