// SPDX-License-Identifier: GPL-2.0-or-later
/* root.c - see root.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <memmap/base/array.h>
#include <memmap/base/resolve.h>
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

static int open_at(const struct root *root, const char *path, int flags)
{
	int fd;

	if (!root->live)
		return resolve_open(root->fd, path, flags);
	fd = openat(root->fd, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Whether to open something does no more than to open it: a watchdog would start. */
static int check_type(const struct root *root, const char *path, struct error *err)
{
	_cleanup_close_ int fd = open_at(root, path, O_PATH);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return error_errno(err, fd < 0 ? -fd : errno, "%s/%s", root->path, path);
	if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		return 0;
	return error_set(err, ERROR_IO, "%s/%s: neither a file nor a directory", root->path, path);
}

int root_open_file(const struct root *root, const char *path, struct error *err)
{
	int rc = root->live ? 0 : check_type(root, path, err), fd;

	if (rc < 0)
		return rc;
	fd = open_at(root, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
	return fd < 0 ? error_errno(err, -fd, "%s/%s", root->path, path) : fd;
}

int root_find(const struct root *root, const char *path)
{
	_cleanup_close_ int fd = open_at(root, path, O_PATH);

	return fd < 0 ? fd : 0;
}

ssize_t root_read_link(const struct root *root, const char *path, char *ret, size_t size)
{
	_cleanup_close_ int fd = open_at(root, path, O_PATH | O_NOFOLLOW);
	ssize_t length = fd < 0 ? fd : readlinkat(fd, "", ret, size - 1);

	if (fd >= 0 && length < 0)
		length = -errno;
	ret[length > 0 ? length : 0] = '\0';
	return length;
}

void root_names_clear(struct root_names *names)
{
	for (size_t i = 0; i < names->nr; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct root_names){0};
}

static int add_name(struct root_names *names, const char *name, struct error *err)
{
	int rc = array_grow(&names->items, names->nr, err);

	if (rc < 0)
		return rc;
	names->items[names->nr] = strdup(name);
	return names->items[names->nr++] ? 0 : error_no_memory(err);
}

static int compare_names(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

int root_list(const struct root *root, const char *path, struct root_names *ret, struct error *err)
{
	int fd = open_at(root, path, O_RDONLY | O_DIRECTORY), rc = 0;
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	*ret = (struct root_names){0};
	if (!directory) {
		rc = error_errno(err, fd < 0 ? -fd : errno, "%s/%s", root->path, path);
		if (fd >= 0)
			close(fd);
		return rc;
	}
	while (rc == 0 && (entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = add_name(ret, entry->d_name, err);
	closedir(directory);
	if (rc < 0)
		root_names_clear(ret);
	else if (ret->nr)
		qsort(ret->items, ret->nr, sizeof(*ret->items), compare_names);
	return rc;
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

ssize_t root_read_small(const struct root *root, const char *path, char *ret, size_t size)
{
	_cleanup_close_ int fd = root_open_file(root, path, NULL);
	ssize_t got = fd;

	if (fd >= 0)
		do
			got = read(fd, ret, size - 1);
		while (got < 0 && errno == EINTR);
	if (fd >= 0 && got < 0)
		return -errno;
	ret[got > 0 ? got : 0] = '\0';
	return got;
}

int root_map(const struct root *root, const char *path, struct root_map *ret, struct error *err)
{
	_cleanup_close_ int fd = root_open_file(root, path, err);
	struct stat st;
	void *data;

	*ret = (struct root_map){0};
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return error_errno(err, errno, "%s/%s", root->path, path);
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > SIZE_MAX)
		return error_set(err, ERROR_IO, "%s/%s: no file that fits into memory", root->path,
				 path);
	if (!st.st_size)
		return 0;
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return error_errno(err, errno, "%s/%s", root->path, path);
	*ret = (struct root_map){data, st.st_size};
	return 0;
}

void root_unmap(struct root_map *map)
{
	if (map->data)
		munmap((void *)map->data, map->size);
	*map = (struct root_map){0};
}

char *root_read_line(const struct root *root, const char *path)
{
	char *text;

	if (root_read(root, path, &text, NULL) < 0)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return text;
}
