/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine.h - what commands about GFP flags know of the machine. */
#ifndef MEMMAP_CLI_MACHINE_H
#define MEMMAP_CLI_MACHINE_H

#include "analysis/zones/gfp.h"
#include "cli/command.h"

/**
 * machine_read() - read the bits of GFP flags, the zones and the nodes
 * @context: the invocation
 * @node: node that requests begin with; unless given, the one this runs on
 * @need_zones: that they cannot be read is a failure, instead of said on stderr
 * @ret: the machine, to be released with machine_clear()
 * @err: filled on failure: there is no such node, or there are no zones
 *
 * What else cannot be read is said on stderr and left out.
 *
 * Return: 0 or -errno.
 */
int machine_read(const struct context *context, const struct option_uint *node, bool need_zones,
		 struct gfp_machine *ret, struct error *err) _must_check_;

/**
 * machine_clear() - free what machine_read() read
 * @machine: may be zeroed
 */
void machine_clear(struct gfp_machine *machine);

#endif
