// SPDX-License-Identifier: GPL-2.0-or-later
/* operand.c - see operand.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "base/printable.h"
#include "cli/operand.h"
#include "reader/hints.h"
#include "reader/kallsyms.h"

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

/**
 * struct name_lookup - the symbols of several operands, looked up
 * @queries: the symbols, by their names
 * @nr: how many
 * @why: what made that impossible
 * @missing_hint: what to do about one that was not found, or NULL
 */
struct name_lookup {
	struct symbol_query *queries;
	size_t nr;
	struct error why;
	const char *missing_hint;
};

static void resolve_point(struct operand *operand, struct point *point,
			  const struct name_lookup *names)
{
	const struct symbol_query *query;
	uint64_t address;

	if (!point->symbol || operand->error.code)
		return;
	if (names->why.code) {
		operand->error = names->why;
		return;
	}
	query = find_query(names->queries, names->nr, point->symbol);
	if (symbol_query_address(query, &address, &operand->error) < 0) {
		if (!query->nr_matches && names->missing_hint)
			error_remedy(&operand->error, "%s", names->missing_hint);
		return;
	}
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

/* One look at the kernel's configuration serves all names that are missing. */
static void look_up(const struct root *root, struct name_lookup *names)
{
	if (!names->nr || kallsyms_lookup(root, names->queries, names->nr, &names->why) < 0)
		return;
	for (size_t i = 0; i < names->nr && !names->missing_hint; i++)
		if (!names->queries[i].nr_matches)
			names->missing_hint = hint_text(root, HINT_DATA_SYMBOLS);
}

void operands_resolve(const struct root *root, struct operand *operands, size_t nr)
{
	_cleanup_free_ struct symbol_query *queries = calloc(2 * nr, sizeof(*queries));
	struct name_lookup names = {.queries = queries};

	if (!queries && nr)
		error_no_memory(&names.why);
	for (size_t i = 0; i < nr && queries; i++) {
		if (operands[i].start.symbol)
			queries[names.nr++].name = operands[i].start.symbol;
		if (operands[i].end.symbol)
			queries[names.nr++].name = operands[i].end.symbol;
	}
	look_up(root, &names);
	for (size_t i = 0; i < nr; i++) {
		resolve_point(&operands[i], &operands[i].start, &names);
		resolve_point(&operands[i], &operands[i].end, &names);
		check_range(&operands[i]);
	}
}
