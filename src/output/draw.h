/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * draw.h - a drawing of two columns of things, and lines from the left ones to the right ones: the
 * virtual and the physical side of memory.
 */
#ifndef MEMMAP_OUTPUT_DRAW_H
#define MEMMAP_OUTPUT_DRAW_H

#include "model/sample.h"
#include "output/text.h"

/**
 * struct draw_item - one thing
 * @addr: where it is; each column is sorted by it
 * @name: what it is
 * @place: its address as text
 * @group: items of one group have one colour in SVG: enum memmap_region_type
 */
struct draw_item {
	uint64_t addr;
	char name[80];
	char place[24];
	unsigned int group;
};

/**
 * struct draw_link - a line
 * @left: index of the left item
 * @right: index of the right item
 */
struct draw_link {
	size_t left, right;
};

/**
 * struct drawing - both columns, and the lines
 * @left: items of the left column, by rising address
 * @nr_left: how many
 * @right: items of the right column, by rising address
 * @nr_right: how many
 * @links: the lines
 * @nr_links: how many
 */
struct drawing {
	struct draw_item *left, *right;
	size_t nr_left, nr_right;
	struct draw_link *links;
	size_t nr_links;
};

/**
 * drawing_of_samples() - what there is to draw of samples
 * @samples: the samples; those without an address are left out
 * @ret: the drawing, to be released with drawing_clear()
 * @err: filled on failure
 *
 * Of a sample in many runs the first few are drawn, the others become one thing.
 *
 * Return: 0 or -ENOMEM.
 */
int drawing_of_samples(const struct sample_array *samples, struct drawing *ret,
		       struct error *err) _must_check_;

/**
 * drawing_clear() - free a drawing
 * @drawing: may be zeroed
 */
void drawing_clear(struct drawing *drawing);

/**
 * draw_text() - draw for a terminal
 * @style: where to and how wide; with @style->unicode with box-drawing characters, else in ASCII
 * @drawing: the drawing
 * @err: filled on failure
 *
 * Where there is not room for everything, addresses of the left side go first; a terminal that is
 * too narrow for the rest gets a line that says so.
 *
 * Return: 0 or -ENOMEM.
 */
int draw_text(const struct text_style *style, const struct drawing *drawing,
	      struct error *err) _must_check_;

/**
 * draw_svg() - draw as an SVG image that needs nothing else
 * @out: where to
 * @drawing: the drawing
 * @title: of the image, "kernel, machine"
 */
void draw_svg(FILE *out, const struct drawing *drawing, const char *title);

#endif
