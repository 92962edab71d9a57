// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-translations.c - translations.h: the file that a snapshot keeps a back end's answers in. */
#include <string.h>

#include <memmap/backend/translations.h>
#include <memmap/base/checksum.h>

#include "fuzz.h"

/* Of a file with a checksum that fits, so that mutations get behind it. */
static void look(const void *data, size_t size)
{
	struct translations content;
	struct memmap_frame frame;

	if (translations_parse(data, size, &content, NULL) < 0)
		return;
	for (size_t i = 0; i < content.nr_extents; i++)
		always(translations_extent(&content, content.extents[i].virt_addr) == i);
	for (size_t i = 0; i < content.nr_frames; i++) {
		always(translations_frame(&content, content.frames[i].first.pfn, &frame));
		always(frame.pfn == content.frames[i].first.pfn);
	}
	always(content.nr_gfp <= MEMMAP_MAX_GFP);
	translations_clear(&content);
}

static void run(const uint8_t *data, size_t size)
{
	struct translations_header header;
	char *copy = malloc(size + 1);

	always(copy);
	memcpy(copy, data, size);
	look(copy, size);
	if (size >= sizeof(header)) {
		memcpy(&header, copy, sizeof(header));
		header.magic = TRANSLATIONS_MAGIC;
		header.version = TRANSLATIONS_VERSION;
		header.size = size - sizeof(header);
		header.checksum = checksum(copy + sizeof(header), header.size);
		memcpy(copy, &header, sizeof(header));
		look(copy, size);
	}
	free(copy);
}

static void add_seeds(void (*add)(const void *data, size_t size))
{
	struct memmap_region region = {.last = 0xfff};
	struct memmap_extent extents[] = {
		{.virt_addr = 0xffffc90000000000, .length = 0x1000, .leaf_shift = 12},
		{.virt_addr = 0xffffffffffffe000, .length = 0x2000, .leaf_shift = 12},
	};
	struct frame_run runs[] = {{{.pfn = 1, .head_pfn = 1}, 4, 1}, {{.pfn = 9}, 2, 0}};
	struct translations content = {
		.space = {.format = MEMMAP_FORMAT_X86_64, .page_shift = 12, .nr_levels = 4,
			  .va_bits = 48, .phys_bits = 46, .regions = &region, .nr_regions = 1},
		.extents = extents, .nr_extents = 2,
		.frames = runs,	    .nr_frames = 2,
		.nr_gfp = 4,
	};
	char *data;
	size_t size;

	always(translations_format(&content, &data, &size, NULL) == 0);
	add(data, size);
	free(data);
}

DEFINE_TARGET(translations) = {.run = run, .seeds = add_seeds};
