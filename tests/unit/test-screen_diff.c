// SPDX-License-Identifier: GPL-2.0-or-later
/* test-screen_diff.c - what is drawn in the place of an earlier answer, and what is marked as changed. */
#include <locale.h>
#include <stdarg.h>

#include "output/screen_diff.h"

#include "tap.h"

static void fill(struct screen_text *frame, const char *text)
{
	*frame = (struct screen_text){.columns = 80};
	if (screen_text_add(frame, text, strlen(text)) < 0)
		abort();
}

/* Puts readable words for the sequences: <..> is marked, ~ erases the line, $ all below. */
static char *readable(const char *text)
{
	static const struct {
		const char *sequence, *word;
	} words[] = {{"\033[7m", "<"}, {"\033[27m", ">"}, {"\033[0m", "."}, {"\033[K", "~"},
		     {"\033[J", "$"},  {"\r\n", "\n"},	  {"\033[1m", "^"}};
	static char result[4096];
	char *end = result;

	while (*text) {
		size_t i = 0;

		while (i < 7 && strncmp(text, words[i].sequence, strlen(words[i].sequence)))
			i++;
		end = i < 7 ? stpcpy(end, words[i].word) : (*end = *text, end + 1);
		text += i < 7 ? strlen(words[i].sequence) : 1;
	}
	*end = '\0';
	return result;
}

static char *drawn(struct screen_text_window window, const struct screen_text *frame,
		   const struct screen_text *before)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	is_int(screen_text_draw(out, &window, frame, before), 0);
	fclose(out);
	return readable(text);
}

static char *change(const char *then, const char *now)
{
	_cleanup_(screen_text_clear) struct screen_text before, frame;

	fill(&before, then);
	fill(&frame, now);
	return drawn((struct screen_text_window){20, 80, true}, &frame, &before);
}

static char *window(unsigned int rows, unsigned int columns, const char *now)
{
	_cleanup_(screen_text_clear) struct screen_text frame;

	fill(&frame, now);
	return drawn((struct screen_text_window){rows, columns, false}, &frame, &frame);
}

static void test_window(void)
{
	about("room");
	is_str(window(4, 10, "one\ntwo\n"), "one~\ntwo~\n$");
	is_str(window(2, 10, "one\ntwo\n"), "one~\ntwo~");
	is_str(window(2, 10, "one\ntwo"), "one~\ntwo~");
	is_str(window(2, 40, "one\ntwo\nthree\n"), "one~\n... 2 more lines~");
	is_str(window(2, 8, "one\ntwo\nthree\n"), "one~\n... 2 mo");
	is_str(window(1, 10, "one\ntwo\n"), "one~");
	is_str(window(1, 3, "a long title"), "a l");
	is_str(window(0, 10, "one\n"), "");
	is_str(window(10, 0, "one\n"), "");
	is_str(window(2, 10, ""), "$");
	about("a long line goes on in the next row");
	is_str(window(4, 4, "12345678\n9\n"), "1234\n5678\n9~\n$");
	is_str(window(3, 4, "12345678\n9\n"), "1234\n5678\n9~");
	is_str(window(3, 20, "one\n1234567890123456789012345\nx\n"),
	       "one~\n12345678901234567890\n... 1 more lines~");
	about("characters");
	is_str(window(1, 4, "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f!"),
	       "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f");
	about("two columns wide");
	is_str(window(2, 3, "\xe6\xbc\xa2\xe5\xad\x97"), "\xe6\xbc\xa2~\n\xe5\xad\x97~");
	about("no characters, or such as move the cursor");
	is_str(window(1, 20,
		      "\xff"
		      "a\xc3\rb\033[2Jc\td"),
	       "?a??b?[2Jc d~");
	is_str(window(1, 20, "a\xe2\x82"), "a??~");
	is_str(window(1, 20, "a\033["), "a?[~");
}

static void test_words(void)
{
	about("nothing changed");
	is_str(change("a b\nc\n", "a b\nc\n"), "a b.~\nc.~\n$");
	about("a word of a line");
	is_str(change("free 10 MiB", "free 9 MiB"), "free <9> MiB.~\n$");
	is_str(change("free 9.9M low 1M\n", "free   10.0M  low 1M\n"),
	       "free   <10.0M>  low 1M.~\n$");
	about("cells of a row stay in their places");
	is_str(change("12 0 0 5", "0 12 0 5"), "<0> <12> 0 5.~\n$");
	about("a cell of more words, of fewer");
	is_str(change("ok rw nx 4K", "ok rw nx global 4K"), "ok rw nx <global> 4K.~\n$");
	is_str(change("ok rw nx global 4K", "no rw 4K"), "<no> rw 4K.~\n$");
	about("colours are no change, and do not end a mark");
	is_str(change("\033[1mbad\033[0m 1", "\033[1mok\033[0m 1"), "^<ok.<> 1.~\n$");
	is_str(change("ok 1", "\033[1mok\033[0m 1"), "^ok. 1.~\n$");
	is_str(change("one", "o\033[1mn\033[0mce"), "<o^<n.<ce.~\n$");
}

static void test_lines(void)
{
	about("a new line moves what is below it");
	is_str(change("a 1\nb 2\nc 3\n", "a 1\nx 9\nb 2\nc 3\n"),
	       "a 1.~\n<x> <9.~\nb 2.~\nc 3.~\n$");
	about("a line went");
	is_str(change("a 1\nb 2\nc 3\n", "a 1\nc 4\n"), "a 1.~\nc <4.~\n$");
	about("two changed places: one of them stayed");
	is_str(change("dentry 5 6\ninode 3 4\nfile 1 2\n", "inode 3 4\ndentry 5 6\nfile 1 2\n"),
	       "inode 3 4.~\n<dentry> <5> <6.~\nfile 1 2.~\n$");
	about("empty lines");
	is_str(change("\n\na\n", "\na\n"), ".~\na.~\n$");
	about("nothing was there");
	is_str(change("", "a b\n"), "<a> <b.~\n$");
}

static void test_unmarked(void)
{
	_cleanup_(screen_text_clear) struct screen_text before, frame;

	fill(&before, "one");
	fill(&frame, "two");
	about("no marks");
	is_str(drawn((struct screen_text_window){2, 80, false}, &frame, &before), "two~\n$");
	before.columns = 100;
	about("made for another width");
	is_str(drawn((struct screen_text_window){2, 80, true}, &frame, &before), "two.~\n$");
}

/* What moved up from below the window was there before. */
static void test_below(void)
{
	_cleanup_(screen_text_clear) struct screen_text before, frame;

	about("from below the window");
	fill(&before, "a 1\nb 2\nc 3\nd 4\n");
	fill(&frame, "b 2\nc 3\nd 4\n");
	is_str(drawn((struct screen_text_window){3, 80, true}, &frame, &before), "b 2.~\nc 3.~\nd 4.~");
}

/* More words than are told apart, and more bytes than are kept. */
static void test_much(void)
{
	_cleanup_(screen_text_clear) struct screen_text frame = {.columns = 80}, other = {.columns = 80};
	char line[400];

	for (size_t i = 0; i < sizeof(line); i++)
		line[i] = i % 2 ? ' ' : 'x';
	line[sizeof(line) - 1] = '\n';
	about("many words");
	for (int i = 0; i < 4000; i++)
		if (screen_text_add(&frame, line, sizeof(line)) < 0)
			abort();
	line[300] = 'y';
	if (screen_text_add(&other, line, sizeof(line)) < 0)
		abort();
	is_int(frame.bytes, SCREEN_MAX_BYTES);
	is_int(frame.nr_lines, 4000);
	contains(drawn((struct screen_text_window){2, 400, true}, &frame, &other), "3999 more lines");
	contains(drawn((struct screen_text_window){1, 400, true}, &other, &frame), "x <x> <x>");
}

DEFINE_UNIT(screen_diff)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		note("no locale C.UTF-8");
	test_window();
	test_words();
	test_lines();
	test_unmarked();
	test_below();
	test_much();
}
