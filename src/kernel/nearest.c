// SPDX-License-Identifier: GPL-2.0-or-later
/* nearest.c - see nearest.h. */
#include "kernel/nearest.h"
#include "reader/symbol_index.h"

void nearest_add(struct nearest *nearest, uint64_t address, const char *name)
{
	if (address > nearest->virt_addr && address < nearest->above)
		nearest->above = address;
	if (address > nearest->virt_addr || address <= nearest->start)
		return;
	nearest->start = address;
	nearest->name = name;
}

void nearest_print(const struct nearest *nearest, uint64_t end, const char *module, char *ret,
		   size_t size)
{
	const struct symbol_place place = {
		.start = nearest->start,
		.end = end,
		.name = nearest->name,
		.module = module,
	};

	symbol_print(&place, nearest->virt_addr, ret, size);
}
