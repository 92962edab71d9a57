/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kptr_restrict.h - read /proc/vmallocinfo with kernel.kptr_restrict lifted for that moment. */
#ifndef MEMMAP_READER_KPTR_RESTRICT_H
#define MEMMAP_READER_KPTR_RESTRICT_H

#include <memmap/base/root.h>
#include <memmap/model/memory.h>

/**
 * vmallocinfo_read_unhashed() - as vmallocinfo_read(), but with addresses instead of hashes
 * @root: where from
 * @ret: the areas, to be released with vmap_area_array_clear()
 * @err: filled on failure
 *
 * Writes 1 to kernel.kptr_restrict if it is 0, reads, and writes 0 again if it is still 1. Any
 * other value stays: 2 then leaves @ret->hidden set. Signals wait until the old value is back, so
 * that only SIGKILL can leave 1 behind. For whoever looks at that moment, addresses are shown to
 * programs with CAP_SYSLOG, and to others nothing.
 *
 * Context: the write needs CAP_SYS_ADMIN and a writable /proc/sys.
 *
 * Return: 0 or -errno.
 */
int vmallocinfo_read_unhashed(const struct root *root, struct vmap_area_array *ret,
			      struct error *err) _must_check_;

#endif
