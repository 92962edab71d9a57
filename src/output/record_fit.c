// SPDX-License-Identifier: GPL-2.0-or-later
/* record_fit.c - fields of whether a request would succeed. */
#include "model/fit.h"
#include "output/records.h"

static const struct field zone_fields[] = {
	{"node", NULL, "NUMA node", .flags = FIELD_COLUMN,
	 FIELD_OF_INT(FIELD_INT, struct fit_zone, node)},
	{"zone", NULL, "zone", .flags = FIELD_COLUMN, FIELD_OF_CHARS(struct fit_zone, zone)},
	{"verdict", NULL,
	 "serves; short: too little would stay free; fragmented: no block is large enough",
	 .flags = FIELD_COLUMN | FIELD_STATUS,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct fit_zone, verdict), .enum_name = fit_verdict_name},
	{"free_pages", "free", "free pages", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct fit_zone, free_pages)},
	{"barred_pages", "barred",
	 "what does not count as free for it: CMA for what cannot move, HighAtomic blocks unless it "
	 "is urgent",
	 .flags = FIELD_WIDE, FIELD_OF_UNSIGNED(FIELD_PAGES, struct fit_zone, barred_pages)},
	{"min_pages", "min", "the min watermark, as far as it must be left", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct fit_zone, min_pages)},
	{"reserve_pages", "reserve", "lowmem reserve against such requests", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct fit_zone, reserve_pages)},
	{"spare_pages", "spare", "what is left above these; negative: so much is short",
	 .flags = FIELD_COLUMN, FIELD_OF_DELTA(struct fit_zone, spare_pages)},
	{"nr_blocks", "blocks", "blocks of the order that it may take, larger ones as several",
	 .flags = FIELD_COLUMN, FIELD_OF_UNSIGNED(FIELD_UINT, struct fit_zone, nr_blocks)},
	{"largest_order", "largest", "order of the largest block that it may take",
	 .flags = FIELD_COLUMN, FIELD_OF_INT(FIELD_INT, struct fit_zone, largest_order)},
	{"taken_from", "from", "migratetype of the block that the first request gets",
	 .flags = FIELD_COLUMN, FIELD_OF_STRING(struct fit_zone, taken_from)},
	{"nr_served", "served", "how many of the requests it serves", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct fit_zone, nr_served)},
};

const struct record_type fit_zone_record = RECORD_TYPE("zones", zone_fields, fit_zone);

static const struct field fit_fields[] = {
	{"gfp", "flags", "flags of the requests", .flags = FIELD_TITLE,
	 FIELD_OF_STRING(struct fit, gfp)},
	{"fits", NULL, "whether all requests would succeed", .flags = FIELD_CARD | FIELD_STATUS,
	 FIELD_OF_BOOL(struct fit, fits)},
	{"certain", NULL, "whether that holds by all rules that this kernel may have",
	 FIELD_OF_BOOL(struct fit, certain)},
	{"order", NULL, "order of each request", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct fit, order)},
	{"nr_requests", "requests", "how many", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct fit, nr_requests)},
	{"nr_fit", "succeed", "how many of them succeed, one after the other", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct fit, nr_fit)},
	{"verdict", NULL,
	 "serves; or what the first one that fails meets: short of memory, or fragmented",
	 .flags = FIELD_CARD | FIELD_STATUS, FIELD_OF_UNSIGNED(FIELD_ENUM, struct fit, verdict),
	 .enum_name = fit_verdict_name},
	{"node", NULL, "node that the first one is served from", .flags = FIELD_CARD,
	 FIELD_OF_INT(FIELD_INT, struct fit, node)},
	{"zone", NULL, "zone that the first one is served from", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct fit, zone)},
	{"short_pages", "short by",
	 "what would have to be freed for it, in the zone that lacks least", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct fit, short_pages)},
	{"largest_order", "largest order",
	 "where contiguity is short: order of the largest block that it may take",
	 .flags = FIELD_CARD, FIELD_OF_INT(FIELD_INT, struct fit, largest_order)},
	{"note", NULL, "what to know about the answer", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct fit, note)},
	{"zones", NULL, "the zones in the order they are tried",
	 FIELD_OF_RECORDS(struct fit, zones, nr_zones, &fit_zone_record)},
};

const struct record_type fit_record = RECORD_TYPE("requests", fit_fields, fit);
