// SPDX-License-Identifier: GPL-2.0-or-later
/* printable.c - see printable.h. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/printable.h"

static bool is_plain(unsigned char byte)
{
	return byte >= ' ' && byte <= '~';
}

/* Bytes of the character that a multibyte sequence encodes as RFC 3629 has it, or 0 for none. */
static size_t sequence_bytes(const unsigned char *text, uint32_t *ret)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t nr = *text >= 0xf0 ? 4 : *text >= 0xe0 ? 3 : 2;

	if (*text < 0xc2 || *text > 0xf4)
		return 0;
	*ret = *text & (0x7f >> nr);
	/* A NUL is no continuation, so this stops at the end of the text. */
	for (size_t i = 1; i < nr; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*ret = *ret << 6 | (text[i] & 0x3f);
	}
	if (*ret < least[nr] || *ret > 0x10ffff || (*ret >= 0xd800 && *ret <= 0xdfff))
		return 0;
	return nr;
}

/* Goes over a character, or over a byte that is none. */
static const char *skip_character(const char *text, bool *printable)
{
	uint32_t character = 0;
	size_t nr = sequence_bytes((const unsigned char *)text, &character);

	*printable = nr ? character >= 0xa0 : is_plain(*text);
	return text + (nr ?: 1);
}

bool is_printable(const char *text)
{
	bool printable = true;

	while (*text && printable)
		text = skip_character(text, &printable);
	return printable;
}

void make_printable(char *text)
{
	char *to = text;

	while (is_plain(*to))
		to++;
	for (const char *from = to, *next; *from; from = next) {
		bool printable;

		next = skip_character(from, &printable);
		if (!printable) {
			*to++ = '?';
			continue;
		}
		memmove(to, from, next - from);
		to += next - from;
	}
	*to = '\0';
}

const char *quote(const char *text, char ret[QUOTE_BYTES])
{
	static const char more[] = "...";
	size_t length = strlen(text), room = QUOTE_BYTES - sizeof(more);
	size_t nr = length < room ? length : room;

	/* Not in the middle of a character. */
	while (nr && nr < length && (text[nr] & 0xc0) == 0x80)
		nr--;
	memcpy(ret, text, nr);
	strcpy(ret + nr, nr < length ? more : "");
	make_printable(ret);
	return ret;
}
