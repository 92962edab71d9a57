/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - one table of fields per kind of record.
 *
 * The same const table drives the text table, the card, JSON, --columns, "help COMMAND" and the man
 * page. A record is any plain struct of the model; its table says where each member lies and what
 * it means, and nothing else prints it.
 */
#ifndef MEMMAP_OUTPUT_RECORD_H
#define MEMMAP_OUTPUT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/value.h"

/**
 * enum field_kind - what a member holds, and so how text and JSON show it
 * @FIELD_STRING: const char *; NULL is absent
 * @FIELD_CHARS: char[]
 * @FIELD_BOOL: uint8_t 0 or 1; anything else is absent
 * @FIELD_INT: int; INT_MIN is absent
 * @FIELD_UINT: unsigned of any size; a JSON number
 * @FIELD_ADDR: uint64_t address; a JSON string "0x…", since jq and others lose bits above 2^53
 * @FIELD_PFN: uint64_t page frame number; hexadecimal in text, a JSON number
 * @FIELD_BYTES: uint64_t bytes; humanised in text, a JSON number
 * @FIELD_PAGES: uint64_t pages; shown as a size in text, a JSON number of pages
 * @FIELD_PAGES_DELTA: int64_t pages above or below something; as FIELD_PAGES, with a sign
 * @FIELD_BYTES_DELTA: int64_t bytes from one thing to another; as FIELD_BYTES, with a sign
 * @FIELD_NANOSECONDS: unsigned; shown as "1.5 us", a JSON number of nanoseconds
 * @FIELD_THOUSANDTHS: int; a JSON number with three decimals
 * @FIELD_REAL: double; NaN is absent
 * @FIELD_ENUM: unsigned of any size with a name; a JSON string; absent when it has no name
 * @FIELD_NAMES: names that a function finds in the record; a JSON array of strings
 * @FIELD_RECORD: pointer to another record; NULL is absent
 * @FIELD_RECORDS: array of records
 * @FIELD_STREAM: records that are delivered one by one, see report_stream_begin()
 *
 * Unsigned numbers are absent when all their bits are set, as in ABSENT, unless the field is
 * FIELD_ALWAYS.
 */
enum field_kind {
	FIELD_STRING,
	FIELD_CHARS,
	FIELD_BOOL,
	FIELD_INT,
	FIELD_UINT,
	FIELD_ADDR,
	FIELD_PFN,
	FIELD_BYTES,
	FIELD_PAGES,
	FIELD_PAGES_DELTA,
	FIELD_BYTES_DELTA,
	FIELD_NANOSECONDS,
	FIELD_THOUSANDTHS,
	FIELD_REAL,
	FIELD_ENUM,
	FIELD_NAMES,
	FIELD_RECORD,
	FIELD_RECORDS,
	FIELD_STREAM,
};

/* struct field flags */
#define FIELD_COLUMN   (1 << 0)	 /* a column of the table unless --columns chooses */
#define FIELD_WIDE     (1 << 1)	 /* a column only where the terminal is wide enough for all */
#define FIELD_CARD     (1 << 2)	 /* a line of the card; a word of the line where nested */
#define FIELD_TITLE    (1 << 3)	 /* part of the card's first line */
#define FIELD_LABELLED (1 << 4)	 /* nested in a card's line: its heading stands before the value */
#define FIELD_STATUS   (1 << 5)	 /* coloured as text_status_color() has it */
#define FIELD_ARRAY    (1 << 6)	 /* an array of the kind; one table column an item */
#define FIELD_JSON_OFF (1 << 7)	 /* not in JSON: a text view of what JSON holds elsewhere */
#define FIELD_ALWAYS   (1 << 8)	 /* never absent: the last byte of a space has all bits set too */
#define FIELD_SPARSE   (1 << 9)	 /* a column only where some row has a value */
#define FIELD_PERCENT  (1 << 10) /* thousandths that text shows as a percentage: a share */

/**
 * struct field - one member of a record
 * @name: the JSON key and the name for --columns
 * @heading: of the table column and the card's line; NULL means @name
 * @help: what it is, for help and the man page
 * @kind: what it holds
 * @flags: FIELD_* flags
 * @offset: where the member lies
 * @size: its size; of one item for arrays
 * @nr_offset: where the number of items lies, for arrays
 * @nr_size: the size of that number
 * @is_pointer: the member points to the array instead of being it
 * @enum_name: names a FIELD_ENUM value
 * @names: names for FIELD_NAMES; called with the record
 * @record: type of nested records
 */
struct field {
	const char *name;
	const char *heading;
	const char *help;
	enum field_kind kind;
	unsigned int flags;
	size_t offset, size;
	size_t nr_offset, nr_size;
	bool is_pointer;
	const char *(*enum_name)(uint64_t value);
	void (*names)(const void *record, struct names *ret);
	const struct record_type *record;
};

/**
 * struct record_type - a kind of record
 * @name: key of the JSON array, plural
 * @fields: its fields in the order of JSON keys, card lines and columns
 * @nr_fields: how many
 * @size: of the struct, for arrays of it
 */
struct record_type {
	const char *name;
	const struct field *fields;
	size_t nr_fields;
	size_t size;
};

/* A record type from its fields and the name of its struct. */
#define RECORD_TYPE(name_, fields_, struct_)                                            \
	{                                                                               \
		.name = (name_), .fields = (fields_), .nr_fields = ARRAY_SIZE(fields_), \
		.size = sizeof(struct struct_),                                         \
	}

/* The member of a field table's struct, for checks that cost nothing at run time. */
#define FIELD_MEMBER_(type, member) (((type *)0)->member)
#define FIELD_CHECK_(test)	    (0 * sizeof(struct { int field_has_wrong_type : (test) ? 1 : -1; }))
#define FIELD_IS_UNSIGNED_(value)                                                  \
	_Generic((value), unsigned char : 1, unsigned short : 1, unsigned int : 1, \
		 unsigned long : 1, unsigned long long : 1, default : 0)

#define FIELD_AT_(field_kind, type, member, test)                                    \
	.kind = (field_kind), .offset = offsetof(type, member) + FIELD_CHECK_(test), \
	.size = sizeof(FIELD_MEMBER_(type, member))

/* FIELD_OF_*() - kind, place and size of a member; the compiler refuses a member of another type.
 */
#define FIELD_OF_UNSIGNED(field_kind, type, member) \
	FIELD_AT_(field_kind, type, member, FIELD_IS_UNSIGNED_(FIELD_MEMBER_(type, member)))
#define FIELD_OF_INT(field_kind, type, member) \
	FIELD_AT_(field_kind, type, member,    \
		  _Generic(FIELD_MEMBER_(type, member), int : 1, default : 0))
#define FIELD_OF_DELTA(type, member)               \
	FIELD_AT_(FIELD_PAGES_DELTA, type, member, \
		  _Generic(FIELD_MEMBER_(type, member), int64_t : 1, default : 0))
#define FIELD_OF_BYTES_DELTA(type, member)         \
	FIELD_AT_(FIELD_BYTES_DELTA, type, member, \
		  _Generic(FIELD_MEMBER_(type, member), int64_t : 1, default : 0))
#define FIELD_OF_REAL(type, member)         \
	FIELD_AT_(FIELD_REAL, type, member, \
		  _Generic(FIELD_MEMBER_(type, member), double : 1, default : 0))
#define FIELD_OF_BOOL(type, member)         \
	FIELD_AT_(FIELD_BOOL, type, member, \
		  _Generic(FIELD_MEMBER_(type, member), unsigned char : 1, bool : 1, default : 0))
#define FIELD_OF_STRING(type, member)                                                    \
	FIELD_AT_(FIELD_STRING, type, member,                                            \
		  _Generic(&FIELD_MEMBER_(type, member), char ** : 1, const char ** : 1, \
			   default : 0))
#define FIELD_OF_CHARS(type, member) \
	FIELD_AT_(FIELD_CHARS, type, member, sizeof(FIELD_MEMBER_(type, member)) != sizeof(char *))
/* A member that is an array, or points to one, with the member that counts its items. */
#define FIELD_OF_ARRAY(field_kind, type, member, nr_member)                             \
	.kind = (field_kind), .offset = offsetof(type, member),                         \
	.size = sizeof(FIELD_MEMBER_(type, member)[0]),                                 \
	.nr_offset = offsetof(type, nr_member) +                                        \
		     FIELD_CHECK_(FIELD_IS_UNSIGNED_(FIELD_MEMBER_(type, nr_member))),  \
	.nr_size = sizeof(FIELD_MEMBER_(type, nr_member)),                              \
	.is_pointer = __builtin_types_compatible_p(typeof(FIELD_MEMBER_(type, member)), \
						   typeof(&FIELD_MEMBER_(type, member)[0]))
#define FIELD_OF_RECORD(type, member, record_type_) \
	.kind = FIELD_RECORD, .offset = offsetof(type, member), .record = (record_type_)
#define FIELD_OF_RECORDS(type, member, nr_member, record_type_) \
	FIELD_OF_ARRAY(FIELD_RECORDS, type, member, nr_member), .record = (record_type_)

/**
 * field_nr_items() - how many items a member has
 * @field: the field
 * @record: the record
 *
 * Return: the count of an array, else 1.
 */
size_t field_nr_items(const struct field *field, const void *record);

/**
 * field_uint() - the value of a number, as it lies in memory
 * @field: a field of a numeric kind
 * @record: the record
 * @item: which item of an array, else 0
 *
 * Return: the value, sign-extended where the kind is signed.
 */
uint64_t field_uint(const struct field *field, const void *record, size_t item);

/* field_real() - the value of a field of kind FIELD_REAL */
double field_real(const struct field *field, const void *record, size_t item);

/**
 * field_is_absent() - whether the kernel did not give the value
 * @field: the field
 * @record: the record
 * @item: which item of an array, else 0
 *
 * Return: true for NULL pointers and for the absent values of enum field_kind.
 */
bool field_is_absent(const struct field *field, const void *record, size_t item);

/**
 * field_string() - the text of a string or enum member
 * @field: a field of kind FIELD_STRING, FIELD_CHARS or FIELD_ENUM that is not absent
 * @record: the record
 *
 * Return: the text, borrowed from the record.
 */
const char *field_string(const struct field *field, const void *record);

/**
 * field_record() - a nested record
 * @field: a field of kind FIELD_RECORD or FIELD_RECORDS
 * @record: the record
 * @item: which item of an array, else 0
 *
 * Return: the nested record, or NULL when it is absent.
 */
const void *field_record(const struct field *field, const void *record, size_t item);

/**
 * record_find_field() - look a field up by name
 * @type: the record type
 * @name: "name" or, for a member of a nested record, "name.member"
 * @outer: the field that holds the nested record, or NULL
 *
 * Return: the field or NULL.
 */
const struct field *record_find_field(const struct record_type *type, const char *name,
				      const struct field **outer);

/**
 * record_stream() - what a record delivers one by one
 * @type: the record type
 *
 * Return: the type of its FIELD_STREAM, or NULL.
 */
const struct record_type *record_stream(const struct record_type *type);

#endif
