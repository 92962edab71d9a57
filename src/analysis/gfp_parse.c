// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp_parse.c - the masks that users type, and those that logs hold. */
#include <errno.h>
#include <string.h>

#include <memmap/analysis/gfp.h>
#include <memmap/base/parse.h>

/* What stands in front of a mask in the kernel's messages and in traces, the longest first. */
static const char *const labels[] = {
	"gfp_flags=", "gfp_mask=", "gfp_mask:", "gfp=", "mode:",
};

/* The mask of a line of the log, or the whole text. */
static const char *find_mask(const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		const char *at = strstr(text, labels[i]);

		if (at)
			return at + strlen(labels[i]);
	}
	return text;
}

static int unknown_word(const char *word, size_t length, struct error *err)
{
	bool has_prefix = !strncmp(word, "__GFP_", 6) || !strncmp(word, "GFP_", 4);

	error_set(err, ERROR_BAD_INPUT, "\"%.*s\" is no GFP flag", (int)(length < 60 ? length : 60),
		  word);
	/* GFP_ATOMIC is meant rather than __GFP_ATOMIC. */
	for (int i = MEMMAP_NR_GFP - 1; i >= 0; i--) {
		const char *name = gfp_words[i].name;
		const char *bare = strstr(name, "GFP_") + 4;

		if ((!has_prefix && strlen(bare) == length && !strncasecmp(bare, word, length)) ||
		    (strlen(name) == length && !strncasecmp(name, word, length))) {
			error_remedy(err, "did you mean %s?", name);
			return -EINVAL;
		}
	}
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

/* "GFP_KERNEL|__GFP_ZERO|0x1000000", as %pGg prints them; blanks separate, too. */
static int parse_words(const struct gfp_bits *bits, const char *text, size_t length, uint32_t *ret,
		       uint64_t *ret_missing, struct error *err)
{
	const char *end = text + length;

	*ret = 0;
	*ret_missing = 0;
	while (text < end) {
		size_t word = strcspn(text, "| )");
		uint32_t number;
		int found;

		if (word > (size_t)(end - text))
			word = end - text;
		found = gfp_find(text, word);
		if (found >= 0) {
			*ret |= bits->masks[found];
			if (!bits->masks[found])
				*ret_missing |= 1ULL << found;
		} else if (parse_number(text, word, &number)) {
			*ret |= number;
		} else if (word && !(word == 4 && !strncmp(text, "none", 4))) {
			return unknown_word(text, word, err);
		}
		text += word + (text + word < end);
	}
	return 0;
}

int gfp_parse(const struct gfp_bits *bits, const char *text, uint32_t *ret, uint32_t *ret_other,
	      struct error *err)
{
	const char *mask = find_mask(text), *open, *close;
	uint64_t missing;
	uint32_t number, named;
	size_t length;
	int rc;

	*ret_other = 0;
	if (mask != text)
		mask = skip_spaces(mask);
	length = mask == text ? strlen(mask) : strcspn(mask, " ,\n");
	open = memchr(mask, '(', length);
	if (open && parse_number(mask, open - mask, &number)) {
		close = strchr(open, ')');
		length = close ? (size_t)(close - open - 1) : strlen(open + 1);
		rc = parse_words(bits, open + 1, length, &named, &missing, err);
		if (rc < 0)
			return rc;
		/* What the names say is what the other kernel meant. */
		*ret = named;
		*ret_other = named == number && !missing ? 0 : number;
		return 0;
	}
	if (!length)
		return error_set(err, ERROR_BAD_INPUT, "\"%.60s\" holds no GFP mask", text);
	rc = parse_words(bits, mask, length, &named, &missing, err);
	if (rc < 0)
		return rc;
	for (int i = 0; i < MEMMAP_NR_GFP; i++)
		if (missing >> i & 1)
			return error_set(err, ERROR_BAD_INPUT, "this kernel has no %s",
					 gfp_words[i].name);
	*ret = named;
	return 0;
}
