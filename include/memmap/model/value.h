/* SPDX-License-Identifier: GPL-2.0-or-later */
/* value.h - what every record shares: absent values, and lists of names for flag words. */
#ifndef MEMMAP_MODEL_VALUE_H
#define MEMMAP_MODEL_VALUE_H

#include <stddef.h>
#include <stdint.h>

/* A number that the kernel did not give: null in JSON, "-" in text. */
#define ABSENT UINT64_MAX

/**
 * struct names - the names of the bits that are set in a flag word
 * @nr: names in use
 * @text: the names
 */
struct names {
	size_t nr;
	char text[64][32];
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
 * names_add() - append one name
 * @names: the list; a full one ignores the call
 * @format: printf format
 */
void names_add(struct names *names, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * names_of_flags() - name the set bits of a flag word
 * @names: the list to append to
 * @flags: the word
 * @table: known bits; the rest are named "bitN", since newer kernels may set more
 * @nr: entries of @table
 */
void names_of_flags(struct names *names, uint64_t flags, const struct flag_name *table, size_t nr);

#endif
