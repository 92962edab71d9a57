// SPDX-License-Identifier: GPL-2.0-or-later
/* test-lines.c - lines of every length and ending. */
#include <errno.h>
#include <fcntl.h>

#include "base/lines.h"

#include "support.h"
#include "tap.h"

/* Reads all lines; each must be what @want lists, NULL standing for a line that is too long. */
static void test_text(const char *what, const char *text, size_t size, const char *const *want,
		      unsigned int nr)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	_cleanup_close_ int fd = fd_with(text, size);
	char *line;

	about("%s", what);
	must(line_reader_init(&reader, fd) == 0);
	for (unsigned int i = 0; i < nr; i++) {
		int rc = line_reader_next(&reader, &line);

		is_int(rc, want[i] ? 1 : -E2BIG);
		if (rc == 1)
			is_str(line, want[i]);
		is_int(reader.line, i + 1);
	}
	is_int(line_reader_next(&reader, &line), 0);
	is_int(line_reader_next(&reader, &line), 0);
}

#define TEXT(what, text, ...)                                                       \
	test_text(what, text, sizeof(text) - 1, (const char *const[]){__VA_ARGS__}, \
		  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void test_short(void)
{
	test_text("nothing", "", 0, NULL, 0);
	TEXT("one line", "abc\n", "abc");
	TEXT("no final newline", "abc\ndef", "abc", "def");
	TEXT("empty lines", "\n\na\n", "", "", "a");
	TEXT("a NUL byte", "a\0b\n\0\n", "a?b", "?");
	TEXT("carriage return", "a\r\n", "a\r");
	TEXT("a lone NUL at the end", "\0", "?");
}

static char *repeat(char c, size_t count, const char *tail)
{
	char *text = malloc(count + strlen(tail) + 1);

	must(text);
	memset(text, c, count);
	strcpy(text + count, tail);
	return text;
}

static void test_long(size_t length, const char *tail, bool fits)
{
	_cleanup_free_ char *text = repeat('x', length, tail);
	_cleanup_free_ char *line = repeat('x', length, "");
	const char *const want[] = {fits ? line : NULL, "next"};
	char what[80];

	snprintf(what, sizeof(what), "%zu bytes and %s", length,
		 *tail ? "more lines" : "no newline");
	test_text(what, text, strlen(text), want, *tail ? 2 : 1);
}

/* Line after line through many fills of the buffer. */
static void test_many(void)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	_cleanup_close_ int fd = -1;
	unsigned int nr_wrong = 0, nr = 0;
	char *text = NULL, want[32], *line;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	about("100000 lines");
	must(out);
	for (unsigned int i = 0; i < 100000; i++)
		fprintf(out, "line %u\n", i);
	must(fclose(out) == 0);
	fd = fd_with(text, size);
	must(line_reader_init(&reader, fd) == 0);
	while (line_reader_next(&reader, &line) == 1) {
		snprintf(want, sizeof(want), "line %u", nr++);
		nr_wrong += strcmp(line, want) != 0;
	}
	is_int(nr, 100000);
	is_int(nr_wrong, 0);
	free(text);
}

/* What has come in a pipe is known to be there; what has not come yet is not waited for. */
static void test_buffered(void)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	char *first, *second;
	int fds[2];

	about("buffered");
	must(pipe(fds) == 0 && line_reader_init(&reader, fds[0]) == 0);
	ok(!line_reader_buffered(&reader));
	must(write(fds[1], "one\ntwo\nthr", 11) == 11);
	is_int(line_reader_next(&reader, &first), 1);
	ok(line_reader_buffered(&reader));
	is_int(line_reader_next(&reader, &second), 1);
	ok(!line_reader_buffered(&reader));
	/* Lines stay valid while no read was needed. */
	is_str(first, "one");
	is_str(second, "two");
	must(write(fds[1], "ee", 2) == 2);
	close(fds[1]);
	is_int(line_reader_next(&reader, &first), 1);
	is_str(first, "three");
	is_int(line_reader_next(&reader, &first), 0);
	close(fds[0]);
}

static void test_unreadable(void)
{
	_cleanup_(line_reader_clear) struct line_reader reader = {0};
	_cleanup_close_ int fd = open("/", O_RDONLY | O_DIRECTORY);
	char *line;

	about("a directory");
	must(fd >= 0 && line_reader_init(&reader, fd) == 0);
	is_int(line_reader_next(&reader, &line), -EISDIR);
}

DEFINE_UNIT(lines)
{
	struct line_reader zeroed = {0};

	test_short();
	test_long(LINE_MAX_BYTES - 1, "\nnext\n", true);
	test_long(LINE_MAX_BYTES, "\nnext\n", true);
	test_long(LINE_MAX_BYTES, "", true);
	test_long(LINE_MAX_BYTES + 1, "\nnext\n", false);
	test_long(LINE_MAX_BYTES + 1, "\nnext", false);
	test_long(LINE_MAX_BYTES + 1, "", false);
	test_long(65535, "\nnext\n", false);
	test_long(65536, "\nnext\n", false);
	test_long(65537, "\nnext\n", false);
	test_long(1 << 20, "\nnext", false);
	test_long(1 << 20, "", false);
	test_many();
	test_buffered();
	test_unreadable();
	line_reader_clear(&zeroed);
}
