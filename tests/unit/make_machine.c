// SPDX-License-Identifier: GPL-2.0-or-later
/* make_machine.c - see make_machine.h. */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "make_machine.h"
#include "support.h"
#include "tap.h"

#define IMAGE	MACHINE_IMAGE
#define RAM	MACHINE_RAM
#define RAM_END MACHINE_RAM_END
#define NX	MACHINE_NX
#define RO	MACHINE_RO
#define RW	MACHINE_RW
#define PS	MACHINE_PS

struct machine machine;

/* The offsets of no kernel, so that nothing can be right by chance. */
static const char info[] = "SYMBOL(swapper_pg_dir)=ffffffff81002000\n"
			   "SYMBOL(_stext)=ffffffff81000000\n"
			   "SIZE(page)=64\n"
			   "NUMBER(SECTION_SIZE_BITS)=27\n"
			   "OFFSET(page.flags)=8\n"
			   "OFFSET(page._refcount)=0\n"
			   "OFFSET(page._mapcount)=4\n"
			   "OFFSET(page.private)=16\n"
			   "OFFSET(page.mapping)=24\n"
			   "OFFSET(page.compound_head)=32\n"
			   "NUMBER(PG_head_mask)=65536\n"
			   "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=-129\n"
			   "LENGTH(zone.free_area)=11\n"
			   "NUMBER(KERNEL_IMAGE_SIZE)=1073741824\n"
			   "NUMBER(sme_mask)=140737488355328\n"
			   "NUMBER(phys_base)=-14680064\n"
			   "NUMBER(pgtable_l5_enabled)=%u\n";

void machine_write(void)
{
	unsigned char *bytes;
	size_t size;

	bytes = core_bytes(&machine.core, &size);
	scratch_write(&machine.root, "proc/kcore", bytes, size);
	free(bytes);
}

void machine_begin(unsigned int nr_levels)
{
	bool five = nr_levels == 5;

	scratch_root(&machine.root);
	snprintf(machine.info, sizeof(machine.info), info, five);
	machine.nr_levels = nr_levels;
	machine.direct_map = five ? 0xff11000000000000 : 0xffff888000000000;
	machine.vmalloc = five ? 0xffa0000000000000 : 0xffffc90000000000;
	machine.vmemmap = five ? 0xffd4000000000000 : 0xffffea0000000000;
	machine.core = (struct core){
		.machine = EM_X86_64,
		.type = ET_CORE,
		.vmcoreinfo = machine.info,
		.nr_levels = nr_levels,
		.root = 0x202000,
		.next_table = 0x203000,
	};
	core_add(&machine.core, machine.direct_map + RAM, RAM, 0x80000, true);
	core_add(&machine.core, machine.direct_map + 0x8000000, 0x8000000, RAM_END - 0x8000000,
		 false);
	core_add(&machine.core, machine.vmalloc, CORE_NO_PHYS,
		 (five ? 0x32000000000000 : 0x200000000000) - 1, false);
	core_add(&machine.core, machine.vmemmap + RAM / 4096 * 64 / 4096 * 4096, CORE_NO_PHYS,
		 0x3000, true);
	core_add(&machine.core, 0xffffffffc0000000, CORE_NO_PHYS, 0x3f000000, false);
	core_add(&machine.core, IMAGE, 0x200000, 0x40000, false);
}

void machine_open(void)
{
	struct error err = {0};

	machine_write();
	if (backend_open(&machine.root, "kcore", &machine.backend, &err) < 0)
		note("%s", err.text);
	must(machine.backend);
}

void machine_end(void)
{
	backend_close(&machine.backend);
	core_clear(&machine.core);
	scratch_remove(&machine.root);
}

void machine_map_samples(void)
{
	uint64_t at = machine.vmalloc;

	/* Three pages in a row, one apart, one with another protection. */
	core_map(&machine.core, at, 12, NX | RW | 0x9000000);
	core_map(&machine.core, at + 0x1000, 12, NX | RW | 0x9001000);
	core_map(&machine.core, at + 0x2000, 12, NX | (RW & ~0x60ULL) | 0x9002000);
	core_map(&machine.core, at + 0x3000, 12, NX | RW | 0x9005000);
	core_map(&machine.core, at + 0x4000, 12, RO | 0x9006000);
	/* Not present, whatever else it says. */
	core_map(&machine.core, at + 0x5000, 12, NX | 0x9007000 | 0x1fe);
	/* Uncached, write-combining, write-through, encrypted. */
	core_map(&machine.core, at + 0x10000, 12, NX | RW | 0x18 | 0xfee00000);
	core_map(&machine.core, at + 0x11000, 12, NX | RW | 0x08 | 0xfd000000);
	core_map(&machine.core, at + 0x12000, 12, NX | RW | 0x98 | 0xfd001000);
	core_map(&machine.core, at + 0x13000, 12, NX | RW | 1ULL << 47 | 0x9008000);
	/* 2 MiB leaves, the second with its PAT bit; 1 GiB ones, the last two of a table. */
	core_map(&machine.core, at + 0x200000, 21, NX | RW | PS | 0xa000000);
	core_map(&machine.core, at + 0x400000, 21, NX | RW | PS | 0x18 | 0x1000 | 0xa200000);
	core_map(&machine.core, at + 0x7f80000000, 30, RO | PS | 0x80000000);
	core_map(&machine.core, at + 0x7fc0000000, 30, RO | PS | 0xc0000000);
	/* A table outside of RAM, and one that only has a hole. */
	core_map(&machine.core, at + 0x600000, 21, 0x67 | 0x50000000);
	core_map(&machine.core, at + 0x800000, 12, 0);
	/* Below a level that neither writes nor executes, a leaf that would. */
	core_map(&machine.core, at + 0xa00000, 12, RW | 0x9009000);
	core_map(&machine.core, at + 0xa00000, 21, NX | 0x61 | (machine.core.next_table - 0x1000));
}

unsigned char *machine_page(uint64_t pfn)
{
	const struct core_segment *segment = &machine.core.segments[3];

	return segment->data + (machine.vmemmap + pfn * 64 - segment->virt_addr);
}

void machine_set_page(uint64_t pfn, uint64_t flags, uint32_t refcount, uint32_t mapcount,
		      uint64_t private, uint64_t compound_head)
{
	unsigned char *page = machine_page(pfn);

	memcpy(page, &refcount, 4);
	memcpy(page + 4, &mapcount, 4);
	memcpy(page + 8, &flags, 8);
	memcpy(page + 16, &private, 8);
	memcpy(page + 32, &compound_head, 8);
}

static const char zoneinfo[] = "Node 0, zone    DMA32\n  pages free     1\n        min      1\n"
			       "        low      1\n        high     1\n        spanned  1048576\n"
			       "        present  1\n        managed  1\n        protection: (0)\n"
			       "  start_pfn:           1\n";

void machine_make_frames(void)
{
	static uint64_t flags[0x280];
	uint64_t head = machine.vmemmap + 0x210 * 64;

	scratch_text(&machine.root, "proc/zoneinfo", zoneinfo);
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		flags[i] = 0;
	flags[0x201] = 1ULL << KPF_SLAB | 1ULL << KPF_ANON | 1ULL << KPF_KSM;
	flags[0x202] = 1ULL << KPF_NOPAGE;
	flags[0x203] = 1ULL << KPF_ANON | 1ULL << KPF_KSM;
	flags[0x20b] = 1ULL << KPF_BUDDY;
	flags[0x213] = 1ULL << KPF_COMPOUND_TAIL | 1ULL << KPF_ZERO_PAGE | 1ULL << KPF_THP;
	scratch_write(&machine.root, "proc/kpageflags", flags, sizeof(flags));
	machine_set_page(0x201, 0x200, 3, UINT32_MAX, 0, 0);
	machine_set_page(0x203, 0, 1, UINT32_MAX, 0, 0);
	/* A free block of order 3, and a compound page of order 4. */
	machine_set_page(0x208, 0, 0, -129, 3, 0);
	machine_set_page(0x20b, 0, 0, UINT32_MAX, 0, 0);
	machine_set_page(0x210, 65536, 2, UINT32_MAX, 0, 0);
	machine_set_page(0x211, 4, 0, UINT32_MAX, 0, head + 1);
	machine_set_page(0x213, 0, 0, UINT32_MAX, 0, head + 1);
	/* A tail of which the head knows nothing. */
	machine_set_page(0x230, 0, 0, UINT32_MAX, 0, machine.vmemmap + 0x220 * 64 + 1);
	/* Never initialised. */
	memset(machine_page(0x231), 0xff, 64);
}
