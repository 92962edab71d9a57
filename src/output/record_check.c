// SPDX-License-Identifier: GPL-2.0-or-later
/* record_check.c - fields of health checks, of what they found and what they are. */
#include <string.h>

#include "model/check.h"
#include "output/records.h"
#include "output/text.h"

/* A value with its unit, as people read it. */
static void measured(const void *record, struct names *ret)
{
	const struct check_result *result = record;
	char size[24];

	if (!result->nr_values)
		return;
	if (strcmp(result->unit, "B")) {
		names_add(ret, "%.*f%s", *result->unit && result->worst < 100 ? 1 : 0,
			  result->worst, result->unit);
		return;
	}
	size_text(result->worst, true, size);
	names_add(ret, "%s", size);
}

static const struct field value_fields[] = {
	{"instance", NULL, "what was measured; empty where there is but one",
	 FIELD_OF_CHARS(struct check_value, instance)},
	{"value", NULL, "how much, in the unit of the check",
	 FIELD_OF_REAL(struct check_value, value)},
	{"verdict", NULL, "its own verdict",
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct check_value, verdict), .enum_name = verdict_name},
	{"detail", NULL, "what that means", FIELD_OF_CHARS(struct check_value, detail)},
};

static const struct record_type value_record = RECORD_TYPE("values", value_fields, check_value);

static const struct field check_fields[] = {
	{"name", "check", "name of the check", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct check_result, name)},
	{"verdict", NULL,
	 "ok, warning, critical, unknown where it could not be measured, or n/a where there is "
	 "nothing to measure or this caller or capture can never do so",
	 .flags = FIELD_COLUMN | FIELD_STATUS,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct check_result, verdict), .enum_name = verdict_name},
	{"measured", NULL, "value and unit", .flags = FIELD_COLUMN | FIELD_JSON_OFF,
	 .kind = FIELD_NAMES, .names = measured},
	{"value", NULL, "the value that decided", FIELD_OF_REAL(struct check_result, worst)},
	{"unit", NULL, "%, B for bytes, or empty for a count",
	 FIELD_OF_STRING(struct check_result, unit)},
	{"instance", NULL, "what that was measured of",
	 FIELD_OF_STRING(struct check_result, instance)},
	{"warning", NULL, "range of values without a warning", .flags = FIELD_WIDE,
	 FIELD_OF_STRING(struct check_result, warning)},
	{"critical", NULL, "range of values that are not critical", .flags = FIELD_WIDE,
	 FIELD_OF_STRING(struct check_result, critical)},
	{"detail", NULL, "what was found, or why that is not known", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct check_result, detail)},
	{"code", NULL, "stable reason why it is not known, as in errors",
	 FIELD_OF_STRING(struct check_result, code)},
	{"remedy", NULL, "what to do", FIELD_OF_STRING(struct check_result, remedy)},
	{"values", NULL, "everything that was measured",
	 FIELD_OF_RECORDS(struct check_result, values, nr_values, &value_record)},
};

const struct record_type check_record = RECORD_TYPE("checks", check_fields, check_result);

static const struct field remedy_fields[] = {
	{"name", "check", "name of the check", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct check_result, name)},
	{"remedy", NULL, "what to do", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct check_result, remedy)},
};

const struct record_type check_remedy_record = RECORD_TYPE("remedies", remedy_fields, check_result);

static const struct field spec_fields[] = {
	{"name", "check", "name of the check", .flags = FIELD_TITLE,
	 FIELD_OF_STRING(struct check, name)},
	{"measures", NULL, "what its values are", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct check, measures)},
	{"reads", NULL, "where they come from", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct check, reads)},
	{"why", NULL, "why that matters", .flags = FIELD_CARD, FIELD_OF_STRING(struct check, why)},
	{"remedy", "what to do", "what to do when it alerts", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct check, remedy)},
	{"unit", NULL, "%, B for bytes, or empty for a count", FIELD_OF_STRING(struct check, unit)},
	{"warning", NULL, "range of values without a warning", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct check, warning)},
	{"critical", NULL, "range of values that are not critical", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct check, critical)},
};

const struct record_type check_spec_record = RECORD_TYPE("specs", spec_fields, check);
