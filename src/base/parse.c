// SPDX-License-Identifier: GPL-2.0-or-later
/* parse.c - see parse.h. */
#include <errno.h>
#include <string.h>

#include "base/parse.h"

static unsigned int digit_value(char c)
{
	if ((unsigned char)(c - '0') <= 9)
		return c - '0';
	/* Letters of both cases differ in one bit. */
	c |= 'a' ^ 'A';
	return (unsigned char)(c - 'a') <= 'f' - 'a' ? c - 'a' + 10 : 16;
}

int parse_u64(const char **text, unsigned int base, uint64_t *ret)
{
	const char *at = *text;
	/* Fewer digits than this fit, whatever they are. */
	const char *safe = at + (base > 10 ? 15 : 19);
	bool overflow = false;
	uint64_t value = 0;
	unsigned int digit;

	for (; at < safe && (digit = digit_value(*at)) < base; at++)
		value = value * base + digit;
	for (; (digit = digit_value(*at)) < base; at++) {
		overflow |= __builtin_mul_overflow(value, (uint64_t)base, &value);
		overflow |= __builtin_add_overflow(value, (uint64_t)digit, &value);
	}
	if (at == *text)
		return -EINVAL;
	if (overflow)
		return -ERANGE;
	*text = at;
	*ret = value;
	return 0;
}

static bool skip_0x(const char **text)
{
	return skip_prefix(text, "0x") || skip_prefix(text, "0X");
}

static void skip_digits(const char **text, unsigned int base)
{
	while (digit_value(**text) < base)
		++*text;
}

int parse_address(const char *text, uint64_t *ret)
{
	uint64_t value;
	int rc;

	skip_0x(&text);
	rc = parse_u64(&text, 16, &value);
	if (rc == -EINVAL)
		return rc;
	/* Too large only if it is a number at all. */
	skip_digits(&text, 16);
	if (*text)
		return -EINVAL;
	if (rc == 0)
		*ret = value;
	return rc;
}

static int size_shift(char suffix)
{
	switch (suffix) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	case 't':
	case 'T':
		return 40;
	default:
		return 0;
	}
}

int parse_size(const char *text, uint64_t *ret)
{
	unsigned int base = skip_0x(&text) ? 16 : 10;
	uint64_t value;
	int shift, rc;

	rc = parse_u64(&text, base, &value);
	if (rc == -EINVAL)
		return rc;
	skip_digits(&text, base);
	shift = size_shift(*text);
	if (shift)
		text++;
	if (*text)
		return -EINVAL;
	if (rc < 0 || value > UINT64_MAX >> shift)
		return -ERANGE;
	*ret = value << shift;
	return 0;
}

bool skip_prefix(const char **text, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(*text, prefix, length))
		return false;
	*text += length;
	return true;
}

const char *skip_spaces(const char *text)
{
	return text + strspn(text, " \t");
}

char *next_line(char **text)
{
	char *line = *text, *end;

	if (!*line)
		return NULL;
	end = strchrnul(line, '\n');
	*text = *end ? end + 1 : end;
	*end = '\0';
	return line;
}
