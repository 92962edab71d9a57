// SPDX-License-Identifier: GPL-2.0-or-later
/* test-module_list.c - names from the kernel's list of modules, in both layouts and out of
 * shape. */
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
#define MODULES 0xffffffffc0000000ULL
#define RAM	0x1fe000ULL

/* Physical addresses of what the list is made of. */
#define OBJECTS	      0x240000ULL
#define OBJECTS_BYTES 0x4000
#define HEAD	      0x240000ULL
#define MODULE(i)     (0x241000ULL + (i)*256)
#define TABLE(i)      (0x242000ULL + (i)*32)
#define SYMBOL(i)     (0x242800ULL + (i)*24)
#define NAMES	      0x243000ULL

/* The offsets of no kernel, so that nothing can be right by chance. */
#define STATE	 4
#define NAME	 8
#define LIST	 40
#define KALLSYMS 64
#define CORE	 80
#define INIT	 112
#define MEM	 144
#define MEM_SIZE 24

static const char info[] = "SYMBOL(swapper_pg_dir)=ffffffff81002000\n"
			   "SYMBOL(_stext)=ffffffff81000000\n"
			   "SIZE(page)=64\n"
			   "NUMBER(KERNEL_IMAGE_SIZE)=1073741824\n"
			   "NUMBER(phys_base)=-14680064\n"
			   "NUMBER(pgtable_l5_enabled)=0\n";

static const char kallsyms[] = "ffffffff81000000 T _text\n"
			       "ffff888000240000 d modules\n"
			       "ffffffff81001000 T next\n";

static struct root root;
static struct core core;
static uint64_t nr_symbols, names_bytes;

static void put(uint64_t phys_addr, uint64_t value)
{
	memcpy(core_at(&core, phys_addr), &value, sizeof(value));
}

static void put_half(uint64_t phys_addr, uint32_t value)
{
	memcpy(core_at(&core, phys_addr), &value, sizeof(value));
}

static void put_text(uint64_t phys_addr, const char *text)
{
	memcpy(core_at(&core, phys_addr), text, strlen(text) + 1);
}

static void put_symbol(const char *name, uint64_t value, uint16_t section)
{
	Elf64_Sym symbol = {
		.st_name = *name ? names_bytes : 0, .st_value = value, .st_shndx = section};

	memcpy(core_at(&core, SYMBOL(nr_symbols++)), &symbol, sizeof(symbol));
	if (*name) {
		put_text(NAMES + names_bytes, name);
		names_bytes += strlen(name) + 1;
	}
}

/* chain() - a list of the modules, the head first */
static void chain(unsigned int nr)
{
	uint64_t before = HEAD;

	for (unsigned int i = 0; i < nr; i++) {
		put(before, DIRECT + MODULE(i) + LIST);
		put(MODULE(i) + LIST + 8, DIRECT + before);
		before = MODULE(i) + LIST;
	}
	put(before, DIRECT + HEAD);
	put(HEAD + 8, DIRECT + before);
}

/* begin_module() - a module whose symbols follow; the first symbol of each is none */
static void begin_module(unsigned int i, const char *name, uint32_t state)
{
	put_half(MODULE(i) + STATE, state);
	put_text(MODULE(i) + NAME, name);
	put(MODULE(i) + KALLSYMS, DIRECT + TABLE(i));
	put(TABLE(i), DIRECT + NAMES);
	put(TABLE(i) + 8, DIRECT + SYMBOL(nr_symbols));
	put_symbol("", 0, SHN_UNDEF);
}

static void end_module(unsigned int i)
{
	uint64_t first;

	memcpy(&first, core_at(&core, TABLE(i) + 8), sizeof(first));
	put_half(TABLE(i) + 16, (DIRECT + SYMBOL(nr_symbols) - first) / sizeof(Elf64_Sym));
}

static void put_symbols(void)
{
	put_symbol("second", MODULES + 0x180, 1);
	put_symbol("first", MODULES + 0x100, 1);
	put_symbol("twin", MODULES + 0x100, 1);
	put_symbol("wanted", MODULES + 0x140, SHN_UNDEF);
	put_symbol("", MODULES + 0x150, 1);
	put_symbol(".L7", MODULES + 0x160, 1);
	put_symbol("$x.1", MODULES + 0x170, 1);
	put_symbol("data", MODULES + 0x8010, 2);
	put_symbol("per_cpu", 0x30000, 3);
}

/* One layout for text and data, one for what only initialises; and a module that is none yet. */
static void put_layouts(void)
{
	begin_module(0, "one", 0);
	put(MODULE(0) + CORE, MODULES);
	put_half(MODULE(0) + CORE + 8, 0x9000);
	put_half(MODULE(0) + CORE + 12, 0x2000);
	put(MODULE(0) + INIT, MODULES + 0x20000);
	put_half(MODULE(0) + INIT + 8, 0x1000);
	put_half(MODULE(0) + INIT + 12, 0x1000);
	put_symbols();
	put_symbol("init", MODULES + 0x20010, 4);
	end_module(0);
	begin_module(1, "unformed", 3);
	put(MODULE(1) + CORE, MODULES + 0x40000);
	put_half(MODULE(1) + CORE + 8, 0x1000);
	put_half(MODULE(1) + CORE + 12, 0x1000);
	put_symbol("never", MODULES + 0x40000, 1);
	end_module(1);
	chain(2);
}

/* Text, data and what only initialises have a place each. */
static void put_memories(void)
{
	static const uint64_t starts[] = {0, 0x8000, 0x20000}, sizes[] = {0x2000, 0x1000, 0x1000};

	begin_module(0, "other", 0);
	put(MODULE(0) + MEM, MODULES + 0x100000);
	put_half(MODULE(0) + MEM + 8, 0x1000);
	put_symbol("elsewhere", MODULES + 0x100000, 1);
	end_module(0);
	begin_module(1, "one", 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(starts); i++) {
		put(MODULE(1) + MEM + i * MEM_SIZE, MODULES + starts[i]);
		put_half(MODULE(1) + MEM + i * MEM_SIZE + 8, sizes[i]);
	}
	put_symbols();
	put_symbol("init", MODULES + 0x20010, 4);
	end_module(1);
	chain(2);
}

static void add_field(struct make_btf *btf, const char *name, uint32_t type, uint32_t offset)
{
	make_btf_words(btf, (uint32_t[]){make_btf_name(btf, name), type, offset * 8}, 3);
}

/* write_btf() - the kernel's types, but for what is named @without */
static void write_btf(bool memories, const char *without)
{
	enum { NUMBER = 1, HALF, POINTER, CHAR, NAME_ARRAY, LIST_HEAD, STATES, LAYOUT, MEMORIES };
	struct make_btf btf;

	make_btf_init(&btf);
	make_btf_type(&btf, "long unsigned int", BTF_KIND_INT, 0, 0, 8);
	make_btf_words(&btf, (uint32_t[]){64}, 1);
	make_btf_type(&btf, "unsigned int", BTF_KIND_INT, 0, 0, 4);
	make_btf_words(&btf, (uint32_t[]){32}, 1);
	make_btf_type(&btf, "", BTF_KIND_PTR, 0, 0, 0);
	make_btf_type(&btf, "char", BTF_KIND_INT, 0, 0, 1);
	make_btf_words(&btf, (uint32_t[]){8}, 1);
	make_btf_type(&btf, "", BTF_KIND_ARRAY, 0, 0, 0);
	make_btf_words(&btf, (uint32_t[]){CHAR, NUMBER, 32}, 3);
	make_btf_type(&btf, "list_head", BTF_KIND_STRUCT, 0, 2, 16);
	add_field(&btf, "next", POINTER, 0);
	add_field(&btf, "prev", POINTER, 8);
	make_btf_type(&btf, "module_state", BTF_KIND_ENUM, 0, 1, 4);
	make_btf_words(&btf, (uint32_t[]){make_btf_name(&btf, "MODULE_STATE_UNFORMED"), 3}, 2);
	make_btf_type(&btf, "module_memory", BTF_KIND_STRUCT, 0, 3, MEM_SIZE);
	add_field(&btf, "base", POINTER, strcmp(without, "stride") ? 0 : 0x200);
	add_field(&btf, "size", HALF, 8);
	add_field(&btf, "text_size", HALF, 12);
	make_btf_type(&btf, "", BTF_KIND_ARRAY, 0, 0, 0);
	make_btf_words(&btf, (uint32_t[]){LAYOUT, NUMBER, 3}, 3);
	make_btf_type(&btf, "module", BTF_KIND_STRUCT, 0, memories ? 5 : 6, 240);
	add_field(&btf, "state", STATES, STATE);
	add_field(&btf, "name", NAME_ARRAY, NAME);
	add_field(&btf, "list", LIST_HEAD, LIST);
	add_field(&btf, strcmp(without, "kallsyms") ? "kallsyms" : "x", POINTER, KALLSYMS);
	if (memories) {
		add_field(&btf, strcmp(without, "mem") ? "mem" : "x", MEMORIES, MEM);
	} else {
		add_field(&btf, "core_layout", LAYOUT, CORE);
		add_field(&btf, "init_layout", LAYOUT, INIT);
	}
	make_btf_type(&btf, "mod_kallsyms", BTF_KIND_STRUCT, 0, 3, 24);
	add_field(&btf, "strtab", POINTER, 0);
	add_field(&btf, "symtab", POINTER, 8);
	add_field(&btf, "num_symtab", HALF, strcmp(without, "sense") ? 16 : 0x10000);
	make_btf_finish(&btf);
	scratch_write(&root, "sys/kernel/btf/vmlinux", btf.bytes, btf.size);
	make_btf_clear(&btf);
}

static void begin(bool memories)
{
	scratch_root(&root);
	scratch_text(&root, "proc/kallsyms", kallsyms);
	scratch_text(&root, "proc/modules", "");
	core = (struct core){
		.machine = EM_X86_64,
		.type = ET_CORE,
		.vmcoreinfo = info,
		.nr_levels = 4,
		.root = 0x202000,
		.next_table = 0x203000,
	};
	nr_symbols = 0;
	names_bytes = 1;
	core_add(&core, DIRECT + RAM, RAM, OBJECTS - RAM, true);
	core_add(&core, MODULES, CORE_NO_PHYS, 0x3f000000, false);
	core_add(&core, IMAGE, 0x200000, 0x40000, false);
	core_add(&core, DIRECT + OBJECTS, OBJECTS, OBJECTS_BYTES, true);
	if (memories)
		put_memories();
	else
		put_layouts();
	write_btf(memories, "");
}

static void end(void)
{
	core_clear(&core);
	scratch_remove(&root);
}

static struct backend *open_backend(void)
{
	struct backend *backend = NULL;
	unsigned char *bytes;
	size_t size;

	bytes = core_bytes(&core, &size);
	scratch_write(&root, "proc/kcore", bytes, size);
	free(bytes);
	must(backend_open(&root, "kcore", &backend, NULL) == 0);
	return backend;
}

static void is_named(struct backend *backend, uint64_t offset, const char *name)
{
	struct error err = {0};
	char text[2048];

	is_int(kernel_symbol(backend, MODULES + offset, text, sizeof(text), &err), 0);
	is_str(text, name);
	is_str(err.text, "");
}

static void test_common(struct backend *backend)
{
	is_named(backend, 0x100, "first+0x0/0x80 [one]");
	is_named(backend, 0x17f, "first+0x7f/0x80 [one]");
	is_named(backend, 0x180, "second+0x0/0x1e80 [one]");
	is_named(backend, 0x1fff, "second+0x1e7f/0x1e80 [one]");
	is_named(backend, 0x20011, "init+0x1/0xff0 [one]");
	is_named(backend, 0x30000, "");
	is_named(backend, 0x40000, "");
}

static void test_layouts(void)
{
	struct backend *backend = open_backend();

	about("one layout");
	test_common(backend);
	/* Symbols reach into the gap behind the text, and from other sections; data has no size. */
	is_named(backend, 0x3000, "second+0x2e80/0x1e80 [one]");
	is_named(backend, 0x8020, "data+0x10 [one]");
	is_named(backend, 0x20, "per_cpu+0xffffffffbffd0020 [one]");
	backend_close(&backend);
}

static void test_memories(void)
{
	struct backend *backend = open_backend();

	about("a place for each");
	test_common(backend);
	is_named(backend, 0x3000, "");
	is_named(backend, 0x8010, "data+0x0/0xff0 [one]");
	is_named(backend, 0x8008, "");
	is_named(backend, 0x20, "");
	is_named(backend, 0x100004, "elsewhere+0x4/0x1000 [other]");
	backend_close(&backend);
}

/* In an opened back end, what is kept must not outlive what it was read from. */
static void test_changes(void)
{
	struct backend *backend = open_backend(), *other;

	about("modules come and go");
	is_named(backend, 0x100, "first+0x0/0x80 [one]");
	put_text(MODULE(1) + NAME, "two");
	other = open_backend();
	backend_close(&other);
	is_named(backend, 0x100, "first+0x0/0x80 [two]");
	chain(1);
	other = open_backend();
	backend_close(&other);
	is_named(backend, 0x100004, "elsewhere+0x4/0x1000 [other]");
	backend_close(&backend);
	put_text(MODULE(1) + NAME, "one");
	chain(2);
}

/* Then there is /proc/kallsyms, which has nothing here. */
static void unnamed(const char *what)
{
	struct backend *backend = open_backend();

	about("%s", what);
	is_named(backend, 0x100, "");
	backend_close(&backend);
}

static void unnamed_with(const char *what, uint64_t at, uint64_t value)
{
	uint64_t before;

	memcpy(&before, core_at(&core, at), sizeof(before));
	put(at, value);
	unnamed(what);
	put(at, before);
}

static void test_bad_list(void)
{
	unnamed_with("a null pointer", HEAD, 0);
	unnamed_with("a user pointer", MODULE(0) + LIST, 0x400000);
	unnamed_with("a pointer behind all", MODULE(0) + LIST, UINT64_MAX);
	unnamed_with("a loop", MODULE(1) + LIST, DIRECT + MODULE(0) + LIST);
	unnamed_with("an entry that leads to itself", MODULE(1) + LIST, DIRECT + MODULE(1) + LIST);
	unnamed_with("no symbols", TABLE(1) + 16, 0);
	unnamed_with("too many symbols", TABLE(1) + 16, 0x7fffffff);
	unnamed_with("a wild symbol table", TABLE(1) + 8, 0x1000);
	unnamed_with("wild names", TABLE(1), 0x1000);
	unnamed_with("a wild table", MODULE(1) + KALLSYMS, 0x1000);
	write_btf(true, "kallsyms");
	unnamed("no member kallsyms");
	write_btf(true, "mem");
	unnamed("no layout that is known");
	write_btf(true, "stride");
	unnamed("members behind their struct");
	write_btf(true, "sense");
	unnamed("a huge struct");
	scratch_text(&root, "sys/kernel/btf/vmlinux", "");
	unnamed("empty types");
	must(unlinkat(root.fd, "sys/kernel/btf/vmlinux", 0) == 0);
	unnamed("no types");
	write_btf(true, "");
	scratch_text(&root, "proc/kallsyms", "ffffffff81000000 T _text\n");
	unnamed("no list");
	scratch_text(&root, "proc/kallsyms", kallsyms);
}

/* Whatever the memory holds, there is an answer. */
static void test_garbage(void)
{
	unsigned char *objects = core_at(&core, OBJECTS), before[OBJECTS_BYTES];
	unsigned int nr_named = 0, nr = 300;

	memcpy(before, objects, OBJECTS_BYTES);
	srand(1);
	for (unsigned int i = 0; i < nr; i++) {
		static const uint64_t places[] = {HEAD, MODULE(0), MODULE(1), TABLE(1), SYMBOL(3)};
		uint64_t at = places[rand() % ARRAY_SIZE(places)] - OBJECTS;
		struct backend *backend;
		char text[2048];

		for (int k = 0; k <= rand() % 3; k++)
			objects[at + rand() % 200] ^= 1 << rand() % 8;
		backend = open_backend();
		if (kernel_symbol(backend, MODULES + 0x100, text, sizeof(text), NULL) == 0)
			nr_named += *text != '\0';
		backend_close(&backend);
		memcpy(objects, before, OBJECTS_BYTES);
	}
	about("garbage");
	ok(nr_named > nr / 4 && nr_named < nr);
}

DEFINE_UNIT(module_list)
{
	begin(false);
	test_layouts();
	end();
	begin(true);
	test_memories();
	test_changes();
	test_bad_list();
	test_garbage();
	end();
}
