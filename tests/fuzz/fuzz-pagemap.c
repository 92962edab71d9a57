// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-pagemap.c - entries of /proc/PID/pagemap with any flags of their frames: each is something.
 */
#include <string.h>

#include "model/user.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	for (size_t at = 0; at + 16 <= size; at += 16) {
		struct memmap_frame frame = {0};
		enum user_backing alone, with_frame;
		uint64_t entry;

		memcpy(&entry, data + at, 8);
		memcpy(&frame.flags, data + at + 8, 8);
		alone = user_backing_of(entry, NULL);
		with_frame = user_backing_of(entry, &frame);
		always(status_name(user_status_of(alone)));
		always(user_status_of(alone) == user_status_of(with_frame));
		always(with_frame == USER_NOTHING || user_backing_name(with_frame));
	}
}

DEFINE_TARGET(pagemap) = {.run = run};
