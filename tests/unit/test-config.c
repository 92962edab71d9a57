// SPDX-License-Identifier: GPL-2.0-or-later
/* test-config.c - options of a kernel, from what it packs into itself and from its package. */
#include <zlib.h>

#include "base/gzip.h"
#include "reader/config.h"

#include "support.h"
#include "tap.h"

static const char text[] = "#\n# Linux/x86 6.1.0 Kernel Configuration\n#\nCONFIG_MODULES=y\n"
			   "# CONFIG_PROC_KCORE is not set\nCONFIG_VIRTIO_BALLOON=m\n"
			   "CONFIG_PROC_KCORES=y\nCONFIG_LOG=\"a=y\"\n";

static void test_find(void)
{
	about("options");
	is_int(config_find(text, "CONFIG_MODULES"), CONFIG_ON);
	is_int(config_find(text, "CONFIG_VIRTIO_BALLOON"), CONFIG_ON);
	is_int(config_find(text, "CONFIG_PROC_KCORE"), CONFIG_OFF);
	is_int(config_find(text, "CONFIG_MODULE"), CONFIG_OFF);
	is_int(config_find(text, "CONFIG_NOWHERE"), CONFIG_OFF);
	is_int(config_find("CONFIG_X=n\n", "CONFIG_X"), CONFIG_OFF);
	about("no configuration");
	is_int(config_find("", "CONFIG_MODULES"), CONFIG_UNKNOWN);
	is_int(config_find("nonsense\n# CONFIG_X is not set\n", "CONFIG_MODULES"), CONFIG_UNKNOWN);
}

static size_t pack(unsigned char *packed, size_t size)
{
	z_stream stream = {.next_in = (void *)text, .avail_in = strlen(text)};

	must(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	stream.next_out = packed;
	stream.avail_out = size;
	must(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	deflateEnd(&stream);
	return stream.total_out;
}

static void test_unpack(void)
{
	unsigned char packed[1000];
	size_t size = pack(packed, sizeof(packed));
	char *got = gzip_unpack(packed, size, sizeof(text));

	about("unpacking");
	is_str(got, text);
	free(got);
	got = gzip_unpack(packed, size, strlen(text));
	is_str(got, text);
	free(got);
	about("too large");
	ok(!gzip_unpack(packed, size, strlen(text) - 1));
	about("cut off");
	for (size_t length = 0; length < size; length++)
		ok(!gzip_unpack(packed, length, sizeof(text)));
	about("no gzip");
	ok(!gzip_unpack(text, strlen(text), sizeof(text)));
}

static void test_kernel(void)
{
	unsigned char packed[1000];
	size_t size = pack(packed, sizeof(packed));
	struct root root;

	scratch_root(&root);
	about("a kernel that tells nothing");
	is_int(kernel_config(&root, "CONFIG_MODULES"), CONFIG_UNKNOWN);
	about("its package tells");
	scratch_text(&root, "boot/config-6.1.0", "CONFIG_PROC_KCORE=y\n");
	is_int(kernel_config(&root, "CONFIG_PROC_KCORE"), CONFIG_UNKNOWN);
	scratch_text(&root, "proc/sys/kernel/osrelease", "6.1.0\n");
	is_int(kernel_config(&root, "CONFIG_PROC_KCORE"), CONFIG_ON);
	is_int(kernel_config(&root, "CONFIG_MODULES"), CONFIG_OFF);
	about("the kernel itself knows better");
	scratch_write(&root, "proc/config.gz", packed, size);
	is_int(kernel_config(&root, "CONFIG_PROC_KCORE"), CONFIG_OFF);
	is_int(kernel_config(&root, "CONFIG_MODULES"), CONFIG_ON);
	about("a release that leads elsewhere");
	scratch_write(&root, "proc/config.gz", "x", 1);
	scratch_text(&root, "proc/sys/kernel/osrelease", "../boot/config-6.1.0\n");
	is_int(kernel_config(&root, "CONFIG_PROC_KCORE"), CONFIG_UNKNOWN);
	scratch_remove(&root);
}

DEFINE_UNIT(config)
{
	test_find();
	test_unpack();
	test_kernel();
}
