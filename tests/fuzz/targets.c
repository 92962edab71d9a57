// SPDX-License-Identifier: GPL-2.0-or-later
/* targets.c - the targets by their names. */
#include <string.h>

#include "fuzz.h"
#include "targets.h"

/* targets.h defines TARGETS, which meson makes of its list: EACH() of every name. */
#define EACH(name) extern const struct fuzz_target fuzz_##name;
TARGETS
#undef EACH
#define EACH(name) {#name, &fuzz_##name},

static const struct {
	const char *name;
	const struct fuzz_target *target;
} targets[] = {TARGETS};

void fuzz_list(FILE *out)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		fprintf(out, "%s\n", targets[i].name);
}

const struct fuzz_target *fuzz_find(const char *name)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		if (!strcmp(targets[i].name, name))
			return targets[i].target;
	fprintf(stderr, "fuzz: there is no target \"%s\"; there are:\n", name);
	fuzz_list(stderr);
	exit(2);
}
