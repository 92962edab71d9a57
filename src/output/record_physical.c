// SPDX-License-Identifier: GPL-2.0-or-later
/* record_physical.c - fields of a physical address and of its kernel virtual addresses. */
#include <string.h>

#include "model/physical.h"
#include "output/records.h"

static bool is_mapped(const struct alias *alias)
{
	return alias->leaf_bytes != ABSENT;
}

static void alias_prot(const void *record, struct names *ret)
{
	const struct alias *alias = record;

	if (is_mapped(alias))
		prot_names(ret, alias->prot);
}

/* What matters of it at a glance. */
static void alias_access(const void *record, struct names *ret)
{
	const struct alias *alias = record;

	if (is_mapped(alias))
		prot_names(ret,
			   alias->prot & (MEMMAP_PROT_WRITE | MEMMAP_PROT_EXEC | MEMMAP_PROT_USER));
}

/* Who it belongs to, without offset and size: the area's caller or the symbol. */
static void alias_by(const void *record, struct names *ret)
{
	const struct alias *alias = record;
	const char *text = alias->symbol ?: alias->area ? alias->area->caller : NULL;
	const char *module;

	if (!text && alias->area)
		text = alias->area->kind;
	if (!text)
		return;
	names_add(ret, "%.*s", (int)strcspn(text, "+"), text);
	module = strchr(text, '[');
	if (module)
		names_add(ret, "%s", module);
}

static const struct field alias_fields[] = {
	{"virt_addr", NULL, "virtual address", .flags = FIELD_COLUMN | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct alias, virt_addr)},
	{"region", NULL, "region of the address space",
	 FIELD_OF_RECORD(struct alias, region, &region_record)},
	{"status", NULL, "ok, unmapped, raced or unreadable", .flags = FIELD_WIDE | FIELD_STATUS,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct alias, status), .enum_name = status_name},
	{"leaf_bytes", "leaf", "size of the page-table leaf that maps it", .flags = FIELD_WIDE,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct alias, leaf_bytes)},
	{"prot", "protection", "what all page-table levels together allow", .kind = FIELD_NAMES,
	 .names = alias_prot},
	{"access", "prot", "the same in short", .flags = FIELD_COLUMN | FIELD_JSON_OFF,
	 .kind = FIELD_NAMES, .names = alias_access},
	{"memtype", "caching", "how the CPU caches the mapping", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct alias, memtype), .enum_name = memtype_name},
	{"by", NULL, "symbol or the area's caller, in short",
	 .flags = FIELD_COLUMN | FIELD_JSON_OFF, .kind = FIELD_NAMES, .names = alias_by},
	{"symbol", NULL, "symbol, with module", FIELD_OF_STRING(struct alias, symbol)},
	{"area", NULL, "vmalloc area it lies in",
	 FIELD_OF_RECORD(struct alias, area, &area_record)},
};

const struct record_type alias_record = RECORD_TYPE("aliases", alias_fields, alias);

static void physical_conflicts(const void *record, struct names *ret)
{
	conflict_names(ret, ((const struct physical *)record)->conflicts);
}

static const struct field physical_fields[] = {
	{"operand", NULL, "what was asked for", FIELD_OF_STRING(struct physical, operand)},
	{"phys_addr", "physical", "physical address",
	 .flags = FIELD_COLUMN | FIELD_TITLE | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct physical, phys_addr)},
	{"pfn", NULL, "page frame number", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PFN, struct physical, pfn)},
	{"status", NULL, "ok, absent (no such memory) or unknown (resources are hidden)",
	 .flags = FIELD_COLUMN | FIELD_STATUS | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct physical, status), .enum_name = physical_status_name},
	{"is_ram", "RAM", "whether it lies in System RAM", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_BOOL(struct physical, is_ram)},
	{"is_online", "online", "whether the kernel manages its page frame", .flags = FIELD_CARD,
	 FIELD_OF_BOOL(struct physical, is_online)},
	{"frame", NULL, "page frame, where the kernel manages it", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct physical, frame, &frame_record)},
	{"struct_page", "struct page",
	 "virtual address of the struct page that describes the frame", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct physical, struct_page)},
	{"mapcount", "user mappings", "mappings of the frame into user address spaces",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_UINT, struct physical, mapcount)},
	{"resource", NULL, "innermost physical resource it lies in", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct physical, resource, &resource_record)},
	{"owner", NULL, "whose memory it is", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct physical, owner, &owner_record)},
	{"nr_aliases", "aliases", "kernel virtual addresses it has",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct physical, nr_found)},
	{"conflicts", NULL, "how aliases contradict each other: caching, write-exec",
	 .flags = FIELD_COLUMN, .kind = FIELD_NAMES, .names = physical_conflicts},
	{"warning", NULL, "what that means", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct physical, warning)},
	{"note", NULL, "what to know about this answer", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct physical, note)},
	{"aliases", NULL, "kernel virtual addresses, that of the direct map first",
	 FIELD_OF_RECORDS(struct physical, aliases, nr_aliases, &alias_record)},
};

const struct record_type physical_record = RECORD_TYPE("physical", physical_fields, physical);
