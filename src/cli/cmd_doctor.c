// SPDX-License-Identifier: GPL-2.0-or-later
/* cmd_doctor.c - "memmap doctor": what works here, what does not, why, and what to do. */
#include "analysis/health/doctor.h"
#include "base/array.h"
#include "cli/command.h"
#include "output/records.h"

/* What is lost, and the way out, for the findings that are not well. */
static int show_remedies(struct report *report, const struct finding *findings, size_t nr_findings,
			 struct error *err)
{
	_cleanup_free_ struct finding *troubles = NULL;
	size_t nr = 0;

	for (size_t i = 0; i < nr_findings; i++) {
		int rc;

		if (!findings[i].lost)
			continue;
		rc = array_grow(&troubles, nr, err);
		if (rc < 0)
			return rc;
		troubles[nr++] = findings[i];
	}
	report_view(report, "What is lost, and what to do", &remedy_record, troubles, nr);
	return 0;
}

static int run(struct context *context, struct error *err)
{
	_cleanup_(diagnosis_clear) struct diagnosis diagnosis = {0};
	size_t nr;
	int rc;

	rc = diagnose(&context->root, &diagnosis, err);
	if (rc < 0)
		return rc;
	context_begin(context, NULL);
	nr = report_rows(&context->report, diagnosis.items, diagnosis.nr);
	rc = show_remedies(&context->report, diagnosis.items, nr, err);
	if (rc < 0)
		return rc;
	if (diagnosis.can_translate)
		return EXIT_OK;
	return error_set(err, ERROR_NO_BACKEND, "addresses cannot be translated here");
}

const struct command cmd_doctor = {
	.name = "doctor",
	.group = GROUP_SETUP,
	.summary = "what works on this machine, what does not, why, and what to do",
	.operands = "",
	.description =
		"Tries every back end and every source that memmap uses, and tells of each "
		"whether it is usable, why not, what is lost without it and what to do. Changes "
		"nothing.\n"
		"\n"
		"The exit status is 0 when addresses can be translated, 3 when they cannot.",
	.examples = "memmap doctor\n"
		    "memmap doctor --json | jq -r '.findings[] | select(.code) | [.name, .code]'",
	.options = {.watch = true},
	.options_bytes = sizeof(struct common_options),
	.record = &finding_record,
	.run = run,
};
