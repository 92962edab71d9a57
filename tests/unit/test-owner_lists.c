// SPDX-License-Identifier: GPL-2.0-or-later
/* test-owner_lists.c - per-CPU chunks and stacks of tasks: lists that lead there, or astray. */
#include <string.h>

#include "make_kernel.h"
#include "support.h"
#include "tap.h"

#define VARIABLES (KERNEL_IMAGE + 0x1000)

/* Per-CPU memory: units of 32 KiB, the first chunk in the direct map, a later one in vmalloc space.
 */
#define UNIT	 0x8000ULL
#define FIRST	 (KERNEL_DIRECT + 0x20000)
#define LATE	 (KERNEL_VMALLOC + 0x10000)
#define TABLE	 (KERNEL_DIRECT + 0x1000)
#define LISTS	 (KERNEL_DIRECT + 0x1100)
#define CHUNK(i) (KERNEL_DIRECT + 0x2000 + (i)*0x100ULL)
#define MAP(i)	 (KERNEL_DIRECT + 0x4000 + (i)*0x400ULL)
#define NR_SLOTS 3

/* Where a list_head of the made-up kernel has the next one. */
#define NEXT 8

static const struct kernel_member members[] = {
	/* First, for a kernel without. */
	{"pcpu_chunk", "isolated", TYPE_U32, 64},
	{"pcpu_chunk", "list", TYPE_LIST, 16},
	{"pcpu_chunk", "base_addr", TYPE_U64, 0},
	{"pcpu_chunk", "nr_pages", TYPE_U32, 60},
	{"pcpu_chunk", "start_offset", TYPE_U32, 8},
	{"pcpu_chunk", "end_offset", TYPE_U32, 12},
	{"pcpu_chunk", "alloc_map", TYPE_U64, 32},
	{"pcpu_chunk", "bound_map", TYPE_U64, 40},
	{"pcpu_chunk", "obj_cgroups", TYPE_U64, 48},
	{"task_struct", "stack", TYPE_U64, 24},
	{"task_struct", "pid", TYPE_U32, 100},
	{"task_struct", "tgid", TYPE_U32, 96},
	{"task_struct", "comm", TYPE_NAME, 120},
	{"task_struct", "stack_vm_area", TYPE_U64, 200},
	{"task_struct", "signal", TYPE_U64, 64},
	{"task_struct", "tasks", TYPE_LIST, 32},
	{"task_struct", "thread_node", TYPE_LIST, 144},
	{"signal_struct", "thread_head", TYPE_LIST, 48},
	{"vm_struct", "addr", TYPE_U64, 16},
	{"vm_struct", "nr_pages", TYPE_U32, 4},
};

static const char kallsyms[] = "0000000000000000 A __per_cpu_start\n"
			       "0000000000000000 A first_variable\n"
			       "0000000000000100 A second_variable\n"
			       "0000000000000800 A __per_cpu_end\n"
			       "0000000000000050 A idle_threads\n"
			       "ffffffff81000000 T _text\n"
			       "ffffffff81001000 D __per_cpu_offset\n"
			       "ffffffff81001100 D pcpu_base_addr\n"
			       "ffffffff81001108 D pcpu_unit_size\n"
			       "ffffffff81001110 D pcpu_unit_offsets\n"
			       "ffffffff81001118 D pcpu_nr_slots\n"
			       "ffffffff81001120 D pcpu_chunk_lists\n"
			       "ffffffff81001128 D pcpu_first_chunk\n"
			       "ffffffff81001130 D pcpu_reserved_chunk\n"
			       "ffffffff81002000 D init_task\n"
			       "0000000000000900 d $d\t[mod]\n"
			       "0000000000000900 d its_variable\t[mod]\n";

static unsigned int page_bytes = 4096;

static void set_bits(uint64_t map, unsigned int first, unsigned int nr)
{
	for (unsigned int i = first; i < first + nr; i++)
		((unsigned char *)kernel_at(map))[i / 8] |= 1 << i % 8;
}

/* A chunk with one allocation, bits 16 to 26, and another right behind it. */
static void put_chunk(unsigned int i, uint64_t base, unsigned int start, unsigned int end)
{
	kernel_put(CHUNK(i), base, 8);
	kernel_put(CHUNK(i) + 60, UNIT / page_bytes, 4);
	kernel_put(CHUNK(i) + 8, start, 4);
	kernel_put(CHUNK(i) + 12, end, 4);
	kernel_put(CHUNK(i) + 32, MAP(2 * i), 8);
	kernel_put(CHUNK(i) + 40, MAP(2 * i + 1), 8);
}

static void chain(const uint64_t *at, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		kernel_put(at[i] + NEXT, at[(i + 1) % nr], 8);
}

static void begin(void)
{
	kernel_begin();
	kernel_page_shift(__builtin_ctz(page_bytes));
	kernel_types(members, ARRAY_SIZE(members), NULL);
	scratch_text(&kernel.root, "proc/kallsyms", kallsyms);
	for (int i = 0; i < 2; i++) {
		kernel_put(VARIABLES + 8 * i, FIRST + UNIT * i, 8);
		kernel_put(TABLE + 8 * i, UNIT * i, 8);
	}
	kernel_put(VARIABLES + 0x100, FIRST, 8);
	kernel_put(VARIABLES + 0x108, UNIT, 4);
	kernel_put(VARIABLES + 0x110, TABLE, 8);
	kernel_put(VARIABLES + 0x118, NR_SLOTS, 4);
	kernel_put(VARIABLES + 0x120, LISTS, 8);
	kernel_put(VARIABLES + 0x128, CHUNK(0), 8);
	kernel_put(VARIABLES + 0x130, CHUNK(1), 8);
	/* Static variables to 0x800, modules' to 0x1000, then what is allocated. */
	put_chunk(0, FIRST + 0x1000, 0, 0x1000);
	kernel_put(CHUNK(0) + 60, 7, 4);
	kernel_put(CHUNK(0) + 12, 0, 4);
	put_chunk(1, FIRST, 0x800, 0x7000);
	put_chunk(2, LATE, 0, 0);
	put_chunk(3, LATE + 0x20000, 0, 0);
	for (int i = 0; i < 4; i++) {
		unsigned int first = i == 1 ? 0x900 / 4 : 16;

		set_bits(MAP(2 * i), first, 10);
		set_bits(MAP(2 * i + 1), first, 1);
		set_bits(MAP(2 * i + 1), first + 10, 1);
	}
	chain((uint64_t[]){LISTS, CHUNK(0) + 16}, 2);
	chain((uint64_t[]){LISTS + 16}, 1);
	chain((uint64_t[]){LISTS + 32, CHUNK(3) + 16, CHUNK(2) + 16}, 3);
}

/* Reserved memory in the direct map, or a vmalloc area. */
static void ask(uint64_t virt_addr, const char *caller, uint64_t area_bytes, struct owner *ret)
{
	static struct memmap_frame frame;
	static struct vmap_area area;
	struct owner_facts facts = {
		.virt_addr = virt_addr,
		.phys_addr = virt_addr & 0xffffffff,
		.frame = &frame,
	};

	frame = (struct memmap_frame){
		.flags = 1ULL << KPF_RESERVED,
		.buddy_order = MEMMAP_ORDER_NONE,
		.compound_order = MEMMAP_ORDER_NONE,
	};
	area = (struct vmap_area){
		.start = virt_addr & ~0x7fffULL,
		.size_bytes = area_bytes,
		.caller = (char *)caller,
	};
	if (caller)
		facts.area = &area;
	owner_find(&kernel.sources, &facts, ret);
}

static void test_first_chunk(void)
{
	struct owner got;

	begin();
	about("a static variable of CPU 1");
	ask(FIRST + UNIT + 0x123, NULL, 0, &got);
	is_int(got.kind, OWNER_PER_CPU);
	is_str(got.name, "second_variable");
	is_int(got.cpu, 1);
	is_hex(got.object_addr, FIRST + UNIT + 0x100);
	is_int(got.offset_bytes, 0x23);
	is_hex(got.chunk_addr, FIRST);
	is_hex(got.start_addr, FIRST + UNIT);
	is_int(got.state, OBJECT_ALLOCATED);
	about("a module's variable of CPU 0");
	ask(FIRST + 0x904, NULL, 0, &got);
	is_str(got.name, "its_variable [mod]");
	is_int(got.cpu, 0);
	is_int(got.offset_bytes, 4);
	about("allocated");
	ask(FIRST + UNIT + 0x1000 + 67, NULL, 0, &got);
	is_int(got.kind, OWNER_PER_CPU);
	is_str(got.name, NULL);
	is_int(got.cpu, 1);
	is_hex(got.object_addr, FIRST + UNIT + 0x1040);
	is_int(got.object_bytes, 40);
	is_int(got.offset_bytes, 3);
	is_int(got.state, OBJECT_ALLOCATED);
	about("free");
	ask(FIRST + 0x1000 + 104, NULL, 0, &got);
	is_int(got.state, OBJECT_FREE);
	is_hex(got.object_addr, ABSENT);
	is_int(got.cpu, 0);
	about("behind both units");
	ask(FIRST + 2 * UNIT, NULL, 0, &got);
	is_int(got.kind, OWNER_RESERVED);
	kernel_end();
}

static void late(const char *what, const char *note)
{
	struct owner got;

	about("%s", what);
	ask(LATE + UNIT + 70, "pcpu_get_vm_areas+0x0/0x100", 2 * UNIT, &got);
	is_int(got.kind, OWNER_PER_CPU);
	is_str(got.note, note);
	is_hex(got.cpu, note ? ABSENT : 1);
	is_hex(got.chunk_addr, note ? ABSENT : LATE);
	is_hex(got.object_addr, note ? ABSENT : LATE + UNIT + 64);
}

static void test_late_chunk(void)
{
	static const char unknown[] =
		"CPU and chunk unknown: no chunk of the per-CPU allocator has it";
	uint64_t second = CHUNK(3) + 16 + NEXT;
	struct owner got;

	begin();
	late("a later chunk", NULL);
	about("a later chunk, its area unknown");
	ask(LATE + 70, NULL, 0, &got);
	is_int(got.kind, OWNER_PER_CPU);
	is_int(got.cpu, 0);
	about("somebody else's area");
	ask(LATE + 70, "somebody+0x0/0x100", 2 * UNIT, &got);
	is_int(got.kind, OWNER_AREA);
	is_str(got.name, "somebody+0x0/0x100");
	about("what the allocator notes about a chunk");
	ask(LATE + 0x30000, "pcpu_create_chunk+0x92/0x1b0", 8192, &got);
	is_int(got.kind, OWNER_AREA);
	kernel_put(second, CHUNK(3) + 16, 8);
	late("a loop", unknown);
	kernel_put(second, 0, 8);
	late("a null pointer", unknown);
	kernel_put(second, UINT64_MAX, 8);
	late("garbage", unknown);
	kernel_put(second, CHUNK(2) + 16 + 1, 8);
	late("an odd pointer", unknown);
	kernel_put(second, CHUNK(2) + 16, 8);
	kernel_put(CHUNK(2) + 60, 0, 4);
	late("no pages", unknown);
	kernel_put(CHUNK(2) + 60, 0x7fffffff, 4);
	late("too many pages", unknown);
	kernel_put(CHUNK(2) + 60, UNIT / page_bytes, 4);
	kernel_put(CHUNK(2) + 40, 0x1000, 8);
	about("a wild map");
	ask(LATE + 70, "pcpu_get_vm_areas+0x0/0x100", 2 * UNIT, &got);
	is_int(got.cpu, 0);
	is_int(got.state, OBJECT_UNKNOWN);
	contains(got.note ?: "", "maps could not be read");
	kernel_forget();
	kernel_types(members, ARRAY_SIZE(members), "pcpu_chunk");
	about("no struct pcpu_chunk");
	ask(LATE + 70, "pcpu_get_vm_areas+0x0/0x100", 2 * UNIT, &got);
	is_int(got.kind, OWNER_PER_CPU);
	contains(got.note ?: "", "CPU and chunk unknown: ");
	kernel_forget();
	scratch_text(&kernel.root, "proc/kallsyms", "ffffffff81000000 T _text\n");
	about("no symbols");
	ask(LATE + 70, "pcpu_get_vm_areas+0x0/0x100", 2 * UNIT, &got);
	contains(got.note ?: "", "__per_cpu_offset is not known");
	kernel_end();
}

/* As in 5.10: the lists of chunks that memory cgroups are charged for stand behind the others. */
static void test_charged_chunk(void)
{
	begin();
	kernel_types(members + 1, ARRAY_SIZE(members) - 1, NULL);
	chain((uint64_t[]){LISTS + 32, CHUNK(3) + 16}, 2);
	chain((uint64_t[]){LISTS + 48}, 1);
	chain((uint64_t[]){LISTS + 64, CHUNK(2) + 16}, 2);
	chain((uint64_t[]){LISTS + 80}, 1);
	late("a chunk that is charged for", NULL);
	kernel_forget();
	kernel_types(members, ARRAY_SIZE(members), NULL);
	late("no such lists", "CPU and chunk unknown: no chunk of the per-CPU allocator has it");
	kernel_end();
}

/* Tasks: init_task, a process of two threads, one whose leader ended, and CPU 1's idle task. */
#define INIT	    (KERNEL_IMAGE + 0x2000)
#define TASK(i)	    (KERNEL_DIRECT + 0x8000 + (i)*0x400ULL)
#define SIGNAL(i)   (KERNEL_DIRECT + 0xc000 + (i)*0x100ULL)
#define VM_AREA	    (KERNEL_DIRECT + 0xe000)
#define STACK(i)    (KERNEL_VMALLOC + 0x40000 + (i)*0x8000ULL)
#define STACK_BYTES 0x4000

static void put_task(uint64_t task, unsigned int pid, unsigned int tgid, uint64_t stack,
		     uint64_t signal, const char *name)
{
	kernel_put(task + 24, stack, 8);
	kernel_put(task + 100, pid, 4);
	kernel_put(task + 96, tgid, 4);
	kernel_put(task + 64, signal, 8);
	strcpy(kernel_at(task + 120), name);
}

static void begin_tasks(void)
{
	begin();
	put_task(INIT, 0, 0, KERNEL_IMAGE + 0x4000, SIGNAL(0), "swapper/0");
	put_task(TASK(0), 10, 10, STACK(0), SIGNAL(1), "one");
	put_task(TASK(1), 11, 10, STACK(1), SIGNAL(1), "two");
	put_task(TASK(2), 20, 20, STACK(2), SIGNAL(2), "three");
	put_task(TASK(3), 0, 0, STACK(3), SIGNAL(0), "swapper/1");
	chain((uint64_t[]){INIT + 32, TASK(0) + 32, TASK(2) + 32}, 3);
	chain((uint64_t[]){SIGNAL(0) + 48, INIT + 144}, 2);
	chain((uint64_t[]){SIGNAL(1) + 48, TASK(0) + 144, TASK(1) + 144}, 3);
	chain((uint64_t[]){SIGNAL(2) + 48, TASK(2) + 144}, 2);
	kernel_put(TASK(1) + 200, VM_AREA, 8);
	kernel_put(VM_AREA + 16, STACK(1), 8);
	kernel_put(VM_AREA + 4, STACK_BYTES / page_bytes, 4);
	kernel_put(FIRST + UNIT + 0x50, TASK(3), 8);
}

static void is_task(unsigned int i, unsigned int pid, unsigned int tgid, const char *name)
{
	struct owner got;

	about("stack of %s", name);
	ask(STACK(i) + 0x123, "dup_task_struct+0x5d/0x3a0", STACK_BYTES + page_bytes, &got);
	is_int(got.kind, OWNER_STACK);
	is_str(got.name, name);
	is_str(got.note, NULL);
	is_int(got.pid, pid);
	is_int(got.tgid, tgid);
	is_hex(got.object_addr, STACK(i));
	is_int(got.object_bytes, STACK_BYTES);
	is_int(got.offset_bytes, 0x123);
	is_hex(got.cpu, i == 3 ? 1 : ABSENT);
}

static void test_stacks(void)
{
	struct owner got;

	begin_tasks();
	is_task(0, 10, 10, "one");
	is_task(1, 11, 10, "two");
	is_task(2, 20, 20, "three");
	is_task(3, 0, 0, "swapper/1");
	about("a stack of nobody");
	ask(STACK(4), "kernel_clone.cold+0xbf/0x430", STACK_BYTES + page_bytes, &got);
	is_int(got.kind, OWNER_STACK);
	is_str(got.name, NULL);
	contains(got.note ?: "", "no task has it");
	ask(STACK(4) + STACK_BYTES, "copy_process+0xbf/0x430", STACK_BYTES + page_bytes, &got);
	contains(got.note ?: "", "overflows");
	about("no stack");
	ask(STACK(4), "copy_process+0xbf/0x430", 8192, &got);
	is_int(got.kind, OWNER_AREA);
	about("its area unknown");
	ask(STACK(1) + 1, NULL, 0, &got);
	is_str(got.name, "two");
	about("a task that ended meanwhile");
	kernel_put(TASK(1) + 24, 0, 8);
	ask(STACK(1), "copy_process+0xbf/0x430", STACK_BYTES + page_bytes, &got);
	is_str(got.name, NULL);
	contains(got.note ?: "", "no task has it");
	kernel_end();
}

static void bad_tasks(const char *what, uint64_t at, uint64_t value)
{
	uint64_t before = kernel_get(at);
	struct owner got;

	about("%s", what);
	kernel_forget();
	kernel_put(at, value, 8);
	ask(STACK(2), "copy_process+0xbf/0x430", STACK_BYTES + page_bytes, &got);
	is_int(got.kind, OWNER_STACK);
	is_str(got.name, NULL);
	contains(got.note ?: "", "task unknown: ");
	kernel_put(at, before, 8);
}

static void test_bad_tasks(void)
{
	struct owner got;

	begin_tasks();
	bad_tasks("a null pointer", TASK(0) + 32 + NEXT, 0);
	bad_tasks("garbage", TASK(0) + 32 + NEXT, UINT64_MAX);
	bad_tasks("a loop", TASK(0) + 32 + NEXT, TASK(0) + 32);
	bad_tasks("a loop of threads", TASK(1) + 144 + NEXT, TASK(1) + 144);
	bad_tasks("a wild thread", TASK(1) + 144 + NEXT, 0x12345678);
	bad_tasks("no stack in vmalloc space", TASK(1) + 200, 0);
	kernel_forget();
	scratch_text(&kernel.root, "proc/kallsyms", "ffffffff81000000 T _text\n");
	ask(STACK(2), "copy_process+0xbf/0x430", STACK_BYTES + page_bytes, &got);
	contains(got.note ?: "", "init_task is not known");
	kernel_end();
}

DEFINE_UNIT(owner_lists)
{
	test_first_chunk();
	test_late_chunk();
	test_charged_chunk();
	test_stacks();
	test_bad_tasks();
	/* As arm64 may have them. */
	page_bytes = 16384;
	test_late_chunk();
	test_stacks();
}
