/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sort.h - which rows of a table are shown, and in what order: --sort and --top.
 *
 * Numbers come largest first, names, addresses and frame numbers smallest first; values that the
 * kernel did not give come last, whichever way. Rows that are equal keep their order.
 */
#ifndef MEMMAP_OUTPUT_SORT_H
#define MEMMAP_OUTPUT_SORT_H

#include "base/error.h"
#include "output/record.h"

/**
 * struct row_choice - what the user wants of a table's rows
 * @sort: name of the field to sort by, "-" in front of it to turn the order round; NULL leaves rows
 * in the order they come in
 * @top: how many rows to show, 0 for all
 */
struct row_choice {
	const char *sort;
	uint64_t top;
};

/**
 * sort_check() - whether --sort names a field of a record that has an order
 * @type: the record type
 * @sort: the option's value, or NULL
 * @err: lists the names there are
 *
 * Return: 0 or -EINVAL.
 */
int sort_check(const struct record_type *type, const char *sort, struct error *err) _must_check_;

/**
 * rows_order() - sort pointers to records and leave out what is beyond the top
 * @type: the record type
 * @choice: what is wanted
 * @rows: the pointers
 * @nr: how many; less afterwards when there is a limit
 *
 * Return: 0 or -ENOMEM; nothing has changed then.
 */
int rows_order(const struct record_type *type, const struct row_choice *choice, const void **rows,
	       size_t *nr) _must_check_;

/**
 * rows_arrange() - sort an array of records in its place
 * @type: the record type; no record may point into itself
 * @choice: what is wanted
 * @records: the array; records beyond the top stand behind the others
 * @nr: how many; set to how many are to be shown
 *
 * Return: 0 or -ENOMEM; nothing has changed then.
 */
int rows_arrange(const struct record_type *type, const struct row_choice *choice, void *records,
		 size_t *nr) _must_check_;

/* Rows of a stream that are kept until all have come; with a limit of up to half of it, any number
 * of rows can be sorted. */
#define KEPT_ROWS_MAX (1 << 16)

/**
 * struct kept_rows - rows that come one by one, kept until they can be sorted
 * @type: what they are
 * @records: copies
 * @nr: how many
 * @rc: why one could not be kept, or 0
 */
struct kept_rows {
	const struct record_type *type;
	char *records;
	size_t nr;
	int rc;
};

/**
 * rows_keep() - keep a copy of a row
 * @kept: the rows; @kept->rc is -E2BIG when there were too many, or -ENOMEM
 * @choice: what is wanted
 * @row: the record; copied
 */
void rows_keep(struct kept_rows *kept, const struct row_choice *choice, const void *row);

#endif
