// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-kallsyms.c - /proc/kallsyms: the first line names the symbol to look up. */
#include <string.h>

#include "reader/kallsyms.h"

#include "fuzz.h"

static void look_up(const struct root *root, const char *name)
{
	struct symbol_query queries[] = {{.name = name}, {.name = "_text"}, {.name = name}};
	struct error err = {0};
	uint64_t address;

	if (kallsyms_lookup(root, queries, 3, &err) == 0) {
		for (size_t i = 0; i < 3; i++) {
			struct error why = {0};
			int rc = symbol_query_address(&queries[i], &address, &why);

			always((rc == 0) == (why.code == ERROR_NONE));
		}
	} else {
		always(err.code && *err.text);
	}
}

static void run(const uint8_t *data, size_t size)
{
	static const char head[] = "=proc/kallsyms\n";
	const size_t head_bytes = sizeof(head) - 1;
	const uint8_t *newline = memchr(data, '\n', size);
	size_t used = newline ? (size_t)(newline + 1 - data) : 0;
	char *name = fuzz_text(data, newline ? used - 1 : 0);
	uint8_t *bytes = malloc(head_bytes + size);
	struct root root;

	always(bytes);
	memcpy(bytes, head, head_bytes);
	memcpy(bytes + head_bytes, data + used, size - used);
	if (fuzz_root(bytes, head_bytes + size - used, &root)) {
		look_up(&root, name);
		root_clear(&root);
	}
	free(bytes);
	free(name);
}

DEFINE_TARGET(kallsyms) = {.run = run};
