// SPDX-License-Identifier: GPL-2.0-or-later
/* record_finding.c - fields of the doctor's findings. */
#include "model/finding.h"
#include "output/records.h"

static const struct field finding_fields[] = {
	{"name", NULL, "what was looked at", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct finding, name)},
	{"status", NULL, "ok, limited, unusable, or fact for what just is so",
	 .flags = FIELD_COLUMN | FIELD_STATUS,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct finding, status), .enum_name = finding_status_name},
	{"code", NULL, "stable reason, as in errors", FIELD_OF_STRING(struct finding, code)},
	{"detail", NULL, "what was found", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct finding, detail)},
	{"lost", NULL, "what does not work without it", FIELD_OF_STRING(struct finding, lost)},
	{"remedy", NULL, "what to do", FIELD_OF_STRING(struct finding, remedy)},
};

const struct record_type finding_record = RECORD_TYPE("findings", finding_fields, finding);

static const struct field remedy_fields[] = {
	{"name", NULL, "what was looked at", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct finding, name)},
	{"lost", NULL, "what does not work without it", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct finding, lost)},
	{"remedy", NULL, "what to do", .flags = FIELD_COLUMN,
	 FIELD_OF_STRING(struct finding, remedy)},
};

const struct record_type remedy_record = RECORD_TYPE("findings", remedy_fields, finding);
