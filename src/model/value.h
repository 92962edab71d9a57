/* SPDX-License-Identifier: GPL-2.0-or-later */
/* value.h - what every record shares: absent values, and lists of names for flag words. */
#ifndef MEMMAP_MODEL_VALUE_H
#define MEMMAP_MODEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number that the kernel did not give: null in JSON, "-" in text. */
#define ABSENT UINT64_MAX

/**
 * struct names - a list of names: of the bits that are set in a flag word, for instance
 * @nr: names in use
 * @text: the names
 * @unknown: nobody knows them, which is not the same as none: null in JSON
 */
struct names {
	size_t nr;
	char text[64][64];
	bool unknown;
};

/**
 * struct flag_name - one bit of a flag word
 * @bit: bit number
 * @name: the field's own word for it
 */
struct flag_name {
	unsigned int bit;
	const char *name;
};

/**
 * load_uint() - read an unsigned member of a record
 * @at: where it is
 * @size: its size: 1, 2, 4 or 8 bytes
 *
 * Return: its value.
 */
uint64_t load_uint(const void *at, size_t size);

/**
 * names_add() - append one name
 * @names: the list; a full one ignores the call
 * @format: printf format
 */
void names_add(struct names *names, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * names_next() - room for one more name, for those who write it themselves
 * @names: the list
 *
 * Return: sizeof(names->text[0]) bytes, or NULL when the list is full.
 */
char *names_next(struct names *names);

/**
 * names_of_flags() - name the set bits of a flag word
 * @names: the list to append to
 * @flags: the word
 * @table: known bits; the rest are named "bitN", since newer kernels may set more
 * @nr: entries of @table
 */
void names_of_flags(struct names *names, uint64_t flags, const struct flag_name *table, size_t nr);

#endif
