// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-operand.c - operands of addr, resolved without any symbol being known. */
#include <memmap/cli/operand.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct root root = {.fd = -1, .path = (char *)"nowhere"};
	char *text = fuzz_text(data, size);
	struct operand operand;

	if (operand_parse(text, &operand) == 0) {
		operands_resolve(&root, &operand, 1);
		if (!operand.error.code) {
			uint64_t last = operand.start.value + (operand.length - 1);

			always(!operand.start.symbol && !operand.end.symbol);
			always(!operand.length || last >= operand.start.value);
			always(!operand.has_end || operand.length);
		}
	} else {
		always(operand.error.code && *operand.error.text);
	}
	/* Messages go to a terminal: no byte of the input may control it. */
	for (const char *at = operand.error.text; *at; at++)
		always((unsigned char)*at >= ' ');
	operand_clear(&operand);
	free(text);
	return 0;
}
