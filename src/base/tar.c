// SPDX-License-Identifier: GPL-2.0-or-later
/* tar.c - see tar.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <memmap/base/tar.h>
#include <memmap/base/tree.h>

#define BLOCK_BYTES 512

/* No file of a snapshot is larger, nor are there more of them. */
#define MAX_FILE_BYTES (4ULL << 30)
#define MAX_FILES      1000000

/**
 * struct header - what stands before each file, in octal digits
 * @name: the path, or its end
 * @mode: permissions
 * @uid: owner
 * @gid: group
 * @size: bytes that follow, padded to whole blocks
 * @mtime: time of the last change
 * @sum: sum of the bytes of the header, with this member as blanks
 * @type: '0' or NUL a file, '2' a symbolic link, '5' a directory
 * @target: of a link
 * @magic: "ustar"
 * @version: "00"
 * @names: owner and group by name, and numbers of devices
 * @prefix: beginning of a long path, without the slash
 * @padding: zeros
 */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
	char type;
	char target[100], magic[6], version[2], names[80], prefix[155], padding[12];
};

_Static_assert(sizeof(struct header) == BLOCK_BYTES, "the format of POSIX");

static unsigned int sum_of(const struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int sum = 0;

	for (size_t i = 0; i < BLOCK_BYTES; i++)
		sum += i - offsetof(struct header, sum) < sizeof(header->sum) ? ' ' : bytes[i];
	return sum;
}

/* Copies what need not end with NUL. */
static bool put_text(char *at, size_t room, const char *text, size_t length)
{
	if (length > room)
		return false;
	memcpy(at, text, length);
	return true;
}

static bool put_path(struct header *header, const char *path)
{
	size_t length = strlen(path);
	const char *name = path;

	while (name && length - (name - path) > sizeof(header->name)) {
		name = strchr(name, '/');
		name = name ? name + 1 : NULL;
	}
	if (!name)
		return false;
	return put_text(header->name, sizeof(header->name), name, strlen(name)) &&
	       (name == path ||
		put_text(header->prefix, sizeof(header->prefix), path, name - path - 1));
}

static int write_header(FILE *out, struct header *header, const char *path, const struct stat *st,
			struct error *err)
{
	uint64_t size = header->type == '0' ? st->st_size : 0;

	if (!put_path(header, path) || size > MAX_FILE_BYTES)
		return error_set(err, ERROR_IO, "%s: too %s for a tar file", path,
				 size > MAX_FILE_BYTES ? "large" : "long a path");
	memcpy(header->mode, "0000600", 8);
	memcpy(header->uid, "0000000", 8);
	memcpy(header->gid, "0000000", 8);
	snprintf(header->size, sizeof(header->size), "%011jo", (uintmax_t)size);
	snprintf(header->mtime, sizeof(header->mtime), "%011jo",
		 (uintmax_t)(st->st_mtime > 0 ? st->st_mtime : 0) & 077777777777);
	memcpy(header->magic, "ustar", 6);
	memcpy(header->version, "00", 2);
	snprintf(header->sum, sizeof(header->sum), "%06o", sum_of(header));
	header->sum[7] = ' ';
	fwrite(header, sizeof(*header), 1, out);
	return 0;
}

static int copy_file(FILE *out, int fd, const char *path, uint64_t size, struct error *err)
{
	static const char zeros[BLOCK_BYTES];
	char buffer[64 << 10];
	uint64_t left = size;

	while (left) {
		ssize_t got = read(fd, buffer, left < sizeof(buffer) ? left : sizeof(buffer));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "%s", path);
		if (got == 0)
			return error_set(err, ERROR_IO, "%s: became shorter", path);
		fwrite(buffer, 1, got, out);
		left -= got;
	}
	fwrite(zeros, 1, -size % BLOCK_BYTES, out);
	return 0;
}

int tar_add(FILE *out, int dir_fd, const char *path, struct error *err)
{
	struct header header = {.type = '0'};
	_cleanup_close_ int fd = -1;
	struct stat st;
	int rc;

	if (fstatat(dir_fd, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return error_errno(err, errno, "%s", path);
	if (S_ISLNK(st.st_mode)) {
		header.type = '2';
		if (readlinkat(dir_fd, path, header.target, sizeof(header.target)) < 0)
			return error_errno(err, errno, "%s", path);
	} else {
		fd = openat(dir_fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return error_errno(err, errno, "%s", path);
	}
	rc = write_header(out, &header, path, &st, err);
	if (rc == 0 && fd >= 0)
		rc = copy_file(out, fd, path, st.st_size, err);
	if (rc == 0 && ferror(out))
		rc = error_errno(err, errno, "writing the tar file");
	return rc;
}

int tar_end(FILE *out, struct error *err)
{
	static const char zeros[2 * BLOCK_BYTES];

	if (fwrite(zeros, sizeof(zeros), 1, out) != 1 || fflush(out) || fsync(fileno(out)) < 0)
		return error_errno(err, errno, "writing the tar file");
	return 0;
}

static bool is_zero(const struct header *header)
{
	static const struct header zero;

	return !memcmp(header, &zero, sizeof(zero));
}

/* Octal digits up to a blank or the end. */
static bool get_octal(const char *text, size_t room, uint64_t *ret)
{
	*ret = 0;
	for (size_t i = 0; i < room && text[i] && text[i] != ' '; i++) {
		if (text[i] < '0' || text[i] > '7' || *ret >> 60)
			return false;
		*ret = *ret << 3 | (text[i] - '0');
	}
	return true;
}

static int bad(struct error *err, const char *path, const char *why)
{
	return error_set(err, ERROR_PARSE, "%s%s%s", path, *path ? ": " : "", why);
}

static int unpack_file(FILE *in, int dir_fd, const char *path, uint64_t size, struct error *err)
{
	uint64_t padded = (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
	_cleanup_free_ char *data = NULL;
	struct stat st;

	if (size > MAX_FILE_BYTES)
		return bad(err, path, "too large");
	/* No room is taken for what a damaged length promises. */
	if (fstat(fileno(in), &st) == 0 && S_ISREG(st.st_mode) && size > (uint64_t)st.st_size)
		return bad(err, path, "the tar file is cut off");
	data = malloc(padded + 1);
	if (!data)
		return error_no_memory(err);
	if (fread(data, 1, padded, in) != padded)
		return bad(err, path, "the tar file is cut off");
	return tree_write(dir_fd, path, data, size, err);
}

static int unpack_one(FILE *in, const struct header *header, int dir_fd, struct error *err)
{
	char full[260], target[101], *path = full;
	uint64_t size, sum;
	size_t length;

	if (memcmp(header->magic, "ustar", 5) ||
	    !get_octal(header->sum, sizeof(header->sum), &sum) || sum != sum_of(header) ||
	    !get_octal(header->size, sizeof(header->size), &size))
		return bad(err, "", "no tar file, or a damaged one");
	snprintf(full, sizeof(full), "%.155s%s%.100s", header->prefix, *header->prefix ? "/" : "",
		 header->name);
	snprintf(target, sizeof(target), "%.100s", header->target);
	/* As tar -C DIR . writes them. */
	if (!strncmp(path, "./", 2))
		path += 2;
	length = strlen(path);
	if (header->type == '5' || (!length && !size))
		return 0;
	if (length && path[length - 1] == '/')
		path[length - 1] = '\0';
	if (header->type == '2')
		return tree_link(dir_fd, path, target, err);
	if (header->type != '0' && header->type != '\0')
		return bad(err, path, "neither a file nor a link to a neighbour");
	return unpack_file(in, dir_fd, path, size, err);
}

int tar_unpack(FILE *in, int dir_fd, struct error *err)
{
	struct header header;

	for (size_t nr = 0; nr < MAX_FILES; nr++) {
		int rc;

		if (fread(&header, sizeof(header), 1, in) != 1)
			return bad(err, "",
				   nr ? "the tar file is cut off"
				      : "no directory, and no tar file");
		if (is_zero(&header))
			return 0;
		rc = unpack_one(in, &header, dir_fd, err);
		if (rc < 0)
			return rc;
	}
	return bad(err, "", "too many files");
}
