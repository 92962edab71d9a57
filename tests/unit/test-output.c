// SPDX-License-Identifier: GPL-2.0-or-later
/* test-output.c - values, tables and cards as people read them. */
#include <errno.h>
#include <limits.h>

#include "output/columns.h"
#include "output/text.h"

#include "tap.h"

struct inner {
	uint64_t number;
	const char *word;
};

struct outer {
	const char *string;
	char chars[16];
	uint8_t boolean;
	int integer;
	unsigned int number;
	uint8_t small;
	uint64_t address, pfn, bytes, pages;
	int64_t delta;
	int thousandths;
	unsigned int kind;
	unsigned int flags;
	const struct inner *inner;
	struct inner many[3];
	unsigned int nr_many;
	uint64_t counts[4];
	unsigned int nr_counts;
};

static const char *kind_name(uint64_t value)
{
	static const char *const names[] = {"ok", "bad"};

	return value < ARRAY_SIZE(names) ? names[value] : NULL;
}

static void flag_names(const void *record, struct names *ret)
{
	static const struct flag_name table[] = {{0, "one"}, {1, "two"}};

	names_of_flags(ret, ((const struct outer *)record)->flags, table, ARRAY_SIZE(table));
}

static const struct field inner_fields[] = {
	{"number", NULL, "a number", .flags = FIELD_COLUMN | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct inner, number)},
	{"word", "by", "a word", .flags = FIELD_COLUMN | FIELD_CARD | FIELD_LABELLED,
	 FIELD_OF_STRING(struct inner, word)},
};

static const struct record_type inner_record = RECORD_TYPE("inners", inner_fields, inner);

enum {
	STRING,
	CHARS,
	BOOLEAN,
	INTEGER,
	NUMBER,
	SMALL,
	ADDRESS,
	ALWAYS,
	PFN,
	BYTES,
	PAGES,
	DELTA,
	THOUSANDTHS,
	KIND,
	FLAGS,
	INNER,
	MANY,
	COUNTS
};

static const struct field outer_fields[] = {
	{"string", NULL, "", .flags = FIELD_COLUMN | FIELD_CARD | FIELD_TITLE,
	 FIELD_OF_STRING(struct outer, string)},
	{"chars", NULL, "", .flags = FIELD_WIDE, FIELD_OF_CHARS(struct outer, chars)},
	{"boolean", NULL, "", FIELD_OF_BOOL(struct outer, boolean)},
	{"integer", "whole_number", "", .flags = FIELD_COLUMN,
	 FIELD_OF_INT(FIELD_INT, struct outer, integer)},
	{"number", NULL, "", .flags = FIELD_TITLE,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct outer, number)},
	{"small", NULL, "", FIELD_OF_UNSIGNED(FIELD_UINT, struct outer, small)},
	{"address", NULL, "", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct outer, address)},
	{"always", NULL, "", .flags = FIELD_ALWAYS,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct outer, address)},
	{"pfn", NULL, "", FIELD_OF_UNSIGNED(FIELD_PFN, struct outer, pfn)},
	{"bytes", NULL, "", FIELD_OF_UNSIGNED(FIELD_BYTES, struct outer, bytes)},
	{"pages", NULL, "", FIELD_OF_UNSIGNED(FIELD_PAGES, struct outer, pages)},
	{"delta", NULL, "", FIELD_OF_DELTA(struct outer, delta)},
	{"thousandths", NULL, "", FIELD_OF_INT(FIELD_THOUSANDTHS, struct outer, thousandths)},
	{"kind", NULL, "", .flags = FIELD_STATUS | FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_ENUM, struct outer, kind), .enum_name = kind_name},
	{"flags", NULL, "", .flags = FIELD_CARD, .kind = FIELD_NAMES, .names = flag_names},
	{"inner", NULL, "", .flags = FIELD_CARD,
	 FIELD_OF_RECORD(struct outer, inner, &inner_record)},
	{"many", NULL, "", .flags = FIELD_CARD,
	 FIELD_OF_RECORDS(struct outer, many, nr_many, &inner_record)},
	{"counts", NULL, "", .flags = FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_UINT, struct outer, counts, nr_counts)},
};

static const struct record_type outer_record = RECORD_TYPE("outers", outer_fields, outer);

static const struct outer absent = {
	.boolean = 2,
	.integer = INT_MIN,
	.number = UINT_MAX,
	.small = UINT8_MAX,
	.address = ABSENT,
	.pfn = ABSENT,
	.bytes = ABSENT,
	.pages = ABSENT,
	.delta = INT64_MIN,
	.kind = 99,
};

static void test_size(uint64_t bytes, const char *want, const char *want_short)
{
	char got[24];

	size_text(bytes, false, got);
	about("%ju bytes", (uintmax_t)bytes);
	is_str(got, want);
	size_text(bytes, true, got);
	is_str(got, want_short);
}

static void test_sizes(void)
{
	test_size(0, "0 B", "0B");
	test_size(1, "1 B", "1B");
	test_size(1023, "1023 B", "1023B");
	test_size(1024, "1 KiB", "1K");
	test_size(1536, "1.5 KiB", "1.5K");
	test_size(4096, "4 KiB", "4K");
	test_size(1 << 20, "1 MiB", "1M");
	test_size((1 << 20) + 1, "1.0 MiB", "1.0M");
	test_size(2ULL << 30, "2 GiB", "2G");
	test_size(3ULL << 40, "3 TiB", "3T");
	test_size(5ULL << 50, "5 PiB", "5P");
	test_size(15ULL << 60, "15 EiB", "15E");
	test_size(UINT64_MAX, "16.0 EiB", "16.0E");
}

static void test_value(unsigned int field, const struct outer *record, const char *want)
{
	struct text_style style = {.page_bytes = 4096};
	char got[VALUE_TEXT_BYTES];

	about("%s", outer_fields[field].name);
	field_text(&style, &outer_fields[field], record, 0, got);
	is_str(got, want);
}

static void test_values(void)
{
	test_value(STRING, &(struct outer){.string = "text"}, "text");
	test_value(CHARS, &(struct outer){.chars = "chars"}, "chars");
	test_value(BOOLEAN, &(struct outer){.boolean = 0}, "no");
	test_value(BOOLEAN, &(struct outer){.boolean = 1}, "yes");
	test_value(INTEGER, &(struct outer){.integer = -7}, "-7");
	test_value(NUMBER, &(struct outer){.number = UINT_MAX - 1}, "4294967294");
	test_value(SMALL, &(struct outer){.small = 254}, "254");
	test_value(ADDRESS, &(struct outer){.address = ABSENT - 1}, "0xfffffffffffffffe");
	test_value(ALWAYS, &absent, "0xffffffffffffffff");
	test_value(PFN, &(struct outer){.pfn = 255}, "0xff");
	test_value(BYTES, &(struct outer){.bytes = 4096}, "4 KiB");
	test_value(PAGES, &(struct outer){.pages = 2}, "8 KiB");
	test_value(DELTA, &(struct outer){.delta = 3}, "+12 KiB");
	test_value(DELTA, &(struct outer){.delta = -3}, "-12 KiB");
	test_value(DELTA, &(struct outer){.delta = 0}, "+0 B");
	test_value(THOUSANDTHS, &(struct outer){.thousandths = 17}, "0.017");
	test_value(THOUSANDTHS, &(struct outer){.thousandths = -1000}, "-1");
	test_value(THOUSANDTHS, &(struct outer){.thousandths = -125}, "-0.125");
	test_value(THOUSANDTHS, &(struct outer){.thousandths = 1000}, "1");
	test_value(THOUSANDTHS, &(struct outer){.thousandths = 0}, "0");
	test_value(KIND, &(struct outer){.kind = 1}, "bad");
	test_value(FLAGS, &(struct outer){.flags = 7}, "one two bit2");
	test_value(FLAGS, &(struct outer){.flags = 0}, "-");
	test_value(INNER, &(struct outer){.inner = &(struct inner){5, "me"}}, "5  by me");
	test_value(INNER, &(struct outer){.inner = &(struct inner){ABSENT, "me"}}, "by me");
	test_value(COUNTS, &(struct outer){.nr_counts = 0}, "-");
	for (unsigned int field = STRING; field <= INNER; field++)
		if (field != CHARS && field != THOUSANDTHS && field != FLAGS && field != ALWAYS)
			test_value(field, &absent, "-");
}

/* Everything that a table or card writes, as one text. */
struct capture {
	FILE *file;
	char *text;
	size_t size;
};

static FILE *capture_begin(struct capture *capture)
{
	capture->file = open_memstream(&capture->text, &capture->size);
	must(capture->file);
	return capture->file;
}

static void capture_is(struct capture *capture, const char *want)
{
	must(fclose(capture->file) == 0);
	is_str(capture->text, want);
	free(capture->text);
}

static const struct outer rows[] = {
	{.string = "a", .chars = "narrow", .integer = 1, .counts = {1, 22, 3}, .nr_counts = 3},
	{.string = "longer", .chars = "x", .integer = -1000, .counts = {100, 2}, .nr_counts = 2},
	{.string = "\303\244\303\266", .chars = "", .integer = INT_MIN, .nr_counts = 4},
};

static void write_table(struct text_style *style, const struct outer *records, size_t nr,
			const char *want)
{
	struct table table = {.style = style, .type = &outer_record};
	struct capture capture;

	style->page_bytes = 4096;
	style->out = capture_begin(&capture);
	for (size_t i = 0; i < nr; i++)
		is_int(table_add(&table, &records[i]), 0);
	table_flush(&table);
	table_clear(&table);
	capture_is(&capture, want);
}

static void test_table(void)
{
	struct text_style style = {.headings = true, .width = 30};

	about("a narrow table");
	write_table(&style, rows, 3,
		    "STRING  WHOLE-NUMBER  NUMBER\n"
		    "    WORD\n"
		    "a                  1       -\n"
		    "    -\n"
		    "longer         -1000       -\n"
		    "    -\n"
		    "\303\244\303\266                 -       -\n"
		    "    -\n");
	about("a table with room for one blank between columns");
	style.width = 32;
	write_table(&style, rows, 1,
		    "STRING WHOLE-NUMBER NUMBER WORD\n"
		    "a                 1      - -\n");
	about("a table with room for wide columns");
	style.width = 80;
	write_table(&style, rows, 2,
		    "STRING  CHARS   WHOLE-NUMBER  NUMBER  WORD\n"
		    "a       narrow             1       -  -\n"
		    "longer  x              -1000       -  -\n");
}

static void test_columns(void)
{
	struct text_style style = {.headings = true, .width = 10};

	about("chosen columns are shown whatever the width");
	style.columns = "counts,string,chars";
	write_table(&style, rows, 3,
		    "  0  1 2\n    STRING\n    CHARS\n"
		    "  1 22 3\n    a\n    narrow\n"
		    "100  2 -\n    longer\n    x\n"
		    "  0  0 0\n    \303\244\303\266\n    \n");
	about("no headings");
	style.headings = false;
	style.columns = "integer";
	write_table(&style, rows, 2, "    1\n-1000\n");
	about("a column of a nested record");
	about("a table without any of the chosen columns has its own");
	style.columns = "elsewhere";
	write_table(&style, rows, 1, "a  narrow\n    1  -\n    -\n");
	about("text that no line has room for");
	style.columns = "integer,string";
	style.width = 16;
	write_table(&style,
		    (const struct outer[]){{.string = "several words"},
					   {.string = "onlyonelongword"},
					   {.string = "short"}},
		    3, "0  several words\n0  onlyonelongwo\n   rd\n0  short\n");
	style.width = 10;
	about("chosen columns of a nested record, and one that the table lacks");
	style.columns = "inner.word,elsewhere,string";
	write_table(&style,
		    (const struct outer[]){{.string = "s", .inner = &(struct inner){1, "w"}},
					   {.string = "t"}},
		    2, "w  s\n-  t\n");
	about("no rows");
	style.headings = true;
	write_table(&style, rows, 0, "");
}

static void test_check_columns(const char *columns, const char *want, const char *remedy)
{
	struct error err = {0};

	about("columns \"%s\"", columns);
	is_int(table_check_columns(&outer_record, columns, &err), want ? -EINVAL : 0);
	is_str(err.text, want ? want : "");
	if (want)
		contains(err.remedy, remedy);
}

static void test_column(const char *name, int outer, const struct field *field)
{
	struct column_name got = column_find(&outer_record, name, strlen(name), field_is_column);

	about("column \"%s\"", name);
	ok(got.field == field);
	if (field)
		ok(got.outer == (outer < 0 ? NULL : &outer_fields[outer]));
}

static void test_column_find(void)
{
	test_column("integer", -1, &outer_fields[INTEGER]);
	test_column("WHOLE-NUMBER", -1, &outer_fields[INTEGER]);
	test_column("Number", -1, &outer_fields[NUMBER]);
	test_column("inner.number", INNER, &inner_fields[0]);
	test_column("Inner.WORD", INNER, &inner_fields[1]);
	/* The heading above it: that of a labelled word is its name. */
	test_column("word", INNER, &inner_fields[1]);
	test_column("many", -1, NULL);
	test_column("many.word", -1, NULL);
	test_column("inner.", -1, NULL);
	test_column(".", -1, NULL);
	test_column("", -1, NULL);
}

/* Rows may be written before all are known: widths then only grow, and the heading comes once. */
static void test_flush(void)
{
	struct text_style style = {.headings = true, .columns = "string,integer"};
	struct table table = {.style = &style, .type = &outer_record, .indent = 2};
	struct capture capture;

	about("lots");
	style.out = capture_begin(&capture);
	for (size_t i = 0; i < 2; i++) {
		is_int(table_add(&table, &rows[i]), 0);
		table_flush(&table);
	}
	table_clear(&table);
	capture_is(&capture, "  STRING  WHOLE-NUMBER\n"
			     "  a                  1\n"
			     "  longer         -1000\n");
	about("a cleared table");
	is_int(table_add(&table, &rows[0]), 0);
	table_clear(&table);
	table_clear(&table);
}

static void write_card(struct text_style *style, const struct outer *record, const char *want)
{
	struct capture capture;

	style->page_bytes = 4096;
	style->out = capture_begin(&capture);
	is_int(card_write(style, &outer_record, record, 0, ARRAY_SIZE(outer_fields)), 0);
	capture_is(&capture, want);
}

static void test_card(void)
{
	struct text_style style = {.headings = true};
	struct outer record = {
		.string = "a string of several words",
		.number = 7,
		.address = 0x1000,
		.flags = 3,
		.inner = &(struct inner){5, "someone"},
		.many = {{1, "uno"}, {22, "due"}},
		.nr_many = 2,
	};

	about("a card");
	write_card(&style, &record,
		   "a string of several words  7\n"
		   "  string   a string of several words\n"
		   "  address  0x1000\n"
		   "  kind     ok\n"
		   "  flags    one two\n"
		   "  inner    5  by someone\n"
		   "  many      1  by uno\n"
		   "           22  by due\n");
	about("a card on a narrow terminal");
	style.width = 24;
	record.nr_many = 0;
	record.inner = NULL;
	record.flags = 0;
	write_card(&style, &record,
		   "a string of several\n"
		   "  words  7\n"
		   "  string   a string of\n"
		   "           several words\n"
		   "  address  0x1000\n"
		   "  kind     ok\n");
	about("a card with nothing on it");
	write_card(&style, &absent, "\n");
}

static void test_color(void)
{
	struct text_style style = {.headings = true, .columns = "kind", .color = true};

	about("colours of a table");
	write_table(&style, (const struct outer[]){{.kind = 0}, {.kind = 1}}, 2,
		    "\033[1mKIND\033[0m\n\033[32mok\033[0m\n\033[33mbad\033[0m\n");
	about("what has nothing to say differs from what is not known, and both from what is bad");
	is_int(text_status_color("n/a"), COLOR_FAINT);
	is_int(text_status_color("fact"), COLOR_FAINT);
	is_int(text_status_color("unknown"), COLOR_ALERT);
	is_int(text_status_color("warning"), COLOR_ALERT);
	is_int(text_status_color("critical"), COLOR_BAD);
	is_int(text_status_color("unusable"), COLOR_BAD);
	is_int(text_status_color("serves"), COLOR_GOOD);
}

static void test_width(void)
{
	about("text_width");
	is_int(text_width(""), 0);
	is_int(text_width("abc"), 3);
	is_int(text_width("\303\244b\342\200\246"), 3);
}

static void test_find(void)
{
	const struct field *outer;

	about("record_find_field");
	ok(record_find_field(&outer_record, "string", &outer) == &outer_fields[STRING]);
	ok(!outer);
	ok(record_find_field(&outer_record, "inner.word", &outer) == &inner_fields[1]);
	ok(outer == &outer_fields[INNER]);
	ok(!record_find_field(&outer_record, "str", &outer));
	ok(!record_find_field(&outer_record, "strings", &outer));
	ok(!record_find_field(&outer_record, "string.word", &outer));
	ok(!record_find_field(&outer_record, "inner.nothing", &outer));
	ok(!record_find_field(&outer_record, "many.word", &outer));
	ok(!record_find_field(&outer_record, "", &outer));
}

DEFINE_UNIT(output)
{
	test_sizes();
	test_values();
	test_table();
	test_columns();
	test_check_columns("string,inner.word,counts", NULL, NULL);
	test_check_columns("STRING,Whole-Number,whole number,INNER.WORD,counts,,", NULL, NULL);
	test_check_columns("strin", "no column \"strin\"", "did you mean \"string\"?");
	test_check_columns("Whole", "no column \"Whole\"", "columns: string chars boolean");
	test_check_columns("whole-numbr", "no column \"whole-numbr\"", "mean \"whole_number\"?");
	test_check_columns("string,elsewhere,chars", "no column \"elsewhere\"", "columns: string");
	test_check_columns("many", "no column \"many\"", "columns: string chars boolean");
	test_column_find();
	test_flush();
	test_card();
	test_color();
	test_width();
	test_find();
}
