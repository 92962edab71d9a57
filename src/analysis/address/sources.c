// SPDX-License-Identifier: GPL-2.0-or-later
/* sources.c - see sources.h. */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "analysis/address/listed.h"
#include "analysis/address/owner.h"
#include "analysis/address/sources.h"
#include "analysis/address/unhash.h"
#include "kernel/kernel.h"
#include "kernel/owner_finder.h"
#include "reader/hints.h"
#include "reader/iomem.h"
#include "reader/kallsyms.h"
#include "reader/vmallocinfo.h"

void sources_clear(struct sources *sources)
{
	vmap_area_array_clear(&sources->areas);
	mem_resource_array_clear(&sources->resources);
	symbol_index_clear(&sources->symbols);
	owner_finder_free(&sources->finder);
	if (sources->frames_opened)
		frame_source_close(&sources->frames);
	sources->frames_opened = false;
}

const struct address_space *sources_space(const struct sources *sources)
{
	return sources->backend ? &sources->backend->space : &sources->listed;
}

static bool knows_list(const struct backend *backend)
{
	return kernel_knows_areas(backend) && !backend_can(backend, BACKEND_KNOWS_HASHES);
}

static int find_hashed(struct backend *backend, struct vmap_area_array *areas, struct error *err)
{
	if (knows_list(backend))
		return listed_areas(backend, areas, err);
	if (!backend && areas->nr_hashed)
		return error_set(err, ERROR_NO_BACKEND, "no back end tells what they stand for");
	return unhash_areas(backend, areas, err);
}

/*
 * With kptr_restrict=0, which is the default, lines have hashes: find out where they belong. With 2
 * they have zeros, which lead nowhere, but a list of the kernel's own has all areas.
 */
static void find_addresses(struct sources *sources)
{
	struct backend *backend = sources->backend;
	struct vmap_area_array *areas = &sources->areas;
	struct error why = {0};
	int rc;

	if (areas->hidden && !knows_list(backend))
		return;
	rc = find_hashed(backend, areas, &why);
	if (rc < 0)
		error_set(&sources->areas_error, ERROR_HIDDEN,
			  "area and caller unknown: /proc/vmallocinfo shows %s, and %s; %s",
			  areas->hidden ? "no addresses" : "hashed addresses", why.text,
			  hint_text(sources->root, HINT_AREA_ADDRESSES));
	else if (areas->nr_hashed)
		snprintf(sources->areas_note, sizeof(sources->areas_note),
			 "area and caller unknown if it has any: %zu of %zu lines of "
			 "/proc/vmallocinfo %s; %s",
			 areas->nr_hashed, areas->nr + areas->nr_hashed,
			 knows_list(backend)
				 ? "are of freed areas, whose list has no symbol in this kernel"
				 : "have hashes that fit nothing mapped",
			 hint_text(sources->root, HINT_AREA_ADDRESSES));
}

static bool are_hidden(const struct sources *sources)
{
	return sources->areas.hidden && sources->areas.nr_hashed && !sources->areas.nr;
}

const struct vmap_area_array *sources_areas(struct sources *sources, const char **missing)
{
	if (!sources->areas_read &&
	    vmallocinfo_read(sources->root, &sources->areas, &sources->areas_error) == 0)
		find_addresses(sources);
	sources->areas_read = true;
	*missing = NULL;
	if (sources->areas_error.code)
		*missing = sources->areas_error.text;
	else if (*sources->areas_note)
		*missing = sources->areas_note;
	else if (are_hidden(sources))
		*missing = "area and caller unknown: /proc/vmallocinfo shows no addresses "
			   "(kernel.kptr_restrict=2, or CAP_SYSLOG is missing)";
	return &sources->areas;
}

const struct mem_resource_array *sources_resources(struct sources *sources, const char **missing)
{
	if (!sources->resources_read &&
	    iomem_read(sources->root, &sources->resources, &sources->resources_error) < 0)
		sources->resources = (struct mem_resource_array){0};
	sources->resources_read = true;
	*missing = NULL;
	if (sources->resources_error.code)
		*missing = sources->resources_error.text;
	else if (sources->resources.hidden)
		*missing = "resource unknown: /proc/iomem shows no addresses "
			   "(CAP_SYS_ADMIN is missing)";
	return &sources->resources;
}

bool sources_areas_hidden(const struct sources *sources, struct error *ret)
{
	if (are_hidden(sources))
		error_set(ret, ERROR_HIDDEN,
			  "areas without addresses: /proc/vmallocinfo shows none "
			  "(kernel.kptr_restrict=2, or CAP_SYSLOG is missing)");
	else if (sources->areas_error.code == ERROR_HIDDEN)
		error_set(ret, ERROR_HIDDEN,
			  "areas without addresses: /proc/vmallocinfo shows hashes, and %s",
			  sources->backend ? "this back end cannot tell what they stand for"
					   : "there is no back end to tell what they stand for");
	else
		return false;
	hint_give(ret, sources->root, HINT_AREA_ADDRESSES);
	return true;
}

/* Snapshots tell of frames one by one; all others know them all, or none of those asked for. */
void sources_frames(struct sources *sources, struct memmap_frame *frames, size_t nr,
		    const char **missing)
{
	struct error why = {0};
	int rc;

	if (!sources->frames_opened)
		frame_source_open(sources->root, sources->backend, &sources->frames);
	sources->frames_opened = true;
	*missing = NULL;
	rc = frame_source_find(&sources->frames, frames, nr, &why);
	for (size_t i = 0; i < nr; i++) {
		if (rc <= 0)
			frames[i] = (struct memmap_frame){
				.pfn = frames[i].pfn,
				.status = FRAME_UNKNOWN,
			};
		else if (frames[i].status == FRAME_UNKNOWN)
			*missing = FRAME_UNKNOWN_NOTE;
	}
	if (rc > 0)
		return;
	if (rc == 0)
		error_set(&why, ERROR_NO_BACKEND,
			  "neither a back end nor /proc/kpageflags tells of it");
	error_prefix(&why, 0, "page frame unknown: ");
	sources->frames_error = why;
	*missing = sources->frames_error.text;
}

/* Areas outside vmalloc space: modules and, on some architectures, the kernel image itself. */
static bool may_hold_areas(const struct memmap_region *region)
{
	return region &&
	       (region->type == MEMMAP_REGION_VMALLOC || region->type == MEMMAP_REGION_MODULES);
}

const struct vmap_area *sources_find_area(struct sources *sources,
					  const struct memmap_region *region, uint64_t virt_addr,
					  const char **missing)
{
	const struct vmap_area *area;

	*missing = NULL;
	if (sources->backend && !may_hold_areas(region))
		return NULL;
	area = vmap_area_find(sources_areas(sources, missing), virt_addr);
	if (area)
		*missing = NULL;
	return area;
}

const struct mem_resource *sources_find_resource(struct sources *sources, uint64_t phys_addr,
						 const char **missing)
{
	const struct mem_resource_array *resources = sources_resources(sources, missing);

	return *missing ? NULL : mem_resource_find(resources, phys_addr);
}

static const struct symbol_index *read_symbols(struct sources *sources)
{
	if (!sources->symbols.read &&
	    symbol_index_read(&sources->symbols, sources->root, &sources->symbols_error) == 0)
		sources->symbols_error = (struct error){0};
	return &sources->symbols;
}

void sources_kernel_half(struct sources *sources, uint64_t *start, uint64_t *last)
{
	const struct symbol_index *symbols;
	const struct vmap_area_array *areas;
	const char *missing;
	uint64_t highest = 0;

	if (sources->backend) {
		address_space_kernel_half(sources_space(sources), start, last);
		return;
	}
	symbols = read_symbols(sources);
	areas = sources_areas(sources, &missing);
	if (symbols->nr)
		highest = symbols->items[symbols->nr - 1].address;
	if (areas->nr && areas->items[areas->nr - 1].start > highest)
		highest = areas->items[areas->nr - 1].start;
	*start = 0;
	*last = highest && highest <= UINT32_MAX ? UINT32_MAX : UINT64_MAX;
}

/*
 * Which piece of a module's memory ends where, the list does not say. Sure is the area that symbol
 * and address lie in; without areas, that code is one piece, or a page.
 */
static bool is_in_module(struct sources *sources, const struct symbol_place *symbol,
			 uint64_t virt_addr)
{
	const uint64_t page_bytes = address_space_page_bytes(sources_space(sources));
	const char *missing;
	const struct vmap_area *area = sources_find_area(sources, NULL, virt_addr, &missing);

	if (area)
		return area->start <= symbol->start;
	return missing && ((symbol->in_code && kallsyms_is_module(symbol->module)) ||
			   symbol->start / page_bytes == virt_addr / page_bytes);
}

static void name_listed(struct sources *sources, uint64_t virt_addr, char ret[SYMBOL_BYTES])
{
	const struct symbol_index *index = read_symbols(sources);
	bool of_kernel = virt_addr >= index->image_start && virt_addr < index->image_end;
	struct symbol_place symbol;

	if (symbol_index_find(index, virt_addr, !of_kernel, &symbol) &&
	    (of_kernel ? !symbol_ends_section(symbol.name)
		       : is_in_module(sources, &symbol, virt_addr)))
		symbol_print(&symbol, virt_addr, ret, SYMBOL_BYTES);
}

/* On i386 the kernel's image lies in the direct map, and its pages are reserved for ever. */
int sources_symbol(struct sources *sources, const struct memmap_region *region,
		   const struct memmap_frame *frame, uint64_t virt_addr, char ret[SYMBOL_BYTES],
		   struct error *err)
{
	*ret = '\0';
	if (!sources->backend) {
		name_listed(sources, virt_addr, ret);
		return 0;
	}
	if (region && region->type == MEMMAP_REGION_DIRECT_MAP && frame &&
	    !(frame->flags & 1ULL << KPF_RESERVED))
		return 0;
	return kernel_symbol(sources->backend, virt_addr, ret, SYMBOL_BYTES, err);
}
