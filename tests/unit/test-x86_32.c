// SPDX-License-Identifier: GPL-2.0-or-later
/* test-x86_32.c - the kcore back end over made-up page tables of i386, with PAE and without.
 */
#include <errno.h>

#include "backend/backends.h"

#include "make_core.h"
#include "support.h"
#include "tap.h"

#define NX (1ULL << 63)
#define RW 0x163ULL /* present, writable, accessed, dirty, global */
#define RO 0x121ULL /* present, accessed, global */
#define PS 0x80ULL  /* a large leaf */

#define DIRECT_MAP  0xc0000000
#define FILLED	    0x200000
#define HIGH_MEMORY 0xf77fe000
#define VMALLOC	    0xf7ffe000
#define VMALLOC_END 0xff9fe000
#define PKMAP	    0xffa00000

static struct machine {
	struct root root;
	struct core core;
	bool pae;
	struct backend *backend;
} machine;

/* Low memory, the first 2 MiB of which are in the file, and vmalloc space. */
static void begin(bool pae)
{
	static char text[256];

	scratch_root(&machine.root);
	snprintf(
		text, sizeof(text),
		"SYMBOL(swapper_pg_dir)=c0100000\nSYMBOL(_stext)=c0101000\nSYMBOL(mem_map)=c0000100\n"
		"SIZE(page)=32\n%s",
		pae ? "CONFIG_X86_PAE=y\n" : "");
	machine.pae = pae;
	machine.core = (struct core){
		.machine = EM_386,
		.is_32bit = true,
		.type = ET_CORE,
		.vmcoreinfo = text,
		.nr_levels = pae ? 3 : 2,
		.entry_bytes = pae ? 8 : 4,
		.root = 0x100000,
		.next_table = 0x110000,
	};
	core_add(&machine.core, DIRECT_MAP, 0, FILLED, true);
	core_add(&machine.core, DIRECT_MAP + FILLED, FILLED, HIGH_MEMORY - DIRECT_MAP - FILLED,
		 false);
	core_add(&machine.core, VMALLOC, CORE_NO_PHYS, VMALLOC_END - VMALLOC, false);
	*(uint32_t *)core_at(&machine.core, 0x100) = 0xc1000000;
	scratch_text(&machine.root, "proc/meminfo",
		     "MemTotal:        6000000 kB\nHighTotal:       5200000 kB\n");
	scratch_text(&machine.root, "proc/iomem",
		     "00001000-0009fbff : System RAM\n"
		     "00100000-bffdffff : System RAM\n"
		     "  01000000-017fffff : Kernel code\n"
		     "100000000-1bfffffff : System RAM\n");
}

static void open_it(void)
{
	struct error err = {0};
	unsigned char *bytes;
	size_t size;

	bytes = core_bytes(&machine.core, &size);
	scratch_write(&machine.root, "proc/kcore", bytes, size);
	free(bytes);
	if (backend_open(&machine.root, "kcore", &machine.backend, &err) < 0)
		note("%s", err.text);
	must(machine.backend);
}

static void end(void)
{
	backend_close(&machine.backend);
	core_clear(&machine.core);
	scratch_remove(&machine.root);
}

static struct memmap_steps steps_of(uint64_t virt_addr)
{
	struct memmap_steps steps = {.virt_addr = virt_addr};
	struct error err = {0};

	about("%s, 0x%jx", machine.pae ? "PAE" : "no PAE", (uintmax_t)virt_addr);
	is_int(backend_steps(machine.backend, &steps, &err), 0);
	return steps;
}

static void mapped(uint64_t virt_addr, uint64_t phys_addr, unsigned int shift, unsigned int prot)
{
	struct memmap_steps steps = steps_of(virt_addr);
	unsigned int nr_levels = machine.pae ? 3 : 2;

	is_int(steps.status, MEMMAP_STATUS_OK);
	is_hex(steps.phys_addr, phys_addr);
	is_int(steps.leaf_shift, shift);
	is_hex(steps.prot, prot);
	is_int(steps.nr_steps, shift == 12 ? nr_levels : nr_levels - 1);
	is_hex(steps.steps[0].table_phys_addr, 0x100000);
	is_int(steps.steps[0].level, MEMMAP_LEVEL_PGD);
	is_int(steps.steps[0].shift, machine.pae ? 30 : 22);
}

static void has_status(uint64_t virt_addr, unsigned int status)
{
	struct memmap_steps steps = steps_of(virt_addr);

	is_int(steps.status, status);
	is_hex(steps.phys_addr, 0);
}

static void is_region(uint64_t virt_addr, unsigned int type, uint64_t start, uint64_t last)
{
	const struct memmap_region *region =
		address_space_region(&machine.backend->space, virt_addr);

	about("%s, region of 0x%jx", machine.pae ? "PAE" : "no PAE", (uintmax_t)virt_addr);
	must(region);
	is_int(region->type, type);
	is_hex(region->start, start);
	is_hex(region->last, last);
}

/* Like the kernel's: entries of the top table have the present bit and nothing else. */
static void strip_top(void)
{
	uint64_t *top = core_at(&machine.core, machine.core.root);

	for (unsigned int i = 0; i < 4; i++)
		if (top[i])
			top[i] = (top[i] & ~0xfffULL) | 1;
}

static void test_pae(void)
{
	const unsigned int rw = MEMMAP_PROT_WRITE | MEMMAP_PROT_GLOBAL;

	begin(true);
	/* Frames above 4 GiB, and all bits up to the last of an address. */
	core_map(&machine.core, VMALLOC + 0x2000, 12, NX | RW | 0x1bfc9d000);
	core_map(&machine.core, VMALLOC + 0x3000, 12, RO | 0xffffffffff000);
	core_map(&machine.core, DIRECT_MAP + 0x200000, 21, NX | RW | PS | 0x200000);
	core_map(&machine.core, PKMAP + 0x1000, 12, NX | RW | 0x100000000);
	core_map(&machine.core, 0xfffff000, 12, NX | RW | 0xfee00000);
	core_map(&machine.core, VMALLOC + 0x4000, 12, NX | 0x1bfc9d000);
	strip_top();
	open_it();
	mapped(VMALLOC + 0x2abc, 0x1bfc9dabc, 12, rw);
	mapped(VMALLOC + 0x3000, 0xffffffffff000, 12, MEMMAP_PROT_EXEC | MEMMAP_PROT_GLOBAL);
	mapped(DIRECT_MAP + 0x3fffff, 0x3fffff, 21, rw);
	mapped(PKMAP + 0x1fff, 0x100000fff, 12, rw);
	mapped(UINT32_MAX, 0xfee00fff, 12, rw);
	has_status(VMALLOC + 0x4000, MEMMAP_STATUS_UNMAPPED);
	has_status(DIRECT_MAP - 1, MEMMAP_STATUS_USER);
	has_status(0x100000000, MEMMAP_STATUS_NONCANONICAL);
	has_status(UINT64_MAX, MEMMAP_STATUS_NONCANONICAL);
	is_int(machine.backend->space.format, MEMMAP_FORMAT_X86_PAE);
	/* The slots of kmap() have one table, 2 MiB; the struct pages reach to the last RAM. */
	is_region(PKMAP, MEMMAP_REGION_PKMAP, PKMAP, PKMAP + 0x1fffff);
	is_region(PKMAP + 0x200000, MEMMAP_REGION_LDT, PKMAP + 0x200000, PKMAP + 0x3fffff);
	is_region(0xc1000000, MEMMAP_REGION_VMEMMAP, 0xc1000000, 0xc1000000 + 0x1c0000 * 32 - 1);
	end();
}

static void test_two_levels(void)
{
	const unsigned int rwx = MEMMAP_PROT_WRITE | MEMMAP_PROT_EXEC | MEMMAP_PROT_GLOBAL;

	begin(false);
	core_map(&machine.core, VMALLOC + 0x2000, 12, RW | 0xfffff000);
	core_map(&machine.core, DIRECT_MAP + 0x400000, 22, RW | PS | 0x400000);
	core_map(&machine.core, 0xfffff000, 12, RO | 0xfee00000);
	open_it();
	/* Nothing forbids to execute. */
	mapped(VMALLOC + 0x2abc, 0xfffffabc, 12, rwx);
	mapped(DIRECT_MAP + 0x7fffff, 0x7fffff, 22, rwx);
	mapped(UINT32_MAX, 0xfee00fff, 12, MEMMAP_PROT_EXEC | MEMMAP_PROT_GLOBAL);
	has_status(VMALLOC + 0x3000, MEMMAP_STATUS_UNMAPPED);
	has_status(0x100000000, MEMMAP_STATUS_NONCANONICAL);
	is_int(machine.backend->space.format, MEMMAP_FORMAT_X86_32);
	is_region(PKMAP, MEMMAP_REGION_PKMAP, PKMAP, PKMAP + 0x3fffff);
	end();
}

static void test_regions(void)
{
	begin(true);
	open_it();
	is_region(0, MEMMAP_REGION_USER, 0, DIRECT_MAP - 1);
	is_region(DIRECT_MAP, MEMMAP_REGION_DIRECT_MAP, DIRECT_MAP, HIGH_MEMORY - 1);
	is_region(HIGH_MEMORY, MEMMAP_REGION_GUARD, HIGH_MEMORY, VMALLOC - 1);
	is_region(VMALLOC, MEMMAP_REGION_VMALLOC, VMALLOC, VMALLOC_END - 1);
	about("no region is known above the LDTs");
	ok(!address_space_region(&machine.backend->space, 0xfffff000));
	end();
	/* Without high memory there are no slots for it. */
	begin(true);
	scratch_text(&machine.root, "proc/meminfo", "MemTotal: 6000000 kB\n");
	open_it();
	is_region(PKMAP, MEMMAP_REGION_LDT, PKMAP, PKMAP + 0x1fffff);
	end();
}

static void test_walk(void)
{
	struct memmap_extent extents[4];
	struct memmap_walk walk = {
		.start = VMALLOC,
		.length = (1ULL << 32) - VMALLOC,
		.extents = (uintptr_t)extents,
		.nr_extents = 4,
	};
	struct error err = {0};

	begin(true);
	for (unsigned int i = 0; i < 3; i++)
		core_map(&machine.core, VMALLOC + 0x2000 + i * 0x1000, 12,
			 NX | RW | (0xfffff000 + i * 0x1000ULL));
	core_map(&machine.core, 0xfffff000, 12, NX | RW | 0xfee00000);
	strip_top();
	open_it();
	about("a walk to the end of 32 bits, over frames on both sides of 4 GiB");
	is_int(backend_walk(machine.backend, &walk, &err), 0);
	is_int(walk.nr_extents, 2);
	is_hex(extents[0].phys_addr, 0xfffff000);
	is_hex(extents[0].length, 0x3000);
	is_hex(extents[1].virt_addr, 0xfffff000);
	is_hex(walk.next, 1ULL << 32);
	about("not further");
	walk.length++;
	is_int(backend_walk(machine.backend, &walk, &err), -EINVAL);
	end();
}

DEFINE_UNIT(x86_32)
{
	test_pae();
	test_two_levels();
	test_regions();
	test_walk();
}
