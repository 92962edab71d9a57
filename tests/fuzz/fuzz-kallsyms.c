// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-kallsyms.c - /proc/kallsyms: the first line names the symbol to look up. */
#include <string.h>

#include <memmap/reader/kallsyms.h>

#include "fuzz.h"
#include "support.h"

static struct root root;

static void remove_root(void)
{
	scratch_remove(&root);
}

static void run(const uint8_t *data, size_t size)
{
	const uint8_t *newline = memchr(data, '\n', size);
	size_t used = newline ? (size_t)(newline + 1 - data) : 0;
	char *name = fuzz_text(data, newline ? used - 1 : 0);
	struct symbol_query queries[] = {{.name = name}, {.name = "_text"}, {.name = name}};
	struct error err = {0};
	uint64_t address;

	if (!root.path) {
		scratch_root(&root);
		atexit(remove_root);
	}
	scratch_write(&root, "proc/kallsyms", data + used, size - used);
	if (kallsyms_lookup(&root, queries, 3, &err) == 0) {
		for (size_t i = 0; i < 3; i++) {
			struct error why = {0};
			int rc = symbol_query_address(&queries[i], &address, &why);

			always((rc == 0) == (why.code == ERROR_NONE));
		}
	} else {
		always(err.code && *err.text);
	}
	free(name);
}

DEFINE_TARGET(kallsyms) = {.run = run};
