// SPDX-License-Identifier: GPL-2.0-or-later
/* signals.c - see signals.h. */
#include "base/signals.h"
#include "base/cleanup.h"

static const int ending[] = {SIGHUP, SIGINT, SIGTERM};

void signals_add_heeded(sigset_t *set, const int *signals, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		struct sigaction action;

		if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(set, signals[i]);
	}
}

void signals_hold(sigset_t *before)
{
	sigset_t held;

	sigemptyset(&held);
	signals_add_heeded(&held, ending, ARRAY_SIZE(ending));
	sigprocmask(SIG_BLOCK, &held, before);
}

bool signals_waiting(void)
{
	sigset_t waiting;

	sigpending(&waiting);
	for (size_t i = 0; i < ARRAY_SIZE(ending); i++)
		if (sigismember(&waiting, ending[i]))
			return true;
	return false;
}

void signals_release(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}
