// SPDX-License-Identifier: GPL-2.0-or-later
/* listed.c - see listed.h. */
#include <errno.h>
#include <string.h>

#include "analysis/address/listed.h"
#include "base/array.h"
#include "kernel/kernel.h"

static int compare(uint64_t left, uint64_t right)
{
	return (left > right) - (left < right);
}

static int compare_numbers(const struct vmap_area *left, const struct vmap_area *right)
{
	return compare(left->size_bytes, right->size_bytes)
		       ?: compare(left->nr_pages, right->nr_pages)
		       ?: compare(left->phys_addr, right->phys_addr);
}

static int compare_areas(const struct vmap_area *left, const struct vmap_area *right)
{
	return compare_numbers(left, right) ?: strcmp(left->caller ?: "", right->caller ?: "");
}

static int compare_lines(const void *a, const void *b)
{
	const struct hashed_vmap_area *left = a, *right = b;

	return compare_areas(&left->area, &right->area);
}

/* The first line that does not come before an area, or where it would stand. */
static size_t first_line(const struct vmap_area_array *lines, const struct vmap_area *area,
			 int (*order)(const struct vmap_area *, const struct vmap_area *))
{
	size_t low = 0, high = lines->nr_hashed;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order(&lines->hashed_items[middle].area, area) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool fits_line(const struct vmap_area_array *lines, const struct vmap_area *area)
{
	size_t at = first_line(lines, area, compare_numbers);

	return at < lines->nr_hashed && compare_numbers(&lines->hashed_items[at].area, area) == 0;
}

static bool is_used(const struct vmap_area *area)
{
	return strcmp(area->kind, "unpurged") != 0;
}

/*
 * Freed areas may be many, and where symbols of data are missing the list has none of them: they
 * prove nothing.
 */
static int check_fit(const struct vmap_area_array *lines, const struct vmap_area_array *listed,
		     struct error *err)
{
	size_t nr_lines = 0, nr_listed = 0, nr_fitting = 0;

	for (size_t i = 0; i < lines->nr_hashed; i++)
		nr_lines += is_used(&lines->hashed_items[i].area);
	for (size_t i = 0; i < listed->nr; i++) {
		nr_listed += is_used(&listed->items[i]);
		nr_fitting += is_used(&listed->items[i]) && fits_line(lines, &listed->items[i]);
	}
	if (2 * nr_fitting >= nr_listed && 2 * nr_fitting >= nr_lines)
		return 0;
	return error_set(err, ERROR_MISMATCH,
			 "the kernel's list of them does not fit it: %zu areas, of which "
			 "%zu are like one of its %zu lines",
			 nr_listed, nr_fitting, nr_lines);
}

static bool same_nodes(const struct vmap_area *left, const struct vmap_area *right)
{
	return left->nr_nodes == right->nr_nodes &&
	       (!left->nr_nodes ||
		!memcmp(left->nodes, right->nodes, left->nr_nodes * sizeof(*left->nodes)));
}

/*
 * Lines that the list cannot tell apart may be of areas of different kinds, with pages on different
 * nodes. The first of them keeps what all agree on.
 */
static void agree(struct vmap_area_array *lines)
{
	struct vmap_area *first = NULL;

	for (size_t i = 0; i < lines->nr_hashed; i++) {
		struct vmap_area *line = &lines->hashed_items[i].area;

		if (!first || compare_areas(first, line) != 0) {
			first = line;
			continue;
		}
		if (strcmp(first->kind, line->kind) != 0)
			first->kind = "other";
		if (!same_nodes(first, line))
			first->nr_nodes = 0;
	}
}

static int take_nodes(const struct vmap_area *line, struct vmap_area *area, struct error *err)
{
	struct node_pages *nodes;

	if (area->nr_nodes || !line->nr_nodes)
		return 0;
	nodes = reallocarray(NULL, line->nr_nodes, sizeof(*nodes));
	if (!nodes)
		return error_no_memory(err);
	memcpy(nodes, line->nodes, line->nr_nodes * sizeof(*nodes));
	free(area->nodes);
	area->nodes = nodes;
	area->nr_nodes = line->nr_nodes;
	return 0;
}

/* What the list does not tell of an area, from the lines like it. */
static int take_line(const struct vmap_area_array *lines, struct vmap_area *area, struct error *err)
{
	size_t at = first_line(lines, area, compare_areas);
	const struct vmap_area *line = &lines->hashed_items[at].area;

	if (at == lines->nr_hashed || compare_areas(line, area) != 0)
		return 0;
	if (!strcmp(area->kind, "other"))
		area->kind = line->kind;
	return take_nodes(line, area, err);
}

/*
 * Freed areas are in a list of their own, whose head is among symbols of data, which kernels
 * without CONFIG_KALLSYMS_ALL lack. With none of them found, their lines stay without an address.
 */
static int keep_freed(struct vmap_area_array *lines, struct vmap_area_array *listed,
		      struct error *err)
{
	for (size_t i = 0; i < listed->nr; i++)
		if (!is_used(&listed->items[i]))
			return 0;
	for (size_t i = 0; i < lines->nr_hashed; i++) {
		struct hashed_vmap_area *line = &lines->hashed_items[i];

		if (is_used(&line->area))
			continue;
		if (array_grow(&listed->hashed_items, listed->nr_hashed, err) < 0)
			return -ENOMEM;
		listed->hashed_items[listed->nr_hashed++] = *line;
		/* What it owns has gone with it. */
		line->area.caller = NULL;
		line->area.nodes = NULL;
		line->area.nr_nodes = 0;
	}
	return 0;
}

int listed_areas(struct backend *backend, struct vmap_area_array *areas, struct error *err)
{
	_cleanup_(vmap_area_array_clear) struct vmap_area_array listed = {0};
	int rc;

	if (!areas->nr_hashed)
		return 0;
	rc = kernel_areas(backend, &listed, err);
	if (rc < 0)
		return rc;
	qsort(areas->hashed_items, areas->nr_hashed, sizeof(*areas->hashed_items), compare_lines);
	rc = check_fit(areas, &listed, err);
	if (rc < 0)
		return rc;
	agree(areas);
	for (size_t i = 0; i < listed.nr && rc == 0; i++)
		rc = take_line(areas, &listed.items[i], err);
	if (rc == 0)
		rc = keep_freed(areas, &listed, err);
	if (rc < 0)
		return rc;
	listed.hashed = areas->hashed;
	listed.hidden = areas->hidden;
	vmap_area_array_clear(areas);
	*areas = listed;
	listed = (struct vmap_area_array){0};
	return 0;
}
