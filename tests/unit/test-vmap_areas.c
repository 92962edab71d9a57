// SPDX-License-Identifier: GPL-2.0-or-later
/* test-vmap_areas.c - the kernel's list of vmalloc areas, in both layouts and out of shape. */
#include <errno.h>
#include <linux/btf.h>
#include <string.h>

#include "backend/backends.h"
#include "kernel/kernel.h"

#include "make_btf.h"
#include "make_core.h"
#include "support.h"
#include "tap.h"

#define IMAGE	0xffffffff81000000ULL
#define DIRECT	0xffff888000000000ULL
#define VMALLOC 0xffffc90000000000ULL
#define RAM	0x1fe000ULL
#define PAGE	4096ULL

/* Physical addresses of what the list is made of. */
#define HEAD	      0x240000ULL
#define PURGE	      0x240100ULL
#define NODES	      0x240200ULL
#define NR_NODES      0x240208ULL
#define NODE(i)	      (0x241000ULL + (i)*128)
#define AREA(i)	      (0x242000ULL + (i)*128)
#define VM(i)	      (0x243000ULL + (i)*128)
#define OBJECTS	      0x240000ULL
#define OBJECTS_BYTES 0x4000

/* The offsets of no kernel, so that nothing can be right by chance. */
#define NEXT	   8
#define PREV	   0
#define AREA_END   0
#define AREA_START 8
#define AREA_LIST  24
#define AREA_VM	   48
#define AREA_FLAGS 56
/* In a union with AREA_VM. */
#define AREA_PURGE 48
#define NODE_LAZY  16
#define NODE_BUSY  64
#define RB_HEAD	   16

static const char info[] = "SYMBOL(swapper_pg_dir)=ffffffff81002000\n"
			   "SYMBOL(_stext)=ffffffff81000000\n"
			   "SIZE(page)=64\n"
			   "NUMBER(KERNEL_IMAGE_SIZE)=1073741824\n"
			   "NUMBER(phys_base)=-14680064\n"
			   "NUMBER(pgtable_l5_enabled)=0\n";

static const char kallsyms[] = "ffffffff81000000 T _text\n"
			       "ffffffff81000100 T maker\n"
			       "ffffffff81000200 T other_maker\n"
			       "ffff888000240100 d purge_vmap_area_list\n"
			       "ffff888000240208 d nr_vmap_nodes\n"
			       "ffffffff81001000 T next\n";

static struct root root;
static struct core core;
static char note_text[sizeof(info) + 100];

static void put(uint64_t phys_addr, uint64_t value)
{
	memcpy(core_at(&core, phys_addr), &value, sizeof(value));
}

static void put_half(uint64_t phys_addr, uint32_t value)
{
	memcpy(core_at(&core, phys_addr), &value, sizeof(value));
}

/* chain() - a list through the list_heads at physical addresses, the first its head */
static void chain(const uint64_t *at, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		put(at[i] + NEXT, DIRECT + at[(i + 1) % nr]);
		put(at[(i + 1) % nr] + PREV, DIRECT + at[i]);
	}
}

static void put_area(unsigned int i, uint64_t start, uint64_t size)
{
	put(AREA(i) + AREA_START, start);
	put(AREA(i) + AREA_END, start + size);
}

static void put_vm(unsigned int i, uint64_t start, uint64_t size)
{
	put_area(i, start, size);
	put(AREA(i) + AREA_VM, DIRECT + VM(i));
	put(VM(i) + 16, start);
	put(VM(i) + 24, size);
}

/* vmalloc, I/O, vm_map_ram, one without a name, one that is gone but for its list entry. */
static void put_areas(void)
{
	put_vm(0, VMALLOC, 5 * PAGE);
	put(VM(0), IMAGE + 0x110);
	put_half(VM(0) + 12, 4);
	put_vm(1, VMALLOC + 8 * PAGE, 2 * PAGE);
	put(VM(1), IMAGE + 0x204);
	put(VM(1) + 40, 0xfed00000);
	put_area(2, VMALLOC + 16 * PAGE, 64 * PAGE);
	put(AREA(2) + AREA_FLAGS, 0x203);
	put_vm(3, VMALLOC + 6 * PAGE, 2 * PAGE);
	put(VM(3), 0xffffc00000000000);
	put_area(4, VMALLOC + 200 * PAGE, 4 * PAGE);
	/* No pointer, and none to be followed. */
	put(AREA(4) + AREA_VM, 0x12345);
	put_area(5, VMALLOC + 300 * PAGE, PAGE);
	put(AREA(5) + AREA_FLAGS, 0x200);
}

static void put_list(void)
{
	const uint64_t list[] = {HEAD,
				 AREA(0) + AREA_LIST,
				 AREA(3) + AREA_LIST,
				 AREA(1) + AREA_LIST,
				 AREA(2) + AREA_LIST,
				 AREA(5) + AREA_LIST};
	const uint64_t purge[] = {PURGE, AREA(4) + AREA_LIST};

	chain(list, ARRAY_SIZE(list));
	chain(purge, ARRAY_SIZE(purge));
	put_areas();
	snprintf(note_text, sizeof(note_text), "%sSYMBOL(vmap_area_list)=%llx\n", info,
		 DIRECT + HEAD);
}

/* Until v5.11 a list without a head has what waits to be purged. */
static void put_old_list(void)
{
	put_list();
	put_area(6, VMALLOC + 220 * PAGE, 2 * PAGE);
	put_area(7, VMALLOC + 210 * PAGE, 2 * PAGE);
	put(PURGE, DIRECT + AREA(4) + AREA_PURGE);
	put(AREA(4) + AREA_PURGE, DIRECT + AREA(6) + AREA_PURGE);
	put(AREA(6) + AREA_PURGE, DIRECT + AREA(7) + AREA_PURGE);
	put(AREA(7) + AREA_PURGE, 0);
	scratch_text(&root, "proc/kallsyms",
		     "ffffffff81000000 T _text\n"
		     "ffffffff81000100 T maker\n"
		     "ffffffff81000200 T other_maker\n"
		     "ffff888000240100 d vmap_purge_list\n"
		     "ffffffff81001000 T next\n");
}

static void put_nodes(void)
{
	const uint64_t busy[] = {NODE(0) + NODE_BUSY + RB_HEAD, AREA(2) + AREA_LIST,
				 AREA(0) + AREA_LIST};
	const uint64_t busy2[] = {NODE(1) + NODE_BUSY + RB_HEAD, AREA(1) + AREA_LIST,
				  AREA(5) + AREA_LIST, AREA(3) + AREA_LIST};
	const uint64_t lazy[] = {NODE(0) + NODE_LAZY + RB_HEAD};
	const uint64_t lazy2[] = {NODE(1) + NODE_LAZY + RB_HEAD, AREA(4) + AREA_LIST};

	chain(busy, ARRAY_SIZE(busy));
	chain(busy2, ARRAY_SIZE(busy2));
	chain(lazy, ARRAY_SIZE(lazy));
	chain(lazy2, ARRAY_SIZE(lazy2));
	put_areas();
	put(NODES, DIRECT + NODE(0));
	put_half(NR_NODES, 2);
	snprintf(note_text, sizeof(note_text), "%sSYMBOL(vmap_nodes)=%llx\n", info, DIRECT + NODES);
}

static void add_field(struct make_btf *btf, const char *name, uint32_t type, uint32_t offset)
{
	make_btf_words(btf, (uint32_t[]){make_btf_name(btf, name), type, offset * 8}, 3);
}

/* write_btf() - the kernel's types, but for what is named @without, cut to @size if it is not 0 */
static void write_btf(const char *without, size_t size)
{
	enum { NUMBER = 1, HALF, POINTER, LIST, LLIST, INNER, AREA, VM, RB_LIST };
	bool sense = strcmp(without, "sense");
	struct make_btf btf;

	make_btf_init(&btf);
	make_btf_type(&btf, "long unsigned int", BTF_KIND_INT, 0, 0, 8);
	make_btf_words(&btf, (uint32_t[]){64}, 1);
	make_btf_type(&btf, "unsigned int", BTF_KIND_INT, 0, 0, 4);
	make_btf_words(&btf, (uint32_t[]){32}, 1);
	make_btf_type(&btf, "", BTF_KIND_PTR, 0, 0, 0);
	make_btf_type(&btf, "list_head", BTF_KIND_STRUCT, 0, 2,
		      strcmp(without, "bounds") ? 16 : 0xfffffff0);
	add_field(&btf, "prev", POINTER, PREV);
	add_field(&btf, "next", POINTER, NEXT);
	make_btf_type(&btf, "llist_node", BTF_KIND_STRUCT, 0, 1, 8);
	add_field(&btf, "next", POINTER, 0);
	make_btf_type(&btf, "", BTF_KIND_UNION, 0, 3, 8);
	add_field(&btf, "subtree_max_size", NUMBER, 0);
	add_field(&btf, "purge_list", LLIST, 0);
	add_field(&btf, strcmp(without, "vm") ? "vm" : "x", POINTER, 0);
	make_btf_type(&btf, "vmap_area", BTF_KIND_STRUCT, 0, 5, 96);
	add_field(&btf, "va_end", NUMBER, AREA_END);
	add_field(&btf, "va_start", NUMBER, AREA_START);
	add_field(&btf, "list", LIST, AREA_LIST);
	add_field(&btf, "", INNER, AREA_VM);
	add_field(&btf, strcmp(without, "flags") ? "flags" : "x", NUMBER, AREA_FLAGS);
	make_btf_type(&btf, "vm_struct", BTF_KIND_STRUCT, 0, 5, sense ? 64 : 0x10000);
	add_field(&btf, "caller", POINTER, 0);
	add_field(&btf, "nr_pages", HALF, 12);
	add_field(&btf, "addr", POINTER, 16);
	add_field(&btf, "size", NUMBER, sense ? 24 : 0x8000);
	add_field(&btf, "phys_addr", NUMBER, 40);
	make_btf_type(&btf, "rb_list", BTF_KIND_STRUCT, 0, 1, 40);
	add_field(&btf, "head", LIST, RB_HEAD);
	if (strcmp(without, "vmap_node") != 0) {
		make_btf_type(&btf, "vmap_node", BTF_KIND_STRUCT, 0, 2, 128);
		add_field(&btf, "lazy", RB_LIST, NODE_LAZY);
		add_field(&btf, "busy", RB_LIST, NODE_BUSY);
	}
	make_btf_finish(&btf);
	scratch_write(&root, "sys/kernel/btf/vmlinux", btf.bytes, size ? size : btf.size);
	make_btf_clear(&btf);
}

static void begin(void (*put_them)(void))
{
	scratch_root(&root);
	scratch_text(&root, "proc/kallsyms", kallsyms);
	core = (struct core){
		.machine = EM_X86_64,
		.type = ET_CORE,
		.vmcoreinfo = note_text,
		.nr_levels = 4,
		.root = 0x202000,
		.next_table = 0x203000,
	};
	/* The objects come last, so that a file that is cut lacks them. */
	core_add(&core, DIRECT + RAM, RAM, OBJECTS - RAM, true);
	core_add(&core, VMALLOC, CORE_NO_PHYS, 0x200000000000 - 1, false);
	core_add(&core, IMAGE, 0x200000, 0x40000, false);
	core_add(&core, DIRECT + OBJECTS, OBJECTS, OBJECTS_BYTES, true);
	put_them();
	write_btf("", 0);
}

static void end(void)
{
	core_clear(&core);
	scratch_remove(&root);
}

static int read_areas(size_t cut, struct vmap_area_array *ret, struct error *err)
{
	struct backend *backend = NULL;
	unsigned char *bytes;
	size_t size;
	int rc;

	bytes = core_bytes(&core, &size);
	scratch_write(&root, "proc/kcore", bytes, size - cut);
	free(bytes);
	must(backend_open(&root, "kcore", &backend, NULL) == 0);
	rc = kernel_areas(backend, ret, err);
	backend_close(&backend);
	return rc;
}

static void is_area(const struct vmap_area *got, uint64_t page, uint64_t nr, const char *kind,
		    const char *caller)
{
	is_hex(got->start, VMALLOC + page * PAGE);
	is_hex(got->size_bytes, nr * PAGE);
	is_str(got->kind, kind);
	is_str(got->caller, caller);
}

static void test_good(const char *what, bool has_flags)
{
	struct vmap_area_array got = {0};
	struct error err = {0};

	about("%s, flags %d", what, has_flags);
	write_btf(has_flags ? "" : "flags", 0);
	is_int(read_areas(0, &got, &err), 0);
	is_str(err.text, "");
	if (is_int(got.nr, has_flags ? 5 : 6)) {
		is_area(&got.items[0], 0, 5, "other", "maker+0x10/0x100");
		is_hex(got.items[0].nr_pages, 4);
		is_hex(got.items[0].phys_addr, ABSENT);
		is_area(&got.items[1], 6, 2, "other", "0xffffc00000000000");
		is_area(&got.items[2], 8, 2, "other", "other_maker+0x4/0xe00");
		is_hex(got.items[2].nr_pages, ABSENT);
		is_hex(got.items[2].phys_addr, 0xfed00000);
		is_area(&got.items[3], 16, 64, "vm_map_ram", NULL);
		is_area(&got.items[4], 200, 4, "unpurged", NULL);
	}
	vmap_area_array_clear(&got);
}

static void test_old_list(void)
{
	struct vmap_area_array got = {0};

	about("what waits to be purged, until v5.11");
	is_int(read_areas(0, &got, NULL), 0);
	if (is_int(got.nr, 7)) {
		is_area(&got.items[3], 16, 64, "vm_map_ram", NULL);
		is_area(&got.items[4], 200, 4, "unpurged", NULL);
		is_area(&got.items[5], 210, 2, "unpurged", NULL);
		is_area(&got.items[6], 220, 2, "unpurged", NULL);
	}
	vmap_area_array_clear(&got);
}

static void fails(const char *what, size_t cut, const char *text)
{
	struct vmap_area_array got = {0};
	struct error err = {0};

	about("%s", what);
	ok(read_areas(cut, &got, &err) < 0);
	contains(err.text, text);
	ok(!got.items && !got.nr);
	vmap_area_array_clear(&got);
}

/* fails_with() - the same with one word changed for the moment */
static void fails_with(const char *what, uint64_t at, uint64_t value, const char *text)
{
	uint64_t before;

	memcpy(&before, core_at(&core, at), sizeof(before));
	put(at, value);
	fails(what, 0, text);
	put(at, before);
}

static void test_bad_list(void)
{
	uint64_t next = AREA(3) + AREA_LIST + NEXT;

	fails_with("a loop", next, DIRECT + AREA(0) + AREA_LIST, "broken list");
	fails_with("an entry that leads to itself", next, DIRECT + AREA(3) + AREA_LIST, "broken");
	fails_with("a null pointer", next, 0, "struct vmap_area at 0x");
	fails_with("a user pointer", next, 0x400000, "struct vmap_area at 0x3fffe8");
	fails_with("an odd pointer", next, DIRECT + AREA(1) + AREA_LIST + 1, "struct vmap_area");
	fails_with("a pointer to registers", next, VMALLOC + 0x18, "struct vmap_area");
	fails_with("a pointer to no RAM", next, DIRECT + 0x100000018, "struct vmap_area");
	fails_with("a pointer behind all", next, UINT64_MAX, "struct vmap_area");
	fails_with("no head", HEAD + NEXT, 0, "struct vmap_area");
	fails_with("backwards", AREA(0) + AREA_START, VMALLOC + 8 * PAGE, "absurd bounds");
	fails_with("in a page", AREA(0) + AREA_START, VMALLOC + 8, "absurd bounds");
	fails_with("a user's area", AREA(2) + AREA_START, 0x1000, "absurd bounds");
	fails_with("another's vm_struct", AREA(0) + AREA_VM, DIRECT + VM(1), "another area");
	fails_with("a wild vm_struct", AREA(0) + AREA_VM, 8, "struct vm_struct at 0x8");
	fails_with("areas that overlap", AREA(4) + AREA_START, VMALLOC + 70 * PAGE, "two vmalloc");
	fails("the file is cut", 0x2000, "the file ends before it");
}

static void test_bad_old_list(void)
{
	uint64_t last = AREA(7) + AREA_PURGE;

	fails_with("a purge list that loops", last, DIRECT + AREA(4) + AREA_PURGE, "looping");
	fails_with("... at its end", last, DIRECT + last, "looping");
	fails_with("a size instead of a pointer", last, 0x12000, "struct vmap_area at 0x");
	fails_with("a wild purge list", PURGE, 8, "struct vmap_area at 0x");
}

static void test_bad_nodes(void)
{
	fails_with("no nodes", NR_NODES, 0, "absurd nr_vmap_nodes");
	fails_with("too many nodes", NR_NODES, 0x10000, "absurd nr_vmap_nodes");
	fails_with("more nodes than there are", NR_NODES, 3, "struct vmap_area");
	fails_with("a wild array", NODES, 0x1000, "list of vmalloc areas");
	fails_with("a node's broken list", NODE(1) + NODE_BUSY + RB_HEAD + NEXT,
		   DIRECT + AREA(0) + AREA_LIST, "broken list");
	scratch_text(&root, "proc/kallsyms", "ffffffff81000000 T _text\n");
	fails("a symbol is missing", 0, "neither vmap_area_list nor vmap_nodes");
	scratch_text(&root, "proc/kallsyms", kallsyms);
}

static void test_bad_btf(bool nodes)
{
	write_btf("vm", 0);
	fails("no member vm", 0, "no struct vmap_area with a member vm");
	write_btf("bounds", 0);
	fails("a list_head of 4 GiB", 0, "absurd");
	write_btf("sense", 0);
	fails("a huge struct", 0, "absurd");
	write_btf("vmap_node", 0);
	if (nodes)
		fails("no struct vmap_node", 0, "no struct vmap_node");
	for (size_t size = 1; size < 200; size += 9) {
		write_btf("", size);
		fails("types cut short", 0, "/sys/kernel/btf/vmlinux: its s");
	}
	scratch_text(&root, "sys/kernel/btf/vmlinux", "");
	fails("empty types", 0, "its size is not that of type information");
	must(unlinkat(root.fd, "sys/kernel/btf/vmlinux", 0) == 0);
	fails("no types", 0, "/sys/kernel/btf/vmlinux: No such file");
	write_btf("", 0);
}

/* Whatever the memory holds, there is an answer or an error. */
static void test_garbage(const char *what)
{
	unsigned char *objects = core_at(&core, OBJECTS), *before = malloc(OBJECTS_BYTES);
	unsigned int nr_bad = 0, nr = 300;

	must(before);
	memcpy(before, objects, OBJECTS_BYTES);
	srand(1);
	for (unsigned int i = 0; i < nr; i++) {
		static const uint64_t places[] = {HEAD,	   NODE(0), NODE(1), NODES,
						  AREA(0), AREA(1), AREA(2), AREA(3),
						  AREA(4), VM(0),   VM(1)};
		struct vmap_area_array got = {0};
		uint64_t at = places[rand() % ARRAY_SIZE(places)] - OBJECTS;

		for (int j = 0; j <= rand() % 3; j++)
			memcpy(objects + at + rand() % 15 * 8, before + at + rand() % 15 * 8, 8);
		objects[at + rand() % 120] ^= 1 << rand() % 8;
		nr_bad += read_areas(0, &got, NULL) < 0;
		vmap_area_array_clear(&got);
		memcpy(objects, before, OBJECTS_BYTES);
	}
	about("garbage in %s", what);
	ok(nr_bad > nr / 4 && nr_bad < nr);
	free(before);
}

DEFINE_UNIT(vmap_areas)
{
	begin(put_list);
	test_good("one list", true);
	test_good("one list", false);
	test_bad_list();
	test_bad_btf(false);
	test_garbage("one list");
	end();
	begin(put_old_list);
	test_old_list();
	test_bad_old_list();
	test_garbage("a list until v5.11");
	end();
	begin(put_nodes);
	test_good("nodes", true);
	test_bad_nodes();
	test_bad_btf(true);
	test_garbage("nodes");
	end();
}
