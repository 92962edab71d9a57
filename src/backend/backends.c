// SPDX-License-Identifier: GPL-2.0-or-later
/* backends.c - the array of all back ends, and choosing one; see backends.h. */
#include <errno.h>
#include <string.h>

#include "backend/backends.h"

extern const struct backend_ops backend_module;
extern const struct backend_ops backend_kcore;
extern const struct backend_ops backend_snapshot;

/* In the order they are tried. */
static const struct backend_ops *const backends[] = {
	&backend_module,
	&backend_kcore,
	&backend_snapshot,
	NULL,
};

const char *const backend_names[] = {"auto", "module", "kcore", "snapshot", NULL};

_Static_assert(ARRAY_SIZE(backend_names) == ARRAY_SIZE(backends) + 1, "each back end has its name");

/* Why the next one refused, unless that is what the others said before. */
static void add_reason(struct error *all, const struct error *next)
{
	size_t used = strlen(all->text);

	if (all->code == ERROR_NONE)
		*all = *next;
	else if (!strstr(all->text, next->text))
		snprintf(all->text + used, sizeof(all->text) - used, "; and %s", next->text);
}

int backends_try(const struct root *root, backends_try_fn *tried, void *context)
{
	int rc = 0;

	for (const struct backend_ops *const *ops = backends; *ops && rc == 0; ops++) {
		struct backend *backend = NULL;
		struct error why = {0};

		if (!backend_is_for(*ops, root))
			continue;
		if ((*ops)->open(root, &backend, &why) < 0)
			backend = NULL;
		rc = tried((*ops)->name, backend, &why, context);
		backend_close(&backend);
	}
	return rc;
}

int backend_open_able(const struct root *root, enum backend_ability ability, struct backend **ret,
		      struct error *err)
{
	struct error why = {0};

	for (const struct backend_ops *const *ops = backends; *ops; ops++)
		if (ops_can(*ops, ability) && backend_is_for(*ops, root) &&
		    (*ops)->open(root, ret, &why) == 0)
			return 0;
	if (!why.code)
		error_set(&why, ERROR_NO_BACKEND, "no back end can do it here");
	if (err && err->code == ERROR_NONE)
		*err = why;
	return -ENOTSUP;
}

int backend_open_other(const struct root *root, const struct backend *first, struct backend **ret,
		       struct error *err)
{
	struct error why = {0};

	for (const struct backend_ops *const *ops = backends; *ops; ops++)
		if (strcmp((*ops)->name, backend_name(first)) && backend_is_for(*ops, root) &&
		    (*ops)->open(root, ret, &why) == 0)
			return 0;
	if (!why.code)
		error_set(&why, ERROR_NO_BACKEND, "there is no second back end");
	*err = why;
	return -ENOTSUP;
}

int backend_open(const struct root *root, const char *name, struct backend **ret, struct error *err)
{
	struct error all = {0};
	int rc = -ENOTSUP;

	if (name && !strcmp(name, "auto"))
		name = NULL;
	for (const struct backend_ops *const *ops = backends; *ops; ops++) {
		struct error why = {0};
		int refused;

		if (name ? strcmp(name, (*ops)->name) : !backend_is_for(*ops, root))
			continue;
		refused = (*ops)->open(root, ret, &why);
		if (refused == 0)
			return 0;
		if (all.code == ERROR_NONE)
			rc = refused;
		add_reason(&all, &why);
	}
	if (backend_check_machine(root, err) < 0)
		return -ENOTSUP;
	/* Whatever is wrong with a file, a back end that it keeps from working is none. */
	if (all.code == ERROR_PARSE || all.code == ERROR_IO)
		all.code = ERROR_NO_BACKEND;
	if (err && err->code == ERROR_NONE)
		*err = all;
	return rc;
}
