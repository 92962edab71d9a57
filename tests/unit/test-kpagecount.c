// SPDX-License-Identifier: GPL-2.0-or-later
/* test-kpagecount.c - counts by frame, at the end of the file and without it. */
#include <errno.h>

#include "model/value.h"
#include "reader/kpagecount.h"

#include "support.h"
#include "tap.h"

DEFINE_UNIT(kpagecount)
{
	static const uint64_t counts[] = {7, 0, 0x100000001};
	struct error err = {0};
	struct root root;
	uint64_t count = 1;

	scratch_root(&root);
	is_int(kpagecount_read(&root, 0, &count, &err), -ENOENT);
	contains(err.text, "proc/kpagecount: No such file");
	is_int(count, 1);
	/* The last entry is cut off. */
	scratch_write(&root, "proc/kpagecount", counts, sizeof(counts) - 1);
	is_int(kpagecount_read(&root, 0, &count, NULL), 0);
	is_int(count, 7);
	is_int(kpagecount_read(&root, 1, &count, NULL), 0);
	is_int(count, 0);
	is_int(kpagecount_read(&root, 2, &count, NULL), 0);
	is_hex(count, ABSENT);
	is_int(kpagecount_read(&root, 1000, &count, NULL), 0);
	is_hex(count, ABSENT);
	scratch_remove(&root);
}
