// SPDX-License-Identifier: GPL-2.0-or-later
/* draw.c - what there is to draw of samples; see draw.h. */
#include <string.h>

#include "base/array.h"
#include "output/draw.h"

/* Runs of one sample that are drawn one by one; the others become one thing. */
#define MAX_RUNS 3

void drawing_clear(struct drawing *drawing)
{
	free(drawing->left);
	free(drawing->right);
	free(drawing->links);
	*drawing = (struct drawing){0};
}

static int add_item(struct draw_item **items, size_t *nr, const struct draw_item *item,
		    struct error *err)
{
	int rc = array_grow(items, *nr, err);

	if (rc == 0)
		(*items)[(*nr)++] = *item;
	return rc;
}

/* A run, or what is left of them, on the right side, with a line from the last left item. */
static int add_run(struct drawing *drawing, const struct sample *sample, uint64_t phys_addr,
		   const char *name, struct error *err)
{
	struct draw_item item = {.addr = phys_addr, .group = sample->region};
	int rc;

	snprintf(item.place, sizeof(item.place), "0x%jx", (uintmax_t)phys_addr);
	snprintf(item.name, sizeof(item.name), "%s", name);
	rc = add_item(&drawing->right, &drawing->nr_right, &item, err);
	if (rc == 0)
		rc = array_grow(&drawing->links, drawing->nr_links, err);
	if (rc == 0)
		drawing->links[drawing->nr_links++] =
			(struct draw_link){drawing->nr_left - 1, drawing->nr_right - 1};
	return rc;
}

static size_t run_end(const struct sample *sample, size_t from)
{
	const struct extent *extents = sample->extents;
	size_t end = from + 1;

	while (end < sample->nr_extents &&
	       extents[end - 1].phys_addr + extents[end - 1].length_bytes == extents[end].phys_addr)
		end++;
	return end;
}

static int add_runs(struct drawing *drawing, const struct sample *sample, struct error *err)
{
	uint64_t nr = 0;
	int rc = 0;

	for (size_t i = 0, end; i < sample->nr_extents && rc == 0; i = end) {
		uint64_t bytes = 0;
		char name[64], size[24];

		end = run_end(sample, i);
		for (size_t j = i; j < end; j++)
			bytes += sample->extents[j].length_bytes;
		size_text(bytes, true, size);
		snprintf(name, sizeof(name), "%s", size);
		nr++;
		if (nr == MAX_RUNS && sample->nr_runs > MAX_RUNS) {
			snprintf(name, sizeof(name), "and %ju more",
				 (uintmax_t)(sample->nr_runs - nr));
			end = sample->nr_extents;
		}
		rc = add_run(drawing, sample, sample->extents[i].phys_addr, name, err);
	}
	return rc;
}

static int add_sample(struct drawing *drawing, const struct sample *sample, struct error *err)
{
	struct draw_item item = {.addr = sample->virt_addr, .group = sample->region};
	int rc;

	snprintf(item.name, sizeof(item.name), "%s", sample->call);
	snprintf(item.place, sizeof(item.place), "0x%jx", (uintmax_t)sample->virt_addr);
	rc = add_item(&drawing->left, &drawing->nr_left, &item, err);
	if (rc == 0)
		rc = add_runs(drawing, sample, err);
	return rc;
}

static int compare(const void *a, const void *b, void *items)
{
	const struct draw_item *x = (const struct draw_item *)items + *(const size_t *)a;
	const struct draw_item *y = (const struct draw_item *)items + *(const size_t *)b;

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return *(const size_t *)a < *(const size_t *)b ? -1 : 1;
}

/* Sorts the items of a column; @at is where each link keeps its index of them. */
static int sort_column(struct drawing *drawing, struct draw_item **items, size_t nr, size_t at,
		       struct error *err)
{
	_cleanup_free_ size_t *order = calloc(nr + 1, sizeof(*order));
	_cleanup_free_ size_t *place = calloc(nr + 1, sizeof(*place));
	struct draw_item *sorted = calloc(nr + 1, sizeof(*sorted));

	if (!order || !place || !sorted) {
		free(sorted);
		return error_no_memory(err);
	}
	for (size_t i = 0; i < nr; i++)
		order[i] = i;
	qsort_r(order, nr, sizeof(*order), compare, *items);
	for (size_t i = 0; i < nr; i++) {
		sorted[i] = (*items)[order[i]];
		place[order[i]] = i;
	}
	for (size_t i = 0; i < drawing->nr_links; i++) {
		size_t *index = (size_t *)((char *)&drawing->links[i] + at);

		*index = place[*index];
	}
	free(*items);
	*items = sorted;
	return 0;
}

int drawing_of_samples(const struct sample_array *samples, struct drawing *ret, struct error *err)
{
	struct drawing drawing = {0};
	int rc = 0;

	for (size_t i = 0; i < samples->nr && rc == 0; i++)
		if (samples->items[i].nr_extents)
			rc = add_sample(&drawing, &samples->items[i], err);
	if (rc == 0)
		rc = sort_column(&drawing, &drawing.left, drawing.nr_left,
				 offsetof(struct draw_link, left), err);
	if (rc == 0)
		rc = sort_column(&drawing, &drawing.right, drawing.nr_right,
				 offsetof(struct draw_link, right), err);
	if (rc < 0)
		drawing_clear(&drawing);
	else
		*ret = drawing;
	return rc;
}
