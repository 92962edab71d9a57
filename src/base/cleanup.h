/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cleanup.h - attributes and scope-bound clean-up, so that every way out of a function frees. */
#ifndef MEMMAP_BASE_CLEANUP_H
#define MEMMAP_BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _must_check_	     __attribute__((warn_unused_result))
#define _printf_(fmt, first) __attribute__((format(printf, fmt, first)))
#define _cleanup_(function)  __attribute__((cleanup(function)))
#define _cleanup_free_	     _cleanup_(cleanup_free)
#define _cleanup_close_	     _cleanup_(cleanup_close)

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* take_ptr() - hand ownership on: the variable becomes NULL, its old value is the result. */
#define take_ptr(ptr)                     \
	({                                \
		typeof(ptr) taken_ = ptr; \
		(ptr) = NULL;             \
		taken_;                   \
	})

static inline void cleanup_free(void *ptr)
{
	free(*(void **)ptr);
}

static inline void cleanup_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#endif
