// SPDX-License-Identifier: GPL-2.0-or-later
/* schema.c - see schema.h. */
#include <jansson.h>
#include <string.h>

#include "base/cleanup.h"
#include "output/json.h"
#include "output/schema.h"

/* Record types of one answer, nested ones too; more than any command has. */
#define MAX_TYPES 32

/* Values of enums are small: bytes in the uapi header, and what the tool adds behind these. */
#define ENUM_VALUES 512

/**
 * struct types - record types that a schema defines
 * @items: the types
 * @nr: how many
 * @lost: there are more, but no room for them
 */
struct types {
	const struct record_type *items[MAX_TYPES];
	size_t nr;
	bool lost;
};

/* Nested types are defined once, since a record may nest its own kind. */
static void add_type(struct types *types, const struct record_type *type)
{
	for (size_t i = 0; i < types->nr; i++)
		if (types->items[i] == type)
			return;
	if (types->nr == MAX_TYPES) {
		types->lost = true;
		return;
	}
	types->items[types->nr++] = type;
	for (size_t i = 0; i < type->nr_fields; i++)
		if (type->fields[i].record && !(type->fields[i].flags & FIELD_JSON_OFF))
			add_type(types, type->fields[i].record);
}

/* Types of the same name in one answer are told apart by a number. */
static void type_name(const struct types *types, const struct record_type *type, char ret[64])
{
	unsigned int nr_before = 0;

	for (size_t i = 0; types->items[i] != type; i++)
		nr_before += !strcmp(types->items[i]->name, type->name);
	if (nr_before)
		snprintf(ret, 64, "%s-%u", type->name, nr_before + 1);
	else
		snprintf(ret, 64, "%s", type->name);
}

static json_t *reference(const struct types *types, const struct record_type *type)
{
	char name[64];

	type_name(types, type, name);
	return json_pack("{s:s+}", "$ref", "#/$defs/", name);
}

static bool is_repeated(const struct field *field, uint64_t value)
{
	for (uint64_t i = 0; i < value; i++) {
		const char *name = field->enum_name(i);

		if (name && !strcmp(name, field->enum_name(value)))
			return true;
	}
	return false;
}

static json_t *enum_values(const struct field *field)
{
	json_t *values = json_array();

	for (uint64_t value = 0; value < ENUM_VALUES; value++) {
		const char *name = field->enum_name(value);

		if (name && !is_repeated(field, value))
			json_array_append_new(values, json_string(name));
	}
	json_array_append_new(values, json_null());
	return json_pack("{s:o}", "enum", values);
}

/*
 * What one value is; what the kernel did not tell is null. The compiler tells when there is a new
 * kind.
 */
static json_t *plain_value(const struct types *types, const struct field *field)
{
	switch (field->kind) {
	case FIELD_STRING:
		return json_pack("{s:[s,s]}", "type", "string", "null");
	case FIELD_CHARS:
		return json_pack("{s:s}", "type", "string");
	case FIELD_BOOL:
		return json_pack("{s:[s,s]}", "type", "boolean", "null");
	case FIELD_INT:
	case FIELD_PAGES_DELTA:
	case FIELD_BYTES_DELTA:
		return json_pack("{s:[s,s]}", "type", "integer", "null");
	case FIELD_UINT:
	case FIELD_PFN:
	case FIELD_BYTES:
	case FIELD_PAGES:
	case FIELD_NANOSECONDS:
		return json_pack("{s:[s,s],s:i}", "type", "integer", "null", "minimum", 0);
	case FIELD_ADDR:
		return json_pack("{s:[s,s],s:s}", "type", "string", "null", "pattern",
				 "^0x[0-9a-f]+$");
	case FIELD_REAL:
	case FIELD_THOUSANDTHS:
		return json_pack("{s:[s,s]}", "type", "number", "null");
	case FIELD_NAMES:
		return json_pack("{s:[s,s],s:{s:s}}", "type", "array", "null", "items", "type",
				 "string");
	case FIELD_ENUM:
		return enum_values(field);
	case FIELD_RECORD:
		return json_pack("{s:[o,{s:s}]}", "anyOf", reference(types, field->record), "type",
				 "null");
	case FIELD_RECORDS:
		return json_pack("{s:s,s:o}", "type", "array", "items",
				 reference(types, field->record));
	case FIELD_STREAM:
		/* Null where only the record itself was asked for. */
		return json_pack("{s:[s,s],s:o}", "type", "array", "null", "items",
				 reference(types, field->record));
	}
	return NULL;
}

static json_t *field_value(const struct types *types, const struct field *field)
{
	json_t *value = plain_value(types, field);
	json_t *described = json_pack("{s:s}", "description", field->help);

	if (field->flags & FIELD_ARRAY && field->kind != FIELD_RECORDS &&
	    field->kind != FIELD_STREAM)
		value = json_pack("{s:s,s:o}", "type", "array", "items", value);
	json_object_update_new(described, value);
	return described;
}

/* Every member is always there, so all are required. */
static json_t *type_value(const struct types *types, const struct record_type *type)
{
	json_t *properties = json_object(), *required = json_array();

	for (size_t i = 0; i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];

		if (field->flags & FIELD_JSON_OFF)
			continue;
		json_object_set_new(properties, field->name, field_value(types, field));
		json_array_append_new(required, json_string(field->name));
	}
	return json_pack("{s:s,s:o,s:o}", "type", "object", "properties", properties, "required",
			 required);
}

static void add_arrays(const struct types *types, const struct record_type *const *records,
		       json_t *properties)
{
	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && records[i]; i++)
		json_object_set_new(properties, records[i]->name,
				    json_pack("{s:s,s:o}", "type", "array", "items",
					      reference(types, records[i])));
}

static json_t *optional_text(const char *description)
{
	return json_pack("{s:s,s:[s,s]}", "description", description, "type", "string", "null");
}

static json_t *envelope(const struct types *types, const struct schema *schema)
{
	json_t *properties =
		json_pack("{s:{s:s,s:i},s:{s:s},s:o,s:o,s:o,s:o,s:{s:s,s:b}}", "schema",
			  "description", "changes when a member is renamed or means something else",
			  "const", JSON_SCHEMA, "command", "const", schema->command, "kernel",
			  optional_text("release of the kernel"), "arch",
			  optional_text("machine, as uname(2) has it"), "backend",
			  optional_text("how page tables were reached"), "time",
			  optional_text("when the facts were read"), "snapshot", "description",
			  "a snapshot answers", "const", 1);

	add_arrays(types, schema->records, properties);
	add_arrays(types, schema->totals, properties);
	json_object_set_new(properties, "errors",
			    json_pack("{s:s,s:s,s:{s:s}}", "description",
				      "what failed, in part or altogether", "type", "array",
				      "items", "$ref", "#/$defs/error"));
	json_object_set_new(properties, "errors_dropped",
			    json_pack("{s:s,s:s,s:i}", "description",
				      "further errors, which are only counted", "type", "integer",
				      "minimum", 1));
	return properties;
}

/* Just one of the main arrays is there. */
static json_t *alternatives(const struct schema *schema)
{
	json_t *any = json_array();

	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->records[i]; i++)
		json_array_append_new(any,
				      json_pack("{s:[s]}", "required", schema->records[i]->name));
	return any;
}

static json_t *error_value(void)
{
	json_t *codes = json_array();

	for (int code = ERROR_NONE + 1; code < NR_ERROR_CODES; code++)
		json_array_append_new(codes, json_string(error_code_name(code)));
	return json_pack("{s:s,s:{s:{s:s,s:o},s:{s:s,s:s},s:o,s:o},s:[s,s,s,s]}", "type", "object",
			 "properties", "code", "description", "kind of the failure", "enum", codes,
			 "message", "description", "what failed, and why", "type", "string",
			 "remedy", optional_text("what to do"), "operand",
			 optional_text("what it is about"), "required", "code", "message", "remedy",
			 "operand");
}

static json_t *definitions(const struct types *types)
{
	json_t *all = json_object();
	char name[64];

	for (size_t i = 0; i < types->nr; i++) {
		type_name(types, types->items[i], name);
		json_object_set_new(all, name, type_value(types, types->items[i]));
	}
	json_object_set_new(all, "error", error_value());
	return all;
}

int schema_write(FILE *out, const struct schema *schema)
{
	struct types types = {0};
	json_t *whole;
	int rc = -1;

	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->records[i]; i++)
		add_type(&types, schema->records[i]);
	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->totals[i]; i++)
		add_type(&types, schema->totals[i]);
	/* Where memory lacks a part is NULL, and so is what it is packed into. */
	whole = json_pack("{s:s,s:s,s:s,s:s,s:o,s:[s,s,s,s,s,s,s],s:o,s:o}", "$schema",
			  "https://json-schema.org/draft/2020-12/schema", "title", schema->command,
			  "description", schema->summary, "type", "object", "properties",
			  envelope(&types, schema), "required", "schema", "command", "kernel",
			  "arch", "backend", "time", "errors", "oneOf", alternatives(schema),
			  "$defs", definitions(&types));
	if (whole && !types.lost)
		rc = json_dumpf(whole, out, JSON_INDENT(1));
	json_decref(whole);
	putc('\n', out);
	return rc;
}
