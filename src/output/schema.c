// SPDX-License-Identifier: GPL-2.0-or-later
/* schema.c - see schema.h. */
#include <string.h>

#include "base/cleanup.h"
#include "output/json.h"
#include "output/schema.h"

/* Record types of one answer, nested ones too; more than any command has. */
#define MAX_TYPES 32

/* Values of enums are small: bytes in the uapi header, and what the tool adds behind these. */
#define ENUM_VALUES 512

/**
 * struct writer - a schema being written
 * @out: where to
 * @types: record types it defines
 * @nr: how many
 * @rc: -1 when memory ran out
 */
struct writer {
	FILE *out;
	const struct record_type *types[MAX_TYPES];
	size_t nr;
	int rc;
};

static void write_string(struct writer *writer, const char *text)
{
	if (json_write_string(writer->out, text) < 0)
		writer->rc = -1;
}

/* Nested types are defined once, since a record may nest its own kind. */
static void add_type(struct writer *writer, const struct record_type *type)
{
	for (size_t i = 0; i < writer->nr; i++)
		if (writer->types[i] == type)
			return;
	if (writer->nr == MAX_TYPES) {
		writer->rc = -1;
		return;
	}
	writer->types[writer->nr++] = type;
	for (size_t i = 0; i < type->nr_fields; i++)
		if (type->fields[i].record && !(type->fields[i].flags & FIELD_JSON_OFF))
			add_type(writer, type->fields[i].record);
}

/* Types of the same name in one answer are told apart by a number. */
static void write_type_name(struct writer *writer, const struct record_type *type)
{
	unsigned int nr_before = 0;

	for (size_t i = 0; writer->types[i] != type; i++)
		nr_before += !strcmp(writer->types[i]->name, type->name);
	fputs(type->name, writer->out);
	if (nr_before)
		fprintf(writer->out, "-%u", nr_before + 1);
}

static void write_reference(struct writer *writer, const struct record_type *type)
{
	fputs("{\"$ref\":\"#/$defs/", writer->out);
	write_type_name(writer, type);
	fputs("\"}", writer->out);
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

static void write_enum(struct writer *writer, const struct field *field)
{
	fputs("\"enum\":[", writer->out);
	for (uint64_t value = 0; value < ENUM_VALUES; value++) {
		const char *name = field->enum_name(value);

		if (!name || is_repeated(field, value))
			continue;
		write_string(writer, name);
		putc(',', writer->out);
	}
	fputs("null]", writer->out);
}

/* The kinds that need no more than their name; the compiler tells when there is a new one. */
static const char *plain_type(enum field_kind kind)
{
	switch (kind) {
	case FIELD_STRING:
		return "\"type\":[\"string\",\"null\"]";
	case FIELD_CHARS:
		return "\"type\":\"string\"";
	case FIELD_BOOL:
		return "\"type\":[\"boolean\",\"null\"]";
	case FIELD_INT:
	case FIELD_PAGES_DELTA:
	case FIELD_BYTES_DELTA:
		return "\"type\":[\"integer\",\"null\"]";
	case FIELD_UINT:
	case FIELD_PFN:
	case FIELD_BYTES:
	case FIELD_PAGES:
	case FIELD_NANOSECONDS:
		return "\"type\":[\"integer\",\"null\"],\"minimum\":0";
	case FIELD_ADDR:
		return "\"type\":[\"string\",\"null\"],\"pattern\":\"^0x[0-9a-f]+$\"";
	case FIELD_REAL:
	case FIELD_THOUSANDTHS:
		return "\"type\":[\"number\",\"null\"]";
	case FIELD_NAMES:
		return "\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}";
	case FIELD_ENUM:
	case FIELD_RECORD:
	case FIELD_RECORDS:
	case FIELD_STREAM:
		break;
	}
	return "";
}

/* What one value is, without braces; what the kernel did not tell is null. */
static void write_plain(struct writer *writer, const struct field *field)
{
	if (field->kind == FIELD_ENUM) {
		write_enum(writer, field);
	} else if (field->kind == FIELD_RECORD) {
		fputs("\"anyOf\":[", writer->out);
		write_reference(writer, field->record);
		fputs(",{\"type\":\"null\"}]", writer->out);
	} else {
		fputs(plain_type(field->kind), writer->out);
	}
}

static void write_field(struct writer *writer, const struct field *field)
{
	write_string(writer, field->name);
	fputs(":{\"description\":", writer->out);
	write_string(writer, field->help);
	putc(',', writer->out);
	if (field->kind == FIELD_RECORDS || field->kind == FIELD_STREAM) {
		/* A stream is null where only the record itself was asked for. */
		fputs(field->kind == FIELD_STREAM ? "\"type\":[\"array\",\"null\"],\"items\":"
						  : "\"type\":\"array\",\"items\":",
		      writer->out);
		write_reference(writer, field->record);
	} else if (field->flags & FIELD_ARRAY) {
		fputs("\"type\":\"array\",\"items\":{", writer->out);
		write_plain(writer, field);
		putc('}', writer->out);
	} else {
		write_plain(writer, field);
	}
	putc('}', writer->out);
}

/* Every member is always there, so all are required. */
static void write_type(struct writer *writer, const struct record_type *type)
{
	const char *comma = "";

	fputs("\n\"", writer->out);
	write_type_name(writer, type);
	fputs("\":{\"type\":\"object\",\"properties\":{", writer->out);
	for (size_t i = 0; i < type->nr_fields; i++) {
		if (type->fields[i].flags & FIELD_JSON_OFF)
			continue;
		fprintf(writer->out, "%s\n  ", comma);
		write_field(writer, &type->fields[i]);
		comma = ",";
	}
	fputs("},\n  \"required\":[", writer->out);
	comma = "";
	for (size_t i = 0; i < type->nr_fields; i++) {
		if (type->fields[i].flags & FIELD_JSON_OFF)
			continue;
		fputs(comma, writer->out);
		write_string(writer, type->fields[i].name);
		comma = ",";
	}
	fputs("]}", writer->out);
}

static void write_array(struct writer *writer, const struct record_type *type)
{
	fprintf(writer->out, ",\n\"%s\":{\"type\":\"array\",\"items\":", type->name);
	write_reference(writer, type);
	putc('}', writer->out);
}

static void write_envelope(struct writer *writer, const struct schema *schema)
{
	fprintf(writer->out,
		"\n\"schema\":{\"description\":\"changes when a member is renamed or means "
		"something else\",\"const\":%d},"
		"\n\"command\":{\"const\":",
		JSON_SCHEMA);
	write_string(writer, schema->command);
	fputs("},\n\"kernel\":{\"description\":\"release of the kernel\","
	      "\"type\":[\"string\",\"null\"]},"
	      "\n\"arch\":{\"description\":\"machine, as uname(2) has it\","
	      "\"type\":[\"string\",\"null\"]},"
	      "\n\"backend\":{\"description\":\"how page tables were reached\","
	      "\"type\":[\"string\",\"null\"]},"
	      "\n\"time\":{\"description\":\"when the facts were read\","
	      "\"type\":[\"string\",\"null\"]},"
	      "\n\"snapshot\":{\"description\":\"a snapshot answers\",\"const\":true}",
	      writer->out);
	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->records[i]; i++)
		write_array(writer, schema->records[i]);
	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->totals[i]; i++)
		write_array(writer, schema->totals[i]);
	fputs(",\n\"errors\":{\"description\":\"what failed, in part or altogether\","
	      "\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/error\"}},"
	      "\n\"errors_dropped\":{\"description\":\"further errors, which are only counted\","
	      "\"type\":\"integer\",\"minimum\":1}},",
	      writer->out);
}

static void write_required(struct writer *writer, const struct schema *schema)
{
	fputs("\n\"required\":[\"schema\",\"command\",\"kernel\",\"arch\",\"backend\",\"time\","
	      "\"errors\"],\n\"oneOf\":[",
	      writer->out);
	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->records[i]; i++)
		fprintf(writer->out, "%s{\"required\":[\"%s\"]}", i ? "," : "",
			schema->records[i]->name);
	fputs("],", writer->out);
}

static void write_codes(struct writer *writer)
{
	for (int code = ERROR_NONE + 1; code < NR_ERROR_CODES; code++)
		fprintf(writer->out, "%s\"%s\"", code > ERROR_NONE + 1 ? "," : "",
			error_code_name(code));
}

int schema_write(FILE *out, const struct schema *schema)
{
	struct writer writer = {.out = out};

	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->records[i]; i++)
		add_type(&writer, schema->records[i]);
	for (size_t i = 0; i < SCHEMA_MAX_RECORDS && schema->totals[i]; i++)
		add_type(&writer, schema->totals[i]);
	fputs("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n\"title\":", out);
	write_string(&writer, schema->command);
	fputs(",\n\"description\":", out);
	write_string(&writer, schema->summary);
	fputs(",\n\"type\":\"object\",\n\"properties\":{", out);
	write_envelope(&writer, schema);
	write_required(&writer, schema);
	fputs("\n\"$defs\":{", out);
	for (size_t i = 0; i < writer.nr; i++) {
		write_type(&writer, writer.types[i]);
		putc(',', out);
	}
	fputs("\n\"error\":{\"type\":\"object\",\"properties\":{"
	      "\n  \"code\":{\"description\":\"kind of the failure\",\"enum\":[",
	      out);
	write_codes(&writer);
	fputs("]},\n  \"message\":{\"description\":\"what failed, and why\",\"type\":\"string\"},"
	      "\n  \"remedy\":{\"description\":\"what to do\",\"type\":[\"string\",\"null\"]},"
	      "\n  \"operand\":{\"description\":\"what it is about\","
	      "\"type\":[\"string\",\"null\"]}},"
	      "\n  \"required\":[\"code\",\"message\",\"remedy\",\"operand\"]}}}\n",
	      out);
	return writer.rc;
}
