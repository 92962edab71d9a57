// SPDX-License-Identifier: GPL-2.0-or-later
/* test-root.c - files below a root, and how their absence is told. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include "base/root.h"

#include "support.h"
#include "tap.h"

static void test_open(const struct root *scratch)
{
	_cleanup_free_ char *file = NULL;
	struct error err = {0};
	struct root root = {0};

	about("the live root");
	is_int(root_open(NULL, &root, &err), 0);
	ok(root.live);
	is_str(root.path, "");
	root_clear(&root);

	about("a root that is not there");
	is_int(root_open("/nonexistent/root", &root, &err), -ENOENT);
	is_int(err.code, ERROR_NOT_FOUND);
	is_str(err.text, "/nonexistent/root: No such file or directory");

	about("a root that is a file");
	must(asprintf(&file, "%s/plain", scratch->path) > 0);
	scratch_text(scratch, "plain", "text\n");
	err = (struct error){0};
	ok(root_open(file, &root, &err) < 0);
	contains(err.text, "plain: no directory, and no tar file");
	err = (struct error){0};

	about("a root that is a FIFO");
	must(mkfifoat(scratch->fd, "pipe", 0600) == 0);
	free(take_ptr(file));
	must(asprintf(&file, "%s/pipe", scratch->path) > 0);
	is_int(root_open(file, &root, &err), -EBADMSG);
	contains(err.text, "pipe: no directory, and no tar file");
	err = (struct error){0};

	about("a root that was never opened");
	root = (struct root){0};
	root_clear(&root);
	ok(fcntl(0, F_GETFD) >= 0);
}

static void test_read(const struct root *root)
{
	struct error err = {0};
	char want[300], *text = NULL;
	int fd;

	about("reading");
	scratch_text(root, "proc/one", "first\nsecond\n");
	scratch_write(root, "proc/nul", "a\0b\0", 4);
	scratch_text(root, "proc/empty", "");
	scratch_text(root, "proc/dir/file", "");
	is_int(root_read(root, "proc/one", &text, &err), 0);
	is_str(text, "first\nsecond\n");
	free(text);
	is_int(root_read(root, "proc/nul", &text, &err), 0);
	is_str(text, "a?b?");
	free(text);
	is_int(root_read(root, "proc/empty", &text, &err), 0);
	is_str(text, "");
	free(text);

	about("a file that is not there");
	text = NULL;
	is_int(root_read(root, "proc/none", &text, &err), -ENOENT);
	snprintf(want, sizeof(want), "%s/proc/none: No such file or directory", root->path);
	is_str(err.text, want);
	is_int(err.code, ERROR_NOT_FOUND);
	ok(!text);
	fd = root_open_file(root, "proc/none", NULL);
	is_int(fd, -ENOENT);

	about("a directory in place of a file");
	err = (struct error){0};
	is_int(root_read(root, "proc/dir", &text, &err), -EISDIR);
	is_int(err.code, ERROR_IO);
}

/* Larger than the first buffer, and exactly as large. */
static void test_sizes(const struct root *root)
{
	static const size_t sizes[] = {65535, 65536, 65537, 1 << 20};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		char *data = malloc(sizes[i]), *text = NULL;

		about("%zu bytes", sizes[i]);
		must(data);
		memset(data, 'z', sizes[i]);
		scratch_write(root, "large", data, sizes[i]);
		is_int(root_read(root, "large", &text, NULL), 0);
		is_int(strlen(text), sizes[i]);
		free(data);
		free(text);
	}
}

/* A sparse file stands for one that never ends. */
static void test_too_large(const struct root *root)
{
	struct error err = {0};
	char *text = NULL, *path;

	about("more than 64 MiB");
	must(asprintf(&path, "%s/huge", root->path) > 0);
	scratch_text(root, "huge", "");
	must(truncate(path, (64 << 20) + 1) == 0);
	is_int(root_read(root, "huge", &text, &err), -EIO);
	is_int(err.code, ERROR_IO);
	contains(err.text, "more than 64 MiB");
	ok(!text);
	free(path);
}

static void test_line(const struct root *root)
{
	char *line;

	about("root_read_line");
	line = root_read_line(root, "proc/one");
	is_str(line, "first");
	free(line);
	line = root_read_line(root, "proc/empty");
	is_str(line, "");
	free(line);
	is_str(root_read_line(root, "proc/none"), NULL);
}

static void is_text(const struct root *root, const char *path, const char *wanted)
{
	struct error err = {0};
	char *text = NULL;

	is_int(root_read(root, path, &text, &err), 0);
	is_str(text, wanted);
	free(text);
}

static void is_refused(const struct root *root, const char *path, int rc)
{
	struct error err = {0};
	struct root_map map;
	char *text = NULL, small[8];

	is_int(root_read(root, path, &text, &err), rc);
	ok(!text && err.code && *err.text);
	is_int(root_open_file(root, path, NULL), rc);
	is_int(root_read_small(root, path, small, sizeof(small)), rc);
	is_int(root_map(root, path, &map, NULL), rc);
	is_int(map.size, 0);
}

/* What a stranger puts into a tree: none of it leads to what lies beside the tree. */
static void make_tree(const struct root *outside, const struct root *root)
{
	char *secret, link[40];

	scratch_text(outside, "secret", "secret\n");
	must(asprintf(&secret, "%s/secret", outside->path) > 0);
	scratch_text(root, "usr/lib/os-release", "inside\n");
	scratch_text(root, "proc/1/mounts", "mounts\n");
	scratch_text(root, "etc/file", "file\n");
	must(symlinkat(secret, root->fd, "absolute") == 0);
	must(symlinkat(secret + 1, root->fd, "etc/relative") == 0);
	must(symlinkat("..", root->fd, "etc/up") == 0);
	must(symlinkat("../../../../../../../..", root->fd, "etc/top") == 0);
	must(symlinkat(outside->path, root->fd, "directory") == 0);
	must(symlinkat("../usr/lib/os-release", root->fd, "etc/os-release") == 0);
	must(symlinkat("/usr/./lib//os-release", root->fd, "etc/absolute") == 0);
	must(symlinkat("/../../etc/os-release", root->fd, "chain") == 0);
	must(symlinkat("1", root->fd, "proc/self") == 0);
	must(symlinkat("self/mounts", root->fd, "proc/mounts") == 0);
	must(symlinkat("round", root->fd, "round") == 0);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", outside->fd);
	must(symlinkat(link, root->fd, "magic") == 0);
	must(mkfifoat(root->fd, "fifo", 0600) == 0);
	free(secret);
}

static void test_links(const struct root *outside, const struct root *root)
{
	_cleanup_free_ char *up = NULL, *path = NULL;
	struct root_names names = {0};
	char target[100];

	about("links that stay below");
	is_text(root, "etc/os-release", "inside\n");
	is_text(root, "etc/absolute", "inside\n");
	is_text(root, "chain", "inside\n");
	is_text(root, "etc/up/etc/top/etc/up/usr/lib/os-release", "inside\n");
	is_text(root, "../../etc/./file", "file\n");
	is_text(root, "/etc/file", "file\n");
	is_text(root, "proc/self/mounts", "mounts\n");
	is_text(root, "proc/mounts", "mounts\n");
	is_int(root_find(root, "proc/mounts"), 0);
	is_int(root_list(root, "etc/up/proc/self", &names, NULL), 0);
	is_int(names.nr, 1);
	is_str(names.items[0], "mounts");
	root_names_clear(&names);
	is_int(root_read_link(root, "proc/self/../self", target, sizeof(target)), 1);
	is_str(target, "1");
	is_int(root_read_link(root, "etc/top", target, 6), 5);
	is_str(target, "../..");
	ok(root_read_link(root, "etc/file", target, sizeof(target)) < 0 && !*target);
	is_int(root_read_link(root, "etc/none", target, sizeof(target)), -ENOENT);

	about("links that lead out");
	must(asprintf(&up, "../..%s/secret", outside->path) > 0);
	must(asprintf(&path, "etc/top%s/secret", outside->path) > 0);
	is_refused(root, "absolute", -ENOENT);
	is_refused(root, "etc/relative", -ENOENT);
	is_refused(root, "directory/secret", -ENOENT);
	is_refused(root, up, -ENOENT);
	is_refused(root, path, -ENOENT);
	is_refused(root, "round", -ELOOP);
	is_int(root_find(root, "directory"), -ENOENT);
	is_int(root_list(root, "directory", &names, NULL), -ENOENT);
	ok(root_open_file(root, "magic", NULL) < 0);
	ok(root_open_file(root, "magic/secret", NULL) < 0);

	about("a FIFO");
	is_refused(root, "fifo", -EIO);
}

static void test_slash(void)
{
	struct root slash = {0};

	about("the running system as a captured one");
	must(root_open("/", &slash, NULL) == 0);
	is_int(root_find(&slash, "proc/self/status"), 0);
	is_refused(&slash, "dev/null", -EIO);
	root_clear(&slash);
}

/* A device: opening it would do something already. */
static void test_device(const struct root *root)
{
	about("a device");
	if (mknodat(root->fd, "device", S_IFCHR | 0600, makedev(1, 3)) < 0)
		skip("only root may make a device");
	else
		is_refused(root, "device", -EIO);
}

/* As a kernel before 5.6, or a container that knows no such call. */
static bool forbid_openat2(void)
{
	static struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = {sizeof(program) / sizeof(*program), program};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 &&
	       syscall(SYS_openat2, -1, "", NULL, 0) < 0 && errno == ENOSYS;
}

static void test_strangers(void)
{
	struct root outside, root;

	scratch_root(&outside);
	scratch_root(&root);
	make_tree(&outside, &root);
	test_links(&outside, &root);
	test_device(&root);
	test_slash();
	note("without openat2()");
	if (forbid_openat2()) {
		test_links(&outside, &root);
		test_device(&root);
		test_slash();
	} else {
		skip("this kernel filters no system calls");
	}
	scratch_remove(&outside);
	scratch_remove(&root);
}

DEFINE_UNIT(root)
{
	struct root scratch;

	scratch_root(&scratch);
	test_open(&scratch);
	test_read(&scratch);
	test_sizes(&scratch);
	test_too_large(&scratch);
	test_line(&scratch);
	scratch_remove(&scratch);
	test_strangers();
}
