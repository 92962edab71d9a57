// SPDX-License-Identifier: GPL-2.0-or-later
/* memory.c - see memory.h. */
#include "reader/memory.h"

const struct memory_segment *memory_find_virt(const struct memory *memory, uint64_t virt_addr)
{
	size_t low = 0, high = memory->nr_segments;

	/* The last one that begins at or below, or one around it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (virt_addr < memory->segments[middle].virt_addr)
			high = middle;
		else
			low = middle + 1;
	}
	for (; low; low = memory->segments[low - 1].outer) {
		const struct memory_segment *segment = &memory->segments[low - 1];

		if (virt_addr - segment->virt_addr < segment->size)
			return segment;
	}
	return NULL;
}

const struct memory_segment *memory_find_phys(const struct memory *memory, uint64_t phys_addr)
{
	size_t low = 0, high = memory->nr_by_phys;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct memory_segment *segment = &memory->by_phys[middle];

		if (phys_addr < segment->phys_addr)
			high = middle;
		else if (phys_addr - segment->phys_addr < segment->size)
			return segment;
		else
			low = middle + 1;
	}
	return NULL;
}

int memory_read_virt(const struct memory *memory, uint64_t virt_addr, void *buffer, size_t size,
		     const char *what, struct error *err)
{
	return memory->read_virt(memory, virt_addr, buffer, size, what, err);
}

int memory_read_phys(const struct memory *memory, uint64_t phys_addr, void *buffer, size_t size,
		     const char *what, struct error *err)
{
	return memory->read_phys(memory, phys_addr, buffer, size, what, err);
}
