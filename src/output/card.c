// SPDX-License-Identifier: GPL-2.0-or-later
/* card.c - one record on one screen, a line for each field. */
#include <string.h>

#include "output/text.h"
#include "output/wrap.h"

#define INDENT 2
#define GAP    2

static const char *label(const struct field *field)
{
	return field->heading ?: field->name;
}

static bool is_shown(const struct field *field, const void *record)
{
	return field->flags & FIELD_CARD && field->kind != FIELD_STREAM &&
	       !field_is_absent(field, record, 0) && field_nr_items(field, record);
}

static size_t label_width(const struct record_type *type, const void *record)
{
	size_t width = 0;

	for (size_t i = 0; i < type->nr_fields; i++)
		if (is_shown(&type->fields[i], record) &&
		    text_width(label(&type->fields[i])) > width)
			width = text_width(label(&type->fields[i]));
	return width;
}

static void write_title(const struct text_style *style, const struct record_type *type,
			const void *record)
{
	char title[VALUE_TEXT_BYTES] = "";
	size_t used = 0;

	for (size_t i = 0; i < type->nr_fields && used < sizeof(title); i++) {
		const struct field *field = &type->fields[i];
		char text[VALUE_TEXT_BYTES];

		if (!(field->flags & FIELD_TITLE) || field_is_absent(field, record, 0))
			continue;
		field_text(style, field, record, 0, text);
		used += snprintf(title + used, sizeof(title) - used, "%s%s", used ? "  " : "",
				 text);
	}
	text_color(style, COLOR_TITLE);
	text_wrap(style->out, title, 0, INDENT, style->width);
	text_color(style, COLOR_NONE);
	putc('\n', style->out);
}

static void write_label(const struct text_style *style, const char *text, size_t width)
{
	fprintf(style->out, "%*s", INDENT, "");
	if (*text)
		text_color(style, COLOR_LABEL);
	fputs(text, style->out);
	if (*text)
		text_color(style, COLOR_NONE);
	fprintf(style->out, "%*s", (int)(width - text_width(text) + GAP), "");
}

/* Where the last column of a table's row begins, if there is room for it to go on below itself. */
static size_t last_column(const struct text_style *style, const char *line)
{
	const char *column = line;

	for (const char *gap = line; (gap = strstr(gap, "  ")); column = gap)
		gap += strspn(gap, " ");
	return text_width(line) - text_width(column) < style->width / 2
		       ? text_width(line) - text_width(column)
		       : 0;
}

/* Nested records: a small table without headings to the right of the label. */
static int write_records(const struct text_style *style, const struct field *field,
			 const void *record, size_t width)
{
	struct text_style plain = *style;
	_cleanup_(table_clear) struct table table = {.style = &plain, .type = field->record};
	_cleanup_free_ char *text = NULL;
	size_t size, indent = INDENT + width + GAP;
	char *line, *state = NULL;

	table.labels = true;
	plain.headings = false;
	plain.columns = NULL;
	plain.out = open_memstream(&text, &size);
	if (!plain.out)
		return -1;
	for (size_t i = 0; i < field_nr_items(field, record); i++)
		if (table_add(&table, field_record(field, record, i)) < 0) {
			fclose(plain.out);
			return -1;
		}
	table_flush(&table);
	if (fclose(plain.out))
		return -1;
	for (line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
		write_label(style, line == text ? label(field) : "", width);
		text_wrap(style->out, line, indent, indent + last_column(style, line),
			  style->width);
		putc('\n', style->out);
	}
	return 0;
}

static int write_field(const struct text_style *style, const struct field *field,
		       const void *record, size_t width)
{
	char text[VALUE_TEXT_BYTES];
	bool status = field->flags & FIELD_STATUS;

	if (field->kind == FIELD_RECORDS)
		return write_records(style, field, record, width);
	field_text(style, field, record, 0, text);
	if (!strcmp(text, "-"))
		return 0;
	write_label(style, label(field), width);
	if (status)
		text_color(style, text_status_color(text));
	text_wrap(style->out, text, INDENT + width + GAP, INDENT + width + GAP, style->width);
	if (status)
		text_color(style, COLOR_NONE);
	putc('\n', style->out);
	return 0;
}

int card_write(const struct text_style *style, const struct record_type *type, const void *record,
	       size_t first, size_t end)
{
	size_t width = label_width(type, record);

	if (first == 0)
		write_title(style, type, record);
	for (size_t i = first; i < end; i++) {
		const struct field *field = &type->fields[i];

		if (is_shown(field, record) && write_field(style, field, record, width) < 0)
			return -1;
	}
	return 0;
}
