/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding.h - what "memmap doctor" found out about one thing. */
#ifndef MEMMAP_MODEL_FINDING_H
#define MEMMAP_MODEL_FINDING_H

#include <stddef.h>
#include <stdint.h>

/**
 * enum finding_status - how usable a source or back end is
 * @FINDING_FACT: nothing to be usable, just a fact
 * @FINDING_OK: usable
 * @FINDING_LIMITED: usable in part
 * @FINDING_UNUSABLE: not usable
 */
enum finding_status { FINDING_FACT, FINDING_OK, FINDING_LIMITED, FINDING_UNUSABLE };

/**
 * struct finding - one line of the diagnosis
 * @name: what was looked at
 * @status: enum finding_status
 * @code: stable reason why it is not wholly usable, as in errors; NULL when it is
 * @detail: what was found
 * @lost: what does not work without it, or NULL when nothing is lost
 * @remedy: what to do, or NULL
 */
struct finding {
	const char *name;
	unsigned int status;
	const char *code;
	char *detail;
	const char *lost;
	char *remedy;
};

/**
 * struct diagnosis - all findings
 * @items: the findings
 * @nr: how many
 * @can_translate: a back end works
 */
struct diagnosis {
	struct finding *items;
	size_t nr;
	uint8_t can_translate;
};

/**
 * diagnosis_clear() - free the findings
 * @diagnosis: may be zeroed
 */
void diagnosis_clear(struct diagnosis *diagnosis);

/**
 * finding_status_name() - "fact", "ok", "limited" or "unusable"
 * @status: enum finding_status
 *
 * Return: a constant string, or NULL.
 */
const char *finding_status_name(uint64_t status);

#endif
