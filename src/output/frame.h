/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frame.h - the text of an answer that takes the place of an earlier one on a terminal. */
#ifndef MEMMAP_OUTPUT_FRAME_H
#define MEMMAP_OUTPUT_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cleanup.h"

/**
 * struct frame - a text as it was written, colours included
 * @text: the text
 * @bytes: its length
 * @capacity: room there is
 * @nr_lines: lines in it, and behind FRAME_MAX_BYTES, which are only counted
 * @columns: width of the window that it was written for
 */
struct frame {
	char *text;
	size_t bytes, capacity;
	size_t nr_lines;
	unsigned int columns;
};

/* More than any window shows. */
#define FRAME_MAX_BYTES (1U << 20)

/**
 * frame_add() - append to the text
 * @frame: zeroed at first
 * @text: the bytes
 * @nr: how many
 *
 * Return: 0 or -ENOMEM.
 */
int frame_add(struct frame *frame, const char *text, size_t nr) _must_check_;

/**
 * frame_clear() - free the text
 * @frame: may be zeroed
 */
void frame_clear(struct frame *frame);

/**
 * struct frame_window - where on the terminal a frame goes
 * @rows: lines there are
 * @columns: characters of a line
 * @mark: what changed may be marked, which is done in reverse video
 */
struct frame_window {
	unsigned int rows, columns;
	bool mark;
};

/**
 * frame_draw() - write a frame over what stands there, and mark what changed
 * @out: where to; the cursor is at the start of the first line
 * @window: how much room there is; lines longer than its rows go on in the next one, and the last
 * row tells how many lines found no room
 * @frame: the frame
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
int frame_draw(FILE *out, const struct frame_window *window, const struct frame *frame,
	       const struct frame *before) _must_check_;

#endif
