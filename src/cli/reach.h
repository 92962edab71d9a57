/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reach.h - the options that all translating commands share, and what these open. */
#ifndef MEMMAP_CLI_REACH_H
#define MEMMAP_CLI_REACH_H

#include "analysis/address/sources.h"
#include "backend/backends.h"
#include "cli/command.h"

/**
 * struct reach_options - how to reach the page tables; a member of a command's options struct
 * @backend: name of the back end, or NULL for the first that works
 * @verify: ask the other back end too
 */
struct reach_options {
	const char *backend;
	bool verify;
};

/* Entries of an option table whose struct has a struct reach_options as its member @member. */
#define OPTION_BACKEND(struct_, member)                                                      \
	{                                                                                    \
		.name = "backend", .letter = 'b', .type = OPTION_CHOICE, .arg = "NAME",      \
		.help = "how to reach the page tables: the helper module, or /proc/kcore, "  \
			"which needs none; auto takes the first that works",                 \
		.values = backend_names, .offset = offsetof(struct struct_, member.backend), \
	}
#define OPTION_VERIFY(struct_, member)                                                       \
	{                                                                                    \
		.name = "verify", .type = OPTION_FLAG,                                       \
		.help = "ask the other back end too and tell every difference; exit status " \
			"1 if there is one",                                                 \
		.offset = offsetof(struct struct_, member.verify),                           \
	}

/**
 * reach_open() - open the back end that the options ask for, or two that are compared
 * @context: the invocation
 * @options: the options
 * @ret: sources over that back end, to be released with reach_close()
 * @err: filled on failure
 *
 * With --verify each question goes to both; what they do not agree about is reported as an error of
 * the answer, see compare_open().
 *
 * Return: 0 or -errno.
 */
int reach_open(struct context *context, const struct reach_options *options, struct sources *ret,
	       struct error *err) _must_check_;

/**
 * reach_status() - the exit status of a command, which tells of what its answer lacks
 * @context: the invocation, begun
 * @sources: from reach_open()
 * @status: what the command would exit with, or -errno
 *
 * That a back end does not tell of page frames is reported here.
 *
 * Return: @status, but for a command that did what it should EXIT_FAILED if --verify found a
 * difference, and EXIT_PARTIAL where frames are unknown.
 */
int reach_status(struct context *context, const struct sources *sources, int status);

/**
 * reach_open_or_not() - open a back end for a command that has an answer without one, too
 * @context: the invocation
 * @options: the options
 * @ret: sources, whose back end is NULL when none works and the options name none
 * @missing: why none works
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int reach_open_or_not(struct context *context, const struct reach_options *options,
		      struct sources *ret, struct error *missing, struct error *err) _must_check_;

/**
 * reach_tell_missing() - report why there is no back end, and what that leaves unknown
 * @context: the invocation, begun
 * @missing: from reach_open_or_not(); nothing is told where it is empty
 */
void reach_tell_missing(struct context *context, const struct error *missing);

/**
 * reach_close() - release what reach_open() gave
 * @sources: may be zeroed
 */
void reach_close(struct sources *sources);

#endif
