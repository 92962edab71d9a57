// SPDX-License-Identifier: GPL-2.0-or-later
/* backend.c - what back ends have in common; see backend.h. */
#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "backend/backend.h"
#include "model/value.h"
#include "reader/hints.h"
#include "reader/meminfo.h"
#include "reader/system.h"

bool ops_can(const struct backend_ops *ops, enum backend_ability ability)
{
	switch (ability) {
	case BACKEND_READS:
		return ops->reads;
	case BACKEND_KNOWS_HASHES:
		return ops->hashes;
	case BACKEND_KNOWS_GFP:
		return ops->gfp;
	case BACKEND_ALLOCATES:
		return ops->alloc;
	}
	return false;
}

const char *backend_name(const struct backend *backend)
{
	return backend ? backend->ops->name : NULL;
}

bool backend_can(const struct backend *backend, enum backend_ability ability)
{
	return backend && ops_can(backend->ops, ability);
}

bool backend_is_for(const struct backend_ops *ops, const struct root *root)
{
	return !ops->is_for || ops->is_for(root);
}

static bool has_no_mmu(const struct root *root)
{
	_cleanup_free_ char *meminfo = NULL;

	return root_read(root, "proc/meminfo", &meminfo, NULL) == 0 && meminfo_has_no_mmu(meminfo);
}

int backend_check_machine(const struct root *root, struct error *err)
{
	_cleanup_(system_clear) struct system system = {0};

	system_read(root, &system);
	if (has_no_mmu(root)) {
		error_set(err, ERROR_NO_BACKEND,
			  "this kernel has no MMU: a virtual address is the physical address");
		error_remedy(err,
			     "no translation is needed; zones, slabs and io work all the same");
		return -ENOTSUP;
	}
	if (!system.arch || arch_of_machine(system.arch))
		return 0;
	error_set(err, ERROR_NO_BACKEND, "memmap does not know the page tables of %s", system.arch);
	hint_give(err, root, HINT_PAGE_TABLES);
	return -ENOTSUP;
}

int backend_no_access(const struct root *root, const char *path, int os_errno, const char *needs,
		      struct error *err)
{
	_cleanup_free_ char *lockdown = lockdown_mode(root);

	if (lockdown && !strcmp(lockdown, "confidentiality")) {
		error_set(err, ERROR_LOCKDOWN, "%s/%s: %s: kernel lockdown is \"%s\"", root->path,
			  path, strerror(os_errno), lockdown);
		error_remedy(err, "boot without lockdown=confidentiality");
	} else {
		error_set(err, ERROR_PERMISSION, "%s/%s: %s", root->path, path, strerror(os_errno));
		error_remedy(err, "needs %s: %s", needs, hint_text(root, HINT_PRIVILEGE));
	}
	return -EPERM;
}

int backend_captured_root(const struct root *root, struct error *err)
{
	error_set(err, ERROR_NO_BACKEND, "%s: a captured root has no page tables to walk",
		  root->path);
	hint_give(err, root, HINT_TRANSLATION);
	return -ENOTSUP;
}

void backend_close(struct backend **backend)
{
	if (*backend && (*backend)->free_kernel)
		(*backend)->free_kernel((*backend)->kernel);
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

int backend_hashes(struct backend *backend, const uint64_t *virt_addrs, size_t nr, uint64_t *ret,
		   struct error *err)
{
	if (!backend->ops->hashes)
		return error_set(err, ERROR_HIDDEN, "the back end \"%s\" cannot resolve them",
				 backend->ops->name);
	return backend->ops->hashes(backend, virt_addrs, nr, ret, err);
}

int backend_gfp(struct backend *backend, uint32_t *masks, size_t nr, struct error *err)
{
	if (!backend->ops->gfp)
		return error_set(err, ERROR_HIDDEN, "the back end \"%s\" does not tell GFP flags",
				 backend->ops->name);
	return backend->ops->gfp(backend, masks, nr, err);
}

int backend_alloc(struct backend *backend, struct memmap_alloc *alloc, struct error *err)
{
	if (backend->ops->alloc)
		return backend->ops->alloc(backend, alloc, err);
	error_set(err, ERROR_NO_BACKEND,
		  "the back end \"%s\" makes no sample allocations: they need the helper module",
		  backend->ops->name);
	error_remedy(err, "memmap module load --samples");
	return -ENOTSUP;
}

int backend_free(struct backend *backend, uint64_t handle, struct error *err)
{
	return backend->ops->free(backend, handle, err);
}
