// SPDX-License-Identifier: GPL-2.0-or-later
/* tar.c - see tar.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/array.h"
#include "base/resolve.h"
#include "base/tar.h"
#include "base/tree.h"

#define BLOCK_BYTES 512

/* No snapshot is larger, nor has it more files. */
#define MAX_BYTES (4ULL << 30)
#define MAX_FILES 1000000

#define MAX_WINDOW_BYTES (64 << 10)

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

static void put_header(FILE *out, struct header *header, uint64_t size)
{
	memcpy(header->mode, "0000600", 8);
	memcpy(header->uid, "0000000", 8);
	memcpy(header->gid, "0000000", 8);
	snprintf(header->size, sizeof(header->size), "%011jo", (uintmax_t)size);
	snprintf(header->mtime, sizeof(header->mtime), "%011jo",
		 (uintmax_t)time(NULL) & 077777777777);
	memcpy(header->magic, "ustar", 6);
	memcpy(header->version, "00", 2);
	snprintf(header->sum, sizeof(header->sum), "%06o", sum_of(header));
	header->sum[7] = ' ';
	fwrite(header, sizeof(*header), 1, out);
}

static void put_data(FILE *out, const void *data, size_t size)
{
	static const char zeros[BLOCK_BYTES];

	if (size)
		fwrite(data, size, 1, out);
	fwrite(zeros, 1, -size % BLOCK_BYTES, out);
}

/* As GNU tar does: what the header has no room for goes before it. */
static void put_long(FILE *out, char type, const char *text)
{
	struct header header = {.name = "././@LongLink", .type = type};

	put_header(out, &header, strlen(text) + 1);
	put_data(out, text, strlen(text) + 1);
}

static int write_header(FILE *out, struct header *header, const char *path, uint64_t size,
			struct error *err)
{
	if (strlen(path) >= PATH_MAX - 1 || size > MAX_BYTES)
		return error_set(err, ERROR_IO, "%s: too %s for a tar file", path,
				 size > MAX_BYTES ? "large" : "long a path");
	if (!put_path(header, path)) {
		put_long(out, 'L', path);
		memcpy(header->name, path, sizeof(header->name));
	}
	put_header(out, header, size);
	return 0;
}

static int end_of_write(FILE *out, struct error *err)
{
	return ferror(out) ? error_errno(err, errno, "writing the tar file") : 0;
}

int tar_add_file(FILE *out, const char *path, const void *data, size_t size, struct error *err)
{
	struct header header = {.type = '0'};
	int rc = write_header(out, &header, path, size, err);

	if (rc < 0)
		return rc;
	put_data(out, data, size);
	return end_of_write(out, err);
}

int tar_add_link(FILE *out, const char *path, const char *target, struct error *err)
{
	struct header header = {.type = '2'};

	if (!put_text(header.target, sizeof(header.target), target, strlen(target)))
		put_long(out, 'K', target);
	return write_header(out, &header, path, 0, err) ?: end_of_write(out, err);
}

int tar_end(FILE *out, struct error *err)
{
	static const char zeros[2 * BLOCK_BYTES];

	fwrite(zeros, sizeof(zeros), 1, out);
	fflush(out);
	return end_of_write(out, err);
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

/**
 * struct scan - reading the headers of an archive one behind the other
 * @tar: what was found
 * @end: size of the archive
 * @at: where the next header is
 * @nr_bytes: size of all files
 * @long_path: what a header before the next one says of its path, where that is long; or NULL
 * @long_target: the same of its target
 * @window: some of the archive: small files have a header each kilobyte
 * @window_room: how much fits
 * @window_start: where it is
 * @window_bytes: how much it is
 */
struct scan {
	struct tar *tar;
	uint64_t end, at, nr_bytes;
	char *long_path, *long_target;
	char *window;
	size_t window_room;
	uint64_t window_start;
	size_t window_bytes;
};

static void forget_long(struct scan *scan)
{
	free(scan->long_path);
	free(scan->long_target);
	scan->long_path = scan->long_target = NULL;
}

static ssize_t read_at(int fd, uint64_t at, void *ret, size_t size)
{
	ssize_t got;

	do
		got = pread(fd, ret, size, at);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* The bytes of the archive at @scan->at, all of them or none. */
static const char *look(struct scan *scan, size_t size)
{
	if (scan->at < scan->window_start ||
	    scan->at - scan->window_start + size > scan->window_bytes) {
		ssize_t got = read_at(scan->tar->fd, scan->at, scan->window, scan->window_room);

		scan->window_start = scan->at;
		scan->window_bytes = got > 0 ? got : 0;
	}
	if (size > scan->window_bytes)
		return NULL;
	return scan->window + (scan->at - scan->window_start);
}

/* GNU tar: the next path or target is what follows, up to a NUL. */
static int take_long(struct scan *scan, uint64_t size, char **ret, struct error *err)
{
	const char *text = size < PATH_MAX ? look(scan, size) : NULL;

	if (!text)
		return bad(err, "", "a path of the tar file is cut off, or too long");
	free(*ret);
	*ret = strndup(text, size);
	return *ret ? 0 : error_no_memory(err);
}

/* POSIX.1-2001: lines of "LENGTH KEY=VALUE", of which only long paths and targets matter. */
static int take_records(struct scan *scan, uint64_t size, struct error *err)
{
	const char *text = size < 4 * PATH_MAX ? look(scan, size) : NULL;
	_cleanup_free_ char *copy = text ? strndup(text, size) : NULL;
	char *rest = copy, *line;

	if (!text)
		return bad(err, "", "a header of the tar file is cut off, or too long");
	while (rest && (line = strsep(&rest, "\n"))) {
		const char *record = line + strcspn(line, " ");
		char **to = !strncmp(record, " path=", 6)	 ? &scan->long_path
			    : !strncmp(record, " linkpath=", 10) ? &scan->long_target
								 : NULL;

		if (!to)
			continue;
		free(*to);
		*to = strdup(strchr(record, '=') + 1);
		if (!*to)
			return error_no_memory(err);
	}
	return copy ? 0 : error_no_memory(err);
}

static int add_member(struct scan *scan, const char *path, const char *target, uint64_t size,
		      struct error *err)
{
	struct tar *tar = scan->tar;
	struct tar_member *member;
	int rc = array_grow(&tar->members, tar->nr, err);

	if (rc < 0)
		return rc;
	member = &tar->members[tar->nr++];
	*member = (struct tar_member){strdup(path), target ? strdup(target) : NULL, scan->at, size};
	return member->path && (!target || member->target) ? 0 : error_no_memory(err);
}

/* A path as "tar -C DIR ." writes it, too; false for those that would lead elsewhere. */
static bool clean(char *path, bool is_directory)
{
	size_t length;

	if (!strncmp(path, "./", 2))
		memmove(path, path + 2, strlen(path + 2) + 1);
	length = strlen(path);
	if (length && path[length - 1] == '/')
		path[--length] = '\0';
	if (is_directory && (!length || !strcmp(path, ".")))
		return *path = '\0', true;
	if (!tree_path_is_safe(path))
		return false;
	if (is_directory)
		strcpy(path + length, "/");
	return true;
}

static int take_member(struct scan *scan, const struct header *header, uint64_t size,
		       struct error *err)
{
	char type = header->type ?: '0', path[PATH_MAX + 2], target[PATH_MAX];
	int rc;

	snprintf(path, PATH_MAX, "%.155s%s%.100s", header->prefix, *header->prefix ? "/" : "",
		 header->name);
	/* GNU tar has times where POSIX has the beginning of the path. */
	if (header->magic[5] == ' ')
		snprintf(path, PATH_MAX, "%.100s", header->name);
	if (scan->long_path)
		snprintf(path, PATH_MAX, "%s", scan->long_path);
	snprintf(target, sizeof(target), "%.100s", header->target);
	if (scan->long_target)
		snprintf(target, sizeof(target), "%s", scan->long_target);
	forget_long(scan);
	if (type != '0' && type != '2' && type != '5')
		return bad(err, path, "neither a file, a directory nor a symbolic link");
	if (!clean(path, type == '5'))
		return error_set(err, ERROR_PARSE, "\"%.80s\" is no path below the snapshot", path);
	if (!*path)
		return 0;
	if (type == '0' && (size > MAX_BYTES || scan->nr_bytes + size > MAX_BYTES))
		return bad(err, path, "too large");
	scan->nr_bytes += type == '0' ? size : 0;
	rc = type == '0' && size > scan->end - scan->at ? bad(err, path, "the tar file is cut off")
							: 0;
	return rc < 0 ? rc
		      : add_member(scan, path, type == '2' ? target : NULL, type == '0' ? size : 0,
				   err);
}

static bool is_compressed(const char *text)
{
	static const char *const marks[] = {"\x1f\x8b", "BZh",
					    "\xfd"
					    "7zXZ",
					    "\x28\xb5\x2f\xfd"};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (!memcmp(text, marks[i], strlen(marks[i])))
			return true;
	return false;
}

static int no_tar(const char *text, struct error *err)
{
	if (!is_compressed(text))
		return bad(err, "", "no tar file, or a damaged one");
	error_remedy(err, "unpack it with gunzip, bunzip2, unxz or unzstd first");
	return bad(err, "", "a compressed file, not a tar file");
}

/* Returns 1 at the end. */
static int scan_one(struct scan *scan, struct error *err)
{
	const char *text = look(scan, BLOCK_BYTES);
	struct header header;
	uint64_t size, sum;
	int rc;

	if (!text)
		return bad(err, "",
			   scan->at ? "the tar file is cut off" : "no directory, and no tar file");
	memcpy(&header, text, sizeof(header));
	if (is_zero(&header))
		return 1;
	if (memcmp(header.magic, "ustar", 5) || !get_octal(header.sum, sizeof(header.sum), &sum) ||
	    sum != sum_of(&header) || !get_octal(header.size, sizeof(header.size), &size))
		return no_tar(text, err);
	scan->at += BLOCK_BYTES;
	if (header.type == 'L' || header.type == 'K')
		rc = take_long(scan, size,
			       header.type == 'L' ? &scan->long_path : &scan->long_target, err);
	else if (header.type == 'x')
		rc = take_records(scan, size, err);
	else if (header.type == 'g')
		rc = 0;
	else
		rc = take_member(scan, &header, size, err);
	/* Links and directories may have a size, but no bytes. */
	if (header.type == '2' || header.type == '5')
		size = 0;
	scan->at += (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct tar_member *)a)->path, ((const struct tar_member *)b)->path);
}

static const char *path_of(const struct tar *tar, const struct tar_member *member)
{
	return member->path + tar->top_length;
}

/* The first member whose path does not come before one. */
static size_t lower_bound(const struct tar *tar, const char *path)
{
	size_t low = 0, high = tar->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(path_of(tar, &tar->members[middle]), path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What begins a path of the archive, "" or "DIRECTORY/"; @ret is the first of those that do. */
static bool has_prefix(const struct tar *tar, const char *prefix, size_t *ret)
{
	*ret = lower_bound(tar, prefix);
	return *ret < tar->nr &&
	       !strncmp(path_of(tar, &tar->members[*ret]), prefix, strlen(prefix));
}

/* Whether this is where "/" was. */
static bool is_top(const struct tar *tar)
{
	static const char *const known[] = {"proc/", "sys/", "manifest"};
	size_t i;

	for (size_t at = 0; at < ARRAY_SIZE(known); at++)
		if (has_prefix(tar, known[at], &i))
			return true;
	return false;
}

/* Of the directory that all others lie in nothing is left to name it. */
static void drop_top(struct tar *tar)
{
	size_t nr = 0;

	for (; nr < tar->nr && !*path_of(tar, &tar->members[nr]); nr++)
		free(tar->members[nr].path);
	tar->nr -= nr;
	memmove(tar->members, tar->members + nr, tar->nr * sizeof(*tar->members));
}

/* Goes down while all lies in one directory: in the order of paths, when first and last do. */
static void find_top(struct tar *tar)
{
	while (tar->nr && !is_top(tar)) {
		const char *first = path_of(tar, &tar->members[0]);
		size_t length = strcspn(first, "/");

		if (!first[length] ||
		    strncmp(first, path_of(tar, &tar->members[tar->nr - 1]), length + 1) != 0)
			return;
		tar->top_length += length + 1;
		drop_top(tar);
	}
}

static int check_twice(const struct tar *tar, struct error *err)
{
	for (size_t i = 1; i < tar->nr; i++) {
		const char *path = tar->members[i].path;

		if (!strcmp(path, tar->members[i - 1].path) && path[strlen(path) - 1] != '/')
			return bad(err, path, "is twice in the tar file");
	}
	return 0;
}

/* Reads all headers of an archive. */
static int scan_all(struct scan *scan, struct error *err)
{
	struct stat st;
	int rc = 0;

	if (fstat(scan->tar->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return bad(err, "", "no directory, and no tar file");
	scan->end = st.st_size;
	scan->window_room = scan->end < MAX_WINDOW_BYTES ? scan->end : MAX_WINDOW_BYTES;
	scan->window = malloc(scan->window_room ?: 1);
	if (!scan->window)
		return error_no_memory(err);
	while (rc == 0 && scan->tar->nr < MAX_FILES)
		rc = scan_one(scan, err);
	return rc == 0 ? bad(err, "", "too many files") : rc < 0 ? rc : 0;
}

int tar_open(int fd, struct tar *ret, struct error *err)
{
	struct tar tar = {.fd = fd};
	struct scan scan = {.tar = &tar};
	int rc = scan_all(&scan, err);

	forget_long(&scan);
	free(scan.window);
	if (tar.nr)
		qsort(tar.members, tar.nr, sizeof(*tar.members), by_path);
	if (rc == 0)
		rc = check_twice(&tar, err);
	if (rc < 0) {
		tar_close(&tar);
		return rc;
	}
	find_top(&tar);
	*ret = tar;
	return 0;
}

void tar_close(struct tar *tar)
{
	for (size_t i = 0; i < tar->nr; i++) {
		free(tar->members[i].path);
		free(tar->members[i].target);
	}
	free(tar->members);
	*tar = (struct tar){.fd = -1};
}

/* A file or link by a path without links, or NULL. */
static const struct tar_member *find_plainly(const struct tar *tar, const char *path)
{
	size_t i = lower_bound(tar, path);

	if (!*path || i == tar->nr || strcmp(path_of(tar, &tar->members[i]), path) != 0)
		return NULL;
	return &tar->members[i];
}

static ssize_t read_link(const void *tree, const char *path, char *ret, size_t size)
{
	const struct tar_member *member = find_plainly(tree, path);

	if (!member || !member->target)
		return -EINVAL;
	return snprintf(ret, size, "%s", member->target);
}

int tar_find(const struct tar *tar, const char *path, bool follow_last,
	     const struct tar_member **ret)
{
	char plain[PATH_MAX + 1];
	int rc = resolve_links(path, follow_last, read_link, tar, plain);
	size_t i;

	if (rc < 0)
		return rc;
	*ret = find_plainly(tar, plain);
	if (*ret || !*plain)
		return 0;
	strcat(plain, "/");
	return has_prefix(tar, plain, &i) ? 0 : -ENOENT;
}

int tar_list(const struct tar *tar, const char *path,
	     int (*name)(const char *name, size_t length, void *context), void *context)
{
	char plain[PATH_MAX + 1];
	int rc = resolve_links(path, true, read_link, tar, plain);
	size_t length = strlen(plain), i;

	if (rc < 0)
		return rc;
	if (find_plainly(tar, plain))
		return -ENOTDIR;
	if (length)
		strcpy(plain + length++, "/");
	if (!has_prefix(tar, plain, &i))
		return -ENOENT;
	for (; rc == 0 && i < tar->nr; i++) {
		const char *at = path_of(tar, &tar->members[i]);

		if (strncmp(at, plain, length) != 0)
			break;
		at += length;
		if (*at)
			rc = name(at, strcspn(at, "/"), context);
	}
	return rc;
}

ssize_t tar_read(const struct tar *tar, const struct tar_member *member, uint64_t offset, void *ret,
		 size_t size)
{
	uint64_t left = offset < member->size ? member->size - offset : 0;

	return read_at(tar->fd, member->start + offset, ret, size < left ? size : left);
}
