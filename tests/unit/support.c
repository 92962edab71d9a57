// SPDX-License-Identifier: GPL-2.0-or-later
/* support.c - see support.h. */
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "support.h"

const char *const fixture_names[] = {
	"debian-6.1-amd64",	 "debian-6.1-amd64-hashed",
	"debian-6.1-amd64-numa", "debian-6.1-686-pae",
	"debian-6.12-amd64",	 "debian-5.10-amd64",
	"debian-7.x-amd64",	 NULL,
};

static void need(bool condition, const char *what)
{
	if (condition)
		return;
	printf("Bail out! %s: %m\n", what);
	exit(99);
}

void fixture_root(const char *name, struct root *ret)
{
	const char *fixtures = getenv("MEMMAP_FIXTURES");
	_cleanup_free_ char *path = NULL;

	need(fixtures, "MEMMAP_FIXTURES names no directory");
	need(asprintf(&path, "%s/%s", fixtures, name) > 0, "asprintf");
	need(root_open(path, ret, NULL) == 0, path);
}

char *fixture_text(const char *name, const char *path)
{
	struct root root;
	char *text;

	fixture_root(name, &root);
	need(root_read(&root, path, &text, NULL) == 0, path);
	root_clear(&root);
	return text;
}

void scratch_root(struct root *ret)
{
	char path[] = "/tmp/memmap-test-XXXXXX";

	need(mkdtemp(path), path);
	need(root_open(path, ret, NULL) == 0, path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	return remove(path);
}

void scratch_remove(struct root *root)
{
	nftw(root->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	root_clear(root);
}

void scratch_write(const struct root *root, const char *path, const void *data, size_t size)
{
	_cleanup_free_ char *copy = strdup(path);
	_cleanup_close_ int fd = -1;

	need(copy, path);
	for (char *slash = strchr(copy, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdirat(root->fd, copy, 0777);
		*slash = '/';
	}
	fd = openat(root->fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	need(fd >= 0 && write(fd, data, size) == (ssize_t)size, path);
}

void scratch_text(const struct root *root, const char *path, const char *text)
{
	scratch_write(root, path, text, strlen(text));
}

int fd_with(const void *data, size_t size)
{
	int fd = memfd_create("lines", MFD_CLOEXEC);

	need(fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0,
	     "memfd");
	return fd;
}
