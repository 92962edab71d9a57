// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp_parse.c - the masks that users type, and those that logs hold. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "analysis/zones/gfp.h"
#include "base/parse.h"
#include "base/suggest.h"
#include "model/gfp_history.h"
#include "model/gfp_text.h"

/* What stands in front of a mask in the kernel's messages and in traces. */
static const struct label {
	const char *text;
	bool before_number;
	bool has_names;
} labels[] = {
	{"gfp_flags=", false, true}, {"gfp_mask=", false, false}, {"gfp_mask:", false, false},
	{"gfp=", false, false},	     {"mode:", false, false},	  {"gfp_mask ", true, true},
	{" mask ", true, true},
};

/**
 * struct found - the mask in a line of the log, or the whole text
 * @mask: where it begins
 * @in_line: text stands before it
 * @has_names: with this label kernels have always printed names
 */
struct found {
	const char *mask;
	bool in_line, has_names;
};

static struct found find_mask(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		const char *at = strstr(text, labels[i].text);
		const char *mask = at ? skip_spaces(at + strlen(labels[i].text)) : NULL;

		if (!at || (labels[i].before_number && strncmp(mask, "0x", 2)))
			continue;
		return (struct found){mask, at > text, labels[i].has_names};
	}
	return (struct found){.mask = text};
}

/* "order:4", "order=4" or "order 4"; -1 without. An OOM kill in a control group has order=-1. */
static int find_order(const char *text)
{
	const char *begin = text;

	while ((text = strstr(text, "order"))) {
		bool is_word = text == begin || !isalnum((unsigned char)text[-1]);
		uint64_t order;

		text += strlen("order");
		if (!is_word || !*text || !strchr(":= ", *text))
			continue;
		text = skip_spaces(text + 1);
		if (parse_u64(&text, 10, &order) == 0 && order < MAX_ORDERS)
			return order;
	}
	return -1;
}

static int unknown_word(const char *word, size_t length, struct error *err)
{
	bool has_prefix = !strncmp(word, "__GFP_", 6) || !strncmp(word, "GFP_", 4);
	struct suggestion best = {0};
	char typed[60];

	snprintf(typed, sizeof(typed), "%.*s", (int)length, word);
	error_set(err, ERROR_BAD_INPUT, "\"%s\" is no GFP flag", typed);
	/* GFP_ATOMIC is meant rather than __GFP_ATOMIC. */
	for (int i = MEMMAP_NR_GFP - 1; i >= 0; i--) {
		const char *name = gfp_words[i].name;

		suggest(&best, typed, name);
		if (!has_prefix && (!best.name || best.distance) &&
		    !strcasecmp(strstr(name, "GFP_") + 4, typed))
			best = (struct suggestion){name, 0};
	}
	if (!suggest_remedy(&best, err))
		error_remedy(err, "\"memmap gfp\" lists the flags");
	return -EINVAL;
}

static bool parse_number(const char *word, size_t length, uint32_t *ret)
{
	char text[20];
	uint64_t value;

	if (length >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)length, word);
	if (parse_address(text, &value) < 0 || value > UINT32_MAX)
		return false;
	*ret = value;
	return true;
}

/**
 * struct words - what the words of a mask come to
 * @mask: their bits in this kernel
 * @missing: those that it does not have, a set of 1 << enum memmap_gfp
 * @gone: words of older kernels that it does not have, a set of their places in gfp_gone_words
 * @unknown: the first that nobody knows, in the text; NULL without
 * @unknown_length: of it
 */
struct words {
	uint32_t mask;
	uint64_t missing, gone;
	const char *unknown;
	size_t unknown_length;
};

/* Before 3.x kernels had a table of their own for traces, with GFP_ZERO for __GFP_ZERO. */
static int find_word(const char *word, size_t length)
{
	char full[40];
	int found = gfp_find(word, length);

	if (found >= 0 || length > sizeof(full) - 3 || strncmp(word, "GFP_", 4))
		return found;
	return gfp_find(full, snprintf(full, sizeof(full), "__%.*s", (int)length, word));
}

/* Where everything may that does not say otherwise, it takes no bit to say so. */
static bool is_missing(const struct gfp_bits *bits, int word)
{
	return !bits->masks[word] && !(bits->has_wait && word == MEMMAP_GFP_NOWAIT);
}

static void take_gone(const struct gfp_bits *bits, int gone, struct words *ret)
{
	ret->mask |= bits->gone_masks[gone] | gfp_mask_of(bits, gfp_gone_words[gone].set);
	if (!bits->gone_masks[gone] && !gfp_has_gone(bits, gone))
		ret->gone |= 1ULL << gone;
}

/* "GFP_KERNEL|__GFP_ZERO|0x1000000", as %pGg prints them; blanks separate, too. */
static int parse_words(const struct gfp_bits *bits, const char *text, size_t length,
		       struct words *ret, struct error *err)
{
	const char *end = text + length;

	*ret = (struct words){0};
	while (text < end) {
		size_t word = strcspn(text, "| )");
		uint32_t number;
		int found, gone;

		if (word > (size_t)(end - text))
			word = end - text;
		found = find_word(text, word);
		gone = found < 0 ? gfp_find_gone(text, word) : -1;
		if (found >= 0) {
			ret->mask |= bits->masks[found];
			if (is_missing(bits, found))
				ret->missing |= 1ULL << found;
		} else if (gone >= 0) {
			take_gone(bits, gone, ret);
		} else if (parse_number(text, word, &number)) {
			if (bits->unknown)
				return error_set(
					err, ERROR_BAD_INPUT,
					"0x%x: which bits the flags have in this kernel is "
					"not known (%s); their names are",
					number, bits->from);
			ret->mask |= number;
		} else if (word && !(word == 4 && !strncmp(text, "none", 4)) && !ret->unknown) {
			ret->unknown = text;
			ret->unknown_length = word;
		}
		text += word + (text + word < end);
	}
	return 0;
}

/* "0xdc0(GFP_KERNEL|__GFP_ZERO)": what the names say is what the other kernel meant. */
static int parse_message(const struct gfp_bits *bits, const char *names, uint32_t number,
			 struct gfp_operand *ret, struct error *err)
{
	const char *close = strchr(names, ')');
	struct words words;
	int rc = parse_words(bits, names, close ? (size_t)(close - names) : strlen(names), &words,
			     err);

	if (rc < 0)
		return rc;
	ret->mask = words.mask;
	ret->gone = words.gone;
	if (words.unknown)
		snprintf(ret->unknown, sizeof(ret->unknown), "%.*s", (int)words.unknown_length,
			 words.unknown);
	if (words.mask != number || words.missing || bits->unknown)
		ret->other = number;
	return 0;
}

/*
 * Messages have names since 4.6 (c5c990e8ad2d). Of the kernels before, those from 4.4 on have
 * __GFP_KSWAPD_RECLAIM in nearly every mask, at a bit that no older one uses.
 */
static void take_old_number(const struct gfp_bits *bits, uint32_t number, struct gfp_operand *ret)
{
	struct gfp_bits old;
	uint32_t unknown;

	gfp_assume(&old, number & 0x2000000 ? (struct release){4, 5} : (struct release){4, 3});
	ret->mask = gfp_mask_of(bits, gfp_set_of(&old, number, &unknown));
	ret->other = number;
	ret->before_names = true;
	for (int i = 0; i < GFP_NR_GONE; i++)
		if (number & old.gone_masks[i])
			ret->gone |= 1ULL << i;
}

static int parse_plain(const struct gfp_bits *bits, const char *mask, size_t length,
		       struct gfp_operand *ret, struct error *err)
{
	struct words words;
	int rc = parse_words(bits, mask, length, &words, err);

	if (rc < 0)
		return rc;
	if (words.unknown)
		return unknown_word(words.unknown, words.unknown_length, err);
	for (int i = 0; i < MEMMAP_NR_GFP; i++)
		if (words.missing >> i & 1)
			return error_set(err, ERROR_BAD_INPUT,
					 i < GFP_FIRST_COMPOSITE
						 ? "this kernel has no %s"
						 : "what %s stands for in this kernel is not known",
					 gfp_words[i].name);
	ret->mask = words.mask;
	ret->gone = words.gone;
	return 0;
}

int gfp_parse(const struct gfp_bits *bits, const char *text, struct gfp_operand *ret,
	      struct error *err)
{
	struct gfp_operand operand = {.order = find_order(text)};
	const struct found found = find_mask(text);
	const char *mask = found.mask, *open;
	size_t length = mask == text ? strlen(mask) : strcspn(mask, " ,)\n");
	uint32_t number;
	int rc = 0;

	open = memchr(mask, '(', length);
	if (open && parse_number(mask, open - mask, &number))
		rc = parse_message(bits, open + 1, number, &operand, err);
	else if (!length)
		rc = error_set(err, ERROR_BAD_INPUT, "\"%.60s\" holds no GFP mask", text);
	else if (found.in_line && !found.has_names && !release_is_before(bits->release, 4, 6) &&
		 parse_number(mask, length, &number))
		take_old_number(bits, number, &operand);
	else
		rc = parse_plain(bits, mask, length, &operand, err);
	if (rc == 0)
		*ret = operand;
	return rc;
}
