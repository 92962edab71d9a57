// SPDX-License-Identifier: GPL-2.0-or-later
/* record_helper.c - fields of the helper module's state. */
#include "model/helper.h"
#include "output/records.h"

static const struct field helper_fields[] = {
	{"name", NULL, "name of the module", .flags = FIELD_TITLE | FIELD_COLUMN,
	 FIELD_OF_STRING(struct helper, name)},
	{"loaded", NULL, "whether it is in the kernel", .flags = FIELD_CARD | FIELD_COLUMN,
	 FIELD_OF_BOOL(struct helper, loaded)},
	{"state", NULL, "live, coming or going", .flags = FIELD_CARD | FIELD_COLUMN,
	 FIELD_OF_STRING(struct helper, state)},
	{"version", NULL, "its version", .flags = FIELD_CARD | FIELD_COLUMN,
	 FIELD_OF_STRING(struct helper, version)},
	{"refcount", "users", "how many hold it", .flags = FIELD_CARD | FIELD_COLUMN,
	 FIELD_OF_INT(FIELD_INT, struct helper, refcount)},
	{"samples", NULL, "whether it makes sample allocations, see load --samples",
	 .flags = FIELD_CARD | FIELD_COLUMN, FIELD_OF_BOOL(struct helper, samples)},
	{"device", NULL, "its device node", .flags = FIELD_CARD | FIELD_COLUMN,
	 FIELD_OF_STRING(struct helper, device)},
	{"file", NULL, "file it is loaded from", .flags = FIELD_CARD | FIELD_WIDE,
	 FIELD_OF_STRING(struct helper, file)},
	{"vermagic", NULL, "kernel that the file was built for", .flags = FIELD_CARD | FIELD_WIDE,
	 FIELD_OF_STRING(struct helper, vermagic)},
};

const struct record_type helper_record = RECORD_TYPE("modules", helper_fields, helper);
