/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * watch.h - run a command again and again, in place on a terminal.
 *
 * Each run is a process of its own, forked where the command line has been understood. So none
 * finds anything that the one before left behind, whatever it opened is closed and whatever it
 * allocated freed, one that hangs can be ended at once, and one that crashes is a line to read.
 */
#ifndef MEMMAP_CLI_WATCH_H
#define MEMMAP_CLI_WATCH_H

#include <stdbool.h>

#include "base/error.h"

/**
 * struct watch - what to run, and how to show it
 * @title: the command line
 * @interval_ms: from the beginning of a run to that of the next; one that takes longer is followed
 * by a pause as long
 * @in_place: each answer takes the place of the one before, on the terminal that standard output
 * is; else they follow one another
 * @mark: what changed may be marked, for in_place
 * @stamp: a line with the time stands before each answer, unless in_place
 * @usage_status: exit status that says that the command line is wrong and so ends it all, or 0
 * @run: runs the command once, in a process of its own, for a window of so many columns, or 0 where
 * no window is; returns the exit status
 * @context: passed to it
 */
struct watch {
	const char *title;
	unsigned int interval_ms;
	bool in_place, mark, stamp;
	int usage_status;
	int (*run)(void *context, unsigned int columns);
	void *context;
};

/**
 * watch() - run the command until the user, or the reader of standard output, has enough
 * @watch: the command
 * @err: filled on failure
 *
 * "q" and SIGINT end it. Other signals that end or stop processes do so here, but the terminal is
 * put back first.
 *
 * Return: exit status of the last run that ended by itself, or -errno.
 */
int watch(const struct watch *watch, struct error *err) _must_check_;

#endif
