// SPDX-License-Identifier: GPL-2.0-or-later
/* record_gfp.c - fields of a set of GFP flags. */
#include "model/gfp.h"
#include "output/records.h"

static const struct field flag_fields[] = {
	{"name", NULL, "name of the flag", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct gfp_flag, name)},
	{"mask", NULL, "its bit in this kernel", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct gfp_flag, mask)},
	{"meaning", NULL, "what it asks for", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct gfp_flag, meaning)},
};

static const struct record_type flag_record = RECORD_TYPE("flags", flag_fields, gfp_flag);

static const struct field zone_fields[] = {
	{"node", NULL, "NUMA node", .flags = FIELD_COLUMN,
	 FIELD_OF_INT(FIELD_INT, struct gfp_zone, node)},
	{"zone", NULL, "name of the zone", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct gfp_zone, zone)},
	{"free_pages", "free", "free pages", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct gfp_zone, free_pages)},
};

static const struct record_type zone_type_record = RECORD_TYPE("zones", zone_fields, gfp_zone);

static const struct field gfp_fields[] = {
	{"operand", NULL, "what was asked for", FIELD_OF_STRING(struct gfp_request, operand)},
	{"mask", NULL, "the mask in this kernel", .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct gfp_request, mask)},
	{"text", "flags", "the mask as the kernel prints it", .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_STRING(struct gfp_request, text)},
	{"use", NULL, "what it is for", .flags = FIELD_WIDE | FIELD_CARD,
	 FIELD_OF_STRING(struct gfp_request, use)},
	{"context", NULL, "where code may ask for it", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct gfp_request, context)},
	{"may_sleep", "may sleep", "may reclaim memory itself (direct reclaim)",
	 .flags = FIELD_COLUMN | FIELD_CARD, FIELD_OF_BOOL(struct gfp_request, may_sleep)},
	{"wakes_kswapd", "wakes kswapd", "wakes kswapd below the low watermark",
	 .flags = FIELD_CARD, FIELD_OF_BOOL(struct gfp_request, wakes_kswapd)},
	{"may_io", "io", "reclaim may start I/O", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_BOOL(struct gfp_request, may_io)},
	{"may_fs", "fs", "reclaim may call into file systems", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_BOOL(struct gfp_request, may_fs)},
	{"reserves", NULL, "use of what lies below the min watermark: none, part or all",
	 .flags = FIELD_COLUMN | FIELD_CARD, FIELD_OF_STRING(struct gfp_request, reserves)},
	{"min_share", "min share", "share of the min watermark that it leaves",
	 .flags = FIELD_CARD | FIELD_PERCENT,
	 FIELD_OF_INT(FIELD_THOUSANDTHS, struct gfp_request, min_share)},
	{"fails", NULL, "when it fails", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct gfp_request, fails)},
	{"migratetype", "type", "migratetype of the blocks that it comes from",
	 .flags = FIELD_COLUMN | FIELD_CARD, FIELD_OF_STRING(struct gfp_request, migratetype)},
	{"slab", "kmalloc", "kmalloc() and its kin take it too", .flags = FIELD_CARD,
	 FIELD_OF_BOOL(struct gfp_request, slab)},
	{"highest_zone", "zone", "the first zone it tries, as gfp_zone() says",
	 .flags = FIELD_COLUMN | FIELD_CARD, FIELD_OF_STRING(struct gfp_request, highest_zone)},
	{"zones", "served from", "zones of this machine, in the order they are tried",
	 .flags = FIELD_CARD,
	 FIELD_OF_RECORDS(struct gfp_request, zones, nr_zones, &zone_type_record)},
	{"flags", "each flag", "the flags in the mask", .flags = FIELD_CARD,
	 FIELD_OF_RECORDS(struct gfp_request, flags, nr_flags, &flag_record)},
	{"unknown_bits", "other bits", "bits that are no flag of this kernel", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct gfp_request, unknown_bits)},
	{"bits_from", "known from",
	 "where the bits are known from: btf, tracefs, module, or \"assumed: ...\"",
	 .flags = FIELD_CARD, FIELD_OF_STRING(struct gfp_request, from)},
	{"note", NULL, "what to know about it", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct gfp_request, note)},
};

const struct record_type gfp_record = RECORD_TYPE("masks", gfp_fields, gfp_request);
