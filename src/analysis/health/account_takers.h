/* SPDX-License-Identifier: GPL-2.0-or-later */
/* account_takers.h - who takes memory that no counter shows; for account*.c alone. */
#ifndef ACCOUNT_TAKERS_H
#define ACCOUNT_TAKERS_H

#include "analysis/health/account.h"

/* account_note() - something to know of an account; what there is no room for is left out */
void account_note(struct account *account, enum error_code code, const char *remedy,
		  const char *format, ...) _printf_(4, 5);

/* balloon_stays_in_total() - whether MemTotal still has what a balloon gave to the hypervisor */
bool balloon_stays_in_total(const struct root *root);

/* note_takers() - name who may have the rest, where that is large */
void note_takers(const struct root *root, struct account *account);

#endif
