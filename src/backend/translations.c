// SPDX-License-Identifier: GPL-2.0-or-later
/* translations.c - see translations.h. */
#include <errno.h>
#include <string.h>

#include "backend/translations.h"
#include "base/array.h"
#include "base/checksum.h"

/* Far more than any architecture has. */
#define MAX_REGIONS 4096

void translations_clear(struct translations *translations)
{
	free(translations->space.regions);
	free(translations->extents);
	free(translations->frames);
	*translations = (struct translations){0};
}

static struct memmap_frame frame_of(const struct frame_run *run, uint64_t pfn)
{
	struct memmap_frame frame = run->first;

	frame.head_pfn += run->head_moves ? pfn - frame.pfn : 0;
	frame.pfn = pfn;
	return frame;
}

/* A second frame decides how the heads of the run go on. */
static bool continues(struct frame_run *run, const struct memmap_frame *frame)
{
	struct memmap_frame expected;

	if (frame->pfn != run->first.pfn + run->nr)
		return false;
	if (run->nr == 1)
		run->head_moves = frame->head_pfn != run->first.head_pfn;
	expected = frame_of(run, frame->pfn);
	return !memcmp(&expected, frame, sizeof(expected));
}

int translations_add_frame(struct translations *translations, const struct memmap_frame *frame,
			   struct error *err)
{
	size_t nr = translations->nr_frames;
	int rc;

	if (nr && continues(&translations->frames[nr - 1], frame)) {
		translations->frames[nr - 1].nr++;
		return 0;
	}
	rc = array_grow(&translations->frames, nr, err);
	if (rc < 0)
		return rc;
	translations->frames[translations->nr_frames++] =
		(struct frame_run){.first = *frame, .nr = 1};
	return 0;
}

bool translations_frame(const struct translations *translations, uint64_t pfn,
			struct memmap_frame *ret)
{
	size_t low = 0, high = translations->nr_frames;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct frame_run *run = &translations->frames[middle];

		if (pfn < run->first.pfn) {
			high = middle;
		} else if (pfn - run->first.pfn >= run->nr) {
			low = middle + 1;
		} else {
			*ret = frame_of(run, pfn);
			return true;
		}
	}
	return false;
}

size_t translations_extent(const struct translations *translations, uint64_t virt_addr)
{
	size_t low = 0, high = translations->nr_extents;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct memmap_extent *extent = &translations->extents[middle];

		if (extent->virt_addr + (extent->length - 1) < virt_addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void put(FILE *out, uint32_t type, uint32_t item_bytes, const void *items, size_t nr)
{
	struct translations_section section = {type, item_bytes, nr};

	fwrite(&section, sizeof(section), 1, out);
	if (nr)
		fwrite(items, item_bytes, nr, out);
}

static void put_all(FILE *out, const struct translations *from)
{
	const struct address_space *space = &from->space;
	struct stored_space stored = {
		.format = space->format,
		.page_shift = space->page_shift,
		.nr_levels = space->nr_levels,
		.va_bits = space->va_bits,
		.phys_bits = space->phys_bits,
		.struct_page_bytes = space->struct_page_bytes,
	};

	put(out, TRANSLATIONS_SPACE, sizeof(stored), &stored, 1);
	put(out, TRANSLATIONS_REGIONS, sizeof(*space->regions), space->regions, space->nr_regions);
	put(out, TRANSLATIONS_EXTENTS, sizeof(*from->extents), from->extents, from->nr_extents);
	put(out, TRANSLATIONS_FRAMES, sizeof(*from->frames), from->frames, from->nr_frames);
	put(out, TRANSLATIONS_GFP, sizeof(*from->gfp), from->gfp, from->nr_gfp);
}

int translations_format(const struct translations *translations, char **ret, size_t *ret_size,
			struct error *err)
{
	struct translations_header header = {TRANSLATIONS_MAGIC, TRANSLATIONS_VERSION, 0, 0};
	char *data = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&data, &size);
	bool failed;

	if (!out)
		return error_no_memory(err);
	fwrite(&header, sizeof(header), 1, out);
	put_all(out, translations);
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(data);
		return error_no_memory(err);
	}
	header.size = size - sizeof(header);
	header.checksum = checksum(data + sizeof(header), header.size);
	memcpy(data, &header, sizeof(header));
	*ret = data;
	*ret_size = size;
	return 0;
}

static int bad(struct error *err, const char *why)
{
	error_set(err, ERROR_PARSE, "%s", why);
	return -EBADMSG;
}

static int check_header(const void *data, size_t size, struct error *err)
{
	struct translations_header header;

	if (size < sizeof(header))
		return bad(err, "it is cut off");
	memcpy(&header, data, sizeof(header));
	if (header.magic == __builtin_bswap64(TRANSLATIONS_MAGIC))
		return bad(err, "it was written by a machine of the other byte order");
	if (header.magic != TRANSLATIONS_MAGIC)
		return bad(err, "it is no file of translations");
	if (header.version != TRANSLATIONS_VERSION) {
		error_set(err, ERROR_ABI, "it has version %u, this memmap understands %u",
			  header.version, TRANSLATIONS_VERSION);
		return -EPROTO;
	}
	if (header.size > size - sizeof(header))
		return bad(err, "it is cut off");
	if (header.size < size - sizeof(header))
		return bad(err, "something follows its end");
	if (checksum((const char *)data + sizeof(header), header.size) != header.checksum)
		return bad(err, "it is damaged: its checksum does not fit");
	return 0;
}

/**
 * struct slot - where the items of a type go
 * @type: the type
 * @item_bytes: size of an item
 * @items: the items
 * @nr: how many
 * @most: of more items no more are copied, and @nr tells; 0 for any number
 * @check: whether they are what looking things up relies on; NULL for no more than their size
 */
struct slot {
	uint32_t type;
	uint32_t item_bytes;
	void **items;
	size_t *nr;
	size_t most;
	int (*check)(const char *items, size_t nr, struct error *err);
};

/* Checked before it is copied: a file of holes does not become memory of zeros. */
static int take_items(const struct slot *slot, const struct translations_section *section,
		      const char *items, struct error *err)
{
	size_t nr = section->nr_items;
	int rc = 0;

	if (section->item_bytes != slot->item_bytes || *slot->items)
		return bad(err, "a section is not what it should be");
	if (slot->check)
		rc = slot->check(items, nr, err);
	if (rc < 0)
		return rc;
	*slot->nr = nr;
	if (slot->most && nr > slot->most)
		nr = slot->most;
	*slot->items = malloc(nr * section->item_bytes + 1);
	if (!*slot->items)
		return error_no_memory(err);
	memcpy(*slot->items, items, nr * section->item_bytes);
	return 0;
}

static int take_section(const struct slot *slots, size_t nr_slots,
			const struct translations_section *section, const char *items,
			struct error *err)
{
	for (size_t i = 0; i < nr_slots; i++)
		if (slots[i].type == section->type)
			return take_items(&slots[i], section, items, err);
	return 0;
}

static int take_sections(const char *at, size_t left, const struct slot *slots, size_t nr_slots,
			 struct error *err)
{
	while (left) {
		struct translations_section section;
		size_t bytes;
		int rc;

		if (left < sizeof(section))
			return bad(err, "a section is cut off");
		memcpy(&section, at, sizeof(section));
		at += sizeof(section);
		left -= sizeof(section);
		if (__builtin_mul_overflow(section.item_bytes, section.nr_items, &bytes) ||
		    bytes > left)
			return bad(err, "a section is cut off");
		rc = take_section(slots, nr_slots, &section, at, err);
		if (rc < 0)
			return rc;
		at += bytes;
		left -= bytes;
	}
	return 0;
}

static int check_extents(const char *items, size_t nr, struct error *err)
{
	uint64_t next = 0;

	for (size_t i = 0; i < nr; i++) {
		struct memmap_extent extent;
		uint64_t last;

		memcpy(&extent, items + i * sizeof(extent), sizeof(extent));
		last = extent.virt_addr + (extent.length - 1);
		if (!extent.length || last < extent.virt_addr || extent.leaf_shift > 63 ||
		    (i && (!next || extent.virt_addr < next)))
			return bad(err, "extents are out of order");
		next = last + 1;
	}
	return 0;
}

static int check_frames(const char *items, size_t nr, struct error *err)
{
	uint64_t next = 0;

	for (size_t i = 0; i < nr; i++) {
		struct frame_run run;

		memcpy(&run, items + i * sizeof(run), sizeof(run));
		if (!run.nr || run.first.pfn + run.nr < run.nr || run.first.pfn < next)
			return bad(err, "page frames are out of order");
		next = run.first.pfn + run.nr;
	}
	return 0;
}

static int check_regions(const char *items, size_t nr, struct error *err)
{
	if (nr > MAX_REGIONS)
		return bad(err, "there are too many regions");
	for (size_t i = 0; i < nr; i++) {
		struct memmap_region region;

		memcpy(&region, items + i * sizeof(region), sizeof(region));
		if (region.last < region.start)
			return bad(err, "a region ends before it begins");
	}
	return 0;
}

static int take_space(const struct stored_space *stored, size_t nr, struct address_space *ret,
		      struct error *err)
{
	if (nr != 1 || stored->page_shift < 12 || stored->page_shift > 31 || stored->va_bits < 32 ||
	    stored->va_bits > 64 || !stored->nr_levels || stored->nr_levels > MEMMAP_MAX_LEVELS ||
	    (stored->phys_bits && (stored->phys_bits < 32 || stored->phys_bits > 64)))
		return bad(err, "the address space is missing or makes no sense");
	ret->format = stored->format;
	ret->page_shift = stored->page_shift;
	ret->nr_levels = stored->nr_levels;
	ret->va_bits = stored->va_bits;
	ret->phys_bits = stored->phys_bits;
	ret->struct_page_bytes = stored->struct_page_bytes;
	return 0;
}

int translations_parse(const void *data, size_t size, struct translations *ret, struct error *err)
{
	_cleanup_(translations_clear) struct translations content = {0};
	_cleanup_free_ struct stored_space *space = NULL;
	_cleanup_free_ uint32_t *gfp = NULL;
	size_t nr_spaces = 0, nr_gfp = 0;
	const struct slot slots[] = {
		{TRANSLATIONS_SPACE, sizeof(*space), (void **)&space, &nr_spaces, 1},
		{TRANSLATIONS_REGIONS, sizeof(*content.space.regions),
		 (void **)&content.space.regions, &content.space.nr_regions, 0, check_regions},
		{TRANSLATIONS_EXTENTS, sizeof(*content.extents), (void **)&content.extents,
		 &content.nr_extents, 0, check_extents},
		{TRANSLATIONS_FRAMES, sizeof(*content.frames), (void **)&content.frames,
		 &content.nr_frames, 0, check_frames},
		{TRANSLATIONS_GFP, sizeof(*gfp), (void **)&gfp, &nr_gfp, MEMMAP_MAX_GFP},
	};
	const size_t head = sizeof(struct translations_header);
	int rc = check_header(data, size, err);

	if (rc == 0)
		rc = take_sections((const char *)data + head, size - head, slots, ARRAY_SIZE(slots),
				   err);
	if (rc == 0)
		rc = take_space(space, nr_spaces, &content.space, err);
	if (rc < 0)
		return rc;
	content.nr_gfp = nr_gfp < MEMMAP_MAX_GFP ? nr_gfp : MEMMAP_MAX_GFP;
	if (content.nr_gfp)
		memcpy(content.gfp, gfp, content.nr_gfp * sizeof(*gfp));
	*ret = content;
	content = (struct translations){0};
	return 0;
}
