// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-process.c - a process: its areas and their huge pages, and its page map. */
#include "reader/process.h"

#include "fuzz.h"

static void use(const struct process *process)
{
	uint64_t *bytes = calloc(process->areas.nr + 1, sizeof(*bytes));
	uint64_t entries[32];

	always(bytes);
	process_huge_bytes(process, bytes);
	for (size_t i = 0; i < process->areas.nr && i < 64; i++) {
		const struct vm_area *area = &process->areas.items[i];
		struct error err = {0};
		int rc = process_pagemap(process, area->start, entries, 32, &err);
		uint64_t next;

		always(rc == 0 || (err.code && *err.text));
		next = process_skip(process, area->start, area->last);
		always(next >= area->start && next <= area->last);
	}
	free(bytes);
}

static void run(const uint8_t *data, size_t size)
{
	struct process process = {.pagemap_fd = -1};
	struct error err = {0};
	struct root root = {0};

	if (!fuzz_root(data, size, &root))
		return;
	if (process_open(&root, "1", 4096, &process, &err) == 0)
		use(&process);
	else
		always(err.code && *err.text);
	process_close(&process);
	root_clear(&root);
}

DEFINE_TARGET(process) = {.run = run};
