// SPDX-License-Identifier: GPL-2.0-or-later
/* change.c - see change.h. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/change.h"

const char *change_section_name(uint64_t section)
{
	static const char *const names[] = {"cache", "caller", "area", "zone", "meminfo"};

	return section < ARRAY_SIZE(names) ? names[section] : NULL;
}

const char *change_kind_name(uint64_t kind)
{
	static const char *const names[] = {"came", "went", "grew", "shrank"};

	return kind < ARRAY_SIZE(names) ? names[kind] : NULL;
}

void change_array_clear(struct change_array *changes)
{
	for (size_t i = 0; i < changes->nr; i++)
		free(changes->items[i].name);
	free(changes->items);
	*changes = (struct change_array){0};
}

static uint64_t magnitude(const struct change *change)
{
	return change->delta_bytes < 0 ? -(uint64_t)change->delta_bytes
				       : (uint64_t)change->delta_bytes;
}

static int compare(const void *a, const void *b)
{
	const struct change *left = a, *right = b;

	if (left->section != right->section)
		return (int)left->section - (int)right->section;
	if (magnitude(left) != magnitude(right))
		return magnitude(left) < magnitude(right) ? 1 : -1;
	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->node != right->node)
		return left->node < right->node ? -1 : 1;
	return strverscmp(left->name ?: "", right->name ?: "");
}

void change_array_sort(struct change_array *changes)
{
	if (changes->nr)
		qsort(changes->items, changes->nr, sizeof(*changes->items), compare);
}
