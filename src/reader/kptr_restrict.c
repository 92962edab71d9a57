// SPDX-License-Identifier: GPL-2.0-or-later
/* kptr_restrict.c - see kptr_restrict.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include <memmap/reader/kptr_restrict.h>
#include <memmap/reader/vmallocinfo.h>

#define SYSCTL "proc/sys/kernel/kptr_restrict"

/* Another memmap may put its 0 back while this one reads. */
#define TRIES 5

static int refused(const struct root *root, int os_errno, struct error *err)
{
	error_errno(err, os_errno, "%s/%s", root->path, SYSCTL);
	if (os_errno == EPERM || os_errno == EACCES)
		error_remedy(err, "--unhash needs CAP_SYS_ADMIN and CAP_SYSLOG: run as root");
	else if (os_errno == EROFS)
		error_remedy(err, "/proc/sys is read-only here, as in a container: sysctl "
				  "kernel.kptr_restrict=1 outside of it");
	return -os_errno;
}

/* Return: the digit that the sysctl holds, or -errno. */
static int get(int fd)
{
	char digit;
	ssize_t got = pread(fd, &digit, 1, 0);

	if (got < 0)
		return -errno;
	return got == 1 && digit >= '0' && digit <= '9' ? digit - '0' : -EINVAL;
}

static int set(int fd, const char *line)
{
	ssize_t put = pwrite(fd, line, 2, 0);

	if (put < 0)
		return -errno;
	return put == 2 ? 0 : -EIO;
}

/* Whoever changed it meanwhile meant it. */
static int restore(const struct root *root, int fd, struct error *err)
{
	int rc = get(fd);

	if (rc == 1)
		rc = set(fd, "0\n");
	if (rc >= 0)
		return 0;
	error_errno(err, -rc, "%s/%s was set to 1 and cannot be set back to 0", root->path, SYSCTL);
	error_remedy(err, "sysctl kernel.kptr_restrict=0");
	return rc;
}

/* Nothing but reading happens while it is lifted; the text is looked at later. */
static int read_lifted(const struct root *root, int fd, char **ret, struct error *err)
{
	_cleanup_free_ char *text = NULL;
	struct error failure = {0};
	sigset_t all, before;
	int rc, put;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	rc = set(fd, "1\n");
	if (rc < 0) {
		rc = refused(root, -rc, &failure);
	} else {
		rc = root_read(root, "proc/vmallocinfo", &text, &failure);
		put = restore(root, fd, &failure);
		rc = rc < 0 ? rc : put;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (rc < 0) {
		if (err && !err->code)
			*err = failure;
		return rc;
	}
	*ret = take_ptr(text);
	return 0;
}

static int read_once(const struct root *root, struct vmap_area_array *ret, struct error *err)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_close_ int fd = -1;
	int rc;

	/* Who may not write it is refused, even where there is nothing to write. */
	fd = openat(root->fd, SYSCTL, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return refused(root, errno, err);
	rc = get(fd);
	if (rc < 0)
		return refused(root, -rc, err);
	if (rc > 0)
		return vmallocinfo_read(root, ret, err);
	rc = read_lifted(root, fd, &text, err);
	if (rc < 0)
		return rc;
	rc = vmallocinfo_parse(text, ret, err);
	return error_prefix(err, rc, "%s/proc/vmallocinfo: ", root->path);
}

int vmallocinfo_read_unhashed(const struct root *root, struct vmap_area_array *ret,
			      struct error *err)
{
	struct vmap_area_array areas = {0};
	int rc = 0;

	for (int i = 0; i < TRIES && (i == 0 || areas.hashed); i++) {
		vmap_area_array_clear(&areas);
		rc = read_once(root, &areas, err);
		if (rc < 0)
			return rc;
	}
	*ret = areas;
	return 0;
}
