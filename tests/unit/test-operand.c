// SPDX-License-Identifier: GPL-2.0-or-later
/* test-operand.c - every form of an operand, and every refusal. */
#include <errno.h>

#include "cli/operand.h"

#include "support.h"
#include "tap.h"

static const char kallsyms[] = "0000000000000000 A __per_cpu_start\n"
			       "000000000001fb40 A current_task\n"
			       "ffffffff81000000 T _text\n"
			       "ffffffff81100000 T _etext\n"
			       "ffffffff81000100 t twice\n"
			       "ffffffff81000200 t twice\n"
			       "ffffffff81000300 t cpu.part.0$x@y\n"
			       "ffffffffc0000000 T beef\t[steak]\n"
			       "fffffffffffff000 T late\n";

static struct root scratch;

/* What @text stands for, resolved against @kallsyms. */
static void resolve(const char *text, struct operand *operand)
{
	if (operand_parse(text, operand) == 0)
		operands_resolve(&scratch, operand, 1);
}

static void test_address(const char *text, uint64_t want)
{
	struct operand operand;

	about("\"%s\"", text);
	resolve(text, &operand);
	is_str(operand.error.text, "");
	is_hex(operand.start.value, want);
	is_int(operand.length, 0);
	is_str(operand.text, text);
	operand_clear(&operand);
}

static void test_range(const char *text, uint64_t start, uint64_t length)
{
	struct operand operand;

	about("\"%s\"", text);
	resolve(text, &operand);
	is_str(operand.error.text, "");
	is_hex(operand.start.value, start);
	is_hex(operand.length, length);
	operand_clear(&operand);
}

static void test_refused(const char *text, enum error_code code, const char *message)
{
	struct operand operand;

	about("\"%.80s\"", text);
	resolve(text, &operand);
	is_int(operand.error.code, code);
	contains(operand.error.text, message);
	operand_clear(&operand);
}

static void test_good(void)
{
	test_address("0", 0);
	test_address("ffffffff81000000", 0xffffffff81000000);
	test_address("0xffffffff81000000", 0xffffffff81000000);
	test_address("0XFFFFFFFF81000000", 0xffffffff81000000);
	test_address("ffffffffffffffff", UINT64_MAX);
	test_address("_text", 0xffffffff81000000);
	test_address("_text+16", 0xffffffff81000010);
	test_address("_text+0x10", 0xffffffff81000010);
	test_address("_text+0x10/0x40", 0xffffffff81000010);
	test_address("_text+1K", 0xffffffff81000400);
	test_address("_text+1M", 0xffffffff81100000);
	test_address("_text+0", 0xffffffff81000000);
	test_address("cpu.part.0$x@y", 0xffffffff81000300);
	/* What reads as a number is one, even where a symbol has that name. */
	test_address("beef", 0xbeef);
	test_address("late+4095", UINT64_MAX);
	test_range("1000-2000", 0x1000, 0x1000);
	test_range("0x1000-0x2000", 0x1000, 0x1000);
	test_range("0-ffffffffffffffff", 0, UINT64_MAX);
	test_range("1000+4096", 0x1000, 4096);
	test_range("1000+0x1000", 0x1000, 4096);
	test_range("1000+4K", 0x1000, 4096);
	test_range("1000+2M", 0x1000, 2 << 20);
	test_range("1000+3g", 0x1000, 3ULL << 30);
	test_range("1000+1", 0x1000, 1);
	test_range("_text-_etext", 0xffffffff81000000, 0x100000);
	test_range("_text+0x10-_text+0x20", 0xffffffff81000010, 0x10);
	test_range("_text-ffffffff81000001", 0xffffffff81000000, 1);
	/* Up to the very end of the address space, and not a byte further. */
	test_range("fffffffffffff000+4096", 0xfffffffffffff000, 4096);
	test_range("ffffffffffffffff+1", UINT64_MAX, 1);
}

static void test_bad(void)
{
	static const char *const nonsense[] = {
		"",	   "-",	      "+",	   "-1000",	"1000-", "+16",	      "_text+",
		"_text-",  "1000+",   "12g4",	   "0x",	"0xg",	 "a b",	      "_text+-1",
		"_text+x", "1000+4P", "1+2-3",	   "1-2+3",	"1-2-3", "a!b",	      "_text++1",
		"1000+ 1", "tëxt",    "_text+1+1", "0-_text-1", "1/2",	 "_text+1/x", "1+1/",
	};

	for (size_t i = 0; i < ARRAY_SIZE(nonsense); i++)
		test_refused(nonsense[i], ERROR_BAD_INPUT, "is no address, symbol or range");
	test_refused("\033[31m\n", ERROR_BAD_INPUT, "\"?[31m?\" is no");
	test_refused("1+1/\033[31m", ERROR_BAD_INPUT, "\"1+1/?[31m\" is no");
	test_refused("1+0-\033", ERROR_BAD_INPUT, "\"1+0-?\" is no");
	test_refused("10000000000000000", ERROR_BAD_INPUT, "needs more than 64 bits");
	test_refused("0x1ffffffffffffffff", ERROR_BAD_INPUT, "needs more than 64 bits");
	test_refused("1000+18446744073709551616", ERROR_BAD_INPUT, "needs more than 64 bits");
	test_refused("1000+16777216T", ERROR_BAD_INPUT, "needs more than 64 bits");
	test_refused("_text+0x10000000000000000", ERROR_BAD_INPUT, "needs more than 64 bits");
	test_refused("1000-10000000000000000", ERROR_BAD_INPUT, "needs more than 64 bits");
	test_refused("2000-1000", ERROR_BAD_INPUT, "\"2000-1000\" ends before it starts");
	test_refused("1000-1000", ERROR_BAD_INPUT, "\"1000-1000\" ends where it starts");
	test_refused("_etext-_text", ERROR_BAD_INPUT, "ends before it starts");
	test_refused("1000+0", ERROR_BAD_INPUT, "\"1000+0\" is an empty range");
	test_refused("1000+0x0", ERROR_BAD_INPUT, "is an empty range");
	test_refused("fffffffffffff000+4097", ERROR_BAD_INPUT, "runs past the end of the address");
	test_refused("ffffffffffffffff+2", ERROR_BAD_INPUT, "runs past the end of the address");
	test_refused("late+4096", ERROR_BAD_INPUT, "lies beyond the address space");
	test_refused("nowhere", ERROR_NOT_FOUND, "no symbol nowhere");
	test_refused("nowhere-_text", ERROR_NOT_FOUND, "no symbol nowhere");
	test_refused("_text-nowhere", ERROR_NOT_FOUND, "no symbol nowhere");
	test_refused("twice", ERROR_AMBIGUOUS, "0xffffffff81000100, 0xffffffff81000200");
	test_refused("current_task", ERROR_NOT_FOUND, "per-CPU offset");
}

static void test_long(void)
{
	char name[2000];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	test_refused(name, ERROR_BAD_INPUT, "xxx...\" is no address");
	name[512] = '\0';
	test_refused(name, ERROR_BAD_INPUT, "is no address");
	name[511] = '\0';
	test_refused(name, ERROR_NOT_FOUND, "no symbol xxx");
	memset(name, '0', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	test_address(name, 0);
}

/* Those that fail must not spoil the others. */
static void test_several(void)
{
	static const char *const texts[] = {"_text", "nowhere",	     "1000",
					    "twice", "_text-_etext", "2000-1000"};
	struct operand operands[ARRAY_SIZE(texts)];

	about("several");
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		must(operand_parse(texts[i], &operands[i]) == 0);
	operands_resolve(&scratch, operands, ARRAY_SIZE(texts));
	is_hex(operands[0].start.value, 0xffffffff81000000);
	is_int(operands[0].error.code, ERROR_NONE);
	is_int(operands[1].error.code, ERROR_NOT_FOUND);
	is_hex(operands[2].start.value, 0x1000);
	is_int(operands[2].error.code, ERROR_NONE);
	is_int(operands[3].error.code, ERROR_AMBIGUOUS);
	is_hex(operands[4].length, 0x100000);
	is_int(operands[5].error.code, ERROR_BAD_INPUT);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		operand_clear(&operands[i]);
	operands_resolve(&scratch, NULL, 0);
}

/* What to do about a name that is not there hangs on the kernel. */
static void test_missing_hint(const char *config, const char *want)
{
	struct operand operand;
	struct root root;

	about("a missing symbol, %s", config ?: "no configuration");
	scratch_root(&root);
	scratch_text(&root, "proc/kallsyms", "ffffffff81000000 T _text\n");
	scratch_text(&root, "proc/sys/kernel/osrelease", "6.1.0\n");
	if (config)
		scratch_text(&root, "boot/config-6.1.0", config);
	root.live = true;
	must(operand_parse("nowhere", &operand) == 0);
	operands_resolve(&root, &operand, 1);
	is_str(operand.error.text, "no symbol nowhere in /proc/kallsyms");
	contains(operand.error.remedy, want);
	operand_clear(&operand);
	scratch_remove(&root);
}

/* Symbols need the file; addresses must do without. */
static void test_no_kallsyms(void)
{
	struct operand operands[2];
	struct root empty;

	about("no kallsyms");
	scratch_root(&empty);
	must(operand_parse("_text", &operands[0]) == 0 && operand_parse("1000", &operands[1]) == 0);
	operands_resolve(&empty, operands, 2);
	is_int(operands[0].error.code, ERROR_NOT_FOUND);
	contains(operands[0].error.text, "proc/kallsyms: No such file");
	is_int(operands[1].error.code, ERROR_NONE);
	operand_clear(&operands[0]);
	operand_clear(&operands[1]);
	scratch_remove(&empty);
}

static void test_phys(const char *text, uint64_t want, bool is_pfn)
{
	struct operand operand;

	about("physical \"%s\"", text);
	is_int(operand_parse_phys(text, &operand), 0);
	is_hex(operand.start.value, want);
	is_int(operand.is_pfn, is_pfn);
	is_str(operand.text, text);
	operand_clear(&operand);
}

static void test_bad_phys(const char *text, const char *message, const char *remedy)
{
	struct operand operand;

	about("physical \"%s\"", text);
	ok(operand_parse_phys(text, &operand) < 0);
	is_int(operand.error.code, ERROR_BAD_INPUT);
	contains(operand.error.text, message);
	contains(operand.error.remedy, remedy);
	operand_clear(&operand);
}

static void test_physical(void)
{
	test_phys("1000", 0x1000, false);
	test_phys("0xfed00000", 0xfed00000, false);
	test_phys("ffffffffffffffff", UINT64_MAX, false);
	test_phys("pfn:291", 291, true);
	test_phys("pfn:0x123", 0x123, true);
	test_bad_phys("vfree", "\"vfree\" is no physical address", "\"memmap addr vfree\"");
	test_bad_phys("pfn:", "no physical address", "pfn:NUMBER");
	test_bad_phys("pfn:-1", "no physical address", "pfn:NUMBER");
	test_bad_phys("pfn:abc", "no physical address", "pfn:NUMBER");
	test_bad_phys("PFN:1", "no physical address", "pfn:NUMBER");
	test_bad_phys("1000-2000", "no physical address", "ADDRESS");
	test_bad_phys("1000+4K", "no physical address", "ADDRESS");
	test_bad_phys("", "\"\" is no physical address", "ADDRESS");
	test_bad_phys("\033[2J", "\"?[2J\"", "ADDRESS");
	test_bad_phys("10000000000000000", "more than 64 bits", "");
	test_bad_phys("pfn:99999999999999999999", "more than 64 bits", "");
}

DEFINE_UNIT(operand)
{
	struct operand zeroed = {0};

	scratch_root(&scratch);
	scratch_text(&scratch, "proc/kallsyms", kallsyms);
	test_good();
	test_bad();
	test_long();
	test_several();
	test_missing_hint(NULL, "need a kernel with CONFIG_KALLSYMS_ALL=y");
	test_missing_hint("CONFIG_X=y\n", "was built without CONFIG_KALLSYMS_ALL");
	test_missing_hint("CONFIG_KALLSYMS_ALL=y\n", "of a module that is not loaded");
	test_no_kallsyms();
	test_physical();
	operand_clear(&zeroed);
	scratch_remove(&scratch);
}
