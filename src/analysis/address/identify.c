// SPDX-License-Identifier: GPL-2.0-or-later
/* identify.c - see identify.h. */
#include <string.h>

#include "analysis/address/identify.h"
#include "analysis/address/owner.h"

static void add_note(struct address *address, const char *note)
{
	if (!address->note)
		address->note = note;
}

static void find_area(struct sources *sources, struct address *address)
{
	const char *missing;

	address->area = sources_find_area(sources, address->region, address->virt_addr, &missing);
	if (missing)
		add_note(address, missing);
}

static void find_resource(struct sources *sources, struct address *address)
{
	const char *missing;

	address->resource = sources_find_resource(sources, address->phys_addr, &missing);
	if (missing)
		add_note(address, missing);
}

static void find_frame(struct sources *sources, struct address *address)
{
	const char *missing;

	address->frame_facts = (struct memmap_frame){.pfn = address->pfn};
	sources_frames(sources, &address->frame_facts, 1, &missing);
	if (address->frame_facts.status == MEMMAP_FRAME_OK)
		address->frame = &address->frame_facts;
	if (missing)
		add_note(address, missing);
}

static int find_symbol(struct sources *sources, struct address *address, struct error *err)
{
	int rc = sources_symbol(sources, address->region, address->frame, address->virt_addr,
				address->symbol_text, err);

	if (rc == 0 && *address->symbol_text)
		address->symbol = address->symbol_text;
	return rc;
}

void identify_owner(struct sources *sources, struct address *address)
{
	struct owner_facts facts = {
		.virt_addr = address->virt_addr,
		.phys_addr = address->phys_addr,
		.frame = address->frame,
		.resource = address->resource,
		.area = address->area,
		.symbol = address->symbol,
	};

	owner_find(sources, &facts, &address->owner_facts);
	if (owner_kind_name(address->owner_facts.kind) || address->owner_facts.note)
		address->owner = &address->owner_facts;
}

static void note_status(struct address *address)
{
	switch (address->status) {
	case MEMMAP_STATUS_USER:
		add_note(address, "a user address: each process has its own; --pid says whose");
		break;
	case MEMMAP_STATUS_NONCANONICAL:
		add_note(address, "no page table of this machine can map such an address");
		break;
	case MEMMAP_STATUS_RACED:
		add_note(address, "the page tables changed while they were read; try again");
		break;
	case MEMMAP_STATUS_UNREADABLE:
		add_note(address, "a page-table entry points outside online RAM; not followed");
		break;
	}
}

static void take_steps(struct address *address, const struct backend *backend,
		       const struct memmap_steps *steps)
{
	address->status = steps->status;
	address->nr_steps =
		steps->nr_steps < MEMMAP_MAX_LEVELS ? steps->nr_steps : MEMMAP_MAX_LEVELS;
	for (unsigned int i = 0; i < address->nr_steps; i++)
		address->steps[i] = (struct address_step){steps->steps[i], backend->space.format};
	if (steps->status != MEMMAP_STATUS_OK &&
	    !(steps->status == MEMMAP_STATUS_RACED && steps->leaf_shift))
		return;
	address->phys_addr = steps->phys_addr;
	address->pfn = steps->phys_addr >> backend->space.page_shift;
	address->leaf_bytes = 1ULL << steps->leaf_shift;
	address->prot = steps->prot;
	address->memtype = steps->memtype;
}

static uint64_t linear_offset(const struct memmap_region *region)
{
	if (!region || !(region->flags & MEMMAP_REGION_LINEAR))
		return ABSENT;
	return region->start - region->phys_addr;
}

static uint64_t struct_page_of(const struct address_space *space, const struct address *address)
{
	const struct memmap_region *region = address->region;

	uint64_t pfn;

	if (!region || region->type != MEMMAP_REGION_VMEMMAP || !space->struct_page_bytes)
		return ABSENT;
	pfn = address_space_described_pfn(space, region, address->virt_addr);
	return pfn == ABSENT ? ABSENT : pfn * address_space_page_bytes(space);
}

static void begin(struct sources *sources, const char *operand, uint64_t virt_addr,
		  struct address *ret)
{
	address_init(ret, operand, virt_addr);
	ret->region = address_space_region(sources_space(sources), virt_addr);
	ret->linear_offset = linear_offset(ret->region);
	ret->struct_page_of = struct_page_of(sources_space(sources), ret);
}

/* What lists of the kernel tell without page tables. What has a name of its own lies in no area. */
static int identify_listed(struct sources *sources, struct address *address, struct error *err)
{
	int rc = find_symbol(sources, address, err);

	address->status = STATUS_UNKNOWN;
	if (sources->symbols_error.code)
		add_note(address, sources->symbols_error.text);
	if (!address->symbol || strchr(address->symbol, '['))
		find_area(sources, address);
	return rc;
}

int identify_address(struct sources *sources, const char *operand, uint64_t virt_addr,
		     struct address *ret, struct error *err)
{
	struct memmap_steps steps = {.virt_addr = virt_addr};
	int rc;

	begin(sources, operand, virt_addr, ret);
	if (!sources->backend) {
		rc = identify_listed(sources, ret, err);
		if (rc == 0 && !sources->without_owners)
			identify_owner(sources, ret);
		return rc;
	}
	rc = backend_steps(sources->backend, &steps, err);
	if (rc < 0)
		return rc;
	take_steps(ret, sources->backend, &steps);
	note_status(ret);
	find_area(sources, ret);
	if (ret->phys_addr != ABSENT) {
		find_resource(sources, ret);
		find_frame(sources, ret);
	}
	rc = find_symbol(sources, ret, err);
	if (rc == 0 && !sources->without_owners)
		identify_owner(sources, ret);
	return rc;
}

int identify_range(struct sources *sources, const char *operand, uint64_t virt_addr,
		   uint64_t length_bytes, struct address *ret, struct error *err)
{
	begin(sources, operand, virt_addr, ret);
	ret->length_bytes = length_bytes;
	if (!sources->backend)
		return identify_listed(sources, ret, err);
	find_area(sources, ret);
	return find_symbol(sources, ret, err);
}
