// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-address_words.c - addresses in any bytes are the same however these are cut into pieces. */
#include "base/address_words.h"

#include "fuzz.h"

#define MAX_WORDS 64

/* Searches the bytes by pieces and returns how many words there are. */
static size_t search(const char *bytes, size_t size, size_t piece, struct address_word *words)
{
	struct address_scanner scanner = {.nr_digits = size % 2 ? 16 : 8};
	struct address_word word;
	size_t at = 0, nr = 0;

	while (at < size) {
		size_t left = size - at < piece ? size - at : piece;
		bool found;
		size_t done = address_scanner_feed(&scanner, bytes + at, left, &found, &word);

		always(done <= left && (found || done == left));
		if (found && nr < MAX_WORDS)
			words[nr++] = word;
		at += done;
	}
	if (address_scanner_end(&scanner, &word) && nr < MAX_WORDS)
		words[nr++] = word;
	always(!address_scanner_end(&scanner, &word));
	return nr;
}

static void run(const uint8_t *data, size_t size)
{
	static struct address_word whole[MAX_WORDS], pieces[MAX_WORDS];
	const char *bytes = (const char *)data;
	size_t nr = search(bytes, size, size ? size : 1, whole);

	for (size_t piece = 1; piece < 20; piece += 6) {
		always(search(bytes, size, piece, pieces) == nr);
		for (size_t i = 0; i < nr; i++)
			always(pieces[i].value == whole[i].value &&
			       pieces[i].line == whole[i].line &&
			       pieces[i].column == whole[i].column &&
			       pieces[i].is_physical == whole[i].is_physical);
	}
	for (size_t i = 0; i < nr; i++)
		always(whole[i].line && whole[i].column && whole[i].column <= size);
}

DEFINE_TARGET(address_words) = {.run = run};
