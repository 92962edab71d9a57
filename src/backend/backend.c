// SPDX-License-Identifier: GPL-2.0-or-later
/* backend.c - choosing a back end; see backend.h. */
#include <memmap/backend/backend.h>

static const struct backend_ops *const backends[] = {
	&backend_module,
};

int backend_open(const struct root *root, struct backend **ret, struct error *err)
{
	struct error first = {0};

	for (size_t i = 0; i < ARRAY_SIZE(backends); i++)
		if (backends[i]->open(root, ret, &first) == 0)
			return 0;
	if (err && err->code == ERROR_NONE)
		*err = first;
	return error_set(err, first.code, "%s", first.text);
}

void backend_close(struct backend **backend)
{
	if (*backend)
		(*backend)->ops->close(*backend);
	*backend = NULL;
}

int backend_walk(struct backend *backend, struct memmap_walk *walk, struct error *err)
{
	return backend->ops->walk(backend, walk, err);
}

int backend_steps(struct backend *backend, struct memmap_steps *steps, struct error *err)
{
	return backend->ops->steps(backend, steps, err);
}

int backend_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
		   struct error *err)
{
	return backend->ops->frames(backend, frames, nr, err);
}

int backend_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		   struct error *err)
{
	return backend->ops->symbol(backend, virt_addr, ret, size, err);
}
