// SPDX-License-Identifier: GPL-2.0-or-later
/* test-address_words.c - which words of a text are addresses, however it is cut into pieces. */
#include <string.h>

#include "base/address_words.h"
#include "base/cleanup.h"

#include "tap.h"

/**
 * struct expectation - a text and the words in it
 * @nr_digits: digits of an address
 * @text: the text
 * @nr: how many there are
 * @words: the words
 */
struct expectation {
	size_t nr_digits;
	const char *text;
	size_t nr;
	struct address_word words[4];
};

#define A 0xffff888001000000ULL
#define B 0xffffffffc0123456ULL

static const struct expectation expectations[] = {
	{16, "", 0, {}},
	{16, "ffff888001000000", 1, {{A, 1, 1}}},
	{16, "0xffff888001000000", 1, {{A, 1, 1}}},
	{16, "0XFFFF888001000000\n", 1, {{A, 1, 1}}},
	{16, "a ffffffffc0123456 b\n\nc ffff888001000000\n", 2, {{B, 1, 3}, {A, 3, 3}}},
	{16, "[<ffffffffc0123456>] f+0x1/0x2", 1, {{B, 1, 3}}},
	{16, "ffff888001000000-ffffffffc0123456", 2, {{A, 1, 1}, {B, 1, 18}}},
	{16, "RIP: 0010:ffffffffc0123456", 1, {{B, 1, 11}}},
	{16, "0000000000000000,0000000000000001", 2, {{0, 1, 1}, {1, 1, 18}}},
	{16, "\303\244ffff888001000000\303\244", 1, {{A, 1, 3}}},
	/* One digit too few, one too many, and neighbours that make them part of something else. */
	{16, "ffff88800100000", 0, {}},
	{16, "ffff8880010000000", 0, {}},
	{16, "0xffff88800100000", 0, {}},
	{16, "0xffff8880010000000", 0, {}},
	{16, "0yffff888001000000", 0, {}},
	{16, "1xffff888001000000", 0, {}},
	{16, "_ffff888001000000", 0, {}},
	{16, "ffff888001000000_", 0, {}},
	{16, "ffff88800100000g", 0, {}},
	{16, "00ffff888001000000", 0, {}},
	{16, "0x0xffff888001000000", 0, {}},
	{16,
	 "x ffffffffffffffffffffffffffffffffffffffffffffffff y ffff888001000000",
	 1,
	 {{A, 1, 54}}},
	/* 32 bits. */
	{8, "EIP: c0de0001", 1, {{0xc0de0001, 1, 6}}},
	{8, "0xf6512f82-0x6483a098\n", 2, {{0xf6512f82, 1, 1}, {0x6483a098, 1, 12}}},
	/* Physical resources. */
	{8,
	 "BAR 2 [mem 0xfebf0000-0xc0de0001 64bit] c0de0001\n",
	 3,
	 {{0xfebf0000, 1, 12, true}, {0xc0de0001, 1, 23, true}, {0xc0de0001, 1, 41}}},
	{8, "[[mem 0xfebf0000\n c0de0001", 2, {{0xfebf0000, 1, 7, true}, {0xc0de0001, 2, 2}}},
	{8, "[memory c0de0001] mem c0de0001]", 2, {{0xc0de0001, 1, 9}, {0xc0de0001, 1, 23}}},
	{8, "c0de001 c0de00011 ffff888001000000 _c0de0001 0c0de0001", 0, {}},
};

/* Fed @piece bytes at a time: what comes out must be what went in, with each word where it ends. */
static void test_pieces(const struct expectation *want, size_t piece)
{
	struct address_scanner scanner = {.nr_digits = want->nr_digits};
	struct address_word words[8];
	size_t length = strlen(want->text), at = 0, nr = 0;

	about("\"%s\" by %zu bytes", want->text, piece);
	while (at < length) {
		size_t end = at + piece < length ? at + piece : length;

		while (at < end && nr < ARRAY_SIZE(words) - 1) {
			bool found;

			at += address_scanner_feed(&scanner, want->text + at, end - at, &found,
						   &words[nr]);
			nr += found;
		}
	}
	nr += address_scanner_end(&scanner, &words[nr]);
	is_int(nr, want->nr);
	for (size_t i = 0; i < nr && i < want->nr; i++) {
		is_hex(words[i].value, want->words[i].value);
		is_int(words[i].line, want->words[i].line);
		is_int(words[i].column, want->words[i].column);
		is_int(words[i].is_physical, want->words[i].is_physical);
	}
	ok(!address_scanner_end(&scanner, &words[0]));
}

/* NUL bytes are bytes as any other. */
static void test_nul(void)
{
	static const char text[] = "\0ffff888001000000\0";
	struct address_scanner scanner = {.nr_digits = 16};
	struct address_word word;
	bool found;

	about("NUL bytes");
	is_int(address_scanner_feed(&scanner, text, sizeof(text), &found, &word), 17);
	ok(found);
	is_hex(word.value, A);
	is_int(word.column, 2);
}

DEFINE_UNIT(address_words)
{
	for (size_t i = 0; i < ARRAY_SIZE(expectations); i++)
		for (size_t piece = 1; piece < 40; piece += 3)
			test_pieces(&expectations[i], piece);
	test_nul();
}
