// SPDX-License-Identifier: GPL-2.0-or-later
/* helper.c - load, unload and look at the helper module; see helper.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/utsname.h>

#include "backend/backends.h"
#include "base/parse.h"
#include "helper/elf_module.h"
#include "helper/helper.h"
#include "helper/kmod.h"
#include "reader/hints.h"
#include "reader/system.h"
#include <uapi/memmap.h>

#define DEVICE "/dev/" MEMMAP_DEVICE_NAME

int helper_check_modules(const struct root *root, struct error *err)
{
	_cleanup_free_ char *modules = NULL;

	if (root_read(root, "proc/modules", &modules, NULL) == 0)
		return 0;
	error_set(err, ERROR_NO_MODULES, "this kernel cannot load modules (no /proc/modules)");
	hint_give(err, root, HINT_MODULE);
	return -ENOSYS;
}

int helper_samples(const struct root *root)
{
	_cleanup_free_ char *value =
		root_read_line(root, "sys/module/" HELPER_NAME "/parameters/samples");

	return value ? *value == 'Y' : -ENOENT;
}

int helper_answers(const struct root *root, struct error *err)
{
	struct backend *backend = NULL;
	int rc = backend_open_able(root, BACKEND_ALLOCATES, &backend, err);

	backend_close(&backend);
	return rc;
}

char *helper_default_file(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct utsname uts;
	char *path;
	int rc;

	uname(&uts);
	/* Root loads from where only root writes. */
	if (geteuid() == 0)
		rc = asprintf(&path, "/var/lib/memmap/%s/" HELPER_NAME ".ko", uts.release);
	else if (cache && *cache)
		rc = asprintf(&path, "%s/memmap/%s/" HELPER_NAME ".ko", cache, uts.release);
	else
		rc = asprintf(&path, "%s/.cache/memmap/%s/" HELPER_NAME ".ko", home ?: "",
			      uts.release);
	return rc < 0 ? NULL : path;
}

static int fill_status(struct kmod *kmod, struct helper *ret, struct error *err)
{
	const char *state = kmod_state(kmod);
	struct root root = {0};
	int rc;

	ret->name = HELPER_NAME;
	ret->loaded = state != NULL;
	ret->state = state;
	ret->refcount = ret->loaded ? kmod_refcount(kmod) : INT_MIN;
	ret->samples = UINT8_MAX;
	ret->device = access(DEVICE, F_OK) == 0 ? DEVICE : NULL;
	if (!ret->loaded)
		return 0;
	rc = root_open(NULL, &root, err);
	if (rc < 0)
		return rc;
	free(ret->version);
	ret->version = root_read_line(&root, "sys/module/" HELPER_NAME "/version");
	ret->samples = helper_samples(&root) > 0;
	root_clear(&root);
	return 0;
}

int helper_status(struct helper *ret, struct error *err)
{
	_cleanup_(kmod_closep) struct kmod *kmod = NULL;
	struct helper status = {0};
	const char *path;
	int rc;

	rc = kmod_open(NULL, &kmod, err);
	if (rc == 0)
		rc = fill_status(kmod, &status, err);
	if (rc < 0)
		return rc;
	path = kmod_file(kmod);
	status.file = path ? strdup(path) : helper_default_file();
	if (status.file && access(status.file, F_OK) < 0) {
		free(status.file);
		status.file = NULL;
	}
	*ret = status;
	return 0;
}

/* The file that DKMS or a distribution put below /lib/modules, else what helper_build() wrote. */
static int find_file(char **ret, struct error *err)
{
	_cleanup_(kmod_closep) struct kmod *kmod = NULL;
	_cleanup_free_ char *built = helper_default_file();
	const char *path;
	int rc;

	rc = kmod_open(NULL, &kmod, err);
	if (rc < 0)
		return rc;
	if (!built)
		return error_no_memory(err);
	path = kmod_file(kmod);
	if (!path || access(path, F_OK) < 0)
		path = built;
	if (access(path, F_OK) < 0) {
		error_set(err, ERROR_NOT_FOUND, "the helper module is not built: no %s", built);
		error_remedy(err, "memmap module build  (or give the file to load)");
		return -ENOENT;
	}
	*ret = strdup(path);
	return *ret ? 0 : error_no_memory(err);
}

/* libkmod can load compressed modules, libelf cannot read them: those the kernel checks alone. */
static bool is_compressed(const char *path)
{
	const char *suffix = strrchr(path, '.');

	return suffix &&
	       (!strcmp(suffix, ".xz") || !strcmp(suffix, ".zst") || !strcmp(suffix, ".gz"));
}

static int check_file(const char *path, struct helper *ret, struct error *err)
{
	_cleanup_(elf_module_clear) struct elf_module elf = {0};
	struct utsname uts;
	int rc;

	if (is_compressed(path))
		return 0;
	rc = elf_module_read(path, &elf, err);
	if (rc < 0)
		return rc;
	if (elf.name && strcmp(elf.name, HELPER_NAME)) {
		error_set(err, ERROR_PARSE, "%s: the module %s, not " HELPER_NAME, path, elf.name);
		error_remedy(err, "insmod loads other modules");
		return -EBADMSG;
	}
	uname(&uts);
	rc = elf_module_check(&elf, path, uts.release, uts.machine, err);
	if (rc < 0)
		return rc;
	ret->vermagic = take_ptr(elf.vermagic);
	return 0;
}

static int refused_permission(const struct root *root, const char *path, struct error *err)
{
	_cleanup_free_ char *lockdown = lockdown_mode(root);
	_cleanup_free_ char *disabled = root_read_line(root, "proc/sys/kernel/modules_disabled");

	if (geteuid() != 0) {
		error_set(err, ERROR_PERMISSION, "%s: loading modules needs CAP_SYS_MODULE", path);
		error_remedy(err, "run as root");
	} else if (disabled && !strcmp(disabled, "1")) {
		error_set(
			err, ERROR_PERMISSION,
			"%s: loading modules is disabled until reboot (kernel.modules_disabled=1)",
			path);
	} else if (lockdown && strcmp(lockdown, "none")) {
		error_set(err, ERROR_SIGNATURE,
			  "%s: refused: kernel lockdown is \"%s\" and takes signed modules only",
			  path, lockdown);
		error_remedy(err, "let DKMS build it, which signs it, and enroll its key with "
				  "mokutil; or boot without Secure Boot or lockdown=");
	} else {
		error_set(err, ERROR_PERMISSION, "%s: refused: CAP_SYS_MODULE is missing", path);
		error_remedy(err, "run as root of the host, not of a container");
	}
	return -EPERM;
}

static int refused(const struct root *root, const char *path, int os_errno, struct error *err)
{
	switch (os_errno) {
	case EPERM:
	case EACCES:
		return refused_permission(root, path, err);
	case ENOKEY:
	case EKEYREJECTED:
	case EBADMSG:
		error_set(err, ERROR_SIGNATURE,
			  "%s: refused: its signature is missing or not trusted", path);
		error_remedy(err, "let DKMS build it, which signs it, and enroll its key with "
				  "mokutil");
		return -os_errno;
	case ENOSYS:
		return error_set(err, ERROR_NO_MODULES, "this kernel cannot load modules");
	case ENOEXEC:
		error_set(err, ERROR_VERMAGIC, "%s: the kernel refuses its format", path);
		error_remedy(err, "dmesg says why; \"memmap module build\" makes one that fits");
		return -ENOEXEC;
	default:
		error_errno(err, os_errno, "%s", path);
		error_remedy(err, "dmesg may say more");
		return -os_errno;
	}
}

/* A module that does not know a parameter loads without it. */
static int check_samples(const struct helper *helper, bool was_loaded, struct error *err)
{
	if (helper->samples)
		return 0;
	if (was_loaded) {
		error_set(err, ERROR_BUSY,
			  "the helper module is loaded already, without sample allocations");
		error_remedy(err, "memmap module unload; memmap module load --samples");
		return -EBUSY;
	}
	error_set(err, ERROR_ABI, "%s: too old to make sample allocations on demand", helper->file);
	error_remedy(err, "memmap module unload; memmap module build; memmap module load "
			  "--samples");
	return -EPROTO;
}

int helper_load(const struct root *root, const char *file, bool samples, struct helper *ret,
		struct error *err)
{
	_cleanup_(helper_clear) struct helper status = {0};
	_cleanup_(kmod_closep) struct kmod *kmod = NULL;
	bool was_loaded;
	int rc;

	rc = helper_check_modules(root, err);
	if (rc < 0)
		return rc;
	if (file) {
		status.file = strdup(file);
		rc = status.file ? 0 : error_no_memory(err);
	} else {
		rc = find_file(&status.file, err);
	}
	if (rc == 0)
		rc = check_file(status.file, &status, err);
	if (rc == 0)
		rc = kmod_open(status.file, &kmod, err);
	if (rc < 0)
		return rc;
	rc = kmod_insert(kmod, samples ? "samples=1" : "");
	was_loaded = rc == -EEXIST;
	if (rc < 0 && !was_loaded)
		return refused(root, status.file, -rc, err);
	rc = fill_status(kmod, &status, err);
	if (rc == 0 && samples)
		rc = check_samples(&status, was_loaded, err);
	if (rc < 0)
		return rc;
	*ret = status;
	status = (struct helper){0};
	return 0;
}

static bool holds_device(const struct root *root, const char *pid)
{
	_cleanup_(root_names_clear) struct root_names names = {0};
	char path[300], target[64];

	snprintf(path, sizeof(path), "proc/%s/fd", pid);
	if (root_list(root, path, &names, NULL) < 0)
		return false;
	for (size_t i = 0; i < names.nr; i++) {
		snprintf(path, sizeof(path), "proc/%s/fd/%s", pid, names.items[i]);
		if (root_read_link(root, path, target, sizeof(target)) > 0 &&
		    !strcmp(target, DEVICE))
			return true;
	}
	return false;
}

/* "pid 12 (memmap), pid 40 (sleep)" */
static void list_holders(const struct root *root, char *ret, size_t size)
{
	_cleanup_(root_names_clear) struct root_names names = {0};
	size_t used = 0;

	*ret = '\0';
	if (root_list(root, "proc", &names, NULL) < 0)
		return;
	for (size_t i = 0; i < names.nr && used < size; i++) {
		const char *pid = names.items[i];
		_cleanup_free_ char *comm = NULL;
		char path[300];

		if (pid[0] < '0' || pid[0] > '9' || !holds_device(root, pid))
			continue;
		snprintf(path, sizeof(path), "proc/%s/comm", pid);
		comm = root_read_line(root, path);
		used += snprintf(ret + used, size - used, "%spid %s (%s)", used ? ", " : "", pid,
				 comm ?: "?");
	}
}

static int not_removed(const struct root *root, int os_errno, struct error *err)
{
	char holders[300];

	if (os_errno == EPERM) {
		error_set(err, ERROR_PERMISSION, "unloading modules needs CAP_SYS_MODULE");
		error_remedy(err, "run as root");
		return -EPERM;
	}
	if (os_errno != EBUSY && os_errno != EAGAIN)
		return error_errno(err, os_errno, "unloading the helper module");
	list_holders(root, holders, sizeof(holders));
	error_set(err, ERROR_BUSY, "the helper module is in use%s%s",
		  *holders ? ": " DEVICE " is held open by " : "", holders);
	error_remedy(err, *holders ? "end them first" : "see who has " DEVICE " open");
	return -EBUSY;
}

int helper_unload(const struct root *root, struct helper *ret, struct error *err)
{
	_cleanup_(kmod_closep) struct kmod *kmod = NULL;
	int rc;

	rc = helper_check_modules(root, err);
	if (rc == 0)
		rc = kmod_open(NULL, &kmod, err);
	if (rc < 0)
		return rc;
	rc = kmod_remove(kmod);
	if (rc < 0 && rc != -ENOENT)
		return not_removed(root, -rc, err);
	*ret = (struct helper){0};
	return fill_status(kmod, ret, err);
}
