// SPDX-License-Identifier: GPL-2.0-or-later
/* record_account.c - fields of what memory is used for. */
#include "model/account.h"
#include "model/translation.h"
#include "output/records.h"

static const struct field part_fields[] = {
	{"name", "used for", "what it is used for", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct account_part, name)},
	{"bytes", "size", "how much; all parts add up to MemTotal", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct account_part, bytes)},
	{"share", NULL, "share of MemTotal", .flags = FIELD_COLUMN | FIELD_PERCENT,
	 FIELD_OF_INT(FIELD_THOUSANDTHS, struct account_part, share)},
	{"source", NULL, "the lines of /proc/meminfo, or of /proc/zoneinfo, that say so",
	 .flags = FIELD_COLUMN, FIELD_OF_STRING(struct account_part, source)},
	{"about", NULL, "what belongs to it, and what else counts it", .flags = FIELD_WIDE,
	 FIELD_OF_STRING(struct account_part, about)},
};

const struct record_type account_part_record = RECORD_TYPE("parts", part_fields, account_part);

#define NODE_BYTES(member, heading, help)                                                   \
	{                                                                                   \
#member "_bytes", heading, help,                                            \
			.flags = FIELD_COLUMN,                                              \
			FIELD_OF_UNSIGNED(FIELD_BYTES, struct account_node, member##_bytes) \
	}

static const struct field node_fields[] = {
	{"node", NULL, "NUMA node", .flags = FIELD_COLUMN,
	 FIELD_OF_INT(FIELD_INT, struct account_node, node)},
	NODE_BYTES(total, "total", "its MemTotal"),
	NODE_BYTES(free, "free", "free blocks"),
	NODE_BYTES(file, "file", "pages of files, and the swap cache"),
	NODE_BYTES(shmem, "shmem", "tmpfs and shared memory"),
	NODE_BYTES(anon, "anon", "memory of processes"),
	NODE_BYTES(slab, "slab", "slab caches"),
	NODE_BYTES(stack, "stacks", "kernel stacks"),
	NODE_BYTES(page_table, "tables", "page tables"),
	{"gpu_bytes", NULL, "buffers of graphics drivers, and pages kept for them; since 7.1",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct account_node, gpu_bytes)},
	NODE_BYTES(rest, "rest",
		   "what is left, with what the kernel does not count by node: vmalloc, percpu, "
		   "hugetlb and free pages held by CPUs"),
};

const struct record_type account_node_record = RECORD_TYPE("nodes", node_fields, account_node);

static void group_flags(const void *record, struct names *ret)
{
	const struct frame_group *group = record;

	page_flag_names(ret, group->flags);
}

static const struct field group_fields[] = {
	{"flags", NULL, "page flags that they have; - for none", .flags = FIELD_COLUMN,
	 .kind = FIELD_NAMES, .names = group_flags},
	{"nr_frames", "frames", "how many were seen", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct frame_group, nr_frames)},
	{"bytes", "size", "what they come to", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct frame_group, bytes)},
	{"estimated", NULL,
	 "yes where not all frames were read: the number is that of those, but the size stands for "
	 "all",
	 .flags = FIELD_COLUMN, FIELD_OF_BOOL(struct frame_group, estimated)},
};

const struct record_type frame_group_record = RECORD_TYPE("frames", group_fields, frame_group);
