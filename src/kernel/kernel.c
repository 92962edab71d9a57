// SPDX-License-Identifier: GPL-2.0-or-later
/* kernel.c - see kernel.h. */
#include <errno.h>
#include <string.h>

#include "backend/backends.h"
#include "kernel/kernel.h"
#include "kernel/module_list.h"
#include "kernel/modules.h"
#include "kernel/struct_pages.h"
#include "kernel/symbols.h"
#include "kernel/vmap_areas.h"

static void kernel_free(struct kernel *kernel)
{
	symbols_free(kernel->symbols);
	modules_free(kernel->modules);
	module_list_free(kernel->module_list);
	struct_pages_free(kernel->struct_pages);
	free(kernel->variables);
	free(kernel->per_cpu_offsets);
	free(kernel);
}

struct kernel *kernel_of(struct backend *backend)
{
	if (backend->kernel)
		return backend->kernel;
	backend->kernel = calloc(1, sizeof(*backend->kernel));
	if (!backend->kernel)
		return NULL;
	*backend->kernel = (struct kernel){
		.root = backend->root,
		.backend = backend,
		.memory = backend->memory,
		.found = backend->found,
	};
	backend->free_kernel = kernel_free;
	return backend->kernel;
}

int kernel_reader(const struct root *root, struct backend *backend, struct backend **own,
		  struct kernel **ret, struct error *err)
{
	int rc = 0;

	*own = NULL;
	if (!backend_can(backend, BACKEND_READS)) {
		if (!root->live)
			return error_set(err, ERROR_NO_BACKEND, "a %s has no contents of memory",
					 backend ? "snapshot" : "capture");
		rc = backend_open_able(root, BACKEND_READS, own, err);
		backend = *own;
	}
	if (rc < 0)
		return rc;
	*ret = kernel_of(backend);
	return *ret ? 0 : error_no_memory(err);
}

int kernel_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
		  struct error *err)
{
	struct kernel *kernel;

	if (backend->ops->frames)
		return backend->ops->frames(backend, frames, nr, err);
	kernel = kernel_of(backend);
	return kernel ? struct_pages_frames(kernel, frames, nr, err) : error_no_memory(err);
}

/* The kernel's own list of modules costs a few reads, and is there while kptr_restrict hides. */
static int name_module(struct kernel *kernel, uint64_t virt_addr, char *ret, size_t size,
		       struct error *err)
{
	if (module_list_name(kernel, virt_addr, ret, size))
		return 0;
	return modules_name(kernel, virt_addr, ret, size, err);
}

int kernel_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
		  struct error *err)
{
	const struct memmap_region *region = address_space_region(&backend->space, virt_addr);
	struct error why = {0};
	struct kernel *kernel;
	int rc = 0;

	if (backend->ops->symbol)
		return backend->ops->symbol(backend, virt_addr, ret, size, err);
	kernel = kernel_of(backend);
	if (!kernel)
		return error_no_memory(err);
	*ret = '\0';
	if (symbols_hold(kernel, virt_addr))
		rc = symbols_name(kernel, virt_addr, ret, size, &why);
	else if (region && arch_holds_modules(&backend->space, region))
		rc = name_module(kernel, virt_addr, ret, size, &why);
	/* Without /proc/kallsyms, or with its addresses hidden, there are no names. */
	if (rc < 0 && (why.code == ERROR_HIDDEN || why.code == ERROR_NOT_FOUND))
		return 0;
	if (rc < 0)
		return error_set(err, why.code, "%s", why.text);
	return 0;
}

bool kernel_knows_areas(const struct backend *backend)
{
	return backend && (backend->ops->areas || backend->memory);
}

int kernel_areas(struct backend *backend, struct vmap_area_array *ret, struct error *err)
{
	struct kernel *kernel;

	if (backend->ops->areas)
		return backend->ops->areas(backend, ret, err);
	if (!kernel_knows_areas(backend))
		return error_set(err, ERROR_HIDDEN, "the back end \"%s\" does not know them",
				 backend_name(backend));
	kernel = kernel_of(backend);
	return kernel ? vmap_areas_read(kernel, kernel_symbol, ret, err) : error_no_memory(err);
}
