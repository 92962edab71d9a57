// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main.c - all units in one program, so that a change of src/ takes one link. It runs one of them,
 * so that a crash hurts no other. usage: unit [NAME [ARGUMENT...]]; without a name it lists them.
 */
#include "tap.h"
#include "units.h"

/* units.h defines UNITS, which meson makes of its list: EACH() of every name. */
#define EACH(name) void unit_##name(int argc, char **argv);
UNITS
#undef EACH
#define EACH(name) {#name, unit_##name},

static const struct unit {
	const char *name;
	void (*run)(int argc, char **argv);
} units[] = {UNITS};

static const struct unit *find_unit(const char *name)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(units[i].name, name))
			return &units[i];
	return NULL;
}

static void list_units(FILE *out)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		fprintf(out, "%s\n", units[i].name);
}

int main(int argc, char **argv)
{
	const struct unit *unit;

	if (argc < 2) {
		list_units(stdout);
		return EXIT_SUCCESS;
	}
	unit = find_unit(argv[1]);
	if (!unit) {
		fprintf(stderr, "unit: there is no unit \"%s\"; there are:\n", argv[1]);
		list_units(stderr);
		return 2;
	}
	unit->run(argc - 1, argv + 1);
	return tap_done();
}
