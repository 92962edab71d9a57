// SPDX-License-Identifier: GPL-2.0-or-later
/* owner.c - see owner.h. */
#include "model/owner.h"
#include "base/cleanup.h"

static const char *const kinds[] = {
	[OWNER_SLAB] = "slab",
	[OWNER_FREE] = "free block",
	[OWNER_PER_CPU] = "per-cpu",
	[OWNER_STACK] = "stack",
	[OWNER_MODULE] = "module",
	[OWNER_BPF] = "bpf",
	[OWNER_KERNEL_IMAGE] = "kernel image",
	[OWNER_STRUCT_PAGE] = "struct page",
	[OWNER_AREA] = "vmalloc area",
	[OWNER_PAGE_CACHE] = "page cache",
	[OWNER_ANONYMOUS] = "anonymous",
	[OWNER_KSM] = "ksm",
	[OWNER_HUGETLB] = "hugetlb",
	[OWNER_PAGE_TABLE] = "page table",
	[OWNER_ZERO_PAGE] = "zero page",
	[OWNER_OFFLINE] = "offline",
	[OWNER_POISONED] = "hwpoison",
	[OWNER_RESERVED] = "reserved",
	[OWNER_ALLOCATED] = "allocated",
};

static const char *const states[] = {
	[OBJECT_ALLOCATED] = "allocated",
	[OBJECT_FREE] = "free",
};

void owner_init(struct owner *owner, enum owner_kind kind)
{
	*owner = (struct owner){
		.kind = kind,
		.pid = ABSENT,
		.tgid = ABSENT,
		.cpu = ABSENT,
		.object_index = ABSENT,
		.nr_objects = ABSENT,
		.object_addr = ABSENT,
		.object_bytes = ABSENT,
		.slot_bytes = ABSENT,
		.offset_bytes = ABSENT,
		.cache_addr = ABSENT,
		.start_addr = ABSENT,
		.chunk_addr = ABSENT,
		.unit_offset = ABSENT,
		.order = ABSENT,
		.described_pfn = ABSENT,
		.inode = ABSENT,
		.page_index = ABSENT,
	};
}

void owner_copied(struct owner *copy, const struct owner *original)
{
	if (original->name == original->name_text)
		copy->name = copy->name_text;
	if (original->section == original->section_text)
		copy->section = copy->section_text;
	if (original->note == original->note_text)
		copy->note = copy->note_text;
}

const char *owner_kind_name(uint64_t kind)
{
	return kind < ARRAY_SIZE(kinds) ? kinds[kind] : NULL;
}

const char *object_state_name(uint64_t state)
{
	return state < ARRAY_SIZE(states) ? states[state] : NULL;
}
