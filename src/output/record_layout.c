// SPDX-License-Identifier: GPL-2.0-or-later
/* record_layout.c - fields of the regions of the address space. */
#include "model/layout.h"
#include "output/records.h"
#include "output/text.h"

/* Children stand a bit to the right of what is around them. */
static void region_names(const void *record, struct names *ret)
{
	const struct layout_region *region = record;

	names_add(ret, "%*s%s", (int)(2 * region->depth), "", region->name);
}

/* "2M 97%"; neither nothing nor all is said of what is only close to it. */
static void add_share(struct names *ret, const char *what, uint64_t part, uint64_t whole)
{
	double percent = 100.0 * (double)part / (double)whole;

	if (percent < 1)
		names_add(ret, "%s <1%%", what);
	else if (percent > 99 && part != whole)
		names_add(ret, "%s >99%%", what);
	else
		names_add(ret, "%s %.0f%%", what, percent);
}

static void leaf_names(const void *record, struct names *ret)
{
	const struct layout_region *region = record;

	for (unsigned int i = 0; i < region->nr_leaves; i++) {
		char size[24];

		size_text(region->leaves[i].leaf_bytes, true, size);
		add_share(ret, size, region->leaves[i].mapped_bytes, region->mapped_bytes);
	}
}

static void triad_names(const void *record, struct names *ret)
{
	const struct layout_region *region = record;

	for (unsigned int i = 0; i < region->nr_prots; i++) {
		unsigned int prot = region->prots[i].prot;
		char triad[4], what[24];

		prot_triad(prot, triad);
		snprintf(what, sizeof(what), "%s%s%s", triad,
			 prot & MEMMAP_PROT_USER ? " user" : "",
			 prot & MEMMAP_PROT_ENCRYPTED ? " encrypted" : "");
		add_share(ret, what, region->prots[i].mapped_bytes, region->mapped_bytes);
	}
}

static const struct field leaf_fields[] = {
	{"leaf_bytes", NULL, "size of a leaf",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct leaf_share, leaf_bytes)},
	{"mapped_bytes", NULL, "how much leaves of that size map",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct leaf_share, mapped_bytes)},
};

static const struct record_type leaf_record = RECORD_TYPE("leaves", leaf_fields, leaf_share);

static void share_prot(const void *record, struct names *ret)
{
	prot_names(ret, ((const struct prot_share *)record)->prot);
}

static const struct field prot_fields[] = {
	{"prot", NULL, "what all page-table levels together allow", .kind = FIELD_NAMES,
	 .names = share_prot},
	{"mapped_bytes", NULL, "how much is mapped so",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct prot_share, mapped_bytes)},
};

static const struct record_type prot_record = RECORD_TYPE("prots", prot_fields, prot_share);

/* Columns that several views have. */
#define LAYOUT_REGION_COLUMN                                                         \
	{                                                                            \
		"region", NULL, "what it is, as part of what",                       \
			.kind = FIELD_NAMES, .flags = FIELD_COLUMN | FIELD_JSON_OFF, \
			.names = region_names                                        \
	}
#define LAYOUT_MAPPED_COLUMN                                                               \
	{                                                                                  \
		"mapped_bytes", "mapped",                                                  \
			"how much of it is mapped; null for the user's half, which each "  \
			"process has of its own",                                          \
			.flags = FIELD_COLUMN,                                             \
			FIELD_OF_UNSIGNED(FIELD_BYTES, struct layout_region, mapped_bytes) \
	}
#define LAYOUT_BY_LEAF(flags_)                                                         \
	{                                                                              \
		"by_leaf", "leaf sizes", "shares of the leaf sizes in what is mapped", \
			.kind = FIELD_NAMES, .flags = (flags_) | FIELD_JSON_OFF,       \
			.names = leaf_names                                            \
	}
#define LAYOUT_BY_PROT(flags_)                                                          \
	{                                                                               \
		"by_prot", "protection", "shares of the protections in what is mapped", \
			.kind = FIELD_NAMES, .flags = (flags_) | FIELD_JSON_OFF,        \
			.names = triad_names                                            \
	}

static const struct field layout_fields[] = {
	LAYOUT_REGION_COLUMN,
	{"name", NULL, "what it is", FIELD_OF_STRING(struct layout_region, name)},
	{"kind", NULL,
	 "region, section of the kernel image, hole between regions, or physical: a piece of the "
	 "direct map that maps RAM, or would map none",
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct layout_region, kind), .enum_name = layout_kind_name},
	{"parent", NULL, "name of the region around it",
	 FIELD_OF_STRING(struct layout_region, parent)},
	{"depth", NULL, "how many regions are around it",
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct layout_region, depth)},
	{"start", "first", "first address", .flags = FIELD_COLUMN | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_region, start)},
	{"last", NULL, "last address", .flags = FIELD_COLUMN | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_region, last)},
	{"size_bytes", "size", "size; null between the halves, where no address is one",
	 .flags = FIELD_COLUMN, FIELD_OF_UNSIGNED(FIELD_BYTES, struct layout_region, size_bytes)},
	LAYOUT_MAPPED_COLUMN,
	{"phys_addr", NULL, "physical address of its start, where the region is linear",
	 .flags = FIELD_WIDE, FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_region, phys_addr)},
	{"phys_last", NULL, "physical address of its end", .flags = FIELD_WIDE,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_region, phys_last)},
	{"leaves", NULL, "what is mapped, by the size of the page-table leaves",
	 FIELD_OF_RECORDS(struct layout_region, leaves, nr_leaves, &leaf_record)},
	{"prots", NULL, "what is mapped, by protection",
	 FIELD_OF_RECORDS(struct layout_region, prots, nr_prots, &prot_record)},
	LAYOUT_BY_LEAF(0),
	LAYOUT_BY_PROT(0),
};

const struct record_type layout_record = RECORD_TYPE("regions", layout_fields, layout_region);

static const struct field mapped_fields[] = {
	LAYOUT_REGION_COLUMN,
	LAYOUT_MAPPED_COLUMN,
	LAYOUT_BY_LEAF(FIELD_COLUMN),
	LAYOUT_BY_PROT(FIELD_COLUMN),
};

const struct record_type layout_mapped_record =
	RECORD_TYPE("regions", mapped_fields, layout_region);

static const struct field physical_fields[] = {
	{"phys_addr", "phys_first", "its first physical address", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_region, phys_addr)},
	{"phys_last", NULL, "its last physical address", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_region, phys_last)},
	{"size_bytes", "size", "size", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct layout_region, size_bytes)},
	{"name", "is", "what is there", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct layout_region, name)},
	LAYOUT_MAPPED_COLUMN,
	LAYOUT_BY_LEAF(FIELD_COLUMN),
	{"start", "virt_first", "where the direct map maps it", .flags = FIELD_WIDE | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_region, start)},
	LAYOUT_BY_PROT(FIELD_WIDE),
};

const struct record_type layout_physical_record =
	RECORD_TYPE("regions", physical_fields, layout_region);

static void level_names(const void *record, struct names *ret)
{
	const struct layout_space *space = record;

	for (unsigned int i = 0; i < space->nr_levels; i++) {
		char size[24];

		size_text(space->levels[i].entry_bytes, true, size);
		names_add(ret, "%s %s%s", level_name(space->levels[i].level) ?: "?", size,
			  i + 1 < space->nr_levels ? "," : "");
	}
}

static const struct field level_fields[] = {
	{"level", NULL, "name of the level",
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct layout_level, level), .enum_name = level_name},
	{"entry_bytes", NULL, "what one entry covers",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct layout_level, entry_bytes)},
};

static const struct record_type level_record = RECORD_TYPE("levels", level_fields, layout_level);

static const struct field space_fields[] = {
	{"format", NULL, "format of the page tables", .flags = FIELD_TITLE,
	 FIELD_OF_STRING(struct layout_space, format)},
	{"va_bits", "VA bits", "bits of a virtual address that are translated", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct layout_space, va_bits)},
	{"page_bytes", "page", "size of a page", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct layout_space, page_bytes)},
	{"levels", NULL, "page-table levels in use, from the top down",
	 FIELD_OF_RECORDS(struct layout_space, levels, nr_levels, &level_record)},
	{"entries", NULL, "what an entry of each level covers",
	 .flags = FIELD_CARD | FIELD_JSON_OFF, .kind = FIELD_NAMES, .names = level_names},
	{"page_offset", "PAGE_OFFSET", "address of the direct map", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_space, page_offset)},
	{"linear_offset", "virt - phys",
	 "virtual less physical address in the direct map, what virt_to_phys() subtracts",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_space, linear_offset)},
	{"text", "_text", "where the kernel image begins", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_space, text)},
	{"link_addr", "linked at", "where it would begin without KASLR", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_space, link_addr)},
	{"kaslr_offset", "KASLR shift",
	 "how far KASLR moved it, from KERNELOFFSET in /proc/kcore's VMCOREINFO; null where that "
	 "does not say",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_ADDR, struct layout_space, kaslr_offset)},
	{"mapped_bytes", "mapped", "how much of the kernel's half is mapped", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct layout_space, mapped_bytes)},
	{"high_memory_bytes", "high memory",
	 "RAM behind the end of the direct map, which has no address until something maps it",
	 .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct layout_space, high_memory_bytes)},
};

const struct record_type layout_space_record =
	RECORD_TYPE("address_space", space_fields, layout_space);
