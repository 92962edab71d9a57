// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-elf_module.c - module files. */
#include "helper/elf_module.h"

#include "fuzz.h"
#include "make_elf.h"

static void add_seeds(void (*add)(const void *data, size_t size))
{
	static const char modinfo[] = "license=GPL\0\0version=1\0vermagic=6.1.0 SMP ";
	struct elf_recipe recipe = {
		.type = ET_REL,
		.section = ".modinfo",
		.section_type = SHT_PROGBITS,
		.data = modinfo,
		.size = sizeof(modinfo),
	};
	unsigned char bytes[1024];

	for (unsigned int i = 0; i < 4; i++) {
		recipe.is_64bit = i & 1;
		recipe.machine = i & 1 ? EM_X86_64 : EM_386;
		recipe.section_type = i & 2 ? SHT_NOBITS : SHT_PROGBITS;
		add(bytes, make_elf(&recipe, bytes, sizeof(bytes)));
	}
}

static void run(const uint8_t *data, size_t size)
{
	struct elf_module module = {0};
	struct error err = {0}, why = {0};

	if (elf_module_read(fuzz_file(data, size), &module, &err) == 0) {
		int rc = elf_module_check(&module, "a.ko", "6.1.0", "x86_64", &why);

		always(module.vermagic);
		always((rc == 0) == (why.code == ERROR_NONE));
	} else {
		always(err.code && *err.text && !module.vermagic);
	}
	elf_module_clear(&module);
}

DEFINE_TARGET(elf_module) = {.run = run, .seeds = add_seeds};
