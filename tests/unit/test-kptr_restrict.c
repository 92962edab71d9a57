// SPDX-License-Identifier: GPL-2.0-or-later
/* test-kptr_restrict.c - the sysctl is written only when it must be, and is put back. */
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

#include <memmap/reader/kptr_restrict.h>

#include "support.h"
#include "tap.h"

#define SYSCTL "proc/sys/kernel/kptr_restrict"

static const char raw[] = "0x1000-0x3000    8192 a+0x0/0x1 vmalloc\n";
static const char hashed[] = "0xf14ce802-0x14ec21ef   20480 a+0xf0/0x120 vmap\n";
static const char hidden[] = "0x0-0x0   20480 a+0xf0/0x120 vmap\n";

/* Reads with the sysctl at @before, which must hold @after then; NULL: there is none. */
static int try(const char *before, const char *text, const char *after, struct vmap_area_array *ret,
	       struct error *err)
{
	struct root root;
	int rc;

	scratch_root(&root);
	if (before)
		scratch_text(&root, SYSCTL, before);
	if (text)
		scratch_text(&root, "proc/vmallocinfo", text);
	rc = vmallocinfo_read_unhashed(&root, ret, err);
	if (before) {
		char *now = root_read_line(&root, SYSCTL);

		is_str(now, after);
		free(now);
	}
	scratch_remove(&root);
	return rc;
}

static void test_value(const char *before, const char *text, const char *after, bool is_hidden)
{
	struct vmap_area_array got = {0};
	struct error err = {0};

	is_int(try(before, text, after, &got, &err), 0);
	is_str(err.text, "");
	is_int(got.hidden, is_hidden);
	is_int(got.nr, text == raw);
	is_int(got.nr_hashed, text == hashed || text == hidden);
	vmap_area_array_clear(&got);
}

static void test_failure(const char *before, const char *text, int rc, const char *message)
{
	struct vmap_area_array got = {0};
	struct error err = {0};

	is_int(try(before, text, before ? "0" : NULL, &got, &err), rc);
	contains(err.text, message);
	ok(!got.nr && !got.nr_hashed);
}

/* A signal that is blocked already stays blocked, others stay as they were. */
static void test_signals(void)
{
	sigset_t set;

	about("signals");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_SETMASK, &set, NULL);
	test_value("0\n", raw, "0", false);
	sigprocmask(SIG_SETMASK, NULL, &set);
	ok(sigismember(&set, SIGUSR1) && !sigismember(&set, SIGTERM) && !sigismember(&set, SIGINT));
}

static void test_read_only(void)
{
	struct vmap_area_array got = {0};
	struct error err = {0};
	struct root root;
	char *file;

	about("a sysctl that cannot be opened");
	scratch_root(&root);
	scratch_text(&root, SYSCTL "/file", "");
	is_int(vmallocinfo_read_unhashed(&root, &got, &err), -EISDIR);
	contains(err.text, SYSCTL);
	scratch_remove(&root);

	about("no permission");
	if (geteuid() == 0) {
		skip("root may write anything");
		return;
	}
	err = (struct error){0};
	scratch_root(&root);
	scratch_text(&root, SYSCTL, "0\n");
	must(asprintf(&file, "%s/" SYSCTL, root.path) > 0 && chmod(file, 0444) == 0);
	is_int(vmallocinfo_read_unhashed(&root, &got, &err), -EACCES);
	contains(err.remedy, "CAP_SYS_ADMIN");
	free(file);
	scratch_remove(&root);
}

DEFINE_UNIT(kptr_restrict)
{
	about("0, addresses");
	test_value("0\n", raw, "0", false);
	about("0, and hashes in spite of 1");
	test_value("0\n", hashed, "0", false);
	about("1 is left alone");
	test_value("1\n", raw, "1", false);
	about("2 is left alone");
	test_value("2\n", hidden, "2", true);
	about("an unknown larger value is left alone");
	test_value("3\n", hidden, "3", true);
	about("vmallocinfo is missing: 0 is put back");
	test_failure("0\n", NULL, -ENOENT, "proc/vmallocinfo");
	about("vmallocinfo is nonsense: 0 is put back");
	test_failure("0\n", "nonsense\n", -EBADMSG, "proc/vmallocinfo: line 1");
	about("no sysctl");
	test_failure(NULL, raw, -ENOENT, SYSCTL);
	test_signals();
	test_read_only();
}
