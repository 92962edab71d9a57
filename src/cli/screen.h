/* SPDX-License-Identifier: GPL-2.0-or-later */
/* screen.h - the terminal while something is shown in place on it. */
#ifndef MEMMAP_CLI_SCREEN_H
#define MEMMAP_CLI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/**
 * struct screen - the terminal that standard output is
 * @rows: lines it has
 * @columns: characters of a line
 * @is_on: it shows the alternate screen, to be left with screen_leave()
 * @has_keys: standard input is the terminal, and keys come without Enter
 * @before: how it was set, where @has_keys
 */
struct screen {
	unsigned int rows, columns;
	bool is_on, has_keys;
	struct termios before;
};

/**
 * screen_measure() - ask for the size, of which nothing is told when it changes but SIGWINCH
 * @screen: the size is filled
 *
 * Return: whether it changed.
 */
bool screen_measure(struct screen *screen);

/**
 * screen_enter() - go to the alternate screen and have keys come at once
 * @screen: zeroed at first; nothing happens if it is on
 */
void screen_enter(struct screen *screen);

/**
 * screen_leave() - put everything back
 * @screen: nothing happens unless it is on
 */
void screen_leave(struct screen *screen);

/**
 * screen_write() - write to the terminal with as few calls as it takes, so that nothing flickers
 * @bytes: what to write; a terminal that is gone is no failure
 * @nr: how many
 */
void screen_write(const char *bytes, size_t nr);

#endif
