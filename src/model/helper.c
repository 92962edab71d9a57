// SPDX-License-Identifier: GPL-2.0-or-later
/* helper.c - see helper.h. */
#include <stdlib.h>

#include "model/helper.h"

void helper_clear(struct helper *helper)
{
	free(helper->version);
	free(helper->file);
	free(helper->vermagic);
	*helper = (struct helper){0};
}
