// SPDX-License-Identifier: GPL-2.0-or-later
/* json.c - see json.h. */
#include <jansson.h>
#include <string.h>

#include <memmap/output/json.h>

/* Reals are thousandths: six digits show them exactly and hide binary rounding. */
#define DUMP_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(6))

static json_t *fields_json(const struct record_type *type, const void *record, size_t first,
			   size_t end);

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

static json_t *names_json(const struct field *field, const void *record)
{
	struct names names = {0};
	json_t *array;

	field->names(record, &names);
	if (names.unknown)
		return json_null();
	array = json_array();
	for (size_t i = 0; i < names.nr; i++)
		json_array_append_new(array, json_string(names.text[i]));
	return array;
}

static json_t *value_json(const struct field *field, const void *record, size_t item)
{
	char address[24];

	if (field_is_absent(field, record, item))
		return json_null();
	switch (field->kind) {
	case FIELD_STRING:
	case FIELD_CHARS:
	case FIELD_ENUM:
		return string_json(field_string(field, record));
	case FIELD_BOOL:
		return json_boolean(field_uint(field, record, item));
	case FIELD_INT:
	case FIELD_UINT:
	case FIELD_PFN:
	case FIELD_BYTES:
	case FIELD_PAGES:
	case FIELD_PAGES_DELTA:
		return json_integer(field_uint(field, record, item));
	case FIELD_ADDR:
		snprintf(address, sizeof(address), "0x%jx",
			 (uintmax_t)field_uint(field, record, item));
		return json_string(address);
	case FIELD_THOUSANDTHS:
		return json_real((int)field_uint(field, record, item) / 1000.0);
	case FIELD_NAMES:
		return names_json(field, record);
	case FIELD_RECORD:
	case FIELD_RECORDS:
		return fields_json(field->record, field_record(field, record, item), 0,
				   field->record->nr_fields);
	case FIELD_STREAM:
		break;
	}
	return json_null();
}

static json_t *field_json(const struct field *field, const void *record)
{
	json_t *array;

	if (!(field->flags & FIELD_ARRAY) && field->kind != FIELD_RECORDS)
		return value_json(field, record, 0);
	array = json_array();
	for (size_t i = 0; i < field_nr_items(field, record); i++)
		json_array_append_new(array, value_json(field, record, i));
	return array;
}

static json_t *fields_json(const struct record_type *type, const void *record, size_t first,
			   size_t end)
{
	json_t *object = json_object();

	for (size_t i = first; i < end; i++) {
		const struct field *field = &type->fields[i];

		if (field->flags & FIELD_JSON_OFF)
			continue;
		if (json_object_set_new(object, field->name, field_json(field, record)) < 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

int json_write_fields(FILE *out, const struct record_type *type, const void *record, size_t first,
		      size_t end)
{
	json_t *object = fields_json(type, record, first, end);
	int rc;

	if (!object)
		return -1;
	rc = json_dumpf(object, out, DUMP_FLAGS | JSON_EMBED);
	json_decref(object);
	/* A failed write shows in ferror(out), which the report looks at when it ends. */
	return rc < 0 && !ferror(out) ? -1 : 0;
}

int json_write_header(FILE *out, const struct report_header *header)
{
	json_t *object = json_object();
	int rc;

	json_object_set_new(object, "schema", json_integer(JSON_SCHEMA));
	json_object_set_new(object, "command", optional_string_json(header->command));
	json_object_set_new(object, "kernel", optional_string_json(header->kernel));
	json_object_set_new(object, "arch", optional_string_json(header->arch));
	json_object_set_new(object, "backend", optional_string_json(header->backend));
	json_object_set_new(object, "time", optional_string_json(header->time));
	rc = json_dumpf(object, out, DUMP_FLAGS | JSON_EMBED);
	json_decref(object);
	return rc < 0 && !ferror(out) ? -1 : 0;
}

char *json_error_text(const struct error *err, const char *operand)
{
	json_t *object = json_object();
	char *text;

	json_object_set_new(object, "code", json_string(error_code_name(err->code)));
	json_object_set_new(object, "message", string_json(err->text));
	json_object_set_new(object, "remedy",
			    optional_string_json(*err->remedy ? err->remedy : NULL));
	json_object_set_new(object, "operand", optional_string_json(operand));
	text = json_dumps(object, DUMP_FLAGS);
	json_decref(object);
	return text;
}
