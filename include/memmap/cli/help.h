/* SPDX-License-Identifier: GPL-2.0-or-later */
/* help.h - help, the man page and completion, all read off the command tables. */
#ifndef MEMMAP_CLI_HELP_H
#define MEMMAP_CLI_HELP_H

#include <stdio.h>

#include <memmap/cli/command.h>

/**
 * help_overview() - what memmap is and which commands it has
 * @out: where to
 */
void help_overview(FILE *out);

/**
 * help_command() - everything about one command
 * @out: where to
 * @command: the command
 */
void help_command(FILE *out, const struct command *command);

/**
 * help_man() - the man page memmap(8)
 * @out: where to
 */
void help_man(FILE *out);

/**
 * help_complete() - candidates for the last word of a command line, one a line
 * @out: where to
 * @words: the words behind "memmap", NULL-terminated; the last one is being typed
 */
void help_complete(FILE *out, char **words);

#endif
