// SPDX-License-Identifier: GPL-2.0-or-later
/* manifest.c - see manifest.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/checksum.h"
#include "base/parse.h"
#include "base/tree.h"
#include "reader/manifest.h"
#include "reader/text.h"

#define SEAL "manifest_crc32: "

const struct manifest_key manifest_keys[] = {
	{"snapshot", "version of this format: " SNAPSHOT_VERSION},
	{"state", "\"complete\", or \"unfinished\" while the snapshot is being taken"},
	{"kernel", "release of the kernel"},
	{"arch", "machine, as uname(2) has it"},
	{"time", "when it was taken"},
	{"page_bytes", "size of a page"},
	{"backend", "how page tables were reached; \"none\" if they were not"},
	{"redacted", "\"yes\" or \"no\""},
	{"boot_id", "of /proc/sys/kernel/random; missing from redacted ones"},
	{"kaslr_offset",
	 "how far the kernel lies from where it was linked to, where that is known"},
	{"unreadable", "a file or fact that is there and could not be read, and why; any number of "
		       "lines"},
	{"frames", "which page frames are saved: all, mapped or none"},
	{"vmallocinfo", "that lines of /proc/vmallocinfo are left out, and how many"},
	{"checksums_crc32", "checksum of the file checksums"},
	{"manifest_crc32", "the last line: checksum of all lines before it"},
};
const size_t nr_manifest_keys = ARRAY_SIZE(manifest_keys);

char *manifest_value(const struct root *root, const char *key)
{
	_cleanup_free_ char *text = NULL;
	char *rest, *line;

	if (root_read(root, SNAPSHOT_MANIFEST, &text, NULL) < 0)
		return NULL;
	rest = text;
	while ((line = next_line(&rest))) {
		const char *at = line;

		if (skip_prefix(&at, key) && skip_prefix(&at, ":"))
			return strdup(skip_spaces(at));
	}
	return NULL;
}

void manifest_seal(const char *text, size_t length, char ret[MANIFEST_SEAL_BYTES])
{
	snprintf(ret, MANIFEST_SEAL_BYTES, SEAL "%08x\n", checksum(text, length));
}

bool snapshot_is(const struct root *root)
{
	_cleanup_free_ char *version = root->live ? NULL : manifest_value(root, "snapshot");

	return version;
}

static int bad(const struct root *root, const char *what, struct error *err)
{
	error_set(err, ERROR_PARSE, "%s: %s", root->path, what);
	error_remedy(err, "take it again, or copy it again from where it is whole");
	return -EBADMSG;
}

static int check_manifest(const struct root *root, const char *version, struct error *err)
{
	_cleanup_free_ char *state = manifest_value(root, "state");
	_cleanup_free_ char *text = NULL;
	char wanted[MANIFEST_SEAL_BYTES];
	const char *seal;
	int rc;

	if (strcmp(version, SNAPSHOT_VERSION))
		return error_set(err, ERROR_ABI,
				 "%s: a snapshot of version %.20s, this memmap understands %s",
				 root->path, version, SNAPSHOT_VERSION);
	if (!state || strcmp(state, "complete"))
		return bad(root, "the snapshot was not finished", err);
	rc = root_read(root, SNAPSHOT_MANIFEST, &text, err);
	if (rc < 0)
		return rc;
	seal = strstr(text, "\n" SEAL);
	if (!seal)
		return bad(root, "the manifest of the snapshot is cut off", err);
	seal++;
	manifest_seal(text, seal - text, wanted);
	if (strcmp(seal, wanted))
		return bad(root, "the manifest of the snapshot is damaged", err);
	return 0;
}

static int checksum_file(const struct root *root, const char *path, uint64_t size, uint32_t *ret)
{
	_cleanup_(root_unmap) struct root_map map = {0};
	int rc = root_map(root, path, &map, NULL);

	if (rc < 0)
		return rc;
	if (map.size != size)
		return -EBADMSG;
	*ret = size ? checksum(map.data, size) : 0;
	return 0;
}

static int check_link(const struct root *root, const char *target, const char *path,
		      struct error *err)
{
	char found[NAME_MAX + 1], why[PATH_MAX + 40];

	if (root_read_link(root, path, found, sizeof(found)) > 0 && !strcmp(found, target))
		return 0;
	snprintf(why, sizeof(why), "the snapshot is damaged: %s", path);
	return bad(root, why, err);
}

/* "CRC32 SIZE PATH" or "link TARGET PATH" */
static int check_line(char *line, void *context, struct error *err)
{
	const struct root *root = context;
	const char *at = line;
	char why[PATH_MAX + 100];
	uint64_t wanted, size;
	uint32_t found = 0;
	int rc;

	if (skip_prefix(&at, "link ")) {
		char *target = line + (at - line), *path = strchr(target, ' ');

		if (!path)
			return -EINVAL;
		*path++ = '\0';
		return tree_path_is_safe(path) ? check_link(root, target, path, err) : -EINVAL;
	}
	if (parse_u64(&at, 16, &wanted) < 0 || !skip_prefix(&at, " ") ||
	    parse_u64(&at, 10, &size) < 0 || !skip_prefix(&at, " ") || !tree_path_is_safe(at))
		return -EINVAL;
	rc = checksum_file(root, at, size, &found);
	if (rc == 0 && found == wanted)
		return 0;
	snprintf(why, sizeof(why), "the snapshot is damaged: %s %s", at,
		 rc == 0 || rc == -EBADMSG ? "is not what was saved" : "cannot be read");
	return bad(root, why, err);
}

static int check_files(const struct root *root, struct error *err)
{
	_cleanup_free_ char *wanted = manifest_value(root, "checksums_crc32");
	_cleanup_free_ char *text = NULL;
	char found[16];
	int rc = root_read(root, SNAPSHOT_CHECKSUMS, &text, err);

	if (rc < 0)
		return rc;
	snprintf(found, sizeof(found), "%08x", checksum(text, strlen(text)));
	if (!wanted || strcmp(wanted, found))
		return bad(root, "the list of checksums of the snapshot is damaged", err);
	return text_parse_lines(text, check_line, (void *)root, err);
}

int snapshot_check(const struct root *root, struct error *err)
{
	_cleanup_free_ char *version = NULL;
	int rc;

	if (root->live)
		return 0;
	version = manifest_value(root, "snapshot");
	if (!version && root_find(root, SNAPSHOT_CHECKSUMS) == 0)
		return bad(root, "a snapshot without its manifest", err);
	if (!version)
		return 0;
	rc = check_manifest(root, version, err);
	return rc < 0 ? rc : check_files(root, err);
}
