/* SPDX-License-Identifier: GPL-2.0-or-later */
/* help.h - help, man pages and schemas, all read off the command tables. */
#ifndef MEMMAP_CLI_HELP_H
#define MEMMAP_CLI_HELP_H

#include <stdio.h>

#include "cli/command.h"

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

/* Room for what help says of a member. */
#define HELP_MEMBER_BYTES 320

/**
 * help_member() - what a member of a record is
 * @field: the member
 * @ret: what it is, and the heading of its column where that is another word
 * @size: room there is
 */
void help_member(const struct field *field, char *ret, size_t size);

/**
 * help_man() - a man page
 * @out: where to
 * @page: its file: "memmap.8", "memmap-json.5", "memmap-snapshot.5", or
 *        "memmap-COMMAND.8"
 *
 * Return: 0, or -ENOENT when there is no such page.
 */
int help_man(FILE *out, const char *page);

/**
 * help_schema() - the JSON Schema of what a command writes with --json
 * @out: where to
 * @command: the command
 *
 * Return: 0 or -ENOMEM.
 */
int help_schema(FILE *out, const struct command *command);

#endif
