// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-options.c - command lines, a word a line, for each command in turn. */
#include <string.h>

#include "base/parse.h"
#include "cli/commands.h"

#include "fuzz.h"

#define MAX_WORDS 64

static void parse(const struct command *command, const char *text)
{
	char *copy = strdup(text), *rest = copy, *words[MAX_WORDS + 1];
	void *options = calloc(1, command->options_bytes);
	struct error err = {0};
	size_t nr = 0, nr_operands = 0;
	int rc;

	always(copy && options);
	while (nr < MAX_WORDS && (words[nr] = next_line(&rest)))
		nr++;
	words[nr] = NULL;
	rc = options_parse(&command->options, words, options, &nr_operands, &err);
	always((rc == 0) == (err.code == ERROR_NONE));
	always(nr_operands <= nr);
	free(options);
	free(copy);
}

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	for (const struct command *const *command = commands; *command; command++)
		parse(*command, text);
	free(text);
}

DEFINE_TARGET(options) = {.run = run};
