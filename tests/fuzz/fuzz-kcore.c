// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-kcore.c - core files of kernels, and the symbol table in them. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "reader/kcore.h"
#include "reader/vmcoreinfo.h"
#include "reader/symtab.h"

#include "fuzz.h"
#include "make_symtab.h"

/* Small enough to be changed as a whole, with names of one letter: 256 are a block. */
static void add_seed(void (*add)(const void *data, size_t size), bool xnum, bool from_place)
{
	struct core core = {.machine = EM_X86_64, .type = ET_CORE, .xnum = xnum};
	struct make_symtab table = {.image = 0xffffffff81000000, .phys = 0x1000000};
	const char *names[260];
	char info[800];
	unsigned char *bytes;
	size_t size;

	core_add(&core, table.image, table.phys, 0xb40, true);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		names[i] = i == 0 ? "_stext" : "a";
	make_symtab(&core, &table, names, ARRAY_SIZE(names));
	if (from_place)
		memcpy(strstr(table.info, "SYMBOL(kallsyms_relative_base)"), "UNRELA", 6);
	for (unsigned int i = 0; i < ARRAY_SIZE(names) && from_place; i++)
		make_symtab_put(&core, &table, table.offsets + i * 4,
				i * 16 - (table.offsets + i * 4));
	snprintf(info, sizeof(info), "SYMBOL(swapper_pg_dir)=ffffffff81000000\n%s", table.info);
	core.vmcoreinfo = info;
	core_add(&core, 0xffff888000000000, 0, 0x400, false);
	core_add(&core, 0xffffc90000000000, CORE_NO_PHYS, 0x1fffffffffff, false);
	bytes = core_bytes(&core, &size);
	always(size <= 4096);
	add(bytes, size);
	free(bytes);
	core_clear(&core);
}

static void add_seeds(void (*add)(const void *data, size_t size))
{
	for (unsigned int i = 0; i < 4; i++)
		add_seed(add, i & 1, i & 2);
}

static void run(const uint8_t *data, size_t size)
{
	int fd = open(fuzz_file(data, size), O_RDONLY | O_CLOEXEC);
	struct error err = {0};
	struct symtab symtab;
	struct kcore kcore;
	uint64_t value;
	char byte;

	always(fd >= 0);
	if (kcore_parse(fd, "kcore", &kcore, &err) < 0) {
		always(err.code && *err.text);
		close(fd);
		return;
	}
	always(kcore.memory.nr_segments && kcore.memory.vmcoreinfo);
	for (size_t i = 0; i < kcore.memory.nr_segments && i < 64; i++) {
		const struct memory_segment *segment = &kcore.memory.segments[i];

		always(segment->size);
		if (memory_read_virt(&kcore.memory, segment->virt_addr, &byte, 1, "byte", NULL) == 0)
			always(memory_find_virt(&kcore.memory, segment->virt_addr));
		if (segment->phys_addr != ABSENT && kcore.memory.nr_by_phys)
			memory_find_phys(&kcore.memory, segment->phys_addr);
	}
	vmcoreinfo_symbol(kcore.memory.vmcoreinfo, "swapper_pg_dir", &value);
	vmcoreinfo_number(kcore.memory.vmcoreinfo, "NUMBER", "phys_base", &value);
	if (symtab_init(&symtab, &kcore.memory)) {
		static const char *const names[] = {"_stext", ""};
		struct symtab_symbol symbol;
		uint64_t addresses[2];

		for (uint64_t at = 0; at < 0x1800; at += 0x2f8)
			if (symtab_find(&symtab, &kcore.memory, 0xffffffff81000000 + at, &symbol))
				always(*symbol.name &&
				       memchr(symbol.name, '\0', SYMTAB_NAME_BYTES));
		symtab_addresses(&symtab, &kcore.memory, names, 2, addresses);
	}
	symtab_clear(&symtab);
	kcore_clear(&kcore);
}

DEFINE_TARGET(kcore) = {.run = run, .seeds = add_seeds};
