// SPDX-License-Identifier: GPL-2.0-or-later
/* record_owner.c - fields of the owner of an address or page frame. */
#include "model/owner.h"
#include "output/records.h"

#define WORD (FIELD_CARD | FIELD_LABELLED)

static const struct field owner_fields[] = {
	{"kind", "owner",
	 "slab, free block, per-cpu, stack, module, bpf, kernel image, struct page, vmalloc area, "
	 "page cache, anonymous, ksm, hugetlb, page table, zero page, offline, hwpoison, reserved "
	 "or allocated",
	 .flags = FIELD_CARD | FIELD_WIDE, FIELD_OF_UNSIGNED(FIELD_ENUM, struct owner, kind),
	 .enum_name = owner_kind_name},
	{"name", NULL,
	 "of the slab cache, task, module, program, per-CPU variable, maker of the area or file "
	 "system",
	 .flags = FIELD_CARD, FIELD_OF_STRING(struct owner, name)},
	{"section", NULL, "section of the module or kernel image", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct owner, section)},
	{"state", NULL, "allocated or free", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct owner, state), .enum_name = object_state_name},
	{"pid", NULL, "thread whose stack it is", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, pid)},
	{"tgid", NULL, "its process", FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, tgid)},
	{"cpu", "of CPU", "CPU whose per-CPU memory or idle task it is", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, cpu)},
	{"object_index", "object", "which slot of the slab, from 0", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, object_index)},
	{"nr_objects", "of", "slots of the slab", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, nr_objects)},
	{"described_pfn", "of pfn", "page frame that the struct page describes", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_PFN, struct owner, described_pfn)},
	{"object_addr", "at", "where the object, allocation, stack or struct page begins",
	 .flags = WORD, FIELD_OF_UNSIGNED(FIELD_ADDR, struct owner, object_addr)},
	{"object_bytes", "size", "its size", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct owner, object_bytes)},
	{"slot_bytes", NULL, "from one slab object to the next",
	 FIELD_OF_UNSIGNED(FIELD_BYTES, struct owner, slot_bytes)},
	{"offset_bytes", "offset", "of the address in it", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, offset_bytes)},
	{"cache_addr", NULL, "struct kmem_cache",
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct owner, cache_addr)},
	{"order", NULL, "of the slab, free block or compound page", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, order)},
	{"start_addr", "from",
	 "where the slab, free block or the CPU's unit of the per-CPU chunk begins", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct owner, start_addr)},
	{"chunk_addr", "chunk", "where the per-CPU chunk begins", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct owner, chunk_addr)},
	{"unit_offset", NULL, "of the address in the unit",
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, unit_offset)},
	{"inode", NULL, "number of the file's inode", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, inode)},
	{"page_index", "page", "which page of the file", .flags = WORD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct owner, page_index)},
	{"note", NULL, "what kept the rest from being found out", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct owner, note)},
};

const struct record_type owner_record = RECORD_TYPE("owners", owner_fields, owner);
