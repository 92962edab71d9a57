// SPDX-License-Identifier: GPL-2.0-or-later
/* record.c - see record.h. */
#include <math.h>
#include <string.h>

#include "base/cleanup.h"
#include "output/record.h"

static const void *member(const struct field *field, const void *record, size_t item)
{
	const char *first = (const char *)record + field->offset;

	if (field->is_pointer)
		first = *(const char *const *)first;
	return first + item * field->size;
}

size_t field_nr_items(const struct field *field, const void *record)
{
	if (!(field->flags & FIELD_ARRAY) && field->kind != FIELD_RECORDS)
		return 1;
	return load_uint((const char *)record + field->nr_offset, field->nr_size);
}

uint64_t field_uint(const struct field *field, const void *record, size_t item)
{
	uint64_t value = load_uint(member(field, record, item), field->size);

	if (field->kind == FIELD_INT || field->kind == FIELD_THOUSANDTHS)
		return (int64_t)(int32_t)value;
	return value;
}

double field_real(const struct field *field, const void *record, size_t item)
{
	double value;

	memcpy(&value, member(field, record, item), sizeof(value));
	return value;
}

bool field_is_absent(const struct field *field, const void *record, size_t item)
{
	if (field->flags & FIELD_ALWAYS)
		return false;
	switch (field->kind) {
	case FIELD_STRING:
	case FIELD_RECORD:
		return !*(const void *const *)member(field, record, item);
	case FIELD_REAL:
		return isnan(field_real(field, record, item));
	case FIELD_BOOL:
		return field_uint(field, record, item) > 1;
	case FIELD_INT:
		return field_uint(field, record, item) == (uint64_t)INT32_MIN;
	case FIELD_UINT:
	case FIELD_ADDR:
	case FIELD_PFN:
	case FIELD_BYTES:
	case FIELD_PAGES:
	case FIELD_NANOSECONDS:
		return field_uint(field, record, item) == ABSENT >> (64 - 8 * field->size);
	case FIELD_PAGES_DELTA:
	case FIELD_BYTES_DELTA:
		return field_uint(field, record, item) == (uint64_t)INT64_MIN;
	case FIELD_ENUM:
		return !field->enum_name(field_uint(field, record, item));
	default:
		return false;
	}
}

const char *field_string(const struct field *field, const void *record)
{
	switch (field->kind) {
	case FIELD_CHARS:
		return member(field, record, 0);
	case FIELD_ENUM:
		return field->enum_name(field_uint(field, record, 0));
	default:
		return *(const char *const *)member(field, record, 0);
	}
}

const void *field_record(const struct field *field, const void *record, size_t item)
{
	const void *at = member(field, record, item);

	return field->kind == FIELD_RECORD ? *(const void *const *)at : at;
}

static const struct field *find(const struct record_type *type, const char *name, size_t length)
{
	for (size_t i = 0; i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];

		if (!strncmp(field->name, name, length) && !field->name[length])
			return field;
	}
	return NULL;
}

const struct field *record_find_field(const struct record_type *type, const char *name,
				      const struct field **outer)
{
	size_t length = strcspn(name, ".");
	const struct field *field = find(type, name, length);

	*outer = NULL;
	if (!field || !name[length])
		return field;
	if (field->kind != FIELD_RECORD)
		return NULL;
	*outer = field;
	return find(field->record, name + length + 1, strlen(name + length + 1));
}

const struct record_type *record_stream(const struct record_type *type)
{
	for (size_t i = 0; i < type->nr_fields; i++)
		if (type->fields[i].kind == FIELD_STREAM)
			return type->fields[i].record;
	return NULL;
}
