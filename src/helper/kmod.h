/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kmod.h - the helper module, as the kernel and the tools for modules know it.
 *
 * Through libkmod (kmod.c), or without that library by the system calls and files that it
 * rests on (kmod_kernel.c); which of the two is compiled, -Dlibkmod says.
 */
#ifndef MEMMAP_HELPER_KMOD_H
#define MEMMAP_HELPER_KMOD_H

#include "base/error.h"

struct kmod;

/**
 * kmod_open() - get hold of the helper module, loaded or not
 * @file: its file, or NULL to know it by its name
 * @ret: the module; release it with kmod_close()
 * @err: filled on failure: no library, a file that is no module
 *
 * Return: 0 or -errno.
 */
int kmod_open(const char *file, struct kmod **ret, struct error *err) _must_check_;

/* kmod_close() - release what kmod_open() gave, or NULL */
void kmod_close(struct kmod *kmod);

static inline void kmod_closep(struct kmod **kmod)
{
	kmod_close(*kmod);
}

/**
 * kmod_state() - what the kernel says of it
 * @kmod: the module
 *
 * Return: "live", "coming" or "going", a constant; NULL if it is not loaded.
 */
const char *kmod_state(struct kmod *kmod);

/**
 * kmod_refcount() - how often it is in use
 * @kmod: the module, loaded
 *
 * Return: references, or a negative number if the kernel does not tell.
 */
int kmod_refcount(struct kmod *kmod);

/**
 * kmod_file() - the file that modprobe would load, below /lib/modules of the running kernel
 * @kmod: the module, by its name
 *
 * Return: its path, valid as long as @kmod, or NULL if there is none.
 */
const char *kmod_file(struct kmod *kmod);

/**
 * kmod_insert() - load it
 * @kmod: the module, by its file
 * @parameters: "NAME=VALUE ...", or ""
 *
 * Return: 0, or the kernel's -errno; dmesg may say more.
 */
int kmod_insert(struct kmod *kmod, const char *parameters);

/**
 * kmod_remove() - unload it, unless it is in use
 * @kmod: the module, by its name
 *
 * Return: 0, or the kernel's -errno.
 */
int kmod_remove(struct kmod *kmod);

#endif
