// SPDX-License-Identifier: GPL-2.0-or-later
/* kmod.c - see kmod.h; the one place that uses libkmod. */
#include <dlfcn.h>
#include <errno.h>
#include <libkmod.h>
#include <stdlib.h>

#include "helper/kmod.h"
#include "model/helper.h"

/*
 * libkmod brings libcrypto with it, whose relocation takes longer than answering "memmap addr" and
 * more memory than all the rest, so it is opened only by the commands that need it.
 */
#define KMOD_FUNCTIONS(FUNCTION)            \
	FUNCTION(kmod_new)                  \
	FUNCTION(kmod_unref)                \
	FUNCTION(kmod_set_log_fn)           \
	FUNCTION(kmod_module_new_from_name) \
	FUNCTION(kmod_module_new_from_path) \
	FUNCTION(kmod_module_unref)         \
	FUNCTION(kmod_module_get_initstate) \
	FUNCTION(kmod_module_initstate_str) \
	FUNCTION(kmod_module_get_refcnt)    \
	FUNCTION(kmod_module_get_path)      \
	FUNCTION(kmod_module_insert_module) \
	FUNCTION(kmod_module_remove_module)

#define DECLARE(function) typeof(function) *function;
#define NAME(function)	  #function,

/**
 * struct kmod - libkmod with a module of interest
 * @library: the opened library; stays open, as it cannot be unloaded safely
 * @context: libkmod's context
 * @module: the helper module
 * @api: the functions of the library, by their own names
 */
struct kmod {
	void *library;
	struct kmod_ctx *context;
	struct kmod_module *module;
	struct {
		KMOD_FUNCTIONS(DECLARE)
	} api;
};

static void be_silent(void *data, int priority, const char *file, int line, const char *function,
		      const char *format, va_list args)
{
	(void)data, (void)priority, (void)file, (void)line, (void)function, (void)format,
		(void)args;
}

void kmod_close(struct kmod *kmod)
{
	if (!kmod)
		return;
	if (kmod->module)
		kmod->api.kmod_module_unref(kmod->module);
	if (kmod->context)
		kmod->api.kmod_unref(kmod->context);
	free(kmod);
}

static int open_library(struct kmod *kmod, struct error *err)
{
	static const char *const names[] = {KMOD_FUNCTIONS(NAME)};
	void **functions = (void **)&kmod->api;

	kmod->library = dlopen("libkmod.so.2", RTLD_LAZY);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		functions[i] = kmod->library ? dlsym(kmod->library, names[i]) : NULL;
		if (!functions[i]) {
			error_set(err, ERROR_NOT_FOUND, "libkmod cannot be used: %s", dlerror());
			error_remedy(err, "apt install libkmod2");
			return -ENOENT;
		}
	}
	kmod->context = kmod->api.kmod_new(NULL, NULL);
	if (!kmod->context)
		return error_no_memory(err);
	/* What went wrong is told by struct error, once. */
	kmod->api.kmod_set_log_fn(kmod->context, be_silent, NULL);
	return 0;
}

int kmod_open(const char *file, struct kmod **ret, struct error *err)
{
	_cleanup_(kmod_closep) struct kmod *kmod = calloc(1, sizeof(*kmod));
	int rc = kmod ? open_library(kmod, err) : error_no_memory(err);

	if (rc < 0)
		return rc;
	if (file)
		rc = kmod->api.kmod_module_new_from_path(kmod->context, file, &kmod->module);
	else
		rc = kmod->api.kmod_module_new_from_name(kmod->context, HELPER_NAME, &kmod->module);
	if (rc < 0)
		return error_errno(err, -rc, "%s", file ?: HELPER_NAME);
	*ret = take_ptr(kmod);
	return 0;
}

const char *kmod_state(struct kmod *kmod)
{
	int state = kmod->api.kmod_module_get_initstate(kmod->module);

	return state < 0 ? NULL : kmod->api.kmod_module_initstate_str(state);
}

int kmod_refcount(struct kmod *kmod)
{
	return kmod->api.kmod_module_get_refcnt(kmod->module);
}

const char *kmod_file(struct kmod *kmod)
{
	return kmod->api.kmod_module_get_path(kmod->module);
}

int kmod_insert(struct kmod *kmod, const char *parameters)
{
	return kmod->api.kmod_module_insert_module(kmod->module, 0, parameters);
}

int kmod_remove(struct kmod *kmod)
{
	return kmod->api.kmod_module_remove_module(kmod->module, 0);
}
