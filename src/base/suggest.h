/* SPDX-License-Identifier: GPL-2.0-or-later */
/* suggest.h - what a misspelt name should have been. */
#ifndef MEMMAP_BASE_SUGGEST_H
#define MEMMAP_BASE_SUGGEST_H

#include <stdbool.h>

#include "base/error.h"

/**
 * struct suggestion - the best guess at what a misspelt name should have been
 * @name: the guess, or NULL
 * @distance: edits it takes
 */
struct suggestion {
	const char *name;
	unsigned int distance;
};

/**
 * suggest() - offer a name as the one that was meant
 * @best: the best guess so far; zeroed at first
 * @typed: what the user typed
 * @name: a name there is; borrowed
 *
 * Letters of another case are no edits.
 */
void suggest(struct suggestion *best, const char *typed, const char *name);

/**
 * suggest_remedy() - tell the best guess as the remedy
 * @best: what was offered
 * @err: the error about the name
 *
 * Return: whether there was one.
 */
bool suggest_remedy(const struct suggestion *best, struct error *err);

#endif
