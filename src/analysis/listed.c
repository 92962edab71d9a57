// SPDX-License-Identifier: GPL-2.0-or-later
/* listed.c - see listed.h. */
#include <string.h>

#include <memmap/analysis/listed.h>

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

static void take_kind(const struct vmap_area_array *lines, struct vmap_area *area)
{
	const char *kind = NULL;

	for (size_t at = first_line(lines, area, compare_areas); at < lines->nr_hashed; at++) {
		const struct vmap_area *line = &lines->hashed_items[at].area;

		if (compare_areas(line, area) != 0)
			break;
		if (kind && strcmp(kind, line->kind) != 0)
			return;
		kind = line->kind;
	}
	if (kind)
		area->kind = kind;
}

int listed_areas(struct backend *backend, struct vmap_area_array *areas, struct error *err)
{
	_cleanup_(vmap_area_array_clear) struct vmap_area_array listed = {0};
	size_t nr_fitting = 0;
	int rc;

	if (!areas->nr_hashed)
		return 0;
	rc = backend_areas(backend, &listed, err);
	if (rc < 0)
		return rc;
	qsort(areas->hashed_items, areas->nr_hashed, sizeof(*areas->hashed_items), compare_lines);
	for (size_t i = 0; i < listed.nr; i++) {
		nr_fitting += fits_line(areas, &listed.items[i]);
		if (!strcmp(listed.items[i].kind, "other"))
			take_kind(areas, &listed.items[i]);
	}
	if (2 * nr_fitting < listed.nr || 2 * nr_fitting < areas->nr_hashed)
		return error_set(err, ERROR_MISMATCH,
				 "the kernel's list of them does not fit it: %zu areas, of which "
				 "%zu are like one of its %zu lines",
				 listed.nr, nr_fitting, areas->nr_hashed);
	listed.hashed = areas->hashed;
	listed.hidden = areas->hidden;
	vmap_area_array_clear(areas);
	*areas = listed;
	listed = (struct vmap_area_array){0};
	return 0;
}
