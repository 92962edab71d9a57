// SPDX-License-Identifier: GPL-2.0-or-later
/* account.c - see account.h. */
#include <stdlib.h>

#include <memmap/model/account.h>

void account_clear(struct account *account)
{
	free(account->nodes);
	*account = (struct account){0};
}
