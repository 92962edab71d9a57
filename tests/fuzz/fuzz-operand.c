// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-operand.c - operands of addr, resolved without any symbol being known, and of phys. */
#include "cli/operand.h"

#include "fuzz.h"

/* Messages go to a terminal: no byte of the input may control it. */
static void check_error(const struct operand *operand, int rc)
{
	always(rc == 0 || (operand->error.code && *operand->error.text));
	for (const char *at = operand->error.text; *at; at++)
		always((unsigned char)*at >= ' ');
	for (const char *at = operand->error.remedy; *at; at++)
		always((unsigned char)*at >= ' ');
}

static void parse_virt(const char *text)
{
	static struct root root = {.fd = -1, .path = (char *)"nowhere"};
	struct operand operand;
	int rc = operand_parse(text, &operand);

	if (rc == 0) {
		operands_resolve(&root, &operand, 1);
		if (!operand.error.code) {
			uint64_t last = operand.start.value + (operand.length - 1);

			always(!operand.start.symbol && !operand.end.symbol);
			always(!operand.length || last >= operand.start.value);
			always(!operand.has_end || operand.length);
		}
	}
	check_error(&operand, rc);
	operand_clear(&operand);
}

static void parse_phys(const char *text)
{
	struct operand operand;
	int rc = operand_parse_phys(text, &operand);

	always(!operand.start.symbol && !operand.has_end && !operand.length);
	check_error(&operand, rc);
	operand_clear(&operand);
}

static void run(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	parse_virt(text);
	parse_phys(text);
	free(text);
}

DEFINE_TARGET(operand) = {.run = run};
