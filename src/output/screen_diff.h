/* SPDX-License-Identifier: GPL-2.0-or-later */
/* screen_diff.h - the text of an answer that takes the place of an earlier one on a terminal. */
#ifndef MEMMAP_OUTPUT_SCREEN_DIFF_H
#define MEMMAP_OUTPUT_SCREEN_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cleanup.h"

/**
 * struct screen_text - a text as it was written, colours included
 * @text: the text
 * @bytes: its length
 * @capacity: room there is
 * @nr_lines: lines in it, and behind SCREEN_MAX_BYTES, which are only counted
 * @columns: width of the window that it was written for
 */
struct screen_text {
	char *text;
	size_t bytes, capacity;
	size_t nr_lines;
	unsigned int columns;
};

/* More than any window shows. */
#define SCREEN_MAX_BYTES (1U << 20)

/**
 * screen_text_add() - append to the text
 * @screen: zeroed at first
 * @text: the bytes
 * @nr: how many
 *
 * Return: 0 or -ENOMEM.
 */
int screen_text_add(struct screen_text *screen, const char *text, size_t nr) _must_check_;

/**
 * screen_text_clear() - free the text
 * @screen: may be zeroed
 */
void screen_text_clear(struct screen_text *screen);

/**
 * struct screen_text_window - where on the terminal a screen goes
 * @rows: lines there are
 * @columns: characters of a line
 * @mark: what changed may be marked, which is done in reverse video
 */
struct screen_text_window {
	unsigned int rows, columns;
	bool mark;
};

/**
 * screen_text_draw() - write a screen over what stands there, and mark what changed
 * @out: where to; the cursor is at the start of the first line
 * @window: how much room there is; lines longer than its rows go on in the next one, and the last
 * row tells how many lines found no room
 * @screen: the screen
 * @before: what was shown before it; nothing is marked if that was made for another width
 *
 * A change is a word that was not there, or was another one: a wider number moves what stands
 * behind it in the line and a new line all lines below it, and these have not changed. So lines and
 * their words are paired with those of @before in the way that leaves most words as they were.
 *
 * Context: characters are those of the locale; what cannot be shown becomes "?".
 *
 * Return: 0 or -ENOMEM.
 */
int screen_text_draw(FILE *out, const struct screen_text_window *window,
		     const struct screen_text *screen,
		     const struct screen_text *before) _must_check_;

#endif
