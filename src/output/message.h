/* SPDX-License-Identifier: GPL-2.0-or-later */
/* message.h - lines for people on standard error. */
#ifndef MEMMAP_OUTPUT_MESSAGE_H
#define MEMMAP_OUTPUT_MESSAGE_H

#include "base/error.h"

/* The longest message; longer ones are cut. */
#define MESSAGE_BYTES 1024

/**
 * message() - write a line on stderr, with the program's name in front
 * @width: columns of the window it will be shown in, 0 for those of the terminal that stderr is
 * @format: printf format of what to say, without a full stop; what it quotes is made printable
 *
 * What is too long for a line goes on below itself.
 */
void message(unsigned int width, const char *format, ...) _printf_(2, 3);

/**
 * error_print() - tell of a failure, the remedy on a line of its own
 * @err: the failure
 * @width: as for message()
 */
void error_print(const struct error *err, unsigned int width);

#endif
