// SPDX-License-Identifier: GPL-2.0-or-later
/* physical.c - see physical.h. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "analysis/address/aliases.h"
#include "analysis/address/owner.h"
#include "analysis/address/physical.h"
#include "model/address.h"
#include "reader/kpagecount.h"

/* Several may apply; what is already said is not said again. */
static _printf_(3, 4) int add_note(struct physical *item, struct error *err, const char *format,
				   ...)
{
	char text[512], *all;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (item->note && strstr(item->note, text))
		return 0;
	if (asprintf(&all, "%s%s%s", item->note ?: "", item->note ? "; " : "", text) < 0)
		return error_no_memory(err);
	free(item->note);
	item->note = all;
	return 0;
}

static bool fits_machine(const struct address_space *space, uint64_t phys_addr)
{
	return !space->phys_bits || space->phys_bits >= 64 || !(phys_addr >> space->phys_bits);
}

static void begin(const struct sources *sources, struct physical *item)
{
	*item = (struct physical){
		.operand = item->operand,
		.phys_addr = item->phys_addr,
		.pfn = item->phys_addr >> sources_space(sources)->page_shift,
		.is_ram = UINT8_MAX,
		.struct_page = ABSENT,
		.mapcount = ABSENT,
		.nr_found = sources->backend ? 0 : ABSENT,
	};
}

static int find_frames(struct sources *sources, struct physical *items, struct memmap_frame *frames,
		       size_t nr, struct error *err)
{
	const struct address_space *space = sources_space(sources);
	const char *missing;

	for (size_t i = 0; i < nr; i++)
		frames[i] = (struct memmap_frame){
			.pfn = fits_machine(space, items[i].phys_addr) ? items[i].pfn : 0,
		};
	sources_frames(sources, frames, nr, &missing);
	for (size_t i = 0; i < nr; i++) {
		items[i].is_online =
			frames[i].status == MEMMAP_FRAME_OK && frames[i].pfn == items[i].pfn;
		if (items[i].is_online)
			items[i].frame = &frames[i];
		if (frames[i].status != FRAME_UNKNOWN || frames[i].pfn != items[i].pfn)
			continue;
		items[i].is_online = UINT8_MAX;
		if (add_note(&items[i], err, "%s", missing) < 0)
			return -ENOMEM;
	}
	return 0;
}

static bool is_system_ram(const struct mem_resource *resource)
{
	for (; resource; resource = resource->parent)
		if (!strncmp(resource->name, "System RAM", strlen("System RAM")))
			return true;
	return false;
}

static int find_resource(struct sources *sources, struct physical *item, struct error *err)
{
	const char *missing;

	item->resource = sources_find_resource(sources, item->phys_addr, &missing);
	if (missing)
		return add_note(item, err, "%s", missing);
	item->is_ram = is_system_ram(item->resource);
	return 0;
}

static int find_mapcount(struct sources *sources, struct physical *item, struct error *err)
{
	struct error why = {0};

	if (!item->frame || kpagecount_read(sources->root, item->pfn, &item->mapcount, &why) == 0)
		return 0;
	return add_note(item, err, "user mappings unknown: %s", why.text);
}

static int name_alias(struct sources *sources, struct physical *item, struct alias *alias,
		      struct error *err)
{
	char symbol[SYMBOL_BYTES] = "";
	const char *missing;
	int rc;

	alias->area = sources_find_area(sources, alias->region, alias->virt_addr, &missing);
	rc = missing ? add_note(item, err, "%s", missing) : 0;
	if (rc == 0)
		rc = sources_symbol(sources, alias->region, item->frame, alias->virt_addr, symbol,
				    err);
	if (rc < 0 || !*symbol)
		return rc;
	alias->symbol = strdup(symbol);
	return alias->symbol ? 0 : error_no_memory(err);
}

static int judge_status(struct sources *sources, struct physical *item, struct error *err)
{
	const struct address_space *space = sources_space(sources);
	const char *missing;

	sources_resources(sources, &missing);
	if (item->frame || item->resource || item->nr_aliases) {
		item->status = PHYSICAL_OK;
		return 0;
	}
	item->status = PHYSICAL_ABSENT;
	if (!fits_machine(space, item->phys_addr))
		return add_note(item, err,
				"no such memory: physical addresses have %u bits here; virtual "
				"ones are for \"memmap addr\"",
				space->phys_bits);
	if (!missing)
		return add_note(item, err, "no such memory: no resource of /proc/iomem holds it");
	item->status = PHYSICAL_UNKNOWN;
	return 0;
}

static int note_aliases(struct physical *item, struct error *err)
{
	const struct alias *first = item->aliases;

	if (item->nr_found == ABSENT)
		return add_note(item, err, "the kernel's addresses of it are unknown");
	if (first && first->region && first->region->type == MEMMAP_REGION_DIRECT_MAP &&
	    first->status == MEMMAP_STATUS_UNMAPPED)
		return add_note(item, err,
				"taken out of the direct map: the kernel itself cannot reach it "
				"there");
	if (item->nr_found > item->nr_aliases)
		return add_note(item, err, "the first %zu of %ju aliases are listed",
				item->nr_aliases, (uintmax_t)item->nr_found);
	return 0;
}

static bool is_telling(const struct owner *owner)
{
	return owner->kind != OWNER_UNKNOWN && owner->kind != OWNER_ALLOCATED;
}

/* The frame tells most owners; who maps it elsewhere is asked where it does not. */
static int find_owner(struct sources *sources, struct physical *item, struct error *err)
{
	struct owner_facts facts = {
		.virt_addr = ABSENT,
		.phys_addr = item->phys_addr,
		.frame = item->frame,
		.resource = item->resource,
	};
	struct owner *owner = malloc(sizeof(*owner));

	if (!owner)
		return error_no_memory(err);
	owner_find(sources, &facts, owner);
	for (size_t i = 0; i < item->nr_aliases && !is_telling(owner); i++) {
		const struct alias *alias = &item->aliases[i];

		if (!alias->region || alias->region->flags & MEMMAP_REGION_LINEAR)
			continue;
		facts.virt_addr = alias->virt_addr;
		facts.area = alias->area;
		facts.symbol = alias->symbol;
		owner_find(sources, &facts, owner);
	}
	if (!is_telling(owner)) {
		facts = (struct owner_facts){ABSENT, item->phys_addr, item->frame, item->resource};
		owner_find(sources, &facts, owner);
	}
	if (owner_kind_name(owner->kind) || owner->note)
		item->owner = owner;
	else
		free(owner);
	return 0;
}

static int complete(struct sources *sources, struct physical *item, struct error *err)
{
	int rc = find_resource(sources, item, err);

	for (size_t i = 0; i < item->nr_aliases && rc == 0; i++)
		rc = name_alias(sources, item, &item->aliases[i], err);
	if (item->frame)
		item->struct_page = address_space_struct_page(sources_space(sources), item->pfn);
	if (rc == 0)
		rc = find_mapcount(sources, item, err);
	if (rc == 0 && !sources->without_owners)
		rc = find_owner(sources, item, err);
	if (rc == 0)
		rc = judge_status(sources, item, err);
	if (rc == 0)
		rc = note_aliases(item, err);
	return rc < 0 ? rc : aliases_judge(sources_space(sources), item, err);
}

int identify_physical(struct sources *sources, struct physical *items, struct memmap_frame *frames,
		      size_t nr, struct error *err)
{
	int rc;

	for (size_t i = 0; i < nr; i++)
		begin(sources, &items[i]);
	rc = find_frames(sources, items, frames, nr, err);
	if (rc == 0 && sources->backend)
		rc = aliases_find(sources->backend, items, nr, err);
	for (size_t i = 0; i < nr && rc == 0; i++)
		rc = complete(sources, &items[i], err);
	return rc;
}
