/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * owner_finder.h - what finding owners needs to know of the kernel, and the kinds of owners that
 * need it, a file each; owner.c joins them.
 *
 * To add one: give it a kind in model/owner.h and a file beside owner_slab.c, keep in struct
 * owner_finder what needs to be learned once, and call it from owner.c.
 */
#ifndef MEMMAP_ANALYSIS_OWNER_FINDER_H
#define MEMMAP_ANALYSIS_OWNER_FINDER_H

#include <memmap/analysis/owner.h>
#include <memmap/kernel/kernel.h>
#include <memmap/reader/btf.h>
#include <memmap/reader/freed_init.h>

/**
 * struct once - something that is learned when it is first needed
 * @tried: it was tried
 * @error: why it failed
 */
struct once {
	bool tried;
	struct error error;
};

/* Members of the structs that each kind needs; the tables in its file are in this order. */
enum slab_field {
	SLAB_CACHE,
	SLAB_FREELIST,
	SLAB_INUSE,
	SLAB_OBJECTS,
	SLAB_FROZEN,
	NR_SLAB_FIELDS
};
enum cache_field {
	CACHE_NAME,
	CACHE_SIZE,
	CACHE_OBJECT_SIZE,
	CACHE_OFFSET,
	CACHE_RED_LEFT_PAD,
	CACHE_RANDOM,
	CACHE_CPU_SLAB,
	CACHE_CPU_SHEAVES,
	CACHE_OO,
	CACHE_MIN,
	NR_CACHE_FIELDS,
};
enum cpu_slab_field { CPU_SLAB_FREELIST, CPU_SLAB_TID, CPU_SLAB_SLAB, NR_CPU_SLAB_FIELDS };
enum chunk_field {
	CHUNK_LIST,
	CHUNK_NEXT,
	CHUNK_BASE_ADDR,
	CHUNK_NR_PAGES,
	CHUNK_START_OFFSET,
	CHUNK_END_OFFSET,
	CHUNK_ALLOC_MAP,
	CHUNK_BOUND_MAP,
	CHUNK_OBJ_CGROUPS,
	CHUNK_ISOLATED,
	NR_CHUNK_FIELDS,
};
enum task_field {
	TASK_STACK,
	TASK_PID,
	TASK_TGID,
	TASK_COMM,
	TASK_STACK_VM_AREA,
	TASK_SIGNAL,
	TASK_TASKS,
	TASK_TASKS_NEXT,
	TASK_THREAD_NODE,
	TASK_THREAD_NODE_NEXT,
	NR_TASK_FIELDS,
};
enum stack_area_field { STACK_AREA_ADDR, STACK_AREA_NR_PAGES, NR_STACK_AREA_FIELDS };
enum file_field {
	FILE_MAPPING,
	FILE_INDEX,
	FILE_HOST,
	FILE_INO,
	FILE_DATA,
	FILE_SUPER,
	FILE_SUPER_ID,
	NR_FILE_FIELDS,
};

/**
 * struct slab_layout - where the slab allocator keeps what
 * @slab: members of struct slab, or of struct page before v5.17 (d122019bf061)
 * @cache: members of struct kmem_cache
 * @cpu_slab: members of struct kmem_cache_cpu
 */
struct slab_layout {
	struct btf_field slab[NR_SLAB_FIELDS];
	struct btf_field cache[NR_CACHE_FIELDS];
	struct btf_field cpu_slab[NR_CPU_SLAB_FIELDS];
};

/**
 * struct per_cpu_symbol - a per-CPU variable
 * @address: its address as the symbols have it
 * @of_module: it is a module's
 * @name: its name, with the module in brackets
 */
struct per_cpu_symbol {
	uint64_t address;
	bool of_module;
	char *name;
};

/**
 * struct per_cpu_layout - where the per-CPU allocator keeps what
 * @base_addr: the first unit of the first chunk
 * @unit_bytes: size of a unit
 * @unit_offsets: where each CPU's unit begins in its chunk
 * @static_start: address of the first static variable, as the symbols have them
 * @static_bytes: size of all of them; they begin the first chunk's units
 * @chunk: members of struct pcpu_chunk
 * @symbols: per-CPU variables, in no order
 * @nr_symbols: how many
 */
struct per_cpu_layout {
	uint64_t base_addr, unit_bytes;
	uint64_t *unit_offsets;
	uint64_t static_start, static_bytes;
	struct btf_field chunk[NR_CHUNK_FIELDS];
	struct per_cpu_symbol *symbols;
	size_t nr_symbols;
};

/**
 * struct task_stack - a task
 * @stack: where its stack begins
 * @task: its task_struct
 * @cpu: whose idle task it is, or ABSENT
 */
struct task_stack {
	uint64_t stack, task, cpu;
};

/**
 * struct stack_table - stacks of all tasks
 * @items: the tasks
 * @nr: how many
 * @stack_bytes: size of a stack
 * @thread_head: of struct signal_struct's list of threads
 * @task: members of struct task_struct
 * @area: members of struct vm_struct
 */
struct stack_table {
	struct task_stack *items;
	size_t nr;
	uint64_t stack_bytes;
	struct btf_field thread_head;
	struct btf_field task[NR_TASK_FIELDS];
	struct btf_field area[NR_STACK_AREA_FIELDS];
};

/**
 * struct module_section - a section of a module
 * @start: its first address
 * @name: its name
 */
struct module_section {
	uint64_t start;
	char name[OWNER_NAME_BYTES];
};

/**
 * struct module_sections - sections of the module that was asked for last
 * @module: its name
 * @items: its sections
 * @nr: how many
 */
struct module_sections {
	char module[OWNER_NAME_BYTES];
	struct module_section *items;
	size_t nr;
};

/**
 * struct owner_finder - what has been learned of the kernel
 * @sources: the sources it belongs to
 * @own: reads its memory, opened for this alone, or NULL
 * @kernel: whose memory is read
 * @slabs: for owner_slab()
 * @per_cpu: for owner_per_cpu()
 * @stacks: for owner_stack()
 * @files: for owner_page_cache(): members of struct folio, address_space, inode and super_block
 * @sections: for owner_module()
 * @inits: for owner_freed_init()
 * @kernel_once: @memory
 * @slabs_once: @slabs
 * @per_cpu_once: @per_cpu but for its @chunk
 * @chunks_once: its @chunk
 * @symbols_once: its @symbols
 * @stacks_once: @stacks
 * @files_once: @files
 */
struct owner_finder {
	struct sources *sources;
	struct backend *own;
	struct kernel *kernel;
	struct slab_layout slabs;
	struct per_cpu_layout per_cpu;
	struct stack_table stacks;
	struct btf_field files[NR_FILE_FIELDS];
	struct module_sections sections;
	struct freed_inits inits;
	struct once kernel_once, slabs_once, per_cpu_once, chunks_once, symbols_once, stacks_once,
		files_once;
};

/**
 * owner_finder() - the finder of some sources
 * @sources: the sources
 *
 * Return: the finder, made when it is first needed; NULL without memory.
 */
struct owner_finder *owner_finder(struct sources *sources);

/**
 * owner_once() - learn something, unless that was tried before
 * @finder: the finder
 * @once: whether it was tried
 * @learn: what does it; the kernel's memory can be read then
 * @err: filled on failure, each time
 *
 * Return: 0 or -errno.
 */
int owner_once(struct owner_finder *finder, struct once *once,
	       int (*learn)(struct owner_finder *finder, struct error *err),
	       struct error *err) _must_check_;

/**
 * owner_note() - say what kept the rest from being found out
 * @owner: the owner
 * @what: what is unknown
 * @err: why
 */
void owner_note(struct owner *owner, const char *what, const struct error *err);

/**
 * owner_region() - the first region of a type
 * @finder: the finder
 * @type: an enum memmap_region_type
 *
 * Return: the region, or NULL.
 */
const struct memmap_region *owner_region(const struct owner_finder *finder, unsigned int type);

/**
 * owner_page_bytes() - the size of a page
 * @finder: the finder
 *
 * Return: bytes of it.
 */
uint64_t owner_page_bytes(const struct owner_finder *finder);

/**
 * owner_linear() - where the direct map has a physical address
 * @finder: the finder
 * @phys_addr: the address
 *
 * Return: the virtual address, or ABSENT.
 */
uint64_t owner_linear(const struct owner_finder *finder, uint64_t phys_addr);

/**
 * owner_struct_page() - where the struct page of a frame is
 * @finder: the finder
 * @pfn: the frame
 * @ret: its address
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int owner_struct_page(struct owner_finder *finder, uint64_t pfn, uint64_t *ret,
		      struct error *err) _must_check_;

/**
 * owner_slab() - the owner of an address in a slab
 * @finder: the finder
 * @linear: the address in the direct map
 * @frame: its frame, which is a slab's
 * @ret: filled
 */
void owner_slab(struct owner_finder *finder, uint64_t linear, const struct memmap_frame *frame,
		struct owner *ret);

/**
 * owner_per_cpu() - the owner of an address, if that is the per-CPU allocator
 * @finder: the finder
 * @virt_addr: the address, in the direct map or in vmalloc space
 * @is_sure: it is the allocator's, but whose unit it is in may stay unknown
 * @ret: filled if so
 *
 * Return: whether it is.
 */
bool owner_per_cpu(struct owner_finder *finder, uint64_t virt_addr, bool is_sure,
		   struct owner *ret);

/**
 * owner_per_cpu_clear() - forget what owner_per_cpu() learned
 * @layout: may be zeroed
 */
void owner_per_cpu_clear(struct per_cpu_layout *layout);

/**
 * owner_stack() - the owner of an address, if that is the stack of a task
 * @finder: the finder
 * @virt_addr: the address
 * @area: the vmalloc area, whose maker makes stacks; NULL if that is not known
 * @ret: filled if so
 *
 * Return: whether it is.
 */
bool owner_stack(struct owner_finder *finder, uint64_t virt_addr, const struct vmap_area *area,
		 struct owner *ret);

/**
 * owner_module() - the owner of an address in a module or BPF program
 * @finder: the finder
 * @virt_addr: the address
 * @area: its vmalloc area, or NULL
 * @symbol: its symbol, with a module in brackets
 * @ret: filled
 *
 * Return: whether the symbol names a module.
 */
bool owner_module(struct owner_finder *finder, uint64_t virt_addr, const struct vmap_area *area,
		  const char *symbol, struct owner *ret);

/**
 * owner_freed_init() - the owner of an address where nothing is mapped, if that was a module
 * @finder: the finder
 * @virt_addr: the address, where modules are loaded
 * @ret: filled if so
 *
 * Return: whether it may be init code that was freed.
 */
bool owner_freed_init(struct owner_finder *finder, uint64_t virt_addr, struct owner *ret);

/**
 * owner_page_cache() - the owner of a frame, if that is a file
 * @finder: the finder
 * @frame: the frame
 * @is_sure: it is a file's, but which one may stay unknown
 * @ret: filled if so
 *
 * Return: whether it is.
 */
bool owner_page_cache(struct owner_finder *finder, const struct memmap_frame *frame, bool is_sure,
		      struct owner *ret);

#endif
