// SPDX-License-Identifier: GPL-2.0-or-later
/* libfuzzer.c - runs a target under libFuzzer, see fuzz.h. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

static const struct fuzz_target *target;

/* What one run frees stays out of use until it ends; more than that only makes all memory cold. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=8:malloc_context_size=10";
}

static void write_seed(const void *data, size_t size)
{
	static unsigned int nr;
	char name[32];
	FILE *file;

	snprintf(name, sizeof(name), "seed-%u", nr++);
	file = fopen(name, "w");
	always(file);
	always(fwrite(data, 1, size, file) == size);
	always(fclose(file) == 0);
}

static void write_seeds(const char *dir)
{
	if (!dir || chdir(dir) < 0) {
		fprintf(stderr, "fuzz: --write-seeds takes a directory: %s\n",
			dir ? strerror(errno) : "there is none");
		exit(2);
	}
	if (target->seeds)
		target->seeds(write_seed);
	exit(EXIT_SUCCESS);
}

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
	if (*argc > 1 && !strcmp((*argv)[1], "--write-seeds"))
		write_seeds((*argv)[2]);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	target->run(data, size);
	return 0;
}
