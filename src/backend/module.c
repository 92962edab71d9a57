// SPDX-License-Identifier: GPL-2.0-or-later
/* module.c - the back end that asks the helper module through /dev/memmap. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "backend/backend.h"
#include "reader/hints.h"

#define DEVICE "dev/" MEMMAP_DEVICE_NAME

#define NEEDED_FEATURES                                                       \
	(MEMMAP_FEATURE_WALK | MEMMAP_FEATURE_STEPS | MEMMAP_FEATURE_FRAMES | \
	 MEMMAP_FEATURE_SYMBOLS)

/* More regions than this and the module would be from another planet. */
#define MAX_REGIONS 64

struct module_backend {
	struct backend backend;
	int fd;
	uint64_t features;
};

extern const struct backend_ops backend_module;

static int fd_of(struct backend *backend)
{
	return ((struct module_backend *)backend)->fd;
}

static int no_device(const struct root *root, struct error *err)
{
	_cleanup_free_ char *modules = NULL;

	if (root_read(root, "proc/modules", &modules, NULL) < 0) {
		error_set(err, ERROR_NO_MODULES,
			  "no way to the page tables: this kernel cannot load modules");
		hint_give(err, root, HINT_MODULE);
		return -ENOSYS;
	}
	error_set(err, ERROR_NOT_LOADED, "the helper module is not loaded");
	hint_give(err, root, HINT_MODULE);
	return -ENODEV;
}

static int module_ioctl(struct backend *backend, unsigned long command, void *arg, const char *what,
			struct error *err)
{
	if (ioctl(fd_of(backend), command, arg) < 0)
		return error_errno(err, errno, "/%s: %s", DEVICE, what);
	return 0;
}

static int check_info(const struct memmap_info *info, struct error *err)
{
	if (info->abi_revision == MEMMAP_ABI_REVISION && !(~info->features & NEEDED_FEATURES) &&
	    info->page_shift < 32)
		return 0;
	error_set(err, ERROR_ABI,
		  "the loaded helper module (version %.31s, interface %u) does not fit this memmap "
		  "(interface %u)",
		  info->version, info->abi_revision, MEMMAP_ABI_REVISION);
	error_remedy(err, "memmap module unload; memmap module build; memmap module load");
	return -EPROTO;
}

static int read_info(const struct root *root, struct backend *backend, struct error *err)
{
	struct memmap_region *regions = calloc(MAX_REGIONS, sizeof(*regions));
	struct memmap_info info = {
		.regions = (uintptr_t)regions,
		.nr_regions = MAX_REGIONS,
	};

	if (!regions)
		return error_no_memory(err);
	backend->space.regions = regions;
	if (ioctl(fd_of(backend), MEMMAP_IOC_INFO, &info) < 0) {
		int os_errno = errno;

		if (os_errno == EPERM || os_errno == EACCES)
			return backend_no_access(root, DEVICE, os_errno,
						 "CAP_SYS_RAWIO and CAP_SYSLOG", err);
		error_set(err, ERROR_ABI, "%s/%s does not answer as memmap's helper module: %s",
			  root->path, DEVICE, strerror(os_errno));
		error_remedy(err, "memmap module unload; memmap module load");
		return -EPROTO;
	}
	((struct module_backend *)backend)->features = info.features;
	backend->space.format = info.format;
	backend->space.page_shift = info.page_shift;
	backend->space.nr_levels = info.nr_levels;
	backend->space.va_bits = info.va_bits;
	backend->space.phys_bits = info.phys_bits;
	backend->space.struct_page_bytes = info.struct_page_bytes;
	backend->space.nr_regions = info.nr_regions < MAX_REGIONS ? info.nr_regions : MAX_REGIONS;
	return check_info(&info, err);
}

static void module_close(struct backend *backend)
{
	if (!backend)
		return;
	close(fd_of(backend));
	free(backend->space.regions);
	free(backend);
}

static int module_open(const struct root *root, struct backend **ret, struct error *err)
{
	struct error why = {0};
	struct module_backend *module;
	int fd, rc;

	if (!root->live)
		return backend_captured_root(root, err);
	fd = root_open_file(root, DEVICE, &why);
	if (fd == -ENOENT || fd == -ENODEV || fd == -ENXIO)
		return no_device(root, err);
	if (fd == -EPERM || fd == -EACCES)
		return backend_no_access(root, DEVICE, -fd, "CAP_SYS_RAWIO and CAP_SYSLOG", err);
	if (fd < 0)
		return error_set(err, why.code, "%s", why.text);
	module = calloc(1, sizeof(*module));
	if (!module) {
		close(fd);
		return error_no_memory(err);
	}
	module->backend.ops = &backend_module;
	module->backend.root = root;
	module->fd = fd;
	rc = read_info(root, &module->backend, err);
	if (rc < 0) {
		module_close(&module->backend);
		return rc;
	}
	*ret = &module->backend;
	return 0;
}

static int module_walk(struct backend *backend, struct memmap_walk *walk, struct error *err)
{
	/* A module of before it was known answers all the same, at length. */
	if (!(((struct module_backend *)backend)->features & MEMMAP_FEATURE_WALK_ONCE))
		walk->flags &= ~MEMMAP_WALK_ONCE;
	return module_ioctl(backend, MEMMAP_IOC_WALK, walk, "walking the page tables", err);
}

static int module_steps(struct backend *backend, struct memmap_steps *steps, struct error *err)
{
	return module_ioctl(backend, MEMMAP_IOC_STEPS, steps, "translating", err);
}

static int module_frames(struct backend *backend, struct memmap_frame *frames, size_t nr,
			 struct error *err)
{
	struct memmap_frames request = {.frames = (uintptr_t)frames, .nr_frames = nr};

	return module_ioctl(backend, MEMMAP_IOC_FRAMES, &request, "looking up page frames", err);
}

static int module_symbol(struct backend *backend, uint64_t virt_addr, char *ret, size_t size,
			 struct error *err)
{
	struct memmap_symbols request = {
		.addrs = (uintptr_t)&virt_addr,
		.text = (uintptr_t)ret,
		.nr_addrs = 1,
		.text_size = size,
	};

	return module_ioctl(backend, MEMMAP_IOC_SYMBOLS, &request, "looking up a symbol", err);
}

/* A module of before HASHES is as good for all the rest. */
static int module_hashes(struct backend *backend, const uint64_t *virt_addrs, size_t nr,
			 uint64_t *ret, struct error *err)
{
	struct memmap_hashes request = {
		.addrs = (uintptr_t)virt_addrs,
		.hashes = (uintptr_t)ret,
		.nr_addrs = nr,
	};

	if (!(((struct module_backend *)backend)->features & MEMMAP_FEATURE_HASHES))
		return error_set(err, ERROR_HIDDEN,
				 "the loaded helper module is too old to resolve them");
	return module_ioctl(backend, MEMMAP_IOC_HASHES, &request, "hashing addresses", err);
}

static int module_gfp(struct backend *backend, uint32_t *masks, size_t nr, struct error *err)
{
	struct memmap_gfp_masks request = {0};
	int rc;

	if (!(((struct module_backend *)backend)->features & MEMMAP_FEATURE_GFP))
		return error_set(err, ERROR_HIDDEN,
				 "the loaded helper module is too old to tell GFP flags");
	rc = module_ioctl(backend, MEMMAP_IOC_GFP, &request, "GFP flags", err);
	if (rc == 0)
		memcpy(masks, request.masks, nr * sizeof(*masks));
	return rc;
}

static int module_alloc(struct backend *backend, struct memmap_alloc *alloc, struct error *err)
{
	if (!(((struct module_backend *)backend)->features & MEMMAP_FEATURE_ALLOC)) {
		error_set(err, ERROR_NOT_LOADED,
			  "the helper module is loaded without sample allocations");
		error_remedy(err, "memmap module unload; memmap module load --samples");
		return -ENODEV;
	}
	if (ioctl(fd_of(backend), MEMMAP_IOC_ALLOC, alloc) == 0)
		return 0;
	if (errno == EPERM)
		error_remedy(err, "needs CAP_SYS_RAWIO, CAP_SYSLOG and CAP_SYS_ADMIN: run as root");
	return error_errno(err, errno, "/%s: making sample allocations", DEVICE);
}

static int module_free(struct backend *backend, uint64_t handle, struct error *err)
{
	struct memmap_free request = {.handle = handle};

	return module_ioctl(backend, MEMMAP_IOC_FREE, &request, "freeing a sample allocation", err);
}

const struct backend_ops backend_module = {
	.name = "module",
	.open = module_open,
	.close = module_close,
	.walk = module_walk,
	.steps = module_steps,
	.frames = module_frames,
	.symbol = module_symbol,
	.hashes = module_hashes,
	.gfp = module_gfp,
	.alloc = module_alloc,
	.free = module_free,
};
