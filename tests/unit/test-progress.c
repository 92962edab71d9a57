// SPDX-License-Identifier: GPL-2.0-or-later
/* test-progress.c - what a terminal gets to see of long work. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "output/progress.h"

#include "support.h"
#include "tap.h"

/* What came to the terminal since it was asked last. */
static const char *seen(int terminal)
{
	static char text[256];
	ssize_t got = read(terminal, text, sizeof(text) - 1);

	text[got < 0 ? 0 : got] = '\0';
	return text;
}

static void test_terminal(int terminal)
{
	struct progress progress;

	about("work of less than a second");
	progress_begin(&progress, "counting", 8);
	progress_update(&progress, 1);
	progress_end(&progress);
	is_str(seen(terminal), "");

	about("long work");
	progress_begin(&progress, "counting", 8);
	progress.next_ms = 0;
	progress_update(&progress, 2);
	is_str(seen(terminal), "\rcounting: 25%\033[K");
	about("not too often");
	progress_update(&progress, 4);
	is_str(seen(terminal), "");
	about("more than was thought");
	progress.next_ms = 0;
	progress_update(&progress, 9);
	is_str(seen(terminal), "\rcounting: 100%\033[K");
	about("the end");
	progress_end(&progress);
	is_str(seen(terminal), "\r\033[K");
	progress_end(&progress);
	is_str(seen(terminal), "");

	about("it is not known how much there is");
	progress_begin(&progress, "counting", 0);
	progress.next_ms = 0;
	progress_update(&progress, 9);
	is_str(seen(terminal), "\rcounting: 0%\033[K");
	progress_end(&progress);
	seen(terminal);

	about("work that knows how much there is");
	progress_begin(&progress, "counting", 0);
	progress.next_ms = 0;
	progress_tell(2, 8, &progress);
	is_str(seen(terminal), "\rcounting: 25%\033[K");
	progress.next_ms = 0;
	progress_tell(8, 8, &progress);
	is_str(seen(terminal), "\r\033[K");
}

static void test_file(int terminal)
{
	struct progress progress;

	about("no terminal");
	progress_begin(&progress, "counting", 8);
	ok(!progress.enabled);
	progress.next_ms = 0;
	progress_update(&progress, 2);
	progress_end(&progress);
	is_str(seen(terminal), "");
}

DEFINE_UNIT(progress)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK), before, other, null;

	must(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
	other = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	null = open("/dev/null", O_WRONLY);
	before = dup(STDERR_FILENO);
	must(other >= 0 && null >= 0 && before >= 0);
	dup2(other, STDERR_FILENO);
	test_terminal(terminal);
	dup2(null, STDERR_FILENO);
	test_file(terminal);
	dup2(before, STDERR_FILENO);
}
