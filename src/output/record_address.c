// SPDX-License-Identifier: GPL-2.0-or-later
/* record_address.c - fields of an address or range, and of what it is made of. */
#include "arch/arch.h"
#include "model/address.h"
#include "output/records.h"

static const struct field region_fields[] = {
	{"name", "region", "name of the region", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct memmap_region, type), .enum_name = region_name},
	{"start", "from", "first address", .flags = FIELD_CARD | FIELD_LABELLED | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct memmap_region, start)},
	{"last", "to", "last address", .flags = FIELD_CARD | FIELD_LABELLED | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct memmap_region, last)},
};

const struct record_type region_record = RECORD_TYPE("regions", region_fields, memmap_region);

static void step_flags(const void *record, struct names *ret)
{
	const struct address_step *step = record;

	arch_name_entry(ret, step->format, &step->step);
}

static const struct field step_fields[] = {
	{"level", NULL, "page-table level", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct address_step, step.level), .enum_name = level_name},
	{"index", NULL, "index of the entry in its table", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct address_step, step.index)},
	{"table_phys_addr", NULL, "physical address of the table", .flags = FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct address_step, step.table_phys_addr)},
	{"entry", NULL, "the entry as the hardware reads it", .flags = FIELD_COLUMN | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct address_step, step.entry)},
	{"flags", NULL, "attribute bits that are set in the entry", .flags = FIELD_COLUMN,
	 .kind = FIELD_NAMES, .names = step_flags},
};

static const struct record_type step_record = RECORD_TYPE("steps", step_fields, address_step);

static void frame_flags(const void *record, struct names *ret)
{
	page_flag_names(ret, ((const struct memmap_frame *)record)->flags);
}

static const struct field frame_fields[] = {
	{"node", NULL, "NUMA node", .flags = FIELD_COLUMN | FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_INT(FIELD_INT, struct memmap_frame, node)},
	{"zone", NULL, "zone", .flags = FIELD_COLUMN | FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct memmap_frame, zone), .enum_name = zone_type_name},
	{"refcount", NULL, "references to the page", .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_INT(FIELD_INT, struct memmap_frame, refcount)},
	{"buddy_order", "free block of order", "order of the free block it is part of",
	 .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct memmap_frame, buddy_order)},
	{"compound_order", "compound page of order", "order of the compound page it is part of",
	 .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct memmap_frame, compound_order)},
	{"head_pfn", NULL, "first frame of that block or compound page, else the frame itself",
	 FIELD_OF_UNSIGNED(FIELD_PFN, struct memmap_frame, head_pfn)},
	{"flags", NULL, "page flags, named as page-types does",
	 .flags = FIELD_CARD | FIELD_LABELLED, .kind = FIELD_NAMES, .names = frame_flags},
};

const struct record_type frame_record = RECORD_TYPE("frames", frame_fields, memmap_frame);

static const struct field area_fields[] = {
	{"kind", NULL, "what made it: vmalloc, vmap, ioremap ...", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct vmap_area, kind)},
	{"start", "from", "first address", .flags = FIELD_CARD | FIELD_LABELLED | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct vmap_area, start)},
	{"size_bytes", "size", "size with its guard page", .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct vmap_area, size_bytes)},
	{"nr_pages", "pages", "pages behind it", .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct vmap_area, nr_pages)},
	{"phys_addr", "phys", "physical address that an I/O mapping begins with",
	 .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct vmap_area, phys_addr)},
	{"caller", "by", "who made it", .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_STRING(struct vmap_area, caller)},
};

const struct record_type area_record = RECORD_TYPE("areas", area_fields, vmap_area);

static const struct field resource_fields[] = {
	{"name", NULL, "name of the resource", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct mem_resource, name)},
	{"start", "from", "first physical address",
	 .flags = FIELD_CARD | FIELD_LABELLED | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct mem_resource, start)},
	{"last", "to", "last physical address", .flags = FIELD_CARD | FIELD_LABELLED | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct mem_resource, last)},
	{"parent", "in", "the resource around it", .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_RECORD(struct mem_resource, parent, &resource_record)},
};

const struct record_type resource_record = RECORD_TYPE("resources", resource_fields, mem_resource);

static void extent_prot(const void *record, struct names *ret)
{
	prot_names(ret, ((const struct extent *)record)->prot);
}

static const struct field extent_fields[] = {
	{"virt_addr", NULL, "first virtual address", .flags = FIELD_COLUMN | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct extent, virt_addr)},
	{"phys_addr", NULL, "its physical address", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct extent, phys_addr)},
	{"length_bytes", "length", "length", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct extent, length_bytes)},
	{"leaf_bytes", "leaf", "size of the page-table leaves", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct extent, leaf_bytes)},
	{"status", NULL, "ok, raced or unreadable", .flags = FIELD_COLUMN | FIELD_STATUS,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct extent, status), .enum_name = status_name},
	{"prot", NULL, "what all levels together allow", .flags = FIELD_COLUMN, .kind = FIELD_NAMES,
	 .names = extent_prot},
	{"memtype", "caching", "how the CPU caches it", .flags = FIELD_WIDE,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct extent, memtype), .enum_name = memtype_name},
};

const struct record_type extent_record = RECORD_TYPE("extents", extent_fields, extent);

static const struct field swap_fields[] = {
	{"type", NULL, "number of the swap area in the kernel",
	 .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct user_swap, type)},
	{"offset_pages", "slot", "slot in it", .flags = FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct user_swap, offset_pages)},
	{"area", NULL, "device or file of the swap area, where there is but one",
	 .flags = FIELD_CARD | FIELD_LABELLED, FIELD_OF_STRING(struct user_swap, area)},
};

static const struct record_type swap_record = RECORD_TYPE("swaps", swap_fields, user_swap);

/* Of a process only the size of the leaf is known, not what it allows. */
static void address_prot(const void *record, struct names *ret)
{
	const struct address *address = record;

	if (address->leaf_bytes != ABSENT && !address->vma)
		prot_names(ret, address->prot);
}

static const struct field address_fields[] = {
	{"operand", NULL, "what was asked for", FIELD_OF_STRING(struct address, operand)},
	{"virt_addr", NULL, "virtual address; the first one of a range",
	 .flags = FIELD_COLUMN | FIELD_TITLE | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct address, virt_addr)},
	{"length_bytes", "length", "length of a range", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct address, length_bytes)},
	/* What stands behind the extents of a range is known only when they have been walked. */
	{"extents", NULL, "of a range, runs that continue virtually and physically",
	 .kind = FIELD_STREAM, .record = &extent_record},
	{"status", NULL,
	 "ok, unmapped, noncanonical, user, raced, unreadable or partial; unknown without a back "
	 "end; of a process also swapped, untouched, guard or special",
	 .flags = FIELD_COLUMN | FIELD_STATUS | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct address, status), .enum_name = status_name},
	{"phys_addr", "physical", "physical address", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct address, phys_addr)},
	{"pfn", NULL, "page frame number", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PFN, struct address, pfn)},
	{"leaf_bytes", "leaf", "size of the page-table leaf that maps it",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct address, leaf_bytes)},
	{"region", NULL, "region of the address space", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct address, region, &region_record)},
	{"linear_offset", "virt - phys", "virtual less physical address throughout a linear region",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_ADDR, struct address, linear_offset)},
	{"struct_page_of", "struct page of",
	 "physical address of the frame that a struct page describes", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct address, struct_page_of)},
	{"symbol", NULL, "symbol, with module", .flags = FIELD_WIDE | FIELD_TITLE,
	 FIELD_OF_STRING(struct address, symbol)},
	{"prot", "protection", "what all page-table levels together allow", .flags = FIELD_CARD,
	 .kind = FIELD_NAMES, .names = address_prot},
	{"memtype", "caching", "how the CPU caches the mapping", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct address, memtype), .enum_name = memtype_name},
	{"steps", "walk", "page-table entries from the top level down", .flags = FIELD_CARD,
	 FIELD_OF_RECORDS(struct address, steps, nr_steps, &step_record)},
	{"frame", NULL, "page frame, where there is RAM", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct address, frame, &frame_record)},
	{"area", NULL, "vmalloc area it lies in", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct address, area, &area_record)},
	{"resource", NULL, "innermost physical resource it lies in", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct address, resource, &resource_record)},
	{"backing", NULL,
	 "of a process, what is behind the page: anonymous, zero page, file, shared memory, "
	 "hugetlb, swap ...",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_ENUM, struct address, backing),
	 .enum_name = user_backing_name},
	{"exclusive", NULL, "of a process, whether nothing else maps the page", .flags = FIELD_CARD,
	 FIELD_OF_BOOL(struct address, exclusive)},
	{"vma", NULL, "of a process, the area it lies in", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct address, vma, &vm_area_record)},
	{"swap", NULL, "of a process, where the page was swapped to", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct address, swap, &swap_record)},
	{"owner", NULL, "whose memory it is", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct address, owner, &owner_record)},
	{"note", NULL, "what to know about this answer", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct address, note)},
	{"nr_extents", "extents", "of a range, how many extents", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct address, nr_extents)},
	{"nr_runs", "physical runs", "of a range, runs of contiguous physical memory",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_UINT, struct address, nr_runs)},
	{"mapped_bytes", "mapped", "of a range, how much is mapped", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct address, mapped_bytes)},
	{"largest_run_bytes", "largest run", "of a range, length of the longest physical run",
	 .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_BYTES, struct address, largest_run_bytes)},
	{"contiguous", NULL, "of a range, whether it is one physical run without holes",
	 .flags = FIELD_CARD, FIELD_OF_BOOL(struct address, contiguous)},
};

const struct record_type address_record = RECORD_TYPE("addresses", address_fields, address);

static const struct field annotation_fields[] = {
	{"file", NULL, "file it stands in; absent for standard input", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct annotation, file)},
	{"line", NULL, "line it stands in, from 1", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct annotation, line)},
	{"column", NULL, "byte of the line that it begins at, from 1", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct annotation, column)},
	{"virt_addr", NULL, "the address", .flags = FIELD_COLUMN | FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct annotation, virt_addr)},
	{"explanation", NULL, "what it is, in a few words", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct annotation, explanation)},
	{"address", NULL, "all there is to say about it, as \"memmap addr\" does",
	 FIELD_OF_RECORD(struct annotation, address, &address_record)},
};

const struct record_type annotation_record =
	RECORD_TYPE("annotations", annotation_fields, annotation);
