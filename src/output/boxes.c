// SPDX-License-Identifier: GPL-2.0-or-later
/* boxes.c - see boxes.h. */
#include <string.h>

#include "output/boxes.h"
#include "output/records.h"
#include "output/wrap.h"

#define DEFAULT_WIDTH 80
#define MIN_INNER     24 /* a hole has room for its name */
#define MAX_LINES     4	 /* of a box */
#define GAP	      2

/* What boxes are made of. */
struct glyphs {
	const char *line, *dash;
	const char *side, *cut_side;
	const char *top_left, *top_right, *left, *right, *bottom_left, *bottom_right;
	const char *branch, *last_branch;
};

static const struct glyphs unicode_glyphs = {
	"─", "┄", "│", "≈", "┌", "┐", "├", "┤", "└", "┘", "├", "└",
};

static const struct glyphs ascii_glyphs = {
	"-", ".", "|", "~", "+", "+", "+", "+", "+", "+", "+", "+",
};

/* What stands in a box, from the left: fields of layout_record, but for the name. */
enum { CELL_NAME, CELL_SIZE, CELL_MAPPED, CELL_LEAVES, CELL_PROT, NR_CELLS };

/**
 * struct canvas - a drawing on its way
 * @style: how to write
 * @glyphs: what boxes are made of
 * @regions: what is drawn
 * @nr: how many
 * @addr_width: columns of an address
 * @widths: columns of each cell; 0 for what is left out
 * @inner: columns between the sides of a box
 * @min_bits: log2 of the size of the smallest box
 * @step_bits: how much larger, as log2, makes a box a line higher
 */
struct canvas {
	const struct text_style *style;
	const struct glyphs *glyphs;
	const struct layout_region *regions;
	size_t nr;
	size_t addr_width;
	size_t widths[NR_CELLS];
	size_t inner;
	unsigned int min_bits, step_bits;
};

/* Nobody looked into it: the user's half. */
static bool is_cut(const struct layout_region *region)
{
	return region->kind == LAYOUT_HOLE || region->mapped_bytes == ABSENT;
}

static void cell_text(const struct canvas *canvas, const struct layout_region *region,
		      unsigned int cell, char *ret)
{
	static const char *const fields[NR_CELLS] = {
		[CELL_SIZE] = "size_bytes",
		[CELL_MAPPED] = "mapped_bytes",
		[CELL_LEAVES] = "by_leaf",
		[CELL_PROT] = "by_prot",
	};
	struct text_style style = *canvas->style;
	const struct field *outer;

	*ret = '\0';
	if (cell == CELL_NAME)
		snprintf(ret, VALUE_TEXT_BYTES, "%s", region->name);
	else if (cell == CELL_SIZE || (region->mapped_bytes && region->mapped_bytes != ABSENT)) {
		style.short_sizes = true;
		field_text(&style, record_find_field(&layout_record, fields[cell], &outer), region,
			   0, ret);
	}
	if (cell == CELL_MAPPED && *ret)
		strcat(ret, " mapped");
}

static void blanks(const struct canvas *canvas, size_t nr)
{
	fprintf(canvas->style->out, "%*s", (int)nr, "");
}

static void repeat(const struct canvas *canvas, const char *glyph, size_t nr)
{
	while (nr--)
		fputs(glyph, canvas->style->out);
}

/* The address in front of a line, or blanks when nobody needs it. */
static void write_addr(const struct canvas *canvas, const uint64_t *addr)
{
	char text[24] = "";

	if (addr)
		snprintf(text, sizeof(text), "0x%jx", (uintmax_t)*addr);
	fprintf(canvas->style->out, "%*s ", (int)canvas->addr_width, text);
}

static void write_border(const struct canvas *canvas, const uint64_t *addr, const char *left,
			 const char *right)
{
	write_addr(canvas, addr);
	fputs(left, canvas->style->out);
	repeat(canvas, canvas->glyphs->line, canvas->inner);
	fprintf(canvas->style->out, "%s\n", right);
}

/* A line of dashes between marks that say that it stands for more, with a word in its middle. */
static void write_cut(const struct canvas *canvas, const uint64_t *addr, const char *word,
		      enum color color)
{
	size_t width = text_width(word), room = canvas->inner;
	size_t left;

	write_addr(canvas, addr);
	fputs(canvas->glyphs->cut_side, canvas->style->out);
	if (width && width + 2 <= room) {
		left = (room - width - 2) / 2;
		repeat(canvas, canvas->glyphs->dash, left);
		putc(' ', canvas->style->out);
		text_color(canvas->style, color);
		fputs(word, canvas->style->out);
		text_color(canvas->style, COLOR_NONE);
		putc(' ', canvas->style->out);
		repeat(canvas, canvas->glyphs->dash, room - left - width - 2);
	} else {
		repeat(canvas, canvas->glyphs->dash, room);
	}
	fprintf(canvas->style->out, "%s\n", canvas->glyphs->cut_side);
}

static void write_hole(const struct canvas *canvas, const struct layout_region *hole,
		       const uint64_t *addr)
{
	char word[80], size[24] = "", mapped[24] = "";
	bool unexpected = hole->mapped_bytes && hole->mapped_bytes != ABSENT;

	if (hole->size_bytes != ABSENT)
		size_text(hole->size_bytes, true, size);
	if (unexpected)
		size_text(hole->mapped_bytes, true, mapped);
	snprintf(word, sizeof(word), "%s%s%s%s%s%s", size, *size ? " " : "", hole->name,
		 unexpected ? ", " : "", mapped, unexpected ? " mapped" : "");
	write_cut(canvas, addr, word, unexpected ? COLOR_ALERT : COLOR_LABEL);
}

static void write_cells(const struct canvas *canvas, const struct layout_region *region,
			const char *branch)
{
	FILE *out = canvas->style->out;
	size_t used = 1;

	putc(' ', out);
	for (unsigned int cell = 0; cell < NR_CELLS; cell++) {
		char text[VALUE_TEXT_BYTES];
		size_t width, indent = 0;

		if (!canvas->widths[cell])
			continue;
		cell_text(canvas, region, cell, text);
		if (cell == CELL_NAME && region->depth) {
			indent = 2 * region->depth;
			blanks(canvas, indent - 2);
			fprintf(out, "%s ", branch);
		}
		width = text_width(text) + indent;
		if (cell == CELL_SIZE || cell == CELL_MAPPED)
			blanks(canvas, canvas->widths[cell] - width);
		if (cell == CELL_NAME)
			text_color(canvas->style, COLOR_TITLE);
		fputs(text, out);
		if (cell == CELL_NAME)
			text_color(canvas->style, COLOR_NONE);
		if (cell != CELL_SIZE && cell != CELL_MAPPED)
			blanks(canvas, canvas->widths[cell] - width);
		used += canvas->widths[cell];
		if (cell + 1 < NR_CELLS && canvas->widths[cell + 1]) {
			blanks(canvas, GAP);
			used += GAP;
		}
	}
	blanks(canvas, canvas->inner - used);
}

/* A line of a box that says what a region is; without one, an empty line. */
static void write_line(const struct canvas *canvas, const struct layout_region *region,
		       const uint64_t *addr, const char *branch)
{
	const char *side = canvas->glyphs->side;

	if (region && is_cut(region))
		side = canvas->glyphs->cut_side;
	write_addr(canvas, addr);
	fputs(side, canvas->style->out);
	if (region)
		write_cells(canvas, region, branch);
	else
		blanks(canvas, canvas->inner);
	fprintf(canvas->style->out, "%s\n", side);
}

static unsigned int bits_of(uint64_t size)
{
	return 63 - __builtin_clzll(size | 1);
}

static unsigned int lines_of(const struct canvas *canvas, const struct layout_region *region)
{
	return 1 + (bits_of(region->size_bytes) - canvas->min_bits) / canvas->step_bits;
}

/* A region, what nests in it from the highest address down, and empty lines up to its height. */
static void write_box(const struct canvas *canvas, size_t at, const uint64_t *addr)
{
	const struct layout_region *box = &canvas->regions[at];
	size_t end = at + 1;
	unsigned int lines = 1;

	while (end < canvas->nr && canvas->regions[end].depth > box->depth)
		end++;
	write_line(canvas, box, addr, "");
	if (is_cut(box)) {
		write_cut(canvas, NULL, "", COLOR_NONE);
		return;
	}
	for (size_t i = end; i-- > at + 1; lines++) {
		const struct layout_region *inner = &canvas->regions[i];

		write_line(canvas, inner, &inner->start,
			   i == at + 1 ? canvas->glyphs->last_branch : canvas->glyphs->branch);
	}
	for (; lines < lines_of(canvas, box); lines++)
		write_line(canvas, NULL, NULL, "");
}

/* Columns of the drawing: as wide as what stands in the boxes, and no wider than there is room. */
static void fit_cells(struct canvas *canvas)
{
	size_t room = canvas->style->width ?: DEFAULT_WIDTH, used = 1;
	char text[VALUE_TEXT_BYTES];

	room = room > canvas->addr_width + 3 ? room - canvas->addr_width - 3 : 0;
	canvas->inner = room < MIN_INNER ? room : MIN_INNER;
	for (size_t i = 0; i < canvas->nr; i++)
		for (unsigned int cell = 0; cell < NR_CELLS; cell++) {
			const struct layout_region *region = &canvas->regions[i];
			size_t width;

			if (region->kind == LAYOUT_HOLE)
				continue;
			cell_text(canvas, region, cell, text);
			width = text_width(text) + (cell == CELL_NAME ? 2 * region->depth : 0);
			if (width > canvas->widths[cell])
				canvas->widths[cell] = width;
		}
	for (unsigned int cell = 0; cell < NR_CELLS; cell++) {
		size_t needed = canvas->widths[cell] + (cell ? GAP : 0);

		/* What stands behind something that is left out is left out too. */
		if (cell && used + needed + 1 > room)
			room = 0;
		if (!canvas->widths[cell] || (cell && !room))
			canvas->widths[cell] = 0;
		else
			used += needed;
	}
	if (used + 1 > canvas->inner)
		canvas->inner = used + 1;
}

/* The least even number of bits with which no box is too high. */
static void fit_heights(struct canvas *canvas)
{
	unsigned int max_bits = 0;

	canvas->min_bits = 64;
	for (size_t i = 0; i < canvas->nr; i++) {
		const struct layout_region *region = &canvas->regions[i];
		unsigned int bits = bits_of(region->size_bytes);

		if (region->depth || is_cut(region))
			continue;
		if (bits < canvas->min_bits)
			canvas->min_bits = bits;
		if (bits > max_bits)
			max_bits = bits;
	}
	canvas->step_bits = 2;
	while (max_bits > canvas->min_bits &&
	       (max_bits - canvas->min_bits) / canvas->step_bits >= MAX_LINES)
		canvas->step_bits += 2;
}

/* The piece at depth 0 below another one. */
static const struct layout_region *below(const struct canvas *canvas, size_t at)
{
	while (at-- > 0)
		if (!canvas->regions[at].depth)
			return &canvas->regions[at];
	return NULL;
}

static void write_pieces(const struct canvas *canvas)
{
	const struct layout_region *above = NULL;

	for (size_t i = canvas->nr; i-- > 0;) {
		const struct layout_region *piece = &canvas->regions[i];
		const struct layout_region *next;

		if (piece->depth)
			continue;
		next = below(canvas, i);
		if (piece->kind == LAYOUT_HOLE)
			write_hole(canvas, piece, above ? &above->start : NULL);
		else
			write_box(canvas, i,
				  above && above->kind == LAYOUT_HOLE ? &piece->last : NULL);
		/* A hole is its own border. */
		if (next && piece->kind != LAYOUT_HOLE && next->kind != LAYOUT_HOLE)
			write_border(canvas, &piece->start, canvas->glyphs->left,
				     canvas->glyphs->right);
		above = piece;
	}
}

void boxes_write(const struct text_style *style, const struct layout_region *regions, size_t nr)
{
	struct canvas canvas = {
		.style = style,
		.glyphs = style->unicode ? &unicode_glyphs : &ascii_glyphs,
		.regions = regions,
		.nr = nr,
	};
	uint64_t last = 0;
	char legend[128];

	if (!nr)
		return;
	for (size_t i = 0; i < nr; i++)
		if (regions[i].last > last)
			last = regions[i].last;
	canvas.addr_width = snprintf(NULL, 0, "0x%jx", (uintmax_t)last);
	fit_cells(&canvas);
	fit_heights(&canvas);
	write_border(&canvas, &last, canvas.glyphs->top_left, canvas.glyphs->top_right);
	write_pieces(&canvas);
	write_border(&canvas, &regions[0].start, canvas.glyphs->bottom_left,
		     canvas.glyphs->bottom_right);
	text_color(style, COLOR_LABEL);
	snprintf(legend, sizeof(legend),
		 "A line more stands for %u times the size; %s marks what is cut short.",
		 1U << canvas.step_bits, canvas.glyphs->cut_side);
	text_wrap(style->out, legend, 0, 0, style->width);
	text_color(style, COLOR_NONE);
	putc('\n', style->out);
}
