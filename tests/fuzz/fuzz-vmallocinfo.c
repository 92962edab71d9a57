// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-vmallocinfo.c - /proc/vmallocinfo. */
#include "reader/vmallocinfo.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	struct vmap_area_array areas = {0};
	char *text = fuzz_text(data, size);
	struct error err = {0};
	uint64_t nr, bytes;
	int rc = vmallocinfo_sum(text, &nr, &bytes, NULL);

	if (vmallocinfo_parse(text, &areas, &err) == 0) {
		always(!areas.nr || !(areas.hashed || areas.hidden));
		always(rc == 0 && nr == areas.nr + areas.nr_hashed);
		always(!areas.nr_hashed || areas.hashed || areas.hidden);
		for (size_t i = 0; i < areas.nr_hashed; i++)
			always(areas.hashed_items[i].area.start == ABSENT &&
			       areas.hashed_items[i].area.kind);
		for (size_t i = 0; i < areas.nr; i++) {
			const struct vmap_area *area = &areas.items[i];

			always(area->kind);
			always(!i || area[-1].start <= area->start);
			vmap_area_find(&areas, area->start);
			vmap_area_find(&areas, area->start + area->size_bytes);
		}
	} else {
		always(err.code && *err.text && !areas.items && !areas.hashed_items);
	}
	vmap_area_array_clear(&areas);
	free(text);
}

DEFINE_TARGET(vmallocinfo) = {.run = run};
