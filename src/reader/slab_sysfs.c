// SPDX-License-Identifier: GPL-2.0-or-later
/* slab_sysfs.c - see slab_sysfs.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/array.h"
#include "base/parse.h"
#include "reader/slab_sysfs.h"

#define DIRECTORY "sys/kernel/slab"
/* No file of interest is longer: a count of 20 digits for each of the nodes. */
#define FILE_MAX_BYTES 4096
/* Nodes that a kernel can be built for. */
#define MAX_NODES 1024

#define AT(member)	offsetof(struct slab_cache, member)
#define NODE_AT(member) offsetof(struct slab_node, member)

/* Files that hold one number. */
static const struct number_file {
	const char *name;
	unsigned int facts;
	size_t offset;
} number_files[] = {
	{"object_size", SLAB_SYSFS_OBJECT, AT(object_bytes)},
	{"slab_size", SLAB_SYSFS_COUNTS, AT(slot_bytes)},
	{"objs_per_slab", SLAB_SYSFS_COUNTS, AT(objects_per_slab)},
	{"order", SLAB_SYSFS_COUNTS, AT(order)},
	{"align", SLAB_SYSFS_DETAILS, AT(align_bytes)},
	{"usersize", SLAB_SYSFS_DETAILS, AT(usercopy_bytes)},
};

/* Files that hold a count and, where there are nodes, that of each: "67 N0=60 N1=7". */
static const struct count_file {
	const char *name;
	size_t offset, node_offset;
} count_files[] = {
	{"objects", AT(nr_active_objects), NODE_AT(nr_active_objects)},
	{"total_objects", AT(nr_objects), NODE_AT(nr_objects)},
	{"slabs", AT(nr_slabs), NODE_AT(nr_slabs)},
};

static uint64_t *number_at(void *record, size_t offset)
{
	return (uint64_t *)((char *)record + offset);
}

/* A number, then the end of the line. */
static int parse_number(const char *text, uint64_t *ret)
{
	uint64_t number;

	if (parse_u64(&text, 10, &number) < 0 || strcmp(text, "\n"))
		return -EINVAL;
	*ret = number;
	return 0;
}

static int parse_flag(const char *text, unsigned int bit, struct slab_cache *cache)
{
	uint64_t value;

	if (parse_number(text, &value) < 0 || value > 1)
		return -EINVAL;
	cache->flags |= value << bit;
	if (!strcmp(slab_flags[bit].name, "reclaim_account"))
		cache->reclaimable = value;
	return 0;
}

/* " N1=7" */
static int parse_node(const char **text, const struct count_file *file, struct slab_cache *cache)
{
	struct slab_node *node;
	uint64_t number, count;

	if (!skip_prefix(text, " N") || parse_u64(text, 10, &number) < 0 || number >= MAX_NODES ||
	    !skip_prefix(text, "=") || parse_u64(text, 10, &count) < 0)
		return -EINVAL;
	node = slab_cache_node(cache, number);
	if (!node)
		return -ENOMEM;
	*number_at(node, file->node_offset) = count;
	return 0;
}

static int parse_counts(const char *text, const struct count_file *file, struct slab_cache *cache)
{
	uint64_t *total = number_at(cache, file->offset), count;
	int rc;

	if (parse_u64(&text, 10, &count) < 0)
		return -EINVAL;
	while (*text == ' ') {
		rc = parse_node(&text, file, cache);
		if (rc < 0)
			return rc;
	}
	if (strcmp(text, "\n"))
		return -EINVAL;
	if (*total == ABSENT)
		*total = count;
	return 0;
}

/* "construct+0x0/0x40 [module]", or nothing. */
static int parse_ctor(const char *text, struct slab_cache *cache)
{
	size_t length = strcspn(text, "\n");

	if (!length)
		return 0;
	free(cache->ctor);
	cache->ctor = strndup(text, length);
	return cache->ctor ? 0 : -ENOMEM;
}

int slab_sysfs_parse(const char *file, const char *text, struct slab_cache *cache)
{
	for (size_t i = 0; i < ARRAY_SIZE(number_files); i++)
		if (!strcmp(number_files[i].name, file))
			return parse_number(text, number_at(cache, number_files[i].offset));
	for (size_t i = 0; i < ARRAY_SIZE(count_files); i++)
		if (!strcmp(count_files[i].name, file))
			return parse_counts(text, &count_files[i], cache);
	for (size_t i = 0; i < nr_slab_flags; i++)
		if (!strcmp(slab_flags[i].name, file))
			return parse_flag(text, slab_flags[i].bit, cache);
	return strcmp(file, "ctor") ? -ENOENT : parse_ctor(text, cache);
}

int slab_sysfs_open(const struct root *root, struct slab_sysfs *ret, struct error *err)
{
	int rc = root_find(root, DIRECTORY);

	if (rc < 0)
		return error_errno(err, -rc, "%s/%s", root->path, DIRECTORY);
	*ret = (struct slab_sysfs){root};
	return 0;
}

/* The entry that a cache's name stands for: sysfs has "!" where the name has "/". */
static void entry_name(const char *name, char ret[NAME_MAX + 1])
{
	snprintf(ret, NAME_MAX + 1, "%s", name);
	for (; *ret; ret++)
		if (*ret == '/')
			*ret = '!';
}

static int fill_from(const struct slab_sysfs *sysfs, struct slab_cache *cache, const char *file,
		     struct error *err)
{
	char entry[NAME_MAX + 1], path[NAME_MAX + 64], text[FILE_MAX_BYTES + 1];
	ssize_t got;
	int rc;

	entry_name(cache->id ?: cache->name, entry);
	snprintf(path, sizeof(path), DIRECTORY "/%s/%s", entry, file);
	got = root_read_small(sysfs->root, path, text, sizeof(text));
	if (got == -ENOENT)
		return 0;
	if (got < 0)
		return error_errno(err, -got, "%s/%s", sysfs->root->path, path);
	rc = slab_sysfs_parse(file, text, cache);
	if (rc == -EINVAL) {
		text[strcspn(text, "\n")] = '\0';
		return error_set(err, ERROR_PARSE, "%s/%s is not understood: \"%.40s\"",
				 sysfs->root->path, path, text);
	}
	return rc < 0 ? error_no_memory(err) : 0;
}

int slab_sysfs_fill(const struct slab_sysfs *sysfs, struct slab_cache *cache, unsigned int facts,
		    struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < ARRAY_SIZE(number_files) && rc == 0; i++)
		if (number_files[i].facts & facts &&
		    *number_at(cache, number_files[i].offset) == ABSENT)
			rc = fill_from(sysfs, cache, number_files[i].name, err);
	for (size_t i = 0; i < ARRAY_SIZE(count_files) && rc == 0; i++)
		if (facts & (SLAB_SYSFS_NODES | SLAB_SYSFS_COUNTS))
			rc = fill_from(sysfs, cache, count_files[i].name, err);
	for (size_t i = 0; i < nr_slab_flags && rc == 0; i++)
		if (facts & SLAB_SYSFS_FLAGS)
			rc = fill_from(sysfs, cache, slab_flags[i].name, err);
	if (rc == 0 && (facts & SLAB_SYSFS_RECLAIM) && !(facts & SLAB_SYSFS_FLAGS))
		rc = fill_from(sysfs, cache, "reclaim_account", err);
	if (rc == 0 && facts & SLAB_SYSFS_DETAILS)
		rc = fill_from(sysfs, cache, "ctor", err);
	if (rc == 0 && facts & SLAB_SYSFS_FLAGS)
		cache->flags_known = cache->reclaimable <= 1;
	return rc;
}

/**
 * struct entry - one name in the directory
 * @name: the name
 * @id: the directory that it is, or that it links to; NULL once it is a cache's own
 * @is_link: it is a symbolic link
 */
struct entry {
	char *name, *id;
	bool is_link;
};

/**
 * struct entries - all names in the directory
 * @items: the names
 * @nr: how many
 */
struct entries {
	struct entry *items;
	size_t nr;
};

static void entries_clear(struct entries *entries)
{
	for (size_t i = 0; i < entries->nr; i++) {
		free(entries->items[i].name);
		free(entries->items[i].id);
	}
	free(entries->items);
}

static int add_entry(struct entries *entries, const struct root *root, const char *name)
{
	char path[NAME_MAX + 64], target[NAME_MAX + 1];
	struct entry entry;
	ssize_t length;

	if (array_grow(&entries->items, entries->nr, NULL) < 0)
		return -ENOMEM;
	snprintf(path, sizeof(path), DIRECTORY "/%s", name);
	length = root_read_link(root, path, target, sizeof(target));
	entry.name = strdup(name);
	entry.id = strdup(length > 0 ? basename(target) : name);
	entry.is_link = length > 0;
	entries->items[entries->nr++] = entry;
	return entry.name && entry.id ? 0 : -ENOMEM;
}

static int read_entries(const struct root *root, struct entries *ret, struct error *err)
{
	_cleanup_(root_names_clear) struct root_names names = {0};
	int rc = root_list(root, DIRECTORY, &names, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < names.nr; i++)
		if (*names.items[i] != '.' && add_entry(ret, root, names.items[i]) < 0)
			return error_no_memory(err);
	return 0;
}

/* Takes the entry of the cache's own name out and remembers the directory it stands for. */
static void take_entry(struct entries *entries, struct slab_cache *cache)
{
	char wanted[NAME_MAX + 1];

	entry_name(cache->name, wanted);
	for (size_t i = 0; i < entries->nr; i++) {
		struct entry *entry = &entries->items[i];

		if (!entry->id || strcmp(entry->name, wanted))
			continue;
		free(cache->id);
		cache->id = take_ptr(entry->id);
		return;
	}
}

static struct slab_cache *find_by_id(const struct slab_cache_array *caches, const char *id)
{
	for (size_t i = 0; i < caches->nr; i++)
		if (caches->items[i].id && !strcmp(caches->items[i].id, id))
			return &caches->items[i];
	return NULL;
}

/* A further name of a cache, the directory of a cache known by its names, or a new cache. */
static int add_entry_to(struct entry *entry, struct slab_cache_array *caches)
{
	struct slab_cache *cache = find_by_id(caches, entry->id);

	if (!cache) {
		char *name = strdup(entry->name);

		if (!name || slab_cache_new(caches, name, &cache) < 0)
			return -ENOMEM;
		cache->id = strdup(entry->id);
		return cache->id ? 0 : -ENOMEM;
	}
	if (!entry->is_link)
		return 0;
	if (array_grow(&cache->aliases, cache->nr_aliases, NULL) < 0)
		return -ENOMEM;
	cache->aliases[cache->nr_aliases++] = take_ptr(entry->name);
	return 0;
}

static int add_entries(struct entries *entries, bool links, struct slab_cache_array *caches)
{
	int rc = 0;

	for (size_t i = 0; i < entries->nr && rc == 0; i++) {
		struct entry *entry = &entries->items[i];

		if (entry->id && entry->is_link == links)
			rc = add_entry_to(entry, caches);
	}
	return rc;
}

int slab_sysfs_list(const struct slab_sysfs *sysfs, struct slab_cache_array *caches,
		    struct error *err)
{
	_cleanup_(entries_clear) struct entries entries = {0};
	int rc;

	rc = read_entries(sysfs->root, &entries, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < caches->nr; i++)
		take_entry(&entries, &caches->items[i]);
	/* Links first: a directory that they lead to is no cache of another name. */
	rc = add_entries(&entries, true, caches);
	if (rc == 0)
		rc = add_entries(&entries, false, caches);
	return rc < 0 ? error_no_memory(err) : 0;
}
