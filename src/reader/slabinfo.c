// SPDX-License-Identifier: GPL-2.0-or-later
/* slabinfo.c - see slabinfo.h. */
#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "reader/slabinfo.h"
#include "reader/text.h"

/* A slab is at most a block of the buddy allocator: 2^13 pages and more are a broken line. */
#define MAX_SLAB_ORDER 20

/**
 * struct slabinfo - a text being parsed
 * @caches: what has been found
 * @has_version: the first line was what it must be
 */
struct slabinfo {
	struct slab_cache_array caches;
	bool has_version;
};

/* Cuts the last word off a text and reads it as a number. */
static bool take_last(char *text, uint64_t *ret)
{
	size_t length = strlen(text);
	const char *word;

	while (length && text[length - 1] == ' ')
		text[--length] = '\0';
	word = strrchr(text, ' ');
	if (!word)
		return false;
	length = word - text;
	word++;
	if (parse_u64(&word, 10, ret) < 0 || *word)
		return false;
	text[length] = '\0';
	return true;
}

/* "slabdata <active_slabs> <num_slabs> <sharedavail>": the second one, of the last part of a line
 * unless statistics follow. */
static bool parse_slabs(const char *text, uint64_t *ret)
{
	const char *at = strstr(text, ": slabdata ");
	uint64_t active;

	if (!at)
		return false;
	at = skip_spaces(at + strlen(": slabdata "));
	if (parse_u64(&at, 10, &active) < 0)
		return false;
	at = skip_spaces(at);
	return parse_u64(&at, 10, ret) == 0 && (*at == ' ' || !*at);
}

static bool set_order(struct slab_cache *cache, uint64_t pages)
{
	if (!pages || pages & (pages - 1) || pages > 1ULL << MAX_SLAB_ORDER)
		return false;
	cache->order = __builtin_ctzll(pages);
	return true;
}

/* The numbers are read from behind, since a name may hold blanks. */
static bool parse_numbers(char *text, struct slab_cache *cache)
{
	uint64_t pages;

	return take_last(text, &pages) && set_order(cache, pages) &&
	       take_last(text, &cache->objects_per_slab) && take_last(text, &cache->slot_bytes) &&
	       take_last(text, &cache->nr_objects) && take_last(text, &cache->nr_active_objects);
}

static int parse_line(char *line, void *context, struct error *err)
{
	struct slabinfo *info = context;
	struct slab_cache *cache;
	uint64_t nr_slabs;
	size_t length;
	char *tunables;

	if (!info->has_version) {
		info->has_version = !strncmp(line, "slabinfo - version: 2.", 22);
		return info->has_version ? 0 : -EINVAL;
	}
	if (*line == '#')
		return 0;
	tunables = strstr(line, " : tunables ");
	if (!tunables || !parse_slabs(tunables, &nr_slabs))
		return -EINVAL;
	if (slab_cache_new(&info->caches, NULL, &cache) < 0)
		return error_no_memory(err);
	*tunables = '\0';
	cache->nr_slabs = nr_slabs;
	if (!parse_numbers(line, cache))
		return -EINVAL;
	for (length = strlen(line); length && line[length - 1] == ' ';)
		line[--length] = '\0';
	if (!length)
		return -EINVAL;
	cache->name = strdup(line);
	return cache->name ? 0 : error_no_memory(err);
}

int slabinfo_parse(char *text, struct slab_cache_array *ret, struct error *err)
{
	struct slabinfo info = {0};
	int rc;

	rc = text_parse_lines(text, parse_line, &info, err);
	if (rc == 0 && !info.caches.nr)
		rc = error_set(err, ERROR_PARSE, "no slab cache in it");
	if (rc < 0) {
		slab_cache_array_clear(&info.caches);
		return rc;
	}
	*ret = info.caches;
	return 0;
}

int slabinfo_read(const struct root *root, struct slab_cache_array *ret, struct error *err)
{
	_cleanup_free_ char *text = NULL;
	int rc;

	rc = root_read(root, "proc/slabinfo", &text, err);
	if (rc < 0)
		return rc;
	rc = slabinfo_parse(text, ret, err);
	return error_prefix(err, rc, "%s/proc/slabinfo: ", root->path);
}
