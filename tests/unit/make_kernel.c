// SPDX-License-Identifier: GPL-2.0-or-later
/* make_kernel.c - see make_kernel.h. */
#include <errno.h>
#include <linux/btf.h>
#include <string.h>

#include "kernel/owner_finder.h"

#include "make_btf.h"
#include "make_kernel.h"
#include "support.h"

struct made_kernel kernel;

static const uint64_t parts[] = {KERNEL_DIRECT, KERNEL_VMALLOC, KERNEL_VMEMMAP, KERNEL_IMAGE};
static unsigned char memory[ARRAY_SIZE(parts)][KERNEL_BYTES];

/* As on arm64 with KASLR, the direct map begins below physical address 0. */
static struct memmap_region regions[] = {
	{KERNEL_DIRECT - 0x100000000, KERNEL_DIRECT + 0x3fffffffffff, -0x100000000,
	 MEMMAP_REGION_DIRECT_MAP, MEMMAP_REGION_LINEAR},
	{KERNEL_VMALLOC, KERNEL_VMALLOC + 0x1fffffffffff, 0, MEMMAP_REGION_VMALLOC},
	{KERNEL_VMEMMAP, KERNEL_VMEMMAP + 0xffffffffff, 0, MEMMAP_REGION_VMEMMAP},
	{KERNEL_IMAGE, KERNEL_IMAGE + 0xffffff, 0x1000000, MEMMAP_REGION_KERNEL_IMAGE,
	 MEMMAP_REGION_LINEAR},
	{0xffffffffc0000000, 0xfffffffffeffffff, 0, MEMMAP_REGION_MODULES},
};

static unsigned char *find(uint64_t virt_addr, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (virt_addr >= parts[i] && virt_addr - parts[i] <= KERNEL_BYTES &&
		    size <= KERNEL_BYTES - (virt_addr - parts[i]))
			return &memory[i][virt_addr - parts[i]];
	return NULL;
}

static int read_memory(uint64_t virt_addr, void *buffer, size_t size)
{
	const unsigned char *at = find(virt_addr, size);

	kernel.nr_reads++;
	if (kernel.on_read)
		kernel.on_read(virt_addr);
	if (!at)
		return -EFAULT;
	memcpy(buffer, at, size);
	return 0;
}

void kernel_begin(void)
{
	memset(memory, 0, sizeof(memory));
	kernel = (struct made_kernel){
		.machine =
			{
				.regions = regions,
				.nr_regions = ARRAY_SIZE(regions),
				.struct_page_bytes = KERNEL_PAGE_BYTES,
				.read = read_memory,
			},
	};
	scratch_root(&kernel.root);
	scratch_text(&kernel.root, "sys/devices/system/cpu/possible", "0-1\n");
	kernel.backend = fake_new(&kernel.machine);
	kernel.backend->root = &kernel.root;
	kernel.sources = (struct sources){.root = &kernel.root, .backend = kernel.backend};
}

void kernel_page_shift(unsigned int shift)
{
	kernel.backend->space.page_shift = shift;
}

void kernel_forget(void)
{
	owner_finder_free(&kernel.sources.finder);
	if (kernel.backend->kernel)
		kernel.backend->free_kernel(kernel.backend->kernel);
	kernel.backend->kernel = NULL;
	kernel.backend->free_kernel = NULL;
}

void kernel_end(void)
{
	sources_clear(&kernel.sources);
	backend_close(&kernel.backend);
	scratch_remove(&kernel.root);
}

void *kernel_at(uint64_t virt_addr)
{
	unsigned char *at = find(virt_addr, 1);

	if (!at)
		abort();
	return at;
}

void kernel_put(uint64_t virt_addr, uint64_t value, size_t size)
{
	memcpy(kernel_at(virt_addr), &value, size);
}

uint64_t kernel_get(uint64_t virt_addr)
{
	uint64_t value;

	memcpy(&value, kernel_at(virt_addr), sizeof(value));
	return value;
}

static bool is_left_out(const struct kernel_member *member, const char *without)
{
	char name[128];

	snprintf(name, sizeof(name), "%s.%s", member->type, member->member ?: "");
	return !member->member ||
	       (without && (!strcmp(without, member->type) || !strcmp(without, name)));
}

/* An int, by its size and the bits it has. */
static void add_int(struct make_btf *file, const char *name, unsigned int bytes)
{
	make_btf_type(file, name, BTF_KIND_INT, 0, 0, bytes);
	make_btf_words(file, &(uint32_t){bytes * 8}, 1);
}

static void add_member(struct make_btf *file, const char *name, unsigned int of, unsigned int bits)
{
	make_btf_words(file, (uint32_t[]){make_btf_name(file, name), of, bits}, 3);
}

static void add_plain(struct make_btf *file)
{
	add_int(file, "u64", 8);
	add_int(file, "u32", 4);
	add_int(file, "u16", 2);
	add_int(file, "char", 1);
	make_btf_type(file, "", BTF_KIND_ARRAY, 0, 0, 0);
	make_btf_words(file, (uint32_t[]){TYPE_CHAR, TYPE_U32, 16}, 3);
	/* The other way round than the kernel has it, so that nothing is right by chance. */
	make_btf_type(file, "list_head", BTF_KIND_STRUCT, 0, 2, 16);
	add_member(file, "prev", TYPE_U64, 0);
	add_member(file, "next", TYPE_U64, 64);
	make_btf_type(file, "kmem_cache_order_objects", BTF_KIND_STRUCT, 0, 1, 4);
	add_member(file, "x", TYPE_U32, 0);
	make_btf_type(file, "module_layout", BTF_KIND_STRUCT, 0, 3, 16);
	add_member(file, "base", TYPE_U64, 0);
	add_member(file, "size", TYPE_U32, 64);
	add_member(file, "text_size", TYPE_U32, 96);
	make_btf_type(file, "module_memory", BTF_KIND_STRUCT, 0, 2, 16);
	add_member(file, "base", TYPE_U64, 0);
	add_member(file, "size", TYPE_U32, 64);
	make_btf_type(file, "", BTF_KIND_ARRAY, 0, 0, 0);
	make_btf_words(file, (uint32_t[]){TYPE_MODULE_MEMORY, TYPE_U32, 3}, 3);
	make_btf_type(file, "module_state", BTF_KIND_ENUM, 0, 1, 4);
	make_btf_words(file, (uint32_t[]){make_btf_name(file, "MODULE_STATE_UNFORMED"), 3}, 2);
}

void kernel_types(const struct kernel_member *members, size_t nr, const char *without)
{
	kernel_write_types(&kernel.root, members, nr, without);
}

void kernel_write_types(const struct root *root, const struct kernel_member *members, size_t nr,
			const char *without)
{
	struct make_btf file;
	size_t first = 0;

	make_btf_init(&file);
	add_plain(&file);
	while (first < nr) {
		const char *type = members[first].type;
		unsigned int vlen = 0;
		size_t end = first;

		for (; end < nr && !strcmp(members[end].type, type); end++)
			vlen += !is_left_out(&members[end], without);
		if (!without || strcmp(without, type) != 0) {
			make_btf_type(&file, type, BTF_KIND_STRUCT, MAKE_BTF_FLAG, vlen, 4096);
			for (size_t i = first; i < end; i++)
				if (!is_left_out(&members[i], without))
					add_member(
						&file, members[i].member, members[i].of,
						members[i].nr_bits << 24 |
							(members[i].offset * 8 + members[i].shift));
		}
		first = end;
	}
	make_btf_finish(&file);
	scratch_write(root, "sys/kernel/btf/vmlinux", file.bytes, file.size);
	make_btf_clear(&file);
}
