/* SPDX-License-Identifier: GPL-2.0-or-later */
/* command.h - what a command is; help, completion and the man page read the same table. */
#ifndef MEMMAP_CLI_COMMAND_H
#define MEMMAP_CLI_COMMAND_H

#include "base/root.h"
#include "cli/options.h"
#include "output/progress.h"
#include "output/report.h"
#include "reader/system.h"

/**
 * struct context - one invocation of a command
 * @command: the command
 * @common: its options; the command casts it to its own options struct
 * @operands: its operands
 * @nr_operands: how many
 * @root: the system to look at
 * @system: which kernel that is
 * @report: where the answer goes; the command begins it, the dispatcher ends it
 * @progress: of what takes long, and nothing else tells how far it is
 */
struct context {
	const struct command *command;
	const struct common_options *common;
	char **operands;
	size_t nr_operands;
	struct root root;
	struct system system;
	struct report report;
	struct progress progress;
};

/**
 * enum command_group - what a command is about: help lists commands under these headings
 * @GROUP_ADDRESSES: single addresses
 * @GROUP_SPACE: the address space and physical memory as a whole
 * @GROUP_ALLOCATORS: allocators
 * @GROUP_EXPERIMENTS: experiments
 * @GROUP_HEALTH: health and history
 * @GROUP_SETUP: the program itself
 * @NR_GROUPS: how many numbers; 0 is no group
 */
enum command_group {
	GROUP_ADDRESSES = 1,
	GROUP_SPACE,
	GROUP_ALLOCATORS,
	GROUP_EXPERIMENTS,
	GROUP_HEALTH,
	GROUP_SETUP,
	NR_GROUPS,
};

/**
 * struct command - one command
 * @name: what the user types
 * @group: enum command_group
 * @summary: one line for the list of commands
 * @operands: its operands for the usage line
 * @description: what it does, paragraphs separated by empty lines
 * @examples: command lines with a comment each, newline-separated
 * @options: its own options
 * @options_bytes: size of its options struct, which begins with struct common_options
 * @min_operands: fewest operands
 * @max_operands: most operands
 * @verbs: values of the first operand where there is a fixed set, NULL-terminated, else NULL
 * @operand_words: which names of the running system complete its operands
 * @record: what it reports
 * @other_record: what it reports instead with some options or operands, or NULL
 * @choose_record: which of the two these ask for; NULL where there is but one
 * @totals: what it reports behind that, see report_totals(), or NULL
 * @other_totals: what it reports behind @totals with some options, or NULL
 * @failed_status: what it exits with on any failure, saying so on stdout as monitoring plugins do;
 * 0 for the status that suits the failure
 * @run: do it, NULL for builtins; an enum exit_status, or -errno with the error filled
 *
 * To add a command: write cmd_NAME.c with one of these, and add it to the array in commands.c.
 */
struct command {
	const char *name;
	enum command_group group;
	const char *summary;
	const char *operands;
	const char *description;
	const char *examples;
	struct option_set options;
	size_t options_bytes;
	size_t min_operands, max_operands;
	const char *const *verbs;
	enum option_words operand_words;
	const struct record_type *record;
	const struct record_type *other_record;
	const struct record_type *(*choose_record)(const struct context *context);
	const struct record_type *totals, *other_totals;
	int failed_status;
	int (*run)(struct context *context, struct error *err);
};

/* What a monitoring plugin's first line begins with: the name of the service. */
#define CHECK_SERVICE "MEMMAP "

/**
 * context_record() - what this invocation reports
 * @context: the invocation
 *
 * Return: the type of its records.
 */
const struct record_type *context_record(const struct context *context);

/**
 * context_point_to_doctor() - tell whoever lacks a back end or a permission where the whole picture
 * is
 * @context: the invocation
 * @err: its remedy is told so
 */
void context_point_to_doctor(const struct context *context, struct error *err);

/**
 * context_yield_stdout() - leave standard output to a file that goes there
 * @context: the invocation, not begun; what it reports goes to standard error where that is so
 * @path: where the file goes, "-" for standard output
 * @what: what it is: "a tar file"
 * @example: a command line that does it right
 * @err: says that a terminal does not want it
 *
 * Return: 0 or -EINVAL.
 */
int context_yield_stdout(struct context *context, const char *path, const char *what,
			 const char *example, struct error *err) _must_check_;

/**
 * context_begin() - begin the report of a command with its envelope filled
 * @context: the invocation
 * @backend: name of the back end in use, or NULL
 */
void context_begin(struct context *context, const char *backend);

/**
 * context_fit_screen() - the largest rows first and, on a terminal, no more than fit a screen
 * @context: the invocation; what its options say of order and number stays
 * @largest: the field that tells how large a row is
 */
void context_fit_screen(struct context *context, const char *largest);

/**
 * context_fit_ordered() - the same for rows whose own order tells something: only where they are
 * more than fit a screen of a terminal
 * @context: the invocation; what its options say of order and number stays
 * @nr: how many rows there are
 * @largest: the field that tells how large a row is
 */
void context_fit_ordered(struct context *context, size_t nr, const char *largest);

/**
 * context_totals() - report totals, with a word of rows that were left out
 * @context: the invocation
 * @what: what the rows are: "caches"
 * @nr: how many there are
 * @nr_shown: how many were shown
 * @totals: of all, as struct command.totals describes them
 * @nr_totals: how many
 */
void context_totals(struct context *context, const char *what, size_t nr, size_t nr_shown,
		    const void *totals, size_t nr_totals);

#endif
