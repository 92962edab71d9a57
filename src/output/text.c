// SPDX-License-Identifier: GPL-2.0-or-later
/* text.c - values, sizes and colours as people read them. */
#include <string.h>

#include "base/printable.h"
#include "output/text.h"

char *number_text(uint64_t value, unsigned int base, char *ret)
{
	char digits[24];
	size_t nr = 0;

	do
		digits[nr++] = "0123456789abcdef"[value % base];
	while (value /= base);
	while (nr)
		*ret++ = digits[--nr];
	*ret = '\0';
	return ret;
}

void size_text(uint64_t bytes, bool is_short, char *ret)
{
	static const char *const units[][2] = {
		{" B", "B"},   {" KiB", "K"}, {" MiB", "M"}, {" GiB", "G"},
		{" TiB", "T"}, {" PiB", "P"}, {" EiB", "E"},
	};
	unsigned int unit = 0;

	while (unit + 1 < ARRAY_SIZE(units) && bytes >> (10 * (unit + 1)))
		unit++;
	if (bytes & ((1ULL << 10 * unit) - 1))
		sprintf(ret, "%.1f%s", (double)bytes / (double)(1ULL << 10 * unit),
			units[unit][is_short]);
	else
		strcpy(number_text(bytes >> 10 * unit, 10, ret), units[unit][is_short]);
}

static void amount_text(const struct text_style *style, uint64_t bytes, char *ret)
{
	if (style->bytes)
		number_text(bytes, 10, ret);
	else
		size_text(bytes, style->short_sizes, ret);
}

static void duration_text(uint64_t nanoseconds, char *ret)
{
	static const char *const units[] = {"ns", "us", "ms", "s"};
	double value = nanoseconds;
	unsigned int unit = 0;

	while (unit + 1 < ARRAY_SIZE(units) && value >= 1000) {
		value /= 1000;
		unit++;
	}
	sprintf(ret, "%.*f %s", unit ? 1 : 0, value, units[unit]);
}

static void names_text(const struct field *field, const void *record, char *ret)
{
	struct names names;
	size_t used = 0;

	names.nr = 0;
	names.unknown = false;
	field->names(record, &names);
	*ret = '\0';
	for (size_t i = 0; i < names.nr; i++) {
		size_t length = strlen(names.text[i]);

		if (used + 1 + length >= VALUE_TEXT_BYTES)
			break;
		if (i)
			ret[used++] = ' ';
		memcpy(ret + used, names.text[i], length + 1);
		used += length;
	}
	make_printable(ret);
	if (!names.nr)
		strcpy(ret, "-");
}

static void thousandths_text(int value, bool percent, char *ret)
{
	if (percent) {
		sprintf(ret, "%s%d.%d%%", value < 0 ? "-" : "", abs(value) / 10, abs(value) % 10);
		return;
	}
	if (value % 1000 == 0) {
		sprintf(ret, "%d", value / 1000);
		return;
	}
	sprintf(ret, "%s%d.%03d", value < 0 ? "-" : "", abs(value) / 1000, abs(value) % 1000);
}

/* The words of a nested record that belong on a card's line. */
static void record_text(const struct text_style *style, const struct field *field,
			const void *record, char *ret)
{
	const void *inner = field_record(field, record, 0);
	size_t used = 0;

	*ret = '\0';
	for (size_t i = 0; i < field->record->nr_fields && used < VALUE_TEXT_BYTES; i++) {
		const struct field *part = &field->record->fields[i];
		char text[VALUE_TEXT_BYTES];

		if (!(part->flags & FIELD_CARD))
			continue;
		field_text(style, part, inner, 0, text);
		if (!strcmp(text, "-"))
			continue;
		used += snprintf(ret + used, VALUE_TEXT_BYTES - used, "%s%s%s%s", used ? "  " : "",
				 part->flags & FIELD_LABELLED ? part->heading ?: part->name : "",
				 part->flags & FIELD_LABELLED ? " " : "", text);
	}
}

/* Names of files, processes and modules are what strangers make them. */
static void copy_text(const char *text, char *ret)
{
	size_t length = strnlen(text, VALUE_TEXT_BYTES - 1);

	memcpy(ret, text, length);
	ret[length] = '\0';
	make_printable(ret);
}

void field_text(const struct text_style *style, const struct field *field, const void *record,
		size_t item, char *ret)
{
	uint64_t value = 0;

	if (item >= field_nr_items(field, record) || field_is_absent(field, record, item)) {
		strcpy(ret, "-");
		return;
	}
	if (field->kind >= FIELD_BOOL && field->kind <= FIELD_THOUSANDTHS)
		value = field_uint(field, record, item);
	switch (field->kind) {
	case FIELD_STRING:
	case FIELD_CHARS:
	case FIELD_ENUM:
		copy_text(field_string(field, record), ret);
		break;
	case FIELD_BOOL:
		strcpy(ret, value ? "yes" : "no");
		break;
	case FIELD_INT:
		sprintf(ret, "%jd", (intmax_t)value);
		break;
	case FIELD_UINT:
		number_text(value, 10, ret);
		break;
	case FIELD_ADDR:
	case FIELD_PFN:
		number_text(value, 16, stpcpy(ret, "0x"));
		break;
	case FIELD_BYTES:
		amount_text(style, value, ret);
		break;
	case FIELD_PAGES:
		amount_text(style, value * style->page_bytes, ret);
		break;
	case FIELD_PAGES_DELTA:
	case FIELD_BYTES_DELTA:
		*ret = (int64_t)value < 0 ? '-' : '+';
		amount_text(style,
			    ((int64_t)value < 0 ? -value : value) *
				    (field->kind == FIELD_PAGES_DELTA ? style->page_bytes : 1),
			    ret + 1);
		break;
	case FIELD_NANOSECONDS:
		duration_text(value, ret);
		break;
	case FIELD_THOUSANDTHS:
		thousandths_text(value, field->flags & FIELD_PERCENT, ret);
		break;
	case FIELD_REAL:
		sprintf(ret, "%.10g", field_real(field, record, item));
		break;
	case FIELD_NAMES:
		names_text(field, record, ret);
		break;
	case FIELD_RECORD:
		record_text(style, field, record, ret);
		break;
	case FIELD_RECORDS:
	case FIELD_STREAM:
		*ret = '\0';
		break;
	}
}

void text_color(const struct text_style *style, enum color color)
{
	static const char *const codes[] = {
		[COLOR_NONE] = "\033[0m",   [COLOR_HEADING] = "\033[1m", [COLOR_LABEL] = "\033[36m",
		[COLOR_TITLE] = "\033[1m",  [COLOR_GOOD] = "\033[32m",	 [COLOR_FAINT] = "\033[2m",
		[COLOR_ALERT] = "\033[33m", [COLOR_BAD] = "\033[31m",
	};

	if (style->color)
		fputs(codes[color], style->out);
}

enum color text_status_color(const char *status)
{
	static const struct {
		const char *status;
		enum color color;
	} known[] = {
		{"ok", COLOR_GOOD},	 {"yes", COLOR_GOOD},	{"serves", COLOR_GOOD},
		{"n/a", COLOR_FAINT},	 {"fact", COLOR_FAINT}, {"critical", COLOR_BAD},
		{"unusable", COLOR_BAD},
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(known[i].status, status))
			return known[i].color;
	return COLOR_ALERT;
}

size_t text_width(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}
