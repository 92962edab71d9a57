// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * standalone.c - runs a target without libFuzzer: over every file of its corpus, and over mutations
 * of them that are the same each time. usage: fuzz [TARGET [NR_MUTATIONS [FILE...]]]; without a
 * target it lists them.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

/* Larger inputs are only mutated in part: it is small ones that find the way into corners. */
#define MAX_INPUT 4096

struct input {
	uint8_t *data;
	size_t size;
};

static const struct fuzz_target *target;
static struct input *seeds;
static size_t nr_seeds;
static const uint8_t *running;
static size_t running_size;

/* Sanitizers must end in a signal, so that the input is kept. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "abort_on_error=1:handle_segv=0:handle_abort=0";
}

const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void keep_input(int signal_nr)
{
	int fd = open("crash", O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd >= 0 && write(fd, running, running_size) == (ssize_t)running_size) {
		static const char text[] = "# this input is kept in the file \"crash\"\n";

		if (write(STDOUT_FILENO, text, sizeof(text) - 1) < 0)
			_exit(1);
	}
	signal(signal_nr, SIG_DFL);
	raise(signal_nr);
}

static void run(const uint8_t *data, size_t size)
{
	/* A copy of its exact size: reading past the end is then seen. */
	uint8_t *copy = malloc(size ? size : 1);

	always(copy);
	memcpy(copy, data, size);
	running = copy;
	running_size = size;
	target->run(copy, size);
	free(copy);
}

static void add_seed(const void *data, size_t size)
{
	seeds = realloc(seeds, (nr_seeds + 1) * sizeof(*seeds));
	always(seeds);
	seeds[nr_seeds] = (struct input){malloc(size ? size : 1), size};
	always(seeds[nr_seeds].data);
	memcpy(seeds[nr_seeds++].data, data, size);
}

static void add_file(const char *path)
{
	FILE *file = fopen(path, "r");
	uint8_t *data = malloc(1 << 20);

	if (!file) {
		printf("Bail out! %s: %m\n", path);
		exit(99);
	}
	always(data);
	add_seed(data, fread(data, 1, 1 << 20, file));
	fclose(file);
	free(data);
}

/* xorshift64*: the same numbers everywhere. */
static uint64_t next_random(void)
{
	static uint64_t state = 0x6d656d6d61703031;

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1d;
}

static size_t below(size_t limit)
{
	return limit ? next_random() % limit : 0;
}

/* Replaces @cut bytes at @at with others. */
static void replace_bytes(struct input *input, size_t at, size_t cut, const void *with, size_t size)
{
	if (at > input->size)
		at = input->size;
	if (cut > input->size - at)
		cut = input->size - at;
	if (input->size - cut + size > MAX_INPUT)
		return;
	memmove(input->data + at + size, input->data + at + cut, input->size - at - cut);
	if (size)
		memcpy(input->data + at, with, size);
	input->size = input->size - cut + size;
}

static void insert_word(struct input *input)
{
	static const char *const words[] = {
		"0",
		"-1",
		"-",
		"+",
		"/",
		":",
		" ",
		"  ",
		"\t",
		"\n",
		"\n\n",
		"0x",
		"ffffffffffffffff",
		"0000000000000000",
		"18446744073709551615",
		"18446744073709551616",
		"9223372036854775808",
		"4294967296",
		"99999999999999999999999999999999999999",
		"10000000000000000000000000000000000000000",
		">100000",
		"K",
		"T",
		"[",
		"]",
		"Node",
		"zone",
		"type",
		"--",
		"--json",
		"=",
		",",
		"(",
		")",
		"\xff\xfe",
		"\x80",
		"%s%n",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	};
	const char *word = words[below(sizeof(words) / sizeof(*words))];

	replace_bytes(input, below(input->size + 1), below(2) * below(8), word, strlen(word));
}

static void insert_seed(struct input *input)
{
	const struct input *other = &seeds[below(nr_seeds)];
	size_t start = below(other->size), size = below(other->size - start);

	replace_bytes(input, below(input->size + 1), below(64), other->data + start, size % 512);
}

static void mutate(struct input *input)
{
	uint8_t bytes[64];
	size_t at = below(input->size), size = below(sizeof(bytes));

	switch (below(8)) {
	case 0:
		if (input->size)
			input->data[at] ^= 1 << below(8);
		break;
	case 1:
		if (input->size)
			input->data[at] = next_random();
		break;
	case 2:
		replace_bytes(input, at, below(64), NULL, 0);
		break;
	case 3:
		input->size = at;
		break;
	case 4:
		if (size > input->size - at)
			size = input->size - at;
		memcpy(bytes, input->data + at, size);
		replace_bytes(input, below(input->size + 1), 0, bytes, size);
		break;
	case 5:
		insert_seed(input);
		break;
	default:
		insert_word(input);
	}
}

static void run_mutation(struct input *input)
{
	const struct input *seed = &seeds[below(nr_seeds)];
	size_t start = 0;

	if (seed->size > MAX_INPUT)
		start = below(2) ? below(seed->size - MAX_INPUT) : 0;
	input->size = seed->size - start < MAX_INPUT ? seed->size - start : MAX_INPUT;
	memcpy(input->data, seed->data + start, input->size);
	for (size_t i = 1 + below(6); i; i--)
		mutate(input);
	run(input->data, input->size);
}

static void read_corpus(char **paths)
{
	for (; *paths; paths++)
		add_file(*paths);
	if (target->seeds)
		target->seeds(add_seed);
	add_seed("", 0);
}

static void run_all(unsigned long nr_mutations)
{
	uint8_t room[MAX_INPUT];
	struct input input = {room, 0};

	for (size_t i = 0; i < nr_seeds; i++)
		run(seeds[i].data, seeds[i].size);
	printf("ok 1 - %zu inputs of the corpus\n", nr_seeds);
	fflush(stdout);
	for (unsigned long i = 0; i < nr_mutations; i++)
		run_mutation(&input);
	printf("ok 2 - %lu mutations\n1..2\n", nr_mutations);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fuzz_list(stdout);
		return EXIT_SUCCESS;
	}
	target = fuzz_find(argv[1]);
	signal(SIGABRT, keep_input);
	signal(SIGSEGV, keep_input);
	read_corpus(argv + (argc > 2 ? 3 : 2));
	run_all(argc > 2 ? strtoul(argv[2], NULL, 10) : 0);
	for (size_t i = 0; i < nr_seeds; i++)
		free(seeds[i].data);
	free(seeds);
	return EXIT_SUCCESS;
}
