// SPDX-License-Identifier: GPL-2.0-or-later
/* sort.c - see sort.h. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "output/columns.h"
#include "output/sort.h"
#include "output/text.h"

/**
 * struct order - an order that has been understood
 * @name: the field to sort by
 * @reversed: the other way round
 */
struct order {
	struct column_name name;
	bool reversed;
};

/**
 * struct key - what a row is sorted by
 * @row: the record
 * @index: where it stood
 * @absent: it has no value
 * @number: its value as a number that sorts unsigned
 * @text: its value as text, NULL for numbers
 * @owned: @text when it had to be made
 */
struct key {
	const void *row;
	size_t index;
	bool absent;
	uint64_t number;
	const char *text;
	char *owned;
};

static bool order_parse(const struct record_type *type, const char *sort, struct order *ret)
{
	ret->reversed = *sort == '-';
	ret->name = column_find(type, sort + ret->reversed, strlen(sort + ret->reversed),
				field_is_sortable);
	return ret->name.field;
}

int sort_check(const struct record_type *type, const char *sort, struct error *err)
{
	if (!sort)
		return 0;
	sort += *sort == '-';
	return column_check(type, sort, strlen(sort), "cannot sort by", field_is_sortable, err);
}

static bool is_number(const struct field *field)
{
	return field->kind == FIELD_BOOL || (field->kind >= FIELD_INT && field->kind < FIELD_ENUM);
}

static bool largest_first(const struct field *field)
{
	return is_number(field) && field->kind != FIELD_ADDR && field->kind != FIELD_PFN;
}

/* Negative numbers before the others. */
static uint64_t number_key(const struct field *field, const void *record)
{
	uint64_t value = field_uint(field, record, 0);

	if (field->kind == FIELD_INT || field->kind == FIELD_THOUSANDTHS ||
	    field->kind == FIELD_PAGES_DELTA || field->kind == FIELD_BYTES_DELTA)
		value ^= 1ULL << 63;
	/* Bits of IEEE 754 numbers are in the order of their values, negative ones backwards. */
	if (field->kind == FIELD_REAL)
		value ^= value >> 63 ? UINT64_MAX : 1ULL << 63;
	return value;
}

/* Names of flags, and nested records, are compared as they are shown. */
static int make_text(const struct field *field, const void *record, struct key *key)
{
	char text[VALUE_TEXT_BYTES];

	field_text(&(const struct text_style){0}, field, record, 0, text);
	key->absent = !strcmp(text, "-");
	key->owned = strdup(text);
	key->text = key->owned;
	return key->owned ? 0 : -ENOMEM;
}

static int make_key(const struct order *order, const void *row, size_t index, struct key *ret)
{
	const void *record = row;

	*ret = (struct key){.row = row, .index = index};
	if (order->name.outer)
		record = field_record(order->name.outer, row, 0);
	ret->absent = !record || field_is_absent(order->name.field, record, 0);
	if (ret->absent)
		return 0;
	if (is_number(order->name.field))
		ret->number = number_key(order->name.field, record);
	else if (order->name.field->kind == FIELD_NAMES || order->name.field->kind == FIELD_RECORD)
		return make_text(order->name.field, record, ret);
	else
		ret->text = field_string(order->name.field, record);
	return 0;
}

static int compare_keys(const void *a, const void *b, void *context)
{
	const struct key *left = a, *right = b;
	const struct order *order = context;
	int rc;

	if (left->absent != right->absent)
		return left->absent - right->absent;
	if (left->absent)
		rc = 0;
	else if (left->text)
		/* "kmalloc-8" before "kmalloc-16", as people count. */
		rc = strverscmp(left->text, right->text);
	else
		rc = (left->number > right->number) - (left->number < right->number);
	if (largest_first(order->name.field) != order->reversed)
		rc = -rc;
	return rc ?: (left->index > right->index) - (left->index < right->index);
}

static int sort_rows(const struct order *order, const void **rows, size_t nr)
{
	_cleanup_free_ struct key *keys = calloc(nr, sizeof(*keys));
	int rc = keys ? 0 : -ENOMEM;

	for (size_t i = 0; i < nr && rc == 0; i++)
		rc = make_key(order, rows[i], i, &keys[i]);
	if (rc == 0) {
		qsort_r(keys, nr, sizeof(*keys), compare_keys, (void *)order);
		for (size_t i = 0; i < nr; i++)
			rows[i] = keys[i].row;
	}
	for (size_t i = 0; keys && i < nr; i++)
		free(keys[i].owned);
	return rc;
}

int rows_order(const struct record_type *type, const struct row_choice *choice, const void **rows,
	       size_t *nr)
{
	struct order order;
	int rc = 0;

	if (choice->sort && *nr && order_parse(type, choice->sort, &order))
		rc = sort_rows(&order, rows, *nr);
	if (rc == 0 && choice->top && choice->top < *nr)
		*nr = choice->top;
	return rc;
}

/* Moves records so that they stand as @rows, pointers to all of them, wants them. */
static int move_records(char *records, const void **rows, size_t nr, size_t record_bytes)
{
	_cleanup_free_ char *moved = reallocarray(NULL, nr, record_bytes);

	if (!moved)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++)
		memcpy(moved + i * record_bytes, rows[i], record_bytes);
	memcpy(records, moved, nr * record_bytes);
	return 0;
}

int rows_arrange(const struct record_type *type, const struct row_choice *choice, void *records,
		 size_t *nr)
{
	const struct row_choice all = {.sort = choice->sort};
	_cleanup_free_ const void **rows = NULL;
	int rc;

	if (choice->sort && *nr) {
		rows = calloc(*nr, sizeof(*rows));
		if (!rows)
			return -ENOMEM;
		for (size_t i = 0; i < *nr; i++)
			rows[i] = (char *)records + i * type->size;
		rc = rows_order(type, &all, rows, nr);
		if (rc == 0)
			rc = move_records(records, rows, *nr, type->size);
		if (rc < 0)
			return rc;
	}
	if (choice->top && choice->top < *nr)
		*nr = choice->top;
	return 0;
}

void rows_keep(struct kept_rows *kept, const struct row_choice *choice, const void *row)
{
	if (kept->rc == 0 && kept->nr == KEPT_ROWS_MAX)
		kept->rc = choice->top && choice->top <= KEPT_ROWS_MAX / 2
				   ? rows_arrange(kept->type, choice, kept->records, &kept->nr)
				   : -E2BIG;
	if (kept->rc == 0)
		kept->rc = array_grow_((void **)&kept->records, kept->nr, kept->type->size, NULL);
	if (kept->rc == 0)
		memcpy(kept->records + kept->nr++ * kept->type->size, row, kept->type->size);
}
