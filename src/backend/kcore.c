// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kcore.c - the back end that walks the page tables through /proc/kcore; no module, no debug info.
 *
 * It answers as the helper module does, but for what only the kernel's build or the caller's
 * process knows:
 *  - the fixmap's region begins where the modules' region ends, rather than with its first slot;
 *  - the first step is the kernel's own top table: its address, and the accessed bit of its entry,
 *    are not those of the calling process, whose table the module walks;
 *  - with "nopat", memory types on whose bits Linux's table and the CPU's reset value disagree are
 *    unknown;
 *  - BPF programs and other code that is neither the kernel's image nor a module's have no symbol;
 *    nor do modules of kernels without BTF, while kptr_restrict hides those of /proc/kallsyms.
 */
#include <errno.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/steps.h"
#include "arch/walk.h"
#include "backend/backend.h"
#include "reader/config.h"
#include "reader/hints.h"
#include "reader/kcore.h"

extern const struct backend_ops backend_kcore;

/**
 * struct kcore_backend - an opened back end
 * @backend: what the others see
 * @kcore: the file
 * @found: its page tables and its address space
 */
struct kcore_backend {
	struct backend backend;
	struct kcore kcore;
	struct arch_space found;
};

static int no_file(const struct root *root, struct error *err)
{
	enum config_state state;

	if (!root->live)
		return backend_captured_root(root, err);
	state = kernel_config(root, "CONFIG_PROC_KCORE");
	error_set(err, ERROR_NO_BACKEND, "no /proc/kcore: %s",
		  state == CONFIG_OFF ? "this kernel was built without CONFIG_PROC_KCORE"
		  : state == CONFIG_ON
			  ? "a container hides it"
			  : "the kernel lacks CONFIG_PROC_KCORE, or a container hides it");
	hint_give(err, root, state == CONFIG_OFF ? HINT_MODULE : HINT_KCORE);
	return -ENOTSUP;
}

/* The kernel's errno tells more than that the file could not be opened or read. */
static int open_file(const struct root *root, struct kcore *kcore, struct error *err)
{
	struct error why = {0};
	int rc = kcore_open(root, kcore, &why);
	char byte;
	int fd;

	if (rc == 0)
		return 0;
	if (rc == -ENOENT || rc == -ENODEV || rc == -ENXIO)
		return no_file(root, err);
	if (rc == -EPERM || rc == -EACCES)
		return backend_no_access(root, "proc/kcore", -rc, "CAP_SYS_RAWIO", err);
	fd = root_open_file(root, "proc/kcore", NULL);
	if (fd >= 0) {
		ssize_t got = read(fd, &byte, 1);

		close(fd);
		/* Containers put an empty file, or /dev/null, over it. */
		if (got == 0) {
			error_set(err, ERROR_NO_BACKEND,
				  "%s/proc/kcore is empty: a container hides "
				  "it",
				  root->path);
			hint_give(err, root, HINT_KCORE);
			return -ENOTSUP;
		}
	}
	error_set(err, why.code, "%s", why.text);
	return rc;
}

/* The tables of a Xen PV guest hold frame numbers of the machine, which only the kernel can map. */
static int check_xen(const struct root *root, struct error *err)
{
	_cleanup_free_ char *type = root_read_line(root, "sys/hypervisor/guest_type");

	if (!type || strcmp(type, "PV"))
		return 0;
	error_set(err, ERROR_NO_BACKEND,
		  "%s/proc/kcore: the page tables of a Xen PV guest do not "
		  "hold physical addresses",
		  root->path);
	hint_give(err, root, HINT_MODULE);
	return -ENOTSUP;
}

static int init(struct kcore_backend *self, struct error *err)
{
	const struct memory *memory = &self->kcore.memory;
	const struct arch *arch = arch_of_elf(memory->elf_machine, memory->is_64bit);
	int rc;

	if (!arch) {
		error_set(err, ERROR_NO_BACKEND,
			  "%s: memmap cannot read the page tables of another architecture yet",
			  memory->path);
		return -ENOTSUP;
	}
	rc = check_xen(self->backend.root, err);
	if (rc == 0)
		rc = arch_find_space(arch, &self->found, err);
	if (rc < 0)
		return rc;
	self->backend.space = self->found.space;
	return 0;
}

static void kcore_close(struct backend *backend)
{
	struct kcore_backend *self = (struct kcore_backend *)backend;

	if (!self)
		return;
	kcore_clear(&self->kcore);
	arch_space_clear(&self->found);
	free(self);
}

static int backend_kcore_open(const struct root *root, struct backend **ret, struct error *err)
{
	struct kcore_backend *self = calloc(1, sizeof(*self));
	int rc;

	if (!self)
		return error_no_memory(err);
	self->backend.ops = &backend_kcore;
	self->backend.root = root;
	self->backend.memory = &self->kcore.memory;
	self->backend.found = &self->found;
	self->found.root = root;
	self->found.memory = &self->kcore.memory;
	rc = open_file(root, &self->kcore, err);
	if (rc == 0)
		rc = init(self, err);
	if (rc < 0) {
		kcore_close(&self->backend);
		return rc;
	}
	*ret = &self->backend;
	return 0;
}

static int kcore_walk(struct backend *backend, struct memmap_walk *walk, struct error *err)
{
	return page_tables_walk(&((struct kcore_backend *)backend)->found.tables, walk, err);
}

static int kcore_steps(struct backend *backend, struct memmap_steps *steps, struct error *err)
{
	return page_tables_steps(&((struct kcore_backend *)backend)->found.tables, steps, err);
}

const struct backend_ops backend_kcore = {
	.name = "kcore",
	.open = backend_kcore_open,
	.close = kcore_close,
	.walk = kcore_walk,
	.steps = kcore_steps,
	.reads = true,
};
