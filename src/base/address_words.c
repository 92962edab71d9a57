// SPDX-License-Identifier: GPL-2.0-or-later
/* address_words.c - see address_words.h. */
#include "base/address_words.h"

/* The same in every locale. */
static bool is_word_byte(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static int digit_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

/* What goes before the addresses of a physical resource. */
static const char bracket[] = "[mem ";
#define BRACKET_LENGTH (sizeof(bracket) - 1)

static void watch_bracket(struct address_scanner *scanner, char byte)
{
	if (scanner->bracket_length == BRACKET_LENGTH) {
		if (byte == ']' || byte == '\n')
			scanner->bracket_length = 0;
	} else if (byte == bracket[scanner->bracket_length]) {
		scanner->bracket_length++;
	} else {
		scanner->bracket_length = byte == bracket[0];
	}
}

bool address_scanner_end(struct address_scanner *scanner, struct address_word *ret)
{
	const size_t length = scanner->length, digits = scanner->nr_digits;
	const size_t prefix = length > digits ? length - digits : 0;
	const char *word = scanner->word;
	uint64_t value = 0;

	scanner->length = 0;
	if (length != digits && length != digits + 2)
		return false;
	if (prefix && (word[0] != '0' || (word[1] != 'x' && word[1] != 'X')))
		return false;
	for (size_t i = prefix; i < length; i++) {
		int digit = digit_value(word[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (unsigned int)digit;
	}
	*ret = (struct address_word){
		.value = value,
		.line = scanner->line + 1,
		.column = scanner->column - length + 1,
		.is_physical = scanner->bracket_length == BRACKET_LENGTH,
	};
	return true;
}

size_t address_scanner_feed(struct address_scanner *scanner, const char *bytes, size_t nr,
			    bool *found, struct address_word *ret)
{
	*found = false;
	for (size_t i = 0; i < nr; i++) {
		if (is_word_byte(bytes[i])) {
			if (scanner->length < ADDRESS_WORD_BYTES)
				scanner->word[scanner->length] = bytes[i];
			if (scanner->length <= ADDRESS_WORD_BYTES)
				scanner->length++;
		} else if (address_scanner_end(scanner, ret)) {
			*found = true;
			return i;
		}
		watch_bracket(scanner, bytes[i]);
		scanner->column++;
		if (bytes[i] == '\n') {
			scanner->line++;
			scanner->column = 0;
		}
	}
	return nr;
}
