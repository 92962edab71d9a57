// SPDX-License-Identifier: GPL-2.0-or-later
/* gzip.c - see gzip.h. */
#include <zlib.h>

#include "base/cleanup.h"
#include "base/gzip.h"

/* What zlib takes for a window of 32 KiB with the header of gzip. */
#define GZIP_WINDOW (15 + 16)

char *gzip_unpack(const void *packed, size_t size, size_t max_size)
{
	_cleanup_free_ char *text = malloc(max_size + 1);
	z_stream stream = {.next_in = (void *)packed, .avail_in = size};
	int rc;

	if (!text || inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
		return NULL;
	stream.next_out = (void *)text;
	stream.avail_out = max_size;
	rc = inflate(&stream, Z_FINISH);
	text[stream.total_out] = '\0';
	inflateEnd(&stream);
	return rc == Z_STREAM_END ? take_ptr(text) : NULL;
}
