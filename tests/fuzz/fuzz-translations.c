// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-translations.c - translations.h: the file that a snapshot keeps a back end's answers in. */
#include <string.h>

#include "backend/backends.h"
#include "backend/translations.h"
#include "base/checksum.h"
#include "base/tar.h"
#include "kernel/kernel.h"

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

static void walk(struct backend *backend, uint64_t start)
{
	struct memmap_extent extents[8];
	uint64_t next = start;

	for (unsigned int i = 0; i < 8 && next; i++) {
		struct memmap_walk call = {
			.start = next,
			.length = -next,
			.extents = (uintptr_t)extents,
			.nr_extents = ARRAY_SIZE(extents),
		};

		if (backend_walk(backend, &call, NULL) < 0)
			return;
		for (unsigned int j = 0; j < call.nr_extents; j++)
			always(extents[j].length && extents[j].virt_addr >= next);
		always(!call.next || call.next > next);
		next = call.next;
	}
}

/* Each question that a back end is asked, where something may be and where nothing is. */
static void ask(struct backend *backend)
{
	static const uint64_t addresses[] = {0, 0xc1000010, 0xffffc90000000010, 0xffffffff81000010,
					     UINT64_MAX};
	struct memmap_frame frames[16];
	uint32_t masks[MEMMAP_MAX_GFP];
	char name[300];

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		struct memmap_steps steps = {.virt_addr = addresses[i]};

		always(backend_steps(backend, &steps, NULL) == 0 && !steps.nr_steps);
		if (kernel_symbol(backend, addresses[i], name, sizeof(name), NULL) == 0)
			always(memchr(name, '\0', sizeof(name)));
		walk(backend, addresses[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(frames); i++)
		frames[i] = (struct memmap_frame){.pfn = i};
	always(kernel_frames(backend, frames, ARRAY_SIZE(frames), NULL) == 0);
	(void)!backend_gfp(backend, masks, ARRAY_SIZE(masks), NULL);
}

/* As a part of a snapshot, which has symbols, too. */
static void replay(const void *data, size_t size)
{
	static const char kallsyms[] = "c1000000 T _stext\nffffffff81000000 T _text\n"
				       "ffffffff81000020 T next\nffffc90000000000 t f\t[mod]\n";
	struct backend *backend = NULL;
	char *bytes = NULL;
	struct root root;
	size_t tar_bytes;
	FILE *out = open_memstream(&bytes, &tar_bytes);

	always(out && tar_add_file(out, TRANSLATIONS_FILE, data, size, NULL) == 0);
	always(tar_add_file(out, "proc/kallsyms", kallsyms, strlen(kallsyms), NULL) == 0);
	always(tar_end(out, NULL) == 0 && fclose(out) == 0);
	always(root_open(fuzz_file((const uint8_t *)bytes, tar_bytes), &root, NULL) == 0);
	if (backend_open(&root, "snapshot", &backend, NULL) == 0)
		ask(backend);
	backend_close(&backend);
	root_clear(&root);
	free(bytes);
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
		replay(copy, size);
	}
	free(copy);
}

static void add_seeds(void (*add)(const void *data, size_t size))
{
	struct memmap_region regions[] = {
		{.last = 0x7fffffffffff, .type = MEMMAP_REGION_USER},
		{.start = 0xffffc90000000000, .last = 0xffffe8ffffffffff,
		 .type = MEMMAP_REGION_VMALLOC},
		{.start = 0xffffffff80000000, .last = 0xffffffffbfffffff,
		 .type = MEMMAP_REGION_KERNEL_IMAGE, .flags = MEMMAP_REGION_LINEAR},
		{.start = 0xffffffffc0000000, .last = UINT64_MAX, .type = MEMMAP_REGION_MODULES},
	};
	struct memmap_extent extents[] = {
		{.virt_addr = 0xffffc90000000000, .length = 0x1000, .leaf_shift = 12},
		{.virt_addr = 0xffffffffffffe000, .length = 0x2000, .leaf_shift = 12},
	};
	struct frame_run runs[] = {{{.pfn = 1, .head_pfn = 1}, 4, 1}, {{.pfn = 9}, 2, 0}};
	struct translations content = {
		.space = {.format = MEMMAP_FORMAT_X86_64, .page_shift = 12, .nr_levels = 4,
			  .va_bits = 48, .phys_bits = 46, .regions = regions,
			  .nr_regions = ARRAY_SIZE(regions)},
		.extents = extents, .nr_extents = 2,
		.frames = runs,	    .nr_frames = 2,
		.nr_gfp = 4,
	};
	struct translations_section section;
	size_t size, at = sizeof(struct translations_header) + 2 * sizeof(section) +
			  sizeof(struct stored_space) + sizeof(regions);
	char *data;

	always(translations_format(&content, &data, &size, NULL) == 0);
	add(data, size);
	/* And one that has no extents, but something else. */
	memcpy(&section, data + at, sizeof(section));
	always(section.type == TRANSLATIONS_EXTENTS);
	section.type = 0;
	memcpy(data + at, &section, sizeof(section));
	add(data, size);
	free(data);
}

DEFINE_TARGET(translations) = {.run = run, .seeds = add_seeds};
