// SPDX-License-Identifier: GPL-2.0-or-later
/* report.c - see report.h. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "output/columns.h"
#include "output/json.h"
#include "output/report.h"
#include "output/wrap.h"

void report_begin(struct report *report, const struct report_header *header,
		  const struct record_type *type)
{
	report->header = *header;
	report->type = type;
	report->begun = true;
	report->table = (struct table){.style = &report->style, .type = type};
	if (!report->json)
		return;
	putc('{', report->style.out);
	if (json_write_header(report->style.out, header) < 0)
		report->no_memory = true;
	if (type)
		fprintf(report->style.out, ",\"%s\":[", type->name);
}

static size_t stream_index(const struct record_type *type)
{
	size_t i = 0;

	while (i < type->nr_fields && type->fields[i].kind != FIELD_STREAM)
		i++;
	return i;
}

/* Each record on a line of its own, so that line-oriented tools and diff(1) see records. */
static void json_break(const struct report *report)
{
	if (!report->one_line)
		putc('\n', report->style.out);
}

/* Begins an item of an array. */
static void json_item(const struct report *report, bool others)
{
	if (others)
		putc(',', report->style.out);
	json_break(report);
}

static void json_end_array(const struct report *report, bool any)
{
	if (any)
		json_break(report);
	putc(']', report->style.out);
}

static void json_begin_record(struct report *report)
{
	json_item(report, report->nr_records++);
	putc('{', report->style.out);
}

/* Whether a list of --columns, or --sort, has a field or a member of it. */
static bool lists_field(const struct record_type *type, const char *list, const struct field *field)
{
	return column_listed(type, list, NULL, field) || column_listed(type, list, field, NULL);
}

/* A record of which the list names no field is whole, as tables are. */
static bool has_columns(const struct report *report, const struct record_type *type)
{
	const char *list = report->columns;
	struct column_name name;

	return list && column_next(type, &list, &name);
}

static void json_fields(struct report *report, const struct record_type *type, const void *record,
			size_t first, size_t end)
{
	int rc;

	if (has_columns(report, type))
		rc = json_write_columns(report->style.out, type, record, report->columns, first,
					end);
	else
		rc = json_write_fields(report->style.out, type, record, first, end);
	if (rc < 0)
		report->no_memory = true;
}

/* Whether json_fields() would write any of them. */
static bool has_fields(const struct report *report, const struct record_type *type, size_t first,
		       size_t end)
{
	if (!has_columns(report, type))
		return first < end;
	for (size_t i = first; i < end; i++)
		if (lists_field(type, report->columns, &type->fields[i]))
			return true;
	return false;
}

static void json_record(struct report *report, const void *record)
{
	json_begin_record(report);
	json_fields(report, report->type, record, 0, report->type->nr_fields);
	putc('}', report->style.out);
}

bool report_is_full(const struct report *report)
{
	return report->choice.top && report->nr_records >= report->choice.top;
}

void report_row(struct report *report, const void *record)
{
	if (report_is_full(report))
		return;
	if (report->json) {
		json_record(report, record);
		return;
	}
	if (report->after_card)
		putc('\n', report->style.out);
	report->after_card = false;
	if (table_add(&report->table, record) < 0)
		report->no_memory = true;
	report->nr_records++;
}

size_t report_rows(struct report *report, void *records, size_t nr)
{
	const struct record_type *type = report->type;

	if (rows_arrange(type, &report->choice, records, &nr) < 0)
		report->no_memory = true;
	for (size_t i = 0; i < nr; i++)
		report_row(report, (const char *)records + i * type->size);
	return nr;
}

/* Cards are set apart by an empty line, and a table ends where a card begins. */
static void begin_card(struct report *report)
{
	table_flush(&report->table);
	report->table.headed = false;
	report->after_card = true;
	if (report->nr_records++)
		putc('\n', report->style.out);
}

void report_card(struct report *report, const void *record)
{
	if (report->json) {
		json_record(report, record);
		return;
	}
	begin_card(report);
	if (card_write(&report->style, report->type, record, 0, report->type->nr_fields) < 0)
		report->no_memory = true;
}

void report_stream_begin(struct report *report, const void *record)
{
	size_t stream = stream_index(report->type);
	const struct field *field = &report->type->fields[stream];

	report->nr_items = 0;
	report->kept = (struct kept_rows){.type = field->record};
	if (report->json) {
		json_begin_record(report);
		json_fields(report, report->type, record, 0, stream);
		fprintf(report->style.out, "%s\"%s\":[",
			has_fields(report, report->type, 0, stream) ? "," : "", field->name);
		return;
	}
	begin_card(report);
	table_clear(&report->table);
	report->table = (struct table){.style = &report->style, .type = field->record, .indent = 2};
	if (card_write(&report->style, report->type, record, 0, stream) < 0)
		report->no_memory = true;
	putc('\n', report->style.out);
}

/* Rows of a long stream are written in lots: enough to find good widths, few enough to keep. */
#define STREAM_LOT 4096

static void write_item(struct report *report, const void *item)
{
	const struct record_type *type = report->kept.type;

	report->nr_items++;
	if (report->json) {
		json_item(report, report->nr_items > 1);
		putc('{', report->style.out);
		json_fields(report, type, item, 0, type->nr_fields);
		putc('}', report->style.out);
		return;
	}
	if (table_add(&report->table, item) < 0)
		report->no_memory = true;
	if (report->nr_items % STREAM_LOT == 0)
		table_flush(&report->table);
}

void report_stream_item(struct report *report, const void *item)
{
	if (report->choice.sort)
		rows_keep(&report->kept, &report->choice, item);
	else if (!report->choice.top || report->nr_items < report->choice.top)
		write_item(report, item);
}

/* The items that were kept to be sorted. */
static int write_kept(struct report *report, struct error *err)
{
	struct kept_rows *kept = &report->kept;
	int rc = kept->rc;

	if (rc == 0)
		rc = rows_arrange(kept->type, &report->choice, kept->records, &kept->nr);
	for (size_t i = 0; i < kept->nr && rc == 0; i++)
		write_item(report, kept->records + i * kept->type->size);
	free(take_ptr(kept->records));
	if (rc != -E2BIG)
		return rc < 0 ? error_no_memory(err) : 0;
	error_set(err, ERROR_USAGE, "more than %d %s to sort", KEPT_ROWS_MAX, kept->type->name);
	error_remedy(err, "with --top N, N up to %d, any number can be sorted", KEPT_ROWS_MAX / 2);
	return rc;
}

int report_stream_end(struct report *report, const void *record, struct error *err)
{
	size_t stream = stream_index(report->type);
	int rc = write_kept(report, err);

	if (report->json) {
		fputs(has_fields(report, report->type, stream + 1, report->type->nr_fields) ? "],"
											    : "]",
		      report->style.out);
		json_fields(report, report->type, record, stream + 1, report->type->nr_fields);
		putc('}', report->style.out);
		return rc;
	}
	table_flush(&report->table);
	table_clear(&report->table);
	report->table = (struct table){.style = &report->style, .type = report->type};
	if (report->nr_items)
		putc('\n', report->style.out);
	if (card_write(&report->style, report->type, record, stream + 1, report->type->nr_fields) <
	    0)
		report->no_memory = true;
	return rc;
}

void report_view(struct report *report, const char *title, const struct record_type *type,
		 const void *records, size_t nr)
{
	_cleanup_(table_clear) struct table table = {.style = &report->style, .type = type};

	if (report->json || report->style.columns || report->style.tsv || !nr)
		return;
	report_flush(report);
	if (report->style.headings) {
		putc('\n', report->style.out);
		text_color(&report->style, COLOR_LABEL);
		text_wrap(report->style.out, title, 0, 0, report->style.width);
		text_color(&report->style, COLOR_NONE);
		putc('\n', report->style.out);
	}
	for (size_t i = 0; i < nr; i++)
		if (table_add(&table, (const char *)records + i * type->size) < 0)
			report->no_memory = true;
	table_flush(&table);
}

void report_card_view(struct report *report, const struct record_type *type, const void *record)
{
	if (report->json || report->style.tsv)
		return;
	table_flush(&report->table);
	if (card_write(&report->style, type, record, 0, type->nr_fields) < 0)
		report->no_memory = true;
	report->after_card = true;
}

/* Nothing but totals and errors comes behind the main array. */
static void close_records(struct report *report)
{
	if (report->type && !report->closed)
		json_end_array(report, report->nr_records);
	report->closed = true;
}

void report_totals(struct report *report, const char *title, const struct record_type *type,
		   const void *totals, size_t nr)
{
	if (!report->json) {
		report_view(report, title, type, totals, nr);
		return;
	}
	close_records(report);
	fprintf(report->style.out, ",\"%s\":[", type->name);
	for (size_t i = 0; i < nr; i++) {
		json_item(report, i);
		putc('{', report->style.out);
		json_fields(report, type, (const char *)totals + i * type->size, 0,
			    type->nr_fields);
		putc('}', report->style.out);
	}
	json_end_array(report, nr);
}

bool report_shows(const struct report *report, const struct record_type *type, const char *name)
{
	const char *sort = report->choice.sort;
	const struct field *outer, *field = record_find_field(type, name, &outer);

	if (!field)
		return report->json;
	if (sort && lists_field(type, sort + (*sort == '-'), field))
		return true;
	if (report->json)
		return !has_columns(report, type) || lists_field(type, report->columns, field);
	if (report->style.columns)
		return lists_field(type, report->style.columns, field);
	return field->flags & (FIELD_COLUMN | FIELD_WIDE);
}

bool report_shows_in(const struct report *report, const struct record_type *type, const char *name,
		     const void *records, size_t nr)
{
	const char *sort = report->choice.sort;
	const struct field *outer, *field = record_find_field(type, name, &outer);

	if (!report_shows(report, type, name))
		return false;
	if (report->json || report->style.columns || !(field->flags & FIELD_WIDE) ||
	    (sort && lists_field(type, sort + (*sort == '-'), field)))
		return true;
	return table_has_room(&report->style, type, records, nr);
}

void report_text(struct report *report, const char *bytes, size_t nr)
{
	if (!report->json)
		fwrite(bytes, 1, nr, report->style.out);
}

void report_error(struct report *report, const struct error *err, const char *operand)
{
	report_flush(report);
	error_print(err, report->message_width);
	if (!report->json)
		return;
	if (report->nr_errors == REPORT_MAX_ERRORS ||
	    array_grow(&report->errors, report->nr_errors, NULL) < 0) {
		report->nr_errors_dropped++;
		return;
	}
	report->errors[report->nr_errors] = json_error_text(err, operand);
	if (report->errors[report->nr_errors])
		report->nr_errors++;
	else
		report->no_memory = true;
}

void report_flush(struct report *report)
{
	if (!report->json && report->begun)
		table_flush(&report->table);
	if (fflush(report->style.out) && !report->write_errno)
		report->write_errno = errno;
}

static void json_end(struct report *report)
{
	FILE *out = report->style.out;

	close_records(report);
	fputs(",\"errors\":[", out);
	for (size_t i = 0; i < report->nr_errors; i++) {
		json_item(report, i);
		fputs(report->errors[i], out);
	}
	json_end_array(report, report->nr_errors);
	if (report->nr_errors_dropped)
		fprintf(out, ",\"errors_dropped\":%ju", (uintmax_t)report->nr_errors_dropped);
	fputs("}\n", out);
}

int report_end(struct report *report, struct error *err)
{
	if (report->json && report->begun)
		json_end(report);
	else if (report->begun)
		table_flush(&report->table);
	table_clear(&report->table);
	for (size_t i = 0; i < report->nr_errors; i++)
		free(report->errors[i]);
	free(report->errors);
	report->errors = NULL;
	report->nr_errors = 0;
	report->begun = false;
	errno = 0;
	if (fflush(report->style.out) || ferror(report->style.out))
		return error_errno(err, errno ?: report->write_errno ?: EIO,
				   "writing to standard output");
	if (report->no_memory)
		return error_no_memory(err);
	return 0;
}
