/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - one answer of a command, as text for people or as one JSON object for programs.
 *
 * The JSON object is {"schema":1,"command":…,"kernel":…,"arch":…,"backend":…,"time":…,
 * "<records>":[…],"errors":[…]}. Records are written as they come, so an answer of any length needs
 * constant memory, and the object is whole on every way out.
 */
#ifndef MEMMAP_OUTPUT_REPORT_H
#define MEMMAP_OUTPUT_REPORT_H

#include "output/message.h"
#include "output/sort.h"
#include "output/text.h"

#define JSON_SCHEMA 1

/**
 * struct report_header - what the envelope says
 * @command: name of the command
 * @kernel: release, or NULL
 * @arch: machine, or NULL
 * @backend: name of the back end, or NULL when the command needs none
 * @time: when the facts were read, or NULL
 * @snapshot: they are those of a snapshot
 */
struct report_header {
	const char *command;
	const char *kernel;
	const char *arch;
	const char *backend;
	const char *time;
	bool snapshot;
};

/**
 * struct report - an answer being written
 * @json: JSON instead of text
 * @one_line: the JSON object is a line, for those who read one object after another
 * @columns: the fields that the user chose, which JSON keeps to; NULL for all
 * @message_width: columns of the window where messages are shown, if that is not stderr itself
 * @style: where and how to write text; its @out is where JSON goes too
 * @choice: which rows to write, and in what order
 * @header: the envelope
 * @type: the records of the main array
 * @table: rows of text not yet written
 * @after_card: the last thing written was a card
 * @begun: the envelope has been opened
 * @closed: the main array has been closed, since totals follow it
 * @nr_records: records written
 * @nr_items: records written to the open stream
 * @kept: records of the open stream that wait to be sorted
 * @errors: errors for the envelope's end, as JSON texts
 * @nr_errors: how many
 * @nr_errors_dropped: errors beyond REPORT_MAX_ERRORS, which are counted only
 * @no_memory: a row was lost
 * @write_errno: why writing failed before the end, or 0
 */
struct report {
	bool json, one_line;
	const char *columns;
	unsigned int message_width;
	struct text_style style;
	struct row_choice choice;
	struct report_header header;
	const struct record_type *type;
	struct table table;
	bool after_card;
	bool begun, closed;
	uint64_t nr_records, nr_items;
	struct kept_rows kept;
	char **errors;
	size_t nr_errors;
	uint64_t nr_errors_dropped;
	bool no_memory;
	int write_errno;
};

/* Errors kept for JSON: a million bad lines must not need a million strings. */
#define REPORT_MAX_ERRORS 1000

/**
 * report_begin() - begin an answer
 * @report: zeroed but for @json, @one_line, @columns,
 * @message_width, @style and @choice
 * @header: the envelope; its strings must live until report_end()
 * @type: the records that will come; NULL when it failed so early that nobody knows
 */
void report_begin(struct report *report, const struct report_header *header,
		  const struct record_type *type);

/**
 * report_rows() - write an array of records as the user wants them sorted, and no more than wanted
 * @report: the report
 * @records: the array; sorted afterwards, so that views of it come in the same order
 * @nr: how many
 *
 * Return: how many were written, which stand in front of the others.
 */
size_t report_rows(struct report *report, void *records, size_t nr);

/**
 * report_row() - write one of several records: a row of the table, or a JSON object
 * @report: the report; when it is full, nothing is written
 * @record: the record; not kept
 */
void report_row(struct report *report, const void *record);

/**
 * report_is_full() - whether as many records were written as the user wants to see
 * @report: the report
 *
 * Return: true if further ones would be left out.
 */
bool report_is_full(const struct report *report);

/**
 * report_card() - write a record that stands alone: a card, or a JSON object
 * @report: the report
 * @record: the record; not kept
 */
void report_card(struct report *report, const void *record);

/**
 * report_stream_begin() - begin a record whose FIELD_STREAM member follows item by item
 * @report: the report
 * @record: the record; its members before the stream are written now
 */
void report_stream_begin(struct report *report, const void *record);

/**
 * report_stream_item() - write one item of the stream, or keep it when items are to be sorted
 * @report: the report
 * @item: the item; no item may point into itself
 */
void report_stream_item(struct report *report, const void *item);

/**
 * report_stream_end() - end the record
 * @report: the report
 * @record: the record; its members behind the stream are written now
 * @err: filled when there were too many items to sort: then none was written
 *
 * Return: 0 or -errno.
 */
int report_stream_end(struct report *report, const void *record, struct error *err) _must_check_;

/**
 * report_view() - in text, a further table of records that JSON holds elsewhere
 * @report: the report; nothing is written in JSON mode, nor when the user chose the columns of the
 * first table
 * @title: heading of the table
 * @type: type of the records
 * @records: array of them
 * @nr: how many; nothing is written when 0
 */
void report_view(struct report *report, const char *title, const struct record_type *type,
		 const void *records, size_t nr);

/**
 * report_card_view() - in text, a card of a record that JSON holds elsewhere
 * @report: the report; nothing is written in JSON mode
 * @type: type of the record
 * @record: the record; not kept
 */
void report_card_view(struct report *report, const struct record_type *type, const void *record);

/**
 * report_totals() - after the last record, what they come to: a table in text, an array in JSON
 * @report: the report
 * @title: heading of the table
 * @type: type of the totals; its name is the key of the array
 * @totals: array of them
 * @nr: how many
 */
void report_totals(struct report *report, const char *title, const struct record_type *type,
		   const void *totals, size_t nr);

/**
 * report_shows() - whether a field of the records will be shown, so that it must be read
 * @report: the report, which need not have begun
 * @type: the type of its records
 * @name: name of the field
 *
 * Return: true for what rows are sorted by and for chosen fields; where none are chosen, for all in
 * JSON mode, else for default columns.
 */
bool report_shows(const struct report *report, const struct record_type *type, const char *name);

/**
 * report_shows_in() - as report_shows(), when the rest of the records is known
 * @report: the report, which need not have begun
 * @type: the type of its records
 * @name: name of the field
 * @records: the records, without that field
 * @nr: how many
 *
 * Return: also false for a wide column where the line has no room for it.
 */
bool report_shows_in(const struct report *report, const struct record_type *type, const char *name,
		     const void *records, size_t nr);

/**
 * report_text() - in text, pass bytes on as they are
 * @report: the report; nothing is written in JSON mode
 * @bytes: the bytes
 * @nr: how many
 */
void report_text(struct report *report, const char *bytes, size_t nr);

/**
 * report_error() - tell of a failure: on stderr at once, and in JSON at the envelope's end
 * @report: the report
 * @err: the failure
 * @operand: what it is about, or NULL
 */
void report_error(struct report *report, const struct error *err, const char *operand);

/**
 * report_flush() - write out what is kept, so that whoever reads a pipe sees it
 * @report: the report
 */
void report_flush(struct report *report);

/**
 * report_end() - end the answer and free everything; once more does no harm
 * @report: the report
 * @err: filled when the output could not be written
 *
 * Return: 0 or -errno.
 */
int report_end(struct report *report, struct error *err) _must_check_;

#endif
