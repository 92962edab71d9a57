// SPDX-License-Identifier: GPL-2.0-or-later
/* physical.c - see physical.h. */
#include "model/physical.h"
#include "base/cleanup.h"

void physical_clear(struct physical *physical)
{
	for (size_t i = 0; i < physical->nr_aliases; i++)
		free(physical->aliases[i].symbol);
	free(physical->aliases);
	free(physical->owner);
	free(physical->warning);
	free(physical->note);
	*physical = (struct physical){0};
}

const char *physical_status_name(uint64_t status)
{
	static const char *const statuses[] = {
		[PHYSICAL_OK] = "ok",
		[PHYSICAL_ABSENT] = "absent",
		[PHYSICAL_UNKNOWN] = "unknown",
	};

	return status < ARRAY_SIZE(statuses) ? statuses[status] : NULL;
}

void conflict_names(struct names *names, unsigned int conflicts)
{
	static const struct flag_name flags[] = {{0, "caching"}, {1, "write-exec"}};

	names_of_flags(names, conflicts, flags, ARRAY_SIZE(flags));
}
