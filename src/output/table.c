// SPDX-License-Identifier: GPL-2.0-or-later
/* table.c - aligned rows of one kind of record. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "output/columns.h"
#include "output/text.h"
#include "output/wrap.h"

#define GAP 2

/* The items of an array belong together: one blank keeps eleven orders within 80 columns. */
static unsigned int gap_before(const struct table *table, size_t i)
{
	if (i == 0)
		return 0;
	if (table->columns[i].field == table->columns[i - 1].field && table->columns[i].item)
		return 1;
	return table->tight ? 1 : GAP;
}

/* The headings of an array's columns are the item numbers: orders, for instance. */
static void heading_text(const struct column *column, char ret[HEADING_BYTES])
{
	if (column->field->flags & FIELD_ARRAY)
		snprintf(ret, HEADING_BYTES, "%zu", column->item);
	else
		field_heading(column->field, ret);
}

static bool is_text(const struct field *field)
{
	return field->kind == FIELD_STRING || field->kind == FIELD_CHARS ||
	       field->kind == FIELD_ENUM || field->kind == FIELD_NAMES ||
	       field->kind == FIELD_RECORD;
}

/* One column, or one for each item of an array: as many as the first row has. */
static int add_columns(struct table *table, const struct field *outer, const struct field *field,
		       const void *record)
{
	size_t nr = field->flags & FIELD_ARRAY && !outer ? field_nr_items(field, record) : 1;

	for (size_t item = 0; item < nr; item++) {
		struct column column = {
			.outer = outer,
			.field = field,
			.item = item,
			.wide = field->flags & FIELD_WIDE,
		};
		char heading[HEADING_BYTES];
		int rc;

		rc = array_grow(&table->columns, table->nr_columns, NULL);
		if (rc < 0)
			return rc;
		if (table->style->headings) {
			heading_text(&column, heading);
			column.width = text_width(heading);
		}
		table->columns[table->nr_columns++] = column;
	}
	return 0;
}

static int add_default_columns(struct table *table, const void *record)
{
	for (size_t i = 0; i < table->type->nr_fields; i++) {
		const struct field *field = &table->type->fields[i];
		int rc = 0;

		if (field->flags & (FIELD_COLUMN | FIELD_WIDE))
			rc = add_columns(table, NULL, field, record);
		else if (field->kind == FIELD_RECORD)
			for (size_t j = 0; j < field->record->nr_fields && !rc; j++)
				if (field->record->fields[j].flags & (FIELD_COLUMN | FIELD_WIDE))
					rc = add_columns(table, field, &field->record->fields[j],
							 record);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int table_check_columns(const struct record_type *type, const char *columns, struct error *err)
{
	int rc = 0;

	for (const char *name = columns ?: ""; *name && rc == 0; name += name[0] == ',') {
		size_t length = strcspn(name, ",");

		if (length)
			rc = column_check(type, name, length, "no column", field_is_column, err);
		name += length;
	}
	return rc;
}

/*
 * The columns of --columns that the table has: a range's own and those of its extents are chosen
 * with one list.
 */
static int add_chosen_columns(struct table *table, const void *record)
{
	const char *list = table->style->columns;
	struct column_name name;
	int rc = 0;

	while (rc == 0 && column_next(table->type, &list, &name))
		rc = add_columns(table, name.outer, name.field, record);
	return rc;
}

static int set_columns(struct table *table, const void *record)
{
	int rc = table->style->columns ? add_chosen_columns(table, record) : 0;

	return rc < 0 || table->columns ? rc : add_default_columns(table, record);
}

static void cell_text(const struct table *table, const struct column *column, const void *record,
		      char *ret)
{
	struct text_style style = *table->style;

	if (column->outer) {
		if (field_is_absent(column->outer, record, 0)) {
			strcpy(ret, "-");
			return;
		}
		record = field_record(column->outer, record, 0);
	}
	style.short_sizes = true;
	if (table->labels && column->field->flags & FIELD_LABELLED)
		ret += sprintf(ret, "%s ", column->field->heading ?: column->field->name);
	field_text(&style, column->field, record, column->item, ret);
}

/* The cells of all rows lie in one piece, since there may be many. */
static int make_room(struct table *table, size_t bytes)
{
	size_t room = table->room ?: 4096;
	char *grown;

	while (room - table->cells_bytes < bytes)
		room *= 2;
	if (room == table->room)
		return 0;
	grown = realloc(table->cells, room);
	if (!grown)
		return -ENOMEM;
	table->cells = grown;
	table->room = room;
	return 0;
}

static int add_cell(struct table *table, struct column *column, const void *record)
{
	char *text;
	struct cell cell;
	int rc = make_room(table, sizeof(cell) + VALUE_TEXT_BYTES);

	if (rc < 0)
		return rc;
	text = table->cells + table->cells_bytes + sizeof(cell);
	cell_text(table, column, record, text);
	cell = (struct cell){strlen(text), text_width(text)};
	memcpy(table->cells + table->cells_bytes, &cell, sizeof(cell));
	table->cells_bytes += sizeof(cell) + cell.bytes + 1;
	if (cell.width > column->width)
		column->width = cell.width;
	column->filled |= strcmp(text, "-") != 0;
	return 0;
}

int table_add(struct table *table, const void *record)
{
	size_t before = table->cells_bytes;
	int rc = 0;

	if (!table->columns)
		rc = set_columns(table, record);
	for (size_t i = 0; i < table->nr_columns && rc == 0; i++)
		rc = add_cell(table, &table->columns[i], record);
	/* Half a row is none. */
	if (rc < 0)
		table->cells_bytes = before;
	else
		table->nr_rows++;
	return rc;
}

/* Which columns there are is settled with the first lot of rows. */
static void hide_empty_columns(struct table *table)
{
	for (size_t i = 0; i < table->nr_columns; i++) {
		struct column *column = &table->columns[i];

		column->hidden = column->field->flags & FIELD_SPARSE && !column->filled &&
				 !table->style->columns && !table->style->tsv;
	}
}

static bool is_shown(const struct column *column, bool wide)
{
	return !column->hidden && (wide || !column->wide);
}

static size_t total_width(const struct table *table, bool wide)
{
	size_t total = table->indent;

	for (size_t i = 0; i < table->nr_columns; i++)
		if (is_shown(&table->columns[i], wide))
			total += gap_before(table, i) + table->columns[i].width;
	return total;
}

static bool shows_wide(const struct table *table)
{
	return table->style->columns || !table->style->width ||
	       total_width(table, true) <= table->style->width;
}

bool table_has_room(const struct text_style *style, const struct record_type *type,
		    const void *records, size_t nr)
{
	_cleanup_(table_clear) struct table table = {.style = style, .type = type};

	for (size_t i = 0; i < nr; i++)
		if (table_add(&table, (const char *)records + i * type->size) < 0)
			return true;
	hide_empty_columns(&table);
	return shows_wide(&table);
}

/* What goes on below a row stands further in; a folded cell has room for a few words. */
#define HANG	   4
#define MIN_FOLDED 12

static bool is_last(const struct table *table, size_t i, bool wide)
{
	while (++i < table->nr_columns)
		if (is_shown(&table->columns[i], wide))
			return false;
	return true;
}

/*
 * Finds room for the columns: what the line has no room for begins another one, but the last text
 * is folded where it stands. Nested tables are folded by the card around them.
 */
static void lay_out(struct table *table, bool wide)
{
	size_t limit = table->labels || !table->style->width ? SIZE_MAX : table->style->width;
	size_t begin = table->indent, at = begin;

	/* Columns that stand closer are better than a second line for each row. */
	table->tight = false;
	if (total_width(table, wide) > limit) {
		table->tight = true;
		table->tight = total_width(table, wide) <= limit;
	}
	for (size_t i = 0; i < table->nr_columns; i++) {
		struct column *column = &table->columns[i];
		size_t gap = at > begin ? gap_before(table, i) : 0;
		size_t room = limit > at + gap ? limit - at - gap : 0;
		bool folds = is_text(column->field);

		if (!is_shown(column, wide))
			continue;
		column->breaks = column->width > room && at > begin &&
				 !(folds && room >= MIN_FOLDED && is_last(table, i, wide));
		if (column->breaks) {
			begin = table->indent + HANG;
			at = begin;
			gap = 0;
			room = limit > at ? limit - at : 1;
		}
		column->shown = folds && column->width > room ? room : column->width;
		at += gap + column->shown;
	}
}

static void write_blanks(FILE *out, size_t nr)
{
	static const char blanks[] = "                                ";

	for (size_t part; nr; nr -= part) {
		part = nr < sizeof(blanks) - 1 ? nr : sizeof(blanks) - 1;
		fwrite_unlocked(blanks, 1, part, out);
	}
}

/* Writes a cell behind some blanks, and returns how many have to follow it. */
static size_t write_cell(const struct table *table, const struct column *column,
			 const struct cell *cell, const char *text, bool heading, size_t blanks,
			 size_t at)
{
	size_t pad =
		column->shown > cell->width && !table->style->tsv ? column->shown - cell->width : 0;
	bool status = column->field->flags & FIELD_STATUS && !heading;
	bool left = is_text(column->field);
	FILE *out = table->style->out;

	write_blanks(out, left ? blanks : blanks + pad);
	if (status)
		text_color(table->style, text_status_color(text));
	if (cell->width > column->shown)
		text_wrap(out, text, at, at, at + column->shown);
	else
		fwrite_unlocked(text, 1, cell->bytes, out);
	if (status)
		text_color(table->style, COLOR_NONE);
	return left ? pad : 0;
}

/* Writes a row of cells, or the headings when there are none, and returns what follows the row. */
static const char *write_row(const struct table *table, const char *cells, bool wide)
{
	size_t blanks = table->style->tsv ? 0 : table->indent, at = blanks;
	bool first = true;

	for (size_t i = 0; i < table->nr_columns; i++) {
		const struct column *column = &table->columns[i];
		struct cell cell;
		const char *text;
		char heading[HEADING_BYTES];

		if (cells) {
			memcpy(&cell, cells, sizeof(cell));
			text = cells + sizeof(cell);
			cells += sizeof(cell) + cell.bytes + 1;
		} else {
			heading_text(column, heading);
			cell = (struct cell){strlen(heading), text_width(heading)};
			text = heading;
		}
		if (!is_shown(column, wide))
			continue;
		if (column->breaks) {
			putc('\n', table->style->out);
			blanks = at = table->indent + HANG;
		} else if (!first && table->style->tsv) {
			putc('\t', table->style->out);
		} else if (!first) {
			blanks += gap_before(table, i);
			at += gap_before(table, i);
		}
		blanks = write_cell(table, column, &cell, text, !cells, blanks, at);
		at += column->shown;
		first = false;
	}
	return cells;
}

void table_flush(struct table *table)
{
	const char *cells = table->cells;
	bool wide;

	if (!table->settled && table->nr_rows) {
		hide_empty_columns(table);
		table->settled = true;
	}
	wide = shows_wide(table);
	lay_out(table, wide);
	if (table->nr_rows && table->style->headings && !table->headed) {
		text_color(table->style, COLOR_HEADING);
		write_row(table, NULL, wide);
		text_color(table->style, COLOR_NONE);
		putc('\n', table->style->out);
		table->headed = true;
	}
	for (size_t i = 0; i < table->nr_rows; i++) {
		cells = write_row(table, cells, wide);
		putc('\n', table->style->out);
	}
	table->cells_bytes = 0;
	table->nr_rows = 0;
}

void table_clear(struct table *table)
{
	free(table->cells);
	free(table->columns);
	*table =
		(struct table){.style = table->style, .type = table->type, .indent = table->indent};
}
