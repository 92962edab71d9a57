// SPDX-License-Identifier: GPL-2.0-or-later
/* signals.c - see signals.h. */
#include <memmap/base/signals.h>

void signals_add_heeded(sigset_t *set, const int *signals, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		struct sigaction action;

		if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(set, signals[i]);
	}
}
