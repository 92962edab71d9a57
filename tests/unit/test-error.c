// SPDX-License-Identifier: GPL-2.0-or-later
/* test-error.c - first error wins, prefixes, remedies, names and exit statuses. */
#include <errno.h>

#include "base/error.h"

#include "tap.h"

static void test_first_wins(void)
{
	struct error err = {0};

	about("error_set");
	is_int(error_set(&err, ERROR_PARSE, "line %d", 7), -EBADMSG);
	is_int(err.code, ERROR_PARSE);
	is_str(err.text, "line 7");
	is_str(err.remedy, "");
	about("a second error");
	is_int(error_set(&err, ERROR_IO, "later"), -EIO);
	is_int(error_errno(&err, ENOENT, "later still"), -ENOENT);
	is_int(err.code, ERROR_PARSE);
	is_str(err.text, "line 7");
	about("a remedy");
	error_remedy(&err, "do %s", "this");
	error_remedy(&err, "do that");
	is_str(err.remedy, "do this");
}

static void test_errno(int os_errno, enum error_code code)
{
	struct error err = {0};
	char want[200];

	about("errno %d", os_errno);
	is_int(error_errno(&err, os_errno, "/proc/%s", "kcore"), -os_errno);
	is_int(err.code, code);
	is_int(err.os_errno, os_errno);
	snprintf(want, sizeof(want), "/proc/kcore: %s", strerror(os_errno));
	is_str(err.text, want);
}

static void test_prefix(void)
{
	struct error err = {0};

	about("error_prefix");
	is_int(error_prefix(&err, -5, "nothing yet: "), -5);
	is_str(err.text, "");
	is_int(error_set(&err, ERROR_IO, "inner"), -EIO);
	is_int(error_prefix(&err, -42, "outer %d: ", 2), -42);
	is_str(err.text, "outer 2: inner");
	is_int(err.code, ERROR_IO);
}

static void test_null(void)
{
	about("without an error struct");
	is_int(error_set(NULL, ERROR_BUSY, "x"), -EBUSY);
	is_int(error_errno(NULL, EPERM, "x"), -EPERM);
	is_int(error_prefix(NULL, -3, "x"), -3);
	is_int(error_no_memory(NULL), -ENOMEM);
	error_remedy(NULL, "x");
}

/* Texts that do not fit are cut, and end where the room does. */
static void test_long(void)
{
	char text[2000];
	struct error err = {0};

	about("too long a text");
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_errno(&err, EIO, "%s", text);
	is_int(strlen(err.text), sizeof(err.text) - 1);
	error_prefix(&err, 0, "%s", text);
	is_int(strlen(err.text), sizeof(err.text) - 1);
	error_remedy(&err, "%s", text);
	is_int(strlen(err.remedy), sizeof(err.remedy) - 1);
}

static void test_codes(void)
{
	for (int code = 0; code < NR_ERROR_CODES; code++) {
		struct error err = {0};
		const char *name = error_code_name(code);
		unsigned int same = 0;

		about("code %d", code);
		ok(name && *name);
		for (int other = 0; name && other < NR_ERROR_CODES; other++)
			same += error_code_name(other) && !strcmp(name, error_code_name(other));
		is_int(same, 1);
		ok(error_exit_status(code) <= EXIT_PARTIAL);
		if (code == ERROR_NONE)
			continue;
		ok(error_exit_status(code) != EXIT_OK);
		ok(error_set(&err, code, "x") < 0);
		is_int(err.code, code);
	}
}

DEFINE_UNIT(error)
{
	test_first_wins();
	test_errno(EPERM, ERROR_PERMISSION);
	test_errno(EACCES, ERROR_PERMISSION);
	test_errno(ENOENT, ERROR_NOT_FOUND);
	test_errno(ENOMEM, ERROR_NO_MEMORY);
	test_errno(EISDIR, ERROR_IO);
	test_prefix();
	test_null();
	test_long();
	test_codes();
	is_int(error_exit_status(ERROR_USAGE), EXIT_USAGE);
	is_int(error_exit_status(ERROR_BAD_INPUT), EXIT_USAGE);
	is_int(error_exit_status(ERROR_PARSE), EXIT_FAILED);
	is_int(error_exit_status(ERROR_NO_BACKEND), EXIT_NO_BACKEND);
	is_int(error_exit_status(ERROR_PERMISSION), EXIT_NO_BACKEND);
}
