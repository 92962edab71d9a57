/* SPDX-License-Identifier: GPL-2.0-or-later */
/* complete.h - what the shells' completion scripts ask for. */
#ifndef MEMMAP_CLI_COMPLETE_H
#define MEMMAP_CLI_COMPLETE_H

#include <stdio.h>

/**
 * complete() - candidates for the last word of a command line, one a line: the word, and behind
 *              a tab what it is, where memmap itself names it
 * @out: where to
 * @words: the words behind "memmap", NULL-terminated; the last one is being typed
 *
 * Names of zones, nodes, slab caches and modules are those of the running system, or of what --root
 * among the words names; what cannot be read offers nothing.
 */
void complete(FILE *out, char **words);

#endif
