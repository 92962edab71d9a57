// SPDX-License-Identifier: GPL-2.0-or-later
/* test-parse.c - numbers, sizes and words. */
#include <errno.h>

#include "base/parse.h"

#include "tap.h"

static void test_u64(const char *text, unsigned int base, int want_rc, uint64_t want,
		     const char *want_rest)
{
	const char *at = text;
	uint64_t value = 77;

	about("parse_u64(\"%s\", %u)", text, base);
	is_int(parse_u64(&at, base, &value), want_rc);
	is_hex(value, want_rc ? 77 : want);
	is_str(at, want_rc ? text : want_rest);
}

static void test_address(const char *text, int want_rc, uint64_t want)
{
	uint64_t value = 77;

	about("parse_address(\"%s\")", text);
	is_int(parse_address(text, &value), want_rc);
	is_hex(value, want_rc ? 77 : want);
}

static void test_size(const char *text, int want_rc, uint64_t want)
{
	uint64_t value = 77;

	about("parse_size(\"%s\")", text);
	is_int(parse_size(text, &value), want_rc);
	is_hex(value, want_rc ? 77 : want);
}

static void test_numbers(void)
{
	test_u64("0", 10, 0, 0, "");
	test_u64("42x", 10, 0, 42, "x");
	test_u64("12ab", 10, 0, 12, "ab");
	test_u64("12ab", 16, 0, 0x12ab, "");
	test_u64("FFfg", 16, 0, 0xfff, "g");
	test_u64("18446744073709551615 ", 10, 0, UINT64_MAX, " ");
	test_u64("18446744073709551616", 10, -ERANGE, 0, NULL);
	test_u64("00000000000000000000000000001", 16, 0, 1, "");
	test_u64("ffffffffffffffff", 16, 0, UINT64_MAX, "");
	test_u64("10000000000000000", 16, -ERANGE, 0, NULL);
	/* Many times over: the value wraps to something small. */
	test_u64("100000000000000000000000000000001", 16, -ERANGE, 0, NULL);
	test_u64("", 10, -EINVAL, 0, NULL);
	test_u64("-1", 10, -EINVAL, 0, NULL);
	test_u64("+1", 10, -EINVAL, 0, NULL);
	test_u64(" 1", 10, -EINVAL, 0, NULL);
	test_u64("a", 10, -EINVAL, 0, NULL);
}

static void test_addresses(void)
{
	test_address("0", 0, 0);
	test_address("ffffffff81000000", 0, 0xffffffff81000000);
	test_address("0xFFFFffff81000000", 0, 0xffffffff81000000);
	test_address("0Xabc", 0, 0xabc);
	test_address("0x", -EINVAL, 0);
	test_address("", -EINVAL, 0);
	test_address("0x0x1", -EINVAL, 0);
	test_address("12 ", -EINVAL, 0);
	test_address("12g", -EINVAL, 0);
	test_address("1ffffffffffffffff", -ERANGE, 0);
	test_address("0x00000000000000000001", 0, 1);
	/* Not a number at all, so not one that is too large. */
	test_address("1ffffffffffffffffg", -EINVAL, 0);
	test_address("-1", -EINVAL, 0);
}

static void test_sizes(void)
{
	test_size("0", 0, 0);
	test_size("4096", 0, 4096);
	test_size("0x1000", 0, 4096);
	test_size("0x1000K", 0, 4096 << 10);
	test_size("1k", 0, 1 << 10);
	test_size("1K", 0, 1 << 10);
	test_size("2m", 0, 2 << 20);
	test_size("2M", 0, 2 << 20);
	test_size("3g", 0, 3ULL << 30);
	test_size("3G", 0, 3ULL << 30);
	test_size("4t", 0, 4ULL << 40);
	test_size("4T", 0, 4ULL << 40);
	test_size("16777215T", 0, 16777215ULL << 40);
	test_size("16777216T", -ERANGE, 0);
	test_size("18446744073709551615", 0, UINT64_MAX);
	test_size("18446744073709551616", -ERANGE, 0);
	test_size("18014398509481984K", -ERANGE, 0);
	test_size("99999999999999999999 bottles", -EINVAL, 0);
	test_size("", -EINVAL, 0);
	test_size("K", -EINVAL, 0);
	test_size("0x", -EINVAL, 0);
	test_size("1KB", -EINVAL, 0);
	test_size("1KiB", -EINVAL, 0);
	test_size("1P", -EINVAL, 0);
	test_size("1 K", -EINVAL, 0);
	test_size("-1", -EINVAL, 0);
	test_size("ff", -EINVAL, 0);
}

static void test_words(void)
{
	char text[] = "one\n\nthree";
	const char *at = "prefix rest";
	char *rest = text;

	about("skip_prefix");
	ok(!skip_prefix(&at, "prefixes"));
	is_str(at, "prefix rest");
	ok(skip_prefix(&at, "prefix"));
	is_str(at, " rest");
	ok(skip_prefix(&at, ""));
	is_str(skip_spaces(" \t x"), "x");
	is_str(skip_spaces(""), "");

	about("next_line");
	is_str(next_line(&rest), "one");
	is_str(next_line(&rest), "");
	is_str(next_line(&rest), "three");
	is_str(next_line(&rest), NULL);
	is_str(next_line(&rest), NULL);
}

DEFINE_UNIT(parse)
{
	test_numbers();
	test_addresses();
	test_sizes();
	test_words();
}
