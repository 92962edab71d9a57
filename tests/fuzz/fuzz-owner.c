// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-owner.c - owners in a kernel whose memory is made of the input: every pointer may lead
 * astray. */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "fuzz.h"
#include "make_kernel.h"
#include "support.h"

/* Close together, so that few bytes make all of a struct. */
static const struct kernel_member members[] = {
	{"slab", "slab_cache", TYPE_U64, 0},
	{"slab", "freelist", TYPE_U64, 8},
	{"slab", "inuse", TYPE_U32, 16, 16, 0},
	{"slab", "objects", TYPE_U32, 16, 15, 16},
	{"slab", "frozen", TYPE_U32, 16, 1, 31},
	{"kmem_cache", "name", TYPE_U64, 0},
	{"kmem_cache", "size", TYPE_U16, 16},
	{"kmem_cache", "object_size", TYPE_U16, 18},
	{"kmem_cache", "offset", TYPE_U16, 20},
	{"kmem_cache", "cpu_slab", TYPE_U64, 8},
	{"kmem_cache_cpu", "freelist", TYPE_U64, 0},
	{"kmem_cache_cpu", "tid", TYPE_U64, 8},
	{"kmem_cache_cpu", "slab", TYPE_U64, 16},
	{"pcpu_chunk", "list", TYPE_LIST, 0},
	{"pcpu_chunk", "base_addr", TYPE_U64, 16},
	{"pcpu_chunk", "nr_pages", TYPE_U16, 24},
	{"pcpu_chunk", "alloc_map", TYPE_U64, 32},
	{"pcpu_chunk", "bound_map", TYPE_U64, 40},
	{"task_struct", "stack", TYPE_U64, 0},
	{"task_struct", "pid", TYPE_U32, 8},
	{"task_struct", "tgid", TYPE_U32, 12},
	{"task_struct", "comm", TYPE_NAME, 16},
	{"task_struct", "stack_vm_area", TYPE_U64, 32},
	{"task_struct", "signal", TYPE_U64, 40},
	{"task_struct", "tasks", TYPE_LIST, 48},
	{"task_struct", "thread_node", TYPE_LIST, 64},
	{"signal_struct", "thread_head", TYPE_LIST, 0},
	{"vm_struct", "addr", TYPE_U64, 0},
	{"vm_struct", "nr_pages", TYPE_U16, 8},
	{"folio", "mapping", TYPE_U64, 0},
	{"folio", "index", TYPE_U64, 8},
	{"address_space", "host", TYPE_U64, 0},
	{"inode", "i_ino", TYPE_U64, 0},
	{"inode", "i_data", TYPE_U64, 8},
	{"inode", "i_sb", TYPE_U64, 16},
	{"super_block", "s_id", TYPE_NAME, 0},
};

static const char kallsyms[] = "0000000000000000 A __per_cpu_start\n"
			       "0000000000000100 A __per_cpu_end\n"
			       "0000000000000008 A idle_threads\n"
			       "ffffffff81000000 D __per_cpu_offset\n"
			       "ffffffff81000010 D pcpu_base_addr\n"
			       "ffffffff81000018 D pcpu_unit_size\n"
			       "ffffffff81000020 D pcpu_unit_offsets\n"
			       "ffffffff81000028 D pcpu_nr_slots\n"
			       "ffffffff81000030 D pcpu_chunk_lists\n"
			       "ffffffff81000038 D pcpu_first_chunk\n"
			       "ffffffff81000040 D pcpu_reserved_chunk\n"
			       "ffffffff81000048 D __kfence_pool\n"
			       "ffffffff81000080 D init_task\n";

#define NR_SLOTS_AT (KERNEL_IMAGE + 0x28)

static struct memmap_frame frame;

/* Words that are pointers to each other, and small numbers among them. */
static void add_seeds(void (*add)(const void *data, size_t size))
{
	uint64_t words[64];

	for (unsigned int step = 1; step < 8; step++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
			words[i] = i % 8 == step ? 0x0001000200400040ULL + step
						 : KERNEL_DIRECT + (i * step * 8) % 0x2000;
		add(words, sizeof(words));
	}
	memset(words, 0, sizeof(words));
	add(words, sizeof(words));
}

static void begin(void)
{
	kernel_begin();
	atexit(kernel_end);
	kernel_types(members, ARRAY_SIZE(members), NULL);
	scratch_text(&kernel.root, "proc/kallsyms", kallsyms);
	kernel.machine.frames = &frame;
	kernel.machine.nr_frames = 1;
}

static void fill(uint64_t start, const uint8_t *data, size_t size)
{
	uint8_t *at = kernel_at(start);

	for (size_t done = 0; done < 0x4000; done += size)
		memcpy(at + done, data, size);
}

static void ask(uint64_t virt_addr, uint64_t flags, const char *caller)
{
	struct vmap_area area = {
		.start = virt_addr & ~0xfffULL, .size_bytes = 0x3000, .caller = (char *)caller};
	struct owner_facts facts = {
		.virt_addr = virt_addr,
		.phys_addr = virt_addr & 0xffffff,
		.frame = &frame,
		.area = caller ? &area : NULL,
	};
	struct owner owner;

	frame = (struct memmap_frame){
		.pfn = facts.phys_addr >> 12,
		.head_pfn = facts.phys_addr >> 12,
		.flags = flags,
		.refcount = 1,
		.buddy_order = MEMMAP_ORDER_NONE,
		.compound_order = MEMMAP_ORDER_NONE,
	};
	owner_find(&kernel.sources, &facts, &owner);
	always(!owner.name || (*owner.name && strlen(owner.name) < OWNER_NAME_BYTES));
	always(owner.kind != OWNER_SLAB || owner.state == OBJECT_UNKNOWN ||
	       (owner.name && owner.object_index < owner.nr_objects &&
		owner.object_addr + owner.object_bytes <= (virt_addr | 0xfff) + 1));
	always(owner.kind != OWNER_PER_CPU || owner.note || owner.cpu < 2);
	always(owner.kind != OWNER_STACK || owner.note || owner.name);
}

static void run(const uint8_t *data, size_t size)
{
	static const uint32_t nr_slots[] = {0, 1, 3, 1000};
	static bool begun;

	if (!size || size > 0x4000)
		return;
	if (!begun)
		begin();
	begun = true;
	fill(KERNEL_DIRECT, data, size);
	fill(KERNEL_VMEMMAP, data, size);
	fill(KERNEL_IMAGE, data, size);
	/* Lists of chunks: a few, as many take but longer to search, or more than there can be. */
	memcpy(kernel_at(NR_SLOTS_AT), &nr_slots[data[0] % ARRAY_SIZE(nr_slots)],
	       sizeof(*nr_slots));
	ask(KERNEL_DIRECT + 0x1238, 1ULL << KPF_SLAB, NULL);
	ask(KERNEL_DIRECT + 0x40, 1ULL << KPF_RESERVED, NULL);
	ask(KERNEL_DIRECT + 0x2040, 1ULL << KPF_LRU, NULL);
	ask(KERNEL_VMALLOC + 0x1010, 0, "copy_process+0x0/0x1");
	ask(KERNEL_VMALLOC + 0x1010, 0, "pcpu_get_vm_areas+0x0/0x1");
	ask(KERNEL_VMALLOC + 0x1010, 0, NULL);
	/* Now and not the next time, or libFuzzer takes what is kept for a leak and runs it again.
	 */
	kernel_forget();
}

DEFINE_TARGET(owner) = {.run = run, .seeds = add_seeds};
