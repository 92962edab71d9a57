// SPDX-License-Identifier: GPL-2.0-or-later
/* slabs.c - see slabs.h. */
#include <errno.h>

#include "analysis/slabs.h"
#include "base/suggest.h"
#include "reader/hints.h"
#include "reader/meminfo.h"
#include "reader/slab_sysfs.h"
#include "reader/slabinfo.h"

/* Above the orders of any kernel; a shift by more would mean nothing. */
#define MAX_ORDER 20

static uint64_t product(uint64_t a, uint64_t b)
{
	uint64_t result;

	if (a == ABSENT || b == ABSENT || __builtin_mul_overflow(a, b, &result))
		return ABSENT;
	return result;
}

static void derive(struct slab_cache *cache, uint64_t page_bytes)
{
	uint64_t used;

	if (cache->order <= MAX_ORDER)
		cache->slab_bytes = page_bytes << cache->order;
	cache->memory_bytes = product(cache->nr_slabs, cache->slab_bytes);
	used = product(cache->nr_active_objects, cache->object_bytes);
	/* Counted one after the other while objects come and go: never less than nothing. */
	if (used != ABSENT && cache->memory_bytes != ABSENT)
		cache->waste_bytes = used < cache->memory_bytes ? cache->memory_bytes - used : 0;
	for (size_t i = 0; i < cache->nr_nodes; i++)
		cache->nodes[i].memory_bytes = product(cache->nodes[i].nr_slabs, cache->slab_bytes);
}

/* Keeps the one cache that was asked for. */
static int keep_named(struct slab_cache_array *caches, const char *name, struct error *err)
{
	struct suggestion best = {0};
	int rc;

	for (size_t i = 0; i < caches->nr; i++) {
		if (slab_cache_has_name(&caches->items[i], name)) {
			slab_cache_array_keep(caches, i);
			return 0;
		}
		suggest(&best, name, caches->items[i].name);
	}
	rc = error_set(err, ERROR_NOT_FOUND, "no slab cache goes by the name \"%.80s\"", name);
	if (!suggest_remedy(&best, err))
		error_remedy(err, "\"memmap slabs --top 0 -o name,aliases\" lists them all");
	return rc;
}

/**
 * struct reading - the caches on their way from the sources
 * @wanted: what to find out
 * @sysfs: the directory
 * @caches: the caches
 * @slabinfo_err: why there is no /proc/slabinfo
 * @sysfs_err: why there is nothing, or no more, of /sys/kernel/slab
 */
struct reading {
	const struct slabs_wanted *wanted;
	struct slab_sysfs sysfs;
	struct slab_cache_array caches;
	struct error slabinfo_err, sysfs_err;
};

/* Opens sysfs if something of it is wanted. */
static void read_names(struct reading *reading, const struct root *root)
{
	const struct slabs_wanted *wanted = reading->wanted;
	bool names = wanted->names || wanted->cache || reading->slabinfo_err.code;

	if (!names && !wanted->facts)
		return;
	if (slab_sysfs_open(root, &reading->sysfs, &reading->sysfs_err) == 0 && names &&
	    slab_sysfs_list(&reading->sysfs, &reading->caches, &reading->sysfs_err) < 0)
		reading->sysfs.root = NULL;
}

static void read_facts(struct reading *reading)
{
	unsigned int facts = reading->wanted->facts;
	int rc = !reading->sysfs.root ? -ENOENT : 0;

	for (size_t i = 0; i < reading->caches.nr && rc == 0; i++) {
		struct slab_cache *cache = &reading->caches.items[i];
		/* No line of /proc/slabinfo had its counts. */
		bool counts = cache->nr_slabs == ABSENT;

		rc = slab_sysfs_fill(&reading->sysfs, cache,
				     facts | (counts ? SLAB_SYSFS_COUNTS : 0), &reading->sysfs_err);
	}
}

/* Neither source tells: the reason that weighs most, and the way out where there is one. */
static int no_source(const struct reading *reading, const struct root *root, struct error *err)
{
	enum error_code slabinfo = reading->slabinfo_err.code, sysfs = reading->sysfs_err.code;
	enum error_code code = slabinfo == ERROR_NOT_FOUND ? sysfs : slabinfo;
	bool missing = code == ERROR_NOT_FOUND;
	int rc;

	if (slabinfo == ERROR_PERMISSION || sysfs == ERROR_PERMISSION)
		code = ERROR_PERMISSION;
	else if (missing)
		code = ERROR_NO_BACKEND;
	rc = error_set(err, code, "no source of slab caches: %.240s; %.240s",
		       reading->slabinfo_err.text, reading->sysfs_err.text);
	if (code == ERROR_PERMISSION)
		error_remedy(err, "the kernel shows slab caches to root only");
	else if (missing)
		hint_give(err, root, HINT_SLABS);
	return rc;
}

/* Whether there is an answer, and what is not known for lack of one source. */
static int judge(struct reading *reading, const struct root *root, struct error *missing,
		 struct error *err)
{
	if (reading->slabinfo_err.code && reading->sysfs_err.code)
		return no_source(reading, root, err);
	if (reading->slabinfo_err.code) {
		*missing = reading->slabinfo_err;
		error_prefix(missing, 0, "counts are read cache by cache: ");
	} else if (reading->sysfs_err.code) {
		*missing = reading->sysfs_err;
		error_prefix(missing, 0,
			     "object sizes, waste, flags, aliases and nodes are not known: ");
	}
	return 0;
}

static int read_all(struct reading *reading, const struct root *root, struct error *missing,
		    struct error *err)
{
	int rc = 0;

	if (slabinfo_read(root, &reading->caches, &reading->slabinfo_err) < 0)
		reading->caches = (struct slab_cache_array){0};
	read_names(reading, root);
	if (reading->wanted->cache && reading->caches.nr)
		rc = keep_named(&reading->caches, reading->wanted->cache, err);
	if (rc < 0)
		return rc;
	read_facts(reading);
	for (size_t i = 0; i < reading->caches.nr; i++)
		derive(&reading->caches.items[i], reading->wanted->page_bytes);
	return judge(reading, root, missing, err);
}

int slabs_read(const struct root *root, const struct slabs_wanted *wanted,
	       struct slab_cache_array *ret, struct error *missing, struct error *err)
{
	struct reading reading = {.wanted = wanted};
	int rc = read_all(&reading, root, missing, err);

	if (rc < 0)
		slab_cache_array_clear(&reading.caches);
	else
		*ret = reading.caches;
	return rc;
}

static void add(uint64_t *sum, uint64_t value)
{
	if (value == ABSENT || __builtin_add_overflow(*sum, value, sum))
		*sum = ABSENT;
}

static void add_cache(struct slab_total *total, const struct slab_cache *cache)
{
	total->nr_caches++;
	/* It went while it was read. */
	if (cache->nr_slabs == ABSENT)
		return;
	add(&total->nr_active_objects, cache->nr_active_objects);
	add(&total->nr_objects, cache->nr_objects);
	add(&total->nr_slabs, cache->nr_slabs);
	add(&total->memory_bytes, cache->memory_bytes);
	add(&total->waste_bytes, cache->nr_slabs ? cache->waste_bytes : 0);
}

size_t slabs_total(const struct slab_cache_array *caches, const char *meminfo,
		   struct slab_total ret[3])
{
	bool any_known = false;

	ret[0] = (struct slab_total){.kind = "reclaimable",
				     .meminfo_bytes = meminfo_bytes(meminfo, "SReclaimable")};
	ret[1] = (struct slab_total){.kind = "unreclaimable",
				     .meminfo_bytes = meminfo_bytes(meminfo, "SUnreclaim")};
	ret[2] =
		(struct slab_total){.kind = "all", .meminfo_bytes = meminfo_bytes(meminfo, "Slab")};
	for (size_t i = 0; i < caches->nr; i++) {
		const struct slab_cache *cache = &caches->items[i];

		add_cache(&ret[2], cache);
		if (cache->reclaimable > 1)
			continue;
		any_known = true;
		add_cache(&ret[!cache->reclaimable], cache);
	}
	if (any_known)
		return 3;
	ret[0] = ret[2];
	return 1;
}
