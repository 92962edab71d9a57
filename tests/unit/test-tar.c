// SPDX-License-Identifier: GPL-2.0-or-later
/* test-tar.c - trees as tar files, and tar files that must not be unpacked. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <memmap/base/tar.h>
#include <memmap/base/tree.h>

#include "support.h"
#include "tap.h"

#define BLOCK 512

static void test_paths(void)
{
	about("paths");
	ok(tree_path_is_safe("a"));
	ok(tree_path_is_safe("proc/sys/kernel/arch"));
	ok(tree_path_is_safe("..a/b..c"));
	ok(!tree_path_is_safe(""));
	ok(!tree_path_is_safe("/etc/passwd"));
	ok(!tree_path_is_safe(".."));
	ok(!tree_path_is_safe("../a"));
	ok(!tree_path_is_safe("a/../b"));
	ok(!tree_path_is_safe("a/.."));
	ok(!tree_path_is_safe("a//b"));
	ok(!tree_path_is_safe("a/"));
	ok(!tree_path_is_safe("./a"));
}

/* A real descriptor: tar_unpack() goes below a directory. */
static int directory_of(const struct root *root)
{
	return root->fd;
}

static char *pack(const struct root *from, const char *const *paths, size_t *size)
{
	FILE *file = tmpfile();
	char *data;

	must(file);
	for (; *paths; paths++)
		must(tar_add(file, directory_of(from), *paths, NULL) == 0);
	must(tar_end(file, NULL) == 0);
	*size = ftell(file);
	data = malloc(*size + 1);
	must(data);
	rewind(file);
	must(fread(data, 1, *size, file) == *size);
	fclose(file);
	return data;
}

static int unpack(const char *data, size_t size, const struct root *to, struct error *err)
{
	FILE *file = tmpfile();
	int rc;

	must(file && fwrite(data, 1, size, file) == size);
	rewind(file);
	rc = tar_unpack(file, directory_of(to), err);
	fclose(file);
	return rc;
}

/* As many octal digits and a sum that fit what was changed. */
static void reseal(char *header)
{
	unsigned int sum = 0;

	memset(header + 148, ' ', 8);
	for (int i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
}

static void refuses(const char *data, size_t size, const char *why)
{
	struct error err = {0};
	struct root to;

	scratch_root(&to);
	ok(unpack(data, size, &to, &err) < 0);
	contains(err.text, why);
	scratch_remove(&to);
}

static void test_tar(void)
{
	char deep[200] = "sys/";
	const char *paths[] = {"proc/text", "proc/empty", deep, "sys/link", NULL};
	struct error err = {0};
	struct root from, to;
	char *data, *copy, *text, target[16] = "";
	struct stat st;
	size_t size;

	scratch_root(&from);
	scratch_root(&to);
	memset(deep + 4, 'd', 120);
	strcpy(deep + 124, "/file");
	about("there and back");
	must(tree_write(from.fd, "proc/text", "hello\n", 6, NULL) == 0);
	must(tree_write(from.fd, "proc/empty", "", 0, NULL) == 0);
	must(tree_write(from.fd, deep, "x", 1, NULL) == 0);
	must(tree_link(from.fd, "sys/link", "other", NULL) == 0);
	data = pack(&from, paths, &size);
	copy = malloc(size);
	must(copy);
	is_int(size % BLOCK, 0);
	is_int(unpack(data, size, &to, &err), 0);
	is_int(root_read(&to, "proc/text", &text, &err), 0);
	is_str(text, "hello\n");
	free(text);
	is_int(root_read(&to, deep, &text, &err), 0);
	is_str(text, "x");
	free(text);
	must(readlinkat(to.fd, "sys/link", target, sizeof(target) - 1) > 0);
	is_str(target, "other");
	is_int(fstatat(to.fd, "proc/text", &st, 0), 0);
	is_int(st.st_mode, S_IFREG | 0600);
	is_int(fstatat(to.fd, "proc", &st, 0), 0);
	is_int(st.st_mode, S_IFDIR | 0700);

	about("a file is not replaced");
	is_int(unpack(data, size, &to, &err), -EEXIST);
	is_int(tree_write(from.fd, "proc/text", "", 0, NULL), -EEXIST);

	about("links to elsewhere");
	ok(tree_link(from.fd, "bad", "/etc/passwd", NULL) < 0);
	ok(tree_link(from.fd, "bad", "..", NULL) < 0);
	ok(tree_write(from.fd, "../outside", "", 0, NULL) < 0);

	about("cut off");
	for (size_t at = 0; at < size - BLOCK; at += 256)
		refuses(data, at, "");
	refuses(data, size - 2 * BLOCK, "cut off");
	refuses(data, BLOCK + 100, "cut off");

	about("damaged headers");
	memcpy(copy, data, size);
	copy[3] ^= 1;
	refuses(copy, size, "damaged");
	memcpy(copy, data, size);
	memcpy(copy + 124, "77777777777", 11);
	reseal(copy);
	refuses(copy, size, "too large");
	memcpy(copy + 124, "00077777777", 11);
	reseal(copy);
	refuses(copy, size, "cut off");

	about("what would write elsewhere");
	memcpy(copy, data, size);
	strcpy(copy, "../evil");
	reseal(copy);
	refuses(copy, size, "no path below");
	strcpy(copy, "/tmp/evil");
	reseal(copy);
	refuses(copy, size, "no path below");
	memcpy(copy, data, size);
	copy[156] = '3';
	reseal(copy);
	refuses(copy, size, "neither a file nor a link");
	copy[156] = '2';
	strcpy(copy + 157, "/etc");
	reseal(copy);
	refuses(copy, size, "no neighbour");
	free(data);
	free(copy);
	scratch_remove(&from);
	scratch_remove(&to);
}

DEFINE_UNIT(tar)
{
	test_paths();
	test_tar();
}
