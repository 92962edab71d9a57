// SPDX-License-Identifier: GPL-2.0-or-later
/* zones.c - see zones.h. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "base/parse.h"
#include "reader/text.h"
#include "reader/zones.h"

/* No machine has more: addresses have 64 bits, and the smallest page 12 of them. */
#define MAX_PAGES (1ULL << 52)

/* The numbers of a zone, by the word that stands before them. */
static const struct zone_line {
	const char *word;
	size_t offset;
	bool required;
} zone_lines[] = {
	{"pages free", offsetof(struct zone, free_pages), true},
	{"boost", offsetof(struct zone, boost_pages), false},
	{"min", offsetof(struct zone, min_pages), true},
	{"low", offsetof(struct zone, low_pages), true},
	{"high", offsetof(struct zone, high_pages), true},
	{"promo", offsetof(struct zone, promo_pages), false},
	{"spanned", offsetof(struct zone, spanned_pages), true},
	{"present", offsetof(struct zone, present_pages), true},
	{"managed", offsetof(struct zone, managed_pages), false},
	{"cma", offsetof(struct zone, cma_pages), false},
	{"nr_free_cma", offsetof(struct zone, free_cma_pages), false},
	{"start_pfn:", offsetof(struct zone, start_pfn), false},
	{"reserved_highatomic:", offsetof(struct zone, reserved_highatomic_pages), false},
	{"free_highatomic:", offsetof(struct zone, free_highatomic_pages), false},
};

static int parse_pages(const char **text, uint64_t *ret)
{
	uint64_t pages;
	int rc = parse_u64(text, 10, &pages);

	if (rc < 0 || pages > MAX_PAGES)
		return rc < 0 ? rc : -ERANGE;
	*ret = pages;
	return 0;
}

static uint64_t *zone_number(struct zone *zone, const struct zone_line *line)
{
	return (uint64_t *)((char *)zone + line->offset);
}

/* "Node 0, zone   Normal", as all three files begin a line about a zone. */
static bool parse_zone_name(const char **text, int *node, char name[NAME_BYTES])
{
	const char *at = *text;
	uint64_t number;
	size_t length;

	if (!skip_prefix(&at, "Node"))
		return false;
	at = skip_spaces(at);
	if (parse_u64(&at, 10, &number) < 0 || number > INT32_MAX || !skip_prefix(&at, ", zone"))
		return false;
	at = skip_spaces(at);
	length = strcspn(at, " \t,");
	if (!length || length >= NAME_BYTES)
		return false;
	memcpy(name, at, length);
	name[length] = '\0';
	*node = number;
	*text = at + length;
	return true;
}

static struct zone *find_zone(const struct zone_array *zones, int node, const char *name)
{
	for (size_t i = 0; i < zones->nr; i++)
		if (zones->items[i].node == node && !strcmp(zones->items[i].name, name))
			return &zones->items[i];
	return NULL;
}

static int add_zone(struct zone_array *zones, int node, const char *name, struct error *err)
{
	struct zone *zone;
	int rc;

	rc = array_grow(&zones->items, zones->nr, err);
	if (rc < 0)
		return rc;
	zone = &zones->items[zones->nr++];
	*zone = (struct zone){.node = node};
	strcpy(zone->name, name);
	for (size_t i = 0; i < ARRAY_SIZE(zone_lines); i++)
		*zone_number(zone, &zone_lines[i]) = ABSENT;
	return 0;
}

/* "protection: (0, 1917, 1917)": one number for each zone type of the kernel. */
static bool parse_reserves(const char *text, struct zone *zone)
{
	unsigned int nr = 0;

	if (!skip_prefix(&text, "("))
		return false;
	do {
		text = skip_spaces(text);
		if (nr == MAX_NODE_ZONES || parse_pages(&text, &zone->reserves[nr++].pages) < 0)
			return false;
	} while (skip_prefix(&text, ","));
	zone->nr_reserves = nr;
	return *text == ')';
}

static int parse_zone_number(const char *text, struct zone *zone)
{
	for (size_t i = 0; i < ARRAY_SIZE(zone_lines); i++) {
		const char *at = text;

		if (!skip_prefix(&at, zone_lines[i].word) || (*at != ' ' && *at != '\t'))
			continue;
		at = skip_spaces(at);
		return parse_pages(&at, zone_number(zone, &zone_lines[i])) < 0 ? -EINVAL : 0;
	}
	return 0;
}

static int parse_zoneinfo_line(char *line, void *context, struct error *err)
{
	struct zone_array *zones = context;
	const char *text = line;
	char name[NAME_BYTES];
	struct zone *zone;
	int node;

	if (parse_zone_name(&text, &node, name))
		return add_zone(zones, node, name, err);
	if (!zones->nr)
		return 0;
	zone = &zones->items[zones->nr - 1];
	text = skip_spaces(line);
	if (skip_prefix(&text, "protection: "))
		return parse_reserves(text, zone) ? 0 : -EINVAL;
	return parse_zone_number(text, zone);
}

/*
 * The line "managed" came with 3.9 (9feedc9d831e). Before it the allocator managed what is present;
 * that such a zone is whole the line behind shows.
 */
static bool find_managed(struct zone *zone)
{
	if (zone->managed_pages == ABSENT && zone->cma_pages == ABSENT && zone->nr_reserves)
		zone->managed_pages = zone->present_pages;
	return zone->managed_pages != ABSENT;
}

static int no_line(const struct zone *zone, const char *word, struct error *err)
{
	return error_set(err, ERROR_PARSE,
			 "node %d, zone %s has no \"%s\" line: is the file truncated?", zone->node,
			 zone->name, word);
}

static int check_zone(struct zone *zone, struct error *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(zone_lines); i++)
		if (zone_lines[i].required && *zone_number(zone, &zone_lines[i]) == ABSENT)
			return no_line(zone, zone_lines[i].word, err);
	return find_managed(zone) ? 0 : no_line(zone, "managed", err);
}

/* Reserves stand in zone order; every zone of the node is printed, so the i-th names the i-th. */
static void name_reserves(struct zone_array *zones)
{
	for (size_t z = 0; z < zones->nr; z++) {
		struct zone *zone = &zones->items[z];
		unsigned int nr = 0;

		for (size_t i = 0; i < zones->nr && nr < zone->nr_reserves; i++)
			if (zones->items[i].node == zone->node)
				strcpy(zone->reserves[nr++].highest_zone, zones->items[i].name);
		for (; nr < zone->nr_reserves; nr++)
			snprintf(zone->reserves[nr].highest_zone, NAME_BYTES, "zone%u", nr);
	}
}

int zoneinfo_parse(char *text, struct zone_array *ret, struct error *err)
{
	_cleanup_(zone_array_clear) struct zone_array zones = {0};
	int rc;

	rc = text_parse_lines(text, parse_zoneinfo_line, &zones, err);
	if (rc < 0)
		return rc;
	if (!zones.nr)
		return error_set(err, ERROR_PARSE, "no zone in it");
	for (size_t i = 0; i < zones.nr; i++) {
		rc = check_zone(&zones.items[i], err);
		if (rc < 0)
			return rc;
	}
	name_reserves(&zones);
	*ret = zones;
	zones = (struct zone_array){0};
	return 0;
}

uint64_t zoneinfo_sum(const char *text, const char *word)
{
	uint64_t sum = ABSENT, pages;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const char *at = skip_spaces(text);

		if (!skip_prefix(&at, word) || *at != ' ')
			continue;
		at = skip_spaces(at);
		if (parse_pages(&at, &pages) == 0)
			sum = sum == ABSENT ? pages : sum + pages;
	}
	return sum;
}

/* Counts up to the end of the line; ">100000" means at least that many. */
static int parse_counts(const char *text, uint64_t counts[MAX_ORDERS], unsigned int *nr,
			uint8_t *truncated)
{
	*nr = 0;
	for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
		if (skip_prefix(&text, ">"))
			*truncated = true;
		if (*nr == MAX_ORDERS || parse_pages(&text, &counts[*nr]) < 0 ||
		    counts[*nr] > MAX_PAGES >> *nr)
			return -EINVAL;
		++*nr;
	}
	return *nr ? 0 : -EINVAL;
}

/**
 * struct lists_context - what the lines of buddyinfo and pagetypeinfo are added to
 * @zones: the zones
 * @nr_orders: orders that each line must have, once one was seen
 * @nr_lines: lines about a zone
 * @block_pages: pages of a block that has one migratetype
 * @highatomic_column: in the table of such blocks, the column of HighAtomic, from 1; 0 outside of
 * it
 */
struct lists_context {
	struct zone_array *zones;
	unsigned int nr_orders;
	unsigned int nr_lines;
	uint64_t block_pages;
	unsigned int highatomic_column;
};

static int parse_buddyinfo_line(char *line, void *context, struct error *err)
{
	struct lists_context *lists = context;
	struct zone skipped, *zone;
	uint8_t truncated = false;
	const char *at = line;
	char name[NAME_BYTES];
	int node;

	if (!parse_zone_name(&at, &node, name))
		return -EINVAL;
	zone = find_zone(lists->zones, node, name) ?: &skipped;
	if (parse_counts(at, zone->nr_free, &zone->nr_orders, &truncated) < 0)
		return -EINVAL;
	if (lists->nr_lines++ && zone->nr_orders != lists->nr_orders)
		return -EINVAL;
	lists->nr_orders = zone->nr_orders;
	return 0;
}

int buddyinfo_parse(char *text, struct zone_array *zones, struct error *err)
{
	struct lists_context lists = {.zones = zones};
	int rc;

	rc = text_parse_lines(text, parse_buddyinfo_line, &lists, err);
	if (rc < 0)
		return rc;
	return lists.nr_lines ? 0 : error_set(err, ERROR_PARSE, "no zone in it");
}

static int parse_free_list(const char *text, struct zone *zone)
{
	struct free_list *list = &zone->free_lists[zone->nr_free_lists];
	size_t length;

	if (zone->nr_free_lists == MAX_MIGRATETYPES || !skip_prefix(&text, ", type"))
		return -EINVAL;
	text = skip_spaces(text);
	length = strcspn(text, " \t");
	if (!length || length >= NAME_BYTES)
		return -EINVAL;
	*list = (struct free_list){.node = zone->node};
	strcpy(list->zone, zone->name);
	memcpy(list->migratetype, text, length);
	if (parse_counts(text + length, list->nr_free, &list->nr_orders, &list->truncated) < 0)
		return -EINVAL;
	zone->nr_free_lists++;
	return 0;
}

/* With CONFIG_PAGE_OWNER a table of mixed blocks follows, whose lines look the same. */
static int parse_heading(const char *text, struct lists_context *lists)
{
	unsigned int column = 0;

	lists->highatomic_column = 0;
	if (skip_prefix(&text, "Pages per block:")) {
		text = skip_spaces(text);
		return parse_pages(&text, &lists->block_pages) < 0 ? -EINVAL : 0;
	}
	if (!skip_prefix(&text, "Number of blocks type"))
		return 0;
	for (text = skip_spaces(text); *text; text = skip_spaces(text)) {
		column++;
		if (skip_prefix(&text, "HighAtomic"))
			lists->highatomic_column = column;
		text += strcspn(text, " \t");
	}
	return 0;
}

static int parse_nr_blocks(const char *text, const struct lists_context *lists, struct zone *zone)
{
	uint64_t nr_blocks[MAX_ORDERS];
	unsigned int nr, column = lists->highatomic_column;
	uint8_t truncated;

	if (parse_counts(text, nr_blocks, &nr, &truncated) < 0)
		return -EINVAL;
	if (!column || column > nr || zone->reserved_highatomic_pages != ABSENT)
		return 0;
	if (lists->block_pages && nr_blocks[column - 1] > MAX_PAGES / lists->block_pages)
		return -EINVAL;
	zone->reserved_highatomic_pages = nr_blocks[column - 1] * lists->block_pages;
	return 0;
}

static int parse_pagetypeinfo_line(char *line, void *context, struct error *err)
{
	struct lists_context *lists = context;
	const char *at = line;
	char name[NAME_BYTES];
	struct zone *zone;
	int node;

	if (!parse_zone_name(&at, &node, name))
		return parse_heading(line, lists);
	lists->nr_lines += *at == ',';
	zone = find_zone(lists->zones, node, name);
	if (!zone)
		return 0;
	return *at == ',' ? parse_free_list(at, zone) : parse_nr_blocks(at, lists, zone);
}

int pagetypeinfo_parse(char *text, struct zone_array *zones, struct error *err)
{
	struct lists_context lists = {.zones = zones};
	int rc;

	rc = text_parse_lines(text, parse_pagetypeinfo_line, &lists, err);
	if (rc < 0)
		return rc;
	return lists.nr_lines ? 0 : error_set(err, ERROR_PARSE, "no free list in it");
}

int zones_parse(const struct root *root, char *zoneinfo, char *buddyinfo, struct zone_array *ret,
		struct error *err)
{
	_cleanup_(zone_array_clear) struct zone_array zones = {0};
	int rc = zoneinfo_parse(zoneinfo, &zones, err);

	if (rc < 0)
		return error_prefix(err, rc, "%s/proc/zoneinfo: ", root->path);
	rc = buddyinfo_parse(buddyinfo, &zones, err);
	if (rc < 0)
		return error_prefix(err, rc, "%s/proc/buddyinfo: ", root->path);
	*ret = zones;
	zones = (struct zone_array){0};
	return 0;
}

int zones_read(const struct root *root, struct zone_array *ret, struct error *err)
{
	_cleanup_free_ char *zoneinfo = NULL, *buddyinfo = NULL;
	int rc;

	rc = root_read(root, "proc/zoneinfo", &zoneinfo, err);
	if (rc == 0)
		rc = root_read(root, "proc/buddyinfo", &buddyinfo, err);
	return rc < 0 ? rc : zones_parse(root, zoneinfo, buddyinfo, ret, err);
}

int free_lists_read(const struct root *root, struct zone_array *zones, struct error *err)
{
	_cleanup_free_ char *text = NULL;
	int rc;

	rc = root_read(root, "proc/pagetypeinfo", &text, err);
	if (rc < 0)
		return rc;
	rc = pagetypeinfo_parse(text, zones, err);
	return error_prefix(err, rc, "%s/proc/pagetypeinfo: ", root->path);
}
