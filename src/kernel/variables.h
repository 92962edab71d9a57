/* SPDX-License-Identifier: GPL-2.0-or-later */
/* variables.h - the running kernel's own variables, from which its lists begin. */
#ifndef MEMMAP_KERNEL_VARIABLES_H
#define MEMMAP_KERNEL_VARIABLES_H

#include "kernel/kernel.h"

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
 * @KERNEL_VMAP_AREA_LIST: struct list_head vmap_area_list, until v6.8
 * @KERNEL_PURGE_VMAP_AREA_LIST: struct list_head purge_vmap_area_list, v5.12 to v6.8
 * @KERNEL_VMAP_PURGE_LIST: struct llist_head vmap_purge_list, what it was until v5.11
 * @KERNEL_VMAP_NODES: struct vmap_node *vmap_nodes, since v6.9
 * @KERNEL_NR_VMAP_NODES: how many
 * @KERNEL_MODULES: struct list_head modules
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
	KERNEL_VMAP_AREA_LIST,
	KERNEL_PURGE_VMAP_AREA_LIST,
	KERNEL_VMAP_PURGE_LIST,
	KERNEL_VMAP_NODES,
	KERNEL_NR_VMAP_NODES,
	KERNEL_MODULES,
	NR_KERNEL_VARIABLES,
};

/**
 * kernel_variable_or_absent() - the address of a variable
 * @kernel: the kernel
 * @variable: which
 *
 * The first call looks all of them up in one pass.
 *
 * Return: the address; ABSENT when it is hidden, or there is not one symbol of that name.
 */
uint64_t kernel_variable_or_absent(struct kernel *kernel, enum kernel_variable variable);

/**
 * kernel_variable() - the address of a variable
 * @kernel: the kernel
 * @variable: which
 * @ret: its address
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_variable(struct kernel *kernel, enum kernel_variable variable, uint64_t *ret,
		    struct error *err) _must_check_;

/**
 * kernel_read_variable() - the value of a variable
 * @kernel: the kernel
 * @variable: which
 * @size: its bytes, at most 8
 * @ret: its value
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_read_variable(struct kernel *kernel, enum kernel_variable variable, size_t size,
			 uint64_t *ret, struct error *err) _must_check_;

/**
 * kernel_per_cpu() - learn what turns a per-CPU pointer into an address
 * @kernel: the kernel; its @per_cpu_offsets and @nr_cpus are filled
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int kernel_per_cpu(struct kernel *kernel, struct error *err) _must_check_;

#endif
