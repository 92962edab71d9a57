// SPDX-License-Identifier: GPL-2.0-or-later
/* operand_list.c - see operand_list.h. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "cli/operand_list.h"

/* Answers are kept to be sorted, with all there is to say of an address: some 2 KiB each. */
#define SORTED_LINES_MAX 10000

void operand_list_clear(struct operand_list *list)
{
	for (size_t i = 0; i < list->nr; i++)
		operand_clear(&list->items[i]);
	free(list->items);
	list->items = NULL;
	list->nr = 0;
}

int operand_list_words(struct operand_list *list, const struct context *context, struct error *err)
{
	for (size_t i = 0; i < context->nr_operands; i++) {
		int rc;

		if (!strcmp(context->operands[i], "-"))
			return error_set(err, ERROR_USAGE, "\"-\" stands alone");
		rc = array_grow(&list->items, list->nr, err);
		if (rc < 0)
			return rc;
		rc = list->parse(context->operands[i], &list->items[list->nr++]);
		if (rc < 0) {
			*err = list->items[list->nr - 1].error;
			return rc;
		}
	}
	return 0;
}

/* Takes the lines that one read brought. */
static int read_lot(struct operand_list *list, struct line_reader *reader, struct error *err)
{
	do {
		struct operand operand = {0};
		char *line, *word;
		int rc;

		rc = line_reader_next(reader, &line);
		if (rc == 0)
			return 0;
		if (rc == -E2BIG) {
			error_set(&operand.error, ERROR_BAD_INPUT, "longer than %d bytes",
				  LINE_MAX_BYTES);
		} else if (rc < 0) {
			return error_errno(err, -rc, "standard input");
		} else {
			word = line + strspn(line, " \t\r");
			word[strcspn(word, " \t\r")] = '\0';
			if (!*word)
				continue;
			list->parse(word, &operand);
		}
		operand.line = reader->line;
		rc = array_grow(&list->items, list->nr, err);
		if (rc < 0) {
			operand_clear(&operand);
			return rc;
		}
		list->items[list->nr++] = operand;
	} while (line_reader_buffered(reader));
	return 1;
}

int operand_list_lines(struct operand_list *list, struct line_reader *reader, bool all,
		       struct error *err)
{
	int rc;

	do
		rc = read_lot(list, reader, err);
	while (rc > 0 && all && list->nr <= SORTED_LINES_MAX);
	if (!all || list->nr <= SORTED_LINES_MAX)
		return rc;
	rc = error_set(err, ERROR_BAD_INPUT, "standard input: more than %d lines to sort",
		       SORTED_LINES_MAX);
	error_remedy(err, "without --sort any number is answered; sort(1) sorts what comes out");
	return rc;
}

int operand_list_stdin(struct operand_list *list, const struct report *report, bool sorted,
		       int (*answer)(void *session, struct operand_list *list, struct error *err),
		       void *session, struct error *err)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	bool any = false;
	int rc = 1;

	if (line_reader_init(&reader, STDIN_FILENO) < 0)
		return error_no_memory(err);
	while (rc > 0 && !report_is_full(report)) {
		int answered;

		rc = operand_list_lines(list, &reader, sorted, err);
		any |= list->nr;
		answered = sorted && rc < 0 ? rc : answer(session, list, err);
		operand_list_clear(list);
		if (answered < 0)
			return answered;
	}
	if (rc == 0 && !any)
		return error_set(err, ERROR_BAD_INPUT, "standard input holds no address");
	return rc;
}

void operand_report(struct report *report, const struct operand *operand, struct error *err)
{
	if (operand->line)
		error_prefix(err, 0, "standard input, line %ju: ", (uintmax_t)operand->line);
	report_error(report, err, operand->text);
}
