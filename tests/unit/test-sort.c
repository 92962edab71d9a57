// SPDX-License-Identifier: GPL-2.0-or-later
/* test-sort.c - the order of rows, ties, absent values, limits, and rows that come one by one. */
#include <errno.h>
#include <limits.h>

#include "output/sort.h"

#include "tap.h"

struct part {
	uint64_t size;
	const char *word;
};

struct row {
	char id[2];
	const char *name;
	uint64_t address, bytes;
	int64_t delta;
	int level, index;
	uint8_t known;
	unsigned int kind, flags;
	const struct part *part;
	uint64_t counts[2];
	unsigned int nr_counts;
};

static const char *kind_name(uint64_t value)
{
	static const char *const names[] = {"zebra", "ape"};

	return value < ARRAY_SIZE(names) ? names[value] : NULL;
}

static void flag_names(const void *record, struct names *ret)
{
	static const struct flag_name table[] = {{0, "two"}, {1, "one"}};

	names_of_flags(ret, ((const struct row *)record)->flags, table, ARRAY_SIZE(table));
}

static const struct field part_fields[] = {
	{"size", NULL, "", .flags = FIELD_CARD, FIELD_OF_UNSIGNED(FIELD_BYTES, struct part, size)},
	{"word", NULL, "", .flags = FIELD_CARD, FIELD_OF_STRING(struct part, word)},
};

static const struct record_type part_record = RECORD_TYPE("parts", part_fields, part);

static const struct field row_fields[] = {
	{"id", NULL, "", FIELD_OF_CHARS(struct row, id)},
	{"name", NULL, "", FIELD_OF_STRING(struct row, name)},
	{"address", NULL, "", FIELD_OF_UNSIGNED(FIELD_ADDR, struct row, address)},
	{"last", NULL, "", .flags = FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct row, address)},
	{"bytes", NULL, "", FIELD_OF_UNSIGNED(FIELD_BYTES, struct row, bytes)},
	{"delta", NULL, "", FIELD_OF_DELTA(struct row, delta)},
	{"level", NULL, "", FIELD_OF_INT(FIELD_INT, struct row, level)},
	{"index", NULL, "", FIELD_OF_INT(FIELD_THOUSANDTHS, struct row, index)},
	{"known", NULL, "", FIELD_OF_BOOL(struct row, known)},
	{"kind", NULL, "", FIELD_OF_UNSIGNED(FIELD_ENUM, struct row, kind), .enum_name = kind_name},
	{"flags", NULL, "", .kind = FIELD_NAMES, .names = flag_names},
	{"part", NULL, "", FIELD_OF_RECORD(struct row, part, &part_record)},
	{"counts", NULL, "", .flags = FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_UINT, struct row, counts, nr_counts)},
	{"stream", NULL, "", .kind = FIELD_STREAM, .record = &part_record},
};

static const struct record_type row_record = RECORD_TYPE("rows", row_fields, row);

/* "d" has nothing that can be absent; "b" and "c" are alike in all but their names. */
static const struct row rows[] = {
	{"a", "x-100", 1ULL << 63, 10, -5, -1, -500, 0, 0, 1, &(const struct part){7, "k"}},
	{"b", "x-9", 0x1000, 2000, 3, 8, 10, 1, 1, 2, &(const struct part){9, NULL}},
	{"c", "x-10", 0x1000, 2000, 3, 8, 10, 1, 1, 2, &(const struct part){9, NULL}},
	{"d", NULL, ABSENT, ABSENT, INT64_MIN, INT_MIN, -1000, 2, 9, 0, NULL},
	{"e", "A", 0, 0, 0, 0, 0, 0, 0, 3, &(const struct part){ABSENT, "b"}},
};

static void test_order(const char *sort, uint64_t top, const char *want)
{
	const struct row_choice choice = {sort, top};
	char got[ARRAY_SIZE(rows) + 1] = "";
	struct row copy[ARRAY_SIZE(rows)];
	size_t nr = ARRAY_SIZE(rows);

	about("sorted by %s, top %ju", sort ?: "nothing", (uintmax_t)top);
	is_int(sort_check(&row_record, sort, NULL), 0);
	memcpy(copy, rows, sizeof(copy));
	is_int(rows_arrange(&row_record, &choice, copy, &nr), 0);
	for (size_t i = 0; i < nr; i++)
		got[i] = *copy[i].id;
	is_str(got, want);
}

static void test_orders(void)
{
	test_order(NULL, 0, "abcde");
	test_order(NULL, 2, "ab");
	test_order("id", 0, "abcde");
	test_order("-id", 0, "edcba");
	test_order("name", 0, "ebcad");
	test_order("-name", 0, "acbed");
	test_order("address", 0, "ebcad");
	test_order("-address", 0, "abced");
	test_order("last", 0, "ebcad");
	test_order("-last", 0, "dabce");
	test_order("bytes", 0, "bcaed");
	test_order("-bytes", 0, "eabcd");
	test_order("bytes", 3, "bca");
	test_order("bytes", 5, "bcaed");
	test_order("bytes", 99, "bcaed");
	test_order("delta", 0, "bcead");
	test_order("-delta", 0, "aebcd");
	test_order("level", 0, "bcead");
	test_order("index", 0, "bcead");
	test_order("known", 0, "bcaed");
	test_order("kind", 0, "bcaed");
	test_order("flags", 0, "bcaed");
	test_order("part.size", 0, "bcade");
	test_order("-part.size", 0, "abcde");
	test_order("part.word", 0, "eabcd");
	test_order("part", 0, "abced");
}

static void test_none(void)
{
	const struct row_choice choice = {"bytes", 3};
	size_t nr = 0;

	about("no rows");
	is_int(rows_arrange(&row_record, &choice, NULL, &nr), 0);
	is_int(nr, 0);
	is_int(rows_order(&row_record, &choice, NULL, &nr), 0);
}

/* Pointers are sorted where records must stay where they are. */
static void test_pointers(void)
{
	const void *pointers[] = {&rows[0], &rows[3], &rows[4], &rows[1]};
	const struct row_choice choice = {"-bytes", 2};
	size_t nr = ARRAY_SIZE(pointers);

	about("pointers");
	is_int(rows_order(&row_record, &choice, pointers, &nr), 0);
	is_int(nr, 2);
	ok(pointers[0] == &rows[4]);
	ok(pointers[1] == &rows[0]);
}

static void test_check(const char *sort, const char *want, const char *remedy)
{
	struct error err = {0};

	about("checking \"%s\"", sort);
	is_int(sort_check(&row_record, sort, &err), -EINVAL);
	is_int(err.code, ERROR_USAGE);
	is_str(err.text, want);
	is_str(err.remedy, remedy);
}

#define COLUMNS "columns: id name address last bytes delta level index known kind flags part"

static void test_checks(void)
{
	test_check("byte", "cannot sort by \"byte\"", "did you mean \"bytes\"?");
	test_check("-byte", "cannot sort by \"byte\"", "did you mean \"bytes\"?");
	test_check("--bytes", "cannot sort by \"-bytes\"", "did you mean \"bytes\"?");
	test_check("", "cannot sort by \"\"", COLUMNS);
	test_check("part.", "cannot sort by \"part.\"", "did you mean \"part\"?");
	test_check("counts", "cannot sort by \"counts\"", COLUMNS);
	test_check("stream", "cannot sort by \"stream\"", COLUMNS);
	about("in capitals");
	is_int(sort_check(&row_record, "-BYTES", NULL), 0);
	about("names of the stream");
	is_int(sort_check(&row_record, "-size", NULL), 0);
}

/* Sizes 0, 7, 14 … modulo a prime, so that they come in no order. */
#define PRIME 100003

static void keep_many(struct kept_rows *kept, const struct row_choice *choice, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		rows_keep(kept, choice, &(const struct part){i * 7 % PRIME, NULL});
}

static void test_kept(void)
{
	const struct row_choice choice = {"size", 5};
	struct kept_rows kept = {.type = &part_record};
	const struct part *parts;

	about("the largest of more rows than are kept");
	keep_many(&kept, &choice, PRIME);
	is_int(kept.rc, 0);
	ok(kept.nr <= KEPT_ROWS_MAX);
	is_int(rows_arrange(&part_record, &choice, kept.records, &kept.nr), 0);
	is_int(kept.nr, 5);
	parts = (const struct part *)kept.records;
	for (unsigned int i = 0; i < 5; i++)
		is_int(parts[i].size, PRIME - 1 - i);
	free(kept.records);
}

static void test_too_many(uint64_t top)
{
	const struct row_choice choice = {"size", top};
	struct kept_rows kept = {.type = &part_record};

	about("too many rows to sort, top %ju", (uintmax_t)top);
	keep_many(&kept, &choice, KEPT_ROWS_MAX);
	is_int(kept.rc, 0);
	keep_many(&kept, &choice, 1);
	is_int(kept.rc, -E2BIG);
	keep_many(&kept, &choice, 1);
	is_int(kept.rc, -E2BIG);
	free(kept.records);
}

DEFINE_UNIT(sort)
{
	test_orders();
	test_none();
	test_pointers();
	test_checks();
	test_kept();
	test_too_many(0);
	test_too_many(KEPT_ROWS_MAX / 2 + 1);
}
