// SPDX-License-Identifier: GPL-2.0-or-later
/* root.c - see root.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <memmap/base/root.h>

#define READ_FIRST_BYTES (64 << 10)
#define READ_MAX_BYTES	 (64 << 20)

int root_open(const char *path, struct root *ret, struct error *err)
{
	_cleanup_free_ char *name = strdup(path ? path : "");
	int fd;

	if (!name)
		return error_no_memory(err);
	fd = open(path ? path : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, errno, "%s", path ? path : "/");
	/* Messages put a slash behind it. */
	for (size_t length = strlen(name); length && name[length - 1] == '/';)
		name[--length] = '\0';
	*ret = (struct root){.fd = fd, .live = !path, .path = take_ptr(name)};
	return 0;
}

void root_clear(struct root *root)
{
	if (root->path)
		close(root->fd);
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

int root_read(const struct root *root, const char *path, char **ret, struct error *err)
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
	replace_nul(text, used);
	text[used] = '\0';
	*ret = take_ptr(text);
	return 0;
}

char *root_read_line(const struct root *root, const char *path)
{
	char *text;

	if (root_read(root, path, &text, NULL) < 0)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return text;
}
