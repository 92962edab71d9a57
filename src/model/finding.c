// SPDX-License-Identifier: GPL-2.0-or-later
/* finding.c - see finding.h. */
#include "model/finding.h"
#include "base/cleanup.h"

void diagnosis_clear(struct diagnosis *diagnosis)
{
	for (size_t i = 0; i < diagnosis->nr; i++) {
		free(diagnosis->items[i].detail);
		free(diagnosis->items[i].remedy);
	}
	free(diagnosis->items);
	*diagnosis = (struct diagnosis){0};
}

const char *finding_status_name(uint64_t status)
{
	static const char *const names[] = {
		[FINDING_FACT] = "fact",
		[FINDING_OK] = "ok",
		[FINDING_LIMITED] = "limited",
		[FINDING_UNUSABLE] = "unusable",
	};

	return status < ARRAY_SIZE(names) ? names[status] : NULL;
}
