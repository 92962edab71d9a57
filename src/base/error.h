/* SPDX-License-Identifier: GPL-2.0-or-later */
/* error.h - what failed, why, and what to do about it, carried on the caller's stack. */
#ifndef MEMMAP_BASE_ERROR_H
#define MEMMAP_BASE_ERROR_H

#include "base/cleanup.h"

/**
 * enum error_code - the stable reason of a failure; its name is the "code" of JSON errors
 * @ERROR_NONE: no error
 * @ERROR_USAGE: the command line is wrong
 * @ERROR_BAD_INPUT: an operand or a line of input is malformed
 * @ERROR_NOT_FOUND: a symbol, file, node or zone that was asked for does not exist
 * @ERROR_AMBIGUOUS: a name stands for several things
 * @ERROR_PARSE: a file does not look like what it should be
 * @ERROR_IO: reading or writing failed
 * @ERROR_NO_MEMORY: out of memory
 * @ERROR_PERMISSION: a capability or file permission is missing
 * @ERROR_LOCKDOWN: kernel lockdown refuses
 * @ERROR_NO_BACKEND: nothing here can reach the kernel's page tables
 * @ERROR_NOT_LOADED: the helper module is not loaded
 * @ERROR_ABI: tool and helper module do not speak the same interface
 * @ERROR_NO_MODULES: the kernel cannot load modules at all
 * @ERROR_VERMAGIC: the module was built for another kernel
 * @ERROR_SIGNATURE: the module's signature is missing or not trusted
 * @ERROR_BUSY: the module is in use
 * @ERROR_BUILD: the module could not be built
 * @ERROR_HIDDEN: the kernel hides the value (kptr_restrict)
 * @ERROR_MISMATCH: two back ends give different answers
 */
enum error_code {
	ERROR_NONE,
	ERROR_USAGE,
	ERROR_BAD_INPUT,
	ERROR_NOT_FOUND,
	ERROR_AMBIGUOUS,
	ERROR_PARSE,
	ERROR_IO,
	ERROR_NO_MEMORY,
	ERROR_PERMISSION,
	ERROR_LOCKDOWN,
	ERROR_NO_BACKEND,
	ERROR_NOT_LOADED,
	ERROR_ABI,
	ERROR_NO_MODULES,
	ERROR_VERMAGIC,
	ERROR_SIGNATURE,
	ERROR_BUSY,
	ERROR_BUILD,
	ERROR_HIDDEN,
	ERROR_MISMATCH,
	NR_ERROR_CODES,
};

/* Exit statuses of memmap; "check" alone follows the monitoring convention instead. */
enum exit_status {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_NO_BACKEND = 3,
	EXIT_PARTIAL = 4,
};

/**
 * struct error - one failure; zero-initialise before use
 * @code: the reason, ERROR_NONE while nothing failed
 * @os_errno: the errno behind it, or 0
 * @text: what failed and why, without the program's name and without a full stop; what it quotes
 * comes from strangers, so it is made printable, and so is @remedy
 * @remedy: what the user can do, or empty
 *
 * The first error wins: setting an error that is already set keeps the old one.
 */
struct error {
	enum error_code code;
	int os_errno;
	char text[512];
	char remedy[256];
};

/**
 * error_set() - record a failure
 * @err: where to; may be NULL
 * @code: the reason
 * @format: printf format of the text
 *
 * Return: a negative errno that suits @code, for "return error_set(…)".
 */
int error_set(struct error *err, enum error_code code, const char *format, ...) _printf_(3, 4);

/**
 * error_errno() - record the failure of a system call
 * @err: where to; may be NULL
 * @os_errno: the errno, positive
 * @format: printf format naming the thing; ": " and strerror() text follow it
 *
 * EPERM and EACCES become ERROR_PERMISSION, ENOENT ERROR_NOT_FOUND, ENOMEM ERROR_NO_MEMORY and
 * everything else ERROR_IO.
 *
 * Return: -@os_errno.
 */
int error_errno(struct error *err, int os_errno, const char *format, ...) _printf_(3, 4);

/**
 * error_prefix() - put context before the text of an error: "translating 0x…: "
 * @err: the error; may be NULL
 * @rc: the return value to pass through
 * @format: printf format of the prefix
 *
 * Return: @rc.
 */
int error_prefix(struct error *err, int rc, const char *format, ...) _printf_(3, 4);

/**
 * error_remedy() - say what the user can do, unless it has been said
 * @err: the error; may be NULL
 * @format: printf format
 */
void error_remedy(struct error *err, const char *format, ...) _printf_(2, 3);

/**
 * error_no_memory() - record that memory ran out
 * @err: where to; may be NULL
 *
 * Return: -ENOMEM.
 */
int error_no_memory(struct error *err);

/**
 * error_code_name() - the stable name of a reason, as JSON errors show it
 * @code: the reason
 *
 * Return: a constant string.
 */
const char *error_code_name(enum error_code code);

/**
 * error_exit_status() - the exit status that a failure for this reason leads to
 * @code: the reason
 *
 * Return: an enum exit_status.
 */
enum exit_status error_exit_status(enum error_code code);

#endif
