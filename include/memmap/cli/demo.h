/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demo.h - the demonstrations of "memmap demo". */
#ifndef MEMMAP_CLI_DEMO_H
#define MEMMAP_CLI_DEMO_H

#include <memmap/cli/command.h>

/**
 * struct demo_options - options of "memmap demo"
 * @common: as for all commands
 * @explain: a lesson to each step
 */
struct demo_options {
	struct common_options common;
	bool explain;
};

#endif
