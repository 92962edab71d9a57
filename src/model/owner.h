/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner.h - whose memory an address or a page frame is. */
#ifndef MEMMAP_MODEL_OWNER_H
#define MEMMAP_MODEL_OWNER_H

#include "model/value.h"

/* Room for names: a task's has 16 bytes, a module's 64 less a pointer, a cache's and a symbol's are
 * cut. */
#define OWNER_NAME_BYTES 128

/**
 * enum owner_kind - what an owner is
 * @OWNER_UNKNOWN: nothing says
 * @OWNER_SLAB: a slot of a slab cache
 * @OWNER_FREE: a free block of the buddy allocator
 * @OWNER_PER_CPU: the per-CPU allocator's copy for one CPU
 * @OWNER_STACK: the stack of a task
 * @OWNER_MODULE: a module
 * @OWNER_BPF: a BPF program
 * @OWNER_KERNEL_IMAGE: the kernel's own text and data
 * @OWNER_STRUCT_PAGE: the kernel's description of page frames
 * @OWNER_AREA: who made the vmalloc area
 * @OWNER_PAGE_CACHE: a file, or shared memory
 * @OWNER_ANONYMOUS: processes
 * @OWNER_KSM: processes, whose equal pages KSM joined
 * @OWNER_HUGETLB: hugetlbfs
 * @OWNER_PAGE_TABLE: a page table of a process
 * @OWNER_ZERO_PAGE: the page of zeros
 * @OWNER_OFFLINE: a balloon or hypervisor driver, which gave it away
 * @OWNER_POISONED: nobody: the hardware failed
 * @OWNER_RESERVED: never given to the page allocator
 * @OWNER_ALLOCATED: the kernel, but the frame does not say for what
 */
enum owner_kind {
	OWNER_UNKNOWN,
	OWNER_SLAB,
	OWNER_FREE,
	OWNER_PER_CPU,
	OWNER_STACK,
	OWNER_MODULE,
	OWNER_BPF,
	OWNER_KERNEL_IMAGE,
	OWNER_STRUCT_PAGE,
	OWNER_AREA,
	OWNER_PAGE_CACHE,
	OWNER_ANONYMOUS,
	OWNER_KSM,
	OWNER_HUGETLB,
	OWNER_PAGE_TABLE,
	OWNER_ZERO_PAGE,
	OWNER_OFFLINE,
	OWNER_POISONED,
	OWNER_RESERVED,
	OWNER_ALLOCATED,
};

/**
 * enum object_state - whether somebody has the object
 * @OBJECT_UNKNOWN: not found out
 * @OBJECT_ALLOCATED: allocated
 * @OBJECT_FREE: free
 */
enum object_state { OBJECT_UNKNOWN, OBJECT_ALLOCATED, OBJECT_FREE };

/**
 * struct owner - whose memory it is; what a kind does not have is ABSENT, NULL or unknown
 * @kind: enum owner_kind
 * @name: the slab cache, task, module, BPF program, section of the kernel image, per-CPU variable,
 * caller of a vmalloc area or file system; borrowed from @name_text or the facts asked about
 * @section: section of the module
 * @pid: of the task; its thread
 * @tgid: of the task; what user space calls the process
 * @cpu: the CPU whose per-CPU copy it is, or whose idle task
 * @object_index: which slot of the slab, from 0
 * @nr_objects: slots of the slab
 * @object_addr: where the object, stack, chunk's allocation or struct page begins
 * @object_bytes: its size; of a slab object, what the cache's users asked for
 * @slot_bytes: from one slab object to the next
 * @offset_bytes: of the address in the object
 * @state: enum object_state
 * @cache_addr: struct kmem_cache
 * @start_addr: where the slab, the unit of the per-CPU chunk or the free block begins
 * @chunk_addr: where the per-CPU chunk begins
 * @unit_offset: of the address in the unit of its CPU
 * @order: of the slab, free block or compound page
 * @described_pfn: the page frame that a struct page describes
 * @inode: of the file in the page cache
 * @page_index: of the page in its file
 * @note: what kept the rest from being found out, or NULL; borrowed from @note_text or constant
 * @name_text: where @name may point
 * @section_text: where @section points
 * @note_text: where @note may point
 */
struct owner {
	enum owner_kind kind;
	const char *name;
	const char *section;
	uint64_t pid, tgid, cpu;
	uint64_t object_index, nr_objects, object_addr, object_bytes, slot_bytes, offset_bytes;
	enum object_state state;
	uint64_t cache_addr, start_addr, chunk_addr, unit_offset;
	uint64_t order;
	uint64_t described_pfn;
	uint64_t inode, page_index;
	const char *note;
	char name_text[OWNER_NAME_BYTES];
	char section_text[OWNER_NAME_BYTES];
	char note_text[256];
};

/**
 * owner_init() - an owner of whom nothing is known
 * @owner: filled
 * @kind: its kind
 */
void owner_init(struct owner *owner, enum owner_kind kind);

/**
 * owner_copied() - make a copy stand by itself
 * @copy: was copied byte by byte; what points into @original points into it afterwards
 * @original: what it was copied from
 */
void owner_copied(struct owner *copy, const struct owner *original);

/* Names of the enums, or NULL for the unknown. */
const char *owner_kind_name(uint64_t kind);
const char *object_state_name(uint64_t state);

#endif
