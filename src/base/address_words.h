/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address_words.h - find words that look like 64-bit addresses in text, as it streams by. */
#ifndef MEMMAP_BASE_ADDRESS_WORDS_H
#define MEMMAP_BASE_ADDRESS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest word of interest: 0x and sixteen digits. */
#define ADDRESS_WORD_BYTES 18

/**
 * struct address_word - an address in a text
 * @value: the address
 * @line: line it stands in, from 1
 * @column: byte of the line that its first character is, from 1
 * @is_physical: it stands in brackets behind "mem", as the kernel writes physical resources (%pR)
 */
struct address_word {
	uint64_t value;
	uint64_t line, column;
	bool is_physical;
};

/**
 * struct address_scanner - where in a text the search is; zero but for its digits
 * @nr_digits: digits of an address: 16, or 8 where addresses have 32 bits
 * @line: newlines so far
 * @column: bytes of this line so far
 * @word: beginning of the word that is being read
 * @length: bytes of that word so far, counted up to one more than @word holds
 * @bracket_length: bytes that fit "[mem " so far; all of them until the bracket or the line ends
 */
struct address_scanner {
	size_t nr_digits;
	uint64_t line, column;
	char word[ADDRESS_WORD_BYTES];
	size_t length;
	size_t bracket_length;
};

/**
 * address_scanner_feed() - search the next piece of a text
 * @scanner: the search
 * @bytes: the piece; may begin and end anywhere, and hold any bytes
 * @nr: its length
 * @found: whether a word was found
 * @ret: the word
 *
 * A word is just as many hexadecimal digits, with or without 0x, that no other letter, digit or
 * underscore touches. The search stops behind a word; go on with the rest of the piece.
 *
 * Return: how many bytes were searched; all of them when nothing was found.
 */
size_t address_scanner_feed(struct address_scanner *scanner, const char *bytes, size_t nr,
			    bool *found, struct address_word *ret);

/**
 * address_scanner_end() - tell that the text has ended
 * @scanner: the search
 * @ret: the word
 *
 * Return: whether it ended with a word.
 */
bool address_scanner_end(struct address_scanner *scanner, struct address_word *ret);

#endif
