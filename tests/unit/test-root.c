// SPDX-License-Identifier: GPL-2.0-or-later
/* test-root.c - files below a root, and how their absence is told. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <memmap/base/root.h>

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

/* Opening a FIFO must not wait for somebody to write. */
static void test_fifo(const struct root *root)
{
	char *text = NULL;

	about("a FIFO");
	must(mkfifoat(root->fd, "fifo", 0600) == 0);
	is_int(root_read(root, "fifo", &text, NULL), 0);
	is_str(text, "");
	free(text);
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
	test_fifo(&scratch);
	scratch_remove(&scratch);
}
