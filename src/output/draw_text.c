// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * draw_text.c - a drawing for the terminal.
 *
 * Each item has a row of its own, so that no two lines run along each other; between the columns
 * each line turns in a lane of its own. Lines that go up take the left lanes, lines that go down
 * the right ones, in an order in which lines that keep theirs do not cross.
 */
#include <string.h>

#include "output/draw.h"

/* Directions in which a line leaves a cell. */
#define UP    1
#define RIGHT 2
#define DOWN  4
#define LEFT  8

/**
 * struct canvas - the part between the columns
 * @left_rows: row of each left item
 * @right_rows: row of each right item
 * @lanes: lane of each link
 * @cells: directions by row and column
 * @nr_rows: rows
 * @nr_columns: columns
 * @lane_gap: columns from lane to lane
 */
struct canvas {
	size_t *left_rows, *right_rows, *lanes;
	unsigned char *cells;
	size_t nr_rows, nr_columns, lane_gap;
};

static void canvas_clear(struct canvas *canvas)
{
	free(canvas->left_rows);
	free(canvas->right_rows);
	free(canvas->lanes);
	free(canvas->cells);
}

/* Both columns span the same rows: the one that has fewer items left behind takes the next row. */
static void place_rows(struct canvas *canvas, const struct drawing *drawing)
{
	size_t i = 0, j = 0;

	for (size_t row = 0; row < canvas->nr_rows; row++) {
		bool left = j == drawing->nr_right ||
			    (i < drawing->nr_left &&
			     (2 * i + 1) * drawing->nr_right <= (2 * j + 1) * drawing->nr_left);

		if (left)
			canvas->left_rows[i++] = row;
		else
			canvas->right_rows[j++] = row;
	}
}

static bool goes_up(const struct canvas *canvas, const struct draw_link *link)
{
	return canvas->right_rows[link->right] < canvas->left_rows[link->left];
}

/* Whether @a turns left of @b. */
static bool is_before(const struct canvas *canvas, const struct draw_link *a,
		      const struct draw_link *b)
{
	bool up = goes_up(canvas, a);

	if (up != goes_up(canvas, b))
		return up;
	if (a->left != b->left)
		return up ? a->left < b->left : a->left > b->left;
	return up ? a->right < b->right : a->right > b->right;
}

static void place_lanes(struct canvas *canvas, const struct drawing *drawing)
{
	for (size_t i = 0; i < drawing->nr_links; i++)
		for (size_t j = 0; j < drawing->nr_links; j++)
			canvas->lanes[i] +=
				is_before(canvas, &drawing->links[j], &drawing->links[i]);
}

static unsigned char *cell(const struct canvas *canvas, size_t row, size_t column)
{
	return &canvas->cells[row * canvas->nr_columns + column];
}

static void draw_link(const struct canvas *canvas, const struct draw_link *link, size_t lane)
{
	size_t from = canvas->left_rows[link->left], to = canvas->right_rows[link->right];
	size_t turn = 1 + lane * canvas->lane_gap;
	size_t top = from < to ? from : to, bottom = from < to ? to : from;

	for (size_t column = 0; column < turn; column++)
		*cell(canvas, from, column) |= LEFT | RIGHT;
	*cell(canvas, from, turn) |= LEFT | (from < to ? DOWN : UP);
	for (size_t row = top + 1; row < bottom; row++)
		*cell(canvas, row, turn) |= UP | DOWN;
	*cell(canvas, to, turn) |= RIGHT | (from < to ? UP : DOWN);
	for (size_t column = turn + 1; column < canvas->nr_columns; column++)
		*cell(canvas, to, column) |= LEFT | RIGHT;
}

static const char *cell_text(const struct text_style *style, unsigned int directions)
{
	static const char *const boxes[16] = {
		" ", "╵", "╶", "└", "╷", "│", "┌", "├", "╴", "┘", "─", "┴", "┐", "┤", "┬", "┼",
	};
	static const char *const ascii[16] = {
		" ", "|", "-", "`", "|", "|", ".", "+", "-", "'", "-", "+", ".", "+", "+", "+",
	};

	return style->unicode ? boxes[directions] : ascii[directions];
}

static size_t widest(const struct draw_item *items, size_t nr, bool with_place)
{
	size_t width = 0;

	for (size_t i = 0; i < nr; i++) {
		size_t needed = text_width(items[i].name);

		if (with_place)
			needed += 2 + text_width(items[i].place);
		if (needed > width)
			width = needed;
	}
	return width;
}

static void write_left(const struct text_style *style, const struct draw_item *item, size_t width,
		       bool with_place)
{
	size_t used = 0;

	if (item) {
		fputs(item->name, style->out);
		used = text_width(item->name);
		if (with_place)
			used += text_width(item->place);
	}
	fprintf(style->out, "%*s", (int)(width - used), "");
	if (item && with_place)
		fputs(item->place, style->out);
	fputs(" ", style->out);
}

static void write_rows(const struct text_style *style, const struct canvas *canvas,
		       const struct drawing *drawing, size_t left_width, bool with_place)
{
	size_t i = 0, j = 0;

	for (size_t row = 0; row < canvas->nr_rows; row++) {
		bool left = i < drawing->nr_left && canvas->left_rows[i] == row;
		size_t end = canvas->nr_columns;

		write_left(style, left ? &drawing->left[i++] : NULL, left_width, with_place);
		while (left && end && !*cell(canvas, row, end - 1))
			end--;
		text_color(style, COLOR_LABEL);
		for (size_t column = 0; column < end; column++)
			fputs(cell_text(style, *cell(canvas, row, column)), style->out);
		text_color(style, COLOR_NONE);
		if (!left) {
			fprintf(style->out, "%s %s  %s", style->unicode ? "▸" : ">",
				drawing->right[j].place, drawing->right[j].name);
			j++;
		}
		putc('\n', style->out);
	}
}

static void write_title(const struct text_style *style, size_t left_width, size_t nr_columns)
{
	text_color(style, COLOR_HEADING);
	fprintf(style->out, "%-*s", (int)(left_width + nr_columns + 3), "VIRTUAL");
	fputs("PHYSICAL", style->out);
	text_color(style, COLOR_NONE);
	putc('\n', style->out);
}

static int lay_out(struct canvas *canvas, const struct drawing *drawing, struct error *err)
{
	canvas->nr_rows = drawing->nr_left + drawing->nr_right;
	canvas->nr_columns = 2 + drawing->nr_links * canvas->lane_gap;
	canvas->left_rows = calloc(drawing->nr_left + 1, sizeof(*canvas->left_rows));
	canvas->right_rows = calloc(drawing->nr_right + 1, sizeof(*canvas->right_rows));
	canvas->lanes = calloc(drawing->nr_links + 1, sizeof(*canvas->lanes));
	canvas->cells = calloc(canvas->nr_rows + 1, canvas->nr_columns);
	if (!canvas->left_rows || !canvas->right_rows || !canvas->lanes || !canvas->cells)
		return error_no_memory(err);
	place_rows(canvas, drawing);
	place_lanes(canvas, drawing);
	for (size_t i = 0; i < drawing->nr_links; i++)
		draw_link(canvas, &drawing->links[i], canvas->lanes[i]);
	return 0;
}

int draw_text(const struct text_style *style, const struct drawing *drawing, struct error *err)
{
	_cleanup_(canvas_clear) struct canvas canvas = {.lane_gap = 1};
	/* A blank, the two ends of the lanes, and the tip with a blank before the right side. */
	size_t rest = 5 + widest(drawing->right, drawing->nr_right, true);
	size_t short_width = widest(drawing->left, drawing->nr_left, false);
	size_t long_width = widest(drawing->left, drawing->nr_left, true);
	size_t lanes = drawing->nr_links, width = style->width ?: 120;
	bool with_place = long_width + lanes + rest <= width;
	size_t left_width = with_place ? long_width : short_width;
	int rc;

	if (!drawing->nr_links)
		return 0;
	if (left_width + lanes + rest > width) {
		fprintf(style->out, "(The drawing needs %zu columns.)\n",
			left_width + lanes + rest);
		return 0;
	}
	while (canvas.lane_gap < 3 && left_width + lanes * (canvas.lane_gap + 1) + rest <= width)
		canvas.lane_gap++;
	rc = lay_out(&canvas, drawing, err);
	if (rc < 0)
		return rc;
	if (style->headings)
		write_title(style, left_width, canvas.nr_columns);
	write_rows(style, &canvas, drawing, left_width, with_place);
	return 0;
}
