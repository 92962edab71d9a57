/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memory.h - the kernel's memory, by whatever way it is read.
 *
 * Who can copy memory at an address fills one of these; how page tables are walked, names found and
 * structs followed is the same for all.
 */
#ifndef MEMMAP_READER_MEMORY_H
#define MEMMAP_READER_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/value.h"

/**
 * struct memory_segment - a run of virtual addresses that can be read
 * @virt_addr: first virtual address
 * @phys_addr: its physical address where the run is contiguous in physical memory too, else ABSENT
 * @size: bytes; at least 1
 * @offset: where it lies in the file, if it lies in one
 * @outer: by virtual address, the nearest one before it that ends behind it, counted from 1; or 0
 */
struct memory_segment {
	uint64_t virt_addr, phys_addr, size, offset;
	size_t outer;
};

/**
 * struct memory - the kernel's memory
 * @path: what the user calls its source, for messages
 * @elf_machine: EM_* of the kernel
 * @is_64bit: its longs and pointers have 8 bytes
 * @vmcoreinfo: text of the note, "KEY=value" lines; empty where it is not known
 * @segments: what can be read, by virtual address
 * @by_phys: those that have a physical address, by that; without what lies in another one of them
 * @nr_segments: entries of @segments
 * @nr_by_phys: entries of @by_phys
 * @read_virt: as memory_read_virt()
 * @read_phys: as memory_read_phys()
 */
struct memory {
	char *path;
	unsigned int elf_machine;
	bool is_64bit;
	char *vmcoreinfo;
	struct memory_segment *segments, *by_phys;
	size_t nr_segments, nr_by_phys;
	int (*read_virt)(const struct memory *memory, uint64_t virt_addr, void *buffer, size_t size,
			 const char *what, struct error *err);
	int (*read_phys)(const struct memory *memory, uint64_t phys_addr, void *buffer, size_t size,
			 const char *what, struct error *err);
};

/**
 * memory_find_virt() - the segment that holds a virtual address
 * @memory: the memory
 * @virt_addr: the address
 *
 * Return: the segment or NULL.
 */
const struct memory_segment *memory_find_virt(const struct memory *memory, uint64_t virt_addr);

/**
 * memory_find_phys() - the segment that holds a physical address
 * @memory: the memory
 * @phys_addr: the address
 *
 * Only what the kernel calls "System RAM" has one.
 *
 * Return: the segment or NULL.
 */
const struct memory_segment *memory_find_phys(const struct memory *memory, uint64_t phys_addr);

/**
 * memory_read_virt() - copy memory at a virtual address
 * @memory: the memory
 * @virt_addr: the address
 * @buffer: where to
 * @size: bytes; all of them must lie in one segment
 * @what: what is read, for the message: "symbol table"
 * @err: filled on failure
 *
 * What is not mapped, or must not be touched, reads as zeros.
 *
 * Return: 0, -EFAULT when it does not hold all of that, or another -errno.
 */
int memory_read_virt(const struct memory *memory, uint64_t virt_addr, void *buffer, size_t size,
		     const char *what, struct error *err) _must_check_;

/**
 * memory_read_phys() - copy memory at a physical address
 * @memory: the memory
 * @phys_addr: the address
 * @buffer: where to
 * @size: bytes; all of them must lie in one segment
 * @what: what is read, for the message: "PUD table"
 * @err: filled on failure
 *
 * Return: 0, -EFAULT when it does not hold all of that, or another -errno.
 */
int memory_read_phys(const struct memory *memory, uint64_t phys_addr, void *buffer, size_t size,
		     const char *what, struct error *err) _must_check_;

#endif
