/* SPDX-License-Identifier: GPL-2.0-or-later */
/* helper.h - the state of the helper module. */
#ifndef MEMMAP_MODEL_HELPER_H
#define MEMMAP_MODEL_HELPER_H

#include <stdint.h>

#define HELPER_NAME "memmap"

/**
 * struct helper - the helper module, loaded or not
 * @name: its name
 * @loaded: it is in the kernel
 * @state: "live", "coming" or "going" when loaded, else NULL
 * @version: version of the loaded module or of @file, or NULL
 * @refcount: users of the loaded module, else INT_MIN
 * @samples: the loaded module makes sample allocations; more than 1 when not loaded
 * @device: its device node when there is one, else NULL
 * @file: file it was or would be loaded from, or NULL
 * @vermagic: kernel that @file was built for, or NULL
 */
struct helper {
	const char *name;
	uint8_t loaded;
	const char *state;
	char *version;
	int refcount;
	uint8_t samples;
	const char *device;
	char *file;
	char *vermagic;
};

/**
 * helper_clear() - free what it holds
 * @helper: may be zeroed
 */
void helper_clear(struct helper *helper);

#endif
