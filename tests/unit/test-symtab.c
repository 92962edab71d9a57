// SPDX-License-Identifier: GPL-2.0-or-later
/* test-symtab.c - the kernel's own symbol table. */
#include <fcntl.h>
#include <string.h>

#include "reader/kcore.h"
#include "reader/symtab.h"

#include "make_symtab.h"
#include "support.h"
#include "tap.h"

#define IMAGE 0xffffffff81000000ULL

enum { NR_SYMBOLS = 600, SIZE = 0x8000 };

static struct core core;
static struct make_symtab table = {.image = IMAGE, .phys = 0x1000000};
static struct kcore kcore;
static char names[NR_SYMBOLS][200];

static void choose_names(void)
{
	for (unsigned int i = 0; i < NR_SYMBOLS; i++)
		snprintf(names[i], sizeof(names[i]), "symbol_%u", i);
	strcpy(names[0], "_stext");
	strcpy(names[1], "twin");
	strcpy(names[300], "twin");
	memset(names[299], 'l', 150);
	names[299][150] = '\0';
	strcpy(names[599], "last");
}

static void make_table(void)
{
	const char *list[NR_SYMBOLS];

	core = (struct core){.machine = EM_X86_64, .type = ET_CORE, .vmcoreinfo = table.info};
	core_add(&core, IMAGE, table.phys, SIZE, true);
	choose_names();
	for (unsigned int i = 0; i < NR_SYMBOLS; i++)
		list[i] = names[i];
	make_symtab(&core, &table, list, NR_SYMBOLS);
}

static void open_core(void)
{
	unsigned char *bytes;
	size_t size;

	bytes = core_bytes(&core, &size);
	must(kcore_parse(fd_with(bytes, size), "kcore", &kcore, NULL) == 0);
	free(bytes);
}

static void test_find(const struct symtab *symtab)
{
	struct symtab_symbol got;

	about("from addresses to names");
	ok(symtab_find(symtab, &kcore.memory, IMAGE + 7, &got));
	is_str(got.name, "_stext");
	is_hex(got.start, IMAGE);
	is_hex(got.end, IMAGE + 16);
	ok(symtab_find(symtab, &kcore.memory, IMAGE + 299 * 16, &got));
	is_str(got.name, names[299]);
	ok(symtab_find(symtab, &kcore.memory, IMAGE + 301 * 16 + 15, &got));
	is_str(got.name, "symbol_301");
	ok(symtab_find(symtab, &kcore.memory, IMAGE + 0x100000, &got));
	is_str(got.name, "last");
	is_hex(got.end, ABSENT);
	ok(!symtab_find(symtab, &kcore.memory, IMAGE - 1, &got));
}

static void test_addresses(const struct symtab *symtab)
{
	const char *const wanted[] = {"last",	   "twin",     "symbol_5", "symbol_",
				      "symbol_55", names[299], "Tlast",	   ""};
	uint64_t got[ARRAY_SIZE(wanted)];

	about("from names to addresses");
	symtab_addresses(symtab, &kcore.memory, wanted, ARRAY_SIZE(wanted), got);
	is_hex(got[0], IMAGE + 599 * 16);
	/* There are two of them. */
	is_hex(got[1], ABSENT);
	is_hex(got[2], IMAGE + 5 * 16);
	is_hex(got[3], ABSENT);
	is_hex(got[4], IMAGE + 55 * 16);
	is_hex(got[5], IMAGE + 299 * 16);
	is_hex(got[6], ABSENT);
	is_hex(got[7], ABSENT);
}

/* refused() - with bytes of the image changed for the moment, the table is not believed */
static void refused(const char *what, uint64_t at, uint32_t value)
{
	struct symtab symtab;
	uint32_t before;

	about("%s", what);
	memcpy(&before, core_at(&core, table.phys + at), sizeof(before));
	make_symtab_put(&core, &table, at, value);
	open_core();
	ok(!symtab_init(&symtab, &kcore.memory));
	symtab_clear(&symtab);
	kcore_clear(&kcore);
	make_symtab_put(&core, &table, at, before);
}

static void test_table(const char *what)
{
	struct symtab symtab;

	note("%s", what);
	open_core();
	about("a table");
	must(symtab_init(&symtab, &kcore.memory));
	test_find(&symtab);
	test_addresses(&symtab);
	symtab_clear(&symtab);
	kcore_clear(&kcore);
}

/* Of several symbols at one address the first has the name, and it ends where others begin. */
static void test_aliases(void)
{
	struct symtab_symbol got;
	struct symtab symtab;

	for (unsigned int i = 101; i < 150; i++)
		make_symtab_put(&core, &table, table.offsets + i * 4, 100 * 16);
	about("symbols at one address");
	open_core();
	must(symtab_init(&symtab, &kcore.memory));
	for (unsigned int at = 0; at < 50 * 16; at += 15 * 16 + 1) {
		ok(symtab_find(&symtab, &kcore.memory, IMAGE + 100 * 16 + at, &got));
		is_str(got.name, "symbol_100");
		is_hex(got.start, IMAGE + 100 * 16);
		is_hex(got.end, IMAGE + 150 * 16);
	}
	symtab_clear(&symtab);
	kcore_clear(&kcore);
	for (unsigned int i = 101; i < 150; i++)
		make_symtab_put(&core, &table, table.offsets + i * 4, i * 16);
}

/* As of v7.0 there is no base: an offset counts from its own place, mostly downwards. */
static void count_from_places(void)
{
	char *base = strstr(table.info, "SYMBOL(kallsyms_relative_base)");

	must(base);
	memcpy(base, "UNRELA", strlen("UNRELA"));
	for (unsigned int i = 0; i < NR_SYMBOLS; i++)
		make_symtab_put(&core, &table, table.offsets + i * 4,
				i * 16 - (table.offsets + i * 4));
}

DEFINE_UNIT(symtab)
{
	make_table();
	test_table("addresses from a base");
	test_aliases();
	refused("no symbols", table.at, 0);
	refused("more symbols than there are", table.at, 0x7fffffff);
	refused("_stext elsewhere", table.offsets, 8);
	refused("a name too long", table.names, 0xff);
	refused("a marker between names", table.markers + 4, 100);
	count_from_places();
	test_table("addresses from their places");
	refused("_stext elsewhere", table.offsets, 8);
	core_clear(&core);
}
