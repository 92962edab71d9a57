// SPDX-License-Identifier: GPL-2.0-or-later
/* identify.c - see identify.h. */
#include <memmap/analysis/identify.h>
#include <memmap/analysis/unhash.h>
#include <memmap/reader/iomem.h>
#include <memmap/reader/kptr_restrict.h>
#include <memmap/reader/vmallocinfo.h>

void identifier_clear(struct identifier *identifier)
{
	vmap_area_array_clear(&identifier->areas);
	mem_resource_array_clear(&identifier->resources);
}

static void add_note(struct address *address, const char *note)
{
	if (!address->note)
		address->note = note;
}

static bool in_region(const struct address *address, unsigned int type)
{
	return address->region && address->region->type == type;
}

/* Areas outside vmalloc space: modules and, on some architectures, the kernel image itself. */
static bool may_be_area(const struct address *address)
{
	return in_region(address, MEMMAP_REGION_VMALLOC) ||
	       in_region(address, MEMMAP_REGION_MODULES);
}

/* With kptr_restrict=0, which is the default, lines have hashes: find out where they belong. */
static void join_hashes(struct identifier *identifier)
{
	struct vmap_area_array *areas = &identifier->areas;
	struct error why = {0};

	if (unhash_areas(identifier->backend, areas, &why) < 0)
		error_set(&identifier->areas_error, ERROR_HIDDEN,
			  "area and caller unknown: /proc/vmallocinfo shows hashed addresses, and "
			  "%s; \"sysctl kernel.kptr_restrict=1\" shows them to root",
			  why.text);
	else if (areas->nr_hashed)
		snprintf(identifier->areas_note, sizeof(identifier->areas_note),
			 "area and caller unknown if it has any: %zu of %zu hashed lines of "
			 "/proc/vmallocinfo fit nothing mapped; \"sysctl kernel.kptr_restrict=1\" "
			 "shows them to root",
			 areas->nr_hashed, areas->nr + areas->nr_hashed);
}

static void read_areas(struct identifier *identifier)
{
	if (!identifier->areas_read &&
	    vmallocinfo_read(identifier->root, &identifier->areas, &identifier->areas_error) == 0)
		join_hashes(identifier);
	identifier->areas_read = true;
}

int identifier_unhash(struct identifier *identifier, struct error *err)
{
	int rc = vmallocinfo_read_unhashed(identifier->root, &identifier->areas, err);

	if (rc < 0)
		return rc;
	join_hashes(identifier);
	identifier->areas_read = true;
	return 0;
}

static void find_area(struct identifier *identifier, struct address *address)
{
	if (!may_be_area(address))
		return;
	read_areas(identifier);
	address->area = vmap_area_find(&identifier->areas, address->virt_addr);
	if (address->area)
		return;
	if (identifier->areas_error.code)
		add_note(address, identifier->areas_error.text);
	else if (*identifier->areas_note)
		add_note(address, identifier->areas_note);
	else if (identifier->areas.hidden)
		add_note(address, "area and caller unknown: /proc/vmallocinfo shows no addresses "
				  "(kernel.kptr_restrict=2, or CAP_SYSLOG is missing)");
}

static void find_resource(struct identifier *identifier, struct address *address)
{
	if (!identifier->resources_read &&
	    iomem_read(identifier->root, &identifier->resources, &identifier->resources_error) < 0)
		identifier->resources = (struct mem_resource_array){0};
	identifier->resources_read = true;
	if (identifier->resources_error.code)
		add_note(address, identifier->resources_error.text);
	else if (identifier->resources.hidden)
		add_note(address, "resource unknown: /proc/iomem shows no addresses "
				  "(CAP_SYS_ADMIN is missing)");
	else
		address->resource = mem_resource_find(&identifier->resources, address->phys_addr);
}

static int find_frame(struct identifier *identifier, struct address *address, struct error *err)
{
	int rc;

	address->frame_facts = (struct memmap_frame){.pfn = address->pfn};
	rc = backend_frames(identifier->backend, &address->frame_facts, 1, err);
	if (rc < 0)
		return rc;
	if (address->frame_facts.status == MEMMAP_FRAME_OK)
		address->frame = &address->frame_facts;
	return 0;
}

static int find_symbol(struct identifier *identifier, struct address *address, struct error *err)
{
	int rc = backend_symbol(identifier->backend, address->virt_addr, address->symbol_text,
				sizeof(address->symbol_text), err);

	if (rc == 0 && *address->symbol_text)
		address->symbol = address->symbol_text;
	return rc;
}

static void note_status(struct address *address)
{
	switch (address->status) {
	case MEMMAP_STATUS_USER:
		add_note(address, "a user address: each process has its own; needs --pid, which "
				  "this version does not have");
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

static void begin(struct identifier *identifier, const char *operand, uint64_t virt_addr,
		  struct address *ret)
{
	*ret = (struct address){
		.operand = operand,
		.virt_addr = virt_addr,
		.length_bytes = ABSENT,
		.region = address_space_region(&identifier->backend->space, virt_addr),
		.linear_offset = ABSENT,
		.phys_addr = ABSENT,
		.pfn = ABSENT,
		.leaf_bytes = ABSENT,
		.nr_extents = ABSENT,
		.nr_runs = ABSENT,
		.mapped_bytes = ABSENT,
		.largest_run_bytes = ABSENT,
		.contiguous = UINT8_MAX,
	};
	ret->linear_offset = linear_offset(ret->region);
}

int identify_address(struct identifier *identifier, const char *operand, uint64_t virt_addr,
		     struct address *ret, struct error *err)
{
	struct memmap_steps steps = {.virt_addr = virt_addr};
	int rc;

	begin(identifier, operand, virt_addr, ret);
	rc = backend_steps(identifier->backend, &steps, err);
	if (rc < 0)
		return rc;
	take_steps(ret, identifier->backend, &steps);
	note_status(ret);
	rc = find_symbol(identifier, ret, err);
	if (rc < 0)
		return rc;
	find_area(identifier, ret);
	if (ret->phys_addr == ABSENT)
		return 0;
	find_resource(identifier, ret);
	return find_frame(identifier, ret, err);
}

int identify_range(struct identifier *identifier, const char *operand, uint64_t virt_addr,
		   uint64_t length_bytes, struct address *ret, struct error *err)
{
	begin(identifier, operand, virt_addr, ret);
	ret->length_bytes = length_bytes;
	find_area(identifier, ret);
	return find_symbol(identifier, ret, err);
}
