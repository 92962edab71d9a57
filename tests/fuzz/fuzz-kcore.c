// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-kcore.c - core files of kernels, and the symbol table in them. */
#include <fcntl.h>
#include <unistd.h>

#include <memmap/reader/kcore.h>
#include <memmap/reader/symtab.h>

#include "fuzz.h"
#include "make_core.h"

static void add_seeds(void (*add)(const void *data, size_t size))
{
	struct core core = {
		.machine = EM_X86_64,
		.type = ET_CORE,
		.vmcoreinfo = "SYMBOL(swapper_pg_dir)=ffffffff81000000\nSIZE(page)=64\n"
			      "NUMBER(phys_base)=0\nSYMBOL(kallsyms_num_syms)=ffffffff81000000\n"
			      "SYMBOL(_stext)=ffffffff81000000\n"
			      "SYMBOL(kallsyms_offsets)=ffffffff81000008\n"
			      "SYMBOL(kallsyms_relative_base)=ffffffff81000010\n"
			      "SYMBOL(kallsyms_names)=ffffffff81000018\n"
			      "SYMBOL(kallsyms_token_table)=ffffffff81000100\n"
			      "SYMBOL(kallsyms_token_index)=ffffffff81000110\n",
	};
	unsigned char *bytes;
	size_t size;

	core_add(&core, 0xffff888000000000, 0, 0x400, true);
	core_add(&core, 0xffffffff81000000, 0x1000000, 0x400, true);
	core_add(&core, 0xffffc90000000000, CORE_NO_PHYS, 0x1fffffffffff, false);
	for (unsigned int i = 0; i < 2; i++) {
		core.xnum = i;
		bytes = core_bytes(&core, &size);
		add(bytes, size);
		free(bytes);
	}
	core_clear(&core);
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
	always(kcore.nr_segments && kcore.vmcoreinfo);
	for (size_t i = 0; i < kcore.nr_segments && i < 64; i++) {
		const struct kcore_segment *segment = &kcore.segments[i];

		always(segment->size);
		if (kcore_read_virt(&kcore, segment->virt_addr, &byte, 1, "byte", NULL) == 0)
			always(kcore_find_virt(&kcore, segment->virt_addr));
		if (segment->phys_addr != ABSENT && kcore.nr_by_phys)
			kcore_find_phys(&kcore, segment->phys_addr);
	}
	vmcoreinfo_symbol(kcore.vmcoreinfo, "swapper_pg_dir", &value);
	vmcoreinfo_number(kcore.vmcoreinfo, "NUMBER", "phys_base", &value);
	if (symtab_init(&symtab, &kcore)) {
		static const char *const names[] = {"_stext", ""};
		struct symtab_symbol symbol;
		uint64_t addresses[2];

		symtab_find(&symtab, &kcore, 0xffffffff81000000, &symbol);
		symtab_addresses(&symtab, &kcore, names, 2, addresses);
	}
	symtab_clear(&symtab);
	kcore_clear(&kcore);
}

DEFINE_TARGET(kcore) = {.run = run, .seeds = add_seeds};
