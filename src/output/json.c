// SPDX-License-Identifier: GPL-2.0-or-later
/* json.c - see json.h. */
#include <jansson.h>
#include <string.h>

#include "output/columns.h"
#include "output/json.h"

/* Reals are thousandths: six digits show them exactly and hide binary rounding. */
#define DUMP_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(6))

/* Input may hold bytes that are no UTF-8; a JSON text may not. */
static json_t *string_json(const char *text)
{
	json_t *json = json_string(text);
	_cleanup_free_ char *ascii = NULL;

	if (json)
		return json;
	ascii = strdup(text);
	for (char *at = ascii; at && *at; at++)
		if (*at & 0x80)
			*at = '?';
	return ascii ? json_string(ascii) : NULL;
}

static json_t *optional_string_json(const char *text)
{
	return text ? string_json(text) : json_null();
}

/*
 * JSON may hold DEL and the control characters U+0080 to U+009F as they are, and jansson leaves
 * them so, but a terminal obeys them. It hands over whole characters.
 */
static int write_escaped(const char *text, size_t nr, void *out)
{
	for (const char *end = text + nr; text < end; text++) {
		if (*text == 0x7f)
			fputs("\\u007F", out);
		else if (*text == '\xc2' && text + 1 < end && (unsigned char)text[1] < 0xa0)
			fprintf(out, "\\u00%02X", (unsigned char)*++text);
		else
			putc(*text, out);
	}
	return 0;
}

/* What jansson has to make up its mind about: text beyond plain ASCII, and real numbers. */
static int write_json(FILE *out, json_t *json, size_t more_flags)
{
	int rc = json ? json_dump_callback(json, write_escaped, out, DUMP_FLAGS | more_flags) : -1;

	json_decref(json);
	/* A failed write shows in ferror(out), which the report looks at when it ends. */
	return rc < 0 && !ferror(out) ? -1 : 0;
}

int json_write_string(FILE *out, const char *text)
{
	const char *at = text;

	while (*at >= ' ' && *at <= '~' && *at != '"' && *at != '\\')
		at++;
	if (*at)
		return write_json(out, string_json(text), JSON_ENCODE_ANY);
	putc('"', out);
	fwrite(text, 1, at - text, out);
	putc('"', out);
	return 0;
}

/* Records may be many and hold mostly numbers: building objects of them would take all the time. */
static void write_number(FILE *out, uint64_t value, unsigned int base)
{
	char text[32];

	fwrite(text, 1, number_text(value, base, text) - text, out);
}

static void write_integer(FILE *out, int64_t value)
{
	if (value < 0)
		putc('-', out);
	write_number(out, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

static int write_names(FILE *out, const struct field *field, const void *record)
{
	struct names names;
	int rc = 0;

	names.nr = 0;
	names.unknown = false;
	field->names(record, &names);
	if (names.unknown) {
		fputs("null", out);
		return 0;
	}
	putc('[', out);
	for (size_t i = 0; i < names.nr && rc == 0; i++) {
		if (i)
			putc(',', out);
		rc = json_write_string(out, names.text[i]);
	}
	putc(']', out);
	return rc;
}

static int write_record(FILE *out, const struct record_type *type, const void *record)
{
	int rc;

	putc('{', out);
	rc = json_write_fields(out, type, record, 0, type->nr_fields);
	putc('}', out);
	return rc;
}

static int write_value(FILE *out, const struct field *field, const void *record, size_t item)
{
	if (field_is_absent(field, record, item)) {
		fputs("null", out);
		return 0;
	}
	switch (field->kind) {
	case FIELD_STRING:
	case FIELD_CHARS:
	case FIELD_ENUM:
		return json_write_string(out, field_string(field, record));
	case FIELD_BOOL:
		fputs(field_uint(field, record, item) ? "true" : "false", out);
		return 0;
	case FIELD_INT:
	case FIELD_UINT:
	case FIELD_PFN:
	case FIELD_BYTES:
	case FIELD_PAGES:
	case FIELD_PAGES_DELTA:
	case FIELD_BYTES_DELTA:
	case FIELD_NANOSECONDS:
		write_integer(out, field_uint(field, record, item));
		return 0;
	case FIELD_ADDR:
		fputs("\"0x", out);
		write_number(out, field_uint(field, record, item), 16);
		putc('"', out);
		return 0;
	case FIELD_REAL:
		fprintf(out, "%.15g", field_real(field, record, item));
		return 0;
	case FIELD_THOUSANDTHS:
		return write_json(out, json_real((int)field_uint(field, record, item) / 1000.0),
				  JSON_ENCODE_ANY);
	case FIELD_NAMES:
		return write_names(out, field, record);
	case FIELD_RECORD:
	case FIELD_RECORDS:
		return write_record(out, field->record, field_record(field, record, item));
	case FIELD_STREAM:
		break;
	}
	fputs("null", out);
	return 0;
}

static int write_field(FILE *out, const struct field *field, const void *record)
{
	int rc = 0;

	if (!(field->flags & FIELD_ARRAY) && field->kind != FIELD_RECORDS)
		return write_value(out, field, record, 0);
	putc('[', out);
	for (size_t i = 0; i < field_nr_items(field, record) && rc == 0; i++) {
		if (i)
			putc(',', out);
		rc = write_value(out, field, record, i);
	}
	putc(']', out);
	return rc;
}

/* Separates members, and begins one. */
static void write_key(FILE *out, const struct field *field, bool *any)
{
	fputs(*any ? ",\"" : "\"", out);
	fputs(field->name, out);
	fputs("\":", out);
	*any = true;
}

int json_write_fields(FILE *out, const struct record_type *type, const void *record, size_t first,
		      size_t end)
{
	bool any = false;
	int rc = 0;

	for (size_t i = first; i < end && rc == 0; i++) {
		const struct field *field = &type->fields[i];

		if (field->flags & FIELD_JSON_OFF)
			continue;
		write_key(out, field, &any);
		rc = write_field(out, field, record);
	}
	return rc;
}

/* Those members of a nested record that the list names. */
static int write_nested_columns(FILE *out, const struct record_type *type, const void *record,
				const char *columns, const struct field *outer)
{
	const void *inner = field_record(outer, record, 0);
	bool any = false;
	int rc = 0;

	if (!inner) {
		fputs("null", out);
		return 0;
	}
	putc('{', out);
	for (size_t i = 0; i < outer->record->nr_fields && rc == 0; i++) {
		const struct field *field = &outer->record->fields[i];

		if (!column_listed(type, columns, outer, field))
			continue;
		write_key(out, field, &any);
		rc = write_field(out, field, inner);
	}
	putc('}', out);
	return rc;
}

int json_write_columns(FILE *out, const struct record_type *type, const void *record,
		       const char *columns, size_t first, size_t end)
{
	bool any = false;
	int rc = 0;

	for (size_t i = first; i < end && rc == 0; i++) {
		const struct field *field = &type->fields[i];

		if (column_listed(type, columns, NULL, field)) {
			write_key(out, field, &any);
			rc = write_field(out, field, record);
		} else if (column_listed(type, columns, field, NULL)) {
			write_key(out, field, &any);
			rc = write_nested_columns(out, type, record, columns, field);
		}
	}
	return rc;
}

int json_write_header(FILE *out, const struct report_header *header)
{
	json_t *object = json_object();

	json_object_set_new(object, "schema", json_integer(JSON_SCHEMA));
	json_object_set_new(object, "command", optional_string_json(header->command));
	json_object_set_new(object, "kernel", optional_string_json(header->kernel));
	json_object_set_new(object, "arch", optional_string_json(header->arch));
	json_object_set_new(object, "backend", optional_string_json(header->backend));
	json_object_set_new(object, "time", optional_string_json(header->time));
	if (header->snapshot)
		json_object_set_new(object, "snapshot", json_true());
	return write_json(out, object, JSON_EMBED);
}

char *json_error_text(const struct error *err, const char *operand)
{
	json_t *object = json_object();
	char *text = NULL;
	size_t nr;
	FILE *out = open_memstream(&text, &nr);
	int rc;

	json_object_set_new(object, "code", json_string(error_code_name(err->code)));
	json_object_set_new(object, "message", string_json(err->text));
	json_object_set_new(object, "remedy",
			    optional_string_json(*err->remedy ? err->remedy : NULL));
	json_object_set_new(object, "operand", optional_string_json(operand));
	if (!out) {
		json_decref(object);
		return NULL;
	}
	rc = write_json(out, object, 0);
	if (fclose(out) || rc < 0)
		free(take_ptr(text));
	return text;
}
