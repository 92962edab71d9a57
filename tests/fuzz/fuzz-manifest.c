// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz-manifest.c - what a snapshot says of itself: as it is, and with a seal and checksums that
 * fit, so that mutations get behind them.
 */
#include <string.h>

#include "base/checksum.h"
#include "reader/manifest.h"

#include "fuzz.h"

static void check(const char *manifest, size_t manifest_bytes, const char *checksums,
		  size_t checksums_bytes)
{
	char *bytes = NULL;
	struct error err = {0};
	struct root root = {0};
	size_t size;
	FILE *out = open_memstream(&bytes, &size);

	always(out);
	fprintf(out, "=manifest\n");
	fwrite(manifest, 1, manifest_bytes, out);
	fprintf(out, "\n=checksums\n");
	fwrite(checksums, 1, checksums_bytes, out);
	fprintf(out, "\n=proc/text\ntext\n=sys/empty\n");
	always(fclose(out) == 0);
	if (fuzz_root((const uint8_t *)bytes, size, &root)) {
		always(snapshot_check(&root, &err) == 0 || (err.code && *err.text));
		for (size_t i = 0; i < nr_manifest_keys; i++)
			free(manifest_value(&root, manifest_keys[i].name));
		root_clear(&root);
	}
	free(bytes);
}

static void check_sealed(const char *manifest, const char *checksums)
{
	char *bytes = NULL, seal[MANIFEST_SEAL_BYTES];
	size_t size;
	FILE *out = open_memstream(&bytes, &size);

	always(out);
	fprintf(out, "snapshot: " SNAPSHOT_VERSION "\nstate: complete\nchecksums_crc32: %08x\n%s\n",
		checksum(checksums, strlen(checksums)), manifest);
	always(fflush(out) == 0);
	manifest_seal(bytes, size, seal);
	fputs(seal, out);
	always(fclose(out) == 0);
	check(bytes, size - 1, checksums, strlen(checksums) - 1);
	free(bytes);
}

/* The manifest, an empty line, the checksums. */
static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *rest = strstr(text, "\n\n");
	char *checksums;

	if (rest)
		*rest = '\0';
	rest = rest ? rest + 2 : text + strlen(text);
	check(text, strlen(text), rest, strlen(rest));
	/* In a file of the root a newline follows. */
	always(asprintf(&checksums, "%s\n", rest) > 0);
	check_sealed(text, checksums);
	free(checksums);
	free(text);
}

DEFINE_TARGET(manifest) = {.run = run};
