/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json.h - records as JSON text; the only header whose source knows jansson. */
#ifndef MEMMAP_OUTPUT_JSON_H
#define MEMMAP_OUTPUT_JSON_H

#include <stdio.h>

#include "output/record.h"
#include "output/report.h"

/**
 * json_write_header() - the members of the envelope before the records, without braces
 * @out: where to
 * @header: the envelope
 *
 * Return: 0 or -1 when memory ran out.
 */
int json_write_header(FILE *out, const struct report_header *header);

/**
 * json_write_string() - text as a JSON string
 * @out: where to
 * @text: the text; bytes that are no UTF-8 are shown as "?"
 *
 * Return: 0 or -1 when memory ran out.
 */
int json_write_string(FILE *out, const char *text);

/**
 * json_write_fields() - some members of a record, without braces
 * @out: where to
 * @type: the record's type
 * @record: the record
 * @first: first field
 * @end: field behind the last one
 *
 * Return: 0 or -1 when memory ran out.
 */
int json_write_fields(FILE *out, const struct record_type *type, const void *record, size_t first,
		      size_t end);

/**
 * json_write_columns() - those members of a record that the user chose, without braces
 * @out: where to
 * @type: the record's type
 * @record: the record
 * @columns: the list
 * @first: first field
 * @end: field behind the last one
 *
 * A nested record has those of its members that the list names, or all where it names itself.
 *
 * Return: 0 or -1 when memory ran out.
 */
int json_write_columns(FILE *out, const struct record_type *type, const void *record,
		       const char *columns, size_t first, size_t end);

/**
 * json_error_text() - an error as a JSON object
 * @err: the error
 * @operand: what it is about, or NULL
 *
 * Return: the text, to be freed by the caller, or NULL when memory ran out.
 */
char *json_error_text(const struct error *err, const char *operand);

#endif
