// SPDX-License-Identifier: GPL-2.0-or-later
/* tree.c - see tree.h. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>

#include "base/tree.h"

bool tree_path_is_safe(const char *path)
{
	for (;;) {
		size_t length = strcspn(path, "/");

		if (!length || (length == 1 && *path == '.') || !strncmp(path, "../", 3) ||
		    !strcmp(path, ".."))
			return false;
		if (!path[length])
			return true;
		path += length + 1;
	}
}

static int make_parents(int dir_fd, const char *path, struct error *err)
{
	_cleanup_free_ char *parent = strdup(path);

	if (!parent)
		return error_no_memory(err);
	for (char *slash = strchr(parent, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdirat(dir_fd, parent, 0700) < 0 && errno != EEXIST)
			return error_errno(err, errno, "%s", parent);
		*slash = '/';
	}
	return 0;
}

static int check_path(const char *path, struct error *err)
{
	if (tree_path_is_safe(path))
		return 0;
	return error_set(err, ERROR_PARSE, "\"%.80s\" is no path below the snapshot", path);
}

static int create(int dir_fd, const char *path)
{
	return openat(dir_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Most files have neighbours, for which the directories were made. */
int tree_write(int dir_fd, const char *path, const void *data, size_t size, struct error *err)
{
	const char *at = data;
	_cleanup_close_ int fd = -1;
	int rc = check_path(path, err);

	if (rc < 0)
		return rc;
	fd = create(dir_fd, path);
	if (fd < 0 && errno == ENOENT) {
		rc = make_parents(dir_fd, path, err);
		if (rc < 0)
			return rc;
		fd = create(dir_fd, path);
	}
	if (fd < 0)
		return error_errno(err, errno, "%s", path);
	while (size) {
		ssize_t put = write(fd, at, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return error_errno(err, errno, "%s", path);
		at += put;
		size -= put;
	}
	return 0;
}

int tree_link(int dir_fd, const char *path, const char *target, struct error *err)
{
	int rc = check_path(path, err);

	if (rc == 0)
		rc = make_parents(dir_fd, path, err);
	if (rc < 0)
		return rc;
	if (strchr(target, '/') || !tree_path_is_safe(target))
		return error_set(err, ERROR_PARSE,
				 "%.80s links to \"%.80s\", which is no neighbour", path, target);
	if (symlinkat(target, dir_fd, path) < 0)
		return error_errno(err, errno, "%s", path);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	remove(path);
	return 0;
}

void tree_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
