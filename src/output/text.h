/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text.h - how values look to people: sizes, colours, the table and the card. */
#ifndef MEMMAP_OUTPUT_TEXT_H
#define MEMMAP_OUTPUT_TEXT_H

#include <stdio.h>

#include "base/error.h"
#include "output/record.h"

/**
 * struct text_style - how to write text
 * @out: where to
 * @terminal: people read it on a terminal as it comes
 * @width: columns of the terminal, 0 for no limit
 * @color: use colours
 * @unicode: the terminal shows more than ASCII
 * @headings: print column headings
 * @columns: comma-separated field names that replace the default columns, or NULL
 * @bytes: sizes as numbers of bytes
 * @tsv: tables for programs: cells separated by a tab, all columns, and no other tables
 * @short_sizes: "4K" instead of "4 KiB", as tables do: their columns are many
 * @page_bytes: size of a page, to show FIELD_PAGES as sizes
 */
struct text_style {
	FILE *out;
	bool terminal;
	unsigned int width;
	bool color;
	bool unicode;
	bool headings;
	const char *columns;
	bool bytes, tsv;
	bool short_sizes;
	uint64_t page_bytes;
};

/* The longest text of one value; longer ones are cut. */
#define VALUE_TEXT_BYTES 1024

/**
 * size_text() - a size for people: "4 KiB", "1.9 GiB", or for tables "4K", "1.9G"
 * @bytes: the size
 * @is_short: for tables
 * @ret: at least 24 bytes
 */
void size_text(uint64_t bytes, bool is_short, char *ret);

/**
 * number_text() - a number as text; tables hold so many of them that printf() would take half the
 * time
 * @value: the number
 * @base: 10 or 16
 * @ret: at least 24 bytes
 *
 * Return: the end of the text.
 */
char *number_text(uint64_t value, unsigned int base, char *ret);

/**
 * field_text() - a value as people read it
 * @style: for the page size
 * @field: the field
 * @record: the record
 * @item: which item of an array, else 0
 * @ret: VALUE_TEXT_BYTES; "-" when the value is absent
 */
void field_text(const struct text_style *style, const struct field *field, const void *record,
		size_t item, char *ret);

/**
 * enum color - what a piece of text is
 */
enum color {
	COLOR_NONE,
	COLOR_HEADING,
	COLOR_LABEL,
	COLOR_TITLE,
	COLOR_GOOD,
	COLOR_FAINT,
	COLOR_ALERT,
	COLOR_BAD,
};

/**
 * text_color() - begin a colour, or end it with COLOR_NONE
 * @style: nothing is written unless it wants colour
 * @color: the colour
 */
void text_color(const struct text_style *style, enum color color);

/**
 * text_status_color() - the colour of a status or verdict
 * @status: the word for it
 *
 * Return: COLOR_GOOD or COLOR_BAD; COLOR_FAINT for what nobody needs to look at; COLOR_ALERT for
 * all else, which wants attention.
 */
enum color text_status_color(const char *status);

/**
 * text_width() - how many terminal columns a text takes
 * @text: UTF-8
 *
 * Return: columns.
 */
size_t text_width(const char *text);

/**
 * struct column - one column of a table
 * @outer: the field whose nested record holds @field, or NULL
 * @field: the field
 * @item: which item of an array
 * @width: widest cell so far
 * @wide: shown only where all columns fit
 * @filled: some row has a value
 * @hidden: not shown: a FIELD_SPARSE column that no row of the first lot filled
 * @shown: columns it takes in its line; less than @width where its cells are folded
 * @breaks: it begins a further line of the row, since those before it leave no room
 */
struct column {
	const struct field *outer, *field;
	size_t item;
	size_t width;
	bool wide, filled, hidden;
	size_t shown;
	bool breaks;
};

/**
 * struct cell - what stands in front of the text of a cell
 * @bytes: length of the text, without its NUL
 * @width: its text_width()
 */
struct cell {
	unsigned short bytes, width;
};

/**
 * struct table - rows on their way to the terminal
 * @style: how to write
 * @type: what the rows are
 * @indent: blanks before each row
 * @labels: there are no headings, so FIELD_LABELLED values have them in front
 * @columns: the columns, known with the first row
 * @nr_columns: how many
 * @cells: cells of the rows not yet written, a struct cell and its text one behind the other
 * @cells_bytes: their length
 * @room: how much fits
 * @nr_rows: how many rows they are
 * @tight: one blank between columns, since the line has no room for two
 * @headed: the heading has been written
 * @settled: rows have been written, so that their columns stay
 *
 * Rows are kept to find the widths until table_flush(); a stream of rows is flushed now and then,
 * and its widths only grow.
 */
struct table {
	const struct text_style *style;
	const struct record_type *type;
	unsigned int indent;
	bool labels;
	struct column *columns;
	size_t nr_columns;
	char *cells;
	size_t cells_bytes, room;
	size_t nr_rows;
	bool tight, headed, settled;
};

/**
 * table_check_columns() - whether --columns names fields of a record
 * @type: the record type
 * @columns: the option's value, or NULL
 * @err: lists the names there are
 *
 * Return: 0 or -errno.
 */
int table_check_columns(const struct record_type *type, const char *columns,
			struct error *err) _must_check_;

/**
 * table_add() - add a row
 * @table: zeroed but for style, type and indent
 * @record: the record; not kept
 *
 * Return: 0 or -ENOMEM.
 */
int table_add(struct table *table, const void *record) _must_check_;

/**
 * table_flush() - write the rows added since the last flush
 * @table: the table
 */
void table_flush(struct table *table);

/**
 * table_has_room() - whether wide columns would be shown
 * @style: how
 * @type: type of the records
 * @records: the rows; what is not known yet takes the room of its heading
 * @nr: how many
 *
 * Return: false when they surely would not.
 */
bool table_has_room(const struct text_style *style, const struct record_type *type,
		    const void *records, size_t nr);

/**
 * table_clear() - free a table; rows not flushed are lost
 * @table: may be zeroed
 */
void table_clear(struct table *table);

/**
 * card_write() - write some fields of one record, a line each
 * @style: how to write
 * @type: what it is
 * @record: the record
 * @first: first field to write
 * @end: field behind the last one
 *
 * Absent values are left out. Field 0 also begins the card with its title line.
 *
 * Return: 0 or -ENOMEM.
 */
int card_write(const struct text_style *style, const struct record_type *type, const void *record,
	       size_t first, size_t end) _must_check_;

#endif
