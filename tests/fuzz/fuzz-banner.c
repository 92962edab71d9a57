// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-banner.c - lines that may name a kernel. */
#include <string.h>

#include "reader/banner.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), release[32];

	memset(release, 'x', sizeof(release));
	if (banner_release(text, release, sizeof(release))) {
		always(memchr(release, '\0', sizeof(release)));
		always(strstr(text, release) && !strpbrk(release, " \n"));
	}
	free(text);
}

DEFINE_TARGET(banner) = {.run = run};
