// SPDX-License-Identifier: GPL-2.0-or-later
/* draw_svg.c - a drawing as an SVG image. */
#include "model/translation.h"
#include "output/draw.h"

#define MARGIN	   24
#define TOP	   92
#define BOX_WIDTH  400
#define BOX_HEIGHT 30
#define ROW_HEIGHT 40
#define MIDDLE	   280
#define RIGHT_X	   (MARGIN + BOX_WIDTH + MIDDLE)
#define WIDTH	   (RIGHT_X + BOX_WIDTH + MARGIN)

static void write_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			/* What XML 1.0 allows no document to hold. */
			if ((unsigned char)*text >= ' ')
				putc(*text, out);
		}
	}
}

/* Colours that tell on a light and on a dark page, and for those who do not see red and green. */
static const char *group_class(unsigned int group)
{
	switch (group) {
	case MEMMAP_REGION_DIRECT_MAP:
		return "direct";
	case MEMMAP_REGION_VMALLOC:
		return "vmalloc";
	default:
		return "other";
	}
}

/* Without variables, which only browsers know: elsewhere, boxes would be black. */
static void write_style(FILE *out)
{
	fputs("<style>\n"
	      "text { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #1b1f24; }\n"
	      ".title { font-size: 18px; font-weight: 600; }\n"
	      ".faint { fill: #59636e; }\n"
	      ".head { font-weight: 600; }\n"
	      "rect { fill: #f6f8fa; stroke-width: 1.5; }\n"
	      ".page { fill: #ffffff; }\n"
	      "path { fill: none; stroke-width: 2; opacity: 0.75; }\n"
	      ".direct { stroke: #0072b2; }\n"
	      ".vmalloc { stroke: #d55e00; }\n"
	      ".other { stroke: #8c6bb1; }\n"
	      "@media (prefers-color-scheme: dark) {\n"
	      "text { fill: #e6edf3; }\n"
	      ".faint { fill: #9198a1; }\n"
	      "rect { fill: #161b22; }\n"
	      ".page { fill: #0d1117; }\n"
	      ".direct { stroke: #56b4e9; }\n"
	      ".vmalloc { stroke: #e69f00; }\n"
	      ".other { stroke: #cc9ae0; }\n"
	      "}\n"
	      "</style>\n"
	      "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n",
	      out);
}

static void write_box(FILE *out, const struct draw_item *item, int x, double y)
{
	fprintf(out,
		"<rect class=\"%s\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n",
		group_class(item->group), x, y, BOX_WIDTH, BOX_HEIGHT);
	fprintf(out, "<text x=\"%d\" y=\"%.1f\">", x + 12, y + 20);
	write_escaped(out, item->name);
	fprintf(out, "</text>\n<text class=\"faint\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">",
		x + BOX_WIDTH - 12, y + 20);
	write_escaped(out, item->place);
	fputs("</text>\n", out);
}

/* The shorter column is spread over the height of the longer one. */
static double row_y(size_t i, size_t nr, size_t nr_rows)
{
	return TOP + (i + 0.5) * ROW_HEIGHT * nr_rows / nr - BOX_HEIGHT / 2.0;
}

static void write_links(FILE *out, const struct drawing *drawing, size_t nr_rows)
{
	int from_x = MARGIN + BOX_WIDTH, to_x = RIGHT_X, bend = MIDDLE / 2;

	for (size_t i = 0; i < drawing->nr_links; i++) {
		const struct draw_link *link = &drawing->links[i];
		double from = row_y(link->left, drawing->nr_left, nr_rows) + BOX_HEIGHT / 2.0;
		double to = row_y(link->right, drawing->nr_right, nr_rows) + BOX_HEIGHT / 2.0;

		fprintf(out, "<path class=\"%s\" d=\"M%d,%.1f C%d,%.1f %d,%.1f %d,%.1f\"/>\n",
			group_class(drawing->left[link->left].group), from_x, from, from_x + bend,
			from, to_x - bend, to, to_x, to);
	}
}

static void write_legend(FILE *out, double y)
{
	static const struct {
		const char *class, *text;
	} entries[] = {
		{"direct", "direct map: physical = virtual - PAGE_OFFSET"},
		{"vmalloc", "vmalloc space: page tables only"},
		{"other", "other regions"},
	};
	int x = MARGIN;

	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		fprintf(out, "<path class=\"%s\" d=\"M%d,%.1f h28\"/>\n", entries[i].class, x, y);
		fprintf(out, "<text class=\"faint\" x=\"%d\" y=\"%.1f\">%s</text>\n", x + 36, y + 4,
			entries[i].text);
		x += 400;
	}
}

void draw_svg(FILE *out, const struct drawing *drawing, const char *title)
{
	size_t nr_rows =
		drawing->nr_left > drawing->nr_right ? drawing->nr_left : drawing->nr_right;
	double height = TOP + (double)ROW_HEIGHT * nr_rows + 48;

	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" width=\"%d\" "
		"height=\"%.0f\" role=\"img\">\n<title>",
		WIDTH, height, WIDTH, height);
	write_escaped(out, title);
	fputs("</title>\n", out);
	write_style(out);
	fprintf(out, "<text class=\"title\" x=\"%d\" y=\"40\">", MARGIN);
	write_escaped(out, title);
	fprintf(out,
		"</text>\n<text class=\"head\" x=\"%d\" y=\"%d\">Virtual addresses</text>\n"
		"<text class=\"head\" x=\"%d\" y=\"%d\">Physical addresses</text>\n",
		MARGIN, TOP - 16, RIGHT_X, TOP - 16);
	write_links(out, drawing, nr_rows);
	for (size_t i = 0; i < drawing->nr_left; i++)
		write_box(out, &drawing->left[i], MARGIN, row_y(i, drawing->nr_left, nr_rows));
	for (size_t i = 0; i < drawing->nr_right; i++)
		write_box(out, &drawing->right[i], RIGHT_X, row_y(i, drawing->nr_right, nr_rows));
	write_legend(out, height - 24);
	fputs("</svg>\n", out);
}
