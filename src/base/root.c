// SPDX-License-Identifier: GPL-2.0-or-later
/* root.c - see root.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/resolve.h"
#include "base/root.h"
#include "base/tar.h"

#define READ_FIRST_BYTES (64 << 10)
#define READ_MAX_BYTES	 (64 << 20)

/* A file instead of a directory: the snapshot of another machine, most likely. */
static int open_tar(const char *path, struct root *ret, struct error *err)
{
	struct stat st;
	int fd, rc;

	/* What is neither is not even opened. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return error_set(err, ERROR_PARSE, "%s: no directory, and no tar file", path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_errno(err, errno, "%s", path);
	ret->fd = fd;
	ret->tar = calloc(1, sizeof(*ret->tar));
	rc = ret->tar ? tar_open(fd, ret->tar, err) : error_no_memory(err);
	if (rc == 0)
		return 0;
	free(ret->tar);
	close(fd);
	return error_prefix(err, rc, "%s: ", path);
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
	if (root->tar)
		tar_close(root->tar);
	free(root->tar);
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

static int find_member(const struct root *root, const char *path, const struct tar_member **ret,
		       struct error *err)
{
	int rc = tar_find(root->tar, path, true, ret);

	if (rc == 0 && !*ret)
		rc = -EISDIR;
	return rc < 0 ? error_errno(err, -rc, "%s/%s", root->path, path) : 0;
}

static bool is_zero(const char *bytes, size_t size)
{
	return !size || (!*bytes && !memcmp(bytes, bytes + 1, size - 1));
}

/* A file of its own for those who need one; what is a hole in the tar file is one in it, too. */
static int copy_member(const struct root *root, const char *path, struct error *err)
{
	const struct tar_member *member;
	char buffer[64 << 10];
	uint64_t at = 0;
	ssize_t got;
	int rc = find_member(root, path, &member, err), fd;

	if (rc < 0)
		return rc;
	fd = memfd_create("member", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, member->size) < 0)
		rc = -errno;
	while (rc == 0 && (got = tar_read(root->tar, member, at, buffer, sizeof(buffer)))) {
		if (got < 0)
			rc = got;
		else if (!is_zero(buffer, got) && pwrite(fd, buffer, got, at) != got)
			rc = errno ? -errno : -EIO;
		else
			at += got;
	}
	if (rc == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return error_errno(err, -rc, "%s/%s", root->path, path);
}

int root_open_file(const struct root *root, const char *path, struct error *err)
{
	int rc, fd;

	if (root->tar)
		return copy_member(root, path, err);
	rc = root->live ? 0 : check_type(root, path, err);

	if (rc < 0)
		return rc;
	fd = open_at(root, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
	return fd < 0 ? error_errno(err, -fd, "%s/%s", root->path, path) : fd;
}

int root_find(const struct root *root, const char *path)
{
	const struct tar_member *member;
	_cleanup_close_ int fd = -1;

	if (root->tar)
		return tar_find(root->tar, path, true, &member);
	fd = open_at(root, path, O_PATH);
	return fd < 0 ? fd : 0;
}

static ssize_t read_link_of_tar(const struct root *root, const char *path, char *ret, size_t size)
{
	const struct tar_member *member;
	int rc = tar_find(root->tar, path, false, &member);
	const char *target = rc == 0 && member && member->target ? member->target : "";

	snprintf(ret, size, "%s", target);
	return rc < 0 ? rc : *target ? (ssize_t)strlen(ret) : -EINVAL;
}

static ssize_t read_link_at(const struct root *root, const char *path, char *ret, size_t size)
{
	_cleanup_close_ int fd = open_at(root, path, O_PATH | O_NOFOLLOW);
	ssize_t length = fd < 0 ? fd : readlinkat(fd, "", ret, size - 1);

	if (fd >= 0 && length < 0)
		length = -errno;
	ret[length > 0 ? length : 0] = '\0';
	return length;
}

ssize_t root_read_link(const struct root *root, const char *path, char *ret, size_t size)
{
	return root->tar ? read_link_of_tar(root, path, ret, size)
			 : read_link_at(root, path, ret, size);
}

void root_names_clear(struct root_names *names)
{
	for (size_t i = 0; i < names->nr; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct root_names){0};
}

static int add_name(const char *name, size_t length, void *context)
{
	struct root_names *names = context;

	if (array_grow(&names->items, names->nr, NULL) < 0)
		return -ENOMEM;
	names->items[names->nr] = strndup(name, length);
	return names->items[names->nr++] ? 0 : -ENOMEM;
}

static int compare_names(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

/* A tar file names a directory with each file in it. */
static void sort_names(struct root_names *names)
{
	size_t nr = 0;

	if (names->nr)
		qsort(names->items, names->nr, sizeof(*names->items), compare_names);
	for (size_t i = 0; i < names->nr; i++)
		if (nr && !strcmp(names->items[nr - 1], names->items[i]))
			free(names->items[i]);
		else
			names->items[nr++] = names->items[i];
	names->nr = nr;
}

static int list_directory(int fd, struct root_names *ret)
{
	DIR *directory = fdopendir(fd);
	const struct dirent *entry;
	int rc = 0;

	if (!directory) {
		rc = -errno;
		close(fd);
		return rc;
	}
	while (rc == 0 && (entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = add_name(entry->d_name, strlen(entry->d_name), ret);
	closedir(directory);
	return rc;
}

int root_list(const struct root *root, const char *path, struct root_names *ret, struct error *err)
{
	int rc;

	*ret = (struct root_names){0};
	if (root->tar) {
		rc = tar_list(root->tar, path, add_name, ret);
	} else {
		rc = open_at(root, path, O_RDONLY | O_DIRECTORY);
		if (rc >= 0)
			rc = list_directory(rc, ret);
	}
	if (rc < 0) {
		root_names_clear(ret);
		return error_errno(err, -rc, "%s/%s", root->path, path);
	}
	sort_names(ret);
	return 0;
}

/* A file that is read from its beginning on, in a tar file where it stands. */
struct source {
	int fd;
	const struct tar_member *member;
	uint64_t at;
};

static int source_open(const struct root *root, const char *path, struct source *ret,
		       struct error *err)
{
	*ret = (struct source){.fd = -1};
	if (root->tar)
		return find_member(root, path, &ret->member, err);
	ret->fd = root_open_file(root, path, err);
	return ret->fd < 0 ? ret->fd : 0;
}

static void source_close(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
}

static ssize_t source_read(const struct root *root, struct source *source, void *ret, size_t size)
{
	ssize_t got;

	if (source->member) {
		got = tar_read(root->tar, source->member, source->at, ret, size);
		source->at += got > 0 ? got : 0;
		return got;
	}
	do
		got = read(source->fd, ret, size);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
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

/* One byte more than is expected, so that the end is seen without asking for more room. */
static size_t first_room(const struct source *source)
{
	if (source->member && source->member->size < READ_FIRST_BYTES)
		return source->member->size + 1;
	return READ_FIRST_BYTES;
}

int root_read_bytes(const struct root *root, const char *path, char **ret, size_t *ret_size,
		    struct error *err)
{
	_cleanup_(source_close) struct source source;
	_cleanup_free_ char *text = NULL;
	size_t room = 0, used = 0;
	int rc = source_open(root, path, &source, err);

	if (rc < 0)
		return rc;
	for (;;) {
		ssize_t got;

		if (used == room) {
			char *grown;

			room = room ? room * 2 : first_room(&source);
			grown = realloc(text, room + 1);
			if (!grown)
				return error_no_memory(err);
			text = grown;
		}
		got = source_read(root, &source, text + used, room - used);
		if (got < 0)
			return error_errno(err, -got, "%s/%s", root->path, path);
		if (got == 0)
			break;
		used += got;
		if (used == READ_MAX_BYTES)
			return error_set(err, ERROR_IO, "%s/%s: more than %d MiB", root->path, path,
					 READ_MAX_BYTES >> 20);
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
	_cleanup_(source_close) struct source source;
	ssize_t got = source_open(root, path, &source, NULL);

	if (got == 0)
		got = source_read(root, &source, ret, size - 1);
	ret[got > 0 ? got : 0] = '\0';
	return got;
}

static int map_bytes(int fd, uint64_t start, uint64_t size, struct root_map *ret)
{
	uint64_t before = start % sysconf(_SC_PAGESIZE);
	char *data;

	if (!size)
		return 0;
	if (size + before > SIZE_MAX)
		return -ENOMEM;
	data = mmap(NULL, size + before, PROT_READ, MAP_PRIVATE, fd, start - before);
	if (data == MAP_FAILED)
		return -errno;
	*ret = (struct root_map){data + before, size};
	return 0;
}

int root_map(const struct root *root, const char *path, struct root_map *ret, struct error *err)
{
	_cleanup_(source_close) struct source source;
	int rc = source_open(root, path, &source, err);
	struct stat st;

	*ret = (struct root_map){0};
	if (rc < 0)
		return rc;
	if (source.member)
		rc = map_bytes(root->fd, source.member->start, source.member->size, ret);
	else if (fstat(source.fd, &st) < 0)
		rc = -errno;
	else
		rc = S_ISREG(st.st_mode) ? map_bytes(source.fd, 0, st.st_size, ret) : -EISDIR;
	return rc < 0 ? error_errno(err, -rc, "%s/%s", root->path, path) : 0;
}

void root_unmap(struct root_map *map)
{
	uintptr_t start = (uintptr_t)map->data & -(uintptr_t)sysconf(_SC_PAGESIZE);

	if (map->data)
		munmap((void *)start, map->size + ((uintptr_t)map->data - start));
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
