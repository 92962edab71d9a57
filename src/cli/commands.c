// SPDX-License-Identifier: GPL-2.0-or-later
/* commands.c - the array of all commands. */
#include <string.h>

#include "base/suggest.h"
#include "cli/commands.h"

extern const struct command cmd_account;
extern const struct command cmd_addr;
extern const struct command cmd_alloc;
extern const struct command cmd_annotate;
extern const struct command cmd_check;
extern const struct command cmd_demo;
extern const struct command cmd_diff;
extern const struct command cmd_doctor;
extern const struct command cmd_fit;
extern const struct command cmd_gfp;
extern const struct command cmd_io;
extern const struct command cmd_layout;
extern const struct command cmd_metrics;
extern const struct command cmd_module;
extern const struct command cmd_phys;
extern const struct command cmd_slabs;
extern const struct command cmd_snapshot;
extern const struct command cmd_user;
extern const struct command cmd_vmalloc;
extern const struct command cmd_zones;

const struct command *const commands[] = {
	&cmd_addr,  &cmd_phys,	   &cmd_user,	  &cmd_layout, &cmd_vmalloc, &cmd_slabs,  &cmd_io,
	&cmd_zones, &cmd_annotate, &cmd_account,  &cmd_check,  &cmd_fit,     &cmd_gfp,	  &cmd_demo,
	&cmd_alloc, &cmd_metrics,  &cmd_snapshot, &cmd_diff,   &cmd_module,  &cmd_doctor, NULL,
};

const struct command cmd_help = {
	.name = "help",
	.summary = "explain a command: \"memmap help COMMAND\"",
	.operands = "[COMMAND]",
	.description =
		"Explains a command: what it does, its options, the members of its JSON records and "
		"the headings of their columns. Without COMMAND it lists all commands, and the "
		"options that every command has. \"memmap COMMAND --help\" is the same.",
	.examples = "memmap help\n"
		    "memmap help zones",
};

const struct command cmd_schema = {
	.name = "schema",
	.summary = "the JSON Schema of a command's answer: \"memmap schema COMMAND\"",
	.operands = "COMMAND",
	.description = "Writes the JSON Schema (draft 2020-12) of what COMMAND writes with --json. "
		       "It is made of the same tables as that.",
	.examples = "memmap schema zones\n"
		    "memmap schema addr | jq '.[\"$defs\"] | keys'",
};

const struct command *const builtins[] = {&cmd_help, &cmd_schema, NULL};

const char *group_name(uint64_t group)
{
	static const char *const names[NR_GROUPS] = {
		[GROUP_ADDRESSES] = "Addresses",
		[GROUP_SPACE] = "Address space and physical memory",
		[GROUP_ALLOCATORS] = "Allocators",
		[GROUP_EXPERIMENTS] = "Experiments",
		[GROUP_HEALTH] = "Health and history",
		[GROUP_SETUP] = "Setup",
	};

	return group < NR_GROUPS ? names[group] : NULL;
}

const struct command *builtin_find(const char *name)
{
	for (const struct command *const *builtin = builtins; *builtin; builtin++)
		if (!strcmp((*builtin)->name, name))
			return *builtin;
	return NULL;
}

const struct command *command_find(const char *name, struct error *err)
{
	struct suggestion best = {0};

	for (const struct command *const *command = commands; *command; command++) {
		if (!strcmp((*command)->name, name))
			return *command;
		suggest(&best, name, (*command)->name);
	}
	for (const struct command *const *builtin = builtins; *builtin; builtin++)
		suggest(&best, name, (*builtin)->name);
	error_set(err, ERROR_USAGE, "unknown command \"%.40s\"", name);
	if (best.name)
		error_remedy(err, "did you mean \"memmap %s\"?", best.name);
	else
		error_remedy(err, "\"memmap help\" lists the commands");
	return NULL;
}
