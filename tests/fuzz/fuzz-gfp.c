// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-gfp.c - the format of a trace event that prints GFP flags, and masks that users paste. */
#include "analysis/zones/gfp.h"
#include "model/gfp_history.h"
#include "reader/gfp.h"

#include "fuzz.h"

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct gfp_machine machine = {0};
	struct gfp_request request;
	struct gfp_operand operand;
	struct error err = {0};

	if (gfp_format_parse(text, &machine.bits, &err) == 0)
		gfp_complete(&machine.bits, (struct release){6, 1});
	else
		gfp_assume(&machine.bits, (struct release){6, 1});
	err = (struct error){0};
	if (gfp_parse(&machine.bits, text, &operand, &err) == 0) {
		gfp_explain(&machine, text, operand.mask, &request);
		gfp_note(&operand, &request);
		always(request.mask == operand.mask && *request.text);
		always(gfp_parse(&machine.bits, request.text, &operand, &err) == 0);
		always(operand.mask == request.mask);
	} else {
		always(err.code && *err.text);
	}
	free(text);
}

DEFINE_TARGET(gfp) = {.run = run};
