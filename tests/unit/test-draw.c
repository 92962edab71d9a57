// SPDX-License-Identifier: GPL-2.0-or-later
/* test-draw.c - drawings, to the last character. */
#include "output/draw.h"

#include "tap.h"

/* Up, down and to two places; the second line ends between the others. */
static struct draw_item left[] = {
	{1, "kmalloc(100)", "0xffff888000130080", MEMMAP_REGION_DIRECT_MAP},
	{2, "vmalloc(1000000)", "0xffffc90000000000", MEMMAP_REGION_VMALLOC},
	{3, "a<b>&\"c\"", "0xffffc90000008000", MEMMAP_REGION_VMALLOC},
};
static struct draw_item right[] = {
	{1, "4K", "0x5000", MEMMAP_REGION_VMALLOC},
	{2, "and 3 more", "0x9000", MEMMAP_REGION_VMALLOC},
	{3, "128B", "0x130080", MEMMAP_REGION_DIRECT_MAP},
	{4, "4K", "0xfed00000", MEMMAP_REGION_VMALLOC},
};
static struct draw_link links[] = {{0, 2}, {1, 0}, {1, 1}, {2, 3}};

static const struct drawing drawing = {
	.left = left,
	.nr_left = ARRAY_SIZE(left),
	.right = right,
	.nr_right = ARRAY_SIZE(right),
	.links = links,
	.nr_links = ARRAY_SIZE(links),
};

static char *drawn(const struct drawing *what, unsigned int width, bool unicode)
{
	struct text_style style = {.width = width, .unicode = unicode, .headings = true};
	struct error err = {0};
	char *text = NULL;
	size_t size;

	style.out = open_memstream(&text, &size);
	ok(draw_text(&style, what, &err) == 0);
	fclose(style.out);
	return text;
}

static void is_drawn(const struct drawing *what, unsigned int width, bool unicode, const char *want)
{
	char *got = drawn(what, width, unicode);

	is_str(got, want);
	free(got);
}

static void test_text(void)
{
	about("in ASCII, narrow");
	is_drawn(&drawing, 60, false,
		 "VIRTUAL                          PHYSICAL\n"
		 "                  .------------> 0x5000  4K\n"
		 "kmalloc(100)     -+--------.\n"
		 "                  |  .-----+---> 0x9000  and 3 more\n"
		 "vmalloc(1000000) -+--'     |\n"
		 "                           `---> 0x130080  128B\n"
		 "a<b>&\"c\"         -------.\n"
		 "                        `------> 0xfed00000  4K\n");
	about("with box-drawing characters, wide");
	is_drawn(&drawing, 80, true,
		 "VIRTUAL                                              PHYSICAL\n"
		 "                                      ┌────────────▸ 0x5000  4K\n"
		 "kmalloc(100)      0xffff888000130080 ─┼────────┐\n"
		 "                                      │  ┌─────┼───▸ 0x9000  and 3 more\n"
		 "vmalloc(1000000)  0xffffc90000000000 ─┴──┘     │\n"
		 "                                               └───▸ 0x130080  128B\n"
		 "a<b>&\"c\"          0xffffc90000008000 ───────┐\n"
		 "                                            └──────▸ 0xfed00000  4K\n");
	about("too narrow");
	is_drawn(&drawing, 20, true, "(The drawing needs 43 columns.)\n");
	about("nothing to draw");
	is_drawn(&(const struct drawing){0}, 80, true, "");
}

static void test_svg(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	about("SVG");
	draw_svg(out, &drawing, "Linux <6.1> & \"more\"\001");
	fclose(out);
	contains(text, "<title>Linux &lt;6.1&gt; &amp; &quot;more&quot;</title>");
	contains(text, ">a&lt;b&gt;&amp;&quot;c&quot;</text>");
	contains(text, ">0xffff888000130080</text>");
	contains(text, "<path class=\"direct\" d=\"M424,");
	contains(text, "prefers-color-scheme: dark");
	ok(!strstr(text, "<b>") && !strchr(text, '\001'));
	ok(!strstr(text, "http://") ||
	   strstr(text, "http://") == strstr(text, "http://www.w3.org"));
	is_str(text + strlen(text) - 7, "</svg>\n");
	free(text);
}

/* A sample in many runs has its first ones drawn; samples that are nowhere have nothing. */
static void test_samples(void)
{
	struct extent runs[5] = {0};
	struct sample items[] = {
		{.call = "vmalloc(20K)",
		 .virt_addr = 0x2000,
		 .nr_runs = 5,
		 .extents = runs,
		 .nr_extents = 5},
		{.call = "kmap()"},
		{.call = "kmalloc(1)",
		 .virt_addr = 0x1000,
		 .nr_runs = 1,
		 .extents = runs + 1,
		 .nr_extents = 1},
	};
	struct sample_array samples = {items, ARRAY_SIZE(items)};
	struct drawing made = {0};
	struct error err = {0};

	about("a drawing of samples");
	for (size_t i = 0; i < 5; i++)
		runs[i] = (struct extent){.virt_addr = 0x2000 + 4096 * i,
					  .phys_addr = 0x90000 - 8192 * i,
					  .length_bytes = 4096};
	is_int(drawing_of_samples(&samples, &made, &err), 0);
	is_int(made.nr_left, 2);
	is_int(made.nr_right, 4);
	is_int(made.nr_links, 4);
	is_str(made.left[0].name, "kmalloc(1)");
	is_str(made.right[0].place, "0x8c000");
	is_str(made.right[0].name, "and 2 more");
	is_str(made.right[3].place, "0x90000");
	is_str(made.right[3].name, "4K");
	for (size_t i = 1; i < made.nr_right; i++)
		ok(made.right[i - 1].addr <= made.right[i].addr);
	drawing_clear(&made);
}

DEFINE_UNIT(draw)
{
	test_text();
	test_svg();
	test_samples();
}
