// SPDX-License-Identifier: GPL-2.0-or-later
/* test-printable.c - what a terminal would obey does not stay in a text. */
#include <string.h>

#include "base/printable.h"

#include "tap.h"

static void check(const char *text, const char *want)
{
	char got[128];

	about("\"%s\"", want);
	strcpy(got, text);
	is_int(is_printable(got), !strcmp(text, want));
	make_printable(got);
	is_str(got, want);
	is_int(is_printable(got), true);
}

static void test_quote(void)
{
	char quoted[QUOTE_BYTES], longest[QUOTE_BYTES - 3], wide[101] = "";

	about("a short text");
	is_str(quote("a\033b", quoted), "a?b");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	about("what fits");
	is_str(quote(longest, quoted), longest);
	about("what is cut, and not within a character");
	for (int i = 0; i < 50; i++)
		strcat(wide, "\u00e9");
	quote(wide, quoted);
	is_int(strlen(quoted), QUOTE_BYTES - 1);
	is_str(quoted + strlen(quoted) - 5, "\u00e9...");
}

DEFINE_UNIT(printable)
{
	check("", "");
	check("plain text ~", "plain text ~");
	check("na\u00efve \u6f22\u5b57 \U0001f600", "na\u00efve \u6f22\u5b57 \U0001f600");
	check("e\033[31mvil\033]0;x\007", "e?[31mvil?]0;x?");
	check("tab\tline\nreturn\rdelete\177", "tab?line?return?delete?");
	/* CSI and others as a character of their own; the one behind them is none. */
	check("\xc2\x80 \xc2\x9b"
	      "31m \xc2\x9f \u00a0",
	      "? ?31m ? \u00a0");
	check("latin \xe9t\xe9, \x9b", "latin ?t?, ?");
	check("cut \xe2\x82", "cut ??");
	check("overlong \xc1\x9b \xc0\x9b \xe0\x82\x9b \xf0\x80\x82\x9b",
	      "overlong ?? ?? ??? ????");
	check("surrogate \xed\xa0\x80 beyond \xf4\x90\x80\x80 \xff", "surrogate ??? beyond ???? ?");
	test_quote();
}
