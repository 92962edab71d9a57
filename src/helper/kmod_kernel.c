// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kmod_kernel.c - see kmod.h; for builds without libkmod.
 *
 * What that knows beyond this: the module's place by modules.dep, where this looks in the two
 * places that DKMS and "make modules_install" use, and compressed modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/root.h"
#include "helper/kmod.h"
#include "model/helper.h"

#define SYSFS "sys/module/" HELPER_NAME

/**
 * struct kmod - the helper module
 * @root: the running system
 * @file: its file, or an empty string
 */
struct kmod {
	struct root root;
	char file[PATH_MAX];
};

void kmod_close(struct kmod *kmod)
{
	if (!kmod)
		return;
	root_clear(&kmod->root);
	free(kmod);
}

int kmod_open(const char *file, struct kmod **ret, struct error *err)
{
	_cleanup_(kmod_closep) struct kmod *kmod = calloc(1, sizeof(*kmod));
	int rc = kmod ? root_open(NULL, &kmod->root, err) : error_no_memory(err);

	if (rc < 0)
		return rc;
	if (file && snprintf(kmod->file, sizeof(kmod->file), "%s", file) >= PATH_MAX)
		return error_errno(err, ENAMETOOLONG, "%s", file);
	*ret = take_ptr(kmod);
	return 0;
}

const char *kmod_state(struct kmod *kmod)
{
	static const char *const states[] = {"live", "coming", "going"};
	_cleanup_free_ char *state = root_read_line(&kmod->root, SYSFS "/initstate");

	for (size_t i = 0; state && i < ARRAY_SIZE(states); i++)
		if (!strcmp(state, states[i]))
			return states[i];
	return state ? "unknown" : NULL;
}

int kmod_refcount(struct kmod *kmod)
{
	_cleanup_free_ char *text = root_read_line(&kmod->root, SYSFS "/refcnt");

	return text ? atoi(text) : -ENOENT;
}

const char *kmod_file(struct kmod *kmod)
{
	static const char *const places[] = {"updates/dkms", "updates"};
	struct utsname uts;

	uname(&uts);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		snprintf(kmod->file, sizeof(kmod->file), "/lib/modules/%s/%s/" HELPER_NAME ".ko",
			 uts.release, places[i]);
		if (access(kmod->file, F_OK) == 0)
			return kmod->file;
	}
	return NULL;
}

int kmod_insert(struct kmod *kmod, const char *parameters)
{
	_cleanup_close_ int fd = open(kmod->file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return syscall(SYS_finit_module, fd, parameters, 0) < 0 ? -errno : 0;
}

int kmod_remove(struct kmod *kmod)
{
	(void)kmod;
	return syscall(SYS_delete_module, HELPER_NAME, O_NONBLOCK) < 0 ? -errno : 0;
}
