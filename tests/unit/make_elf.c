// SPDX-License-Identifier: GPL-2.0-or-later
/* make_elf.c - see make_elf.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "make_elf.h"

/* File header, contents, names of sections, section headers; the same for both classes. */
#define DEFINE_WRITE(bits)                                                                    \
	static size_t write_##bits(const struct elf_recipe *recipe, unsigned char *out,       \
				   const char *names, size_t names_size)                      \
	{                                                                                     \
		size_t data_at = sizeof(Elf##bits##_Ehdr), names_at = data_at + recipe->size; \
		size_t headers_at = (names_at + names_size + 7) & ~7UL;                       \
		Elf##bits##_Ehdr file = {                                                     \
			.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS##bits,       \
				    ELFDATA2LSB, EV_CURRENT},                                 \
			.e_type = recipe->type,                                               \
			.e_machine = recipe->machine,                                         \
			.e_version = EV_CURRENT,                                              \
			.e_shoff = headers_at,                                                \
			.e_ehsize = sizeof(file),                                             \
			.e_shentsize = sizeof(Elf##bits##_Shdr),                              \
			.e_shnum = 3,                                                         \
			.e_shstrndx = 2,                                                      \
		};                                                                            \
		Elf##bits##_Shdr headers[3] = {                                               \
			[1] = {.sh_name = 1,                                                  \
			       .sh_type = recipe->section_type,                               \
			       .sh_offset = data_at,                                          \
			       .sh_size = recipe->size,                                       \
			       .sh_addralign = 1},                                            \
			[2] = {.sh_name = 2 + strlen(recipe->section),                        \
			       .sh_type = SHT_STRTAB,                                         \
			       .sh_offset = names_at,                                         \
			       .sh_size = names_size,                                         \
			       .sh_addralign = 1},                                            \
		};                                                                            \
                                                                                              \
		memcpy(out, &file, sizeof(file));                                             \
		if (recipe->size)                                                             \
			memcpy(out + data_at, recipe->data, recipe->size);                    \
		memcpy(out + names_at, names, names_size);                                    \
		memcpy(out + headers_at, headers, sizeof(headers));                           \
		return headers_at + sizeof(headers);                                          \
	}

DEFINE_WRITE(32)
DEFINE_WRITE(64)

size_t make_elf(const struct elf_recipe *recipe, unsigned char *ret, size_t room)
{
	char names[64] = "";
	size_t length = strlen(recipe->section);

	if (length + sizeof(".shstrtab") + 2 > sizeof(names) || recipe->size + 512 > room)
		abort();
	strcpy(names + 1, recipe->section);
	strcpy(names + length + 2, ".shstrtab");
	memset(ret, 0, recipe->size + 512);
	return (recipe->is_64bit ? write_64 : write_32)(recipe, ret, names,
							length + 2 + sizeof(".shstrtab"));
}
