// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-capture.c - small files of a captured root: its configuration, meminfo, tables of ZFS. */
#include <string.h>

#include "base/gzip.h"
#include "model/value.h"
#include "reader/config.h"
#include "reader/meminfo.h"
#include "reader/zfs.h"

#include "fuzz.h"

#define MAX_BYTES 4096

/* As "CONFIG_MODULES=y\n# CONFIG_PROC_KCORE is not set\n" is packed. */
static const unsigned char packed[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x73, 0xf6, 0xf7,
	0x73, 0xf3, 0x74, 0x8f, 0xf7, 0xf5, 0x77, 0x09, 0xf5, 0x71, 0x0d, 0xb6, 0xad,
	0xe4, 0x52, 0x56, 0x70, 0x86, 0x08, 0x05, 0x04, 0xf9, 0x3b, 0xc7, 0x7b, 0x3b,
	0xfb, 0x07, 0xb9, 0x2a, 0x64, 0x16, 0x2b, 0xe4, 0xe5, 0x97, 0x28, 0x14, 0xa7,
	0x96, 0x70, 0x01, 0x00, 0x18, 0xb1, 0x84, 0xc8, 0x30, 0x00, 0x00, 0x00};

static void seeds(void (*add)(const void *data, size_t size))
{
	add(packed, sizeof(packed));
}

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *unpacked = gzip_unpack(data, size, MAX_BYTES);
	uint64_t bytes;

	if (unpacked) {
		always(strlen(unpacked) <= MAX_BYTES);
		config_find(unpacked, "CONFIG_MODULES");
	}
	always(config_find(text, "CONFIG_MODULES") != CONFIG_UNKNOWN ||
	       strncmp(text, "CONFIG_", 7));
	bytes = meminfo_bytes(text, "MemTotal");
	always(bytes == ABSENT || bytes % 1024 == 0);
	always(!meminfo_has_no_mmu(text) || strstr(text, "MmapCopy"));
	always(kstat_value(text, "size") == ABSENT || strstr(text, "size "));
	free(unpacked);
	free(text);
}

DEFINE_TARGET(capture) = {.run = run, .seeds = seeds};
