// SPDX-License-Identifier: GPL-2.0-or-later
/* test-explanation.c - addresses in a few words. */
#include <string.h>

#include "base/cleanup.h"
#include "output/explanation.h"

#include "tap.h"

static const struct memmap_region direct_map = {.type = MEMMAP_REGION_DIRECT_MAP};
static const struct memmap_region vmalloc = {.type = MEMMAP_REGION_VMALLOC};
static const struct memmap_region modules = {.type = MEMMAP_REGION_MODULES};
static const struct memmap_region vmemmap = {.type = MEMMAP_REGION_VMEMMAP};
static const struct memmap_region strange = {.type = 999};

static char long_symbol[SYMBOL_BYTES];

static struct owner object, per_cpu, stack, area, file, block, image, unknown;

/**
 * struct expectation - an answer and its words
 * @address: the answer
 * @text: the words, or NULL when nothing is known
 */
static const struct expectation {
	struct address address;
	const char *text;
} expectations[] = {
	{{.struct_page_of = ABSENT, .phys_addr = ABSENT, .status = MEMMAP_STATUS_UNMAPPED}, NULL},
	{{.symbol = "vfree+0x10/0x40", .struct_page_of = ABSENT, .phys_addr = 0x1000},
	 "vfree+0x10/0x40"},
	{{.symbol = "f+0x0/0x8 [nf_tables]", .struct_page_of = ABSENT, .phys_addr = 0x1000},
	 "nf_tables f+0x0/0x8"},
	/* As sprint_symbol_build_id() prints. */
	{{.symbol = "f+0x0/0x8 [nf_tables abcdef]"}, "nf_tables f+0x0/0x8"},
	{{.region = &direct_map, .struct_page_of = ABSENT, .phys_addr = 0x1234560},
	 "direct map, 0x1234560"},
	{{.region = &direct_map,
	  .struct_page_of = ABSENT,
	  .phys_addr = ABSENT,
	  .status = MEMMAP_STATUS_UNMAPPED},
	 "direct map, unmapped"},
	{{.region = &vmemmap, .struct_page_of = 0x5000, .phys_addr = 0x7654321},
	 "vmemmap, struct page of 0x5000"},
	{{.region = &vmemmap,
	  .struct_page_of = 0x5000,
	  .phys_addr = ABSENT,
	  .status = MEMMAP_STATUS_UNMAPPED},
	 "vmemmap, struct page of 0x5000, unmapped"},
	{{.region = &strange, .struct_page_of = ABSENT, .phys_addr = ABSENT, .status = 999},
	 "unknown region, unknown"},
	{{.region = &vmalloc,
	  .area = &(const struct vmap_area){.kind = "vmalloc", .caller = (char *)"g+0x1/0x2 [m]"},
	  .struct_page_of = ABSENT,
	  .phys_addr = 0x5000},
	 "vmalloc area by m g+0x1/0x2, 0x5000"},
	{{.region = &vmalloc,
	  .area = &(const struct vmap_area){.kind = "ioremap", .caller = (char *)"h+0x1/0x2"},
	  .struct_page_of = ABSENT,
	  .phys_addr = 0xfed00000},
	 "vmalloc ioremap area by h+0x1/0x2, 0xfed00000"},
	{{.region = &modules,
	  .area = &(const struct vmap_area){.kind = "vmalloc"},
	  .struct_page_of = ABSENT,
	  .phys_addr = ABSENT,
	  .status = MEMMAP_STATUS_UNMAPPED},
	 "modules vmalloc area, unmapped"},
	{{.region = &direct_map, .struct_page_of = ABSENT, .phys_addr = 0x1000, .owner = &object},
	 "direct map, slab kmalloc-64 object 3+0x10 free, 0x1000"},
	{{.region = &direct_map, .struct_page_of = ABSENT, .phys_addr = 0x1000, .owner = &per_cpu},
	 "direct map, per-cpu m counter+0x8 of CPU 1 allocated, 0x1000"},
	{{.region = &vmalloc,
	  .area = &(const struct vmap_area){.kind = "vmalloc", .caller = (char *)"g+0x1/0x2"},
	  .struct_page_of = ABSENT,
	  .phys_addr = 0x1000,
	  .owner = &stack},
	 "vmalloc, stack (a)?b pid 7, 0x1000"},
	{{.region = &vmalloc,
	  .area = &(const struct vmap_area){.kind = "vmalloc", .caller = (char *)"g+0x1/0x2"},
	  .struct_page_of = ABSENT,
	  .phys_addr = 0x1000,
	  .owner = &area},
	 "vmalloc area by g+0x1/0x2, 0x1000"},
	{{.region = &direct_map, .struct_page_of = ABSENT, .phys_addr = 0x1000, .owner = &file},
	 "direct map, page cache rootfs inode 56 page 1, 0x1000"},
	{{.region = &direct_map, .struct_page_of = ABSENT, .phys_addr = 0x1000, .owner = &block},
	 "direct map, free block order 9, 0x1000"},
	{{.region = &direct_map, .struct_page_of = ABSENT, .phys_addr = 0x1000, .owner = &image},
	 "direct map, kernel image .rodata, 0x1000"},
	{{.region = &direct_map, .struct_page_of = ABSENT, .phys_addr = 0x1000, .owner = &unknown},
	 "direct map, 0x1000"},
};

static void fill_owners(void)
{
	owner_init(&object, OWNER_SLAB);
	object.name = "kmalloc-64";
	object.object_index = 3;
	object.offset_bytes = 0x10;
	object.state = OBJECT_FREE;
	owner_init(&per_cpu, OWNER_PER_CPU);
	per_cpu.name = "counter [m]";
	per_cpu.cpu = 1;
	per_cpu.offset_bytes = 8;
	per_cpu.state = OBJECT_ALLOCATED;
	owner_init(&stack, OWNER_STACK);
	stack.name = "[a]\nb";
	stack.pid = 7;
	stack.offset_bytes = 0x100;
	owner_init(&area, OWNER_AREA);
	area.name = "g+0x1/0x2";
	owner_init(&file, OWNER_PAGE_CACHE);
	file.name = "rootfs";
	file.inode = 56;
	file.page_index = 1;
	owner_init(&block, OWNER_FREE);
	block.order = 9;
	owner_init(&image, OWNER_KERNEL_IMAGE);
	image.section = ".rodata";
	owner_init(&unknown, OWNER_UNKNOWN);
	unknown.note = "owner unknown";
}

DEFINE_UNIT(explanation)
{
	static char text[EXPLANATION_BYTES];

	fill_owners();
	for (size_t i = 0; i < ARRAY_SIZE(expectations); i++) {
		about("explanation %zu", i);
		is_int(explain_address(&expectations[i].address, text),
		       expectations[i].text != NULL);
		is_str(text, expectations[i].text ?: "");
	}
	about("a name as long as can be");
	memset(long_symbol, 'x', sizeof(long_symbol) - 1);
	ok(explain_address(&(struct address){.region = &vmalloc,
					     .area = &(struct vmap_area){.kind = "vmalloc",
									 .caller = long_symbol},
					     .struct_page_of = ABSENT,
					     .phys_addr = UINT64_MAX - 1},
			   text));
	is_int(strlen(text) < EXPLANATION_BYTES, 1);
	ok(!strpbrk(text, "[]"));
}
