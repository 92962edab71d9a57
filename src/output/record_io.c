// SPDX-License-Identifier: GPL-2.0-or-later
/* record_io.c - fields of physical resources and of the kernel's mappings of them. */
#include "model/io.h"
#include "model/translation.h"
#include "output/records.h"

/* Zero is "none", which says as little as nothing. */
static const char *known_region_name(uint64_t type)
{
	return type ? region_name(type) : NULL;
}

static const struct field mapping_fields[] = {
	{"virt_addr", NULL, "first virtual address",
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct io_mapping, virt_addr)},
	{"phys_addr", NULL, "its physical address",
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct io_mapping, phys_addr)},
	{"length_bytes", NULL, "its length",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct io_mapping, length_bytes)},
	{"memtype", NULL, "how the CPU caches it",
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct io_mapping, memtype), .enum_name = memtype_name},
	{"region", NULL, "region of the address space it lies in",
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct io_mapping, region), .enum_name = known_region_name},
	{"kind", NULL, "kind of its vmalloc area", FIELD_OF_STRING(struct io_mapping, kind)},
	{"caller", NULL, "who made it", FIELD_OF_STRING(struct io_mapping, caller)},
};

static const struct record_type mapping_record =
	RECORD_TYPE("mappings", mapping_fields, io_mapping);

static const struct field resource_fields[] = {
	{"space", NULL, "mem or port", FIELD_OF_STRING(struct io_resource, space)},
	{"depth", NULL, "how many resources are around it",
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct io_resource, depth)},
	{"label", "resource", "name of the resource, or address of the mapping",
	 .flags = FIELD_COLUMN | FIELD_JSON_OFF, FIELD_OF_STRING(struct io_resource, label)},
	{"name", NULL, "what it is; null for mappings of addresses that are no resource",
	 FIELD_OF_STRING(struct io_resource, name)},
	{"parent", NULL, "name of the resource around it",
	 FIELD_OF_STRING(struct io_resource, parent)},
	{"start", NULL, "first address, null where the kernel hides it", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct io_resource, start)},
	{"last", NULL, "last address", .flags = FIELD_WIDE | FIELD_SPARSE,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct io_resource, last)},
	{"size_bytes", "size", "its size", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct io_resource, size_bytes)},
	{"mappings", NULL,
	 "kernel virtual ranges whose pages lie in it, but not in one resource within it",

	 FIELD_OF_RECORDS(struct io_resource, mappings, nr_mappings, &mapping_record)},
	{"nr_mappings", NULL, "how many",
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct io_resource, nr_mappings)},
	{"memtype", "caching", "of a mapping, how the CPU caches it",
	 .flags = FIELD_COLUMN | FIELD_SPARSE | FIELD_JSON_OFF,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct io_resource, memtype), .enum_name = memtype_name},
	{"by", "mapped by", "of a mapping, who made it, or the region it lies in",
	 .flags = FIELD_COLUMN | FIELD_SPARSE | FIELD_JSON_OFF,
	 FIELD_OF_STRING(struct io_resource, by)},
};

const struct record_type io_resource_record =
	RECORD_TYPE("resources", resource_fields, io_resource);
