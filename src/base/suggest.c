// SPDX-License-Identifier: GPL-2.0-or-later
/* suggest.c - see suggest.h. */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "base/suggest.h"

/* Edit distance between two short names; long ones are as far as can be. */
static unsigned int distance(const char *a, const char *b)
{
	size_t length_a = strlen(a), length_b = strlen(b);
	unsigned int row[33];

	if (length_a >= ARRAY_SIZE(row) || length_b >= ARRAY_SIZE(row))
		return UINT_MAX;
	for (size_t j = 0; j <= length_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= length_a; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= length_b; j++) {
			unsigned int best = diagonal + (tolower((unsigned char)a[i - 1]) !=
							tolower((unsigned char)b[j - 1]));

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[length_b];
}

void suggest(struct suggestion *best, const char *typed, const char *name)
{
	unsigned int edits = distance(typed, name);

	/* Beyond a quarter of the letters it is another word, not a slip. */
	if (edits > 1 + strlen(name) / 4 || (best->name && edits >= best->distance))
		return;
	*best = (struct suggestion){name, edits};
}

bool suggest_remedy(const struct suggestion *best, struct error *err)
{
	if (best->name)
		error_remedy(err, "did you mean \"%s\"?", best->name);
	return best->name;
}
