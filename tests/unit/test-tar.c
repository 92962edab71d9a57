// SPDX-License-Identifier: GPL-2.0-or-later
/* test-tar.c - trees as tar files, and tar files that are refused. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/tar.h"
#include "base/tree.h"

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

/* Neither a header's name nor its target has room for two of them. */
#define NAME "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

#define LONG \
	"sys/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/file"

/* Some bytes as a tar file that is a root. */
static int open_bytes(const char *data, size_t size, struct root *ret, struct error *err)
{
	int fd = memfd_create("tar", MFD_CLOEXEC), rc;
	char path[40];

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = root_open(path, ret, err);
	close(fd);
	return rc;
}

static void is_text(const struct root *root, const char *path, const char *wanted)
{
	struct error err = {0};
	char *text = NULL;

	is_int(root_read(root, path, &text, &err), 0);
	is_str(err.text, "");
	is_str(text, wanted);
	free(text);
}

static void refuses(const char *data, size_t size, const char *why)
{
	struct error err = {0};
	struct root root = {0};

	ok(open_bytes(data, size, &root, &err) < 0);
	contains(err.text, why);
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

/* Appends a header, and the bytes of a file; the place behind them. */
static char *put(char *at, const char *magic, const char *path, char type, const char *data)
{
	bool has_bytes = type != '2' && type != '5';

	memset(at, 0, BLOCK);
	strncpy(at, path, 100);
	snprintf(at + 124, 12, "%011o", has_bytes ? (unsigned int)strlen(data) : 0);
	at[156] = type;
	if (!has_bytes)
		strcpy(at + 157, data);
	memcpy(at + 257, magic, 8);
	reseal(at);
	at += BLOCK;
	if (!has_bytes || !*data)
		return at;
	memset(at, 0, BLOCK);
	strcpy(at, data);
	return at + BLOCK;
}

static char *pack(size_t *size)
{
	char *data = NULL;
	FILE *out = open_memstream(&data, size);

	must(out);
	must(tar_add_file(out, "proc/text", "hello\n", 6, NULL) == 0);
	must(tar_add_file(out, "proc/empty", "", 0, NULL) == 0);
	must(tar_add_file(out, LONG LONG, "x", 1, NULL) == 0);
	is_int(tar_add_file(out, "proc/" NAME NAME, "y", 1, NULL), 0);
	is_int(tar_add_link(out, "proc/link", NAME NAME, NULL), 0);
	must(tar_add_link(out, "sys/link", "other", NULL) == 0);
	must(tar_add_link(out, "sys/next", "link", NULL) == 0);
	must(tar_add_file(out, "sys/other", "other\n", 6, NULL) == 0);
	must(tar_end(out, NULL) == 0);
	must(fclose(out) == 0);
	return data;
}

static void test_there_and_back(const char *data, size_t size)
{
	struct root_names names = {0};
	struct root_map map = {0};
	struct error err = {0};
	struct root root = {0};
	char target[16], small[4];
	int fd;

	about("there and back");
	is_int(size % BLOCK, 0);
	is_int(open_bytes(data, size, &root, &err), 0);
	is_str(err.text, "");
	is_text(&root, "proc/text", "hello\n");
	is_text(&root, "proc/empty", "");
	is_text(&root, LONG LONG, "x");
	is_text(&root, "proc/" NAME NAME, "y");
	is_text(&root, "proc/link", "y");
	is_text(&root, "sys/next", "other\n");
	is_text(&root, "/../proc/../sys/./next", "other\n");
	is_int(root_read_link(&root, "sys/link", target, sizeof(target)), 5);
	is_str(target, "other");
	is_int(root_read_link(&root, "sys/other", target, sizeof(target)), -EINVAL);
	is_int(root_read_small(&root, "proc/text", small, sizeof(small)), 3);
	is_str(small, "hel");
	is_int(root_map(&root, "proc/text", &map, &err), 0);
	ok(map.size == 6 && !memcmp(map.data, "hello\n", 6));
	root_unmap(&map);
	is_int(root_map(&root, "proc/empty", &map, &err), 0);
	ok(!map.size && !map.data);
	fd = root_open_file(&root, "proc/text", &err);
	ok(fd >= 0 && read(fd, small, 4) == 4 && !memcmp(small, "hell", 4));
	close(fd);
	is_int(root_list(&root, "sys", &names, &err), 0);
	is_int(names.nr, 4);
	is_str(names.items[1], "link");
	is_str(names.items[3], "other");
	root_names_clear(&names);
	is_int(root_find(&root, "sys"), 0);
	is_int(root_find(&root, "sys/none"), -ENOENT);
	is_int(root_list(&root, "sys/other", &names, NULL), -ENOTDIR);
	is_int(root_list(&root, "none", &names, NULL), -ENOENT);
	is_int(root_open_file(&root, "sys", &err), -EISDIR);
	contains(err.text, "/sys: Is a directory");
	root_clear(&root);
}

static void test_tree(void)
{
	struct root scratch;

	scratch_root(&scratch);
	about("trees");
	is_int(tree_write(scratch.fd, "proc/sys/text", "hello\n", 6, NULL), 0);
	is_int(tree_link(scratch.fd, "proc/sys/link", "text", NULL), 0);
	is_text(&scratch, "proc/sys/link", "hello\n");
	is_int(tree_write(scratch.fd, "proc/sys/text", "", 0, NULL), -EEXIST);
	ok(tree_link(scratch.fd, "bad", "/etc/passwd", NULL) < 0);
	ok(tree_link(scratch.fd, "bad", "..", NULL) < 0);
	ok(tree_write(scratch.fd, "../outside", "", 0, NULL) < 0);
	scratch_remove(&scratch);
}

static void test_damaged(const char *data, size_t size)
{
	char *copy = malloc(size);

	must(copy);
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

	about("compressed");
	memcpy(copy, "\x1f\x8b", 2);
	refuses(copy, size, "a compressed file");

	about("what would lie elsewhere");
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
	refuses(copy, size, "neither a file, a directory nor");

	about("one file twice");
	memcpy(copy, data, size);
	strcpy(copy, "proc/empty");
	reseal(copy);
	refuses(copy, size, "proc/empty: is twice");
	free(copy);
}

/* Links lead wherever they like, as long as it is in the tar file. */
static void test_links(void)
{
	char data[12 * BLOCK] = "", *at = data;
	struct root root = {0};
	struct error err = {0};

	at = put(at, "ustar\00000", "proc/1/mounts", '0', "mounts\n");
	at = put(at, "ustar\00000", "proc/self", '2', "1");
	at = put(at, "ustar\00000", "proc/mounts", '2', "self/mounts");
	at = put(at, "ustar\00000", "etc/absolute", '2', "/proc/mounts");
	at = put(at, "ustar\00000", "etc/relative", '2', "../../../proc/mounts");
	at = put(at, "ustar\00000", "etc/passwd", '2', "/etc/passwd");
	at = put(at, "ustar\00000", "etc/out", '2', "/dev/null");
	about("links");
	is_int(open_bytes(data, sizeof(data), &root, &err), 0);
	is_text(&root, "proc/mounts", "mounts\n");
	is_text(&root, "etc/absolute", "mounts\n");
	is_text(&root, "etc/relative", "mounts\n");
	is_int(root_open_file(&root, "etc/passwd", NULL), -ELOOP);
	is_int(root_open_file(&root, "etc/out", NULL), -ENOENT);
	is_int(root_open_file(&root, "etc/../../../../etc/hosts", NULL), -ENOENT);
	root_clear(&root);
}

/* As "tar -cf FILE DIRECTORY" makes them, in the formats of GNU tar and of POSIX.1-2001. */
static void test_others(void)
{
	static const char record[] = "24 path=other/proc/long\n20 linkpath=unused\n";
	char data[16 * BLOCK] = "", *at = data;
	struct root_names names = {0};
	struct root root = {0};
	struct error err = {0};

	about("GNU tar");
	at = put(at, "ustar  ", "home/it/", '5', "");
	at = put(at, "ustar  ", "home/it/proc/", '5', "");
	at = put(at, "ustar  ", "home/it/proc/text", '0', "hello\n");
	at = put(at, "ustar  ", "././@LongLink", 'L', "home/it/" LONG LONG);
	at = put(at, "ustar  ", "home/it/" LONG LONG, '0', "far\n");
	at = put(at, "ustar  ", "././@LongLink", 'K', "../" LONG LONG);
	at = put(at, "ustar  ", "home/it/proc/link", '2', "cut");
	is_int(open_bytes(data, sizeof(data), &root, &err), 0);
	is_text(&root, "proc/text", "hello\n");
	is_text(&root, LONG LONG, "far\n");
	is_text(&root, "proc/link", "far\n");
	is_int(root_find(&root, "home"), -ENOENT);
	is_int(root_list(&root, "", &names, &err), 0);
	is_int(names.nr, 2);
	root_names_clear(&names);
	root_clear(&root);

	about("directories that name themselves");
	memset(data, 0, sizeof(data));
	at = put(data, "ustar\00000", "a/", '5', "");
	at = put(at, "ustar\00000", "a/", '5', "");
	at = put(at, "ustar\00000", "a/longer/", '5', "");
	at = put(at, "ustar\00000", "a/longer/proc/text", '0', "text\n");
	is_int(open_bytes(data, sizeof(data), &root, &err), 0);
	is_text(&root, "proc/text", "text\n");
	root_clear(&root);
	memset(data, 0, sizeof(data));
	put(data, "ustar\00000", "alone/", '5', "");
	is_int(open_bytes(data, sizeof(data), &root, &err), 0);
	is_int(root_find(&root, ""), 0);
	is_int(root_find(&root, "alone"), -ENOENT);
	root_clear(&root);

	about("POSIX.1-2001");
	memset(data, 0, sizeof(data));
	at = put(data, "ustar\00000", "other/header", 'x', record);
	at = put(at, "ustar\00000", "other/proc/lo", '0', "text\n");
	at = put(at, "ustar\00000", "./other/proc/short", '0', "");
	is_int(open_bytes(data, sizeof(data), &root, &err), 0);
	is_str(err.text, "");
	is_text(&root, "proc/long", "text\n");
	is_text(&root, "proc/short", "");
	root_clear(&root);
}

/* What is a hole in a tar file takes no memory: a file of them takes none to look at. */
static void test_sparse(void)
{
	static const char path[] = "proc/text";
	enum { HOLE = 1 << 28 };
	char header[2 * BLOCK] = "";
	int fd = memfd_create("sparse", MFD_CLOEXEC);
	struct root_map map = {0};
	struct error err = {0};
	struct root root = {0};
	char name[40], byte = 'x';
	struct stat st;
	int copy;

	about("a sparse tar file");
	put(header, "ustar\00000", path, '0', "");
	memcpy(header + 124, "02000000000", 11);
	reseal(header);
	must(fd >= 0 && pwrite(fd, header, BLOCK, 0) == BLOCK);
	must(ftruncate(fd, (off_t)HOLE + 3 * BLOCK) == 0);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	is_int(root_open(name, &root, &err), 0);
	copy = root_open_file(&root, path, &err);
	ok(copy >= 0 && fstat(copy, &st) == 0);
	is_int(st.st_size, HOLE);
	is_int(st.st_blocks, 0);
	ok(pread(copy, &byte, 1, HOLE - 1) == 1 && !byte);
	close(copy);
	is_int(root_map(&root, path, &map, &err), 0);
	is_int(map.size, HOLE);
	root_unmap(&map);
	must(fstat(fd, &st) == 0);
	ok(st.st_blocks < 100);
	root_clear(&root);

	about("files that are too large together");
	put(header, "ustar\00000", "proc/other", '0', "");
	memcpy(header + 124, "40000000000", 11);
	reseal(header);
	must(pwrite(fd, header, BLOCK, (off_t)HOLE + BLOCK) == BLOCK);
	must(ftruncate(fd, 8LL << 30) == 0);
	ok(root_open(name, &root, &err) < 0);
	contains(err.text, "proc/other: too large");
	close(fd);
}

DEFINE_UNIT(tar)
{
	size_t size;
	char *data = pack(&size);

	test_paths();
	test_tree();
	test_there_and_back(data, size);
	test_damaged(data, size);
	test_links();
	test_others();
	test_sparse();
	free(data);
}
