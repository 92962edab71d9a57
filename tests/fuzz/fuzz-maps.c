// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-maps.c - /proc/PID/maps and smaps. */
#include <string.h>

#include "reader/process.h"

#include "fuzz.h"

static void use(const struct vm_area_array *areas, const uint8_t *data, size_t size)
{
	uint64_t *bytes = calloc(areas->nr + 1, sizeof(*bytes));
	char *text = fuzz_text(data, size);
	struct error err = {0};

	for (size_t i = 0; i < areas->nr; i++) {
		const struct vm_area *area = &areas->items[i];

		always(area->start <= area->last && *area->perms);
		always(vm_area_find(areas, area->start) == area);
		always(vm_area_find(areas, area->last) == area);
	}
	always(smaps_parse(text, areas, bytes, &err) == 0 || (err.code && *err.text));
	free(text);
	free(bytes);
}

static void run(const uint8_t *data, size_t size)
{
	struct vm_area_array areas = {0};
	char *text = fuzz_text(data, size), *swap;
	struct error err = {0};

	if (maps_parse(text, &areas, &err) == 0)
		use(&areas, data, size);
	else
		always(err.code && *err.text && !areas.items);
	vm_area_array_clear(&areas);
	free(text);
	text = fuzz_text(data, size);
	swap = swap_area_parse(text);
	free(swap);
	free(text);
}

DEFINE_TARGET(maps) = {.run = run};
