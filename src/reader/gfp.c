// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp.c - see gfp.h. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "model/gfp_history.h"
#include "reader/btf.h"
#include "reader/gfp.h"

/* Deeper than any macro nests its parentheses. */
#define MAX_DEPTH 64

/**
 * struct expression - an expression of C that is being worked out
 * @at: the rest of it
 * @depth: how many parentheses are open
 * @bad: it is none
 */
struct expression {
	const char *at;
	unsigned int depth;
	bool bad;
};

static uint64_t value_of_or(struct expression *e);

static bool takes(struct expression *e, const char *token)
{
	e->at = skip_spaces(e->at);
	return skip_prefix(&e->at, token);
}

/* "(unsigned long)", "( gfp_t)": words alone in parentheses. */
static bool takes_cast(struct expression *e)
{
	const char *at = e->at;

	if (*at != '(')
		return false;
	at = skip_spaces(at + 1);
	if (!isalpha((unsigned char)*at) && *at != '_')
		return false;
	at += strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ");
	if (*at != ')')
		return false;
	e->at = at + 1;
	return true;
}

static uint64_t value_of_number(struct expression *e)
{
	unsigned int base = 10;
	uint64_t value = 0;

	if (skip_prefix(&e->at, "0x"))
		base = 16;
	if (parse_u64(&e->at, base, &value) < 0)
		e->bad = true;
	e->at += strspn(e->at, "uUlL");
	return value;
}

static uint64_t value_of_unary(struct expression *e)
{
	uint64_t value;

	if (e->bad || ++e->depth > MAX_DEPTH) {
		e->bad = true;
		return 0;
	}
	e->at = skip_spaces(e->at);
	if (takes_cast(e)) {
		value = value_of_unary(e);
	} else if (takes(e, "~")) {
		value = ~value_of_unary(e);
	} else if (takes(e, "(")) {
		value = value_of_or(e);
		e->bad |= !takes(e, ")");
	} else {
		value = value_of_number(e);
	}
	e->depth--;
	return value;
}

static uint64_t value_of_shift(struct expression *e)
{
	uint64_t value = value_of_unary(e);

	while (takes(e, "<<")) {
		uint64_t bits = value_of_unary(e);

		e->bad |= bits > 63;
		value = e->bad ? 0 : value << bits;
	}
	return value;
}

static uint64_t value_of_and(struct expression *e)
{
	uint64_t value = value_of_shift(e);

	while (takes(e, "&"))
		value &= value_of_shift(e);
	return value;
}

static uint64_t value_of_or(struct expression *e)
{
	uint64_t value = value_of_and(e);

	while (takes(e, "|"))
		value |= value_of_and(e);
	return value;
}

static int bad_format(struct error *err, const char *at)
{
	return error_set(err, ERROR_PARSE, "the table of GFP flags is not understood: \"%.40s\"",
			 at);
}

/* A flag that has another name today, or none. */
static void take_gone(int gone, uint32_t value, struct gfp_bits *bits)
{
	if (gfp_gone_words[gone].set == GFP_SET(RETRY_MAYFAIL))
		bits->masks[MEMMAP_GFP_RETRY_MAYFAIL] = value;
	else if (gfp_gone_words[gone].mask)
		bits->gone_masks[gone] = value;
}

/* "{EXPRESSION, "NAME"}"; a kernel of 7.3 ends its table with {0, NULL} */
static int parse_entry(struct expression *e, struct gfp_bits *bits)
{
	uint64_t value;
	size_t length;
	int word, gone;

	if (!takes(e, "{"))
		return -EINVAL;
	value = value_of_or(e);
	if (e->bad || !takes(e, ","))
		return -EINVAL;
	if (!value && takes(e, "((void *)0)"))
		return takes(e, "}") ? 0 : -EINVAL;
	if (!takes(e, "\""))
		return -EINVAL;
	length = strcspn(e->at, "\"");
	word = gfp_find(e->at, length);
	gone = gfp_find_gone(e->at, length);
	if (word >= 0)
		bits->masks[word] = value;
	else if (gone >= 0)
		take_gone(gone, value, bits);
	e->at += length;
	return takes(e, "\"") && takes(e, "}") ? 0 : -EINVAL;
}

/* A table without these is another one, or was cut off. */
static bool is_whole(const struct gfp_bits *bits)
{
	return bits->masks[MEMMAP_GFP_DMA] && bits->masks[MEMMAP_GFP_HIGHMEM] &&
	       bits->masks[MEMMAP_GFP_MOVABLE] && bits->masks[MEMMAP_GFP_KERNEL] &&
	       bits->masks[MEMMAP_GFP_DIRECT_RECLAIM] && bits->masks[MEMMAP_GFP_KSWAPD_RECLAIM];
}

int gfp_format_parse(const char *text, struct gfp_bits *ret, struct error *err)
{
	static const char begin[] = "__print_flags(REC->gfp_flags, \"|\",";
	struct gfp_bits bits = {0};
	struct expression e = {.at = strstr(text, begin)};

	if (!e.at)
		return error_set(err, ERROR_PARSE, "it has no table of GFP flags");
	e.at += strlen(begin);
	do {
		const char *entry = skip_spaces(e.at);

		if (parse_entry(&e, &bits) < 0)
			return bad_format(err, entry);
	} while (takes(&e, ","));
	if (!takes(&e, ")") || !is_whole(&bits))
		return bad_format(err, e.at);
	*ret = bits;
	return 0;
}

/* "___GFP_DMA_BIT" is the bit of __GFP_DMA. */
static void take_enumerator(const struct btf_enumerator *item, struct gfp_bits *bits)
{
	const char *name = item->name;
	size_t length = strlen(name);
	int word = -1;

	if (length > 5 && *name == '_' && !strcmp(name + length - 4, "_BIT"))
		word = gfp_find(name + 1, length - 5);
	if (word >= 0 && item->value >= 0 && item->value < 32)
		bits->masks[word] = 1U << item->value;
}

int gfp_read_btf(const struct root *root, struct gfp_bits *ret, struct error *err)
{
	struct btf_enumerator *items = NULL;
	struct gfp_bits bits = {.from = "btf"};
	struct btf btf;
	size_t nr = 0;
	int rc = btf_open(root, &btf, err);

	if (rc < 0)
		return rc;
	rc = btf_list_enum(&btf, "___GFP_DMA_BIT", &items, &nr, err);
	for (size_t i = 0; i < nr && rc == 0; i++)
		take_enumerator(&items[i], &bits);
	free(items);
	btf_close(&btf);
	if (rc == 0)
		*ret = bits;
	return rc;
}

int gfp_read(const struct root *root, struct gfp_bits *ret, struct error *err)
{
	static const char *const paths[] = {
		"sys/kernel/tracing/events/kmem/mm_page_alloc/format",
		"sys/kernel/debug/tracing/events/kmem/mm_page_alloc/format",
	};
	_cleanup_free_ char *text = NULL;
	struct error why = {0};
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		why = (struct error){0};
		rc = root_read(root, paths[i], &text, &why);
		if (rc == 0)
			break;
	}
	if (rc == 0)
		rc = error_prefix(&why, gfp_format_parse(text, ret, &why), "%s/%s: ", root->path,
				  paths[i]);
	if (rc < 0) {
		*err = why;
		return rc;
	}
	snprintf(ret->from, sizeof(ret->from), "tracefs");
	return 0;
}
