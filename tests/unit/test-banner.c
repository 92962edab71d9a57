// SPDX-License-Identifier: GPL-2.0-or-later
/* test-banner.c - lines that name a kernel, and lines that only look so. */
#include "base/cleanup.h"
#include "reader/banner.h"

#include "tap.h"

static const char *const lines[][2] = {
	{"[    0.000000] Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12)",
	 "6.1.0-56-amd64"},
	{"CPU: 0 PID: 1 Comm: init Not tainted 6.12.117 #1 Debian 6.12.117-1", "6.12.117"},
	{"CPU: 0 PID: 1 Comm: init Tainted: G           OE      6.1.0-56-amd64 #1 Debian",
	 "6.1.0-56-amd64"},
	{"CPU: 1 UID: 0 PID: 77 Comm: x Tainted: G S W 6.18.44+deb13 #1 PREEMPT", "6.18.44+deb13"},
	{"Not tainted 5.10", "5.10"},
	/* Since 6.12 the flags are spelt out on a line of their own. */
	{"Tainted: [O]=OOT_MODULE, [E]=UNSIGNED_MODULE", NULL},
	{"Linux version", NULL},
	{"Linux version ", NULL},
	{"Linux version unknown", NULL},
	{"Not tainted 6", NULL},
	{"Tainted: G", NULL},
	{"Tainted: ", NULL},
	{"", NULL},
	{"Linux version 6.1.0-with-a-name-that-is-longer-than-the-room-for-it", NULL},
};

DEFINE_UNIT(banner)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		char release[32] = "untouched";
		bool found = banner_release(lines[i][0], release, sizeof(release));

		about("%s", lines[i][0]);
		is_int(found, lines[i][1] != NULL);
		is_str(release, lines[i][1] ?: "untouched");
	}
}
