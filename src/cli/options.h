/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options.h - option tables and the one parser that reads them. */
#ifndef MEMMAP_CLI_OPTIONS_H
#define MEMMAP_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/suggest.h"

/**
 * enum option_type - what an option stores in its command's options struct
 * @OPTION_FLAG: bool, set to true
 * @OPTION_STRING: const char *
 * @OPTION_CHOICE: const char *, one of @values
 * @OPTION_UINT: struct option_uint
 * @OPTION_FIELD: const char *, the name of a field to sort by
 * @OPTION_FIELDS: const char *, names of columns, separated by commas
 * @OPTION_SECONDS: unsigned int, milliseconds; never 0
 */
enum option_type {
	OPTION_FLAG,
	OPTION_STRING,
	OPTION_CHOICE,
	OPTION_UINT,
	OPTION_FIELD,
	OPTION_FIELDS,
	OPTION_SECONDS,
};

/**
 * struct option_uint - a number that need not be given
 * @given: it was
 * @value: the number
 */
struct option_uint {
	bool given;
	unsigned int value;
};

/**
 * enum option_words - which names of the running system complete an option's value
 * @WORDS_NONE: none
 * @WORDS_ZONE: zones
 * @WORDS_NODE: NUMA nodes
 * @WORDS_CACHE: slab caches
 * @WORDS_MODULE: modules
 * @WORDS_PROCESS: processes
 * @WORDS_CHECK: health checks
 * @WORDS_RANGE: health checks, each with the "=" before a range, in a list
 * @WORDS_GFP: GFP flags, in a list
 * @WORDS_FILE: files, which the shell knows itself
 */
enum option_words {
	WORDS_NONE,
	WORDS_ZONE,
	WORDS_NODE,
	WORDS_CACHE,
	WORDS_MODULE,
	WORDS_PROCESS,
	WORDS_CHECK,
	WORDS_RANGE,
	WORDS_GFP,
	WORDS_FILE,
};

/**
 * struct option_spec - one option; plain data that the parser, help, completion and the man page
 * read
 * @name: long name without "--"
 * @letter: short name, or 0; it means the same in all commands
 * @type: what it stores
 * @arg: name of its argument for help; NULL for flags
 * @help: what it does
 * @values: for OPTION_CHOICE, the values, NULL-terminated
 * @offset: where it is stored
 * @words: what completes its value where @type does not tell
 * @old_letter: short name of the release before, or 0: still taken, with a word on stderr, but
 * shown nowhere; another option may have it as its @letter
 */
struct option_spec {
	const char *name;
	char letter;
	enum option_type type;
	const char *arg;
	const char *help;
	const char *const *values;
	size_t offset;
	enum option_words words;
	char old_letter;
};

/* The most old letters of one command, those of the common options included. */
#define MAX_OLD_LETTERS 4

/**
 * struct common_options - options that every command has; first member of every options struct
 * @json: JSON instead of text
 * @root: directory that stands for "/", or NULL
 * @columns: columns to show, or NULL
 * @sort: what to sort rows by, or NULL
 * @top: how many rows to show
 * @color: "auto", "always" or "never", or NULL for auto
 * @no_headings: leave column headings out
 * @bytes: sizes as numbers of bytes
 * @tsv: tables whose cells are separated by a tab
 * @watch_ms: run again and again, so many milliseconds apart; 0 to run once
 * @help: show help
 * @old_letters: which options' old letters were given, each once, as a string
 */
struct common_options {
	bool json;
	const char *root;
	const char *columns;
	const char *sort;
	struct option_uint top;
	const char *color;
	bool no_headings, bytes, tsv;
	unsigned int watch_ms;
	bool help;
	char old_letters[MAX_OLD_LETTERS + 1];
};

extern const struct option_spec common_options[];
extern const size_t nr_common_options;

/**
 * struct option_set - the options of a command
 * @specs: its own options
 * @nr: how many
 * @watch: --watch is one of them: what the command shows may change by itself, and to look at it
 * changes nothing
 */
struct option_set {
	const struct option_spec *specs;
	size_t nr;
	bool watch;
};

/**
 * option_fits() - whether a command has a common option
 * @set: its options
 * @spec: one of common_options
 *
 * Return: false for --watch of a command that shows nothing which changes.
 */
bool option_fits(const struct option_set *set, const struct option_spec *spec);

/**
 * options_parse() - read options, gather operands
 * @set: the command's own options; the common ones are always there
 * @args: NULL-terminated words after the command's name; operands are moved to its front
 * @options: the command's options struct, zeroed
 * @nr_operands: how many operands there are
 * @err: filled on failure
 *
 * Options and operands may be mixed; "--" ends the options; "-" is an operand. Names must be exact.
 *
 * Return: 0 or -EINVAL.
 */
int options_parse(const struct option_set *set, char **args, void *options, size_t *nr_operands,
		  struct error *err) _must_check_;

/**
 * options_leading() - how many words in front of the command's name are options and their values
 * @args: NULL-terminated words
 * @nr: how many
 * @err: filled on failure: only options of every command may stand there
 *
 * Return: 0 or -EINVAL.
 */
int options_leading(char **args, size_t *nr, struct error *err) _must_check_;

/**
 * option_find() - look an option up by its long name
 * @set: the command's own options
 * @name: without "--"
 * @length: of @name
 *
 * Return: the option or NULL.
 */
const struct option_spec *option_find(const struct option_set *set, const char *name,
				      size_t length);

/**
 * option_find_letter() - look an option up by its short name
 * @set: the command's own options
 * @letter: the short name, or the old one of an option
 *
 * Return: the option or NULL.
 */
const struct option_spec *option_find_letter(const struct option_set *set, char letter);

#endif
