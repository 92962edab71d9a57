/* SPDX-License-Identifier: GPL-2.0-or-later */
/* columns.h - fields as users name them: with --columns and --sort. */
#ifndef MEMMAP_OUTPUT_COLUMNS_H
#define MEMMAP_OUTPUT_COLUMNS_H

#include "output/record.h"

/* Room for the heading of a column. */
#define HEADING_BYTES 64

/**
 * field_heading() - the heading that a field has in a table
 * @field: the field; the columns of an array have numbers instead
 * @ret: HEADING_BYTES
 *
 * Return: @ret.
 */
const char *field_heading(const struct field *field, char *ret);

/**
 * field_is_column() - whether a field can be a column of a table
 * @field: the field
 *
 * Return: true for all but arrays of records.
 */
bool field_is_column(const struct field *field);

/**
 * field_is_sortable() - whether rows can be sorted by a field
 * @field: the field
 *
 * Return: true for columns with one value.
 */
bool field_is_sortable(const struct field *field);

/**
 * struct column_name - a field that was named
 * @outer: the field whose nested record holds @field, or NULL
 * @field: the field
 */
struct column_name {
	const struct field *outer, *field;
};

/**
 * column_find() - look a field up as users name it
 * @type: the record type; NULL has no fields
 * @name: its name, "name.member" for a member of a nested record, or its heading; in any case, and
 * with "-" or blanks for "_"
 * @length: of @name
 * @usable: whether a field will do
 *
 * Names come before headings, and a record's own fields before those of nested ones.
 *
 * Return: the field; its @field is NULL when there is none.
 */
struct column_name column_find(const struct record_type *type, const char *name, size_t length,
			       bool (*usable)(const struct field *field));

/**
 * column_next() - the next name of a list that a record has
 * @type: the record type
 * @list: names, separated by commas; moved behind the one that was found
 * @ret: the field
 *
 * Return: false at the end of the list.
 */
bool column_next(const struct record_type *type, const char **list, struct column_name *ret);

/**
 * column_listed() - whether a list names a field
 * @type: the record type
 * @list: names, separated by commas
 * @outer: the field whose nested record holds @field, or NULL
 * @field: the field, or NULL for any member of @outer
 *
 * Return: true if it does.
 */
bool column_listed(const struct record_type *type, const char *list, const struct field *outer,
		   const struct field *field);

/**
 * column_check() - whether a name that the user gave is a field of a record or of its stream
 * @type: the record type
 * @name: the name
 * @length: of @name
 * @unknown: what to say in front of a name that is none
 * @usable: whether a field will do
 * @err: says what was probably meant, or lists the names there are
 *
 * Return: 0 or -EINVAL.
 */
int column_check(const struct record_type *type, const char *name, size_t length,
		 const char *unknown, bool (*usable)(const struct field *field),
		 struct error *err) _must_check_;

#endif
