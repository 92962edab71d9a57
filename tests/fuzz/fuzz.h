/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz.h - one target a parser, all in one program.
 *
 * standalone.c runs a target over its corpus and over mutations that are the same each time, so
 * every "meson test" does. With clang, libFuzzer finds new inputs. There an environment variable
 * names the target: the arguments are libFuzzer's, which starts further processes with them (-fork,
 * -jobs, -merge).
 *
 *	meson setup build-fuzz --native-file tests/fuzz/clang.ini
 *	ninja -C build-fuzz
 *	export MEMMAP_FUZZ=btf
 *	mkdir found
 *	build-fuzz/tests/fuzz/fuzz --write-seeds found
 *	build-fuzz/tests/fuzz/fuzz -max_total_time=60 found
 *
 * Inputs that are text are in tests/fuzz/corpus; further directories may follow the one that takes
 * what is found.
 */
#ifndef MEMMAP_TESTS_FUZZ_H
#define MEMMAP_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/root.h"

/**
 * struct fuzz_target - what is fuzzed
 * @run: what takes an input, and aborts where something does not hold
 * @seeds: calls @add with inputs that cannot be kept as text; NULL for none
 */
struct fuzz_target {
	void (*run)(const uint8_t *data, size_t size);
	void (*seeds)(void (*add)(const void *data, size_t size));
};

/* DEFINE_TARGET() - the head of the target that targets.c finds by this name */
#define DEFINE_TARGET(name)                          \
	extern const struct fuzz_target fuzz_##name; \
	const struct fuzz_target fuzz_##name

/* fuzz_find() - the target of this name; if there is none, lists those that are, and exits */
const struct fuzz_target *fuzz_find(const char *name);

/* fuzz_list() - the names of all, one a line */
void fuzz_list(FILE *out);

/* What must hold for every input. */
#define always(condition)                                                               \
	do {                                                                            \
		if (!(condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                        \
		}                                                                       \
	} while (0)

/* fuzz_text() - the input as root_read() would hand it to a parser; to be freed */
char *fuzz_text(const uint8_t *data, size_t size);

/* fuzz_file() - a path that reads as the input, the same each time */
const char *fuzz_file(const uint8_t *data, size_t size);

/*
 * fuzz_root() - the input as a root, in a tar file: a line "=PATH" begins a file, whose bytes are
 * those before the next such line; false when it is none
 */
bool fuzz_root(const uint8_t *data, size_t size, struct root *ret);

#endif
