// SPDX-License-Identifier: GPL-2.0-or-later
/* libfuzzer.c - runs a target under libFuzzer, see fuzz.h. */
#include "fuzz.h"

static const struct fuzz_target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("MEMMAP_FUZZ");

	if (!name) {
		fprintf(stderr, "fuzz: the environment variable MEMMAP_FUZZ must name one of:\n");
		fuzz_list(stderr);
		exit(2);
	}
	target = fuzz_find(name);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	target->run(data, size);
	return 0;
}
