// SPDX-License-Identifier: GPL-2.0-or-later
/* output_file.c - see output_file.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/output_file.h"
#include "base/signals.h"

/**
 * struct output - what is written
 * @path: where to
 * @mode: permissions of a new file
 * @renew: a file that is there becomes a new one, too
 * @bytes: what
 * @nr: how many
 */
struct output {
	const char *path;
	mode_t mode;
	bool renew;
	const char *bytes;
	size_t nr;
};

bool output_file_is_stdout(const char *path)
{
	return !strcmp(path, "-");
}

static int write_all(int fd, const char *bytes, size_t nr)
{
	while (nr) {
		ssize_t put = write(fd, bytes, nr);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		bytes += put;
		nr -= put;
	}
	return 0;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Behind what stdio holds of it. */
static int write_stdout(const char *bytes, size_t nr)
{
	errno = 0;
	if (fwrite(bytes, 1, nr, stdout) == nr && fflush(stdout) == 0)
		return 0;
	return -(errno ?: EIO);
}

/* The name that mkstemp() makes of it is passed over by node_exporter, which reads *.prom alone. */
static int make_beside(const char *path, char **ret)
{
	_cleanup_free_ char *name = NULL;
	int fd;

	if (asprintf(&name, "%s.XXXXXX", path) < 0) {
		name = NULL;
		return -ENOMEM;
	}
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret = take_ptr(name);
	return fd;
}

/* @like: whose owner and mode the file gets, or NULL for a new file. */
static int put_beside(const struct output *output, const char *path, const struct stat *like)
{
	_cleanup_free_ char *name = NULL;
	_cleanup_close_ int fd = make_beside(path, &name);
	int rc;

	if (fd < 0)
		return fd;
	/* A change of the owner takes bits of the mode away, so it comes first. */
	rc = like && fchown(fd, like->st_uid, like->st_gid) < 0 ? -errno : 0;
	if (rc == 0 && fchmod(fd, like ? like->st_mode & 07777 : output->mode) < 0)
		rc = -errno;
	if (rc == 0)
		rc = write_all(fd, output->bytes, output->nr);
	if (rc == 0 && (fsync(fd) < 0 || rename(name, path) < 0))
		rc = -errno;
	if (rc < 0)
		unlink(name);
	return rc;
}

/* What lies beside the file in between is not left there by a signal. */
static int replace(const struct output *output, const char *path, const struct stat *like)
{
	sigset_t before;
	int rc;

	signals_hold(&before);
	rc = put_beside(output, path, like);
	signals_release(&before);
	return rc;
}

static int overwrite(int fd, bool is_regular, const struct output *output)
{
	if (is_regular && ftruncate(fd, 0) < 0)
		return -errno;
	return write_all(fd, output->bytes, output->nr);
}

static bool may_not(int rc)
{
	return rc == -EPERM || rc == -EACCES || rc == -EROFS || rc == -EXDEV || rc == -EBUSY;
}

/* The kernel has let us open it, links that others planted in /tmp included. */
static int write_regular(int fd, const struct output *output, const struct stat *there)
{
	_cleanup_free_ char *target = realpath(output->path, NULL);
	struct stat named;
	int rc = -EXDEV;

	/* Names may have moved on meanwhile, and other names of the file would keep the old bytes.
	 */
	if (target && lstat(target, &named) == 0 && is_same_file(&named, there) &&
	    (output->renew || there->st_nlink == 1))
		rc = replace(output, target, output->renew ? NULL : there);
	return may_not(rc) ? overwrite(fd, true, output) : rc;
}

static int write_existing(int fd, const struct output *output)
{
	struct stat there, out;

	if (fstat(fd, &there) < 0)
		return -errno;
	if (fstat(STDOUT_FILENO, &out) == 0 && is_same_file(&there, &out))
		return write_stdout(output->bytes, output->nr);
	if (S_ISREG(there.st_mode))
		return write_regular(fd, output, &there);
	return overwrite(fd, false, output);
}

static int write_new(const struct output *output)
{
	_cleanup_close_ int fd = -1;
	struct stat link;

	if (lstat(output->path, &link) < 0)
		return replace(output, output->path, NULL);
	/* A link to what is not there yet. */
	fd = open(output->path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, output->mode);
	return fd < 0 ? -errno : overwrite(fd, false, output);
}

static int write_output(const struct output *output, struct error *err)
{
	_cleanup_close_ int fd = -1;
	int rc;

	if (output_file_is_stdout(output->path)) {
		rc = write_stdout(output->bytes, output->nr);
		return rc < 0 ? error_errno(err, -rc, "writing to standard output") : 0;
	}
	fd = open(output->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd >= 0)
		rc = write_existing(fd, output);
	else
		rc = errno == ENOENT ? write_new(output) : -errno;
	return rc < 0 ? error_errno(err, -rc, "writing %s", output->path) : 0;
}

static mode_t usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

int output_file_write(const char *path, mode_t mode, const char *bytes, size_t nr,
		      struct error *err)
{
	const struct output output = {path, mode ?: usual_mode(), false, bytes, nr};

	return write_output(&output, err);
}

int output_file_renew(const char *path, mode_t mode, const char *bytes, size_t nr,
		      struct error *err)
{
	const struct output output = {path, mode, true, bytes, nr};

	return write_output(&output, err);
}
