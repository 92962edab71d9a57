/* SPDX-License-Identifier: GPL-2.0-or-later */
/* elf_module.h - what a kernel module's file says about itself, without loading it. */
#ifndef MEMMAP_HELPER_ELF_MODULE_H
#define MEMMAP_HELPER_ELF_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/**
 * struct elf_module - facts from a .ko file
 * @machine: ELF machine, EM_*
 * @is_64bit: ELF class
 * @vermagic: release and options of the kernel it was built for, from .modinfo
 * @version: MODULE_VERSION(), or NULL
 * @name: the module's name, or NULL before 4.13 (3e2e857f9c3a)
 */
struct elf_module {
	unsigned int machine;
	bool is_64bit;
	char *vermagic;
	char *version;
	char *name;
};

/**
 * elf_module_read() - read the facts
 * @path: the file
 * @ret: filled on success; release it with elf_module_clear()
 * @err: filled on failure; ERROR_PARSE when it is no kernel module
 *
 * Return: 0 or -errno.
 */
int elf_module_read(const char *path, struct elf_module *ret, struct error *err) _must_check_;

/**
 * elf_module_parse() - the same of a file that was read already
 * @bytes: the file; not changed
 * @nr: its size
 * @path: its name, for messages
 * @ret: the facts; release them with elf_module_clear()
 * @err: filled on failure
 *
 * Return: 0 or -errno.
 */
int elf_module_parse(char *bytes, size_t nr, const char *path, struct elf_module *ret,
		     struct error *err) _must_check_;

/**
 * elf_module_clear() - free the facts
 * @module: may be zeroed
 */
void elf_module_clear(struct elf_module *module);

/**
 * elf_module_check() - whether a module fits a kernel
 * @module: the module
 * @path: its file, for the message
 * @release: the kernel's release, as uname -r
 * @machine: the kernel's machine, as uname -m; one that memmap does not know is not checked
 * @err: says what differs and what to do
 *
 * Return: 0 or -ENOEXEC.
 */
int elf_module_check(const struct elf_module *module, const char *path, const char *release,
		     const char *machine, struct error *err) _must_check_;

#endif
