/* SPDX-License-Identifier: GPL-2.0-or-later */
/* signals.h - signals that a program waits for. */
#ifndef MEMMAP_BASE_SIGNALS_H
#define MEMMAP_BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
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

/**
 * signals_hold() - let SIGHUP, SIGINT and SIGTERM wait while something must not be left half done
 * @before: filled for signals_release()
 *
 * Whoever does it asks signals_waiting() now and then, and gives up.
 */
void signals_hold(sigset_t *before);

/**
 * signals_waiting() - whether one of them has come since signals_hold()
 */
bool signals_waiting(void);

/**
 * signals_release() - let them wait no longer: one that has come ends the program
 * @before: from signals_hold()
 */
void signals_release(const sigset_t *before);

#endif
