// SPDX-License-Identifier: GPL-2.0-or-later
/* fuzz-kallsyms.c - /proc/kallsyms: the first line names the symbol to look up. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memmap/reader/kallsyms.h>

#include "fuzz.h"

static struct root root;

static void remove_root(void)
{
	unlinkat(root.fd, "proc/kallsyms", 0);
	unlinkat(root.fd, "proc", AT_REMOVEDIR);
	rmdir(root.path);
	root_clear(&root);
}

/* A root whose /proc/kallsyms is whatever fuzz_file() was given last. */
static void make_root(const char *file)
{
	char path[] = "/tmp/memmap-fuzz-XXXXXX";

	if (root.path)
		return;
	always(mkdtemp(path) && root_open(path, &root, NULL) == 0);
	always(mkdirat(root.fd, "proc", 0700) == 0);
	always(symlinkat(file, root.fd, "proc/kallsyms") == 0);
	atexit(remove_root);
}

static void run(const uint8_t *data, size_t size)
{
	const uint8_t *newline = memchr(data, '\n', size);
	size_t used = newline ? (size_t)(newline + 1 - data) : 0;
	char *name = fuzz_text(data, newline ? used - 1 : 0);
	struct symbol_query queries[] = {{.name = name}, {.name = "_text"}, {.name = name}};
	struct error err = {0};
	uint64_t address;

	make_root(fuzz_file(data + used, size - used));
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
