// SPDX-License-Identifier: GPL-2.0-or-later
/* error.c - see error.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/printable.h"

static const struct {
	const char *name;
	int os_errno;
	enum exit_status exit;
} codes[NR_ERROR_CODES] = {
	[ERROR_NONE] = {"none", 0, EXIT_OK},
	[ERROR_USAGE] = {"usage", EINVAL, EXIT_USAGE},
	[ERROR_BAD_INPUT] = {"bad-input", EINVAL, EXIT_USAGE},
	[ERROR_NOT_FOUND] = {"not-found", ENOENT, EXIT_FAILED},
	[ERROR_AMBIGUOUS] = {"ambiguous", ENOTUNIQ, EXIT_FAILED},
	[ERROR_PARSE] = {"parse", EBADMSG, EXIT_FAILED},
	[ERROR_IO] = {"io", EIO, EXIT_FAILED},
	[ERROR_NO_MEMORY] = {"no-memory", ENOMEM, EXIT_FAILED},
	[ERROR_PERMISSION] = {"no-permission", EPERM, EXIT_NO_BACKEND},
	[ERROR_LOCKDOWN] = {"lockdown", EPERM, EXIT_NO_BACKEND},
	[ERROR_NO_BACKEND] = {"no-backend", ENOTSUP, EXIT_NO_BACKEND},
	[ERROR_NOT_LOADED] = {"not-loaded", ENODEV, EXIT_NO_BACKEND},
	[ERROR_ABI] = {"abi-mismatch", EPROTO, EXIT_NO_BACKEND},
	[ERROR_NO_MODULES] = {"no-module-support", ENOSYS, EXIT_NO_BACKEND},
	[ERROR_VERMAGIC] = {"vermagic-mismatch", ENOEXEC, EXIT_FAILED},
	[ERROR_SIGNATURE] = {"signature-refused", EKEYREJECTED, EXIT_NO_BACKEND},
	[ERROR_BUSY] = {"busy", EBUSY, EXIT_FAILED},
	[ERROR_BUILD] = {"build-failed", EINVAL, EXIT_FAILED},
	[ERROR_HIDDEN] = {"hidden", EACCES, EXIT_FAILED},
	[ERROR_MISMATCH] = {"mismatch", EILSEQ, EXIT_FAILED},
};

const char *error_code_name(enum error_code code)
{
	return codes[code].name;
}

enum exit_status error_exit_status(enum error_code code)
{
	return codes[code].exit;
}

static void error_fill(struct error *err, enum error_code code, int os_errno, const char *format,
		       va_list args)
{
	if (!err || err->code != ERROR_NONE)
		return;
	err->code = code;
	err->os_errno = os_errno;
	vsnprintf(err->text, sizeof(err->text), format, args);
	make_printable(err->text);
}

int error_set(struct error *err, enum error_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_fill(err, code, 0, format, args);
	va_end(args);
	return -codes[code].os_errno;
}

static enum error_code code_of_errno(int os_errno)
{
	switch (os_errno) {
	case EPERM:
	case EACCES:
		return ERROR_PERMISSION;
	case ENOENT:
		return ERROR_NOT_FOUND;
	case ENOMEM:
		return ERROR_NO_MEMORY;
	default:
		return ERROR_IO;
	}
}

int error_errno(struct error *err, int os_errno, const char *format, ...)
{
	bool first = err && err->code == ERROR_NONE;
	va_list args;

	va_start(args, format);
	error_fill(err, code_of_errno(os_errno), os_errno, format, args);
	va_end(args);
	if (first) {
		size_t used = strlen(err->text);

		snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(os_errno));
	}
	return -os_errno;
}

int error_prefix(struct error *err, int rc, const char *format, ...)
{
	char old[sizeof(err->text)];
	va_list args;
	size_t used;

	if (!err || err->code == ERROR_NONE)
		return rc;
	memcpy(old, err->text, sizeof(old));
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, "%s", old);
	make_printable(err->text);
	return rc;
}

void error_remedy(struct error *err, const char *format, ...)
{
	va_list args;

	if (!err || err->remedy[0])
		return;
	va_start(args, format);
	vsnprintf(err->remedy, sizeof(err->remedy), format, args);
	make_printable(err->remedy);
	va_end(args);
}

int error_no_memory(struct error *err)
{
	return error_set(err, ERROR_NO_MEMORY, "out of memory");
}
