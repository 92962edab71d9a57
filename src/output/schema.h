/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schema.h - what a JSON answer looks like, as a JSON Schema of the draft 2020-12. */
#ifndef MEMMAP_OUTPUT_SCHEMA_H
#define MEMMAP_OUTPUT_SCHEMA_H

#include <stdio.h>

#include "output/record.h"

/* Records that one answer may hold at its top. */
#define SCHEMA_MAX_RECORDS 3

/**
 * struct schema - what a command answers
 * @command: its name
 * @summary: what it does
 * @records: types of the main array; just one of these arrays is there; ends at NULL
 * @totals: types of the arrays that may follow; ends at NULL
 */
struct schema {
	const char *command;
	const char *summary;
	const struct record_type *records[SCHEMA_MAX_RECORDS];
	const struct record_type *totals[SCHEMA_MAX_RECORDS];
};

/**
 * schema_write() - write the JSON Schema of an answer
 * @out: where to
 * @schema: the answer
 *
 * Return: 0 or -1 when memory ran out.
 */
int schema_write(FILE *out, const struct schema *schema);

#endif
