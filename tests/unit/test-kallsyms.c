// SPDX-License-Identifier: GPL-2.0-or-later
/* test-kallsyms.c - symbols that are unique, unknown, ambiguous, hidden or no addresses. */
#include <errno.h>

#include "analysis/address/sources.h"
#include "reader/kallsyms.h"

#include "support.h"
#include "tap.h"

static const char text[] = "0000000000000000 A __per_cpu_start\n"
			   "000000000001fb40 A current_task\n"
			   "ffffffff81000000 T _text\n"
			   "ffffffff81000000 T _stext\n"
			   "ffffffff81000100 t helper\n"
			   "ffffffff81000200 t helper\n"
			   "ffffffff81000300 t twice\n"
			   "ffffffff81000300 T twice\n"
			   "ffffffff82000000 A absolute\n"
			   "ffffffff82000001 D jiffies\n"
			   "ffffffffc0000000 t helper\t[sample]\n"
			   "ffffffffc0000010 t sample_init\t[sample]\n"
			   "ffffffffc0000020 t bpf_prog_6deef7357e7b4530\t[bpf]\n";

/* Looks one name up in a text; returns what symbol_query_address() does. */
static int look_up(const char *from, const char *name, uint64_t *ret, struct symbol_query *query,
		   struct error *err)
{
	struct root root;
	int rc;

	scratch_root(&root);
	scratch_text(&root, "proc/kallsyms", from);
	*query = (struct symbol_query){.name = name};
	rc = kallsyms_lookup(&root, query, 1, err);
	if (rc == 0)
		rc = symbol_query_address(query, ret, err);
	scratch_remove(&root);
	return rc;
}

static void test_found(const char *name, uint64_t want, const char *module)
{
	struct symbol_query query;
	struct error err = {0};
	uint64_t address = 0;

	about("%s", name);
	is_int(look_up(text, name, &address, &query, &err), 0);
	is_hex(address, want);
	is_int(query.nr_matches, 1);
	is_str(query.matches[0].module, module);
	is_str(err.text, "");
}

static void test_refused(const char *from, const char *name, int want_rc, enum error_code code,
			 const char *message)
{
	struct symbol_query query;
	struct error err = {0};
	uint64_t address = 77;

	about("%s", name);
	is_int(look_up(from, name, &address, &query, &err), want_rc);
	is_int(address, 77);
	is_int(err.code, code);
	contains(err.text, message);
}

static void test_ambiguous(void)
{
	test_refused(text, "helper", -ENOTUNIQ, ERROR_AMBIGUOUS,
		     "symbol helper stands for 3 addresses: 0xffffffff81000100, "
		     "0xffffffff81000200, 0xffffffffc0000000 [sample]");
}

static void test_many_places(void)
{
	char *many = NULL;
	size_t size;
	FILE *out = open_memstream(&many, &size);

	must(out);
	for (unsigned int i = 0; i < 5000; i++)
		fprintf(out, "%016x t everywhere\t[a_module_with_quite_a_long_name_%u]\n",
			0x80000000 + i, i);
	must(fclose(out) == 0);
	test_refused(many, "everywhere", -ENOTUNIQ, ERROR_AMBIGUOUS, "stands for 5000 addresses");
	test_refused(many, "everywhere", -ENOTUNIQ, ERROR_AMBIGUOUS, "...");
	free(many);
}

/* One pass for many names, some of them twice, in an order that the caller did not choose. */
static void test_many_names(void)
{
	struct symbol_query queries[] = {{.name = "sample_init"}, {.name = "_text"},
					 {.name = "nothing"},	  {.name = "_text"},
					 {.name = "jiffies"},	  {.name = "helper"}};
	unsigned int nr_text = 0, nr_none = 0;
	struct root root;

	about("many names");
	scratch_root(&root);
	scratch_text(&root, "proc/kallsyms", text);
	is_int(kallsyms_lookup(&root, queries, ARRAY_SIZE(queries), NULL), 0);
	for (size_t i = 0; i < ARRAY_SIZE(queries); i++) {
		if (!strcmp(queries[i].name, "_text"))
			nr_text += queries[i].nr_matches == 1 &&
				   queries[i].matches[0].address == 0xffffffff81000000;
		nr_none += !queries[i].nr_matches;
	}
	is_int(nr_text, 2);
	is_int(nr_none, 1);
	scratch_remove(&root);
}

static void test_files(void)
{
	struct symbol_query query = {.name = "x"};
	struct error err = {0};
	struct root root;

	about("a file that is not there");
	scratch_root(&root);
	is_int(kallsyms_lookup(&root, &query, 1, &err), -ENOENT);
	contains(err.text, "/proc/kallsyms: No such file or directory");
	about("a directory");
	err = (struct error){0};
	scratch_text(&root, "proc/kallsyms/file", "");
	is_int(kallsyms_lookup(&root, &query, 1, &err), -EISDIR);
	contains(err.text, "Is a directory");
	scratch_remove(&root);
}

static void test_long_line(void)
{
	char *line = malloc(20001);

	must(line);
	memset(line, 'x', 20000);
	memcpy(line, "0000000000000001 T a\n0000000000000002 T ", 40);
	strcpy(line + 19999, "\n");
	test_refused(line, "a", -EBADMSG, ERROR_PARSE, "line 2 is longer than 4096 bytes");
	free(line);
}

static void test_fixtures(void)
{
	for (const char *const *name = fixture_names; *name; name++) {
		struct symbol_query query = {.name = "_text"};
		struct error err = {0};
		struct root root;
		uint64_t address = 0;

		about("%s", *name);
		fixture_root(*name, &root);
		if (faccessat(root.fd, "proc/kallsyms", R_OK, 0) < 0) {
			skip("this fixture has no kallsyms");
		} else {
			is_int(kallsyms_lookup(&root, &query, 1, &err), 0);
			is_int(symbol_query_address(&query, &address, &err), 0);
			ok(address > 0xc0000000);
			is_str(err.text, "");
		}
		root_clear(&root);
	}
}

/* What stands in vmallocinfo in each case: nothing, hashes, or the area of the module's code. */
#define NO_AREAS    "0x0000000000001000-0x0000000000003000    8192 f+0x1/0x2 vmalloc\n"
#define HASHES	    "0x000000001234abcd-0x0000000088889999    8192 f+0x1/0x2 vmalloc\n"
#define MODULE_AREA "0xffffffffc0000000-0xffffffffc0005000   20480 f+0x1/0x2 vmalloc\n"

static void test_name(const struct root *root, const char *areas, uint64_t virt_addr,
		      const char *want)
{
	struct sources sources = {.root = root, .listed = {.page_shift = 12}};
	char name[SYMBOL_BYTES];
	struct error err = {0};

	about("0x%jx, %s", (uintmax_t)virt_addr, areas);
	scratch_text(root, "proc/vmallocinfo", areas);
	is_int(sources_symbol(&sources, NULL, NULL, virt_addr, name, &err), 0);
	is_str(name, want);
	sources_clear(&sources);
}

/* Without page tables nothing but these two files says what an address belongs to. */
static void test_without_backend(void)
{
	static const char list[] = "0000000000000000 A __per_cpu_start\n"
				   "ffffffff81000000 T _stext\n"
				   "ffffffff81000100 T code\n"
				   "ffffffff81003000 T _etext\n"
				   "ffffffff82000000 D marker\n"
				   "ffffffff83000000 B _end\n"
				   "ffffffffc0000010 t first\t[m]\n"
				   "ffffffffc0002000 t last\t[m]\n"
				   "ffffffffc0006000 d data\t[m]\n"
				   "ffffffffc0006010 d later\t[m]\n"
				   "ffffffffc0010000 t bpf_prog_1\t[bpf]\n"
				   "ffffffffc0020000 t bpf_prog_2\t[bpf]\n";
	char with_data[sizeof(list) + 64];
	struct root root;

	scratch_root(&root);
	scratch_text(&root, "proc/kallsyms", list);
	test_name(&root, NO_AREAS, 0x10, "");
	test_name(&root, NO_AREAS, 0xffffffff80ffffff, "");
	test_name(&root, NO_AREAS, 0xffffffff81000101, "code+0x1/0x2f00");
	test_name(&root, NO_AREAS, 0xffffffff81003000, "");
	/* Where only code has names, marks in the data are not what lies behind them. */
	test_name(&root, NO_AREAS, 0xffffffff82000010, "");
	/* The module has gone, or its area would be listed. */
	test_name(&root, NO_AREAS, 0xffffffffc0000020, "");
	test_name(&root, MODULE_AREA, 0xffffffffc0001020, "first+0x1010/0x1ff0 [m]");
	test_name(&root, MODULE_AREA, 0xffffffffc0003000, "last+0x1000/0x4000 [m]");
	test_name(&root, MODULE_AREA, 0xffffffffc0005000, "");
	test_name(&root, HASHES, 0xffffffffc0001020, "first+0x1010/0x1ff0 [m]");
	/* Behind the last code anything may be, but in the same page. */
	test_name(&root, HASHES, 0xffffffffc0002ff0, "last+0xff0/0x4000 [m]");
	test_name(&root, HASHES, 0xffffffffc0003000, "");
	test_name(&root, HASHES, 0xffffffffc0006018, "later+0x8 [m]");
	test_name(&root, HASHES, 0xffffffffc0007000, "");
	test_name(&root, HASHES, 0xffffffffc0010fff, "bpf_prog_1+0xfff/0x10000 [bpf]");
	test_name(&root, HASHES, 0xffffffffc0011000, "");
	snprintf(with_data, sizeof(with_data), "%sffffffff82000100 D init_task\n", list);
	scratch_text(&root, "proc/kallsyms", with_data);
	test_name(&root, NO_AREAS, 0xffffffff82000010, "marker+0x10/0x100");
	test_name(&root, NO_AREAS, 0xffffffff81003000, "");
	test_name(&root, NO_AREAS, 0xffffffff83000000, "");
	scratch_remove(&root);
}

DEFINE_UNIT(kallsyms)
{
	test_found("_text", 0xffffffff81000000, "");
	test_found("_stext", 0xffffffff81000000, "");
	test_found("jiffies", 0xffffffff82000001, "");
	test_found("absolute", 0xffffffff82000000, "");
	test_found("sample_init", 0xffffffffc0000010, "sample");
	test_found("bpf_prog_6deef7357e7b4530", 0xffffffffc0000020, "bpf");
	/* Two names for one place are no question. */
	test_found("twice", 0xffffffff81000300, "");
	test_ambiguous();
	test_many_places();
	test_many_names();
	test_refused(text, "nothing", -ENOENT, ERROR_NOT_FOUND, "no symbol nothing");
	test_refused(text, "_tex", -ENOENT, ERROR_NOT_FOUND, "no symbol _tex");
	test_refused(text, "_textt", -ENOENT, ERROR_NOT_FOUND, "no symbol _textt");
	test_refused(text, "current_task", -ENOENT, ERROR_NOT_FOUND,
		     "symbol current_task is a per-CPU offset (0x1fb40), not an address");
	test_refused(text, "__per_cpu_start", -ENOENT, ERROR_NOT_FOUND, "per-CPU offset (0x0)");
	test_refused("0000000000000000 T _text\n0000000000000000 t x\n", "x", -EACCES, ERROR_HIDDEN,
		     "all addresses as zero");
	test_refused("", "x", -EBADMSG, ERROR_PARSE, "the file is empty");
	test_refused("nonsense\n", "x", -EBADMSG, ERROR_PARSE, "line 1 is not understood");
	test_refused("00000000000000001 T a\nffff T\n", "x", -EBADMSG, ERROR_PARSE, "line 2");
	test_refused("ffff  T\n", "x", -EBADMSG, ERROR_PARSE, "line 1");
	test_refused("11111111111111111 T x\n", "x", -EBADMSG, ERROR_PARSE, "line 1");
	test_long_line();
	test_files();
	test_fixtures();
	test_without_backend();
}
