/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz.h - one target a parser.
 *
 * A target is a libFuzzer entry point. standalone.c runs it over its corpus and over mutations that
 * are the same each time, so every "meson test" does; with clang, libFuzzer finds new inputs:
 *
 *	meson setup build-fuzz --native-file tests/fuzz/clang.ini
 *	ninja -C build-fuzz
 *	build-fuzz/tests/fuzz/fuzz-operand -max_total_time=60 tests/fuzz/corpus/operand
 */
#ifndef MEMMAP_TESTS_FUZZ_H
#define MEMMAP_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

/* fuzz_seeds() - call @add with inputs that cannot be kept as text; weak and empty if undefined */
void fuzz_seeds(void (*add)(const void *data, size_t size));

#endif
