// SPDX-License-Identifier: GPL-2.0-or-later
/* test-output_file.c - what --output and --svg write to keeps being what it is. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/output_file.h"

#include "support.h"
#include "tap.h"

static struct root scratch;

static const char *path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", scratch.path, name);
	return path;
}

static int put(const char *name, mode_t mode, const char *text, struct error *err)
{
	return output_file_write(path_of(name), mode, text, strlen(text), err);
}

static void holds(const char *name, const char *want)
{
	struct error err = {0};
	char *text = NULL;

	is_int(root_read(&scratch, name, &text, &err), 0);
	is_str(text, want);
	free(text);
}

static struct stat named(const char *name)
{
	struct stat ret = {0};

	is_int(fstatat(scratch.fd, name, &ret, AT_SYMLINK_NOFOLLOW), 0);
	return ret;
}

static void test_new(void)
{
	struct error err = {0};
	mode_t before = umask(027);

	about("a new file");
	is_int(put("new", 0, "one\n", &err), 0);
	holds("new", "one\n");
	is_int(named("new").st_mode & 07777, 0640);
	about("a new file of a mode");
	is_int(put("open", 0644, "one\n", &err), 0);
	is_int(named("open").st_mode & 07777, 0644);
	umask(before);
}

static void test_replaced(void)
{
	uid_t owner = geteuid() ? geteuid() : 65534;
	struct error err = {0};
	char text[8] = "";
	int fd;

	about("a file that is there");
	scratch_text(&scratch, "old", "before\n");
	is_int(fchownat(scratch.fd, "old", owner, -1, 0), 0);
	is_int(fchmodat(scratch.fd, "old", 02640, 0), 0);
	fd = openat(scratch.fd, "old", O_RDONLY);
	is_int(put("old", 0644, "after, and longer\n", &err), 0);
	holds("old", "after, and longer\n");
	is_int(named("old").st_mode & 07777, 02640);
	is_int(named("old").st_uid, owner);
	about("who had it open reads the old bytes");
	is_int(read(fd, text, sizeof(text)), 7);
	is_str(text, "before\n");
	close(fd);

	about("a file of two names");
	is_int(linkat(scratch.fd, "old", scratch.fd, "other", 0), 0);
	is_int(put("other", 0, "both\n", &err), 0);
	holds("old", "both\n");
	is_int(named("old").st_nlink, 2);
}

/* What root makes of a file that another had put there belongs to root. */
static void test_renewed(void)
{
	uid_t owner = geteuid() ? geteuid() : 65534;
	struct error err = {0};
	int fd;

	about("a file that nobody else may change");
	scratch_text(&scratch, "planted", "before\n");
	is_int(fchownat(scratch.fd, "planted", owner, -1, 0), 0);
	is_int(fchmodat(scratch.fd, "planted", 0666, 0), 0);
	is_int(linkat(scratch.fd, "planted", scratch.fd, "kept", 0), 0);
	is_int(output_file_renew(path_of("planted"), 0644, "after\n", 6, &err), 0);
	holds("planted", "after\n");
	holds("kept", "before\n");
	is_int(named("planted").st_mode & 07777, 0644);
	is_int(named("planted").st_uid, geteuid());
	about("a device or FIFO stays");
	is_int(mkfifoat(scratch.fd, "pipe", 0600), 0);
	fd = openat(scratch.fd, "pipe", O_RDONLY | O_NONBLOCK);
	is_int(output_file_renew(path_of("pipe"), 0644, "through\n", 8, &err), 0);
	ok(S_ISFIFO(named("pipe").st_mode));
	close(fd);
}

static void test_links(void)
{
	struct error err = {0};

	about("a link to a file");
	scratch_text(&scratch, "dir/target", "before\n");
	is_int(symlinkat("dir/target", scratch.fd, "link"), 0);
	is_int(put("link", 0, "after\n", &err), 0);
	ok(S_ISLNK(named("link").st_mode));
	holds("dir/target", "after\n");
	about("a link to nothing");
	is_int(symlinkat("dir/missing", scratch.fd, "dangling"), 0);
	is_int(put("dangling", 0640, "made\n", &err), 0);
	ok(S_ISLNK(named("dangling").st_mode));
	holds("dir/missing", "made\n");
}

static void test_special(void)
{
	struct error err = {0};
	char text[16] = "";
	int fd;

	about("a FIFO");
	is_int(mkfifoat(scratch.fd, "fifo", 0600), 0);
	is_int(symlinkat("fifo", scratch.fd, "fifo-link"), 0);
	fd = openat(scratch.fd, "fifo", O_RDONLY | O_NONBLOCK);
	is_int(put("fifo", 0, "through\n", &err), 0);
	ok(S_ISFIFO(named("fifo").st_mode));
	is_int(put("fifo-link", 0, "again\n", &err), 0);
	is_int(read(fd, text, sizeof(text) - 1), 14);
	is_str(text, "through\nagain\n");
	close(fd);

	about("a device");
	if (mknodat(scratch.fd, "null", S_IFCHR | 0600, 1 << 8 | 3) < 0) {
		skip("no device may be made here");
	} else {
		/* Where such devices may not be opened it stays as well. */
		ok(put("null", 0, "gone\n", &err) == 0 || err.os_errno == EACCES);
		ok(S_ISCHR(named("null").st_mode));
	}

	about("a directory");
	err = (struct error){0};
	is_int(put("dir", 0, "x", &err), -EISDIR);
	contains(err.text, "/dir: Is a directory");
	about("nowhere");
	err = (struct error){0};
	is_int(put("no/where", 0, "x", &err), -ENOENT);
	is_int(err.code, ERROR_NOT_FOUND);
}

static void test_nothing_left(void)
{
	char command[600];

	about("nothing else lies around");
	snprintf(command, sizeof(command), "test -z \"$(ls %s | grep '\\.')\"", scratch.path);
	is_int(system(command), 0);
}

DEFINE_UNIT(output_file)
{
	scratch_root(&scratch);
	test_new();
	test_replaced();
	test_renewed();
	test_links();
	test_special();
	test_nothing_left();
	ok(output_file_is_stdout("-"));
	ok(!output_file_is_stdout("./-"));
	scratch_remove(&scratch);
}
