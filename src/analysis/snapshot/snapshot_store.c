// SPDX-License-Identifier: GPL-2.0-or-later
/* snapshot_store.c - see snapshot_store.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "analysis/snapshot/snapshot_store.h"
#include "base/checksum.h"
#include "base/parse.h"
#include "base/tar.h"
#include "base/tree.h"
#include "reader/manifest.h"

#define FIRST_LINE "snapshot: " SNAPSHOT_VERSION "\n"

static const char unfinished[] = FIRST_LINE "state: unfinished\n";

static bool is_tar(const char *destination)
{
	size_t length = strlen(destination);

	return length > 4 && !strcmp(destination + length - 4, ".tar");
}

static int exists(const char *destination, struct error *err)
{
	error_set(err, ERROR_IO, "%s: exists already", destination);
	error_remedy(err, "a snapshot replaces nothing: choose another name");
	return -EEXIST;
}

static int open_directory(struct snapshot_store *store, struct error *err)
{
	int rc;

	if (!mkdtemp(store->partial)) {
		int os_errno = errno;

		free(take_ptr(store->partial));
		return error_errno(err, os_errno, "%s", store->destination);
	}
	store->fd = open(store->partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->fd < 0)
		return error_errno(err, errno, "%s", store->partial);
	rc = tree_write(store->fd, SNAPSHOT_MANIFEST, unfinished, strlen(unfinished), err);
	return error_prefix(err, rc, "%s: ", store->destination);
}

static int open_tar(struct snapshot_store *store, struct error *err)
{
	int fd = mkostemp(store->partial, O_CLOEXEC);

	if (fd < 0) {
		int os_errno = errno;

		free(take_ptr(store->partial));
		return error_errno(err, os_errno, "%s", store->destination);
	}
	store->tar = fdopen(fd, "w");
	if (store->tar)
		return 0;
	close(fd);
	return error_no_memory(err);
}

/* Whoever reads it finds the manifest last, or not at all. */
static int open_stdout(struct snapshot_store *store, struct error *err)
{
	int fd = dup(STDOUT_FILENO);

	store->destination = "standard output";
	store->tar = fd < 0 ? NULL : fdopen(fd, "w");
	if (store->tar)
		return 0;
	if (fd >= 0)
		close(fd);
	return error_errno(err, errno, "%s", store->destination);
}

static int make_partial(struct snapshot_store *store, struct error *err)
{
	size_t length = strlen(store->destination);
	struct stat st;

	while (length > 1 && store->destination[length - 1] == '/')
		length--;
	if (lstat(store->destination, &st) == 0)
		return exists(store->destination, err);
	if (asprintf(&store->partial, "%.*s.partial-XXXXXX", (int)length, store->destination) < 0) {
		store->partial = NULL;
		return error_no_memory(err);
	}
	return is_tar(store->destination) ? open_tar(store, err) : open_directory(store, err);
}

int snapshot_store_open(struct snapshot_store *store, const char *destination, struct error *err)
{
	int rc;

	*store = (struct snapshot_store){.destination = destination, .fd = -1};
	store->manifest = open_memstream(&store->manifest_text, &store->manifest_bytes);
	store->checksums = open_memstream(&store->checksums_text, &store->checksums_bytes);
	rc = store->manifest && store->checksums ? 0 : error_no_memory(err);
	if (rc == 0)
		rc = strcmp(destination, "-") ? make_partial(store, err) : open_stdout(store, err);
	if (rc < 0) {
		snapshot_store_close(store);
		return rc;
	}
	fputs(FIRST_LINE "state: complete\n", store->manifest);
	return 0;
}

void snapshot_store_say(struct snapshot_store *store, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(store->manifest, format, args);
	va_end(args);
	fputc('\n', store->manifest);
}

static int put_file(struct snapshot_store *store, const char *path, const void *data, size_t size,
		    struct error *err)
{
	return store->tar ? tar_add_file(store->tar, path, data, size, err)
			  : tree_write(store->fd, path, data, size, err);
}

int snapshot_store_file(struct snapshot_store *store, const char *path, const void *data,
			size_t size, struct error *err)
{
	int rc = put_file(store, path, data, size, err);

	if (rc < 0)
		return error_prefix(err, rc, "%s: ", store->destination);
	fprintf(store->checksums, "%08x %zu %s\n", checksum(data, size), size, path);
	store->size_bytes += size;
	return 0;
}

int snapshot_store_link(struct snapshot_store *store, const char *path, const char *target,
			struct error *err)
{
	int rc = store->tar ? tar_add_link(store->tar, path, target, err)
			    : tree_link(store->fd, path, target, err);

	if (rc == 0)
		fprintf(store->checksums, "link %s %s\n", target, path);
	return error_prefix(err, rc, "%s: ", store->destination);
}

/* The lines of the manifest, and the seal behind them. */
static int end_manifest(struct snapshot_store *store, struct error *err)
{
	char seal[MANIFEST_SEAL_BYTES];

	snapshot_store_say(store, "checksums_crc32: %08x",
			   checksum(store->checksums_text, store->checksums_bytes));
	if (fflush(store->manifest))
		return error_no_memory(err);
	manifest_seal(store->manifest_text, store->manifest_bytes, seal);
	fputs(seal, store->manifest);
	return fflush(store->manifest) ? error_no_memory(err) : 0;
}

/* The manifest comes last, and of a directory it is replaced at once: no half one is ever there. */
static int write_manifest(struct snapshot_store *store, struct error *err)
{
	int rc = fflush(store->checksums) ? error_no_memory(err) : 0;

	if (rc == 0)
		rc = put_file(store, SNAPSHOT_CHECKSUMS, store->checksums_text,
			      store->checksums_bytes, err);
	if (rc == 0)
		rc = end_manifest(store, err);
	if (rc == 0)
		rc = put_file(store, store->tar ? SNAPSHOT_MANIFEST : SNAPSHOT_MANIFEST ".new",
			      store->manifest_text, store->manifest_bytes, err);
	if (rc == 0 && !store->tar &&
	    renameat(store->fd, SNAPSHOT_MANIFEST ".new", store->fd, SNAPSHOT_MANIFEST) < 0)
		rc = error_errno(err, errno, "%s", store->partial);
	return rc;
}

static int end_tar(struct snapshot_store *store, struct error *err)
{
	int rc = tar_end(store->tar, err);

	if (rc == 0 && store->partial && fsync(fileno(store->tar)) < 0)
		rc = error_errno(err, errno, "%s", store->partial);
	if (fclose(take_ptr(store->tar)) && rc == 0)
		rc = error_errno(err, errno, "writing the tar file");
	return rc;
}

/* Some file systems cannot refuse to replace; what came there meanwhile is then seen here. */
static int rename_new(const char *from, const char *to)
{
	struct stat st;

	/* Not every C library has a function for it. */
	if (syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	if (lstat(to, &st) == 0)
		return -EEXIST;
	return rename(from, to) < 0 ? -errno : 0;
}

/* A name is on the disk once its directory is. */
static int give_name(struct snapshot_store *store, struct error *err)
{
	_cleanup_free_ char *copy = strdup(store->destination);
	_cleanup_close_ int fd = -1;
	int rc = rename_new(store->partial, store->destination);

	if (rc == -EEXIST)
		return exists(store->destination, err);
	if (rc < 0)
		return error_errno(err, -rc, "%s", store->destination);
	free(take_ptr(store->partial));
	fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd >= 0)
		fsync(fd);
	return 0;
}

int snapshot_store_finish(struct snapshot_store *store, struct error *err)
{
	int rc = write_manifest(store, err);

	if (rc == 0 && store->tar)
		rc = end_tar(store, err);
	if (rc < 0)
		return error_prefix(err, rc, "%s: ", store->destination);
	return store->partial ? give_name(store, err) : 0;
}

void snapshot_store_close(struct snapshot_store *store)
{
	if (store->manifest)
		fclose(store->manifest);
	if (store->checksums)
		fclose(store->checksums);
	free(store->manifest_text);
	free(store->checksums_text);
	if (store->tar)
		fclose(store->tar);
	if (store->fd >= 0)
		close(store->fd);
	if (store->partial)
		tree_remove(store->partial);
	free(store->partial);
	*store = (struct snapshot_store){.fd = -1};
}

char *snapshot_store_left(const char *destination)
{
	_cleanup_free_ char *copy = strdup(destination), *directory = strdup(destination);
	_cleanup_free_ char *prefix = NULL;
	struct dirent **entries = NULL;
	const char *parent;
	char *found = NULL;
	int nr;

	/* Both may change their text: basename() ends it before slashes that follow the name. */
	if (!copy || !directory || asprintf(&prefix, "%s.partial-", basename(copy)) < 0)
		return NULL;
	parent = dirname(directory);
	nr = scandir(parent, &entries, NULL, NULL);
	for (int i = 0; i < nr; i++) {
		const char *name = entries[i]->d_name;

		if (!found && !strncmp(name, prefix, strlen(prefix)) &&
		    asprintf(&found, "%s/%s", parent, name) < 0)
			found = NULL;
		free(entries[i]);
	}
	free(entries);
	return found;
}
