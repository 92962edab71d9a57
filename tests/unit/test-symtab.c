// SPDX-License-Identifier: GPL-2.0-or-later
/* test-symtab.c - the kernel's own symbol table, made as scripts/kallsyms.c of the kernel does. */
#include <fcntl.h>
#include <string.h>

#include <memmap/reader/symtab.h>

#include "make_core.h"
#include "support.h"
#include "tap.h"

#define IMAGE 0xffffffff81000000ULL
#define PHYS  0x1000000ULL

/* What is needed to find the table, and where it lies in the image. */
enum {
	NR_SYMBOLS = 600,
	NR_AT = 0,
	BASE_AT = 8,
	OFFSETS_AT = 16,
	NAMES_AT = 0x1000,
	TOKENS_BYTES = 512,
	SIZE = 0x8000,
};

static struct core core;
static struct kcore kcore;
static char info[1024], names[NR_SYMBOLS][200];
static uint64_t markers_at;

static void put_half(uint64_t at, uint32_t value)
{
	memcpy(core_at(&core, PHYS + at), &value, sizeof(value));
}

/* A name's length takes two bytes above 127; the first character is the type. */
static uint64_t put_name(uint64_t at, const char *name)
{
	size_t length = strlen(name) + 1;
	unsigned char *to = core_at(&core, PHYS + at);

	if (length > 127)
		*to++ = length | 0x80;
	*to++ = length > 127 ? length >> 7 : length;
	*to++ = 'T';
	memcpy(to, name, length - 1);
	return at + length + (length > 127 ? 2 : 1);
}

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

/* The symbols' addresses are 16 bytes apart; each byte of a name stands for itself. */
static void make_table(void)
{
	uint64_t at = NAMES_AT, tokens_at, base = IMAGE;
	uint32_t markers[(NR_SYMBOLS + 255) / 256];
	unsigned char *tokens;

	core = (struct core){.machine = EM_X86_64, .type = ET_CORE, .vmcoreinfo = info};
	core_add(&core, IMAGE, PHYS, SIZE, true);
	choose_names();
	put_half(NR_AT, NR_SYMBOLS);
	memcpy(core_at(&core, PHYS + BASE_AT), &base, sizeof(base));
	for (unsigned int i = 0; i < NR_SYMBOLS; i++) {
		put_half(OFFSETS_AT + i * 4, i * 16);
		if (i % 256 == 0)
			markers[i / 256] = at - NAMES_AT;
		at = put_name(at, names[i]);
	}
	markers_at = (at + 7) & ~7ULL;
	memcpy(core_at(&core, PHYS + markers_at), markers, sizeof(markers));
	tokens_at = (markers_at + sizeof(markers) + 7) & ~7ULL;
	tokens = core_at(&core, PHYS + tokens_at);
	for (unsigned int i = 0; i < 256; i++) {
		uint16_t index = 2 * i;

		tokens[2 * i] = i;
		memcpy(tokens + TOKENS_BYTES + 2 * i, &index, sizeof(index));
	}
	snprintf(info, sizeof(info),
		 "SYMBOL(_stext)=%llx\nSYMBOL(kallsyms_num_syms)=%llx\n"
		 "SYMBOL(kallsyms_relative_base)=%llx\nSYMBOL(kallsyms_offsets)=%llx\n"
		 "SYMBOL(kallsyms_names)=%llx\nSYMBOL(kallsyms_token_table)=%llx\n"
		 "SYMBOL(kallsyms_token_index)=%llx\n",
		 IMAGE, IMAGE + NR_AT, IMAGE + BASE_AT, IMAGE + OFFSETS_AT, IMAGE + NAMES_AT,
		 IMAGE + (unsigned long long)tokens_at,
		 IMAGE + (unsigned long long)tokens_at + TOKENS_BYTES);
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
	ok(symtab_find(symtab, &kcore, IMAGE + 7, &got));
	is_str(got.name, "_stext");
	is_hex(got.start, IMAGE);
	is_hex(got.end, IMAGE + 16);
	ok(symtab_find(symtab, &kcore, IMAGE + 299 * 16, &got));
	is_str(got.name, names[299]);
	ok(symtab_find(symtab, &kcore, IMAGE + 301 * 16 + 15, &got));
	is_str(got.name, "symbol_301");
	ok(symtab_find(symtab, &kcore, IMAGE + 0x100000, &got));
	is_str(got.name, "last");
	is_hex(got.end, ABSENT);
	ok(!symtab_find(symtab, &kcore, IMAGE - 1, &got));
}

static void test_addresses(const struct symtab *symtab)
{
	const char *const wanted[] = {"last",	   "twin",     "symbol_5", "symbol_",
				      "symbol_55", names[299], "Tlast",	   ""};
	uint64_t got[ARRAY_SIZE(wanted)];

	about("from names to addresses");
	symtab_addresses(symtab, &kcore, wanted, ARRAY_SIZE(wanted), got);
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
	memcpy(&before, core_at(&core, PHYS + at), sizeof(before));
	put_half(at, value);
	open_core();
	ok(!symtab_init(&symtab, &kcore));
	symtab_clear(&symtab);
	kcore_clear(&kcore);
	put_half(at, before);
}

static void test_table(const char *what)
{
	struct symtab symtab;

	note("%s", what);
	open_core();
	about("a table");
	must(symtab_init(&symtab, &kcore));
	test_find(&symtab);
	test_addresses(&symtab);
	symtab_clear(&symtab);
	kcore_clear(&kcore);
}

/* As of v7.0 there is no base: an offset counts from its own place, mostly downwards. */
static void count_from_places(void)
{
	char *base = strstr(info, "SYMBOL(kallsyms_relative_base)");

	must(base);
	memcpy(base, "UNRELA", strlen("UNRELA"));
	for (unsigned int i = 0; i < NR_SYMBOLS; i++)
		put_half(OFFSETS_AT + i * 4, i * 16 - (OFFSETS_AT + i * 4));
}

DEFINE_UNIT(symtab)
{
	make_table();
	test_table("addresses from a base");
	refused("no symbols", NR_AT, 0);
	refused("more symbols than there are", NR_AT, 0x7fffffff);
	refused("_stext elsewhere", OFFSETS_AT, 8);
	refused("a name too long", NAMES_AT, 0xff);
	refused("a marker between names", markers_at + 4, 100);
	count_from_places();
	test_table("addresses from their places");
	refused("_stext elsewhere", OFFSETS_AT, 8);
	core_clear(&core);
}
