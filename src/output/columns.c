// SPDX-License-Identifier: GPL-2.0-or-later
/* columns.c - see columns.h. */
#include <ctype.h>
#include <string.h>

#include "base/suggest.h"
#include "output/columns.h"

const char *field_heading(const struct field *field, char *ret)
{
	const char *text = field->name;

	/* The heading of a labelled word belongs into a card's line: "by", "from". */
	if (field->heading && !(field->flags & FIELD_LABELLED))
		text = field->heading;
	snprintf(ret, HEADING_BYTES, "%s", text);
	for (char *at = ret; *at; at++)
		*at = *at == '_' ? '-' : toupper((unsigned char)*at);
	return ret;
}

bool field_is_column(const struct field *field)
{
	return field->kind < FIELD_RECORDS;
}

bool field_is_sortable(const struct field *field)
{
	return field_is_column(field) && !(field->flags & FIELD_ARRAY);
}

static char plain(char letter)
{
	return letter == '-' || letter == ' ' ? '_' : tolower((unsigned char)letter);
}

static bool is_same(const char *text, const char *name, size_t length)
{
	for (; length && *text; text++, name++, length--)
		if (plain(*text) != plain(*name))
			return false;
	return !length && !*text;
}

static bool has_heading(const struct field *field, const char *name, size_t length)
{
	char heading[HEADING_BYTES];

	return is_same(field_heading(field, heading), name, length);
}

static bool has_name(const struct field *field, const char *name, size_t length)
{
	return is_same(field->name, name, length);
}

static const struct field *find(const struct record_type *type, const char *name, size_t length,
				bool (*fits)(const struct field *, const char *, size_t),
				bool (*usable)(const struct field *field))
{
	for (size_t i = 0; i < type->nr_fields; i++)
		if (fits(&type->fields[i], name, length) && usable(&type->fields[i]))
			return &type->fields[i];
	return NULL;
}

static bool is_nested(const struct field *field)
{
	return field->kind == FIELD_RECORD;
}

/* "frame.node", and its heading alone. */
static struct column_name find_nested(const struct record_type *type, const char *name,
				      size_t length, bool (*usable)(const struct field *field))
{
	const char *dot = memchr(name, '.', length);
	struct column_name ret = {0};

	if (dot)
		ret.outer = find(type, name, dot - name, has_name, is_nested);
	if (ret.outer) {
		length -= dot + 1 - name;
		ret.field =
			find(ret.outer->record, dot + 1, length, has_name, usable)
				?: find(ret.outer->record, dot + 1, length, has_heading, usable);
		return ret;
	}
	for (size_t i = 0; i < type->nr_fields && !ret.field; i++) {
		ret.outer = &type->fields[i];
		if (is_nested(ret.outer))
			ret.field = find(ret.outer->record, name, length, has_heading, usable);
	}
	return ret;
}

struct column_name column_find(const struct record_type *type, const char *name, size_t length,
			       bool (*usable)(const struct field *field))
{
	struct column_name ret = {0};

	if (!type)
		return ret;
	ret.field = find(type, name, length, has_name, usable)
			    ?: find(type, name, length, has_heading, usable);
	return ret.field ? ret : find_nested(type, name, length, usable);
}

bool column_next(const struct record_type *type, const char **list, struct column_name *ret)
{
	while (**list) {
		const char *name = *list;
		size_t length = strcspn(name, ",");

		*list += length + (name[length] == ',');
		*ret = column_find(type, name, length, field_is_column);
		if (ret->field)
			return true;
	}
	return false;
}

bool column_listed(const struct record_type *type, const char *list, const struct field *outer,
		   const struct field *field)
{
	struct column_name name;

	while (column_next(type, &list, &name))
		if (name.outer == outer && (!field || name.field == field))
			return true;
	return false;
}

static void suggest_fields(struct suggestion *best, const char *typed,
			   const struct record_type *type,
			   bool (*usable)(const struct field *field))
{
	for (size_t i = 0; type && i < type->nr_fields; i++) {
		const struct field *field = &type->fields[i];

		if (!usable(field))
			continue;
		suggest(best, typed, field->name);
		if (field->heading)
			suggest(best, typed, field->heading);
	}
}

int column_check(const struct record_type *type, const char *name, size_t length,
		 const char *unknown, bool (*usable)(const struct field *field), struct error *err)
{
	struct suggestion best = {0};
	char typed[80], list[240] = "";
	size_t used = 0;
	int rc;

	if (column_find(type, name, length, usable).field ||
	    column_find(record_stream(type), name, length, usable).field)
		return 0;
	snprintf(typed, sizeof(typed), "%.*s", (int)length, name);
	rc = error_set(err, ERROR_USAGE, "%s \"%s\"", unknown, typed);
	suggest_fields(&best, typed, type, usable);
	suggest_fields(&best, typed, record_stream(type), usable);
	if (suggest_remedy(&best, err))
		return rc;
	for (size_t i = 0; i < type->nr_fields; i++) {
		if (!usable(&type->fields[i]))
			continue;
		/* A name that is cut off would be no help; help lists them all. */
		if (used + strlen(type->fields[i].name) + sizeof("  ...") > sizeof(list)) {
			strcpy(list + used, " ...");
			break;
		}
		used += sprintf(list + used, " %s", type->fields[i].name);
	}
	error_remedy(err, "columns:%s", list);
	return rc;
}
