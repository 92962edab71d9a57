// SPDX-License-Identifier: GPL-2.0-or-later
/* operand.c - see operand.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include <memmap/base/parse.h>
#include <memmap/base/printable.h>
#include <memmap/cli/operand.h>
#include <memmap/reader/kallsyms.h>

/* The kernel's KSYM_NAME_LEN is 512 since 6.1 (b8a94bfb3395). */
#define SYMBOL_NAME_BYTES 512

static bool is_symbol(const char *text)
{
	if (!*text || isdigit((unsigned char)*text))
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("_.$@", *text))
			return false;
	return true;
}

static int bad_operand(struct operand *operand, const char *text)
{
	char shown[QUOTE_BYTES];

	error_set(&operand->error, ERROR_BAD_INPUT, "\"%s\" is no address, symbol or range",
		  quote(text, shown));
	error_remedy(&operand->error, "ADDRESS, SYMBOL, SYMBOL+OFFSET, START-END or START+LENGTH");
	return -EINVAL;
}

static int too_large(struct operand *operand, const char *text)
{
	char shown[QUOTE_BYTES];

	return error_set(&operand->error, ERROR_BAD_INPUT, "\"%s\" needs more than 64 bits",
			 quote(text, shown));
}

/* An offset or a length; in "symbol+0x10/0x40" the size behind the slash says nothing new. */
static int parse_offset(struct operand *operand, char *text, uint64_t *ret)
{
	char *slash = strchr(text, '/');
	uint64_t size;
	int rc;

	if (slash) {
		*slash++ = '\0';
		if (parse_size(slash, &size) < 0)
			return bad_operand(operand, operand->text);
	}
	rc = parse_size(text, ret);
	if (rc == -ERANGE)
		return too_large(operand, text);
	return rc < 0 ? bad_operand(operand, operand->text) : 0;
}

/* An address or the name of a symbol. What reads as a number is one. */
static int parse_name(struct operand *operand, const char *text, struct point *ret)
{
	int rc = parse_address(text, &ret->value);

	if (rc == -ERANGE)
		return too_large(operand, text);
	if (rc == 0)
		return 0;
	if (!is_symbol(text) || strlen(text) >= SYMBOL_NAME_BYTES)
		return bad_operand(operand, operand->text);
	ret->symbol = strdup(text);
	return ret->symbol ? 0 : error_no_memory(&operand->error);
}

/* "NAME" or "NAME+OFFSET"; behind a plain address the offset is a length and stays in @text. */
static int parse_point(struct operand *operand, char *text, struct point *ret)
{
	char *plus = strchr(text, '+');
	int rc;

	if (plus)
		*plus++ = '\0';
	rc = parse_name(operand, text, ret);
	if (rc < 0 || !plus)
		return rc;
	if (ret->symbol)
		return parse_offset(operand, plus, &ret->value);
	rc = parse_offset(operand, plus, &operand->length);
	if (rc == 0 && !operand->length)
		return error_set(&operand->error, ERROR_BAD_INPUT, "\"%s\" is an empty range",
				 operand->text);
	return rc;
}

int operand_parse(const char *text, struct operand *ret)
{
	_cleanup_free_ char *copy = strdup(text);
	char *dash;
	int rc;

	*ret = (struct operand){.text = strdup(text)};
	if (!copy || !ret->text)
		return error_no_memory(&ret->error);
	if (!is_printable(text))
		return bad_operand(ret, text);
	dash = strchr(copy, '-');
	if (dash)
		*dash++ = '\0';
	rc = parse_point(ret, copy, &ret->start);
	if (rc < 0 || !dash)
		return rc;
	if (ret->length)
		return bad_operand(ret, text);
	ret->has_end = true;
	rc = parse_point(ret, dash, &ret->end);
	if (rc == 0 && ret->length)
		return bad_operand(ret, text);
	return rc;
}

static int bad_phys(struct operand *operand)
{
	char shown[QUOTE_BYTES];

	error_set(&operand->error, ERROR_BAD_INPUT, "\"%s\" is no physical address",
		  quote(operand->text, shown));
	if (is_symbol(operand->text))
		error_remedy(&operand->error, "\"memmap addr %s\" is for symbols", shown);
	else
		error_remedy(&operand->error, "ADDRESS or pfn:NUMBER");
	return -EINVAL;
}

int operand_parse_phys(const char *text, struct operand *ret)
{
	const char *number = text;
	int rc;

	*ret = (struct operand){.text = strdup(text)};
	if (!ret->text)
		return error_no_memory(&ret->error);
	ret->is_pfn = skip_prefix(&number, "pfn:");
	rc = ret->is_pfn ? parse_size(number, &ret->start.value)
			 : parse_address(number, &ret->start.value);
	if (rc == -ERANGE)
		return too_large(ret, number);
	return rc < 0 ? bad_phys(ret) : 0;
}

void operand_clear(struct operand *operand)
{
	free(operand->text);
	free(operand->start.symbol);
	free(operand->end.symbol);
	*operand = (struct operand){0};
}

static const struct symbol_query *find_query(const struct symbol_query *queries, size_t nr,
					     const char *name)
{
	size_t low = 0, high = nr;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, queries[middle].name);

		if (!order)
			return &queries[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static void resolve_point(struct operand *operand, struct point *point,
			  const struct symbol_query *queries, size_t nr, const struct error *why)
{
	uint64_t address;

	if (!point->symbol || operand->error.code)
		return;
	if (why->code) {
		operand->error = *why;
		return;
	}
	if (symbol_query_address(find_query(queries, nr, point->symbol), &address,
				 &operand->error) < 0)
		return;
	if (__builtin_add_overflow(address, point->value, &point->value))
		error_set(&operand->error, ERROR_BAD_INPUT, "\"%s\" lies beyond the address space",
			  operand->text);
}

static void check_range(struct operand *operand)
{
	if (operand->error.code)
		return;
	if (operand->has_end) {
		if (operand->end.value <= operand->start.value)
			error_set(&operand->error, ERROR_BAD_INPUT, "\"%s\" ends %s it starts",
				  operand->text,
				  operand->end.value == operand->start.value ? "where" : "before");
		operand->length = operand->end.value - operand->start.value;
	}
	/* A range may end where the address space does, so its end may be 2^64, which is 0. */
	if (operand->length && operand->start.value + (operand->length - 1) < operand->start.value)
		error_set(&operand->error, ERROR_BAD_INPUT,
			  "\"%s\" runs past the end of the address space", operand->text);
}

void operands_resolve(const struct root *root, struct operand *operands, size_t nr)
{
	_cleanup_free_ struct symbol_query *queries = calloc(2 * nr, sizeof(*queries));
	struct error why = {0};
	size_t nr_queries = 0;

	if (!queries && nr)
		error_no_memory(&why);
	for (size_t i = 0; i < nr && queries; i++) {
		if (operands[i].start.symbol)
			queries[nr_queries++].name = operands[i].start.symbol;
		if (operands[i].end.symbol)
			queries[nr_queries++].name = operands[i].end.symbol;
	}
	if (nr_queries && kallsyms_lookup(root, queries, nr_queries, &why) < 0)
		nr_queries = 0;
	for (size_t i = 0; i < nr; i++) {
		resolve_point(&operands[i], &operands[i].start, queries, nr_queries, &why);
		resolve_point(&operands[i], &operands[i].end, queries, nr_queries, &why);
		check_range(&operands[i]);
	}
}
