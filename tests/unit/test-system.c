// SPDX-License-Identifier: GPL-2.0-or-later
/* test-system.c - which kernel a root belongs to. */
#include "reader/system.h"

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
	ok(system.has_proc);
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
	ok(!system.has_proc);
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

static void test_page_sizes(void)
{
	static const struct {
		const char *arch, *meminfo;
		unsigned int managed;
		unsigned long page_bytes;
		bool assumed;
	} cases[] = {
		{"aarch64", "MemTotal: 1600000 kB\n", 25000, 65536, false},
		{"aarch64", "MemTotal: 1600000 kB\n", 100100, 16384, false},
		{"aarch64", "MemTotal: 1600000 kB\n", 399000, 4096, false},
		/* Zones and MemTotal disagree: what is free decides. */
		{"aarch64", "MemTotal: 2000000 kB\nMemFree: 64 kB\n", 22000, 65536, false},
		{"aarch64", "MemTotal: 2000000 kB\n", 22000, 4096, true},
		{"aarch64", "MemTotal: x\n", 22000, 4096, true},
		{"ppc64le", NULL, 22000, 4096, true},
		{"x86_64", NULL, 22000, 4096, false},
		{"i686", "MemTotal: 2000000 kB\n", 22000, 4096, false},
	};
	struct system system;
	struct root root;
	char text[80];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		about("page size %zu", i);
		scratch_root(&root);
		scratch_text(&root, "proc/sys/kernel/arch", cases[i].arch);
		if (cases[i].meminfo)
			scratch_text(&root, "proc/meminfo", cases[i].meminfo);
		snprintf(text, sizeof(text),
			 "Node 0, zone Normal\n  pages free  1\n   managed %u\n", cases[i].managed);
		scratch_text(&root, "proc/zoneinfo", text);
		system_read(&root, &system);
		is_int(system.page_bytes, cases[i].page_bytes);
		is_int(system.page_bytes_assumed, cases[i].assumed);
		system_clear(&system);
		scratch_remove(&root);
	}
}

static void test_elsewhere(void)
{
	struct system system;
	struct root root;

	about("the release as a sosreport has it");
	scratch_root(&root);
	scratch_text(
		&root, "sos_commands/kernel/uname_-a",
		"Linux db1 6.18.5-1.el10.aarch64 #1 SMP PREEMPT_DYNAMIC Thu Nov 5 12:00:00 UTC 2026 "
		"aarch64 GNU/Linux\n");
	system_read(&root, &system);
	is_str(system.kernel, "6.18.5-1.el10.aarch64");
	is_str(system.arch, "aarch64");
	system_clear(&system);
	about("the release in the banner");
	scratch_text(&root, "proc/version", "Linux version 4.9.1-x (gcc) #1\n");
	system_read(&root, &system);
	is_str(system.kernel, "4.9.1-x");
	system_clear(&system);
	about("nonsense");
	scratch_text(&root, "proc/version", "what\n");
	scratch_text(&root, "sos_commands/kernel/uname_-a", "Linux x\n");
	system_read(&root, &system);
	is_str(system.kernel, NULL);
	is_str(system.arch, NULL);
	system_clear(&system);
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
	test_page_sizes();
	test_elsewhere();
	test_live();
	test_lockdown("[none] integrity confidentiality\n", "none");
	test_lockdown("none integrity [confidentiality]\n", "confidentiality");
	test_lockdown("none [integ", "integ");
	test_lockdown("nonsense", NULL);
	test_lockdown("", NULL);
	test_lockdown(NULL, NULL);
}
