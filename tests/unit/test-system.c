// SPDX-License-Identifier: GPL-2.0-or-later
/* test-system.c - which kernel a root belongs to. */
#include <memmap/reader/system.h>

#include "support.h"
#include "tap.h"

static void test_captured(void)
{
	struct system system;
	struct root root;

	about("a captured root");
	scratch_root(&root);
	scratch_text(&root, "proc/sys/kernel/osrelease", "6.1.0-test\n");
	scratch_text(&root, "manifest",
		     "arch: riscv64\npage_bytes: 16K\ntime:  2020-01-01T00:00:00Z\n");
	system_read(&root, &system);
	is_str(system.kernel, "6.1.0-test");
	is_str(system.arch, "riscv64");
	is_str(system.time, "2020-01-01T00:00:00Z");
	is_int(system.page_bytes, 16384);
	system_clear(&system);

	about("proc says the arch");
	scratch_text(&root, "proc/sys/kernel/arch", "x86_64\n");
	system_read(&root, &system);
	is_str(system.arch, "x86_64");
	system_clear(&system);
	scratch_remove(&root);
}

static void test_page_bytes(const struct root *root, const char *line, unsigned long want)
{
	struct system system;

	about("manifest \"%s\"", line);
	scratch_text(root, "manifest", line);
	system_read(root, &system);
	is_int(system.page_bytes, want);
	is_str(system.kernel, NULL);
	is_str(system.time, NULL);
	system_clear(&system);
}

static void test_nothing(void)
{
	struct system system;
	struct root root;

	about("an empty root");
	scratch_root(&root);
	system_read(&root, &system);
	is_str(system.kernel, NULL);
	is_str(system.arch, NULL);
	is_int(system.page_bytes, 4096);
	system_clear(&system);
	system_clear(&system);
	test_page_bytes(&root, "page_bytes: 65536", 65536);
	test_page_bytes(&root, "page_bytes: 5000", 4096);
	test_page_bytes(&root, "page_bytes: 0", 4096);
	test_page_bytes(&root, "page_bytes: lots", 4096);
	test_page_bytes(&root, "page_bytes:", 4096);
	test_page_bytes(&root, "pages: 1", 4096);
	scratch_remove(&root);
}

static void test_live(void)
{
	struct system system;
	struct root root;

	about("the live system");
	must(root_open(NULL, &root, NULL) == 0);
	system_read(&root, &system);
	ok(system.kernel && *system.kernel);
	ok(system.arch && *system.arch);
	ok(system.time && strlen(system.time) == 20);
	is_int(system.page_bytes, sysconf(_SC_PAGESIZE));
	system_clear(&system);
	root_clear(&root);
}

static void test_lockdown(const char *text, const char *want)
{
	struct root root;
	char *mode;

	about("lockdown \"%s\"", text ? text : "absent");
	scratch_root(&root);
	if (text)
		scratch_text(&root, "sys/kernel/security/lockdown", text);
	mode = lockdown_mode(&root);
	is_str(mode, want);
	free(mode);
	scratch_remove(&root);
}

DEFINE_UNIT(system)
{
	test_captured();
	test_nothing();
	test_live();
	test_lockdown("[none] integrity confidentiality\n", "none");
	test_lockdown("none integrity [confidentiality]\n", "confidentiality");
	test_lockdown("none [integ", "integ");
	test_lockdown("nonsense", NULL);
	test_lockdown("", NULL);
	test_lockdown(NULL, NULL);
}
