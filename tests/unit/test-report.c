// SPDX-License-Identifier: GPL-2.0-or-later
/* test-report.c - the JSON envelope: absent values, names, streams and errors. */
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <unistd.h>

#include "output/json.h"
#include "output/report.h"

#include "tap.h"

struct part {
	uint64_t start;
	int order;
};

struct whole {
	const char *name;
	uint64_t address, bytes;
	int64_t delta;
	uint8_t known;
	int index;
	unsigned int kind, flags;
	const struct part *part;
	struct part parts[2];
	unsigned int nr_parts;
	uint32_t counts[3];
	unsigned int nr_counts;
	uint64_t total;
};

static const char *kind_name(uint64_t value)
{
	return value == 0 ? "ok" : NULL;
}

static void flag_names(const void *record, struct names *ret)
{
	names_of_flags(ret, ((const struct whole *)record)->flags, NULL, 0);
}

static const struct field part_fields[] = {
	{"start", NULL, "", .flags = FIELD_COLUMN,
	 FIELD_OF_UNSIGNED(FIELD_ADDR, struct part, start)},
	{"order", NULL, "", .flags = FIELD_COLUMN, FIELD_OF_INT(FIELD_INT, struct part, order)},
};

static const struct record_type part_record = RECORD_TYPE("parts", part_fields, part);

static const struct field whole_fields[] = {
	{"name", NULL, "", .flags = FIELD_COLUMN | FIELD_TITLE,
	 FIELD_OF_STRING(struct whole, name)},
	{"address", NULL, "", FIELD_OF_UNSIGNED(FIELD_ADDR, struct whole, address)},
	{"stream", NULL, "", .kind = FIELD_STREAM, .record = &part_record},
	{"bytes", NULL, "", FIELD_OF_UNSIGNED(FIELD_BYTES, struct whole, bytes)},
	{"delta", NULL, "", FIELD_OF_DELTA(struct whole, delta)},
	{"known", NULL, "", FIELD_OF_BOOL(struct whole, known)},
	{"index", NULL, "", FIELD_OF_INT(FIELD_THOUSANDTHS, struct whole, index)},
	{"kind", NULL, "", FIELD_OF_UNSIGNED(FIELD_ENUM, struct whole, kind),
	 .enum_name = kind_name},
	{"flags", NULL, "", .kind = FIELD_NAMES, .names = flag_names},
	{"part", NULL, "", FIELD_OF_RECORD(struct whole, part, &part_record)},
	{"parts", NULL, "", FIELD_OF_RECORDS(struct whole, parts, nr_parts, &part_record)},
	{"counts", NULL, "", .flags = FIELD_ARRAY,
	 FIELD_OF_ARRAY(FIELD_UINT, struct whole, counts, nr_counts)},
	{"hidden", NULL, "", .flags = FIELD_JSON_OFF, FIELD_OF_STRING(struct whole, name)},
	{"total", NULL, "", .flags = FIELD_CARD,
	 FIELD_OF_UNSIGNED(FIELD_UINT, struct whole, total)},
};

static const struct record_type whole_record = RECORD_TYPE("wholes", whole_fields, whole);

static const struct report_header header = {"test", "6.1.0", "x86_64", NULL,
					    "2020-01-01T00:00:00Z"};

static char *text;
static size_t size;

static void begin(struct report *report, bool json, const struct record_type *type)
{
	*report = (struct report){
		.json = json,
		.style = {.out = open_memstream(&text, &size),
			  .headings = true,
			  .page_bytes = 4096},
	};
	must(report->style.out);
	report_begin(report, &header, type);
}

static void end(struct report *report)
{
	struct error err = {0};

	is_int(report_end(report, &err), 0);
	is_str(err.text, "");
	must(fclose(report->style.out) == 0);
}

/* The output as JSON, which it must be. */
static json_t *parsed(void)
{
	json_error_t why;
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &why);

	if (!ok(json != NULL))
		note("%s at line %d: %s", why.text, why.line, text);
	return json;
}

/* A value by its path: "wholes.0.name". */
static json_t *at(json_t *json, const char *path)
{
	char name[80];
	int length;

	while (json && *path) {
		must(sscanf(path, "%79[^.]%n", name, &length) == 1);
		json = json_is_array(json) ? json_array_get(json, atoi(name))
					   : json_object_get(json, name);
		path += length + (path[length] == '.');
	}
	return json;
}

static void is_value(json_t *json, const char *path, const char *want)
{
	char *got = json_dumps(at(json, path), JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);

	about("%s", path);
	is_str(got, want);
	free(got);
}

static void test_envelope(void)
{
	struct report report;
	json_t *json;

	begin(&report, true, &whole_record);
	about("no records");
	end(&report);
	is_str(text, "{\"schema\":1,\"command\":\"test\",\"kernel\":\"6.1.0\",\"arch\":\"x86_64\","
		     "\"backend\":null,\"time\":\"2020-01-01T00:00:00Z\",\"wholes\":[],"
		     "\"errors\":[]}\n");
	json = parsed();
	json_decref(json);
	free(text);

	about("a failure so early that no records are known");
	begin(&report, true, NULL);
	end(&report);
	json = parsed();
	ok(!json_object_get(json, "wholes"));
	ok(json_is_array(json_object_get(json, "errors")));
	json_decref(json);
	free(text);
}

static const struct whole full = {
	.name = "quo\"te \303\244",
	.address = 0xffffffff81000000,
	.bytes = 1ULL << 62,
	.delta = -5,
	.known = 1,
	.index = -17,
	.kind = 0,
	.flags = 5,
	.part = &(const struct part){0xfffffffffffffffe, -1},
	.parts = {{0, 0}, {1, INT_MIN}},
	.nr_parts = 2,
	.counts = {1, UINT32_MAX, 3},
	.nr_counts = 3,
	.total = 9,
};

static const struct whole absent = {
	.address = ABSENT,
	.bytes = ABSENT,
	.delta = INT64_MIN,
	.known = 7,
	.kind = 3,
	.total = ABSENT,
};

static void test_records(void)
{
	struct report report;
	struct whole bad_utf8 = {.name = "a\xff\xc3"};
	json_t *json;

	begin(&report, true, &whole_record);
	about("records");
	report_row(&report, &full);
	report_card(&report, &absent);
	report_row(&report, &bad_utf8);
	end(&report);
	json = parsed();
	is_value(json, "wholes.0.name", "\"quo\\\"te \303\244\"");
	is_value(json, "wholes.0.address", "\"0xffffffff81000000\"");
	is_value(json, "wholes.0.bytes", "4611686018427387904");
	is_value(json, "wholes.0.delta", "-5");
	is_value(json, "wholes.0.known", "true");
	is_value(json, "wholes.0.index", "-0.017000000000000001");
	is_value(json, "wholes.0.kind", "\"ok\"");
	is_value(json, "wholes.0.flags", "[\"bit0\",\"bit2\"]");
	is_value(json, "wholes.0.part", "{\"order\":-1,\"start\":\"0xfffffffffffffffe\"}");
	is_value(json, "wholes.0.parts.1", "{\"order\":null,\"start\":\"0x1\"}");
	is_value(json, "wholes.0.counts", "[1,null,3]");
	is_value(json, "wholes.0.total", "9");
	ok(!at(json, "wholes.0.hidden"));
	ok(strstr(text, "\"index\":-0.017,") != NULL);
	is_value(json, "wholes.1",
		 "{\"address\":null,\"bytes\":null,\"counts\":[],\"delta\":null,\"flags\":[],"
		 "\"index\":0.0,\"kind\":null,\"known\":null,\"name\":null,\"part\":null,"
		 "\"parts\":[],\"stream\":null,\"total\":null}");
	is_value(json, "wholes.2.name",
		 "\"a?"
		 "?\"");
	json_decref(json);
	free(text);
}

static void test_stream(void)
{
	struct report report;
	struct whole record = full;
	json_t *json;

	begin(&report, true, &whole_record);
	about("streams");
	report_stream_begin(&report, &record);
	for (unsigned int i = 0; i < 10000; i++)
		report_stream_item(&report, &(const struct part){i, i});
	/* Members behind the stream may be found out on the way. */
	record.total = 10000;
	is_int(report_stream_end(&report, &record, NULL), 0);
	report_stream_begin(&report, &absent);
	is_int(report_stream_end(&report, &absent, NULL), 0);
	end(&report);
	json = parsed();
	is_int(json_array_size(at(json, "wholes")), 2);
	is_int(json_array_size(at(json, "wholes.0.stream")), 10000);
	is_value(json, "wholes.0.stream.9999", "{\"order\":9999,\"start\":\"0x270f\"}");
	is_value(json, "wholes.0.total", "10000");
	is_value(json, "wholes.1.stream", "[]");
	is_value(json, "wholes.1.total", "null");
	json_decref(json);
	free(text);
}

/* report_error() also writes to stderr, which is no matter here. */
static void hush(void)
{
	must(freopen("/dev/null", "w", stderr));
}

static void test_errors(void)
{
	struct report report;
	struct error err = {.code = ERROR_NOT_FOUND, .text = "no symbol x", .remedy = "look again"};
	json_t *json;

	begin(&report, true, &whole_record);
	about("errors");
	report_error(&report, &err, "x");
	report_row(&report, &absent);
	*err.remedy = '\0';
	report_error(&report, &err, NULL);
	end(&report);
	json = parsed();
	is_int(json_array_size(at(json, "errors")), 2);
	is_value(json, "errors.0",
		 "{\"code\":\"not-found\",\"message\":\"no symbol x\","
		 "\"operand\":\"x\",\"remedy\":\"look again\"}");
	is_value(json, "errors.1",
		 "{\"code\":\"not-found\",\"message\":\"no symbol x\","
		 "\"operand\":null,\"remedy\":null}");
	ok(!at(json, "errors_dropped"));
	json_decref(json);
	free(text);
}

static void test_too_many_errors(void)
{
	struct report report;
	struct error err = {.code = ERROR_PARSE, .text = "bad"};
	json_t *json;

	begin(&report, true, &whole_record);
	about("more errors than are kept");
	for (unsigned int i = 0; i < REPORT_MAX_ERRORS + 5; i++)
		report_error(&report, &err, "x");
	end(&report);
	json = parsed();
	is_int(json_array_size(at(json, "errors")), REPORT_MAX_ERRORS);
	is_value(json, "errors_dropped", "5");
	json_decref(json);
	free(text);
}

/* Rows and streams are sorted and cut alike in text and JSON. */
static void test_choice(void)
{
	struct whole rows[] = {{.name = "b"}, {.name = "c"}, {.name = "a"}};
	const struct row_choice choice = {"name", 2};
	struct report report;
	json_t *json;

	about("sorted rows as JSON");
	begin(&report, true, &whole_record);
	report.choice = choice;
	is_int(report_rows(&report, rows, 3), 2);
	ok(report_is_full(&report));
	end(&report);
	json = parsed();
	is_int(json_array_size(at(json, "wholes")), 2);
	is_value(json, "wholes.0.name", "\"a\"");
	is_value(json, "wholes.1.name", "\"b\"");
	json_decref(json);
	free(text);

	about("sorted rows as text");
	begin(&report, false, &part_record);
	report.choice = (struct row_choice){"-start", 0};
	is_int(report_rows(&report, (struct part[]){{1, 1}, {3, 3}, {ABSENT, 0}, {2, 2}}, 4), 4);
	end(&report);
	is_str(text, "START  ORDER\n  0x3      3\n  0x2      2\n  0x1      1\n    -      0\n");
	free(text);
}

static void test_stream_choice(void)
{
	struct error err = {0};
	struct report report;
	json_t *json;

	about("a sorted stream");
	begin(&report, true, &whole_record);
	report.choice = (struct row_choice){"order", 2};
	report_stream_begin(&report, &full);
	for (unsigned int i = 0; i < 10; i++)
		report_stream_item(&report, &(const struct part){i, i});
	is_int(report_stream_end(&report, &full, NULL), 0);
	end(&report);
	json = parsed();
	is_int(json_array_size(at(json, "wholes.0.stream")), 2);
	is_value(json, "wholes.0.stream.0.order", "9");
	is_value(json, "wholes.0.stream.1.order", "8");
	json_decref(json);
	free(text);

	about("a stream that is too long to be sorted");
	begin(&report, true, &whole_record);
	report.choice.sort = "order";
	report_stream_begin(&report, &full);
	for (unsigned int i = 0; i <= KEPT_ROWS_MAX; i++)
		report_stream_item(&report, &(const struct part){i, i});
	is_int(report_stream_end(&report, &full, &err), -E2BIG);
	is_str(err.text, "more than 65536 parts to sort");
	is_str(err.remedy, "with --top N, N up to 32768, any number can be sorted");
	end(&report);
	json = parsed();
	is_int(json_array_size(at(json, "wholes.0.stream")), 0);
	json_decref(json);
	free(text);
}

static void test_totals(void)
{
	static const struct part totals[] = {{0x10, 1}, {0x20, 2}};
	struct report report;
	json_t *json;

	for (unsigned int nr_records = 0; nr_records < 2; nr_records++) {
		about("totals behind %u records", nr_records);
		begin(&report, true, &whole_record);
		if (nr_records)
			report_row(&report, &full);
		report_totals(&report, "Totals", &part_record, totals, 2);
		report_error(&report, &(struct error){.code = ERROR_IO, .text = "late"}, NULL);
		end(&report);
		json = parsed();
		is_int(json_array_size(at(json, "wholes")), nr_records);
		is_value(json, "parts",
			 "[{\"order\":1,\"start\":\"0x10\"},"
			 "{\"order\":2,\"start\":\"0x20\"}]");
		is_int(json_array_size(at(json, "errors")), 1);
		json_decref(json);
		free(text);
	}
	about("totals as text");
	begin(&report, false, &part_record);
	report_row(&report, &totals[0]);
	report_totals(&report, "Totals", &part_record, totals, 2);
	end(&report);
	is_str(text, "START  ORDER\n 0x10      1\n\nTotals\nSTART  ORDER\n 0x10      1\n"
		     " 0x20      2\n");
	free(text);
}

struct wide {
	const char *name, *found;
};

static const struct field wide_fields[] = {
	{"name", NULL, "", .flags = FIELD_COLUMN, FIELD_OF_STRING(struct wide, name)},
	{"found", NULL, "", .flags = FIELD_WIDE, FIELD_OF_STRING(struct wide, found)},
};

static const struct record_type wide_record = RECORD_TYPE("wides", wide_fields, wide);

/* A column that has no room need not be found out, whatever it would hold. */
static void test_shows_in(void)
{
	struct wide rows[] = {{"0123456789", NULL}, {"0123", NULL}};
	struct report report = {.style = {.width = 17, .headings = true}};

	about("a wide column has room");
	ok(report_shows_in(&report, &wide_record, "found", rows, 2));
	report.style.width = 0;
	ok(report_shows_in(&report, &wide_record, "found", rows, 2));
	about("a wide column has no room");
	report.style.width = 16;
	ok(!report_shows_in(&report, &wide_record, "found", rows, 2));
	ok(report_shows_in(&report, &wide_record, "name", rows, 2));
	ok(report_shows_in(&report, &wide_record, "found", rows + 1, 1));
	about("a wide column that is asked for");
	report.choice.sort = "-found";
	ok(report_shows_in(&report, &wide_record, "found", rows, 2));
	report.choice.sort = NULL;
	report.style.columns = "found";
	ok(report_shows_in(&report, &wide_record, "found", rows, 2));
	ok(!report_shows_in(&report, &wide_record, "name", rows, 2));
	report.style.columns = NULL;
	report.json = true;
	ok(report_shows_in(&report, &wide_record, "found", rows, 2));
}

static void test_shows(void)
{
	struct report report = {0};

	about("default columns");
	ok(report_shows(&report, &whole_record, "name"));
	ok(!report_shows(&report, &whole_record, "bytes"));
	ok(!report_shows(&report, &whole_record, "total"));
	about("sorted by a field that is no column");
	report.choice.sort = "-bytes";
	ok(report_shows(&report, &whole_record, "bytes"));
	ok(!report_shows(&report, &whole_record, "byte"));
	about("chosen columns");
	report.style.columns = "part.start,total";
	ok(report_shows(&report, &whole_record, "part"));
	ok(report_shows(&report, &whole_record, "total"));
	ok(report_shows(&report, &whole_record, "bytes"));
	ok(!report_shows(&report, &whole_record, "tot"));
	ok(!report_shows(&report, &whole_record, "parts"));
	ok(!report_shows(&report, &whole_record, "name"));
	about("JSON");
	report.json = true;
	ok(report_shows(&report, &whole_record, "name"));
}

/* An array that the record points to, as those are whose length nobody can bound. */
struct holder {
	const struct part *parts;
	size_t nr_parts;
};

static const struct field holder_fields[] = {
	{"parts", NULL, "", FIELD_OF_RECORDS(struct holder, parts, nr_parts, &part_record)},
};

static const struct record_type holder_record = RECORD_TYPE("holders", holder_fields, holder);

static void test_pointer(void)
{
	static const struct part parts[] = {{0x10, 1}, {0x20, 2}};
	struct report report;
	json_t *json;

	about("an array behind a pointer");
	begin(&report, true, &holder_record);
	report_row(&report, &(const struct holder){parts, 2});
	report_row(&report, &(const struct holder){NULL, 0});
	end(&report);
	json = parsed();
	is_value(json, "holders",
		 "[{\"parts\":[{\"order\":1,\"start\":\"0x10\"},"
		 "{\"order\":2,\"start\":\"0x20\"}]},{\"parts\":[]}]");
	json_decref(json);
	free(text);
}

static void test_text(void)
{
	struct report report;
	const struct part parts[] = {{0x10, 1}, {0x200, 22}};
	struct whole row = {.name = "row", .total = 1};

	begin(&report, false, &whole_record);
	about("text");
	report_row(&report, &row);
	report_row(&report, &row);
	report_view(&report, "A view", &part_record, parts, 2);
	report_view(&report, "An empty view", &part_record, parts, 0);
	end(&report);
	is_str(text, "NAME  START  ORDER\nrow       -      -\nrow       -      -\n\nA view\nSTART  "
		     "ORDER\n 0x10      1\n0x200     22\n");
	free(text);

	about("text of a stream");
	begin(&report, false, &whole_record);
	report_stream_begin(&report, &row);
	report_stream_item(&report, &parts[0]);
	report_stream_item(&report, &parts[1]);
	is_int(report_stream_end(&report, &row, NULL), 0);
	report_card(&report, &row);
	end(&report);
	contains(text, "row\n");
	contains(text, "  START  ORDER\n   0x10      1\n  0x200     22\n");
	contains(text, "\n\nrow\n  total  1\n");
	free(text);
}

/* A card beside the records; JSON has it where it belongs. */
static void test_card_view(bool json, const char *want)
{
	const struct part row = {0x10, 1};
	const struct whole facts = {.name = "facts", .total = 7};
	struct report report;

	about("a card view, json %d", json);
	begin(&report, json, &part_record);
	report_card_view(&report, &whole_record, &facts);
	report_row(&report, &row);
	end(&report);
	contains(text, want);
	ok(!json || !strstr(text, "facts"));
	free(text);
}

static void test_full(bool json)
{
	struct error err = {0};
	struct report report = {.json = json,
				.style = {.out = fopen("/dev/full", "w"), .headings = true}};

	about("no room for %s", json ? "JSON" : "text");
	if (!report.style.out) {
		skip("there is no /dev/full");
		return;
	}
	report_begin(&report, &header, &whole_record);
	for (unsigned int i = 0; i < 1000; i++)
		report_row(&report, &full);
	ok(report_end(&report, &err) < 0);
	is_int(err.code, ERROR_IO);
	contains(err.text, "writing to standard output");
	fclose(report.style.out);
}

DEFINE_UNIT(report)
{
	test_shows_in();
	hush();
	test_envelope();
	test_records();
	test_stream();
	test_errors();
	test_too_many_errors();
	test_choice();
	test_stream_choice();
	test_totals();
	test_pointer();
	test_shows();
	test_text();
	test_card_view(false, "facts\n"
			      "  total  7\n"
			      "\n"
			      "START  ORDER\n"
			      " 0x10      1\n");
	test_card_view(true, "\"parts\":[\n{\"start\":\"0x10\",\"order\":1}\n]");
	test_full(true);
	test_full(false);
}
