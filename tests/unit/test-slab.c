// SPDX-License-Identifier: GPL-2.0-or-later
/* test-slab.c - slab objects, free and allocated, in slabs that hold together or do not. */
#include <linux/kernel-page-flags.h>
#include <string.h>

#include "make_kernel.h"
#include "support.h"
#include "tap.h"

/* The slab, its cache and what CPU 1 has of it. */
#define PFN	     (0x10000ULL >> page_shift)
#define BASE	     (KERNEL_DIRECT + 0x10000)
#define PAGE	     (KERNEL_VMEMMAP + PFN * KERNEL_PAGE_BYTES)
#define CACHE	     (KERNEL_DIRECT + 0x2000)
#define NAME	     (KERNEL_IMAGE + 0x100)
#define OFFSETS	     (KERNEL_IMAGE + 0x1000)
#define CPU_SLAB     0x80
#define CPU(i)	     (KERNEL_DIRECT + 0x4000 + 0x1000 * (i))
#define POOL	     (KERNEL_IMAGE + 0x1100)
#define RANDOM	     0x1122334455667788ULL
#define SIZE	     48
#define OBJECT	     40
#define OFFSET	     24
#define PAD	     8
#define NR	     80
#define OBJECT_AT(i) (BASE + (i) * (uint64_t)SIZE + PAD)

static const struct kernel_member members[] = {
	{"slab", "slab_cache", TYPE_U64, 40},	     {"slab", "freelist", TYPE_U64, 16},
	{"slab", "inuse", TYPE_U32, 24, 16, 0},	     {"slab", "objects", TYPE_U32, 24, 15, 16},
	{"slab", "frozen", TYPE_U32, 24, 1, 31},     {"kmem_cache", "name", TYPE_U64, 104},
	{"kmem_cache", "size", TYPE_U32, 4},	     {"kmem_cache", "object_size", TYPE_U32, 60},
	{"kmem_cache", "offset", TYPE_U32, 12},	     {"kmem_cache", "red_left_pad", TYPE_U32, 20},
	{"kmem_cache", "random", TYPE_U64, 80},	     {"kmem_cache", "cpu_slab", TYPE_U64, 24},
	{"kmem_cache", "cpu_sheaves", TYPE_U64, 32}, {"kmem_cache", "oo", TYPE_ORDER, 40},
	{"kmem_cache", "min", TYPE_ORDER, 44},	     {"kmem_cache_cpu", "freelist", TYPE_U64, 8},
	{"kmem_cache_cpu", "tid", TYPE_U64, 0},	     {"kmem_cache_cpu", "slab", TYPE_U64, 32},
};

static const char kallsyms[] = "ffffffff81000000 T _text\n"
			       "ffffffff81001000 D __per_cpu_offset\n"
			       "ffffffff81001100 D __kfence_pool\n";

static struct memmap_frame frame;
static unsigned int page_shift;
static bool hardened, plain;

static void put_next(uint64_t object, uint64_t next)
{
	uint64_t at = object + OFFSET;

	if (hardened)
		next ^= RANDOM ^ (plain ? at : __builtin_bswap64(at));
	kernel_put(at, next, 8);
}

/* put_list() - chains objects, and returns the first */
static uint64_t put_list(const unsigned int *objects, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		put_next(OBJECT_AT(objects[i]), i + 1 < nr ? OBJECT_AT(objects[i + 1]) : 0);
	return nr ? OBJECT_AT(objects[0]) : 0;
}

static void put_counters(unsigned int inuse, unsigned int objects, bool frozen)
{
	kernel_put(PAGE + 24, inuse | objects << 16 | (uint32_t)frozen << 31, 4);
}

static const unsigned int own_list[] = {7, 3, 79, 0};
static const unsigned int cpu_list[] = {5, 78};

static void begin(void)
{
	kernel_begin();
	kernel_page_shift(page_shift);
	hardened = true;
	plain = false;
	kernel_types(members, ARRAY_SIZE(members), NULL);
	scratch_text(&kernel.root, "proc/kallsyms", kallsyms);
	frame = (struct memmap_frame){
		.pfn = PFN,
		.head_pfn = PFN,
		.flags = 1 << KPF_SLAB,
		.buddy_order = MEMMAP_ORDER_NONE,
		.compound_order = MEMMAP_ORDER_NONE,
	};
	kernel.machine.frames = &frame;
	kernel.machine.nr_frames = 1;
	strcpy(kernel_at(NAME), "made-up-48");
	kernel_put(PAGE + 40, CACHE, 8);
	kernel_put(CACHE + 104, NAME, 8);
	kernel_put(CACHE + 4, SIZE, 4);
	kernel_put(CACHE + 60, OBJECT, 4);
	kernel_put(CACHE + 12, OFFSET, 4);
	kernel_put(CACHE + 20, PAD, 4);
	kernel_put(CACHE + 80, RANDOM, 8);
	kernel_put(CACHE + 24, CPU_SLAB, 8);
	kernel_put(CACHE + 40, NR, 4);
	for (int i = 0; i < 2; i++)
		kernel_put(OFFSETS + 8 * i, CPU(i) - CPU_SLAB, 8);
	kernel_put(PAGE + 16, put_list(own_list, 4), 8);
	put_counters(NR - 4, NR, false);
}

static void ask(uint64_t virt_addr, struct owner *ret)
{
	struct owner_facts facts = {
		.virt_addr = virt_addr,
		.phys_addr = virt_addr - KERNEL_DIRECT,
		.frame = &frame,
	};

	owner_find(&kernel.sources, &facts, ret);
	is_int(ret->kind, OWNER_SLAB);
}

static bool is_in(unsigned int object, const unsigned int *list, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (list[i] == object)
			return true;
	return false;
}

/* Each object, and that nothing else is said of it than is true. */
static void check_all(bool with_cpu)
{
	for (unsigned int i = 0; i < NR; i++) {
		bool is_free = is_in(i, own_list, 4) || (with_cpu && is_in(i, cpu_list, 2));
		struct owner got;

		ask(OBJECT_AT(i) + 13, &got);
		is_str(got.name, "made-up-48");
		is_int(got.object_index, i);
		is_int(got.nr_objects, NR);
		is_hex(got.object_addr, OBJECT_AT(i));
		is_int(got.offset_bytes, 13);
		is_int(got.object_bytes, OBJECT);
		is_int(got.slot_bytes, SIZE);
		is_hex(got.cache_addr, CACHE);
		is_hex(got.start_addr, BASE);
		is_int(got.state, is_free ? OBJECT_FREE : OBJECT_ALLOCATED);
		is_str(got.note, NULL);
	}
}

static void test_good(void)
{
	struct owner got;

	about("a slab of no CPU needs no symbols");
	begin();
	scratch_text(&kernel.root, "proc/kallsyms", "");
	check_all(false);
	ask(OBJECT_AT(9) - 1, &got);
	is_str(got.note, "in the red zone in front of the object");
	is_hex(got.offset_bytes, ABSENT);
	ask(BASE + NR * SIZE + 3, &got);
	is_str(got.note, "behind the last object of its slab");
	is_hex(got.object_index, ABSENT);
	kernel_put(CACHE + 60, 20, 4);
	ask(OBJECT_AT(9) + 30, &got);
	is_str(got.note, "in the padding behind the object");
	is_int(got.state, OBJECT_ALLOCATED);
	kernel_end();
}

static void test_cpu(void)
{
	struct owner got;

	about("a CPU allocates from it");
	begin();
	put_counters(NR - 4, NR, true);
	kernel_put(CPU(1) + 32, PAGE, 8);
	kernel_put(CPU(1) + 8, put_list(cpu_list, 2), 8);
	kernel_put(CPU(0) + 32, PAGE + KERNEL_PAGE_BYTES, 8);
	check_all(true);
	about("frozen, but no CPU's");
	kernel_put(CPU(1) + 32, 0, 8);
	check_all(false);
	about("frozen, and no symbols");
	kernel_forget();
	scratch_text(&kernel.root, "proc/kallsyms", "0000000000000000 T _text\n");
	ask(OBJECT_AT(3), &got);
	is_str(got.name, "made-up-48");
	is_int(got.object_index, 3);
	is_int(got.state, OBJECT_UNKNOWN);
	contains(got.note, "allocated or free unknown: ");
	kernel_end();
}

static void test_variants(void)
{
	struct kernel_member old[ARRAY_SIZE(members)];

	about("pointers hidden as before v5.7");
	begin();
	plain = true;
	put_list(own_list, 4);
	check_all(false);
	kernel_end();

	about("pointers not hidden");
	begin();
	kernel_types(members, ARRAY_SIZE(members), "kmem_cache.random");
	hardened = false;
	put_list(own_list, 4);
	check_all(false);
	kernel_end();

	about("all in struct page, as before v5.17");
	begin();
	memcpy(old, members, sizeof(old));
	for (size_t i = 0; i < ARRAY_SIZE(old); i++) {
		if (!strcmp(old[i].type, "slab"))
			old[i].type = "page";
		if (!strcmp(old[i].type, "kmem_cache_cpu") && !strcmp(old[i].member, "slab"))
			old[i].member = "page";
	}
	kernel_types(old, ARRAY_SIZE(old), NULL);
	put_counters(NR - 4, NR, true);
	kernel_put(CPU(1) + 32, PAGE, 8);
	kernel_put(CPU(1) + 8, put_list(cpu_list, 2), 8);
	check_all(true);
	kernel_end();
}

/* Whatever is wrong: cache and place may be known, but nothing is guessed of the state. */
static void no_state(const char *what)
{
	struct owner got;

	about("%s", what);
	ask(OBJECT_AT(3), &got);
	is_int(got.state, OBJECT_UNKNOWN);
	contains(got.note ?: "", "changed while it was read");
}

static void with(const char *what, uint64_t at, uint64_t value, size_t size)
{
	uint64_t before = kernel_get(at);

	kernel_put(at, value, size);
	no_state(what);
	kernel_put(at, before, 8);
}

static void test_bad(void)
{
	begin();
	with("a count that is too small", PAGE + 24, (NR - 3) | NR << 16, 4);
	with("a count that is too large", PAGE + 24, (NR - 5) | NR << 16, 4);
	with("more in use than there are", PAGE + 24, (NR + 1) | NR << 16, 4);
	with("a list into another slab", PAGE + 16, BASE + 4096 + PAD, 8);
	with("a list below the slab", PAGE + 16, BASE - SIZE + PAD, 8);
	with("a list beside the objects", PAGE + 16, OBJECT_AT(7) + 1, 8);
	with("a user's address", PAGE + 16, 0x400000, 8);
	with("all bits", PAGE + 16, UINT64_MAX, 8);
	put_next(OBJECT_AT(0), OBJECT_AT(3));
	no_state("a loop");
	put_next(OBJECT_AT(0), OBJECT_AT(0));
	no_state("an object that leads to itself");
	put_next(OBJECT_AT(0), 0x1234567);
	no_state("garbage at the end");
	put_next(OBJECT_AT(0), 0);
	check_all(false);

	with("a null cache", PAGE + 40, 0, 8);
	with("a user's cache", PAGE + 40, 0x400000, 8);
	with("an odd cache", PAGE + 40, CACHE + 1, 8);
	with("a cache among the modules", PAGE + 40, 0xffffffffc0000000, 8);
	with("no size", CACHE + 4, 0, 4);
	with("a size beyond the slab", CACHE + 4, 5000, 4);
	with("an object beyond its size", CACHE + 60, SIZE + 1, 4);
	with("a free pointer beyond the object", CACHE + 12, SIZE - 7, 4);
	with("a red zone beyond the object", CACHE + 20, SIZE, 4);
	with("no name", CACHE + 104, KERNEL_IMAGE + 0x3000, 8);
	kernel_put(NAME, 0x01, 1);
	no_state("a name that is none");
	kernel_end();
}

static void lost(const char *what, const char *note)
{
	struct owner got;

	about("%s", what);
	kernel_forget();
	ask(OBJECT_AT(3), &got);
	is_str(got.name, NULL);
	is_hex(got.object_index, ABSENT);
	contains(got.note ?: "", note);
}

static void test_missing(void)
{
	begin();
	kernel_put(PAGE + 40, KERNEL_DIRECT + 0x100000, 8);
	lost("a cache in memory that is not there", "struct kmem_cache at 0xffff8880001000");
	kernel_put(PAGE + 40, CACHE, 8);
	kernel_types(members, ARRAY_SIZE(members), "slab");
	lost("no struct slab", "in a way that memmap does not know");
	kernel_types(members, ARRAY_SIZE(members), "kmem_cache.size");
	lost("no size", "no struct kmem_cache");
	kernel_end();

	begin();
	scratch_write(&kernel.root, "sys/kernel/btf/vmlinux", "\x9f\xeb", 2);
	lost("BTF cut", "sys/kernel/btf/vmlinux");
	kernel_end();

	kernel_begin();
	kernel.machine.frames = &frame;
	kernel.machine.nr_frames = 1;
	lost("no BTF", "cache and object unknown: ");
	kernel_end();
}

/* What changes while it is read: the n-th read of the slab's counters finds others. */
static unsigned int nr_changes;

static void change(uint64_t virt_addr)
{
	if (virt_addr - PAGE < KERNEL_PAGE_BYTES && nr_changes) {
		nr_changes--;
		put_counters(NR - 4 - (nr_changes & 1), NR, false);
	}
}

static void vanish(uint64_t virt_addr)
{
	if (virt_addr - BASE < 4096)
		frame.flags = 0;
}

static void test_torn(void)
{
	about("counters that settle");
	begin();
	kernel.on_read = change;
	nr_changes = 8;
	check_all(false);
	nr_changes = 10000;
	no_state("counters that never settle");
	nr_changes = 0;
	kernel_end();

	begin();
	kernel.on_read = vanish;
	no_state("a page that is given back");
	kernel_end();
}

static void test_special(void)
{
	struct owner got;

	about("KFENCE");
	begin();
	kernel_put(POOL, BASE - 0x4000, 8);
	put_counters(1, 1, false);
	ask(BASE + 100, &got);
	is_str(got.name, "made-up-48");
	contains(got.note, "KFENCE");
	is_hex(got.object_index, ABSENT);
	about("one object, but not of KFENCE");
	kernel_put(POOL, 0, 8);
	kernel_put(PAGE + 16, 0, 8);
	ask(OBJECT_AT(0), &got);
	is_str(got.note, NULL);
	is_int(got.nr_objects, 1);
	kernel_end();

	about("sheaves");
	begin();
	kernel_put(CACHE + 32, 0x100, 8);
	ask(OBJECT_AT(3), &got);
	is_int(got.state, OBJECT_FREE);
	is_str(got.note, NULL);
	ask(OBJECT_AT(4), &got);
	is_int(got.state, OBJECT_UNKNOWN);
	contains(got.note, "sheaf");
	kernel_end();

	about("no SLUB");
	begin();
	kernel_types(members, ARRAY_SIZE(members), "kmem_cache.offset");
	ask(OBJECT_AT(3), &got);
	is_str(got.name, "made-up-48");
	contains(got.note, "not SLUB");
	kernel_end();
}

DEFINE_UNIT(slab)
{
	/* As arm64 may have them. */
	for (page_shift = 14; page_shift <= 16; page_shift += 2) {
		test_good();
		test_cpu();
		test_special();
	}
	page_shift = 12;
	test_good();
	test_cpu();
	test_variants();
	test_bad();
	test_missing();
	test_torn();
	test_special();
}
