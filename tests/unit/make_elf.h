/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make_elf.h - small files that look like kernel modules. */
#ifndef MEMMAP_TESTS_MAKE_ELF_H
#define MEMMAP_TESTS_MAKE_ELF_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct elf_recipe - what to put in
 * @is_64bit: ELF class
 * @machine: EM_*
 * @type: ET_*
 * @section: name of the one section beside the string table
 * @section_type: SHT_*
 * @data: its contents
 * @size: bytes of it
 */
struct elf_recipe {
	bool is_64bit;
	unsigned int machine;
	unsigned int type;
	const char *section;
	unsigned int section_type;
	const void *data;
	size_t size;
};

/* make_elf() - write the file's bytes to @ret, which has room for @room; returns how many */
size_t make_elf(const struct elf_recipe *recipe, unsigned char *ret, size_t room);

#endif
