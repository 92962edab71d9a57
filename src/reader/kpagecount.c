// SPDX-License-Identifier: GPL-2.0-or-later
/* kpagecount.c - see kpagecount.h. */
#include <errno.h>

#include "model/value.h"
#include "reader/kpagecount.h"

int kpagecount_read(const struct root *root, uint64_t pfn, uint64_t *ret, struct error *err)
{
	_cleanup_close_ int fd = root_open_file(root, "proc/kpagecount", err);
	uint64_t count;
	ssize_t got;

	if (fd < 0)
		return fd;
	got = pread(fd, &count, sizeof(count), pfn * sizeof(count));
	if (got < 0)
		return error_errno(err, errno, "%s/proc/kpagecount: frame 0x%jx", root->path,
				   (uintmax_t)pfn);
	*ret = got == sizeof(count) ? count : ABSENT;
	return 0;
}
