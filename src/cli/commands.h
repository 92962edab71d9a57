/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.h - all commands, and finding one by its name. */
#ifndef MEMMAP_CLI_COMMANDS_H
#define MEMMAP_CLI_COMMANDS_H

#include "cli/command.h"

/* All commands in the order of help, NULL-terminated. */
extern const struct command *const commands[];

/* What tells about these; they have neither options nor records. NULL-terminated. */
extern const struct command *const builtins[];

extern const struct command cmd_help;
extern const struct command cmd_schema;

/* group_name() - heading of an enum command_group, or NULL */
const char *group_name(uint64_t group);

/**
 * builtin_find() - look a builtin up by its exact name
 * @name: the name
 *
 * Return: the builtin or NULL.
 */
const struct command *builtin_find(const char *name);

/**
 * command_find() - look a command up by its exact name
 * @name: the name
 * @err: filled when there is none, with the name that was probably meant
 *
 * Return: the command or NULL.
 */
const struct command *command_find(const char *name, struct error *err);

#endif
