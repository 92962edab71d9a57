// SPDX-License-Identifier: GPL-2.0-or-later
/* record_paging_step.c - fields of the steps of "memmap demo paging". */
#include "model/user.h"
#include "output/records.h"

#define NUMBER                                                                    \
	{                                                                         \
		"number", "#", "which step",                                      \
			.flags = FIELD_COLUMN | FIELD_TITLE,                      \
			FIELD_OF_UNSIGNED(FIELD_UINT, struct paging_step, number) \
	}

static const struct field step_fields[] = {
	NUMBER,
	{"action", "step", "what was done", .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_STRING(struct paging_step, action)},
	{"minor_faults", "faults", "page faults that it took, none of which needed I/O",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct paging_step, minor_faults)},
	{"resident_pages", "own",
	 "pages that have a frame of their own; not known where zero_pages is not",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct paging_step, resident_pages)},
	{"zero_pages", "zero", "pages where the zero page stands in",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct paging_step, zero_pages)},
	{"untouched_pages", "untouched", "pages with nothing behind them",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PAGES, struct paging_step, untouched_pages)},
	{"virt_addr", "page", "a page that the step is about", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct paging_step, virt_addr)},
	{"pfn", "frame", "its frame", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PFN, struct paging_step, pfn)},
	{"child_pfn", "child's", "the frame of the same page in the child",
	 .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_PFN, struct paging_step, child_pfn)},
	{"shows", NULL, "what it shows", .flags = FIELD_CARD,
	 FIELD_OF_CHARS(struct paging_step, shows)},
	{"lesson", NULL, "with --explain, what is behind it", .flags = FIELD_CARD,
	 FIELD_OF_STRING(struct paging_step, lesson)},
};

const struct record_type paging_step_record = RECORD_TYPE("steps", step_fields, paging_step);

static const struct field shows_fields[] = {
	NUMBER,
	{"shows", NULL, "what it shows", .flags = FIELD_COLUMN,
	 FIELD_OF_CHARS(struct paging_step, shows)},
};

const struct record_type paging_shows_record = RECORD_TYPE("steps", shows_fields, paging_step);
