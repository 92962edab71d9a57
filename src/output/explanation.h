/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explanation.h - an address in a few words, to stand beside it in other text. */
#ifndef MEMMAP_OUTPUT_EXPLANATION_H
#define MEMMAP_OUTPUT_EXPLANATION_H

#include "model/address.h"

/* Room for the longest explanation: a symbol with its module, or an owner, and some more words. */
#define EXPLANATION_BYTES (SYMBOL_BYTES + 256)

/**
 * explain_address() - say in a few words what an address is
 * @address: the answer about it
 * @ret: EXPLANATION_BYTES: the words; they hold no brackets, so that whoever puts them into
 * brackets can find them again
 *
 * Return: whether anything is known about it.
 */
bool explain_address(const struct address *address, char *ret);

#endif
