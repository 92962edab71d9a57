// SPDX-License-Identifier: GPL-2.0-or-later
/* highatomic.c - see highatomic.h. */
#include "reader/highatomic.h"
#include "reader/btf.h"

/* The counter of the free ones came with the rule. */
static enum highatomic_rule ask_types(const struct root *root)
{
	struct btf_field fields[] = {
		{"zone", "nr_reserved_highatomic", .optional = true},
		{"zone", "nr_free_highatomic", .optional = true},
	};
	_cleanup_(btf_close) struct btf btf = {.fd = -1};

	if (btf_open(root, &btf, NULL) < 0 ||
	    btf_find_fields(&btf, fields, ARRAY_SIZE(fields), NULL) < 0 || !fields[0].found)
		return HIGHATOMIC_UNKNOWN;
	return fields[1].found ? HIGHATOMIC_FREE : HIGHATOMIC_ALL;
}

enum highatomic_rule highatomic_rule_find(const struct root *root, const struct zone_array *zones)
{
	bool any = false;

	for (size_t i = 0; i < zones->nr; i++) {
		if (zones->items[i].free_highatomic_pages != ABSENT)
			return HIGHATOMIC_FREE;
		any |= zones->items[i].reserved_highatomic_pages != ABSENT &&
		       zones->items[i].reserved_highatomic_pages;
	}
	/* Where there are no such blocks, or none is known, it is all the same. */
	return any ? ask_types(root) : HIGHATOMIC_ALL;
}
