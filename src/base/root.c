// SPDX-License-Identifier: GPL-2.0-or-later
/* root.c - see root.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <memmap/base/root.h>
#include <memmap/base/tar.h>
#include <memmap/base/tree.h>

#define READ_FIRST_BYTES (64 << 10)
#define READ_MAX_BYTES	 (64 << 20)

/* All but standard input; Linux before 5.9 has no call for it, and the C library not always. */
static void close_others(void)
{
	if (syscall(SYS_close_range, STDOUT_FILENO, ~0U, 0) == 0)
		return;
	for (int fd = STDOUT_FILENO; fd < getdtablesize(); fd++)
		close(fd);
}

/*
 * However this process ends, by SIGPIPE for one, what it unpacked is removed: by a child that waits
 * for that end, when nobody holds the other end of its pipe any more.
 */
static int start_keeper(const char *directory, struct root *root, struct error *err)
{
	int ends[2];
	char byte;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_errno(err, errno, "pipe");
	root->keeper = fork();
	if (root->keeper == 0) {
		setsid();
		dup2(ends[0], STDIN_FILENO);
		close_others();
		while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
			continue;
		tree_remove(directory);
		_exit(0);
	}
	close(ends[0]);
	root->keeper_fd = ends[1];
	if (root->keeper > 0)
		return 0;
	close(ends[1]);
	return error_errno(err, errno, "fork");
}

static void stop_keeper(struct root *root)
{
	close(root->keeper_fd);
	while (waitpid(root->keeper, NULL, 0) < 0 && errno == EINTR)
		continue;
}

static int unpack_into(FILE *in, const char *path, const char *directory, struct error *err)
{
	int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return error_errno(err, errno, "%s", directory);
	rc = tar_unpack(in, fd, err);
	if (rc < 0) {
		close(fd);
		return error_prefix(err, rc, "%s: ", path);
	}
	return fd;
}

static int unpack(FILE *in, const char *path, struct root *ret, struct error *err)
{
	const char *tmp = getenv("TMPDIR");
	_cleanup_free_ char *directory = NULL;
	int rc;

	if (asprintf(&directory, "%s/memmap-XXXXXX", tmp && *tmp ? tmp : "/tmp") < 0) {
		directory = NULL;
		return error_no_memory(err);
	}
	if (!mkdtemp(directory))
		return error_errno(err, errno, "unpacking %s to %s", path, directory);
	rc = start_keeper(directory, ret, err);
	if (rc < 0) {
		rmdir(directory);
		return rc;
	}
	ret->fd = unpack_into(in, path, directory, err);
	if (ret->fd < 0)
		stop_keeper(ret);
	return ret->fd < 0 ? ret->fd : 0;
}

/* A file instead of a directory: the snapshot of another machine, most likely. */
static int open_tar(const char *path, struct root *ret, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;
	struct stat st;
	FILE *in;

	if (fd < 0)
		return error_errno(err, errno, "%s", path);
	in = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? fdopen(fd, "r") : NULL;
	if (!in) {
		close(fd);
		return error_set(err, ERROR_PARSE, "%s: no directory, and no tar file", path);
	}
	rc = unpack(in, path, ret, err);
	fclose(in);
	return rc;
}

int root_open(const char *path, struct root *ret, struct error *err)
{
	_cleanup_free_ char *name = strdup(path ? path : "");
	struct root root = {.live = !path};
	int rc = 0;

	if (!name)
		return error_no_memory(err);
	root.fd = open(path ? path : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root.fd < 0 && errno != ENOTDIR)
		return error_errno(err, errno, "%s", path ? path : "/");
	if (root.fd < 0)
		rc = open_tar(path, &root, err);
	if (rc < 0)
		return rc;
	/* Messages put a slash behind it. */
	for (size_t length = strlen(name); length && name[length - 1] == '/';)
		name[--length] = '\0';
	root.path = take_ptr(name);
	*ret = root;
	return 0;
}

void root_clear(struct root *root)
{
	if (root->path)
		close(root->fd);
	if (root->keeper > 0)
		stop_keeper(root);
	free(root->path);
	*root = (struct root){.fd = -1};
}

int root_open_file(const struct root *root, const char *path, struct error *err)
{
	int fd = openat(root->fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return error_errno(err, errno, "%s/%s", root->path, path);
	return fd;
}

static void replace_nul(char *text, size_t length)
{
	char *nul;

	while ((nul = memchr(text, '\0', length))) {
		*nul = '?';
		length -= nul - text;
		text = nul;
	}
}

int root_read_bytes(const struct root *root, const char *path, char **ret, size_t *ret_size,
		    struct error *err)
{
	_cleanup_free_ char *text = NULL;
	size_t room = READ_FIRST_BYTES, used = 0;
	_cleanup_close_ int fd = root_open_file(root, path, err);

	if (fd < 0)
		return fd;
	for (;;) {
		char *grown = realloc(text, room + 1);
		ssize_t got;

		if (!grown)
			return error_no_memory(err);
		text = grown;
		got = read(fd, text + used, room - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "%s/%s", root->path, path);
		if (got == 0)
			break;
		used += got;
		if (used == READ_MAX_BYTES)
			return error_set(err, ERROR_IO, "%s/%s: more than %d MiB", root->path, path,
					 READ_MAX_BYTES >> 20);
		if (used == room)
			room *= 2;
	}
	text[used] = '\0';
	*ret = take_ptr(text);
	*ret_size = used;
	return 0;
}

int root_read(const struct root *root, const char *path, char **ret, struct error *err)
{
	size_t size;
	int rc = root_read_bytes(root, path, ret, &size, err);

	if (rc == 0)
		replace_nul(*ret, size);
	return rc;
}

char *root_read_line(const struct root *root, const char *path)
{
	char *text;

	if (root_read(root, path, &text, NULL) < 0)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return text;
}
