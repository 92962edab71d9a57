/* SPDX-License-Identifier: GPL-2.0-or-later */
/* signals.h - signals that a program waits for. */
#ifndef MEMMAP_BASE_SIGNALS_H
#define MEMMAP_BASE_SIGNALS_H

#include <signal.h>
#include <stddef.h>

/**
 * signals_add_heeded() - add those of some signals that the program was not started to ignore
 * @set: the set they are added to
 * @signals: their numbers
 * @nr: how many
 *
 * Blocked, a signal comes through signalfd() also where it is ignored, as SIGHUP is below nohup(1)
 * and SIGINT below a shell's "&": who started the program so means it.
 */
void signals_add_heeded(sigset_t *set, const int *signals, size_t nr);

#endif
