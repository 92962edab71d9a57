/* SPDX-License-Identifier: GPL-2.0-or-later */
/* operand_list.h - many operands, from the command line or from standard input. */
#ifndef MEMMAP_CLI_OPERAND_LIST_H
#define MEMMAP_CLI_OPERAND_LIST_H

#include "base/lines.h"
#include "cli/command.h"
#include "cli/operand.h"

/**
 * struct operand_list - operands of one kind
 * @parse: how to understand one: operand_parse() or operand_parse_phys()
 * @items: the operands
 * @nr: how many
 */
struct operand_list {
	int (*parse)(const char *text, struct operand *ret);
	struct operand *items;
	size_t nr;
};

/**
 * operand_list_clear() - free the operands
 * @list: stays usable, empty
 */
void operand_list_clear(struct operand_list *list);

/**
 * operand_list_words() - take the operands of the command line
 * @list: empty
 * @context: the invocation
 * @err: filled on failure
 *
 * A malformed operand on the command line is a slip of the whole line: nothing is to be done.
 *
 * Return: 0 or -errno.
 */
int operand_list_words(struct operand_list *list, const struct context *context,
		       struct error *err) _must_check_;

/**
 * operand_list_lines() - take the lines that one read brings, an operand each
 * @list: the operands are added to it; those that are malformed have their error filled
 * @reader: where lines come from
 * @all: take all lines at once, since their answers are to be sorted; too many are refused
 * @err: filled on failure
 *
 * What belongs together is looked up together, memory stays constant, and whoever types or pipes
 * line by line gets each answer at once.
 *
 * Return: 1 when there may be more, 0 at the end, or -errno.
 */
int operand_list_lines(struct operand_list *list, struct line_reader *reader, bool all,
		       struct error *err) _must_check_;

/**
 * operand_list_stdin() - answer the operands of standard input, as they come
 * @list: empty
 * @report: where the answers go; when it is full, the rest stays unread
 * @sorted: answer all together, since the answers are to be sorted
 * @answer: answers those in the list, which is emptied behind it
 * @session: passed to it
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int operand_list_stdin(struct operand_list *list, const struct report *report, bool sorted,
		       int (*answer)(void *session, struct operand_list *list, struct error *err),
		       void *session, struct error *err) _must_check_;

/**
 * operand_report() - report that an operand got no answer, with the line it came from
 * @report: where to
 * @operand: the operand
 * @err: why
 */
void operand_report(struct report *report, const struct operand *operand, struct error *err);

#endif
