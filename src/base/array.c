// SPDX-License-Identifier: GPL-2.0-or-later
/* array.c - see array.h. */
#include "base/array.h"

int array_grow_(void **items, size_t nr, size_t item_bytes, struct error *err)
{
	void *grown;

	if (nr & (nr - 1))
		return 0;
	grown = reallocarray(*items, nr ? 2 * nr : 1, item_bytes);
	if (!grown)
		return error_no_memory(err);
	*items = grown;
	return 0;
}
