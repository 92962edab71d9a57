/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel_memory.h - the running kernel's own data: its memory, where its structs keep what, and the
 * addresses of its variables.
 *
 * The kernel changes all of it while it is read, and nothing is locked. So whoever follows a
 * pointer checks what it finds, counts its steps, and reads again what must not have changed.
 */
#ifndef MEMMAP_ANALYSIS_KERNEL_MEMORY_H
#define MEMMAP_ANALYSIS_KERNEL_MEMORY_H

#include <memmap/backend/backend.h>
#include <memmap/reader/btf.h>

/* No struct that is read in one piece is larger; task_struct has 10 KB. */
#define KERNEL_STRUCT_BYTES 32768

/**
 * enum kernel_variable - a variable of the kernel whose address is asked for
 * @KERNEL_PER_CPU_OFFSET: unsigned long __per_cpu_offset[]
 * @KERNEL_PER_CPU_START: where the static per-CPU variables begin; 0 on x86-64 before v6.15
 * @KERNEL_PER_CPU_END: where they end
 * @KERNEL_PCPU_BASE_ADDR: void *pcpu_base_addr
 * @KERNEL_PCPU_UNIT_OFFSETS: unsigned long *pcpu_unit_offsets
 * @KERNEL_PCPU_UNIT_SIZE: int pcpu_unit_size
 * @KERNEL_PCPU_NR_SLOTS: int pcpu_nr_slots
 * @KERNEL_PCPU_CHUNK_LISTS: struct list_head *pcpu_chunk_lists
 * @KERNEL_PCPU_FIRST_CHUNK: struct pcpu_chunk *pcpu_first_chunk
 * @KERNEL_PCPU_RESERVED_CHUNK: struct pcpu_chunk *pcpu_reserved_chunk
 * @KERNEL_INIT_TASK: struct task_struct init_task
 * @KERNEL_IDLE_THREADS: per-CPU struct task_struct *idle_threads
 * @KERNEL_KFENCE_POOL: char *__kfence_pool
 * @NR_KERNEL_VARIABLES: how many
 */
enum kernel_variable {
	KERNEL_PER_CPU_OFFSET,
	KERNEL_PER_CPU_START,
	KERNEL_PER_CPU_END,
	KERNEL_PCPU_BASE_ADDR,
	KERNEL_PCPU_UNIT_OFFSETS,
	KERNEL_PCPU_UNIT_SIZE,
	KERNEL_PCPU_NR_SLOTS,
	KERNEL_PCPU_CHUNK_LISTS,
	KERNEL_PCPU_FIRST_CHUNK,
	KERNEL_PCPU_RESERVED_CHUNK,
	KERNEL_INIT_TASK,
	KERNEL_IDLE_THREADS,
	KERNEL_KFENCE_POOL,
	NR_KERNEL_VARIABLES,
};

/**
 * struct kernel_memory - how to reach it
 * @root: where /proc and /sys are
 * @backend: reads memory; borrowed, or @own
 * @own: opened for this alone, or NULL
 * @addresses: of the variables, ABSENT for those that are not known
 * @addresses_read: they have been looked up
 * @per_cpu_offsets: what turns a per-CPU pointer into the address for each CPU; NULL until needed
 * @nr_cpus: CPUs that the kernel has room for; entries of @per_cpu_offsets
 */
struct kernel_memory {
	const struct root *root;
	struct backend *backend, *own;
	uint64_t addresses[NR_KERNEL_VARIABLES];
	bool addresses_read;
	uint64_t *per_cpu_offsets;
	size_t nr_cpus;
};

/**
 * kernel_memory_open() - find a way to read the kernel's memory
 * @root: the system
 * @backend: used when it can read memory, else /proc/kcore is opened; borrowed; may be NULL
 * @ret: filled on success; release it with kernel_memory_close()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_memory_open(const struct root *root, struct backend *backend, struct kernel_memory *ret,
		       struct error *err) _must_check_;

/**
 * kernel_memory_close() - release it
 * @memory: may be zeroed
 */
void kernel_memory_close(struct kernel_memory *memory);

/**
 * kernel_is_pointer() - whether a value may point to data of the kernel
 * @memory: the memory
 * @value: the value; all that is readable is in the direct map, in vmalloc space or in the image
 *
 * Return: whether it is one, to a whole word.
 */
bool kernel_is_pointer(const struct kernel_memory *memory, uint64_t value);

/**
 * kernel_layout() - look up where members lie
 * @memory: the memory
 * @fields: what to look for, to be filled
 * @nr: how many
 * @err: filled on failure; says that the kernel has no BTF
 *
 * Return: 0 or -errno.
 */
int kernel_layout(const struct kernel_memory *memory, struct btf_field *fields, size_t nr,
		  struct error *err) _must_check_;

/**
 * kernel_read() - copy memory
 * @memory: the memory
 * @virt_addr: where from
 * @buffer: where to
 * @size: bytes
 * @what: what is read, for the message
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_read(const struct kernel_memory *memory, uint64_t virt_addr, void *buffer, size_t size,
		const char *what, struct error *err) _must_check_;

/**
 * kernel_read_fields() - copy members of one struct, all in one read
 * @memory: the memory
 * @fields: members that were looked up; those that the kernel lacks read as 0
 * @nr: how many
 * @virt_addr: the struct
 * @ret: their values
 * @err: filled on failure; names the first field's struct
 *
 * Return: 0 or -errno.
 */
int kernel_read_fields(const struct kernel_memory *memory, const struct btf_field *fields,
		       size_t nr, uint64_t virt_addr, uint64_t *ret,
		       struct error *err) _must_check_;

/**
 * kernel_read_text() - copy a string
 * @memory: the memory
 * @virt_addr: where from
 * @ret: the string, cut to its room
 * @size: room
 *
 * Return: whether it is one: not empty, and all of it printable.
 */
bool kernel_read_text(const struct kernel_memory *memory, uint64_t virt_addr, char *ret,
		      size_t size) _must_check_;

/**
 * struct kernel_list_walk - a walk along a list that may have become a loop without its head
 * @marked: an element that was passed
 * @nr: elements so far
 */
struct kernel_list_walk {
	uint64_t marked;
	size_t nr;
};

/**
 * kernel_list_step() - come to the next element
 * @walk: zeroed at the list's head
 * @at: the element
 * @max: no list has more of them
 *
 * Return: whether to go on; not when a loop is found, in less than three times its length.
 */
bool kernel_list_step(struct kernel_list_walk *walk, uint64_t at, size_t max);

/**
 * kernel_variable() - the address of a variable
 * @memory: the memory
 * @variable: which
 * @ret: its address
 * @err: filled on failure
 *
 * The first call looks up all of them.
 *
 * Return: 0 or -errno.
 */
int kernel_variable(struct kernel_memory *memory, enum kernel_variable variable, uint64_t *ret,
		    struct error *err) _must_check_;

/**
 * kernel_read_variable() - the value of a variable
 * @memory: the memory
 * @variable: which
 * @size: its bytes, at most 8
 * @ret: its value
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_read_variable(struct kernel_memory *memory, enum kernel_variable variable, size_t size,
			 uint64_t *ret, struct error *err) _must_check_;

/**
 * kernel_per_cpu() - learn what turns a per-CPU pointer into an address
 * @memory: the memory; its @per_cpu_offsets and @nr_cpus are filled
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_per_cpu(struct kernel_memory *memory, struct error *err) _must_check_;

#endif
