// SPDX-License-Identifier: GPL-2.0-or-later
/* test-hints.c - what to do, by what the kernel and the capture allow. */
#include "backend/backends.h"
#include "reader/hints.h"

#include "support.h"
#include "tap.h"

/* A root that passes for the running system, with a configuration of one line. */
static void machine(struct root *root, bool live, const char *config)
{
	scratch_root(root);
	scratch_text(root, "proc/sys/kernel/osrelease", "6.1.0\n");
	scratch_text(root, "proc/modules", "");
	if (config)
		scratch_text(root, "boot/config-6.1.0", config);
	root->live = live;
}

static const struct {
	enum hint hint;
	bool live;
	const char *config, *text;
} cases[] = {
	{HINT_MODULE, true, NULL, "memmap module load"},
	{HINT_MODULE, true, "CONFIG_MODULES=y\n", "memmap module load"},
	{HINT_MODULE, true, "# CONFIG_MODULES is not set\nCONFIG_X=y\n", "work all the same"},
	{HINT_KCORE, true, NULL, "or load the helper module"},
	{HINT_KCORE, true, "CONFIG_PROC_KCORE=y\n", "outside of the container"},
	{HINT_KCORE, true, "CONFIG_X=y\n", NULL},
	{HINT_AREA_ADDRESSES, true, NULL, "sysctl kernel.kptr_restrict=1"},
	{HINT_AREA_ADDRESSES, false, NULL, "a capture taken as root"},
	{HINT_TRANSLATION, false, NULL, "memmap snapshot"},
	{HINT_DATA_SYMBOLS, true, "CONFIG_X=y\n", "built without CONFIG_KALLSYMS_ALL"},
	{HINT_DATA_SYMBOLS, false, "CONFIG_X=y\n", "built without CONFIG_KALLSYMS_ALL"},
	{HINT_DATA_SYMBOLS, true, NULL, "need a kernel with CONFIG_KALLSYMS_ALL"},
	{HINT_DATA_SYMBOLS, true, "CONFIG_KALLSYMS_ALL=y\n", "lists data symbols, too"},
	{HINT_PAGE_FLAGS, true, "CONFIG_PROC_PAGE_MONITOR=y\n", "outside of the container"},
	{HINT_PAGE_FLAGS, true, "CONFIG_X=y\n", "built without CONFIG_PROC_PAGE_MONITOR"},
	{HINT_TYPES, true, "CONFIG_X=y\n", "built without CONFIG_DEBUG_INFO_BTF"},
	{HINT_TYPES, false, NULL, "a capture with sys/kernel/btf/vmlinux"},
	{HINT_DEBUGFS, true, "CONFIG_DEBUG_FS=y\n", "mount -t debugfs"},
	{HINT_DEBUGFS, true, "CONFIG_X=y\n", "built without CONFIG_DEBUG_FS"},
	{HINT_SLABS, true, "CONFIG_X=y\n", "built without CONFIG_SLUB_DEBUG"},
	{HINT_SLABS, false, NULL, "a capture taken as root"},
	{HINT_DEBUGFS, false, NULL, "a capture with sys/kernel/debug"},
	{HINT_PAGE_FLAGS, false, NULL, "memmap snapshot"},
	{HINT_PRIVILEGE, false, NULL, "take the capture as root"},
};

static void test_cases(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct root root;
		const char *text;

		about("hint %d, %s, %s", cases[i].hint, cases[i].live ? "live" : "captured",
		      cases[i].config ?: "no configuration");
		machine(&root, cases[i].live, cases[i].config);
		text = hint_text(&root, cases[i].hint);
		if (cases[i].text)
			contains(text ?: "", cases[i].text);
		else
			is_str(text, NULL);
		root.live = false;
		scratch_remove(&root);
	}
}

static void test_no_modules(void)
{
	struct root root;

	about("a kernel without /proc/modules");
	machine(&root, true, NULL);
	must(unlinkat(root.fd, "proc/modules", 0) == 0);
	contains(hint_text(&root, HINT_MODULE), "work all the same");
	root.live = false;
	scratch_remove(&root);
}

/* No capture is told to ask or to change the machine that memmap runs on. */
static void test_captures(void)
{
	struct root root;

	machine(&root, false, NULL);
	for (int i = 0; i < NR_HINTS; i++) {
		const char *text = hint_text(&root, i) ?: "";

		about("captured: hint %d", i);
		ok(!strstr(text, "sysctl") && !strstr(text, "sudo") && !strstr(text, "mount") &&
		   !strstr(text, "module load"));
	}
	scratch_remove(&root);
}

/* What doctor says of /proc/kcore does not contradict what it says of the module. */
static void test_kcore(const char *config, bool modules, const char *text, const char *remedy)
{
	struct backend *backend = NULL;
	struct error err = {0};
	struct root root;

	about("no /proc/kcore: %s, %s", config ?: "no configuration", modules ? "" : "no modules");
	machine(&root, true, config);
	if (!modules)
		must(unlinkat(root.fd, "proc/modules", 0) == 0);
	ok(backend_open(&root, "kcore", &backend, &err) < 0);
	contains(err.text, text);
	contains(err.remedy, remedy);
	root.live = false;
	scratch_remove(&root);
}

DEFINE_UNIT(hints)
{
	test_cases();
	test_no_modules();
	test_captures();
	test_kcore(NULL, true, "or a container hides it", "or load the helper module");
	test_kcore("CONFIG_PROC_KCORE=y\n", true, "a container hides it",
		   "outside of the container");
	test_kcore("CONFIG_MODULES=y\n", true, "built without CONFIG_PROC_KCORE", "module load");
	test_kcore("CONFIG_X=y\n", false, "built without CONFIG_PROC_KCORE", "work all the same");
}
