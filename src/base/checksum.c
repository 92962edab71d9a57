// SPDX-License-Identifier: GPL-2.0-or-later
/* checksum.c - see checksum.h. */
#include <zlib.h>

#include "base/checksum.h"

uint32_t checksum(const void *data, size_t size)
{
	return crc32_z(0, data, size);
}
