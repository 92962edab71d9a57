// SPDX-License-Identifier: GPL-2.0-or-later
/* account.c - see account.h. */
#include <stdlib.h>

#include "model/account.h"

void account_clear(struct account *account)
{
	free(account->nodes);
	*account = (struct account){0};
}

uint64_t account_rest(const struct account *account)
{
	if (account->of_container || account->clamped)
		return ABSENT;
	return account->nr_parts ? account->parts[account->nr_parts - 1].bytes : 0;
}
