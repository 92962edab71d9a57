// SPDX-License-Identifier: GPL-2.0-or-later
/* resolve.c - see resolve.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/cleanup.h"
#include "base/resolve.h"

/* As many as the kernel follows. */
#define MAX_LINKS 40

/* A path, and how long it is. */
struct path {
	char *text;
	size_t length;
};

static void go_up(struct path *path)
{
	while (path->length && path->text[path->length] != '/')
		path->length--;
	path->text[path->length] = '\0';
}

static int go_down(struct path *path, const char *name, size_t length)
{
	if (path->length + 1 + length >= PATH_MAX)
		return -ENAMETOOLONG;
	if (path->length)
		path->text[path->length++] = '/';
	memcpy(path->text + path->length, name, length);
	path->length += length;
	path->text[path->length] = '\0';
	return 0;
}

/* Puts what a link leads to before the rest of the path. */
static int follow(const char *target, size_t length, struct path *path, const char *rest,
		  char joined[PATH_MAX])
{
	if (*target == '/')
		path->length = 0;
	else
		go_up(path);
	path->text[path->length] = '\0';
	if (snprintf(joined, PATH_MAX, "%.*s/%s", (int)length, target, rest) >= PATH_MAX)
		return -ENAMETOOLONG;
	return 0;
}

int resolve_links(const char *path, bool follow_last, read_link_function *read_link,
		  const void *tree, char ret[PATH_MAX])
{
	char rests[2][PATH_MAX], target[PATH_MAX];
	struct path done = {ret, 0};
	const char *at = path;
	unsigned int nr_links = 0;

	*ret = '\0';
	for (;;) {
		size_t length;
		ssize_t got;
		int rc;

		at += strspn(at, "/");
		length = strcspn(at, "/");
		if (!length)
			return 0;
		if (length == 2 && !strncmp(at, "..", 2))
			go_up(&done);
		else if (length != 1 || *at != '.') {
			rc = go_down(&done, at, length);
			if (rc < 0)
				return rc;
			got = follow_last || at[length + strspn(at + length, "/")]
				      ? read_link(tree, ret, target, sizeof(target))
				      : 0;
			if (got > 0) {
				char *joined = rests[nr_links % 2];

				if (++nr_links > MAX_LINKS)
					return -ELOOP;
				rc = follow(target, got, &done, at + length, joined);
				if (rc < 0)
					return rc;
				at = joined;
				continue;
			}
		}
		at += length;
	}
}

/* Opens what no link leads to: a directory that became one meanwhile is not followed. */
static int open_plainly(int dir_fd, const char *path, int flags)
{
	int fd = dir_fd;

	for (;;) {
		size_t length = strcspn(path, "/");
		bool last = !path[length];
		char name[NAME_MAX + 1];
		int next = -1;

		if (length > NAME_MAX)
			errno = ENAMETOOLONG;
		else {
			snprintf(name, sizeof(name), "%.*s", (int)length, path);
			next = openat(fd, length ? name : ".",
				      (last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW |
					      O_CLOEXEC);
		}
		if (next < 0)
			next = -errno;
		if (fd != dir_fd)
			close(fd);
		if (next < 0 || last)
			return next;
		fd = next;
		path += length + 1;
	}
}

static ssize_t read_link_below(const void *tree, const char *path, char *ret, size_t size)
{
	_cleanup_close_ int fd = open_plainly(*(const int *)tree, path, O_PATH);
	ssize_t length = fd < 0 ? fd : readlinkat(fd, "", ret, size);

	return length < 0 && fd >= 0 ? -errno : length;
}

/* For kernels before 5.6 (fddb5d430ad9), and for containers that do not let openat2() through. */
static int open_by_steps(int dir_fd, const char *path, int flags)
{
	char plain[PATH_MAX];
	int rc = resolve_links(path, !(flags & O_NOFOLLOW), read_link_below, &dir_fd, plain);

	return rc < 0 ? rc : open_plainly(dir_fd, plain, flags);
}

int resolve_open(int dir_fd, const char *path, int flags)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd = syscall(SYS_openat2, dir_fd, path, &how, sizeof(how));

	if (fd >= 0)
		return fd;
	/* EAGAIN: something was renamed, and it is not sure that ".." stayed below. */
	if (errno != ENOSYS && errno != EPERM && errno != EAGAIN)
		return -errno;
	return open_by_steps(dir_fd, path, flags);
}
